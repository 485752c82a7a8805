"""Whatever the parameters, the books close and nothing is negative that cannot be; whatever a file holds, it is read or refused."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import InputError
from sim.base.paths import data
from sim.economy.accounts import LENSES
from sim.economy.measures import MEASURES, observe
from sim.economy.month import step
from sim.economy.scenario import Event, Scenario, load, shipped, starter
from sim.economy.start import start
from sim.economy.world import World
from sim.engine.ledger import assets
from sim.engine.parameters import ORDERED, Parameter, table

SETS, MONTHS = 200, 60


def random_value(parameter: Parameter, rng: np.random.Generator) -> object:
    if parameter.choices:
        return str(rng.choice(parameter.choices))
    if isinstance(parameter.default, bool):
        return bool(rng.random() < 0.5)
    assert parameter.low is not None
    assert parameter.high is not None
    if isinstance(parameter.default, int):
        return int(rng.integers(parameter.low, min(parameter.high, 60) + 1))
    return float(rng.uniform(parameter.low, parameter.high))


def random_set(seed: int) -> dict[str, object]:
    """About a third of all parameters anywhere in their range, sizes small, AI on its way within the run."""
    rng = np.random.default_rng([4, seed])
    chosen = {p.name: random_value(p, rng) for p in table().values() if p.group != "sizes" and rng.random() < 0.3}
    for low, high in ORDERED:  # pairs that would contradict each other
        if low in chosen or high in chosen:
            chosen.pop(low, None)
            chosen.pop(high, None)
    workers = int(rng.integers(200, 500))
    return chosen | {
        "n_workers": workers,
        "ai": True,
        "ai_arrival": int(rng.integers(0, 40)),
        "ubi_start": int(rng.integers(0, 40)),
    }


OPEN: dict[str, object] = {"entry": True, "rivalry": 0.3}  # firms come and go, and imitate each other


BLOCKS = [(block, OPEN if block in (8, 9) else {}) for block in range(10)]


@pytest.mark.parametrize(
    ("block", "always"), [pytest.param(*one, marks=() if one[0] in (0, 8) else pytest.mark.ci) for one in BLOCKS]
)
def test_books_close_for_random_parameters(
    block: int, always: dict[str, object], identities: Callable[[World], int]
) -> None:
    ran = valued = 0
    for seed in range(block * SETS // 8, (block + 1) * SETS // 8):
        changes = random_set(seed) | always
        for attempt in range(50):
            try:
                world = start(load("baseline", changes), seed)
                break
            except InputError:  # no stationary state there: says so, and we draw again
                changes = random_set(1000 * (attempt + 1) + seed) | always
        else:
            pytest.fail("50 parameter sets in a row without a stationary state")
        for _ in range(MONTHS):
            step(world)
            seen = dict(zip(MEASURES, observe(world), strict=True))
            assert world.ledger.residual == 0
            for name, value in seen.items():
                assert np.isfinite(value), (seed, changes, name)
                assert MEASURES[name].low - 1e-9 <= value <= MEASURES[name].high + 1e-9, (seed, changes, name, value)
            sheet = world.ledger.balance_sheet()
            assert not sheet.values.sum(axis=1).any()
            valued += identities(world)
            assert not world.ledger.transactions().values.sum(axis=1).any()
        for asset in assets().values():
            for account in ("workers", "capitalists", "dept1", "dept2", "clouds"):
                if asset.name not in ("loans", "mortgages", "labour", "compute") and (account, asset.name) != ("capitalists", "x"):
                    try:
                        held = world.ledger[account, asset.name]
                    except Exception:
                        continue
                    assert held.min(initial=0) >= 0
        ran += 1
    assert ran == SETS // 8
    assert valued > 0.8 * ran * MONTHS * len(LENSES)  # else the identities in labour time were hardly tried


DATED = (  # what a scenario switches by date
    "ai_off",
    "commons_share",
    "commons_threshold",
    "deletion",
    "effort_response",
    "power_off",
    "standby",
    "threshold_avoided",
    "upkeep_limits",
    "upkeep_strike",
    "withheld_share",
)


@pytest.mark.parametrize("seed", range(10))
def test_books_close_while_levers_come_and_go(seed: int) -> None:
    rng = np.random.default_rng([5, seed])
    name = str(rng.choice(["competition", "monopoly", "commons-ubi", "monopoly-ai-tax", "cheap-private"]))
    small = {"n_workers": 300, "ai_arrival": 6, "ai_lead": 3, "capex_growth_max": 0.3, "adoption_speed": 0.2}
    begin = {"entry": seed % 2 == 0, "abstainers": 0.1 * seed, "task_difficulty": float(rng.choice([-1.0, 0.0, 0.5]))}
    events = []
    for month in sorted(rng.choice(np.arange(1, MONTHS), 12, replace=False).tolist()):
        changes = {lever: random_value(table()[lever], rng) for lever in rng.choice(DATED, 3, replace=False).tolist()}
        if "commons_threshold" in changes:  # near the size of clouds in so short a run
            changes["commons_threshold"] = float(rng.uniform(0.0, 10.0))
        events.append(Event(month, changes))
    world = start(replace(load(name, small | begin), events=tuple(events)), seed)
    for _ in range(MONTHS):
        step(world)
        assert world.ledger.residual == 0
        for measure, value in zip(MEASURES.values(), observe(world), strict=True):
            assert measure.low - 1e-9 <= value <= measure.high + 1e-9, (events, measure.name, value)
            assert np.isfinite(value), (events, measure.name)


# -- mangled files

FILES = [starter("mine").encode(), *((data("scenarios") / f"{name}.toml").read_bytes() for name in shipped())]
PIECES = st.sampled_from(
    [b"\n", b"=", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"#", b".", b",", b"-", b"\\", b"\\u0000", b"\x00", b"\xff\xfe",
     "\ufeff\u4e2d".encode(), b"[params]\n", b"[[events]]\n", b"[[params]]\n", b"month = 3\n", b"set = {}\n", b"extends = 3\n",
     b'extends = "mine.toml"\n', b'extends = "../.."\n', b"markup = 0.3\n", b"nan", b"inf", b"1e400", b"true", b"9" * 30,
     b"9" * 5000, b"x" * 100_000, b"[" * 500, b"{a=" * 500, b"a." * 200, b"1979-05-27"]
) | st.binary(max_size=6)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A file that comes with the program, with some of it deleted, inserted, replaced, doubled or moved."""
    text = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 6))):
        lines = text.splitlines(keepends=True) or [b""]
        at, line = draw(st.integers(0, len(text))), draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["insert", "replace", "delete", "cut", "double", "drop", "move"]))
        if how in ("insert", "replace"):
            piece = draw(PIECES)
            text = text[:at] + piece + text[at + (len(piece) if how == "replace" else 0) :]
        elif how == "delete":
            text = text[:at] + text[at + draw(st.integers(1, 20)) :]
        elif how == "cut":
            text = text[:at]
        else:
            rest = lines[:line] + lines[line + 1 :]
            text = b"".join({"double": [*lines, lines[line]], "drop": rest, "move": [lines[line], *rest]}[how])
    return text


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(text=mangled())
def test_a_mangled_file_is_a_scenario_or_a_list_of_faults(
    text: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "mangled"
    folder.mkdir(exist_ok=True)
    path = folder / "mine.toml"
    path.write_bytes(text)
    messages = []
    try:
        assert isinstance(load(path), Scenario)
    except InputError as error:
        messages = error.messages or ["no message"]
    for message in messages:
        assert re.match(rf"({re.escape(str(path))}|[^:\n]*\.toml)(:\d+)?: \S[^\n]{{,999}}$", message), message
    assert path.read_bytes() == text
    assert list(folder.iterdir()) == [path]
