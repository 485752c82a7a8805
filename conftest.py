"""What tests outside `tests/` need, and what every process of a test run shares: compiled code."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

if sys.dont_write_bytecode:  # else each of the many processes would compile again, for seconds, all that it imports
    sys.dont_write_bytecode = False
    del os.environ["PYTHONDONTWRITEBYTECODE"]
    bytecode = Path(__file__).parent / ".pytest_cache" / "bytecode"
    sys.pycache_prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(bytecode))

# Calls nearly all loops.
WARM = (
    "import sim; sim.run('competition', 'commons-ubi', seeds=1, months=14, workers=200, jobs=1, quiet=True, out='out', "
    "set={'ai_arrival': 1, 'ai_lead': 1, 'entry': True, 'rivalry': 0.3})"
)
warming = pytest.StashKey["subprocess.Popen[bytes]"]()


@pytest.fixture(autouse=True)
def _readme_session_in_an_empty_folder(request: pytest.FixtureRequest) -> None:
    """The README's session writes `results/` where it stands: not into the clone, where older runs may lie."""
    if request.node.name in ("README.md", "README.zh.md"):
        request.getfixturevalue("monkeypatch").chdir(request.getfixturevalue("tmp_path"))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile once, while the workers collect their tests: both would compile the same at the same time."""
    if session.config.pluginmanager.has_plugin("dsession"):
        folder = tempfile.TemporaryDirectory()
        session.config.add_cleanup(folder.cleanup)
        session.config.stash[warming] = subprocess.Popen(
            [sys.executable, "-c", WARM], cwd=folder.name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """The first test begins when that is done; that it went wrong, the tests will say."""
    if process := session.config.stash.get(warming, None):
        process.wait()
