"""``Economy`` under Mesa's own tools: DataCollector, AgentSet, batch_run, copies; looking at agents changes no result."""

import copy
import inspect
import pickle
import runpy
import warnings
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pytest

from sim.base.errors import InputError
from sim.economy import month
from sim.economy.measures import MEASURES, observe
from sim.economy.mesa_model import CLOUD_IDS, REPEATED, AIAgent, Capitalist, CarbonWorker, Economy, Firm
from sim.economy.scenario import Event, load
from sim.economy.start import start
from sim.economy.world import Capitalists, Firms, Workers
from sim.runs.runner import simulate

SMALL = {"n_workers": 200, "ai_arrival": 4, "ai_lead": 4}
SEED, MONTHS = 5, 12

# Clouds keep nearly all slots off the market from month 10 on and release them in month 14.
HOLDUP = """
extends = "competition"
title = { en = "Hold-up", zh = "扣留" }
question = { en = "What if?", zh = "若？" }
[params]
n_workers = 1000
ai_arrival = 4
ai_lead = 4
[[events]]
month = 10
set = { withheld_share = 0.95 }
[[events]]
month = 14
set = { withheld_share = 0.0 }
"""


@pytest.fixture
def economy() -> Economy:
    return Economy("competition", seed=SEED, **SMALL)


@pytest.fixture(scope="module")
def expected() -> np.ndarray:
    """The engine's own table."""
    return simulate(load("competition", SMALL), SEED, MONTHS).table


def advance(model: Economy, months: int) -> Economy:
    for _ in range(months):
        model.step()
    return model


def collected(model: Economy) -> np.ndarray:
    return model.datacollector.get_model_vars_dataframe().to_numpy()


def population(model: Economy) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Who has which id."""
    return {
        agent.unique_id: (
            type(agent).__name__,
            (agent.cloud, agent.slot) if isinstance(agent, AIAgent) else (agent.row,),
        )
        for agent in model.agents
    }


def test_a_step_is_a_month_of_the_engine(economy: Economy, expected: np.ndarray) -> None:
    assert np.isnan(list(economy.measures.values())).all()
    advance(economy, MONTHS)
    assert economy.running
    assert (economy.steps, economy.world.month) == (MONTHS, MONTHS)
    assert economy.measures == dict(zip(MEASURES, expected[-1].tolist(), strict=True))
    frame = economy.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(MEASURES)
    np.testing.assert_array_equal(frame.to_numpy(), expected, strict=True)


def test_measures_are_handed_out_as_a_copy(economy: Economy) -> None:
    economy.step()
    economy.measures["output"] = 0.0
    assert economy.measures["output"] > 0.0


def test_nothing_is_made_until_somebody_looks(economy: Economy, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[mesa.Agent] = []
    register = Economy.register_agent
    monkeypatch.setattr(Economy, "register_agent", lambda model, agent: (made.append(agent), register(model, agent)))
    advance(economy, 6)
    assert not made
    assert len(economy.agents) == len(made) > 200
    economy.step()
    assert 0 <= len(made) - len(economy.agents) < 20  # no row is made twice


@pytest.mark.parametrize("look", [lambda month: month == 0, lambda month: month == 7, lambda month: True])
def test_looking_changes_no_result_and_no_id(look: Callable[[int], bool], expected: np.ndarray) -> None:
    model = Economy("competition", seed=SEED, **SMALL)
    for done in range(MONTHS):
        if look(done):
            model.agents.shuffle_do(lambda agent: agent.unique_id)
            model.agents_by_type[CarbonWorker].get(["skill", "money", "letters"])
            model.random.random(), model.rng.random()
        model.step()
    np.testing.assert_array_equal(collected(model), expected)
    never = advance(Economy("competition", seed=SEED, **SMALL), MONTHS)
    assert population(model) == population(never)


def test_ids_are_unique_and_follow_from_the_place(economy: Economy) -> None:
    advance(economy, 8)
    ids = economy.agents.get("unique_id")
    fixed = 200 + 2 * economy.world.firms.price.size
    assert len(set(ids)) == len(ids)
    assert sorted(ids)[:fixed] == list(range(1, fixed + 1))
    assert sorted(ids)[fixed:] == [
        (cloud + 1) * CLOUD_IDS + slot for cloud, n in enumerate(economy.world.agents.count) for slot in range(n)
    ]
    assert [agent.unique_id for agent in economy.agents_by_type[Firm]] == list(
        range(fixed - economy.world.firms.price.size + 1, fixed + 1)
    )


def test_agents_of_the_user_get_ids_of_their_own() -> None:
    model = Economy(n_workers=200)
    before = mesa.Agent(model)
    size = len(model.agents)
    after = mesa.Agent(model)
    assert len(set(model.agents.get("unique_id"))) == size + 1
    assert set(model.agents_by_type[mesa.Agent]) == {before, after}
    before.remove()
    assert len(model.agents) == size


def test_views_show_every_column_and_balance(economy: Economy) -> None:
    advance(economy, 8)
    world, by_type = economy.world, economy.agents_by_type
    for kind, table, names in (
        (CarbonWorker, world.workers, Workers.declared),
        (Capitalist, world.capitalists, Capitalists.declared),
        (Firm, world.firms, Firms.declared),
    ):
        for name in names:
            column = getattr(table, name)
            shown = np.array(by_type[kind].get(name))
            np.testing.assert_array_equal(shown, column.T if kind is Firm else column)
    for kind, account in ((CarbonWorker, "workers"), (Capitalist, "capitalists"), (Firm, "firms")):
        np.testing.assert_array_equal(by_type[kind].get("money"), world.ledger.units(account, "money"))
    for asset in ("loans", "machines", "capital_goods", "goods"):
        np.testing.assert_array_equal(by_type[Firm].get(asset), world.ledger.units("firms", asset))
    np.testing.assert_array_equal(by_type[Firm].get("slots")[world.clouds], world.ledger.units("clouds", "slots"))
    assert sum(by_type[Firm].get("slots")) == pytest.approx(world.ledger.total("clouds", "slots"), rel=1e-12)
    assert world.ledger.total("clouds", "slots") > 0.0
    for agent in by_type[AIAgent]:
        for name in ("version", "age", "revenue"):
            assert getattr(agent, name) == getattr(world.agents, name)[agent.cloud, agent.slot]
    assert type(next(iter(by_type[CarbonWorker])).skill) is float
    assert type(next(iter(by_type[CarbonWorker])).employer) is int


@pytest.mark.parametrize("trained", [False, True])
def test_clouds_show_what_they_can_do_and_how_much_of_them_trains(trained: bool) -> None:
    model = advance(Economy("competition", seed=SEED, trained_frontier=trained, **SMALL), 4)
    firms = model.agents_by_type[Firm]
    assert not any(firms.get("capability"))  # AI comes in the next month
    assert not any(firms.get("training"))
    advance(model, 4)
    producers, clouds = (firms.select(lambda firm, wanted=wanted: (firm.cloud is None) is wanted) for wanted in (True, False))
    assert not any(producers.get("capability") + producers.get("training"))
    assert max(clouds.get("capability")) == model.measures["frontier_capability"] > 0.0
    assert len(set(clouds.get("capability"))) == (4 if trained else 1)
    assert all(0.0 < share < 0.5 for share in clouds.get("training")) is trained
    with pytest.raises(AttributeError, match="capability"):
        next(iter(clouds)).capability = 1.0


def test_workers_show_their_craft_and_firms_whose_they_are() -> None:
    model = advance(Economy("novices", seed=SEED, cooperative_share=0.5, **SMALL), 8)
    workers, firms = model.agents_by_type[CarbonWorker], model.agents_by_type[Firm]
    assert 0.5 <= min(workers.get("craft")) < max(workers.get("craft")) <= 1.0
    assert 0.0 == min(workers.get("aid")) < max(workers.get("aid")) < 0.34
    owned = {firm.row for firm in firms.select(lambda firm: firm.cooperative)}
    assert owned
    assert all(worker.member is (worker.employer in owned) for worker in workers)
    plain = Economy("competition", seed=SEED, **SMALL).agents_by_type[CarbonWorker]
    assert {(one.craft, one.aid, one.member) for one in plain} == {(1.0, 0.0, False)}


def test_workers_show_which_hours_are_paid_and_who_serves() -> None:
    hours = {"hours_set_by": "owners", "hours_pressure": 0.03, "duty_hours": 4.0, "programme_start": 4}
    model = advance(Economy("competition", seed=SEED, **SMALL, **hours), 10)
    workers, kept = model.agents_by_type[CarbonWorker], model.world.time
    assert kept
    assert kept.unpaid > 0.0
    assert [one.serves for one in workers] == kept.serves.tolist()
    assert [one.paid_hours for one in workers] == pytest.approx([1.0] * len(workers))
    assert len({one.hours for one in workers}) == 2
    plain = Economy("competition", seed=SEED, **SMALL).agents_by_type[CarbonWorker]
    assert {(one.paid_hours, one.serves) for one in plain} == {(1.0, False)}


def test_workers_show_their_contract() -> None:
    model = advance(Economy("platforms", seed=SEED, **SMALL), 8)
    workers = model.agents_by_type[CarbonWorker]
    names = {0: ("post", ""), 1: ("crowd",), 2: ("gig",), 3: ("creator",)}
    assert {worker.contract for worker in workers} == set(names)
    assert all(worker.paid_by in names[worker.contract] for worker in workers)
    assert all((worker.paid_by == "post") is (worker.employer >= 0) for worker in workers)
    plain = Economy("competition", seed=SEED, **SMALL).agents_by_type[CarbonWorker]
    assert {worker.paid_by for worker in plain} == {"post", ""}


def test_who_comes_and_who_leaves_is_in_the_agent_sets_and_nobody_else() -> None:
    """Nine or ten come in a year at 5 %, three or four leave at -2 %; who stays keeps its view."""
    for growth, some in ((0.05, (209, 210)), (-0.02, (196, 197)), (0.0, (200,))):
        model = Economy("baseline", seed=SEED, cohort_growth=growth, mortgages=True, n_workers=200)
        first = list(model.agents_by_type[CarbonWorker])
        assert len(first) == 200
        advance(model, 12)
        workers = model.agents_by_type[CarbonWorker]
        people = len(workers)
        assert people in some
        assert {worker.row for worker in workers} == set(np.flatnonzero(model.world.workers.occupation >= 0).tolist())
        assert len([worker for worker in first if worker in workers]) == min(people, 200)
        assert len({worker.unique_id for worker in model.agents}) == len(model.agents)
        jobless = workers.select(lambda worker: worker.active and worker.employer < 0)
        assert len(jobless) / len(workers.select(lambda worker: worker.active)) == model.measures["unemployment"]
        owed, homes = model.world.ledger.total("bank", "mortgages"), model.world.ledger.total("workers", "homes")
        assert workers.agg("mortgages", sum) == pytest.approx(-owed, rel=1e-9)
        assert workers.agg("homes", sum) == pytest.approx(homes, rel=1e-9)
        assert min(workers.get("home")) > 0.0


def test_agent_sets_select_group_and_aggregate(economy: Economy) -> None:
    advance(economy, 8)
    workers, firms = economy.agents_by_type[CarbonWorker], economy.agents_by_type[Firm]
    jobless = workers.select(lambda worker: worker.employer < 0)
    assert len(jobless) / len(workers) == economy.measures["unemployment"]
    assert economy.agents.select(agent_type=Capitalist).agg("money", sum) == pytest.approx(
        economy.world.ledger.total("capitalists", "money"), rel=1e-12
    )
    staff = workers.groupby("employer").count()
    assert staff == {k: np.count_nonzero(economy.world.workers.employer == k) for k in staff}
    assert sum(staff.values()) == 200
    departments = firms.groupby("department")
    assert departments.count() == {"dept1": 4, "dept2": 12, "clouds": 4}
    output = economy.world.firms.output
    assert departments.agg("output", sum) == pytest.approx(
        {"dept1": output[:4].sum(), "dept2": output[4:16].sum(), "clouds": 0.0}
    )
    assert list(firms.sort("money", ascending=True))[-1].money == max(firms.get("money"))
    assert [firm.cloud for firm in firms.select(lambda firm: firm.department == "clouds")] == [0, 1, 2, 3]


def test_a_data_collector_reads_model_agents_and_types() -> None:
    class Watched(Economy):
        """As a Mesa user writes it: a collector of one's own, called in ``step``."""

        def __init__(self, **parameters: object) -> None:
            super().__init__(**parameters)
            self.watch = mesa.DataCollector(
                model_reporters={
                    "unemployment": lambda model: model.measures["unemployment"],
                    "jobless": lambda model: len(model.agents_by_type[CarbonWorker].select(lambda w: w.employer < 0)),
                    "all": "measures",
                },
                agent_reporters={"money": lambda agent: getattr(agent, "money", None)},
                agenttype_reporters={CarbonWorker: {"skill": "skill"}, AIAgent: {"age": "age"}},
            )
            self.watch.collect(self)

        def step(self) -> None:
            super().step()
            self.watch.collect(self)

    model = advance(Watched(scenario="competition", seed=1, **SMALL), 6)
    of_model = model.watch.get_model_vars_dataframe()
    assert (of_model["jobless"][1:] / 200 == of_model["unemployment"][1:]).all()
    assert of_model["all"].iloc[-1] == model.measures
    of_agents = model.watch.get_agent_vars_dataframe()
    assert of_agents.index.get_level_values("Step").unique().tolist() == list(range(7))
    last = of_agents.xs(6, level="Step")["money"]
    assert last.loc[1:200].tolist() == model.world.ledger.units("workers", "money").tolist()
    of_workers = model.watch.get_agenttype_vars_dataframe(CarbonWorker)
    assert of_workers.xs(2, level="Step")["skill"].tolist() == model.world.workers.skill.tolist()
    of_ai = model.watch.get_agenttype_vars_dataframe(AIAgent)
    assert of_ai.index.get_level_values("Step").unique().tolist() == [5, 6]  # at the ends of months 4 and 5
    assert of_ai.xs(6, level="Step")["age"].tolist() == model.agents_by_type[AIAgent].get("age")


def test_views_are_read_only(economy: Economy) -> None:
    worker, firm = (next(iter(economy.agents_by_type[kind])) for kind in (CarbonWorker, Firm))
    for agent, name in ((worker, "money"), (worker, "employer"), (firm, "price"), (firm, "loans"), (firm, "slots")):
        before = getattr(agent, name)
        with pytest.raises(AttributeError, match=name):
            setattr(agent, name, 1.0)
        assert getattr(agent, name) == before
    firm.wage[0] = 99.0  # a list of one's own
    assert economy.world.firms.wage[0, 0] == 1.0
    with pytest.raises(TypeError, match="a CarbonWorker can't be removed: the economy changes by its rules"):
        worker.remove()
    assert worker in economy.agents


def round_trip(model: Economy) -> Economy:
    return pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize("copied", [copy.deepcopy, round_trip])
@pytest.mark.parametrize("looked", [False, True])
def test_copies_go_on_identically(
    economy: Economy, expected: np.ndarray, copied: Callable[[Economy], Economy], looked: bool
) -> None:
    advance(economy, 7)
    if looked:
        assert len(economy.agents)
    other = copied(economy)
    advance(other, MONTHS - 7)
    assert economy.steps == 7  # the original has not moved
    np.testing.assert_array_equal(collected(other), expected)
    advance(economy, MONTHS - 7)
    np.testing.assert_array_equal(collected(economy), expected)
    assert population(other) == population(economy)
    assert all(agent.model is other for agent in other.agents)
    assert len({agent.unique_id for agent in other.agents}) == len(other.agents)
    np.testing.assert_array_equal(
        other.agents_by_type[CarbonWorker].get("money"), economy.agents_by_type[CarbonWorker].get("money")
    )


def test_ai_agents_come_and_go_with_their_slots(tmp_path: Path) -> None:
    (tmp_path / "holdup.toml").write_text(HOLDUP, encoding="utf-8")
    model = Economy(tmp_path / "holdup.toml", seed=SEED)
    shown = model.agents_by_type[AIAgent]  # held all the time
    others = len(model.agents)
    sizes = []
    for done in range(16):
        model.step()
        count = model.world.agents.count
        assert {(agent.cloud, agent.slot) for agent in shown} == {
            (cloud, slot) for cloud in range(count.size) for slot in range(count[cloud])
        }
        assert len(shown) == count.sum() == len(model.agents) - others
        sizes.append(len(shown))
        if done == 9:
            seen = {agent.unique_id: agent for agent in shown}
    assert sizes[3] == 0 < sizes[4]
    assert sizes[9] > sizes[10] > 0 < sizes[13] < sizes[14]
    # The slots filled again have the agents and the ids that they had.
    assert {agent.unique_id: agent for agent in shown if agent.unique_id in seen} == seen


def test_an_empty_slot_has_nothing_to_show(tmp_path: Path) -> None:
    (tmp_path / "holdup.toml").write_text(HOLDUP, encoding="utf-8")
    model = advance(Economy(tmp_path / "holdup.toml", seed=SEED), 10)
    last = list(model.agents_by_type[AIAgent])[-1]
    assert last.age >= 0
    model.step()
    assert last not in model.agents
    with pytest.raises(AttributeError, match=f"no AI agent stands in slot {last.slot} of cloud {last.cloud}"):
        _ = last.age


def test_batch_run() -> None:
    rows = mesa.batch_run(
        Economy,
        {"scenario": "baseline", "n_workers": np.array([200, 220]), "replacement_rate": [0.4, 0.5]},
        max_steps=2,
        display_progress=False,
    )
    assert len(rows) == 4
    assert {(row["n_workers"], row["replacement_rate"]) for row in rows} == {
        (200, 0.4), (200, 0.5), (220, 0.4), (220, 0.5)
    }  # fmt: skip
    assert all(row["residual"] == 0.0 and row["output"] > 0.0 for row in rows)


REPLICATES = {"scenario": ["baseline"], "n_workers": [200]}


def batch(**options: object) -> list[float]:
    rows = mesa.batch_run(Economy, max_steps=4, display_progress=False, **options)  # type: ignore[arg-type]
    return [row["output"] for row in rows]


def test_seeds_among_the_parameters_are_replicates() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outputs = batch(parameters={**REPLICATES, "seed": range(3)})
    assert len(set(outputs)) == 3
    months = 5 if mesa.__version__ < "3.5" else 4
    table = [simulate(load("baseline", {"n_workers": 200}), seed, months).table for seed in range(3)]
    assert outputs == [of_seed[-1, list(MEASURES).index("output")] for of_seed in table]


@pytest.mark.parametrize("seed", [{}, {"seed": [7]}])
def test_iterations_are_replicates_or_a_warning(seed: dict[str, list[int]]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outputs = batch(parameters=REPLICATES | seed, iterations=2)
    said = [str(one.message) for one in caught if one.category is UserWarning]
    assert said == [REPEATED] * (len(outputs) - len(set(outputs)))
    assert not seed or said  # these are one economy under any Mesa


def test_seeds_come_as_any_mesa_hands_them_over() -> None:
    """3.3 as they stand in ``parameters``; 3.5 with ``rng`` beside them, or ``seed`` in their place where the model names that."""
    assert "seed" not in inspect.signature(Economy).parameters
    worlds = [Economy(n_workers=200, **given).world for given in ({"seed": 4}, {"seed": 4, "rng": None}, {"rng": 4})]
    assert [world.seed for world in worlds] == [4, 4, 4]
    assert Economy(rng=None, n_workers=200).world.seed != Economy(rng=None, n_workers=200).world.seed
    with pytest.raises(InputError, match="seed = 1 and rng = 2: two names for the same"):
        Economy(seed=1, rng=2)
    with pytest.raises(InputError, match=r"rng = 1\.5: must be a whole number, 0 or more"):
        Economy(rng=1.5)


def test_a_change_on_the_way_is_a_dated_event(tmp_path: Path) -> None:
    changes = {"ubi_share": 0.25, "markup": np.float64(0.4), "upkeep_workers": 0.01}  # a mechanism wakes
    model = advance(Economy("competition", seed=SEED, **SMALL), 6)
    world = start(load("competition", SMALL), SEED)
    for _ in range(6):
        month.step(world)
    before = model.world.params
    model.set(**changes)
    month.set(world, **changes)
    assert model.world.params is before  # which the month just closed ran under
    assert model.world.scenario.events[-1] == Event(6, {"ubi_share": 0.25, "markup": 0.4, "upkeep_workers": 0.01})
    other = round_trip(advance(model, 2))
    other.set(markup=0.2)
    advance(other, 1).set(markup=0.3)
    other.set(markup=0.25)  # the later of two in a month
    assert model.world.params.markup == 0.4
    advance(other, 3)
    file = tmp_path / "changed.toml"
    file.write_text(other.world.scenario.to_toml(), encoding="utf-8")
    written = load(file)
    assert [event.month for event in written.events] == [6, 8, 9, 9]
    assert written.digest == other.world.scenario.digest
    table = simulate(written, SEED, 12).table
    np.testing.assert_array_equal(collected(other), table)
    for _ in range(2):
        month.step(world)
    assert observe(world).tolist() == table[7].tolist()


def test_a_change_before_the_first_month_is_an_event_of_it(economy: Economy, tmp_path: Path) -> None:
    views = economy.agents_by_type[Firm]
    economy.set(markup=0.4)
    assert economy.world.params.markup == 0.4
    assert {firm.markup for firm in views if firm.cloud is None} == {0.4}
    file = tmp_path / "changed.toml"
    file.write_text(economy.world.scenario.to_toml(), encoding="utf-8")
    np.testing.assert_array_equal(collected(advance(economy, 3)), simulate(load(file), SEED, 3).table)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ubi_shar": 0.2}, r"set: ubi_shar = 0\.2: no such parameter; did you mean ubi_share\?"),
        ({"ubi_share": 2}, r"set: ubi_share = 2: must be a number \(0\.0 to 1\.0"),
        ({"n_workers": 300}, "set: n_workers = 300: is fixed at the start: no event can change it"),
        ({"markup": 0.9, "markup_max": 0.5}, r"set: markup = 0\.9: must not be above markup_max = 0\.5"),
        ({"cloud_leverage_max": 0.1}, r"set: cloud_leverage_max = 0.1: must not be below .* \(the scenario\)"),
        ({"leverage_max": 0.3}, r"the change of month 20: leverage_target = 0\.4: must not be above leverage_max = 0\.3 \(set\)"),
        ({"rivalry": 0.5, "markup": "high"}, "set: markup = .*: must be a number"),
    ],
)
def test_a_change_on_the_way_has_the_checks_of_a_file(changes: dict[str, object], message: str, tmp_path: Path) -> None:
    (tmp_path / "later.toml").write_text(
        'extends = "baseline"\n[[events]]\nmonth = 20\nset = { leverage_target = 0.4 }\n', encoding="utf-8"
    )
    model = Economy(tmp_path / "later.toml", seed=SEED, n_workers=200)
    for _ in range(2):  # before the first month and after it
        scenario = model.world.scenario
        with pytest.raises(InputError, match=message):
            model.set(**changes)
        assert model.world.scenario is scenario
        model.step()


def test_what_would_be_undone_is_refused(economy: Economy) -> None:
    economy.step()
    way = r"set\(markup=0\.3\) changes them from the next month on"
    with pytest.raises(AttributeError, match=f"the parameters of a living economy can't be assigned: {way}"):
        economy.world.params = economy.world.params.replace(markup=0.4)
    with pytest.raises(AttributeError, match=f"markup of a living economy can't be assigned: {way}"):
        economy.markup = 0.4
    with pytest.raises(AttributeError, match=f"the scenario of a living economy can't be assigned: {way}"):
        economy.scenario = "monopoly"
    with pytest.raises(AttributeError, match=r"set\(markup=\.\.\.\) changes those of a living economy"):
        economy.world.params.markup = 0.4


def test_the_constructor_takes_parameters_as_a_scenario_file_does() -> None:
    model = Economy(ubi_share=0.25, n_workers=np.int64(250))
    assert (model.world.params.ubi_share, model.world.params.n_workers, model.world.seed) == (0.25, 250, 0)
    with pytest.raises(InputError, match=r"ubi_shar = 0\.2: no such parameter; did you mean ubi_share\?"):
        Economy(ubi_shar=0.2)
    for seed in (-1, 1.5, True, "1"):
        with pytest.raises(InputError, match="must be a whole number, 0 or more"):
            Economy(seed=seed)
    assert Economy(seed=None, n_workers=200).world.seed != Economy(seed=None, n_workers=200).world.seed


def test_mesa_finds_no_scenario_of_its_own() -> None:
    """SolaraViz of Mesa 3.5 would build one on reset and pass it in the place of ours."""
    assert Economy(n_workers=200).scenario is None


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import matplotlib

    script = Path(__file__).parents[1] / "examples" / "mesa_economy.py"
    picture = tmp_path / "new" / "picture.png"
    monkeypatch.setattr("sys.argv", [str(script), "--workers", "200", "--months", "30", "--out", str(picture)])
    matplotlib.use("Agg")
    runpy.run_path(str(script), run_name="__main__")
    assert picture.read_bytes().startswith(b"\x89PNG")
    last = capsys.readouterr().out.splitlines()[5].split()
    assert last[0] == "29"  # months count from 0
    assert int(last[-1]) > 0  # AI has arrived
