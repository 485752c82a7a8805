"""Producers that never adopt AI."""

import numpy as np
import pytest
from worlds import warm

from sim.economy.measures import MEASURES, read
from sim.economy.stationary import solve


@pytest.mark.parametrize(("share", "firms"), [(0.0, (0, 0)), (0.25, (1, 4)), (0.6, (2, 9)), (1.0, (4, 15))])
def test_abstainers_are_the_first_of_each_department_and_never_adopt(share: float, firms: tuple[int, int]) -> None:
    sizes = {"workers_per_dept1_firm": 75, "workers_per_dept2_firm": 20}  # 4 and 15 firms
    world = warm("competition", abstainers=share, entry=True, **sizes)
    abstains = world.firms.abstains
    for part, number in zip((world.dept1, world.dept2), firms, strict=True):
        there = np.flatnonzero(np.isinf(world.firms.age[part]) & world.firms.active[part])
        np.testing.assert_array_equal(abstains[part][there], there < number)
        assert not abstains[part][world.firms.age[part] < np.inf].any()
    if not share:
        assert world.abstainers is None
        return
    assert world.abstainers
    assert world.abstainers.firms == sum(firms) / 19
    sold = world.start.price * solve(world.params).outputs
    np.testing.assert_allclose(world.abstainers.sales, (sold * np.array(firms) / (4, 15)).sum() / sold.sum())
    rest = world.firms.active[world.producers] & ~abstains[world.producers]
    for column in (world.firms.adoption, world.firms.feasible, world.firms.ai_work):
        assert not column[abstains].any()
        assert (column[world.producers][rest] > 0.0).all() or column is world.firms.ai_work
    assert not abstains[world.clouds].any()


def test_the_fate_of_abstainers_is_measured_against_their_share_at_the_start() -> None:
    world = warm("competition", abstainers=0.25, workers_per_dept1_firm=75, workers_per_dept2_firm=20, entry=True)
    firms, measures = (
        world.firms,
        {name: MEASURES[f"abstainer_{name}_ratio"].formula for name in ("market", "survival")},
    )
    firms.takings[world.producers] = np.where(firms.abstains[world.producers], 1.0, 3.0)
    share = 5.0 / (5.0 + 3.0 * (world.producers.stop - 5))
    assert world.abstainers
    assert measures["market"](world) == pytest.approx(share / world.abstainers.sales)
    firms.active[world.producers], firms.age[world.producers] = False, np.inf
    firms.active[: world.dept1.start + 4] = firms.active[world.dept2.start : world.dept2.start + 15] = True
    kinds = {"abstainers": firms.abstains, "others": ~firms.abstains}
    there = np.arange(firms.active.size) < world.producers.stop
    gone = {name: np.flatnonzero(firms.active & there & kind) for name, kind in kinds.items()}
    assert {name: rows.size for name, rows in gone.items()} == {"abstainers": 5, "others": 14}
    assert measures["survival"](world) == pytest.approx(1.0)
    firms.active[gone["abstainers"][0]] = False
    assert measures["survival"](world) == pytest.approx(4 / 5)
    firms.age[gone["abstainers"][1]] = 3.0  # another firm in its place
    assert measures["survival"](world) == pytest.approx(3 / 5)
    firms.age[gone["others"][:7]] = 3.0
    assert measures["survival"](world) == pytest.approx((3 / 5) / (7 / 14))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_there_is_nobody_to_compare_the_fate_of_abstainers_is_zero(share: float) -> None:
    world = warm("competition", 8, abstainers=share)
    assert read(world, ["abstainer_survival_ratio", "abstainer_market_ratio"]) == {
        "abstainer_survival_ratio": 0.0,
        "abstainer_market_ratio": share,
    }
