"""What tests outside `tests/` need."""

import pytest


@pytest.fixture(autouse=True)
def _readme_session_in_an_empty_folder(request: pytest.FixtureRequest) -> None:
    """The README's session writes `results/` where it stands: not into the clone, where older runs may lie."""
    if request.node.name in ("README.md", "README.zh.md"):
        request.getfixturevalue("monkeypatch").chdir(request.getfixturevalue("tmp_path"))
