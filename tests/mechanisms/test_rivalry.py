"""Shares passed on that are learned from rivals."""

import numpy as np
import pytest
from worlds import before, force

from sim.economy import derived
from sim.economy.mechanisms.rivalry import phases as rivalry


@pytest.mark.parametrize("yardstick", ["profit", "return"])
def test_who_does_better_is_imitated_inside_the_own_department(yardstick: str) -> None:
    world = before(rivalry.imitate_rivals, "competition", rivalry_yardstick=yardstick)
    force(world, rivalry=1.0, rivalry_trial=0.0)
    firms, parts = world.firms, (world.dept1, world.dept2)
    worth = derived.capital(world)
    assert worth == pytest.approx(
        world.machine_price * world.ledger.units("producers", "machines")
        + np.where(np.arange(worth.size) < world.dept2.start, world.machine_price, world.goods_price) * world.stocks
    )
    firms.pass_through[world.dept1], firms.pass_through[world.dept2] = 0.1, 0.6
    firms.profit[world.producers] = np.where(np.arange(worth.size) % 2, 1.0, 2.0) * (
        worth if yardstick == "return" else 1.0
    )
    firms.pass_through[0 : worth.size : 2] += 0.2  # the better ones
    old = firms.pass_through.copy()
    rivalry.imitate_rivals(world)
    assert (firms.pass_through[0 : worth.size : 2] == old[0 : worth.size : 2]).all()
    for part in parts:
        others = firms.pass_through[part][np.arange(part.start, part.stop) % 2 == 1]
        low, high = old[part].min(), old[part].max()
        assert set(others.tolist()) <= {low, high}
        assert high in others


def test_a_share_stays_a_share_and_what_is_cut_off_is_counted() -> None:
    world = before(rivalry.imitate_rivals, "competition")
    force(world, rivalry=1.0, rivalry_trial=0.5)
    world.bounds.clear()
    rivalry.imitate_rivals(world)
    found = world.firms.pass_through[world.producers]
    cut = int(((found == 0.0) | (found == 1.0)).sum() - (world.scenario.params.pass_through == found).sum())
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert world.binding()["pass_through"] >= max(cut, 1)
