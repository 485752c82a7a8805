"""A results folder without runs: made-up numbers through the real writers, with the real scenarios and measures."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.lock import Lock
from sim.economy import accounts
from sim.economy.derived import unemployment_rates
from sim.economy.measures import MEASURES
from sim.economy.records import Run
from sim.economy.scenario import Scenario, load_all
from sim.economy.world import World
from sim.engine.ledger import flows
from sim.runs.reading import load
from sim.runs.results import Results
from sim.runs.store import Store
from sim.verdicts import register
from sim.verdicts.board import FILE, Board, Found, Standing
from sim.verdicts.thresholds import Summary, Turning

Fill = Callable[..., Results]


def _table(scenario: Scenario, seed: int, months: int, times: float) -> np.ndarray:
    """The same noise for a seed under every scenario, and ``times`` a drift of the scenario's own."""
    noise = np.random.default_rng(seed).normal(size=(months, len(MEASURES))) * 0.01
    drift = times * np.linspace(0.0, len(scenario.name) - len("baseline"), months)[:, None]
    return 1.0 + noise + 0.1 * drift * (1.0 + noise**2)


def fill(
    folder: Path,
    names: Sequence[str],
    seeds: int = 4,
    months: int = 72,
    overrides: dict[str, object] | None = None,
    times: float = 1.0,
    alter: Callable[[str, int, np.ndarray], None] = lambda name, seed, table: None,
) -> Results:
    """Fill a folder. ``alter`` may change the table [month, measure] of a scenario and seed."""
    scenarios = load_all(names, overrides)
    store = Store(folder, scenarios, months, MEASURES.values(), "test")
    for scenario in scenarios:
        for seed in range(seeds):
            if not store.has(scenario.name, seed):
                table = _table(scenario, seed, months, times)
                alter(scenario.name, seed, table)
                store.save(Run(scenario.name, seed, months, table, tuple(MEASURES), {"b": 2}))
    return store.finish(scenarios[0].name)


@pytest.fixture(name="fill", scope="session")
def _fill() -> Fill:
    return fill


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Results:
    """A folder that one process of the test run makes and all of them read."""
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    place.mkdir(exist_ok=True)
    while True:
        try:
            held = Lock(place)
            break
        except InputError:  # another process makes it now
            time.sleep(0.1)
    if not (place / "made").exists():
        make(place / "out")
        (place / "made").touch()
    held.release()
    return load(place / "out")


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The core set of scenarios."""
    from sim.runs.display import read

    return once(tmp_path_factory, "core", lambda folder: fill(folder, read().sets["core"]))


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The set of --closures under every closure: every sign turns under the second, every difference is lost under the third."""
    from sim.experiments.closures import read
    from sim.experiments.survival import FOLDER
    from sim.runs.display import read as read_figures

    names = read_figures().sets[FOLDER]

    def make(folder: Path) -> None:
        for number, (name, closure) in enumerate(list(read().items())[1:]):
            times = {0: -1.0, 1: 0.0}.get(number, 1.0)
            fill(folder / FOLDER / name, names, months=24, overrides=closure.set, times=times)
        fill(folder, names, months=24)

    return once(tmp_path_factory, "closed", make)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Short real runs, with their records: the square of ownership and pass-through, a monopoly, and no AI."""
    from sim.runs.runner import ensemble

    names = ["baseline", "competition", "cheap-private", "monopoly", "commons", "commons-no-pass-through"]
    scenarios = load_all(names, {"n_workers": 200, "ai_arrival": 6})
    return once(
        tmp_path_factory, "recorded", lambda out: ensemble(scenarios, range(3), 50, jobs=1, out=out, quiet=True)
    )


@pytest.fixture(scope="session")
def working(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Short real runs in which practice forms skill, and of cooperatives."""
    from sim.runs.display import read
    from sim.runs.runner import ensemble

    scenarios = load_all(read().sets["labour"][1:], {"n_workers": 200, "ai_arrival": 6, "adoption_speed": 0.3, "programme_start": 8})
    return once(tmp_path_factory, "working", lambda out: ensemble(scenarios, range(3), 50, jobs=1, out=out, quiet=True))


@pytest.fixture(scope="session")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Short real runs of what the endgame runs into: homes on credit, hardware on credit, power, people."""
    from sim.runs.runner import ensemble

    names = ["baseline", "slow-arrival", "leap", "boom-leveraged", "power-queue", "power-rent", "growing", "ageing"]
    scenarios = load_all(names, {"n_workers": 200, "ai_arrival": 6, "energy_rent_speed": 0.3})
    return once(tmp_path_factory, "limited", lambda out: ensemble(scenarios, range(3), 50, jobs=1, out=out, quiet=True))


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Real runs, of a small economy without AI, that are long enough for facts over quarters and years."""
    from sim.runs.runner import ensemble
    from sim.verdicts.facts import MONTHS

    scenarios = load_all(["baseline"], {"n_workers": 200})
    return once(
        tmp_path_factory, "long", lambda out: ensemble(scenarios, range(3), MONTHS + 6, jobs=1, out=out, quiet=True)
    )


def value_identities(world: World) -> int:
    """Assert every identity of the month just closed; how many lenses had values to hold."""
    drawn_up, ledger = accounts.draw_up(world), world.ledger
    firms, agents = drawn_up.firms, drawn_up.agents
    assert np.array_equal(firms.product, firms.constant + firms.variable + firms.surplus)
    for part in (world.dept1, world.dept2, world.clouds, slice(0, None)):
        total = firms.of(part)
        assert total.product == total.constant + total.variable + total.surplus == firms.product[part].sum()
    assert np.array_equal(
        agents.product, agents.constant + agents.variable + agents.cloud + agents.state + agents.firms
    )
    # what the agents' accounts add up to stands in the books of clouds, State and firms
    fees = (agents.cloud + agents.constant + agents.variable).sum(axis=1)
    assert np.array_equal(fees, ledger.taken("ai_fees")[world.clouds])
    assert agents.state.sum() == ledger.given("ai_tax").sum()
    assert agents.product.sum() == pytest.approx(1e6 * world.agents.replaced.sum(), abs=world.agents.replaced.size)
    cost = firms.constant + firms.variable + ledger.given("interest")
    assert ((agents.constant + agents.variable).sum(axis=1) <= cost[world.clouds]).all()
    # what a cloud that lets all its slots spends is its agents' alone
    slots = ledger.taken("compute_ready")[world.clouds] / 1e6
    let = np.abs(world.agents.offered - slots) < 1e-9
    full = (slots > 0.0) & let & (world.agents.work.sum(axis=1) > 0.0)
    assert np.array_equal((agents.constant + agents.variable).sum(axis=1)[full], cost[world.clouds][full])
    # interest on debt and wages of crews are in C and V: all of them where all slots are let
    for part, flow in ((agents.interest, "interest"), (agents.crews, "wages")):
        borne, paid = part.sum(axis=1), ledger.given(flow)[world.clouds]
        assert (borne <= paid).all()
        assert np.array_equal(borne[full], paid[full])
    if let.all():
        rent = world.loan_rate / 12.0 * world.params.hardware_per_slot * world.prices[0] * slots.sum()
        assert drawn_up.imputed_rent == pytest.approx(rent - agents.interest.sum() / 1e6, rel=1e-9, abs=1e-9)
    wages_in_value(world, drawn_up)
    found, q = 0, drawn_up.quantities
    chances = 1.0 - np.array(unemployment_rates(world))  # of another job, by occupation
    assert (q.labour * chances.min() <= q.refusable + 1e-4).all()
    assert (q.refusable <= q.labour * chances.max() + 1e-4).all()
    for name, lens in accounts.LENSES.items():
        r = lens.reckon(q)
        assert r.constant + r.variable + r.surplus == pytest.approx(r.constant + r.created, rel=1e-9)
        if not r.values.any():
            continue
        found += 1
        hours, used, service = counted(q, name)
        # every sector: the value of its product is the value used up in it and the hours counted in it
        product, passed_on = r.values * q.output, r.values[0] * used + r.values[2] * q.compute
        assert product == pytest.approx(passed_on + hours, rel=1e-9, abs=1e-9), name
        # the economy: the net product is worth the hours counted
        net = r.values[0] * (q.output[0] - used.sum()) + r.values[1] * q.output[1]
        assert net + service == pytest.approx(r.created, rel=1e-9), name
        assert r.values[0] * q.output[0] + r.values[1] * q.output[1] + service == pytest.approx(
            r.constant + r.variable + r.surplus, rel=1e-9
        )
    return found


def wages_in_value(world: World, drawn_up: accounts.Accounts) -> None:
    """V as wages advanced beside V as consumption: the same C and new value, and what parts the two stands in workers' budgets."""
    q, ledger, price = drawn_up.quantities, world.ledger, float(world.prices[1])
    living, advanced = drawn_up.lenses["living_labour"], drawn_up.advanced
    paid = ("wages", "piece_pay", "data_wages")
    wages, good = sum(ledger.moved(flow) for flow in paid), float(living.values[1])
    assert (advanced.constant, advanced.created, advanced.capital) == (living.constant, living.created, living.capital)
    assert advanced.variable + advanced.surplus == pytest.approx(living.variable + living.surplus, rel=1e-9, abs=1e-9)
    if drawn_up.melt > 0.0 and good > 0.0:  # in money: wages, but for the price of goods over their value
        in_money = drawn_up.melt * advanced.variable * (1.0 + drawn_up.deviation(1))
        assert in_money == pytest.approx(wages, rel=1e-9, abs=1e-9)
    # wages less what was spent: what was saved, less all else that workers got (transfers, loans) less what they gave (taxes, instalments)
    spent = ledger.moved("worker_purchases")
    saved = ledger.total("workers", "money") - float(world.workers.opening.sum())
    besides = [flow for name, flow in flows().items() if name not in (*paid, "worker_purchases", "bequests")]  # left before the month's pay
    others = sum(ledger.moved(flow.name, "workers") for flow in besides if flow.asset == "money")
    others -= sum(ledger.moved(flow.name, "workers") for flow in besides if flow.against == "money")
    assert wages - spent == pytest.approx(saved - others, abs=1e-3)
    parted = good * ((wages - spent) / price + spent / price - q.bought)
    assert advanced.variable - living.variable == pytest.approx(parted, rel=1e-9, abs=1e-9)


def counted(q: accounts.Quantities, lens: str) -> tuple[np.ndarray, np.ndarray, float]:
    """The test's own reading of a lens: hours counted and machines used up by sector, and services that AI lives on."""
    there = q.output > 0.0
    if lens in ("living_labour", "refusal"):
        hours = q.labour if lens == "living_labour" else q.refusable
        return hours * there, (q.machines + np.array([0.0, 0.0, q.energy])) * there, 0.0
    weight, ai = (1.0, q.ai_work) if lens == "new_labourer" else (q.worker_energy, q.compute * q.slot_energy)
    hours = (weight * q.labour + ai) * there * [1.0, 1.0, 0.0]
    # what AI is fed leaves the net product as its consumption: it is part of it
    return hours, q.machines * there, weight * q.labour[2] * there[2]


@pytest.fixture(name="identities")
def _identities() -> Callable[[World], int]:
    """What must hold of the accounts of value in every month."""
    return value_identities


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Draw these figures alone, in folders and in reports: a command takes longer to draw all than for the rest of it."""

    def restrict(*names: str) -> None:
        from sim import charts
        from sim.runs.display import read

        real, declared = charts.can_draw, read().figures
        chosen = [declared[name] for name in names]
        monkeypatch.setattr(charts, "can_draw", lambda picture, results: picture in chosen and real(picture, results))

    return restrict


NUMBERS = {  # behind each verdict
    "holds": Summary(2.0, 1.5, 2.5, 0.1, 8, 0.95, 0.05, 40),
    "fails": Summary(-2.0, -2.5, -1.5, 0.1, 8, 0.05, 0.95, 40),
    "depends": Summary(2.0, -1.0, 5.0, 0.1, 8, 0.6, 0.4, 40),
    "open": Summary(2.0, 1.5, 2.5, 0.1, 4, 0.95, 0.05, 40),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's chromium, for the tests that open the classroom page."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no chromium on PATH: the page was not opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


def _claim(*outcomes: tuple[str, str], **changes: object) -> Standing:
    """A claim whose outcomes have these verdicts: prediction and verdict each; a side is named after its place."""
    found = [
        Found(
            test=f"M4.{n}", kind="difference", sides={"en": f"world {n}", "zh": f"世界{n}"}, months="0-9", prediction=name, measure=name,
            label={"en": name, "zh": name}, detail=None, sign="higher", unit={"en": "%", "zh": "%"}, times=1.0, levels=None, square=None,
            summary=NUMBERS[verdict], turning=Turning("parameter", f"p{n}", 0.9, 0.2, 0.01 * n) if verdict == "depends" else None,
        )
        for n, (name, verdict) in enumerate(outcomes, start=1)
    ]  # fmt: skip
    words = {key: {"en": "T", "zh": "题"} for key in ("title", "statement", "objection", "falsifier")}
    content = {"id": "M4", "text": "manifesto", **words, "status": "modelled", "waits": [], "why": None, "falsified": "any",
               "square": False, "found": found}  # fmt: skip
    return Standing(**{**content, **changes})  # type: ignore[arg-type]


@pytest.fixture(name="row", scope="session")
def _row() -> Callable[..., Standing]:
    return _claim


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A folder with made-up verdicts on all claims, every verdict among them."""
    declared, rows = register.read(), []
    for claim, verdict in zip(
        declared.claims.values(), cycle((*NUMBERS, "planned", "construction", "shown")), strict=False
    ):
        found = [("output", verdict if verdict in NUMBERS else "holds")] if verdict != "planned" else []
        status = "modelled" if verdict in NUMBERS else verdict
        rows.append(_claim(*found, id=claim.id, text=claim.text, title=claim.title.model_dump(), status=status))
    texts = {name: text.title.model_dump() for name, text in declared.texts.items()}
    results = fill(tmp_path_factory.mktemp("judged"), ["baseline"])
    Board("0", "code", "2030-01-31", 72, 4, 28, ["entry"] * 12, 0, texts, rows).write(results.folder / FILE)
    return results


@pytest.fixture(autouse=True)
def _dask_as_it_was() -> Iterator[None]:
    """A command sets certificates for its whole process, which is the tests' own here."""
    yield
    if "dask" in sys.modules:
        sys.modules["dask"].config.refresh()
