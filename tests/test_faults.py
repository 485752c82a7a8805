"""Wrong input, in one table: the fault, the call, the exact message, the exit code, and what the call leaves on disk.

Seeds are numbers here. What is only wrong in one module stands in that module's test; of the texts that make claims,
test_register.py has a table of its own.
"""

import csv
import errno
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure

import sim
from sim import reports
from sim.base import lock
from sim.base.errors import InputError, LedgerError, SimError
from sim.base.tables import in_columns
from sim.charts import draw, typography
from sim.classics.declared import load as declared_classic
from sim.cli.main import main
from sim.commands import run
from sim.economy import month as months
from sim.engine.ledger import Ledger
from sim.runs import cluster, display, memory, progress, runner, store
from sim.runs.reading import load

TEXTS = 'title = { en = "T", zh = "题" }\nquestion = { en = "Q?", zh = "问？" }\n'
SMALL = "--seeds 2 --months 3 --workers 200 --jobs 1 --quiet --out out"
RUN = f"run baseline {SMALL}"
ALL = (
    "manifest.json", "outcomes.csv", "summary.csv.gz", "differences.csv", "dictionary.csv",
    "monthly/baseline.csv.gz", "scenarios/baseline.toml", "runs/baseline-0.npz", "runs/baseline-1.npz",
)  # fmt: skip
GOES_ON = "1 of 2 runs are finished in out, of which it has tables; the same command tries the others again"
BUILT = tuple(f"out/{name}" for name in ALL if name != "runs/baseline-1.npz")
BEGUN = ("out/manifest.json", "out/scenarios/baseline.toml")
SWEEP = f"sweep monopoly --vary ubi_share=0,0.4 --measure output {SMALL}"
SWEEPING = ("out/manifest.json", "out/scenarios/monopoly@0.toml", "out/scenarios/monopoly@1.toml")
CLUSTER = f"{RUN.replace('--jobs 1 ', '')} --cluster"
SPELT = "must be name=low:high:count or name=value,value,... (or name=low:high in a design of random points)"
SHARE = "must be a number (0.0 to 1.0, share of the mean wage)"
COST = "must be a number (0.05 to 1.0, share of unit cost)"
SOME = "must be a whole number (1 to 20, applications a month)"
VARIED = "monopoly:"
VARIANT = f"run {VARIED}"
POORER = "--set replacement_rate=0.9 --set income_tax=0 --set tax_rate_min=0"
HEAD = ("letter", "count", "author", "title", "kind", "about", "sections")  # of a file of claims
SEE = ": `sim list` shows those that come with the program; a file of your own ends in .toml"

DENSE = "--workers 2000000 --set shops_visited=20 --set shopping_trips=20 --set workers_per_dept2_firm=10 --set workers_per_dept1_firm=20"
# Machines of which nearly all are worn out in making machines: the price of one is all but infinite.
POLE = "--set machine_wear=0.0062499999 --set markup=1.0 --set normal_use_dept1=0.5 --set machines_per_capacity=40.0"

NOTES = ": no effect of |: outcomes are means over months "  # what is said of scenarios before their runs



def alone(name: str, other: str = "") -> str:
    """What is said where there is nothing to compare with."""
    first, variant = name.partition(":")[0], other or f"{name}:NAME=VALUE"
    both = "baseline monopoly" if name == "baseline" else f"baseline {name}"
    way = f'as in: sim compare {first} "{variant}" (with and without a setting), or sim compare {both}'
    return f"compare: {name} alone: name the scenarios to set beside it, {way}"


Arrange = Callable[[Path, pytest.MonkeyPatch], object]


@dataclass(frozen=True)
class Row:
    """One case. ``left``: what the call adds or changes below the current folder. ``dear``: seconds, so only CI makes it."""

    fault: str
    call: str
    says: str
    given: Arrange = lambda folder, patch: None
    code: int = 2
    left: tuple[str, ...] = ()
    dear: bool = False


def file(name: str, content: str | bytes) -> Arrange:
    """A file beside the call."""

    def write(folder: Path, patch: pytest.MonkeyPatch) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


def lying(**files: str) -> Arrange:
    """Several files beside the call: ``dir__name_end`` is dir/name.end."""

    def write(folder: Path, patch: pytest.MonkeyPatch) -> None:
        for name, content in files.items():
            place, _, end = name.replace("__", "/").rpartition("_")
            file(f"{place}.{end}", content)(folder, patch)

    return write


def foreign(call: str, name: str, given: Arrange = lambda folder, patch: None) -> Row:
    """A file of the user's under a name that a command writes."""

    def put_file(folder: Path, patch: pytest.MonkeyPatch) -> None:
        given(folder, patch)
        file(name, "mine")(folder, patch)

    folder, _, inside = name.partition("/")
    what = f"{folder}: holds what this program did not make, under names that it writes ({inside})"
    return Row("not ours", call, f"{what}: choose another folder with --out, or write over it with --force", put_file)


def page(call: str, name: str, option: str = "file with --out") -> Row:
    """The same of a single file."""
    says = (
        f"{name}: exists, and was not written by this program: choose another {option}, or write over it with --force"
    )
    return Row("not ours", call, says, lambda folder, patch: (made()(folder, patch), file(name, "mine")(folder, patch)))


def made(change: Callable[[Path], object] = lambda out: None, given: list[Path] | None = None) -> Arrange:
    """Finished results in ``out``, and then something done to them."""

    def copy(folder: Path, patch: pytest.MonkeyPatch) -> None:
        shutil.copytree((FINISHED if given is None else given)[0], folder / "out")
        change(folder / "out")

    return copy


def swept(change: Callable[[Path], object] = lambda out: None) -> Arrange:
    """The same of a finished sweep."""
    return made(change, SWEPT)


def design(**changes: object) -> Callable[[Path], object]:
    """Other values in the design of a sweep."""
    return manifest("design.json", **changes)


def cut(name: str, part: float = 0.5) -> Callable[[Path], object]:
    """Only the first part of a file is left."""

    def halve(out: Path) -> None:
        content = (out / name).read_bytes()
        (out / name).write_bytes(content[: int(len(content) * part)])

    return halve


def put(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda out: (out / name).write_bytes(content)


def manifest(name: str = "manifest.json", **changes: object) -> Callable[[Path], object]:
    """Other values in the manifest."""

    def change(out: Path) -> None:
        path = out / name
        content = json.loads(path.read_text(encoding="utf-8")) | changes
        path.write_text(json.dumps(content), encoding="utf-8")

    return change


def unfinished(out: Path) -> None:
    """As if no run had been finished."""
    path = out / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["scenarios"]["baseline"]["seeds"] = []
    path.write_text(json.dumps(content), encoding="utf-8")
    shutil.rmtree(out / "runs")


def no_column(out: Path) -> None:
    lines = (out / "outcomes.csv").read_text(encoding="utf-8").splitlines()
    (out / "outcomes.csv").write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", encoding="utf-8")


def full(module: str, calls: int, code: int = errno.ENOSPC) -> Arrange:
    """A disk that is full after so many calls of a writer, in the middle of a file."""

    def patch_writer(folder: Path, patch: pytest.MonkeyPatch) -> None:
        owner, name = (np, "savez_compressed") if module == "savez" else (csv, "writer")
        plain, done = getattr(owner, name), Counter[str]()

        def write(target: Any, *args: Any, **options: Any) -> Any:
            done["calls"] += 1
            if done["calls"] <= calls:
                return plain(target, *args, **options)
            target.write(b"half" if module == "savez" else "half")
            raise OSError(code, os.strerror(code))

        patch.setattr(owner, name, write)

    return patch_writer


def quick(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """No patience with a scheduler that does not answer."""
    pytest.importorskip("distributed")
    patch.setattr(cluster, "WAIT", 0.3)


def without(module: str) -> Arrange:
    """A package that is not installed."""
    return lambda folder, patch: patch.setitem(sys.modules, module, None)


def vary(text: str, says: str, more: str = "", fault: str = "wrong points") -> Row:
    """A sweep over what can't be swept."""
    says = says if says.startswith("--") else f"--vary {text if len(text) <= 80 else text[:77] + '...'}: {says}"
    return Row(fault, f"sweep monopoly --vary {shlex.quote(text)} {more} {SMALL}", says)


def loop(*names: str) -> Arrange:
    return lambda folder, patch: [(folder / name).symlink_to(name) for name in names]


FIGURES = """\
[sets]
core = ["baseline", "monopoly"]
[summary]
measures = ["unemployment"]
[scenarios]
baseline = { label = { en = "No AI", zh = "无" }, colour = "black", dash = "solid", marker = "circle" }
monopoly = { label = { en = "Monopoly", zh = "垄断" }, colour = "blue", dash = "solid", marker = "circle" }
[units]
"1/year" = { en = "% a year", zh = "年率%", times = 100.0 }
[figures.one]
kind = "fans"
title = { en = "One", zh = "一" }
measures = ["output"]
strong = ["monopoly"]
columns = 1
size = [6.0, 4.0]
font = 12.0
"""


def declared(old: str, new: str) -> Arrange:
    """A sound file of figures with one thing changed."""
    assert old in FIGURES
    return file("figures.toml", FIGURES.replace(old, new, 1))


def started(stop: Callable[[], object]) -> Arrange:
    """The second run is stopped in its first month."""

    def patch_month(folder: Path, patch: pytest.MonkeyPatch) -> None:
        plain = runner.simulate

        def simulate(scenario: Any, seed: int, *args: Any, **options: Any) -> Any:
            if seed:
                stop()
            return plain(scenario, seed, *args, **options)

        patch.setattr(runner, "simulate", simulate)

    return patch_month


def broken(error: BaseException) -> Arrange:
    def fail() -> None:
        raise error

    return started(fail)


def stumbling(error: Exception, month: int, seeds: Sequence[int] = (1,), scenario: str = "") -> Arrange:
    """Runs of these seeds (of one scenario) fail in a month, inside the model."""

    def patch_month(folder: Path, patch: pytest.MonkeyPatch) -> None:
        plain = months.step

        def step(*worlds: Any) -> None:
            world = worlds[0]
            if world.month == month and world.seed in seeds and scenario in ("", world.scenario.name):
                raise error
            plain(*worlds)

        patch.setattr(months, "step", step)

    return patch_month


def stumbling_classic(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The same of a textbook economy."""
    economy = declared_classic("simple").economy
    plain, calls = economy.step, Counter[str]()

    def step(world: Any) -> None:
        calls["months"] += 1
        if calls["months"] == 6:  # the third month of the second run
            raise ValueError("empty")
        plain(world)

    patch.setattr(type(economy), "step", lambda _, world: step(world))


FINISHED: list[Path] = []
SWEPT: list[Path] = []


def _draw(folder: str, *names: str) -> object:
    return draw.draw(folder, names=names or None).paths


def _read(folder: str) -> object:
    found = load(folder)
    return found.monthly, found.outcomes, found.summary, found.differences


PYTHON: dict[str, Callable[..., object]] = {
    "draw": _draw,
    "figures": lambda name: display.declared(Path(name)),
    "load": _read,
    "post": lambda text: Ledger({"workers": 4}).post("endowment", eval(text)),
}

USER = file("a.toml", TEXTS)


def params(text: str) -> Arrange:
    return file("a.toml", f"{TEXTS}[params]\n{text}\n")


def event(text: str) -> Arrange:
    return file("a.toml", f"{TEXTS}[[events]]\n{text}\n")


ROWS = (
    # -- files
    Row("no such scenario", "run baselin --out out", "baselin: no such scenario; did you mean baseline?"),
    Row("no such scenario", "matrix zzz", f"zzz: no such scenario{SEE}"),
    Row("no such scenario", "explain markupp", "markupp: no name, label or meaning has it; did you mean markup?"),
    Row("no such scenario", "explain ''", ": no name, label or meaning has it: `sim explain` lists all names"),
    Row("no such file", "run gone.toml --out out", "gone.toml: no such file"),
    Row("no such file", "check baseline.toml", "baseline.toml: no such file; did you mean baseline?"),
    Row("not a text", "check a.toml", "a.toml: not a text in UTF-8 (byte 4)", file("a.toml", b"# na\xefve\n")),
    Row(
        "not TOML",
        "run a.toml --out out",
        "a.toml:1: not valid TOML: Invalid value (column 9)",
        file("a.toml", "title = \n"),
    ),
    Row(
        "not TOML",
        "check a.toml",
        "a.toml:5: not valid TOML: markup is given twice (column 11)",
        params("markup = 1\nmarkup = 2"),
    ),
    Row(
        "not TOML",
        "check a.toml",
        "a.toml:1: not valid TOML: Invalid statement (column 1)",
        file("a.toml", b"\x00\x01"),
    ),
    Row(
        "nested too deeply",
        "check a.toml",
        "a.toml: not valid TOML: nested too deeply",
        params("a" + ".a" * 3000 + " = 1"),
    ),
    Row(
        "nested too deeply",
        "check a.toml",
        "a.toml: not valid TOML: nested too deeply",
        params("a = " + "[" * 3000 + "]" * 3000),
    ),
    Row(
        "empty file",
        "check a.toml",
        'a.toml:1: question: missing: needs a text in en or in zh, as in question = { en = "..." }\n'
        'a.toml:1: title: missing: needs a text in en or in zh, as in title = { en = "..." }',
        file("a.toml", ""),
    ),
    Row(
        "folder for a file",
        "check a.toml",
        "a.toml: is a folder, not a file",
        lambda folder, patch: (folder / "a.toml").mkdir(),
    ),
    Row(
        "links in a circle",
        "run a.toml --out out",
        "a.toml: cannot be read (Too many levels of symbolic links)",
        loop("a.toml"),
    ),
    Row(
        "circle of scenarios",
        "run a.toml --out out",
        'a.toml:1: extends = "a.toml": scenarios extend each other in a circle (a -> a)',
        file("a.toml", 'extends = "a.toml"\n'),
    ),
    Row(
        "one name twice",
        "run a.toml b/a.toml --out out",
        "a: given twice: results are filed by name, so each scenario needs its own",
        lambda folder, patch: [file(name, TEXTS)(folder, patch) for name in ("a.toml", "b/a.toml")],
    ),
    Row(
        "one name twice",
        "compare baseline baseline --out out",
        "baseline: given twice: results are filed by name, so each scenario needs its own",
    ),
    Row("nothing to compare with", "compare baseline --out out", alone("baseline")),
    Row(
        "nothing to compare with",
        "compare monopoly --set ubi_share=0.3 --set ubi_financing=debt --out out",
        alone("monopoly", "monopoly:ubi_share=0.3,ubi_financing=debt"),
    ),
    Row(
        "nothing to compare with",
        "compare monopoly:ubi_share=0.3 --out out",
        alone("monopoly:ubi_share=0.3", "monopoly:ubi_share=0.3"),
    ),
    Row("no such file, alone", "compare mine.toml --out out", "mine.toml: no such file\n" + alone("mine.toml")),
    Row(
        "not a number, alone",
        "compare baseline --set adoption_speed=fast --out out",
        '--set: adoption_speed = "fast": must be a number (0.001 to 1.0, 1/month)\n' + alone("baseline"),
    ),
    # -- variants
    *(
        Row("variant", f"{call} --out out", says)
        for call, says in (
            (f"{VARIANT}ubi_shar=0.3", f"{VARIED}ubi_shar=0.3: ubi_shar = 0.3: no such parameter; did you mean ubi_share?"),
            (f"{VARIANT}ubi_share=3", f"{VARIED}ubi_share=3: ubi_share = 3: {SHARE}"),
            (
                f"{VARIANT}ubi_financing=det",
                f'{VARIED}ubi_financing=det: ubi_financing = "det": must be one of "debt", "profit", "ai"; did you mean debt?',
            ),
            (f"{VARIANT}ubi_share=0.1,ubi_share=0.2", f"{VARIED}ubi_share=0.1,ubi_share=0.2: ubi_share is given twice"),
            (f"{VARIANT}=0.3", f"{VARIED}=0.3: =0.3: must be name=value"),
            (f"{VARIANT}ubi_share=", f"{VARIED}ubi_share=: ubi_share=: must be name=value"),
            (f"{VARIANT}ubi_share=0.3,", f"{VARIED}ubi_share=0.3,: nothing: must be name=value"),
            (f"{VARIANT}ubi_share", f"{VARIED}ubi_share: no such scenario: a variant is written {VARIED}NAME=VALUE,NAME=VALUE..."),
            ("run :ubi_share=0.3", ":ubi_share=0.3: of no scenario: name one before the colon, as in monopoly:ubi_share=0.3"),
            ("run monopoli:ubi_share=0.3", "monopoli: no such scenario; did you mean monopoly?"),
            ("run mine.toml:ubi_share=0.3", "mine.toml: no such file"),
            ("run C:/a=1/mine.toml", "C:/a=1/mine.toml: no such file"),
            (
                f"{VARIANT}markup=0.9,markup_max=0.5",
                f"{VARIED}markup=0.9,markup_max=0.5: markup = 0.9: must not be above markup_max = 0.5 ({VARIED}markup=0.9,markup_max=0.5)",
            ),
            (
                f"{VARIANT}ubi_share=0.3 --set ubi_share=0.1",
                f"{VARIED}ubi_share=0.3: ubi_share: --set gives it to all: leave one of the two",
            ),
            (
                f"{VARIANT}n_workers=300 --workers 400",
                f"{VARIED}n_workers=300: n_workers: --workers gives it to all: leave one of the two",
            ),
            (
                f"{VARIANT}ubi_share=0.3 monopoly:ubi_share=0.30",
                "monopoly.ubi_share-0.3: given twice: results are filed by name, so each scenario needs its own",
            ),
            (
                "sweep monopoly:ubi_share=0.3 --vary ubi_share=0,0.4",
                "--vary ubi_share: is set by monopoly:ubi_share=0.3 as well",
            ),
        )
    ),
    Row("variant", "explain monopoly:ubi_shar=0.3", f"{VARIED}ubi_shar=0.3: ubi_shar = 0.3: no such parameter; did you mean ubi_share?"),
    Row("variant", "check monopoly:ubi_share=3", f"{VARIED}ubi_share=3: ubi_share = 3: {SHARE}"),
    Row(
        "variant",
        "check a.toml",
        'a.toml:1: extends = "monopoly:ubi_share=0.3": is a variant, which has no file: extend monopoly, with the rest under [params]',
        file("a.toml", 'extends = "monopoly:ubi_share=0.3"\n'),
    ),
    Row(
        "two variants of one name",
        "run monopoly:ubi_share=0.3 monopoly.ubi_share-0.3.toml --out out",
        "monopoly.ubi_share-0.3: given twice: results are filed by name, so each scenario needs its own",
        file("monopoly.ubi_share-0.3.toml", TEXTS),
    ),
    # -- values
    Row(
        "unknown key",
        "check a.toml",
        "a.toml:3: ubi_share = 0.1: no such key; it belongs under [params]",
        file("a.toml", TEXTS + "ubi_share = 0.1\n"),
    ),
    Row(
        "unknown parameter",
        "check a.toml",
        "a.toml:4: mark_up = 0.3: no such parameter; did you mean markup?",
        params("mark_up = 0.3"),
    ),
    Row(
        "unknown parameter", f"{RUN} --set mark_up=0.3", "--set: mark_up = 0.3: no such parameter; did you mean markup?"
    ),
    Row(
        "out of range",
        "run a.toml --out out",
        "a.toml:4: markup = 7: must be a number (0.05 to 1.0, share of unit cost)",
        params("markup = 7"),
    ),
    Row("out of range", f"{RUN} --set n_clouds=65", "--set: n_clouds = 65: must be a whole number (1 to 64, firms)"),
    Row(
        "out of range",
        "run baseline --workers 2000001 --out out",
        "--workers: n_workers = 2000001: must be a whole number (200 to 2000000, persons)",
    ),
    Row("wrong type", "check a.toml", "a.toml:4: ai = 1: must be true or false", params("ai = 1")),
    Row("wrong type", f"{RUN} --set ai=yes", '--set: ai = "yes": must be true or false'),
    Row(
        "wrong type",
        "check a.toml",
        "a.toml:4: markup = 1979-05-27: must be a number (0.05 to 1.0, share of unit cost)",
        params("markup = 1979-05-27"),
    ),
    Row(
        "no number",
        f"{RUN} --set markup=nan",
        "--set: markup = nan: must be a number (0.05 to 1.0, share of unit cost)",
    ),
    Row(
        "no number",
        "check a.toml",
        "a.toml:4: ai_growth = inf: must be a number (0.0 to 0.3, 1/month)",
        params("ai_growth = inf"),
    ),
    Row(
        "contradiction",
        "check a.toml",
        "a.toml:5: leverage_target = 0.4: must not be above leverage_max = 0.3 (a.toml:4)",
        params("leverage_max = 0.3\nleverage_target = 0.4"),
    ),
    Row("not a setting", f"{RUN} --set markup", "--set: markup: must be name=value"),
    Row("given twice", f"{RUN} --set markup=0.3 --set markup=0.4", "--set: markup is given twice"),
    Row("given twice", f"{RUN} --set n_workers=300", "--workers and --set n_workers: the same, given twice"),
    Row(
        "wrong date",
        "check a.toml",
        "a.toml:4: month = -1: must be a whole number (0 to 100000)",
        event("month = -1\nset = { markup = 0.3 }"),
    ),
    Row(
        "wrong date",
        "check a.toml",
        "a.toml:4: month = 99999999999999999999999999: must be a whole number (0 to 100000)",
        event("month = 99999999999999999999999999\nset = { markup = 0.3 }"),
    ),
    Row(
        "wrong date",
        "check a.toml",
        "a.toml:5: n_workers = 300: is fixed at the start: no event can change it; it belongs under [params]",
        event("month = 3\nset = { n_workers = 300 }"),
    ),
    Row(
        "missing text",
        "check a.toml",
        'a.toml:1: title: missing: needs a text in en or in zh, as in title = { en = "..." }',
        file("a.toml", 'question = { en = "Q", zh = "问" }\n'),
    ),
    Row(
        "wrong claims",
        "check a.toml",
        'a.toml:3: claims = "M4": must be a list of texts',
        file("a.toml", TEXTS + 'claims = "M4"\n'),
    ),
    Row(
        "wrong claims",
        "check a.toml",
        'a.toml:3: claims = ["M4", 3]: must be a list of texts',
        file("a.toml", TEXTS + 'claims = ["M4", 3]\n'),
    ),
    Row(
        "wrong claims",
        "run a.toml --out out",
        'a.toml:3: claims = "M44": no such claim; did you mean M4?',
        file("a.toml", TEXTS + 'claims = ["M4", "M44"]\n'),
    ),
    Row(
        "wrong claims",
        "check a.toml",
        "\n".join(f"a.toml: {key}: field required" for key in HEAD) + "\na.toml:2: claims.M4 = 3: must be a table",
        file("a.toml", "[claims]\nM4 = 3\n"),
    ),
    Row(
        "wrong seeds",
        "run baseline --seeds 0 --out out",
        "Invalid value for '--seeds': 0: must be a whole number (1 to 100000)",
    ),
    Row(
        "wrong seeds",
        "compare --seeds 1.5 --out out",
        "Invalid value for '--seeds': 1.5: must be a whole number (1 to 100000)",
    ),
    Row(
        "wrong seeds",
        "run baseline --seeds 99999999999999999999 --out out",
        "Invalid value for '--seeds': 99999999999999999999: must be a whole number (1 to 100000)",
    ),
    Row(
        "wrong seeds",
        "matrix baseline --seed -1",
        "Invalid value for '--seed': -1: must be a whole number (0 to 99999)",
    ),
    Row(
        "wrong seeds",
        "matrix baseline --seed 100000",
        "Invalid value for '--seed': 100000: must be a whole number (0 to 99999)",
    ),
    Row("wrong language", "order --lang fr", "Invalid value for '--lang': 'fr' is not one of 'en', 'zh'."),
    Row("no such command", "xyzzy", "No such command 'xyzzy'."),
    Row(
        "wrong name",
        "new ../mine",
        "../mine: not a name for a scenario: use letters, digits, - and _ (no folder, no ending)",
    ),
    Row("wrong name", "new commons", "commons: is the name of a shipped scenario: choose another"),
    Row("exists already", "new a", "a.toml: exists already; nothing was written", USER),
    Row(
        "no stationary state",
        f"{RUN} --set replacement_rate=0.9 --set income_tax=0 --set profit_tax=0 --set tax_rate_min=0",
        "baseline: no stationary state: households would buy 165.2 of 157.7 consumer goods, "
        "public purchases would be -7.4; they can't be negative (raise income_tax or "
        "profit_tax, lower replacement_rate)",
    ),
    Row(
        "no stationary state",
        f"run a.toml {SMALL}",
        "a: no stationary state: Department I wears out 1.067 machines a machine made, which "
        "at a mark-up of 0.05 leaves no positive price (lower machine_wear, "
        "machines_per_capacity or markup)",
        event("month = 0\nset = { markup = 0.05, machine_wear = 0.02, machines_per_capacity = 40.0 }"),
    ),
    # -- what is no letter, no number that can be printed, or too deep
    *(
        Row("no letter", f"{call} a.toml", f"a.toml:{where}: what is no letter may not stand in a text or a name ({code})",
            file("a.toml", text))
        for call, text, where, code in (
            ("check", TEXTS.replace('"T"', '"A\\u0000B\\u001b[2J"'), '1: title.en = "A\\u0000B\\u001b[2J"', "U+0000"),
            ("run", TEXTS.replace("Q?", "\\u009b2J"), '2: question.en = "\\x9b2J"', "U+009B"),
            ("check", TEXTS.replace("题", "\\uffff"), '1: title.zh = "\\uffff"', "U+FFFF"),
            ("compare baseline", TEXTS.replace("Q?", "\u202ex"), '2: question.en = "\\u202ex"', "U+202E"),
            ("check", TEXTS + 'notice = { en = ["a", "\\rb"], zh = [] }', '3: notice.en.1 = "\\rb"', "U+000D"),
            ("check", TEXTS + '[params]\n"\\u001b[31m" = 1', "4: params.\\x1b[31m = 1", "U+001B"),
            ("check", TEXTS + '"\\u007f" = 1', "3: \\x7f = 1", "U+007F"),
        )
    ),
    Row("no letter", f"{RUN} --set '\x1b[31mx=1'", "--set: \\x1b[31mx = 1: no such parameter"),
    Row("no letter", f"{RUN} --set '\udcff=1'", "--set: \\udcff = 1: no such parameter"),
    Row("no letter", f"{RUN} --set 'markup=\udcff'", f'--set: markup = "\\udcff": {COST}'),
    Row("no letter", f"run '\x1b]0;x\x07.toml' {SMALL}", "\\x1b]0;x\\x07.toml: no such file"),
    Row("no letter", f"{RUN} --lang '\x9b'", "Invalid value for '--lang': '\\x9b' is not one of 'en', 'zh'."),
    Row("no letter", "draw out '\x1b[31m'", "\\x1b[31m: no such figure", made()),
    *(
        Row("number without end", "check a.toml", f"a.toml:4: {says}", params(f"markup = {number}"))
        for number, says in (
            ("0x" + "f" * 4000, f"markup = 0xfffffffffffffffffffffffffffffffffff...: {COST}"),
            ("9" * 5000, "not valid TOML: a number of too many digits"),
            ("-" + "1_1" * 3000, "not valid TOML: a number of too many digits"),
        )
    ),
    *(
        Row("number without end", f"{RUN} --set {name}={number}", f"--set: {name} = {shown}: {allowed}")
        for name, number, shown, allowed in (
            ("markup", "0x" + "f" * 4000, "0xfffffffffffffffffffffffffffffffffff...", COST),
            ("applications", "0b" + "1" * 20_000, "0xfffffffffffffffffffffffffffffffffff...", SOME),
            ("markup", "9" * 5000, '"' + "9" * 36 + "...", COST),
        )
    ),
    Row("number without end", f"{RUN} --seeds {'9' * 5000}",
        f"Invalid value for '--seeds': {'9' * 40}: must be a whole number (1 to 100000)"),
    Row("number without end", f"{RUN} --workers {'9' * 5000}", f"Invalid value for '--workers': '{'9' * 396}..."),
    Row("number without end", f"run a.toml {SMALL}", f"a.toml:4: month = 0x{'f' * 35}...: must be a whole number (0 to 100000)",
        event(f"month = 0x{'f' * 4000}\nset = {{}}")),
    *(
        Row("nested too deeply", f"{RUN} --set 'markup={text}'", f"--set: markup = {shown}...: {COST}")
        for text, shown in (
            ("[" * 3000, '"' + "[" * 36),
            ("[" * 100 + "]" * 100, '"' + "[" * 36),
            ("{a=" * 3000 + "1" + "}" * 3000, '"' + "{a=" * 12),
        )
    ),
    vary("markup=" + "[" * 3000, 'markup = "' + "[" * 36 + f"...: {COST}"),
    vary("markup=0.1:0x" + "f" * 4000 + ":2", f"markup = 0x{'f' * 35}...: {COST}"),
    vary("markup=0.1:0.2:0x" + "f" * 4000, f"count 0x{'f' * 35}...: must be a whole number (2 to 20000)"),
    # -- the window of outcomes
    Row("window", f"{RUN} --window 4", "window = 4: must be a whole number (1 to 3, the months of a run)"),
    Row("window", f"{SWEEP} --window 4", "window = 4: must be a whole number (1 to 3, the months of a run)"),
    Row(
        "window",
        f"{RUN} --window 0",
        "Invalid value for '--window': 0: must be a whole number (1 to 100000)",
    ),
    Row(
        "window",
        "serve --months 12 --window 13 --port 0",
        "window = 13: must be a whole number (1 to 12, the months of a run)",
    ),
    Row(
        "window",
        "explore --quick --months 12 --window 13 --out page.html",
        "window = 13: must be a whole number (1 to 12, the months of a run)",
    ),
    Row(
        "window",
        f"{RUN} --window 2",
        "out: holds other results (window 3, now 2): choose another folder with --out, or delete this one",
        made(),
    ),
    # -- absurd sizes
    Row(
        "too little memory",
        "run baseline --workers 2000000 --jobs 64 --seeds 64 --out out",
        "not enough memory: 64 runs at a time would take about 34.8 GB of 3.0 GB: lower "
        "--workers, --months, --seeds or --jobs",
    ),
    Row(
        "too little memory",
        "compare --seeds 100000 --months 2000 --jobs 1 --out out",
        "not enough memory: the months of all runs, which figures show, would take about 9,485 GB of 3.0 GB: lower "
        "--seeds or --months",
    ),
    Row(
        "too little memory",
        "compare baseline commons --closures --months 100000 --seeds 100 --jobs 1 --out out",
        "not enough memory: the months of all runs, which figures show, would take about 79.0 GB of 3.0 GB: lower "
        "--seeds or --months",
    ),
    Row(
        "too little memory",
        f"run baseline {DENSE} --jobs 4 --seeds 4 --out out",
        "not enough memory: 4 runs at a time would take about 13.8 GB of 3.0 GB: lower "
        "--workers, --months, --seeds or --jobs",
    ),
    Row(
        "too little memory",
        f"order {DENSE}",
        "not enough memory: 2000000 workers, seen before and after a phase, would take about "
        "15.2 GB of 3.0 GB: lower --workers",
    ),
    Row(
        "too little memory",
        f"matrix baseline {DENSE}",
        "not enough memory: 2000000 workers would take about 3.4 GB of 3.0 GB: lower --workers",
    ),
    Row(
        "more than the books hold",
        f"run baseline --workers 2000000 --jobs 1 {POLE} --out out",
        "baseline: the stationary state has 2.98e+15 units of money: the books hold less "
        "than 9.01e+09 (lower n_workers, markup, machine_wear or machines_per_capacity)",
    ),
    Row(
        "more than the books hold",
        "run baseline --workers 2000 --jobs 1 --seeds 1 --months 20000 --out out",
        "baseline: months = 20000: at target_inflation = 0.02 wages outgrow the books "
        "(9.01e+09 units) near month 9240: lower --months or target_inflation",
    ),
    Row(
        "more than the books hold",
        "post [1e10]*10",
        "flow endowment, month 0: amount np.float64(10000000000.0) at position 0 from bank "
        "to holders: amounts are finite, not negative and below 9.01e+09 units (where money "
        "outgrows the books, lower --months, --workers or target_inflation)",
        code=1,
    ),
    Row(
        "no row of amounts",
        "post np.ones((2,2))",
        "flow endowment, month 0: amounts are a number or a row of numbers, not float64 of shape (2, 2)",
        code=1,
    ),
    Row(
        "no row of amounts",
        "post np.array([True])",
        "flow endowment, month 0: amounts are a number or a row of numbers, not bool of shape (1,)",
        code=1,
    ),
    Row(
        "no row of amounts",
        "post \"'much'\"",
        "flow endowment, month 0: amounts are a number or a row of numbers, not <U4 of shape (1,)",
        code=1,
    ),
    # -- folders
    Row(
        "file for a folder",
        RUN,
        "out: is a file where a folder is wanted: choose another folder with --out, or delete it",
        file("out", ""),
    ),
    Row(
        "file for a folder",
        RUN,
        "out/runs: is a file where a folder is wanted: choose another folder with --out, or delete it",
        file("out/runs", ""),
    ),
    Row(
        "file for a folder",
        RUN.replace("--out out", "--out a.toml/out"),
        "a.toml/out: cannot be written to (Not a directory): choose another folder with --out",
        USER,
    ),
    Row(
        "links in a circle",
        RUN,
        "out: is a link that leads nowhere: choose another folder with --out, or delete it",
        loop("out"),
    ),
    Row("no folder", f"{RUN} --out ''", "--out: is empty: name a folder (. is the current one)"),
    Row("no folder", "load out", "out: no folder of results (it has no manifest.json)"),
    Row(
        "name too long",
        RUN.replace("--out out", f"--out {'o' * 300}"),
        "o" * 300 + ": cannot be written to (File name too long): choose another folder with --out",
    ),
    Row(
        "other results",
        RUN.replace("--months 3", "--months 4"),
        "out: holds other results (months 3, now 4): choose another folder with --out, or delete this one",
        made(),
    ),
    Row(
        "other results",
        f"{RUN} --set markup=0.3",
        "out: holds other results (scenario baseline: markup 0.27, now 0.3): choose another "
        "folder with --out, or delete this one",
        made(),
    ),
    Row(
        "another version",
        RUN,
        "out: holds other results (version 0.0.1, now 0.1.0): choose another folder with --out, or delete this one",
        made(manifest(version="0.0.1")),
    ),
    Row(
        "not ours",
        RUN,
        "out/manifest.json: not a manifest of this program (without version, code, months, "
        "reference, scenarios, measures, python, dependencies, command)",
        file("out/manifest.json", '{"name": "a web page"}'),
    ),
    Row("not ours", "load out", "out: no folder of results (it has no manifest.json)", file("out/notes.txt", "")),
    foreign(RUN, "out/outcomes.csv"),
    foreign(RUN, "out/dictionary.csv"),
    foreign(RUN, "out/monthly/baseline.parquet"),
    foreign(RUN, "out/monthly/baseline.csv.gz"),
    foreign(RUN, "out/monthly/baseline.csv"),
    foreign(RUN, "out/runs/baseline-0.npz"),
    foreign(f"run a.toml {SMALL}", "out/scenarios/a.toml", lying(a_toml=TEXTS)),
    foreign(f"run a.toml {SMALL}", "out/scenarios/a.toml", lambda *to: (made()(*to), USER(*to))),
    foreign(f"value baseline {SMALL}", "out/value.csv", made()),
    foreign(f"classic simple {SMALL.replace(' --workers 200', '')}", "out/scenarios/classic-simple.toml"),
    foreign(f"compare baseline commons --closures {SMALL}", "out/closures.csv"),
    foreign(SWEEP, "out/design.json"),
    foreign(SWEEP, "out/variance.csv"),
    foreign(f"sensitivity monopoly {SMALL}", "out/ends.csv"),
    replace(foreign(f"claims M4 {SMALL.replace('--months 3 --workers 200 ', '')}", "out/claims.json"), dear=True),
    Row(
        "not ours",
        f"compare baseline commons --closures {SMALL}",
        "out/closures/entry: holds what this program did not make, under names that it writes (summary.csv): choose "
        "another folder with --out, or write over it with --force",
        file("out/closures/entry/summary.csv", ""),
    ),
    Row(
        "not ours",
        f"sensitivity monopoly {SMALL}",
        "out/indices: holds what this program did not make, under names that it writes (scenarios/mine.toml): choose "
        "another folder with --out, or write over it with --force",
        file("out/indices/scenarios/mine.toml", ""),
    ),
    Row(
        "not ours",
        f"compare baseline commons {SMALL}",
        "out/figures/overview.csv: exists, and was not drawn by this program: move it away, or write over it with --force",
        file("out/figures/overview.csv", "mine"),
    ),
    page(f"compare baseline commons {SMALL}", "out/report.html", "folder with --out"),
    page("report out", "out/report.html"),
    page("report out --out out/outcomes.csv", "out/outcomes.csv"),
    page(f"explore --quick --out mine.html {SMALL.replace('--out', '--runs')}", "mine.html"),
    page("claims --scoreboard S.md", "S.md", "file with --scoreboard"),
    page("claims --scoreboard S.md", "S.json", "file with --scoreboard"),
    page("claims --scoreboard S.md", "claims.html", "file with --scoreboard"),
    page("claims M4 --page P.html", "P.html", "file with --page"),
    Row(
        "not ours",
        RUN,
        "out/.lock: is no lock of this program, which writes one there: use another --out",
        file("out/.lock", "mine"),
    ),
    Row(
        "folder for a file",
        f"{RUN} --force",
        "out/outcomes.csv: is a folder where a file is wanted: choose another folder with --out, or delete it",
        file("out/outcomes.csv/mine", ""),
    ),
    *(
        Row(
            "a source",
            call,
            f"{name}: a scenario is read from this file, which is never written over: choose another {what} with --out",
            lying(scenarios__a_toml=f"# mine\n{TEXTS}", b__a_toml='extends = "../scenarios/a.toml"'),
        )
        for call, name, what in (
            (f"run scenarios/a.toml {SMALL} --out .", "scenarios/a.toml", "folder"),
            (f"run scenarios/a.toml {SMALL} --out . --force", "scenarios/a.toml", "folder"),
            (f"run b/a.toml {SMALL} --out . --force", "scenarios/a.toml", "folder"),
            (f"compare baseline b/a.toml --closures {SMALL} --out . --force", "scenarios/a.toml", "folder"),
            ("explore --quick --scenarios b/a.toml --out scenarios/a.toml --force", "scenarios/a.toml", "file"),
        )
    ),
    # -- names that are one file, or none, on some system
    Row("no name elsewhere", "new con", "con: not a name for a scenario: it is a device on Windows: choose another"),
    Row("no name elsewhere", "new LPT9", "LPT9: not a name for a scenario: it is a device on Windows: choose another"),
    Row(
        "one file elsewhere",
        "new Commons",
        "Commons: is the name of a shipped scenario, commons, on systems that don't tell case: choose another",
    ),
    Row(
        "one file elsewhere",
        "new A",
        "A.toml: a.toml stands there, which is the same name on some systems; nothing was written",
        USER,
    ),
    Row(
        "one file elsewhere",
        f"run baseline Baseline.toml {SMALL}",
        "baseline and Baseline: one file on some systems (alike but for case, or for how accents are written): rename one",
        file("Baseline.toml", TEXTS),
    ),
    Row(
        "one file elsewhere",
        f"run Baseline.toml {SMALL}",
        "baseline and Baseline: one file on some systems (alike but for case, or for how accents are written): rename one",
        lambda *to: (made()(*to), file("Baseline.toml", TEXTS)(*to)),
    ),
    Row(
        "one file elsewhere",
        f"compare caf\u00e9.toml cafe\u0301.toml {SMALL}",
        "caf\u00e9: given twice: results are filed by name, so each scenario needs its own",
        lambda *to: [file(f"{name}.toml", TEXTS)(*to) for name in ("caf\u00e9", "cafe\u0301")],
    ),
    Row(
        "one file elsewhere",
        RUN.replace("--out out", "--out Out"),
        "Out: out stands there, which is the same name on some systems: choose another folder with --out",
        made(),
    ),
    *(
        Row(
            "no name elsewhere",
            f"run {shlex.quote(name)}.toml --out out",
            f"{spelt}.toml: no name to file results under: {why}: rename the file",
            lambda *to, name=name: file(f"{name}.toml", TEXTS)(*to),
        )
        for name, spelt, why in (
            ("a:b", "a:b", "Windows allows no ':' in names"),
            ("x?", "x?", "Windows allows no '?' in names"),
            ("NUL", "NUL", "it is a device on Windows"),
            ("com1.old", "com1.old", "it is a device on Windows"),
            ("=1+1", "=1+1", "a spreadsheet takes what begins with '=' for a formula"),
            ("@sum", "@sum", "a spreadsheet takes what begins with '@' for a formula"),
            ("\udcff\udcfe", "\\udcff\\udcfe", "it holds what is no letter (a control character, or bytes that are not UTF-8)"),
            ("\u202egnp", "\\u202egnp", "it holds what is no letter (a control character, or bytes that are not UTF-8)"),
            ("mine ", "mine ", "Windows drops the dot or space at its end"),
            ("a\tb", "a\\tb", "it holds what is no letter (a control character, or bytes that are not UTF-8)"),
        )
    ),
    *(
        Row(
            "no name elsewhere",
            f"{call} {shlex.quote(name)}",
            f"{name}: {part} is no name on every system: {why}: choose another {what} with --out",
            made(),
        )
        for call, name, part, why, what in (
            (RUN.rpartition(" ")[0], "new/aux", "aux", "it is a device on Windows", "folder"),
            (RUN.rpartition(" ")[0], "what?/out", "what?", "Windows allows no '?' in names", "folder"),
            ("report out --out", "a:b.html", "a:b.html", "Windows allows no ':' in names", "file"),
        )
    ),
    # -- full disk
    Row(
        "full disk",
        RUN,
        "out/runs/baseline-0.npz: cannot be written (No space left on device)",
        full("savez", 0),
        1,
        (*BEGUN, "out/runs"),
    ),
    Row(
        "full disk",
        RUN,
        "out/runs/baseline-1.npz: cannot be written (No space left on device)",
        full("savez", 1),
        1,
        (*BEGUN, "out/runs/baseline-0.npz"),
    ),
    Row(
        "full disk",
        RUN,
        "out/outcomes.csv: cannot be written (No space left on device)",
        full("csv", 0),
        1,
        (*BEGUN, "out/runs/baseline-0.npz", "out/runs/baseline-1.npz"),
    ),
    Row(
        "broken disk",
        RUN,
        "out/runs/baseline-1.npz: cannot be written (Input/output error)",
        full("savez", 1, errno.EIO),
        1,
        (*BEGUN, "out/runs/baseline-0.npz"),
    ),
    # -- interrupted
    Row(
        "stopped",
        RUN,
        "stopped: 1 of 2 runs are finished in out; the same command goes on from there",
        started(lambda: os.kill(os.getpid(), signal.SIGINT)),
        1,
        (*BEGUN, "out/runs/baseline-0.npz"),
    ),
    Row(
        "stopped",
        RUN,
        "stopped: 1 of 2 runs are finished in out; the same command goes on from there",
        started(lambda: os.kill(os.getpid(), signal.SIGTERM)),
        1,
        (*BEGUN, "out/runs/baseline-0.npz"),
    ),
    Row(
        "out of memory on the way",
        RUN,
        f"baseline, seed 1: not enough memory: lower --workers, --months or --jobs\n{GOES_ON}",
        started(lambda: np.empty(10**15)),
        1,
        BUILT,
    ),
    Row(
        "books that do not close",
        RUN,
        f"baseline, seed 1: flow wages, month 1: overdraft\n{GOES_ON}",
        broken(LedgerError("flow wages, month 1: overdraft")),
        1,
        BUILT,
    ),
    *(
        Row("a run that fails", RUN, f"baseline, seed 1, month 1: {says}\n{GOES_ON}", stumbling(error, 1), 1, BUILT)
        for error, says in (
            (ZeroDivisionError("float division by zero"), "ZeroDivisionError: float division by zero"),
            (InputError("markup = 7: must be less"), "markup = 7: must be less"),
            (MemoryError(), "not enough memory: lower --workers, --months or --jobs"),
        )
    ),
    Row(
        "a run that fails",
        RUN.replace("--seeds 2", "--seeds 7"),
        "\n".join(
            [
                *(f"baseline, seed {seed}, month 0: KeyError: 'wage'" for seed in range(5)),
                "and 2 more failed",
                "0 of 7 runs are finished in out; the same command tries the others again",
            ]
        ),
        stumbling(KeyError("wage"), 0, range(7)),
        1,
        BEGUN,
    ),
    Row(
        "a run that fails",
        f"run baseline commons {SMALL}",
        "baseline, seed 0, month 2: KeyError: 'wage'\nbaseline, seed 1, month 2: KeyError: 'wage'\n"
        "2 of 4 runs are finished in out, of which it has tables; the same command tries the others again",
        stumbling(KeyError("wage"), 2, range(2), "baseline"),
        1,
        (*(name.replace("baseline", "commons") for name in (*BUILT, "out/runs/baseline-1.npz")), BEGUN[1]),
    ),
    Row(
        "a run that fails",
        SWEEP,
        "monopoly@1, seed 0, month 1: KeyError: 'wage'\n"
        "3 of 4 runs are finished in out, of which it has tables; the same command tries the others again",
        stumbling(KeyError("wage"), 1, (0,), "monopoly@1"),
        1,
        (
            *SWEEPING,
            *(f"out/runs/monopoly@{run}.npz" for run in ("0-0", "0-1", "1-1")),
            *(f"out/{name}" for name in ("design.json", "outcomes.csv", "differences.csv", "dictionary.csv")),
        ),
    ),
    Row(
        "a run that fails",
        f"classic simple {SMALL.replace('--workers 200 ', '')}",
        "classic-simple, seed 1, month 2: ValueError: empty\n"
        "1 of 2 runs are finished in out, of which it has tables; the same command tries the others again",
        stumbling_classic,
        1,
        tuple(name.replace("baseline", "classic-simple") for name in BUILT),
    ),
    # -- damaged results
    Row(
        "damaged run",
        RUN,
        "out/runs/baseline-1.npz: damaged run (not a whole archive of arrays): delete it and run again",
        made(cut("runs/baseline-1.npz")),
    ),
    Row(
        "damaged run",
        RUN,
        "out/runs/baseline-1.npz: damaged run (not a whole archive of arrays): delete it and run again",
        made(put("runs/baseline-1.npz", b"PNG" * 99)),
    ),
    Row(
        "damaged run",
        RUN,
        "out/runs/baseline-1.npz: damaged run (not a whole archive of arrays): delete it and run again",
        made(put("runs/baseline-1.npz", b"")),
    ),
    Row(
        "damaged run",
        RUN,
        "out/runs/baseline-1.npz: damaged run (it is baseline under seed 0): delete it and run again",
        made(lambda out: shutil.copy(out / "runs/baseline-0.npz", out / "runs/baseline-1.npz")),
    ),
    Row(
        "damaged manifest",
        RUN,
        "out/manifest.json: cannot be read (Unterminated string starting at: line 1 column "
        "22 (char 21)): delete the folder or use another --out",
        made(put("manifest.json", b'{"version": "0.1.0", "co')),
    ),
    Row(
        "damaged manifest",
        "load out",
        "out/manifest.json: damaged (reference: no scenario nobody): delete the folder or use another --out",
        made(manifest(reference="nobody")),
    ),
    Row(
        "damaged manifest",
        "load out",
        "out/manifest.json: damaged (months: input should be greater than or equal to 1): "
        "delete the folder or use another --out",
        made(manifest(months=0)),
    ),
    Row(
        "damaged table",
        "load out",
        "out/outcomes.csv: its columns are not those of this folder's measures: the command "
        "that made the folder builds its tables again from the finished runs",
        made(no_column),
    ),
    Row(
        "damaged table",
        "load out",
        "out/summary.csv.gz: cannot be read (No columns to parse from file): the command that "
        "made the folder builds its tables again from the finished runs",
        made(put("summary.csv.gz", b"")),
    ),
    Row(
        "damaged table",
        "load out",
        "out/differences.csv: missing: the command that made the folder builds its tables again from the finished runs",
        made(lambda out: (out / "differences.csv").unlink()),
    ),
    # -- sweeps
    Row("nothing to vary", f"sweep monopoly {SMALL}", "Missing option '--vary'."),
    vary("ubi_share", SPELT),
    vary("", SPELT),
    vary("=0:1:2", SPELT),
    vary("ubi_share=", SPELT),
    vary("ubi_share=:", SPELT),
    vary("ubi_share=0:0.5:3:4", SPELT),
    vary("ubi_share=0:0.5:true", SPELT),
    vary("ubi_share=low:high:3", SPELT),
    vary("ubi_shar=0:0.5:3", "no such parameter; did you mean ubi_share?"),
    vary("ubi_share=0,7", f"ubi_share = 7: {SHARE}"),
    vary("ubi_share=0:7:3", f"ubi_share = 7: {SHARE}"),
    vary("ubi_share=nan,0.1", f"ubi_share = nan: {SHARE}"),
    vary("ubi_share=0:inf:3", f"ubi_share = inf: {SHARE}"),
    vary("ubi_share=-1e308:1e308:3", f"ubi_share = -1e+308: {SHARE}"),
    vary("ubi_share=lots", f'ubi_share = "lots": {SHARE}'),
    vary("ubi_share=0,", f'ubi_share = "": {SHARE}'),
    vary("ubi_share=[0.1],0.2", f"ubi_share = [0.1]: {SHARE}"),
    vary("ubi_share={a=1}", f"ubi_share = {{ a = 1 }}: {SHARE}"),
    vary("ai=0,1", "ai = 0: must be true or false"),
    vary(
        "ubi_financing=debt,profits",
        'ubi_financing = "profits": must be one of "debt", "profit", "ai"; did you mean profit?',
    ),
    vary("ubi_financing=0:1:2", 'ubi_financing = 0: must be one of "debt", "profit", "ai"'),
    vary("applications=1.5,2", f"applications = 1.5: {SOME}"),
    vary("applications=nan", f"applications = nan: {SOME}"),
    vary("applications=1:1e400:3", f"applications = inf: {SOME}"),
    vary("applications=1:4:3", "applications takes whole numbers, and 3 points from 1 to 4 are not"),
    vary("ubi_share=0.5:0:3", "0.5 is not below 0"),
    vary("ubi_share=0.5:0.5:3", "0.5 is not below 0.5"),
    vary("ubi_share=0:0.5:1", "count 1: must be a whole number (2 to 20000)"),
    vary("ubi_share=0:0.5:2.5", "count 2.5: must be a whole number (2 to 20000)"),
    vary("ubi_share=0:0.5:99999999999", "count 99999999999: must be a whole number (2 to 20000)"),
    vary("ubi_share=0,0.1,0.10", "a value is given twice"),
    vary("ubi_share=0,0.1", "--vary ubi_share=0.3: ubi_share is given twice", "--vary ubi_share=0.3"),
    vary("ubi_share=0:0.5", "a grid needs points: low:high:count"),
    vary("ubi_share=0:0.5:3", "random points need ends alone: low:high", "--design lhs"),
    vary("ubi_share=0,0.1", "--vary ubi_share: is set by --set or --workers as well", "--set ubi_share=0.2"),
    vary("n_workers=300,400", "--vary n_workers: is set by --set or --workers as well"),
    vary("ubi_share=0:1:200", "--vary: 40000 points: must be at most 20000", "--vary commons_share=0:1:200"),
    vary("ubi_share=0:1", "--design sobl: must be one of grid, lhs, sobol; did you mean sobol?", "--design sobl"),
    vary(
        "ubi_share=0:1", "--points 12: a Sobol' design needs a power of two, such as 16", "--design sobol --points 12"
    ),
    Row(
        "wrong points",
        f"sweep monopoly --vary ubi_share=0:1 --design lhs --points 20001 {SMALL}",
        "Invalid value for '--points': 20001: must be a whole number (2 to 20000)",
    ),
    vary(
        "ubi_share=0,1",
        "--measure unemploymnt: no such measure; did you mean unemployment?",
        "--measure unemploymnt",
        "no such measure",
    ),
    Row("no such scenario", f"{SWEEP} --against comon", "comon: no such scenario; did you mean commons?"),
    Row(
        "one name twice",
        f"{SWEEP} --against monopoly",
        "monopoly: given twice: results are filed by name, so each scenario needs its own",
    ),
    Row(
        "contradiction",
        f"sweep monopoly --vary leverage_target=0.2,0.4 --set leverage_max=0.3 {SMALL}",
        "monopoly at leverage_target 0.4: leverage_target = 0.4: must not be above leverage_max = 0.3",
    ),
    Row(
        "no stationary state",
        f"sweep monopoly --vary profit_tax=0.3,0.1 {POORER} {SMALL}",
        "monopoly at profit_tax 0.1: no stationary state: households would buy 161.5 of 157.7 consumer goods, public "
        "purchases would be -3.8; they can't be negative (raise income_tax or profit_tax, lower replacement_rate)",
    ),
    Row(
        "other results",
        SWEEP.replace("0,0.4", "0,0.5"),
        "out: holds other results (scenario monopoly@1: ubi_share 0.4, now 0.5): choose another folder with --out, or "
        "delete this one",
        swept(),
    ),
    Row(
        "other results",
        f"{SWEEP} --monthly",
        "out: holds other results (keeps outcomes, now months): choose another folder with --out, or delete this one",
        swept(),
    ),
    Row(
        "outcomes alone",
        "load out",
        "out: keeps the outcomes of runs alone, not their months",
        swept(),
    ),
    *(
        Row(
            "damaged design",
            "draw out",
            f"out/design.json: damaged ({says}): the command that made it writes it again",
            swept(change),
        )
        for says, change in (
            ("invalid json: eof while parsing a value at line 1 column 0", put("design.json", b"")),
            ("invalid json: expected value at line 1 column 1", put("design.json", b"\xff{")),
            ("input should be an object", put("design.json", b"[]")),
            ("points: input should be a valid array", design(points=3)),
            ("points.0: input should be an object", design(points=[0.1])),
            ("points: a value of each of the axes is wanted", design(points=[])),
            ("points: a value of each of the axes is wanted", design(points=[{"markup": 0.3}])),
            ("axes: no parameter mark_up", design(axes=["mark_up"])),
            ("titles: one of each scenario in each language is wanted", design(titles={})),
        )
    ),
    Row(
        "damaged design",
        "draw out",
        "out: no finished run of monopoly@2: the command that made it goes on with it",
        swept(design(points=[{"ubi_share": value} for value in (0, 0.4, 0.5)])),
    ),
    Row(
        "full disk",
        SWEEP,
        "out/runs/monopoly@0-1.npz: cannot be written (No space left on device)",
        full("savez", 2),
        1,
        (*SWEEPING, "out/design.json", "out/runs/monopoly@0-0.npz", "out/runs/monopoly@1-0.npz"),
    ),
    Row(
        "stopped",
        SWEEP,
        "stopped: 2 of 4 runs are finished in out; the same command goes on from there",
        started(lambda: os.kill(os.getpid(), signal.SIGINT)),
        1,
        (*SWEEPING, "out/design.json", "out/runs/monopoly@0-0.npz", "out/runs/monopoly@1-0.npz"),
    ),
    # -- clusters
    *(
        Row(
            "no address",
            f"{CLUSTER} {address or repr('')}",
            f"--cluster {address}: must be the address of a scheduler, such as tcp://127.0.0.1:8786",
            quick,
        )
        for address in (
            "",
            "banana",
            "tcp://",
            "banana://x:1",
            "127.0.0.1:99999",
            "tcp://127.0.0.1:x",
            "http://127.0.0.1:80",
        )
    ),
    Row(
        "no scheduler",
        f"{CLUSTER} tcp://127.0.0.1:1",
        "--cluster tcp://127.0.0.1:1: no scheduler answers there (Timed out trying to connect to tcp://127.0.0.1:1 after "
        "0.3 s): start one with: dask scheduler",
        quick,
    ),
    Row(
        "no scheduler",
        SWEEP.replace("--jobs 1", "--cluster 127.0.0.1:1"),
        "--cluster 127.0.0.1:1: no scheduler answers there (Timed out trying to connect to tcp://127.0.0.1:1 after "
        "0.3 s): start one with: dask scheduler",
        quick,
    ),
    Row(
        "without the extra",
        f"{CLUSTER} tcp://127.0.0.1:1",
        "--cluster needs the extra: pip install 'carbon-silicon[cluster]'",
        without("distributed"),
    ),
    Row(
        "two places for runs",
        f"{RUN} --cluster tcp://127.0.0.1:1",
        "--jobs and --cluster: the workers of a cluster are started there, so give one of the two",
    ),
    # -- figures
    Row("unknown in figures", "draw out overvew", "overvew: no such figure; did you mean overview?", made()),
    Row(
        "unknown in figures",
        "figures figures.toml",
        "figures.toml:4: summary.measures: no such measure: unemploymnt; did you mean unemployment?",
        declared('"unemployment"', '"unemploymnt"'),
    ),
    Row(
        "unknown in figures",
        "figures figures.toml",
        "figures.toml:11: figures.one.kind = \"fan\": input should be 'fans', 'differences', "
        "'outcomes', 'square', 'gains', 'circuit', 'agents', 'books', 'facts', 'cycle', 'closures', 'frontier', 'lines', 'checks', "
        "'heat', 'scatter', 'tornado', 'screening', 'classic', 'lenses', 'prices', 'stacks', 'scoreboard', 'skill', 'members', "
        "'life', 'basket', 'pools' or 'hours'",
        declared('"fans"', '"fan"'),
    ),
    Row(
        "unknown in figures",
        "figures figures.toml",
        "figures.toml:7: scenarios.monopoly.colour = \"green\": input should be 'black', "
        "'blue', 'vermillion', 'purple', 'orange' or 'sky'",
        declared('"blue"', '"green"'),
    ),
    Row(
        "unknown in figures",
        "figures figures.toml",
        "figures.toml:2: sets.core: no such scenario in the table [scenarios]: basline; did you mean baseline?",
        declared('core = ["baseline"', 'core = ["basline"'),
    ),
    Row(
        "unknown in figures",
        "figures figures.toml",
        "figures.toml:8: units: no such unit of a measure: 1/decade",
        declared('"1/year" =', '"1/decade" ='),
    ),
    Row(
        "unknown in figures",
        "figures figures.toml",
        "figures.toml:17: figures.one.font = 480.0: input should be less than or equal to 48",
        declared("font = 12.0", "font = 480.0"),
    ),
    # -- reports
    Row("report of no folder", "report out", "out: no folder of results (it has no manifest.json)"),
    Row(
        "report of no results",
        "report out",
        "out: no finished results yet: the command that began them goes on with them",
        made(unfinished),
    ),
    Row(
        "report into a folder", "report out --out out/runs", "out/runs: is a folder: name a file for the report", made()
    ),
    Row("report into a folder", "report out --out ''", ".: is a folder: name a file for the report", made()),
    Row(
        "report that cannot be written",
        "report out --out out/manifest.json/r.html",
        "out/manifest.json/r.html: cannot be written to (Not a directory): choose another file with --out",
        made(),
    ),
    Row(
        "report in no such language",
        "report out --lang fr",
        "Invalid value for '--lang': 'fr' is not one of 'en', 'zh'.",
        made(),
    ),
    Row(
        "report of a damaged scenario",
        "report out",
        "out/scenarios/baseline.toml:1: not valid TOML: Invalid value (column 9)",
        made(put("scenarios/baseline.toml", b"title = \n")),
    ),
    Row(
        "report of a damaged table",
        "report out",
        "out/outcomes.csv: its columns are not those of this folder's measures: the command "
        "that made the folder builds its tables again from the finished runs",
        made(no_column),
    ),
)


posix = pytest.mark.skipif(os.name != "posix", reason="names, limits and signals of the system")


@pytest.fixture(scope="module", autouse=True)
def _finished(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Real results to damage, made by the same call."""
    folder = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(store, "packs", lambda: False)
        assert CliRunner().invoke(main, shlex.split(RUN), prog_name="sim").exit_code == 0
        (folder / "out").rename(folder / "run")
        patch.setattr(draw, "figures", lambda *_, **options: [])
        patch.setattr(reports, "report", lambda results, _, **options: results.folder / "report.html")
        assert CliRunner().invoke(main, shlex.split(SWEEP), prog_name="sim").exit_code == 0
    FINISHED[:], SWEPT[:] = [folder / "run"], [folder / "out"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder on a machine with 3 GB."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(memory, "memory", lambda: 3e9)
    monkeypatch.setattr(store, "packs", lambda: False)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """Files with what is in them, links that lead nowhere and empty folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
        if path.is_file() or not path.is_dir() or not any(path.iterdir())
    }


def called(line: str) -> tuple[int, str]:
    """The exit code and the message of a call; a usage error without its usage."""
    word, *arguments = shlex.split(line)
    if word not in PYTHON:
        result = CliRunner().invoke(main, [word, *arguments], prog_name="sim", catch_exceptions=False)
        lines = [line for line in result.stderr.splitlines() if not re.search(NOTES, line)]
        said = "\n".join(lines) or result.stdout
        return result.exit_code, (said.rpartition("Error: ")[2] if said.startswith("Usage") else said).rstrip()
    try:
        PYTHON[word](*arguments)
    except SimError as error:
        return error.exit_code, str(error)
    return 0, ""


TAKES = re.compile(r"about [\d,.]+ GB")  # memory: every column that a mechanism adds makes it another number


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, marks=[pytest.mark.ci] * row.dear, id=f"{row.fault}: {row.call[:60]}") for row in ROWS],
)
def test_a_fault_is_one_message_and_leaves_nothing_half_written(
    row: Row, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row.given(folder, monkeypatch)
    before = contents(folder)
    code, said = called(row.call)
    assert (TAKES.sub("GB", said.replace(str(folder), "DIR")), code) == (TAKES.sub("GB", row.says), row.code)
    after = contents(folder)
    assert before.keys() <= after.keys()
    assert sorted(name for name in after if after[name] != before.get(name)) == sorted(row.left)


def test_the_table_is_large_and_its_rows_are_unlike() -> None:
    assert len(ROWS) >= 60
    assert len({row.fault for row in ROWS}) >= 20


@pytest.mark.parametrize("row", [row for row in ROWS if row.call == RUN and row.code == 1], ids=lambda row: row.says)
def test_what_was_finished_before_the_trouble_is_kept_and_the_same_call_goes_on(
    row: Row, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        row.given(folder, patch)
        assert called(row.call)[0] == 1
    kept = contents(folder / "out" / "runs")
    assert called(RUN)[0] == 0
    after = contents(folder / "out")
    assert sorted(after) == sorted(ALL)
    assert kept.items() <= contents(folder / "out" / "runs").items()
    assert after["monthly/baseline.csv.gz"] == contents(FINISHED[0])["monthly/baseline.csv.gz"]


# -- real processes


@posix
def test_a_process_that_may_not_write_large_files(folder: Path) -> None:
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    call = RUN.replace("--months 3", "--months 600")
    command = [sys.executable, "-m", "sim", *shlex.split(call)]
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}  # what it would keep for others were cut too
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, preexec_fn=limited, env=env
    )
    assert done.stderr == f"out/runs/baseline-0.npz: cannot be written ({os.strerror(errno.EFBIG)})\n"
    assert (done.returncode, done.stdout) == (1, "")
    assert sorted(contents(folder)) == sorted([*BEGUN, "out/runs"])


@posix
@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.ci), signal.SIGKILL]
)
def test_a_process_that_is_stopped_and_the_call_that_goes_on(number: int, folder: Path) -> None:
    call = RUN.replace("--seeds 2", "--seeds 400").replace("--months 3", "--months 60")
    process = subprocess.Popen([sys.executable, "-m", "sim", *shlex.split(call)], stderr=subprocess.PIPE, text=True)
    runs = folder / "out" / "runs"
    end = time.monotonic() + 60
    while not (runs / "baseline-1.npz").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    kept = [path for path in runs.glob("*.npz") if not path.name.startswith(".")]
    assert 2 <= len(kept) < 400
    if number == signal.SIGKILL:
        assert (process.returncode, said) == (-signal.SIGKILL, "")
    else:
        line = f"stopped: {len(kept)} of 400 runs are finished in out; the same command goes on from there\n"
        assert (process.returncode, said) == (1, line)
        assert sorted(contents(folder)) == sorted([*BEGUN, *(f"out/runs/{path.name}" for path in kept)])
    before = {path: path.stat().st_mtime_ns for path in kept}
    assert called(call.replace("--seeds 400", "--seeds 2"))[0] == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == before


# -- what is there, and what is let go


def test_memory_is_the_machines_or_the_containers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    files = tuple(folder / name for name in ("v1", "v2"))
    monkeypatch.setattr(memory, "CONTAINER", files)
    whole = memory.memory()
    assert whole > 1e8
    files[0].write_text("max\n", encoding="utf-8")
    assert memory.memory() == whole
    files[1].write_text("50000000\n", encoding="utf-8")
    assert memory.memory() == 5e7
    monkeypatch.delattr(os, "sysconf")
    assert memory.memory() == float("inf")


def test_after_a_stop_others_may_write_though_a_notebook_keeps_the_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(lambda: os.kill(os.getpid(), signal.SIGINT))(folder, monkeypatch)
    with pytest.raises(SimError, match=r"^stopped: 1 of 2 runs") as kept:
        sim.run("baseline", seeds=2, months=3, workers=200, jobs=1, out="out", quiet=True)
    assert kept.value.__traceback__ is not None
    assert not (folder / "out" / lock.NAME).exists()


def test_files_of_one_name_in_two_folders_have_results_of_their_own(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere" / "x.toml"
    found = {run.default_folder("run", [name]).name for name in ("x.toml", "a/x.toml", "b/x.toml", elsewhere)}
    assert len(found) == 4
    assert {"run-x", "run-a.x", "run-b.x"} < found


def test_what_is_not_ours_is_written_over_by_force_and_what_is_ours_without(
    folder: Path, only: Callable[..., None]
) -> None:
    only()
    (folder / "out").mkdir()
    for name in ("out/outcomes.csv", "page.html"):
        (folder / name).write_text("mine", encoding="utf-8")
    call = "report out --out page.html"
    assert [called(one)[0] for one in (RUN, f"{RUN} --force", RUN)] == [2, 0, 0]
    assert [called(one)[0] for one in (call, f"{call} --force", call)] == [2, 0, 0]
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == sorted(
        ["page.html", *(f"out/{name}" for name in ALL)]
    )


@posix
def test_folders_whose_names_are_not_utf8_hold_scenarios_and_results(
    folder: Path, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    only()
    place = folder / "\udcff\udcfe"
    place.mkdir()
    (place / "a.toml").write_text(TEXTS, encoding="utf-8")
    call = RUN.replace("baseline", f"'{place.name}/a.toml'").removesuffix("out") + f"'{place.name}/out'"
    monkeypatch.setattr(sys, "argv", ["sim", *shlex.split(call)])
    assert called(call)[0] == 0
    assert called(f"report '{place.name}/out'")[1] == "\\udcff\\udcfe/out/report.html"
    assert "\\udcff\\udcfe/a.toml" in load(place / "out").manifest["command"]
    told = CliRunner().invoke(main, shlex.split(f"{call} --json"), prog_name="sim", catch_exceptions=False)
    assert json.loads(told.stdout)["folder"] == f"{place.name}/out"


def test_texts_of_users_stand_as_they_are_on_a_terminal_and_in_a_picture(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    odd = "[red]$x^{ :smile: `b` <i> %s {0}"
    with progress.Meter({odd: 1}, [odd], 1, "bars") as meter:
        meter.counts[0] = 1
        meter.show()
    assert odd in capsys.readouterr().err
    assert odd in in_columns(("a", "b"), [(odd, odd)], (0,))
    figure = Figure()
    with typography.settings(10.0):
        panel = figure.subplots()
        panel.set_title(odd)
        typography.logarithmic(panel, "xy")
        panel.plot([1.0, 1000.0], [0.001, 1.0])
        figure.savefig(folder / "a.svg", format="svg")
    drawn = (folder / "a.svg").read_text(encoding="utf-8")
    assert "<!-- [red]$x^{ :smile: `b` &lt;i&gt; %s {0} -->" in drawn
    assert "<!-- 0.001 -->" in drawn
    assert "mathdefault" not in drawn


def test_a_scenario_that_stands_resolved_in_a_folder_goes_on_there(folder: Path) -> None:
    made()(folder, pytest.MonkeyPatch())
    before = contents(folder)
    assert called(RUN.replace("baseline", "out/scenarios/baseline.toml"))[0] == 0
    assert contents(folder / "out" / "scenarios") == {"baseline.toml": before["out/scenarios/baseline.toml"]}


def test_more_seeds_than_asked_for_are_said(folder: Path) -> None:
    made()(folder, pytest.MonkeyPatch())
    line = "The folder holds more seeds than the 1 asked for: all of them count here."
    shown = CliRunner().invoke(main, shlex.split(RUN.replace("--seeds 2", "--seeds 1")), prog_name="sim")
    assert (shown.exit_code, shown.stderr, shown.stdout.splitlines()[-2]) == (0, "", line)
    again = CliRunner().invoke(main, shlex.split(RUN), prog_name="sim")
    assert "asked for" not in again.stdout


# -- Chinese, one seed, and pictures for those who don't see them


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("check baseline --lang zh", "通过（2项改动）"),
        ("check --lang zh", "个参数）"),
        ("order --months 1 --workers 200 --lang zh", "G—W：资本购买劳动与算力"),
        ("matrix baseline --month 1 --workers 200 --lang zh", "种子0，第1月：资产负债表（单位）"),
    ],
)
def test_commands_that_speak_chinese(call: str, says: str) -> None:
    code, said = called(call)
    assert code == 0
    assert says in said


def test_every_part_of_the_month_is_named_in_the_language_of_the_reader() -> None:
    from sim.economy.month import MONTH

    for lang, other in (("en", "zh"), ("zh", "en")):
        _, said = called(f"order --months 1 --workers 200 --lang {lang}")
        assert all(part.of(lang) in said and part.of(other) not in said for part in MONTH), lang


@pytest.mark.parametrize(
    ("lang", "line"),
    [("en", "Line: the only seed there is."), pytest.param("zh", "线：唯一的一个种子。", marks=pytest.mark.ci)],
)
def test_a_figure_of_one_seed_has_no_bands(fill: Any, lang: str, line: str, folder: Path) -> None:
    fill(folder / "one", ["baseline", "commons"], seeds=1, months=24)
    drawn = [path for path in draw.draw(folder / "one", lang, ["fans"]).paths if path.suffix == ".png"]
    words = drawn[0].with_suffix(".txt").read_text(encoding="utf-8")
    assert line in words
    assert "band" not in words
    assert "色带" not in words


def test_a_comparison_in_a_notebook_has_the_alt_text_of_its_picture(fill: Any, folder: Path) -> None:
    from sim.experiments.comparison import Comparison

    results = fill(folder / "two", ["baseline", "commons"], seeds=2, months=24)
    drawn = draw.draw(results, "en", ["overview"]).paths
    words = drawn[0].with_suffix(".txt").read_text(encoding="utf-8").strip()
    shown = Comparison(results, drawn)._repr_html_()
    assert f' alt="{words[:40]}' in shown
