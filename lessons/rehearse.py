"""From a fresh clone to the classroom page, as a teacher would go: ``python3 lessons/rehearse.py [--write]``.

It clones this repository into an empty folder, installs what the README says and makes the quick page, with the time of each step.
``--write`` puts that into README.md and README.zh.md of this folder. It needs git and a Python, and nothing installed.
"""

import os
import platform
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

HERE = Path(__file__).resolve().parent
PAGES = ("README.md", "README.zh.md")
PLACE = re.compile(r"(<!-- transcript -->\n).*?(?=<!-- end of transcript -->)", re.DOTALL)
CLONE = "carbon-silicon"
STEPS = ("pip install uv", "uv run sim explore --quick")  # in the clone, as README.md says
OF_THE_MACHINE = re.compile(r"(^|[\s'\"(:])(/|~|[A-Za-z]:\\)|://")  # paths and addresses, which say nothing to others


def rehearse(folder: Path) -> str:
    """Do all steps in an empty folder; what was typed, when, and what the last one said."""
    start = monotonic()
    run(f'git clone --quiet "{HERE.parent}" {CLONE}', folder, os.environ)
    lines = [f"{clock(0)}  git clone ... {CLONE}"]
    venv.create(folder / "tools", with_pip=True)  # a pip of its own: the machine's Python stays as it was
    tools = folder / "tools" / ("Scripts" if os.name == "nt" else "bin")
    environment = {
        key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
    }
    environment["PATH"] = f"{tools}{os.pathsep}{environment['PATH']}"
    said: list[str] = []
    for step in STEPS:
        lines.append(f"{clock(monotonic() - start)}  {step}")
        said = run(step, folder / CLONE, environment)
    lines += [f"      {line}" for line in said]
    pages = list((folder / CLONE / "results").glob("explore-*/explore.html"))
    if len(pages) != 1:
        raise SystemExit("no page was made")
    lines.append(f"{clock(monotonic() - start)}  the page is there: open it in a browser")
    return "\n".join([about(), *lines])


def run(command: str, folder: Path, environment: "os._Environ[str] | dict[str, str]") -> list[str]:
    """Run a command and show what it says; the lines of it that say nothing about the machine."""
    print(f"$ {command}", file=sys.stderr)
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print(done.stdout, file=sys.stderr)
    if done.returncode:
        raise SystemExit(f"{command}: failed")
    return told(done.stdout)


def told(text: str) -> list[str]:
    """The lines without paths and addresses."""
    return [line for line in text.splitlines() if line.strip() and not OF_THE_MACHINE.search(line)]


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def about() -> str:
    """When and on what."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    day = datetime.now(UTC).date()
    return f"{day}, {cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def fill(page: str, transcript: str) -> str:
    """The page with this transcript in its place."""
    if not PLACE.search(page):
        raise SystemExit("no place for a transcript")
    return PLACE.sub(lambda match: f"{match.group(1)}\n```text\n{transcript}\n```\n\n", page)


def main(arguments: Sequence[str]) -> None:
    """Rehearse, and print or keep what was seen."""
    with TemporaryDirectory() as folder:
        transcript = rehearse(Path(folder))
    print(transcript)
    for name in PAGES if "--write" in arguments else ():
        path = HERE / name
        path.write_text(fill(path.read_text(encoding="utf-8"), transcript), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
