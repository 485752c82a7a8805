"""Tab: which names complete which word, and what bash does with them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import get_completion_class

from sim.cli.completing import Bash
from sim.cli.main import main
from sim.economy import claim_ids, scenario
from sim.engine import parameters


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def completed(*words: str, shell: str = "bash") -> list[str]:
    """What the last of some words may become."""
    kind = get_completion_class(shell)
    assert kind is not None
    return [item.value for item in kind(main, {}, "sim", "_SIM_COMPLETE").get_completions([*words[:-1]], words[-1])]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scenarios_complete_in_each_shell(shell: str) -> None:
    wanted = [name for name in scenario.shipped() if name.startswith("mono")]
    assert completed("compare", "mono", shell=shell) == wanted
    assert completed("compare", "baseline", "hoar", shell=shell) == ["hoarding"]
    kind = get_completion_class(shell)
    assert kind is not None
    assert f"_SIM_COMPLETE={shell}_complete" in kind(main, {}, "sim", "_SIM_COMPLETE").source()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["run", "--set", "ubi_fin"], ["ubi_financing="]),
        (["sweep", "monopoly", "--vary", "commons_sh"], ["commons_share="]),
        (["sweep", "monopoly", "--measure", "idle_c"], ["idle_compute"]),
        (["sweep", "monopoly", "--against", "baseli"], ["baseline"]),
        (["explore", "--sliders", "markup,pass_th"], ["markup,pass_through"]),
        (["explore", "--scenarios", "baseline,hoar"], ["baseline,hoarding"]),
        (["claims", "M1"], [name for name in claim_ids.ids() if name.startswith("M1")]),
        (["classic", "simp"], ["simple"]),
        (["compare", "--group", "sil"], ["silicon"]),
        (["explain", "pass_th"], ["pass_through"]),
        (["explain", "idle_"], ["idle_compute"]),
        (["explain", "--group", "labour_m"], ["labour_market"]),
        (["matrix", "hoar"], ["hoarding"]),
        (["check", "hoar"], ["hoarding"]),
    ],
)
def test_names_complete(words: list[str], found: list[str]) -> None:
    assert completed(*words) == found


def test_files_of_scenarios_complete_and_folders(folder: Path) -> None:
    for name in ("mine.toml", "mine.txt", "minor"):
        (folder / name).write_text("", encoding="utf-8")
    (folder / "mines").mkdir()
    assert completed("compare", "min") == ["mine.toml", f"mines{os.sep}"]


def test_all_parameters_are_there() -> None:
    assert completed("run", "--set", "") == [f"{name}=" for name in parameters.table()]


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_bash_takes_the_words_and_puts_no_space_behind_an_equals_sign(folder: Path) -> None:
    """The function that bash gets, with a command that answers as ``sim`` does."""
    bin_ = folder / "bin"
    bin_.mkdir()
    (bin_ / "sim").write_text("#!/bin/sh\nprintf 'plain,ubi_share=\\nplain,ubi_start=\\n'\n", encoding="utf-8")
    (bin_ / "sim").chmod(0o755)
    shell = Bash(main, {}, "sim", "_SIM_COMPLETE")
    (folder / "sim.sh").write_text(
        shell.source_template % shell.source_vars(), encoding="utf-8"
    )  # source() asks bash's version
    script = (
        'source sim.sh; compopt() { echo "compopt" "$@"; }; COMP_WORDS=(sim run --set ubi_s); COMP_CWORD=3; '
        '_sim_completion sim; echo "${COMPREPLY[@]}"'
    )
    path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, env={"PATH": path}, check=True
    )
    assert done.stdout.split("\n") == ["compopt -o nospace", "compopt -o nospace", "ubi_share= ubi_start=", ""]


def test_tab_loads_nothing_heavy_for_a_scenario_a_parameter_or_a_claim() -> None:
    code = f"""
import sys
from click.shell_completion import get_completion_class
from sim.cli.main import main
for words in (["compare"], ["run", "--set"], ["claims"]):
    assert get_completion_class("bash")(main, {{}}, "sim", "_SIM_COMPLETE").get_completions(words, "")
print([name for name in {("numpy", "pandas", "matplotlib", "pydantic", "numba", "rich.table")} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
