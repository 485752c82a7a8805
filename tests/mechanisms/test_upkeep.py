"""Crews of clouds: what their lack does, and strikes."""

import numpy as np
import pytest
from worlds import before, force

from sim.economy import month
from sim.economy.mechanisms.upkeep import phases as upkeep
from sim.economy.phases import buying
from sim.economy.start import wake
from sim.economy.world import PHYSICAL


def test_slots_without_upkeep_staff_are_not_offered() -> None:
    offered, slots = {}, {}
    for switch in (False, True):  # two worlds: where slots are limited fewer are built
        world = before(upkeep.limit_slots, "competition", upkeep_limits=switch, upkeep_workers=0.5)
        world.firms.labour[PHYSICAL, world.clouds] = 1.0
        upkeep.limit_slots(world)
        buying.host_agents(world)
        offered[switch], slots[switch] = world.agents.offered.copy(), world.ledger.units("clouds", "slots")
    assert slots[True].max() > 4.0
    np.testing.assert_allclose(offered[False], slots[False])
    np.testing.assert_allclose(offered[True], np.minimum(slots[True], (1.0 + 1.0) / 0.5))


def test_crews_on_strike_are_neither_paid_nor_replaced_and_slots_stop_for_it() -> None:
    paid, offered = {}, {}
    for strike in (0.0, 0.25, 1.0):
        world = before(buying.hire_hands, "competition", upkeep_limits=True, upkeep_workers=0.3, upkeep_spare=0.5)
        force(world, upkeep_strike=strike)
        for phase in month.due(world, month.PHASES[month.PHASES.index(buying.hire_hands) :]):
            phase(world)
            if phase is buying.host_agents:
                offered[strike] = world.agents.offered.copy()
        crews = world.workers.employer >= world.clouds.start
        assert crews.any()
        np.testing.assert_allclose(world.workers.hours[crews], 1.0 - strike)
        assert (world.workers.hours[~crews] == 1.0).all()
        assert world.ledger.moved("living_labour", "clouds") == pytest.approx(
            (1.0 - strike) * world.workers.skill[crews].sum(), abs=1e-5
        )
        paid[strike] = world.firms.wages[world.clouds]
        month.end(world)
        assert world.ledger.residual == 0
        month.begin(world)
        for phase in month.due(world, month.PHASES[: month.PHASES.index(buying.hire_hands)]):
            phase(world)
        assert (world.workers.hours == 1.0).all()  # the next month is another decision
    np.testing.assert_allclose(paid[0.25], 0.75 * paid[0.0], rtol=1e-6)
    assert paid[0.0].min() > 0.0
    assert not paid[1.0].any()
    assert (offered[0.25] <= offered[0.0]).all()
    assert offered[0.25].sum() < offered[0.0].sum()
    assert not offered[1.0].any()


def test_a_strike_without_upkeep_limits_costs_wages_alone() -> None:
    world = before(buying.hire_hands, "competition")
    force(world, upkeep_strike=1.0)
    wake(world)
    for phase in month.due(world, month.PHASES[month.PHASES.index(buying.hire_hands) :]):
        phase(world)
        if phase is buying.host_agents:
            break
    assert not world.workers.hours[world.workers.employer >= world.clouds.start].any()
    np.testing.assert_allclose(world.agents.offered, world.ledger.units("clouds", "slots"))
