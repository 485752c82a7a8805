"""The records of a run: the same people in the same groups, books that balance, agents that are all counted."""

import numpy as np
import pytest

from sim.economy import measures, month, records, start
from sim.economy.records import AXES, RECORDS
from sim.economy.scenario import load
from sim.economy.world import World
from sim.engine.ledger import Ledger, flows

MONTHS = 64  # longer than the tail that is averaged


@pytest.fixture(scope="module")
def run() -> tuple[World, dict[str, np.ndarray], dict[str, list[np.ndarray]]]:
    """A run to its end, its records, and what a few of them should be, taken by hand."""
    world = start.start(load("monopoly", {"n_workers": 200, "ai_arrival": 3, "retraining_rate": 0.2}), 4)
    group = records.groups(world)
    recorder = records.Recorder(MONTHS, group)
    by_hand: dict[str, list[np.ndarray]] = {"consumed": [], "jobless": [], "alive": [], "sold": [], "staff": []}
    for _ in range(MONTHS):
        month.step(world)
        recorder.note(world)
        by_hand["consumed"].append(world.workers.consumed.copy())
        by_hand["jobless"].append(world.workers.employer < 0)
        by_hand["alive"].append(np.array(world.agents.count.sum()))
        by_hand["sold"].append(world.firms.sales[world.producers].copy())
        by_hand["staff"].append(
            np.array([(world.workers.skill * (world.workers.employer == f)).sum() for f in range(16)])
        )
    return world, recorder.arrays(), by_hand


def test_shapes_are_as_declared(run) -> None:
    world, found, _ = run
    lead = {
        "month": (MONTHS,),
        "year": (6,),
        "mean": (6,),
        "tail": (),
        "last": (),
    }  # five whole years and the begun one
    sizes = {axis: len(places) for axis, places in AXES.items()} | {"producer": world.producers.stop, "person": 200}
    for name, record in RECORDS.items():
        assert found[name].shape == lead[record.when] + tuple(sizes[axis] for axis in record.axes), name
        assert np.isfinite(found[name]).all(), name
    assert records.described().keys() == RECORDS.keys()


def test_groups_are_the_same_people_where_practice_forms_skill() -> None:
    fixed, formed = (start.start(load("competition", {"n_workers": 300, "use_mode": mode}), 4) for mode in ("none", "offload"))
    assert (records.groups(fixed) == records.groups(formed)).all()
    order = [np.argsort(world.workers.skill[fixed.workers.occupation == 0]) for world in (fixed, formed)]
    assert (order[0] != order[1]).any()


def test_craft_help_and_persons_are_what_workers_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "PERSONS", 70)
    novices = {"use_mode": "augment", "augmentation": 0.4, "aided_pay": 0.5, "expert_share": 0.1, "cooperative_share": 0.5}
    world = start.start(load("competition", {"n_workers": 200, "ai_arrival": 2, "career_years": 20.0, **novices}), 4)
    recorder = records.Recorder(24, records.groups(world))
    for _ in range(24):
        month.step(world)
        recorder.note(world)
    found, kept, workers = recorder.arrays(), world.skill, world.workers
    assert kept
    new = (kept.began >= 0.0) & (workers.occupation == 0)
    assert new.any()
    assert found["craft_by_career"][-1, 0] == pytest.approx(kept.craft[(world.month - kept.began < 24) & (workers.occupation == 0)].mean())
    assert found["craft_by_career"][-1, 0] < found["craft_by_career"][-1, 10]
    work, pay = found["help_by_skill"].T
    assert work[0] > work[-1]
    assert (work[:-1] > pay[:-1]).all()  # the most able get next to nothing
    assert found["experts"][-1].tolist() == pytest.approx([kept.experts / 200, kept.judged / 200])
    assert found["person_income"].shape == (67,)  # every third
    places = found["person_place"]
    assert places.sum(axis=1) == pytest.approx(np.ones(67))
    member = (workers.employer >= 0) & world.firms.cooperative[workers.employer]
    assert set(np.flatnonzero(places[:, 0] == 1.0)) <= set(np.flatnonzero(member[::3]))
    assert 0 < (places[:, 0] > 0.5).sum() < 67


def test_groups_are_deciles_of_skill_within_the_occupation_at_the_start() -> None:
    world = start.start(load("baseline", {"n_workers": 200}), 4)
    group = records.groups(world)
    sizes = np.bincount(group, minlength=20).reshape(2, 10)
    assert (sizes.max(axis=1) - sizes.min(axis=1) <= 1).all()
    for occupation in (0, 1):
        mine = world.workers.occupation == occupation
        assert (group[mine] // 10 == occupation).all()
        lows = [world.workers.skill[group == occupation * 10 + decile].min() for decile in range(10)]
        highs = [world.workers.skill[group == occupation * 10 + decile].max() for decile in range(10)]
        assert all(high <= low for high, low in zip(highs[:-1], lows[1:], strict=True))


def test_workers_stay_in_their_group_when_they_change_occupation(run) -> None:
    world, found, by_hand = run
    group = records.groups(start.start(world.scenario, 4))
    assert (records.groups(world) != group).any()  # some were retrained
    tail = np.mean(by_hand["consumed"][-60:], axis=0)
    assert found["worker_consumption"][1, 9] == pytest.approx(tail[group == 19].mean())
    jobless = np.mean(by_hand["jobless"][-60:], axis=0)
    assert found["worker_unemployment"][0, 2] == pytest.approx(jobless[group == 2].mean())


def test_every_payment_has_two_ends(run) -> None:
    _, found, _ = run
    assert np.abs(found["payments"].sum(axis=1)).max() < 1e-6
    wages = list(flows()).index("wages")
    assert found["payments"][wages, Ledger.SECTORS.index("workers")] == pytest.approx(found["gross"][wages])


def test_the_balance_sheet_balances_and_agrees_with_the_measures(run) -> None:
    world, found, _ = run
    last = found["balance_sheet"][-1]
    named = dict(zip(records.WORTH, last, strict=True))
    for asset in ("money", "loans", "bonds"):
        assert named[asset].sum() == pytest.approx(0.0, abs=1e-9)
    observed = dict(zip(measures.MEASURES, measures.observe(world), strict=True))
    assert named["loans"][Ledger.SECTORS.index("bank")] == pytest.approx(observed["loans_ratio"])
    state = Ledger.SECTORS.index("state")
    assert -named["bonds"][state] - named["money"][state] == pytest.approx(observed["public_debt_ratio"])


def test_every_agent_is_counted(run) -> None:
    world, found, by_hand = run
    born, died, deleted, alive = found["agent_events"].T
    assert alive.tolist() == [float(count) for count in by_hand["alive"]]
    assert np.diff(alive, prepend=0.0).tolist() == (born - died - deleted).tolist()
    for name in ("agent_ages", "agent_versions"):
        assert found[name][-1].sum() == alive[-1] > 0
    ages = np.concatenate([world.agents.age[cloud, :count] for cloud, count in enumerate(world.agents.count)])
    assert found["agent_ages"][-1, 0] == (ages < 12).sum()


def test_producers_are_averaged_year_by_year(run) -> None:
    world, found, by_hand = run
    assert world.producers.stop == 16  # the fewest that there may be of each department
    sold = np.array(by_hand["sold"])
    for year in range(6):
        months = slice(12 * year, 12 * year + 12)
        assert found["producer_sales"][year] == pytest.approx(sold[months].mean(axis=0)), year
        assert found["producer_labour"][year] == pytest.approx(np.mean(by_hand["staff"][months], axis=0), abs=1e-6), (
            year
        )
    assert found["producer_department"].tolist() == [0.0] * 4 + [1.0] * 12


def test_a_short_run_averages_the_months_it_has() -> None:
    world = start.start(load("baseline", {"n_workers": 200}), 0)
    recorder = records.Recorder(2, records.groups(world))
    seen = []
    for _ in range(2):
        month.step(world)
        recorder.note(world)
        seen.append(float(world.capitalists.income[world.dept1].mean() / (world.prices[1] / world.start.price[1])))
    found = recorder.arrays()
    assert found["owner_income"][0] == pytest.approx(np.mean(seen))
    assert found["balance_sheet"].shape[0] == 1
    assert not found["agent_events"].any()


def test_time_basket_and_pay_are_what_workers_have() -> None:
    some = {"hours_set_by": "owners", "basic_basket": 0.3, "basket_from_profits": 0.3, "duty_hours": 8.0, "upkeep_workers": 0.3}
    pools = {"crowd_share": 0.1, "gig_share": 0.1, "cultural_share": 0.1}
    early = {"ai_arrival": 2, "programme_start": 3, "basket_phase": 4, "duty_sanction": True}
    world = start.start(load("competition", {"n_workers": 200, **early, **some, **pools}), 4)
    group = records.groups(world)
    recorder, months = records.Recorder(13, group, window=1), []
    for _ in range(13):
        month.step(world)
        recorder.note(world)
        months.append(measures.read(world, ["free_time", "hours_worked"]))
    found, w, kept, piece = recorder.arrays(), world.workers, world.time, world.contracts
    assert kept
    assert piece
    people = np.bincount(group, minlength=20).reshape(2, 10) / 200
    job, duty, seeking, free = (found["time_use"][..., use] for use in range(4))
    assert (job + duty + seeking + free) == pytest.approx(np.full(job.shape, 2.5))
    year = np.mean([[one["free_time"], one["hours_worked"]] for one in months[:12]], axis=0)
    assert [(free[0] * people).sum(), ((job + duty)[0] * people).sum()] == pytest.approx(year, rel=1e-9)
    assert duty[1].sum() > 0.0
    price = world.prices[1] / world.start.price[1]
    given, levied = (found["basket"][..., side] * people for side in range(2))
    whole = found["basket_whole"]
    assert given.sum() == pytest.approx(world.state.basket_cost / 200 / price, rel=1e-9)
    assert levied.sum() == pytest.approx(world.state.wage_levy * kept.wages / 200 / price, rel=1e-9)
    assert whole[:, 0].tolist() == pytest.approx([given.sum(), 0.0])
    assert whole[:, 1].tolist() == pytest.approx([levied.sum(), kept.from_profits / 200 / price])
    assert whole[1, 1] > 0.0
    for place, which in (("crowd", 1), ("gig", 2), ("creator", 3)):
        pay = np.sort(piece.piece_income[w.contract == which]) / price
        row = found["pay_by_contract"][-1, AXES["contract"].index(place)]
        assert row.tolist() == pytest.approx([pay.mean(), np.median(pay), np.quantile(pay, 0.9), pay.size / 200])
    posts = found["pay_by_contract"][-1, 0]
    assert posts[3] == (w.employer >= 0).mean()
    assert posts[1] <= posts[2]


def test_who_works_by_the_piece_is_not_without_work() -> None:
    world = start.start(load("baseline", {"n_workers": 200, "gig_share": 0.2}), 4)
    month.step(world)
    pool = world.workers.contract > 0
    assert pool.any()
    assert (records._places(world, records.groups(world))[pool] == 0.0).all()


def test_homes_write_offs_and_money_of_clouds_are_what_the_books_say() -> None:
    late = {"benefit_months": 2, "replacement_rate": 0.1, "arrears_months": 1, "foreclosure_months": 2, "home_turnover": 0.3}
    scarce = {"ai_arrival": 1, "energy_capacity": 0.5, "energy_rent_speed": 1.0}
    world = start.start(load("leap", {"n_workers": 200, **scarce, **late}), 4)
    recorder, lost, money = records.Recorder(30, records.groups(world)), np.zeros(3), []
    for _ in range(30):
        month.step(world)
        recorder.note(world)
        moved, year = world.ledger.moved, 12.0 * world.state.value_added
        producers = moved("write_off") - moved("write_off", "clouds")
        lost += np.array([moved("mortgage_write_off"), moved("write_off", "clouds"), producers]) / year
        spent = [moved("hardware_used") * world.prices[0], moved("energy_used") * world.prices[0], moved("energy_rent")]
        debt = [-moved("interest", "clouds"), -moved("repayment", "clouds"), moved("lending", "clouds")]
        money.append(np.array([moved("ai_fees"), *spent, *debt]) * world.start.price[1] / world.prices[1])
    found, ledger = recorder.arrays(), world.ledger
    assert found["bank_losses"].sum(axis=0) == pytest.approx(lost)
    assert found["cloud_money"] == pytest.approx(np.array(money))
    assert found["cloud_money"][-1, :4].min() > 0.0
    every = ledger.total("workers", "homes") + ledger.total("capitalists", "homes")
    lived, owned = (found["homes"][-1, ..., place] for place in (0, 1))
    assert lived.sum() == pytest.approx(1.0)
    assert owned.sum() + found["homes_let"][-1].sum() == pytest.approx(1.0)
    group = records.groups(start.start(world.scenario, 4))
    assert owned[1, 9] == pytest.approx(ledger.units("workers", "homes")[group == 19].sum() / every)
    let = np.sort(ledger.units("capitalists", "homes"))
    most = let.size - -(-let.size // 10)
    assert found["homes_let"][-1, 0] == pytest.approx(let[most:].sum() / every)
    assert owned.sum() < found["homes"][0, ..., 1].sum()


def test_homes_of_who_came_later_belong_to_no_group() -> None:
    world = start.start(load("leap", {"n_workers": 200, "cohort_growth": 0.05, "home_turnover": 0.3}), 4)
    group = records.groups(world)
    for _ in range(14):
        month.step(world)
    kept, let = records._homes(world, group), records._homes_let(world, group)
    later = world.ledger.units("workers", "homes")[200:].sum()
    every = world.ledger.total("workers", "homes") + world.ledger.total("capitalists", "homes")
    assert kept[..., 1].sum() + let.sum() + later / every == pytest.approx(1.0)
    assert kept[..., 0].sum() < 1.0
