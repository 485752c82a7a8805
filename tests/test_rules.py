"""Every rule: a table with a row on each side of every kink, and the textbook limits that have a closed form."""

import inspect
import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sim.economy.mechanisms.ai_ownership import rules as ai_ownership
from sim.economy.mechanisms.boom import rules as boom
from sim.economy.mechanisms.checking import rules as checking
from sim.economy.mechanisms.contracts import rules as contracts
from sim.economy.mechanisms.energy import rules as energy
from sim.economy.mechanisms.entry import rules as entry
from sim.economy.mechanisms.expropriation import rules as expropriation
from sim.economy.mechanisms.housing import rules as housing
from sim.economy.mechanisms.knowledge import rules as knowledge
from sim.economy.mechanisms.misjudgement import rules as misjudgement
from sim.economy.mechanisms.owners_search import rules as owners_search
from sim.economy.mechanisms.ownership import rules as ownership
from sim.economy.mechanisms.paid_ai import rules as paid_ai
from sim.economy.mechanisms.population import rules as population
from sim.economy.mechanisms.provision import rules as provision
from sim.economy.mechanisms.rivalry import rules as rivalry
from sim.economy.mechanisms.skill import rules as skill
from sim.economy.mechanisms.tasks import rules as tasks
from sim.economy.mechanisms.time import rules as time
from sim.economy.mechanisms.upkeep import rules as upkeep
from sim.economy.rules import (
    agents,
    compute,
    consumption,
    expectations,
    finance,
    investment,
    labour,
    pricing,
    production,
    rationing,
    state,
    value,
    wages,
)

MODULES: tuple[ModuleType, ...] = (
    agents,
    ai_ownership,
    boom,
    checking,
    compute,
    consumption,
    contracts,
    energy,
    entry,
    expectations,
    expropriation,
    finance,
    housing,
    investment,
    knowledge,
    labour,
    misjudgement,
    owners_search,
    ownership,
    paid_ai,
    population,
    pricing,
    production,
    provision,
    rationing,
    rivalry,
    skill,
    state,
    tasks,
    time,
    upkeep,
    value,
    wages,
)
DAY = {"hours_min": 0.5, "hours_max": 1.25}
OWNERS = {"natural_unemployment": 0.05, "unemployment_min": 0.0125, "hours_pressure": 0.5, **DAY}
CALLED = {"duty_hours": 16.0, "duty_skill": 0.5, "everything": False}
NORM = {"natural_unemployment": 0.05, "norm_speed": 0.5}
GROWTH = 0.02 / 12.0  # target inflation a month


def a(*values: float) -> np.ndarray:
    return np.array(values, np.float64)


WORK = {"cognitive_share": 0.25, "labour_slack": 0.1, "labour_productivity": 2.0}
LEARNS = {"ai_growth": 0.03, "training_returns": 0.5}
RESEARCH = {
    "training_share": 0.2,
    "training_margin": 0.25,
    "profit_incentive": 0.5,
    "public_mission": 4.0,
    "training_share_max": 0.5,
}
OPEN, SHUT = np.ones((2, 2)), np.eye(2)
MIX = {"data_weight": 0.5, "data_complementarity": 1.0}
SEARCH, ON = {"step": 0.1, "lowest": 0.0, "highest": 1.0}, np.array([True, True])
SLOT = {
    "hardware_per_slot": 6.0,
    "hardware_wear": 0.02,
    "loan_rate": 0.005,
    "energy_per_slot": 0.05,
    "upkeep_workers": 0.5,
}
MARKUP = {
    "normal": 0.25,
    "normal_use": 0.8,
    "reversion": 0.1,
    "response": 0.2,
    "gap_min": -0.5,
}
SCARCITY = {"normal": 0.25, "fee_response": 0.1}
FEASIBLE = {"feasible_max": 0.98, "saving_band": 0.0}
UBI = {"ubi_start": 10, "ubi_phase": 4, "ubi_brake": 0.05, "ubi_hold": 0.04}
BRAKE = {"target": 0.02, "purchase_brake": 3.0, "tolerance": 0.01, "lowest": 0.7}
TAYLOR = {"target": 0.02, "natural_unemployment": 0.06, "on_inflation": 1.5, "on_unemployment": 0.5, "speed": 0.1}
HEARD = {"unmet_in_expectation_max": 0.25}
LASTS = {"life": 32.0, "agent_grace": 12}
GAP = {"stock_target": 0.5, "stock_gap_min": -2.0, "unmet_weight": 10.0, "unmet_in_markup_max": 0.2}
REVISE = {"normal": 0.25, "reversion": 0.1, "response": 0.01, "highest": 1.5}
PAY = {"liquidity_norm": 1.5, "dividend_adjustment": 0.2, "expected_inflation": 0.0}
MACHINES = {
    "machines_per_capacity": 16.0,
    "normal_use": a(0.8),
    "adjustment": a(0.1),
    "outlook": 1.0,
}
RETURN = {"weight": 0.5, "lowest": -1.0, "highest": 0.5}
NATURAL = {"natural_unemployment": 0.06, "phillips_unemployment_min": 0.03}
PHILLIPS = {"phillips_slope": 0.01, "vacancy_premium": 0.004}
MODES = {"assistant_capability": 0.25, "employee_capability": 0.5, "agent_capability": 1.0}
ENTER = {"failure_hazard": 0.002, "entry_rate": 0.1}
FUND = {"fund_speed": 0.1, "fund_purchase_max": 0.02}
LOST = a(10.0, 4.0, 0.0), np.array([True, False, True])
FEAR = {"hardware_per_slot": 6.0}
BUILD = {"horizon": 20.0, "highest": 1.0}
MARK = {"normal_use": 0.8, "lowest": 0.25}
HAZARD = {"incident_hazard": 0.5, "checking_effect": math.log(2.0), "alignment_overhead": 0.0}
SEES = {"reliance": 0.5, "edge_width": 0.5}
LEARNER = {"growth": 0.5, "fading": 0.25, "novice_craft": 0.5}
EXPERT = {"novice_craft": 0.5, "expert_gap": 0.25}
RENT = {"price": 1.0, "rent_yield": 0.005}
LEND = {"price": 1.0, "ltv": 0.8, "tightness": 1.0}
GAIN = {"price": 1.25, "usual": 1.0, "mpc_housing": 0.02}
HOMES = {"speed": 0.02, "momentum": 0.5, "on_credit": 0.5, "on_forced": 2.0}
BANK = {"capital_requirement": 0.04, "bank_capital_ratio": 0.08, "lowest": 0.5}
OWN = {"home_ownership": 0.6, "home_tilt": 0.15}
OLD = {"ltv": 0.8, "moves": 0.004, "fading": 0.004}
HELP = {"augmentation": 0.4, "augmentation_tilt": 0.5}
CROWD = {"crowd_share": 0.1, "crowd_niche": 0.2, "crowd_exposure": 2.0}
NICHE = {"crowd_share": 0.1, "crowd_niche": 0.2, "checking_share": 0.1}
RATES = {"piece_speed": 0.1, "piece_min": 0.2, "piece_max": 3.0}
CULTURE = {"human_made_premium": 0.25, "cultural_elasticity": 2.0}
AS_AT_FIRST = {"natural_unemployment": 0.1, "replacement_rate": 0.5}
CORE = {"core_per_slot": 0.1, "core_exposure": 0.5}
BIDS = {"core_speed": 0.1, "core_training": 0.0, "core_rent_share": 0.1}
OFFER = {"wage_cut_max": -0.01, "wage_convergence": 0.0}

# rule, what the row is about, arguments, keywords, result
Row = tuple[Callable[..., Any], str, tuple[Any, ...], dict[str, Any], Any]
ROWS: list[Row] = [
    (agents.frontier, "no time", (0.3, 0), {"ai_growth": 0.1, "ai_ceiling": 0.9}, 0.3),
    (
        agents.frontier,
        "from half the ceiling",
        (0.45, 10),
        {"ai_growth": 0.1, "ai_ceiling": 0.9},
        0.9 / (1 + math.e**-1),
    ),
    (agents.frontier, "no growth", (0.3, 50), {"ai_growth": 0.0, "ai_ceiling": 0.9}, 0.3),
    (agents.frontier, "at the ceiling", (0.9, 7), {"ai_growth": 0.2, "ai_ceiling": 0.9}, 0.9),
    (
        agents.obsolete,
        "on both sides of grace, cost and version",
        (np.array([12, 13, 13, 13, 99]), a(0.0, 0.2, 0.3, 0.2, 0.29), 0.3, np.array([True, True, True, False, True])),
        {"agent_grace": 12},
        [False, True, False, False, True],
    ),
    (
        agents.obsolete,
        "no grace",
        (np.array([0, 1]), a(0, 0), 0.3, np.full(2, True)),
        {"agent_grace": 0},
        [False, True],
    ),
    (
        agents.outearned,
        "on both sides of grace and of the cost of the change; no newer version",
        (np.array([12, 13, 13, 13, 13]), a(0.02, 0.02, 0.015625, 0.016, 0.0), 0.5),
        LASTS,
        [False, True, False, True, False],
    ),
    (agents.outearned, "a change that costs nothing", (np.array([13, 13]), a(1e-9, 0.0), 0.0), LASTS, [True, False]),
    (agents.outearned, "no grace", (np.array([0, 1]), a(1, 1), 0.3), LASTS | {"agent_grace": 0}, [False, True]),
    (agents.obsolete, "free compute", (np.array([50]), a(0), 0.0, np.full(1, True)), {"agent_grace": 0}, [False]),
    (
        agents.effort,
        "takings below, at and above cost, none; no threat",
        (a(0.1, 0.3, 0.6, 0.0, 0.1), 0.3, np.array([True, True, True, True, False])),
        {"effort_response": 0.4},
        [1.4, 1.4, 1.2, 1.4, 1.0],
    ),
    (agents.effort, "nothing to withhold", (a(0.0), 0.3, np.full(1, True)), {"effort_response": 0.0}, [1.0]),
    (agents.effort, "free compute", (a(0.1), 0.0, np.full(1, True)), {"effort_response": 0.4}, [1.0]),
    (compute.slot_cost, "all parts", (2.0, 1.0), SLOT, 2.0 * (6.0 * 0.025 + 0.05) + 0.5),
    (compute.slot_cost, "machines for nothing", (0.0, 3.0), SLOT, 1.5),
    (compute.slot_cost, "nobody needed", (2.0, 9.0), SLOT | {"upkeep_workers": 0.0}, 0.4),
    (compute.slot_cost, "no hardware", (2.0, 1.0), SLOT | {"hardware_per_slot": 0.0}, 0.6),
    (
        compute.public_clouds,
        "no threshold: by number alone",
        (a(9.0, 9.0, 9.0, 9.0), np.array([False, False, True, True])),
        {"commons_share": 0.5, "commons_threshold": 0.0},
        [True, True, False, False],
    ),
    (
        compute.public_clouds,
        "below, at and above the threshold; once public, public",
        (a(5.0, 7.0, 7.1, 1.0), np.array([False, False, False, True])),
        {"commons_share": 0.0, "commons_threshold": 7.0},
        [False, False, True, True],
    ),
    (
        compute.public_clouds,
        "by number and by size",
        (a(0.0, 0.0, 8.0, 0.0), np.full(4, False)),
        {"commons_share": 0.25, "commons_threshold": 7.0},
        [True, False, True, False],
    ),
    (
        compute.private_fee,
        "below, at and above the ceiling",
        (a(0.4, 0.4, 0.4), a(0.5, 1.5, 2.0), 1.0),
        {},
        [0.6, 1, 1],
    ),
    (compute.private_fee, "never below cost", (a(0.9, 1.0, 1.2), a(0.5, 0.0, 0.5), 1.0), {}, [1.0, 1.0, 1.2]),
    (compute.private_fee, "no mark-up", (a(0.3), a(0.0), 0.95), {}, [0.3]),
    (
        compute.commons_fee,
        "idle slots",
        (a(0.3, 0.3, 0.3), a(1.0, 0.6, 0.5), 9),
        {"commons_use_min": 0.5},
        [0.3, 0.5, 0.6],
    ),
    (compute.commons_fee, "below the least use", (a(0.3, 0.3), a(0.2, 0.0), 9), {"commons_use_min": 0.5}, [0.6, 0.6]),
    (
        compute.commons_fee,
        "ceiling, even below cost",
        (a(0.6, 2.0), a(0.6, 1.0), 0.95),
        {"commons_use_min": 0.5},
        [0.95] * 2,
    ),
    (compute.cloud_markup, "normal", (a(0.25), a(0.8)), MARKUP, [0.25]),
    (compute.cloud_markup, "short and idle", (a(0.25, 0.25), a(1.0, 0.4)), MARKUP, [0.3, 0.15]),
    (compute.cloud_markup, "gap bound", (a(0.5, 0.5), a(0.3, 0.0)), MARKUP, [0.35, 0.35]),
    (compute.cloud_markup, "not below zero", (a(0.0), a(0.0)), MARKUP, [0.0]),
    (compute.cloud_markup, "reversion alone", (a(0.35), a(0.8)), MARKUP, [0.34]),
    (compute.scarcity_markup, "none goes without: no ceiling", (a(0.34), a(0.35), 0.0, a(0.1)), SCARCITY, [0.34]),
    (compute.scarcity_markup, "some goes without", (a(0.35), a(0.35), 0.02, a(9)), SCARCITY, [0.35 + 0.0027]),
    (compute.scarcity_markup, "below normal", (a(0.16), a(0.15), 0.5, a(9)), SCARCITY, [0.16 + 0.0575]),
    (
        compute.scarcity_markup,
        "ceiling, never below normal",
        (a(1, 1), a(1, 1), 0.5, a(1.05, 0.1)),
        SCARCITY,
        [1.05, 0.25],
    ),
    (
        compute.asked,
        "adoption or reach, whichever is less",
        (a(10, 10), a(0.3, 0.3), a(0.5, 0.2), 0.9, a(1, 1)),
        {},
        [3, 2],
    ),
    (
        compute.asked,
        "fee above, at and below the wage",
        (a(10, 10, 10), a(1, 1, 1), a(1, 1, 1), 0.9, a(0.8, 0.9, 1)),
        {},
        [0, 0, 10],
    ),
    (compute.asked, "no need", (a(0), a(0.3), a(0.5), 0.0, a(1)), {}, [0]),
    (compute.unmet, "too little", (60.0, 80.0), {}, 0.25),
    (compute.unmet, "enough, and more", (80.0, 80.0), {}, 0.0),
    (compute.unmet, "more than enough", (90.0, 80.0), {}, 0.0),
    (compute.unmet, "nothing to be had", (0.0, 80.0), {}, 1.0),
    (compute.unmet, "nothing asked for", (0.0, 0.0), {}, 0.0),
    (
        compute.feasible_share,
        "fee against wage",
        (0.5, np.ones(3), 0.9, a(0.89, 0.9, 0.91)),
        FEASIBLE,
        [0, 0, 0.5],
    ),
    (
        compute.feasible_share,
        "jagged",
        (0.5, a(0.8, 1.96, 3), 0.1, np.ones(3)),
        FEASIBLE,
        [0.4, 0.98, 0.98],
    ),
    (compute.feasible_share, "no capability", (0.0, a(1.3), 0.0, a(1.0)), FEASIBLE, [0.0]),
    (
        compute.feasible_share,
        "no saving, within the band, at its end and beyond; the bound first",
        (0.5, a(1, 1, 1, 1, 3), 1.0, a(1.0, 1 / 0.9, 1 / 0.8, 2.0, 1 / 0.9)),
        FEASIBLE | {"saving_band": 0.2},
        [0, 0.25, 0.5, 0.5, 0.49],
    ),
    (
        compute.modes,
        "each mode closed, open in part and in full",
        (a(0.0, 0.1, 0.25, 0.4, 0.5, 1.0),),
        MODES,
        [[0, 0.2, 0.5, 0.2, 0, 0], [0, 0.1, 0.25, 0.4, 0.5, 0], [0, 0.1, 0.25, 0.4, 0.5, 1]],
    ),
    (
        compute.modes,
        "a stage that is skipped",
        (a(0.2, 0.8),),
        MODES | {"employee_capability": 1.5},
        [[0.6, 0.2], [0, 0], [0.2, 0.8]],
    ),
    (
        compute.modes,
        "what AI does is not all done alone",
        (
            a(
                0.5,
            ),
        ),
        MODES | {"agent_capability": 2.0},
        [[0], [0.75], [0.25]],
    ),
    (
        compute.modes,
        "no help before the work itself",
        (
            a(
                0.5,
            ),
        ),
        MODES | {"assistant_capability": 2.0},
        [[0], [0.5], [0.5]],
    ),
    (compute.foreseen_adoption, "today", (a(0.1), a(0.5)), {"adoption_speed": 0.3, "months": 0}, [0.1]),
    (compute.foreseen_adoption, "up and down", (a(0.1, 0.9), a(0.5)), {"adoption_speed": 0.5, "months": 2}, [0.4, 0.6]),
    (compute.foreseen_adoption, "at once", (a(0.1), a(0.5)), {"adoption_speed": 1.0, "months": 1}, [0.5]),
    (
        consumption.buffer_stock,
        "below, at and above the norm",
        (a(2, 2, 2), a(4, 8, 18)),
        {"mpc_wealth": 0.1, "wealth_norm": 4.0},
        [1.6, 2.0, 3.0],
    ),
    (consumption.buffer_stock, "not below zero", (a(2), a(0)), {"mpc_wealth": 0.5, "wealth_norm": 4.0}, [0.0]),
    (consumption.buffer_stock, "wealth alone", (a(0), a(10)), {"mpc_wealth": 0.5, "wealth_norm": 4.0}, [5.0]),
    (consumption.buffer_stock, "an income below zero", (a(-1), a(2)), {"mpc_wealth": 0.1, "wealth_norm": 4}, [0.0]),
    (expectations.smooth, "no news", (a(5, 0), a(5, 0)), {"speed": 0.3}, [5, 0]),
    (expectations.smooth, "half-way", (a(5, -5), a(15, 15)), {"speed": 0.5}, [10, 5]),
    (expectations.smooth, "at once", (a(5), a(15)), {"speed": 1.0, "growth": 0.5}, [15]),
    (expectations.smooth, "carried forward", (a(10), a(10)), {"speed": 0.25, "growth": 0.2}, [11.5]),
    (expectations.smooth, "a number", (10.0, 20.0), {"speed": 0.1}, 11.0),
    (expectations.sales_signal, "nothing unmet", (a(8), a(0), a(9), np.array([False])), HEARD, [8]),
    (
        expectations.sales_signal,
        "around the bound",
        (a(8, 8, 8), a(1, 2, 3), a(7, 7, 7), np.full(3, False)),
        HEARD,
        [9, 10, 10],
    ),
    (expectations.sales_signal, "nothing sold", (a(0), a(5), a(9), np.array([False])), HEARD, [0]),
    (
        expectations.sales_signal,
        "sold out: what was expected at least",
        (a(8, 8, 8, 0), a(0, 0, 1, 0), a(9, 7, 8.5, 3), np.full(4, True)),
        HEARD,
        [9, 8, 9, 3],
    ),
    (expectations.inflation, "inside the band", (0.004,), {"target": 0.002, "anchor": 0.75, "band": 0.01}, 0.0025),
    (expectations.inflation, "above the band", (0.05,), {"target": 0.002, "anchor": 0.75, "band": 0.01}, 0.004),
    (expectations.inflation, "below the band", (-0.05,), {"target": 0.002, "anchor": 0.75, "band": 0.01}, -0.001),
    (expectations.inflation, "no anchor", (0.004,), {"target": 0.002, "anchor": 0.0, "band": 0.01}, 0.004),
    (expectations.inflation, "anchored", (0.05,), {"target": 0.002, "anchor": 1.0, "band": 0.01}, 0.002),
    (
        finance.loan_norm,
        "below, at and above the norm",
        (a(0, 20, 40), a(100, 100, 100)),
        {"leverage": 0.2, "loan_adjustment": 0.1, "expected_inflation": 0.0},
        [2, 20, 38],
    ),
    (
        finance.loan_norm,
        "leverage by firm",
        (a(10, 10), a(100, 100)),
        {"leverage": a(0.0, 0.5), "loan_adjustment": 0.1, "expected_inflation": 0.0},
        [9, 14],
    ),
    (
        finance.loan_norm,
        "carried forward",
        (a(10), a(0)),
        {"leverage": 0.2, "loan_adjustment": 0.5, "expected_inflation": 0.2},
        [6],
    ),
    (finance.dividend, "at the norm", (a(17), a(2), a(10), a(0)), PAY, [2]),
    (finance.dividend, "above and below", (a(27, 12), a(2, 2), a(10, 10), a(0, 0)), PAY, [4, 1]),
    (finance.dividend, "not below zero", (a(7, 6.9, 0), a(2, 2, 2), a(10, 10, 10), np.zeros(3)), PAY, [0, 0, 0]),
    (finance.dividend, "losses", (a(15, 40), a(-1, -1), a(10, 10), a(0, 0)), PAY, [0, 4.2]),
    (
        finance.dividend,
        "inflation lets debt grow and asks for cash",
        (a(0, 0), a(2, 2), a(0, 11), a(10, 0)),
        {"liquidity_norm": 1.0, "dividend_adjustment": 0.0, "expected_inflation": 0.1},
        [3, 1],
    ),
    (investment.wanted_machines, "at the norm", (a(7), a(200), a(10)), MACHINES, [7]),
    (investment.wanted_machines, "too few and too many", (a(7, 7), a(180, 220), a(10, 10)), MACHINES, [9, 5]),
    (investment.wanted_machines, "never sold off", (a(7, 7), a(270, 300), a(10, 10)), MACHINES, [0, 0]),
    (investment.wanted_machines, "scarce", (a(0), a(200), a(10)), MACHINES | {"outlook": a(1.5)}, [10]),
    (investment.wanted_machines, "a good mood", (a(7), a(200), a(10)), MACHINES | {"outlook": 1.1}, [9]),
    (investment.wanted_machines, "a bad one", (a(7), a(200), a(10)), MACHINES | {"outlook": 0.5}, [0]),
    (investment.user_cost, "normal", (0.04, 0.02), {"machine_wear": 0.007, "lowest": 0.02}, 0.104),
    (investment.user_cost, "at the bound", (0.0, 0.064), {"machine_wear": 0.007, "lowest": 0.02}, 0.02),
    (investment.user_cost, "below it", (0.0, 0.5), {"machine_wear": 0.007, "lowest": 0.02}, 0.02),
    (
        investment.scarcity,
        "below, at, inside, at and above the bound",
        (a(0.0, 0.25, 0.5, 0.75, 1.0),),
        {"normal": 0.25, "weight": a(0.3), "scarcity_max": 0.5},
        [0, 0, 0.06, 0.12, 0.12],
    ),
    (investment.scarcity, "no weight", (a(1.0),), {"normal": 0.25, "weight": a(0.0), "scarcity_max": 0.5}, [0]),
    (investment.scarcity, "no bound room", (a(1.0),), {"normal": 0.0, "weight": a(1.0), "scarcity_max": 0.0}, [0]),
    (
        investment.wanted_slots,
        "around the fastest growth",
        (a(100, 100, 100), a(105, 106, 107), a(2, 2, 2), np.full(3, True)),
        {"growth_max": 0.06, "growth_min": 1.0},
        [7, 8, 8],
    ),
    (
        investment.wanted_slots,
        "from nothing: the least growth",
        (a(0, 0, 20), a(0.5, 9, 30), a(0, 0, 1), np.full(3, True)),
        {"growth_max": 0.06, "growth_min": 2.0},
        [0.5, 2, 3],
    ),
    (
        investment.wanted_slots,
        "shrinking by wear at most",
        (a(100, 100, 100), a(99, 98, 0), a(2, 2, 2), np.full(3, True)),
        {"growth_max": 0.06, "growth_min": 1.0},
        [1, 0, 0],
    ),
    (
        investment.wanted_slots,
        "growth does not pay: wear alone",
        (a(100, 100), a(200, 99), a(2, 2), np.full(2, False)),
        {"growth_max": 0.06, "growth_min": 1.0},
        [2, 1],
    ),
    (investment.budget, "own funds", (a(10, 10, 10), a(20, 10, 4), a(0), a(50)), {"leverage_max": 0.5}, [0, 0, 6]),
    (
        investment.budget,
        "room for loans",
        (a(10, 10, 10), a(0), a(18, 20, 25), a(50)),
        {"leverage_max": 0.5},
        [7, 5, 0],
    ),
    (investment.budget, "over the ceiling", (a(10), a(0), a(26), a(50)), {"leverage_max": a(0.5)}, [0]),
    (pricing.unit_cost, "labour alone", (a(2, 3), 5.0, a(0.0)), WORK, [1.5125]),
    (pricing.unit_cost, "with wear", (a(2, 3), 5.0, a(0.1, 0.2)), WORK, [2.0125, 2.5125]),
    (pricing.unit_cost, "hands for nothing", (a(2, 0), 5.0, a(0.0)), WORK, [0.275]),
    (pricing.saving, "none and all", (a(0, 1), 2.0, a(1, 1)), WORK, [0, 0.1375]),
    (pricing.saving, "dearer than people", (a(0.5), 2.0, a(3)), WORK, [-0.06875]),
    (pricing.saving, "for nothing", (a(0.5), 2.0, a(0)), WORK, [0.1375]),
    (pricing.stock_gap, "at the target", (a(5), a(10), a(0), a(10)), GAP, [0]),
    (pricing.stock_gap, "empty and full", (a(0, 10), a(10, 10), a(0, 0), a(10, 10)), GAP, [1, -1]),
    (
        pricing.stock_gap,
        "bounded from below",
        (a(15, 15.1, 99), a(10, 10, 10), np.zeros(3), a(9, 9, 9)),
        GAP,
        [-2, -2, -2],
    ),
    (pricing.stock_gap, "unmet demand", (a(5, 5, 5), np.full(3, 10.0), a(1, 2, 3), np.full(3, 10.0)), GAP, [1, 2, 2]),
    (pricing.stock_gap, "nothing sold", (a(0, 0), a(10, 10), a(0, 1), a(0, 0)), GAP, [1, 3]),
    (pricing.stock_gap, "nothing expected", (a(0, 1), a(0, 0), a(0, 0), a(1, 1)), GAP, [1, -2]),
    (pricing.revised_markup, "normal", (a(0.25), a(0), np.array([False])), REVISE, [0.25]),
    (
        pricing.revised_markup,
        "reversion and response",
        (a(0.35, 0.25), a(0, 1), np.full(2, False)),
        REVISE,
        [0.34, 0.26],
    ),
    (pricing.revised_markup, "bounds", (a(0.05, 0.0, 1.5), a(-9, -9, 20), np.full(3, False)), REVISE, [0, 0, 1.5]),
    (
        pricing.revised_markup,
        "sold out: above, at and below normal, and at the bound",
        (a(0.35, 0.25, 0.15, 1.5), a(1, 0, 0, 1), np.full(4, True)),
        REVISE,
        [0.36, 0.25, 0.16, 1.5],
    ),
    (
        pricing.revised_markup,
        "each back to its own",
        (a(0.35, 0.35), a(0, 0), np.full(2, False)),
        REVISE | {"normal": a(0.25, 0.35)},
        [0.34, 0.35],
    ),
    (
        pricing.sold_out,
        "below, at and above the hold",
        (a(0.1, 0.2, 0.3), a(100, 100, 100)),
        {"markup_hold": 0.002},
        [False, False, True],
    ),
    (pricing.sold_out, "off", (a(0, 50), a(0, 100)), {"markup_hold": 0.0}, [False, False]),
    (pricing.sold_out, "nothing to sell", (a(1, 0), a(0, 0)), {"markup_hold": 0.002}, [True, False]),
    (pricing.revised_price, "on target", (a(2), a(2)), {"expected_inflation": 0.0, "price_adjustment": 0.2}, [2]),
    (
        pricing.revised_price,
        "up and down",
        (a(2, 2), a(3, 1)),
        {"expected_inflation": 0.0, "price_adjustment": 0.2},
        [2.2, 1.8],
    ),
    (pricing.revised_price, "trend", (a(2), a(2)), {"expected_inflation": 0.1, "price_adjustment": 0.2}, [2.2]),
    (production.lead, "half is lost", (a(0.2, -0.2), a(0, 0)), {"half_life": 1.0}, [0.1, -0.1]),
    (production.lead, "a jump", (a(0.0, 0.2), a(0.3, -0.3)), {"half_life": 1.0}, [0.3, -0.2]),
    (production.lead, "slowly", (a(0.2), a(0)), {"half_life": 24.0}, [0.2 * 0.5 ** (1 / 24)]),
    (production.jump_width, "none", (0.0,), {"half_life": 24.0, "gap": 60.0}, 0.0),
    (production.jump_width, "no memory, a jump a month", (0.1,), {"half_life": 1e-2, "gap": 1.0}, 0.1 / math.sqrt(2.0)),
    (production.jump_width, "rare jumps", (0.02,), {"half_life": 1.0, "gap": 60.0}, 0.02 * math.sqrt(0.75 / (2 / 60))),
    (production.productivity, "ahead and behind", (a(0.8, 1.25), a(1, 1)), {"level": 2.0}, [2.5, 1.6]),
    (production.productivity, "all alike", (a(1.2, 1.2), a(1.2, 1.2)), {"level": 2.0}, [2, 2]),
    (production.productivity, "technology", (a(1), a(1)), {"level": 1.3}, [1.3]),
    (production.team_output, "more hands than minds", (), WORK, 2.0 / 1.1 / 0.75),
    (production.team_output, "more minds than hands", (), WORK | {"cognitive_share": 0.8}, 2.0 / 1.1 / 0.8),
    (production.team_output, "one of each", (), WORK | {"cognitive_share": 0.5, "labour_slack": 0.0}, 4.0),
    (
        production.planned_output,
        "stock below, at and above target",
        (a(10, 10, 10), a(2, 5, 8), a(99)),
        {"stock_target": 0.5, "stock_closing_time": 3.0},
        [11, 10, 9],
    ),
    (
        production.planned_output,
        "between nothing and capacity",
        (a(10, 10, 10), a(35, 36, 0), a(99, 99, 11)),
        {"stock_target": 0.5, "stock_closing_time": 3.0},
        [0, 0, 11],
    ),
    (
        production.planned_output,
        "no machines",
        (a(10), a(0), a(0)),
        {"stock_target": 0.5, "stock_closing_time": 1.0},
        [0],
    ),
    (production.capacity, "all energy", (a(160, 0),), {"power_off": 0.0, "machines_per_capacity": 16.0}, [10, 0]),
    (production.capacity, "half of it", (a(160),), {"power_off": 0.5, "machines_per_capacity": 16.0}, [5]),
    (production.capacity, "more machines", (a(160),), {"power_off": 0.0, "machines_per_capacity": 32.0}, [5]),
    (production.labour_need, "half", (a(0, 100), 0.5), {"labour_slack": 0.02, "labour_productivity": 1}, [0, 51]),
    (production.labour_need, "productive", (a(100), 0.5), {"labour_slack": 0.02, "labour_productivity": 2}, [25.5]),
    (production.labour_need, "no slack", (a(100), 0.1), {"labour_slack": 0.0, "labour_productivity": 1}, [10]),
    (
        production.largest_output,
        "normal hours",
        (a(0, 51), 0.5),
        {"labour_slack": 0.02, "labour_productivity": 1, "flexible_hours": 0.0},
        [0, 100],
    ),
    (
        production.largest_output,
        "stretched",
        (a(51), 0.5),
        {"labour_slack": 0.02, "labour_productivity": 2, "flexible_hours": 0.05},
        [210],
    ),
    (
        production.largest_output,
        "a small share goes far",
        (a(10), 0.1),
        {"labour_slack": 0.0, "labour_productivity": 1, "flexible_hours": 0.0},
        [100],
    ),
    (production.output, "the plan", (a(3), a(4), a(5), a(6)), {}, [3]),
    (production.output, "machines, minds, hands", (a(9, 9, 9), a(4, 8, 8), a(5, 3, 8), a(6, 6, 2)), {}, [4, 3, 2]),
    (production.output, "nothing without hands", (a(9), a(9), a(9), a(0)), {}, [0]),
    (entry.expected_entrants, "below normal", (20, 5.0, 1000.0, 0.01), ENTER, 0.04),
    (entry.expected_entrants, "normal", (20, 10.0, 1000.0, 0.01), ENTER, 0.04),
    (entry.expected_entrants, "above normal", (20, 15.0, 1000.0, 0.01), ENTER, 1.04),
    (entry.expected_entrants, "losses", (20, -9.0, 1000.0, 0.01), ENTER, 0.04),
    (entry.expected_entrants, "no capital", (20, 15.0, 0.0, 0.01), ENTER, 0.04),
    (entry.expected_entrants, "nothing normal", (20, 15.0, 1000.0, 0.0), ENTER, 0.04),
    (
        investment.first_orders,
        "founded, last month, past, from the start",
        (a(0, 4, 5, math.inf), a(0.1, 0.2, 0.3, 0.4)),
        {"founding_months": 5},
        [0.2, 1.0, 0.3, 0.4],
    ),
    (investment.first_orders, "one month", (a(0, 1), a(0.1, 0.1)), {"founding_months": 1}, [1.0, 0.1]),
    (investment.first_orders, "nobody", (a(), a()), {"founding_months": 3}, []),
    (entry.closes, "fails", (np.array([True, False]), a(5, 5), np.full(2, False)), {"exit_size": 0.1}, [True, False]),
    (
        entry.closes,
        "on both sides of the size: mean 5",
        (np.full(4, False), a(0.9, 1.1, 8, 10), np.full(4, False)),
        {"exit_size": 0.2},
        [True, False, False, False],
    ),
    (
        entry.closes,
        "young",
        (np.array([False, True, False]), a(0, 0, 9), np.full(3, True)),
        {"exit_size": 0.2},
        [False, True, False],
    ),
    (
        entry.closes,
        "the last",
        (np.full(3, True), a(1, 3, 2), np.full(3, False)),
        {"exit_size": 0.2},
        [True, False, True],
    ),
    (entry.shared, "rounding", (10, a(1, 1, 2)), {}, [2, 2, 6]),
    (entry.shared, "one", (7, a(0.0)), {}, [7]),
    (entry.shared, "nobody has any", (5, a(0, 0, 0)), {}, [3, 1, 1]),
    (entry.shared, "nothing", (0, a(1, 2)), {}, [0, 0]),
    (
        rivalry.imitated,
        "on both sides of looking and of success, a draw leaves all as it was",
        (
            np.full(4, 0.2),
            np.full(4, 0.6),
            a(1, 1, 2, 3),
            np.full(4, 2.0),
            np.array([True, False, True, True]),
            np.full(4, -0.1),
        ),
        {},
        [0.5, 0.2, 0.2, 0.2],
    ),
    (checking.aligned_work, "no checks", (), {"alignment_overhead": 0.0}, 1.0),
    (checking.aligned_work, "some", (), {"alignment_overhead": 0.25}, 0.75),
    (checking.aligned_work, "the most", (), {"alignment_overhead": 0.95}, 0.05),
    (checking.hazard, "no AI, some, all", (a(0.0, 0.25, 1.0),), HAZARD, [0.0, 0.125, 0.5]),
    (checking.hazard, "half of it is prevented", (a(1.0),), HAZARD | {"alignment_overhead": 1.0}, [0.25]),
    (checking.hazard, "checks that find nothing", (a(1.0),), HAZARD | {"alignment_overhead": 0.9, "checking_effect": 0.0}, [0.5]),
    (
        checking.incidents,
        "on both sides of 1 - exp(-h), no hazard",
        (a(0.49, 0.51, 0.0), a(math.log(2.0), math.log(2.0), 0.0)),
        {},
        [True, False, False],
    ),
    (checking.incidents, "the lowest number, and no hazard", (a(0.0), a(0.0)), {}, [False]),
    (checking.incidents, "a high hazard", (a(0.999, 0.0), a(9.0, 1e-9)), {}, [True, True]),
    (
        misjudgement.misused_work,
        "all is known, nothing is; a belt narrower than what is outside and one that takes it all",
        (a(1.0, 0.0, 0.0), a(0.2, 0.2, 0.8)),
        SEES,
        [[1.0, 0.75, 0.75], [0.0, 0.125, 0.0625]],
    ),
    (misjudgement.misused_work, "no reliance", (a(0.3), a(0.5)), SEES | {"reliance": 0.0}, [[0.3], [0.0]]),
    (misjudgement.misused_work, "blind trust", (a(0.5), a(0.5)), SEES | {"reliance": 1.0}, [[1.0], [0.25]]),
    (misjudgement.misused_work, "nothing in reach, all", (a(0.0, 0.0), a(0.0, 1.0)), SEES, [[0.75, 0.75], [0.125, 0.0]]),
    (misjudgement.outside_share, "all inside, half of it, none", (a(1, 1, 0), a(0, 1, 1)), {}, [0, 0.5, 1]),
    (misjudgement.outside_share, "nothing at all", (a(0.0), a(0.0)), {}, [0.0]),
    (misjudgement.outside_share, "the least that is known of", (a(1e-3), a(1e-3)), {}, [0.5]),
    (misjudgement.worth, "all inside, some not, mostly not", (a(0.0, 0.25, 0.75),), {"misuse_penalty": 1.0}, [1.0, 0.5, -0.5]),
    (misjudgement.worth, "all outside", (a(1.0),), {"misuse_penalty": 2.0}, [-2.0]),
    (misjudgement.worth, "nothing else is spoilt", (a(0.25),), {"misuse_penalty": 0.0}, [0.75]),
    (
        misjudgement.known_edge,
        "an edge that stands, moves out, back, has just come, is gone",
        (a(0.5, 0.5, 0.5, 0.5, 0.5), a(0.2, 0.2, 0.25, 0.0, 0.2), a(0.2, 0.25, 0.2, 0.2, 0.0)),
        {"edge_learning": 0.1},
        [0.55, 0.45, 0.45, 0.55, 0.05],
    ),
    (misjudgement.known_edge, "nothing is learned", (a(0.5), a(0.4), a(0.8)), {"edge_learning": 0.0}, [0.25]),
    (misjudgement.known_edge, "all is known", (a(1.0), a(0.2), a(0.2)), {"edge_learning": 0.1}, [1.0]),
    (ownership.member_shares, "three alike", (a(10, 10, 10), a(0, 1, 2), a(1, 1, 1), a(3, 3, 3)), {}, [3, 3, 4]),
    (ownership.member_shares, "one alone, one without pay", (a(7, 7), a(0, 1), a(1, 0), a(1, 1)), {}, [7, 0]),
    (ownership.member_shares, "less than a millionth each", (a(0, 1, 1), a(0, 0, 1), a(2, 1, 1), a(2, 2, 2)), {}, [0, 0, 1]),
    (contracts.crowd_demand, "no AI", (a(10, 20), a(0, 0)), CROWD, [0.8, 1.6]),
    (contracts.crowd_demand, "half of what it can take", (a(10), a(0.25)), CROWD, [0.4]),
    (contracts.crowd_demand, "all, and more", (a(10, 10), a(0.5, 0.9)), CROWD, [0.0, 0.0]),
    (contracts.niche_demand, "no AI", (a(10), a(0)), NICHE, [0.2]),
    (contracts.niche_demand, "checks", (a(10), a(5)), NICHE, [0.7]),
    (contracts.niche_demand, "checks alone", (a(0), a(5)), NICHE, [0.5]),
    (contracts.gig_demand, "no robots", (a(10), a(0)), {"gig_share": 0.1}, [1.0]),
    (contracts.gig_demand, "some", (a(10), a(0.25)), {"gig_share": 0.1}, [0.75]),
    (contracts.gig_demand, "more than there is to do", (a(10), a(3)), {"gig_share": 0.1}, [0.0]),
    (contracts.robots, "all of it", (a(4), a(2), a(2)), {}, [4.0]),
    (contracts.robots, "a part", (a(4), a(2), a(8)), {}, [1.0]),
    (contracts.robots, "nothing asked for", (a(0), a(0), a(0)), {}, [0.0]),
    (contracts.piece_pay, "as many as there are", (2.0, 1.0), RATES, 2.0),
    (contracts.piece_pay, "a few too many", (1.0, 0.8), RATES, 0.98),
    (contracts.piece_pay, "far too few", (1.0, 9.0), RATES, 1.05),
    (contracts.piece_pay, "at the lowest", (0.2, 0.0), RATES, 0.2),
    (contracts.piece_pay, "at the highest", (3.0, 9.0), RATES, 3.0),
    (contracts.task_pay, "each by itself", ((1.0, 1.5), (0.8, 1.2)), RATES, [0.98, 1.53]),
    (contracts.task_pay, "not below the simple rate", ((1.0, 1.0), (1.2, 0.8)), RATES, [1.02, 1.02]),
    (contracts.task_pay, "both at the lowest", ((0.2, 0.2), (0.0, 0.0)), RATES, [0.2, 0.2]),
    (contracts.cultural_choice, "no reach", (0.0, 5.0), CULTURE, 0.0),
    (contracts.cultural_choice, "as dear as people with the premium", (0.5, 1.25), CULTURE, 0.25),
    (contracts.cultural_choice, "three times as cheap", (1.0, 1.25 * 3.0**0.5), CULTURE, 0.75),
    (contracts.appeal, "talent alone", (a(1, 3), a(1, 1)), {"superstar": 1.0, "audience_herding": 0.0}, [0.25, 0.75]),
    (contracts.appeal, "the crowd follows", (a(1, 3), a(3, 1)), {"superstar": 1.0, "audience_herding": 0.5}, [0.5, 0.5]),
    (contracts.appeal, "nobody has been seen", (a(1, 3), a(0, 0)), {"superstar": 0.0, "audience_herding": 0.9}, [0.5, 0.5]),
    (contracts.outside, "jobs for all", (0.0, 2.0, 1.0), {}, 2.0),
    (contracts.outside, "some", (0.5, 2.0, 1.0), {}, 1.5),
    (contracts.outside, "none", (1.0, 2.0, 1.0), {}, 1.0),
    (contracts.move_gap, "as at the start", (a(1), a(0.95)), AS_AT_FIRST, [0.0]),
    (contracts.move_gap, "twice as much", (a(2), a(0.95)), AS_AT_FIRST, [math.log(2.0)]),
    (contracts.move_gap, "nothing", (a(0), a(0.95)), AS_AT_FIRST, [math.log(1e-9)]),
    (contracts.entering, "not where it pays less", (a(-1),), {"mobility": 0.5}, [0.0]),
    (contracts.entering, "some", (a(0.5),), {"mobility": 0.5}, [0.25]),
    (contracts.entering, "all", (a(7),), {"mobility": 0.5}, [1.0]),
    (contracts.leaving, "not where it pays more", (a(1),), {"mobility": 0.5, "patience": 0.8}, [0.0]),
    (contracts.leaving, "some", (a(-1),), {"mobility": 0.5, "patience": 0.8}, [0.1]),
    (contracts.leaving, "all", (a(-20),), {"mobility": 0.5, "patience": 0.8}, [1.0]),
    (contracts.core_demand, "no slots", (a(0), 0.5), CORE, [0.0]),
    (contracts.core_demand, "no AI at it", (a(10), 0.0), CORE, [1.0]),
    (contracts.core_demand, "half of it", (a(10), 1.0), CORE, [0.5]),
    (contracts.core_bids, "bid up", (0.0, 10.0), BIDS, 0.1),
    (contracts.core_bids, "at rest", (0.75, 10.0), BIDS | {"core_training": 0.1 / 3.0}, 0.75),
    (contracts.core_bids, "losses", (0.1, -10.0), BIDS, 0.0),
    (contracts.assisted, "no AI", (a(2), 0.0), {"gig_assist": 0.1}, [2.0]),
    (contracts.assisted, "all of it", (a(2), 1.0), {"gig_assist": 0.1}, [2.2]),
    (contracts.assisted, "no help", (a(2), 1.0), {"gig_assist": 0.0}, [2.0]),
    (ownership.edges, "owners alone", (False,), {"advice_value": 0.02, "human_advice": 0.5}, [0.01, 0.0]),
    (ownership.edges, "all, owners had no adviser", (True,), {"advice_value": 0.02, "human_advice": 0.0}, [0.02, 0.02]),
    (ownership.edges, "all, owners had the best", (True,), {"advice_value": 0.02, "human_advice": 1.0}, [0.0, 0.02]),
    (ownership.edges, "advice of no use", (True,), {"advice_value": 0.0, "human_advice": 0.5}, [0.0, 0.0]),
    (ownership.aided_return, "who is better advised", (a(300, 100), a(0.12, 0.0)), {}, [0.75, -0.75]),
    (ownership.aided_return, "all alike, and who has nothing", (a(300, 0), a(0.12, 0.5)), {}, [0.0, 0.0]),
    (ownership.aided_return, "nobody has anything", (a(0, 0), a(0.12, 0.0)), {}, [0.0, 0.0]),
    (ownership.aided_return, "three groups", (a(1, 1, 2), a(0.12, 0.0, 0.12)), {}, [0.0025, -0.0075, 0.005]),
    (time.hours_chosen, "at first", (1.0, 0.2), DAY, 1.0),
    (time.hours_chosen, "better paid", (4.0, 0.25), DAY, 0.7071067811865476),
    (time.hours_chosen, "the shortest day", (100.0, 0.5), DAY, 0.5),
    (time.hours_chosen, "the longest day", (0.01, 0.5), DAY, 1.25),
    (time.hours_chosen, "who wants goods", (100.0, 0.0), DAY, 1.0),
    (time.hours_set, "few jobless", (0.0,), OWNERS, 0.5),
    (time.hours_set, "as many as ever", (0.05,), OWNERS, 1.0),
    (time.hours_set, "more of them", (0.0605,), OWNERS, 1.1),
    (time.hours_set, "the shortest day", (0.0,), OWNERS | {"hours_min": 0.75}, 0.75),
    (time.hours_set, "the longest day", (0.5,), OWNERS, 1.25),
    (time.hours_set, "custom and law", (0.5,), OWNERS | {"hours_pressure": 0.0}, 1.0),
    (time.hour_yield, "every hour alike", (0.25,), {"fatigue": 0.0}, 1.0),
    (time.hour_yield, "a short day", (0.25,), {"fatigue": 0.5}, 2.0),
    (time.hour_yield, "a long day", (4.0,), {"fatigue": 0.5}, 0.5),
    (time.hour_yield, "no hours", (0.0,), {"fatigue": 0.4}, 1.0),
    (time.basket, "before", (9, 0.4), {"programme_start": 10, "basket_phase": 4}, 0.0),
    (time.basket, "half of the way", (11, 0.4), {"programme_start": 10, "basket_phase": 4}, 0.2),
    (time.basket, "in full", (13, 0.4), {"programme_start": 10, "basket_phase": 4}, 0.4),
    (time.basket, "and ever after", (999, 0.4), {"programme_start": 10, "basket_phase": 4}, 0.4),
    (time.levy, "all is paid", (2.0, 10.0, 0.5), {}, 0.2),
    (time.levy, "never above its source", (8.0, 10.0, 0.5), {}, 0.5),
    (time.levy, "paid too much before", (-1.0, 10.0, 0.5), {}, 0.0),
    (time.levy, "no source", (1.0, 0.0, 0.5), {}, 0.0),
    (time.most_levied, "all of it", (100.0, 0.5, 1.0), {}, 50.0),
    (time.most_levied, "a quarter of it", (10.0, 0.4, 0.25), {}, 16.0),
    (time.most_levied, "no room", (100.0, 0.0, 0.75), {}, 0.0),
    (time.most_levied, "none of it", (10.0, 0.4, 0.0), {}, math.inf),
    (time.willing, "on both sides of evasion", (a(0.29, 0.3), a(1.0, 1.0), 16.0, 0.0), {"duty_evasion": 0.3}, [False, True]),
    (time.willing, "a month's time at a tenth", (a(0.0, 0.0), a(1.0, 3.0), 16.0, 0.2), {"duty_evasion": 0.3}, [True, False]),
    (time.willing, "nothing to lose and no job", (a(0.0), a(0.0), 16.0, 0.0), {"duty_evasion": 0.3}, [False]),
    (time.willing, "nobody evades", (a(0.0), a(9.0), 16.0, 0.0), {"duty_evasion": 0.0}, [True]),
    (time.duty, "as many as may be called", (9.0, 100), CALLED, 5.0),
    (time.duty, "no more than is needed", (3.0, 100), CALLED, 3.0),
    (time.duty, "all of it", (9.0, 1), CALLED | {"duty_hours": 0.0, "everything": True}, 9.0),
    (time.duty, "all of it, within bounds", (9.0, 100), CALLED | {"everything": True}, 5.0),
    (time.duty, "nobody serves", (9.0, 0), CALLED | {"duty_hours": 0.0, "everything": True}, 0.0),
    (time.duty, "nobody is called", (9.0, 100), CALLED | {"duty_hours": 0.0}, 0.0),
    (housing.mortgage_due, "interest and repayment", (a(100, 0),), {"rate": 0.004, "amortisation": 0.002}, [0.6, 0.0]),
    (housing.mortgage_due, "interest alone", (a(100),), {"rate": 0.004, "amortisation": 0.0}, [0.4]),
    (housing.mortgage_due, "at no interest", (a(100),), {"rate": 0.0, "amortisation": 0.002}, [0.2]),
    (housing.rent_due, "who owns pays none", (a(48, 48), np.array([True, False]), a(9, 9)), RENT, [0.0, 0.24]),
    (housing.rent_due, "at most what there is", (a(48), np.array([False]), a(0.1)), RENT, [0.1]),
    (housing.rent_due, "by the price", (a(48), np.array([False]), a(9)), RENT | {"price": 2.0}, [0.48]),
    (housing.can_pay, "both sides", (a(1.0, 1.0), a(0.5, 0.75)), {"subsistence": 0.375}, [True, False]),
    (housing.can_pay, "to the last", (a(1.0), a(0.5)), {"subsistence": 0.5}, [True]),
    (housing.can_pay, "nothing is kept", (a(1.0, 0.5), a(0.75, 0.75)), {"subsistence": 0.0}, [True, False]),
    (housing.sells, "in arrears or not", (a(2, 3), a(9, 9), a(5, 5)), {"arrears_months": 3}, [False, True]),
    (housing.sells, "both sides of equity", (a(3, 3, 3), a(9, 9, 9), a(8, 9, 10)), {"arrears_months": 3}, [True, True, False]),
    (housing.sells, "who owes nothing stays", (a(9), a(9), a(0)), {"arrears_months": 3}, [False]),
    (housing.foreclosed, "in time or not", (a(11, 12), a(9, 9), a(10, 10)), {"foreclosure_months": 12}, [False, True]),
    (housing.foreclosed, "both sides of equity", (a(12, 12), a(9, 9), a(9, 9.5)), {"foreclosure_months": 12}, [False, True]),
    (housing.foreclosed, "at once", (a(1), a(0), a(1)), {"foreclosure_months": 1}, [True]),
    (housing.new_mortgage, "at ease", (a(50, 50, 50), a(0, 30, 45)), LEND, [40, 10, 0]),
    (housing.new_mortgage, "tight", (a(50, 50), a(0, 30)), LEND | {"tightness": 0.5}, [20, 0]),
    (housing.new_mortgage, "dear homes", (a(50), a(40)), LEND | {"price": 1.5}, [20]),
    (housing.wealth_effect, "gains of owners alone", (a(50, 50), np.array([True, False])), GAIN, [0.25, 0.0]),
    (housing.wealth_effect, "losses as well", (a(50), np.array([True])), GAIN | {"price": 0.75}, [-0.25]),
    (housing.wealth_effect, "as one is used to", (a(50), np.array([True])), GAIN | {"price": 1.0}, [0.0]),
    (housing.committed, "both sides of the floor", (a(1.0, 0.5), a(1.0, 1.0)), {"commitment": 0.75}, [1.0, 0.75]),
    (housing.committed, "none", (a(0.5), a(1.0)), {"commitment": 0.0}, [0.5]),
    (housing.committed, "never below nothing", (a(-1.0), a(0.0)), {"commitment": 0.75}, [0.0]),
    (housing.house_price, "at rest", (0.0, 1.0, 1.0, 1.0, 0.0), HOMES, 0.0),
    (housing.house_price, "momentum alone", (0.01, 1.0, 1.0, 1.0, 0.0), HOMES, 0.005),
    (housing.house_price, "incomes", (0.0, 1.0, math.e, 1.0, 0.0), HOMES, 0.01),
    (housing.house_price, "credit", (0.0, 1.0, 1.0, math.exp(-1.0), 0.0), HOMES, -0.005),
    (housing.house_price, "forced sales", (0.0, 1.0, 1.0, 1.0, 0.01), HOMES, -0.01),
    (housing.credit_tightness, "a cushion", (7.0, 100.0), BANK, 1.0),
    (housing.credit_tightness, "short", (3.0, 100.0), BANK, 0.75),
    (housing.credit_tightness, "at the bound", (1.0, 100.0), BANK, 0.5),
    (housing.credit_tightness, "a bank that keeps less", (2.0, 100.0), BANK | {"bank_capital_ratio": 0.02}, 1.0),
    (housing.credit_tightness, "nothing lent", (0.0, 0.0), BANK, 1.0),
    (housing.first_owners, "of both occupations", (a(0.6, 0.6), np.array([True, False])), OWN, [True, False]),
    (housing.first_owners, "no tilt", (a(0.4, 0.6), np.array([True, True])), OWN | {"home_tilt": 0.0}, [True, False]),
    (housing.first_owners, "nobody", (a(0.0), np.array([True])), OWN | {"home_ownership": 0.0}, [False]),
    (housing.first_mortgages, "new, and of two ages", (a(50, 50, 0), a(1.0, 0.25, 1.0)), OLD, [40, 10, 0]),
    (housing.first_mortgages, "repaid slowly", (a(50), a(0.25)), OLD | {"fading": 0.002}, [20]),
    (housing.first_mortgages, "nobody moves", (a(50), a(0.5)), OLD | {"moves": 0.0}, [0]),
    (skill.practice_growth, "a month", (), {"practice_years": 1 / 12, "expert_gap": 0.25}, 0.75),
    (skill.practice_growth, "two months", (), {"practice_years": 1 / 6, "expert_gap": 0.25}, 0.5),
    (skill.practice_growth, "experts are hardly better", (), {"practice_years": 1 / 12, "expert_gap": 0.5}, 0.5),
    (skill.practice, "no exercises", (a(0.0, 0.25, 1.0),), {"simulated_practice": 0.0}, [1.0, 0.75, 0.0]),
    (skill.practice, "half of it", (a(0.0, 0.25, 1.0),), {"simulated_practice": 0.5}, [1.0, 0.875, 0.5]),
    (skill.practice, "all is replaced", (a(0.0, 0.25, 1.0),), {"simulated_practice": 1.0}, [1.0, 1.0, 1.0]),
    (skill.unaided_skill, "practised", (a(0.5, 0.8, 1.0), a(1.0, 1.0, 1.0)), LEARNER, [0.75, 0.9, 1.0]),
    (skill.unaided_skill, "not practised", (a(0.5, 0.7, 1.0), a(0.0, 0.0, 0.0)), LEARNER, [0.5, 0.65, 0.875]),
    (skill.unaided_skill, "half of both", (a(0.6), a(0.5)), LEARNER, [0.6875]),
    (skill.transferred, "nothing", (a(0.5, 0.9),), {"novice_craft": 0.5, "transfer": 0.0}, [0.5, 0.5]),
    (skill.transferred, "a quarter", (a(0.5, 0.9),), {"novice_craft": 0.5, "transfer": 0.25}, [0.5, 0.6]),
    (skill.transferred, "all", (a(0.5, 0.9),), {"novice_craft": 0.5, "transfer": 1.0}, [0.5, 0.9]),
    (skill.seniority, "both sides of the bar", (np.array([True, True]), a(0.874, 0.875)), EXPERT, [False, True]),
    (skill.seniority, "not able", (np.array([False]), a(1.0)), EXPERT, [False]),
    (skill.seniority, "a higher bar", (np.array([True]), a(0.9)), EXPERT | {"expert_gap": 0.1}, [False]),
    (skill.skill_rank, "both ends and between", (a(0.1, 0.5, 0.6, 0.9),), {"low": 0.4, "high": 0.8}, [0.0, 0.25, 0.5, 1.0]),
    (skill.skill_rank, "all alike", (a(1.0, 1.0),), {"low": 1.0, "high": 1.0}, [0.5, 0.5]),
    (skill.skill_rank, "at the deciles", (a(2.0, 3.0),), {"low": 2.0, "high": 3.0}, [0.0, 1.0]),
    (skill.aided_skill, "mostly novices", (a(0.0, 0.5, 1.0), a(1.0, 1.0, 1.0)), HELP, [0.3, 0.2, 0.1]),
    (skill.aided_skill, "mostly the best", (a(0.0, 0.5, 1.0), a(1.0, 1.0, 1.0)), HELP | {"augmentation_tilt": -0.5}, [0.1, 0.2, 0.3]),
    (skill.aided_skill, "as far as AI is relied on", (a(0.0, 0.0), a(0.0, 0.5)), HELP | {"augmentation_tilt": 1.0}, [0.0, 0.2]),
    (skill.time_left, "none is taken", (a(0.0, 1.0),), {"taken": 0.0}, [1.0, 1.0]),
    (skill.time_left, "a tenth of what is aided", (a(0.0, 0.5, 1.0),), {"taken": 0.1}, [1.0, 0.95, 0.9]),
    (skill.time_left, "all", (a(1.0),), {"taken": 1.0}, [0.0]),
    *[
        (
            skill.hours_taken,
            f"{mode}",
            (),
            {"use_mode": mode, "audit_share": 0.1, "simulation_cost": 0.4, "simulated_practice": 0.5},
            taken,
        )
        for mode, taken in (("none", 0.0), ("augment", 0.1), ("offload", 0.2))
    ],
    (skill.first_craft, "at first", (a(0.0),), LEARNER | {"natural_unemployment": 0.1}, [0.5]),
    (population.cohorts, "more", (0.25, 2400), {"cohort_growth": 0.01}, 2.25),
    (population.cohorts, "fewer", (0.25, 2400), {"cohort_growth": -0.01}, -1.75),
    (population.cohorts, "as many", (0.75, 2400), {"cohort_growth": 0.0}, 0.75),
    (population.carried, "more", (a(10.0, -10.0),), {"growth": 0.1}, [11.0, -11.0]),
    (population.carried, "fewer", (a(10.0, 0.0),), {"growth": -0.1}, [9.0, 0.0]),
    (population.carried, "as many", (a(0.1, 0.3),), {"growth": 0.0}, [0.1, 0.3]),
    (population.alternating, "half", (4,), {"share": 0.5}, [0.0, 1.0, 0.0, 1.0]),
    (population.alternating, "all", (3,), {"share": 1.0}, [1.0, 1.0, 1.0]),
    (population.alternating, "none", (3,), {"share": 0.0}, [0.0, 0.0, 0.0]),
    (population.alternating, "a third of six, by fractions", (6,), {"share": 1.0 / 3.0}, [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]),
    (skill.first_craft, "in the end", (a(1e9),), LEARNER | {"natural_unemployment": 0.5}, [0.8333333333333334]),
    (skill.first_craft, "halfway", (a(2.0 * math.log(2.0)),), LEARNER | {"natural_unemployment": 0.0}, [0.75]),
    (skill.career_ages, "has just begun", (a(0.0),), {"career_years": 40.0}, [0.0]),
    (skill.career_ages, "the median", (a(0.5),), {"career_years": 10.0}, [120.0 * math.log(2.0)]),
    (skill.career_ages, "three quarters", (a(0.75),), {"career_years": 10.0}, [120.0 * math.log(4.0)]),
    (skill.years_lasted, "as many as ever", (40.0,), {"cohort_growth": 0.0}, 40.0),
    (skill.years_lasted, "more, so younger", (40.0,), {"cohort_growth": 0.025}, 20.0),
    (skill.years_lasted, "fewer, so older", (50.0,), {"cohort_growth": -0.01}, 100.0),
    (skill.years_lasted, "hardly anybody comes", (50.0,), {"cohort_growth": -0.02}, 50000.0),
    (skill.enough_talent, "the best is enough", (a(1, 3, 2), a(1, 1, 1), np.array([True] * 3)), {"wanted": 0.5}, 3.0),
    (skill.enough_talent, "two of them", (a(1, 3, 2), a(1, 1, 1), np.array([True] * 3)), {"wanted": 1.5}, 2.0),
    (skill.enough_talent, "not all of them", (a(1, 3, 2), a(1, 1, 1), np.array([True] * 3)), {"wanted": 9.0}, 0.0),
    (skill.enough_talent, "who is no expert", (a(1, 3, 2), a(1, 1, 1), np.array([True, False, True])), {"wanted": 0.5}, 2.0),
    (skill.expert_cover, "half", (1.0, 2.0), {}, 0.5),
    (skill.expert_cover, "more than enough", (3.0, 2.0), {}, 1.5),
    (skill.expert_cover, "nothing is asked for", (0.0, 0.0), {}, 1.0),
    (skill.judgement, "enough", (1.5,), {"expert_share": 0.1, "novice_judgement": 0.5}, 1.0),
    (skill.judgement, "nobody", (0.0,), {"expert_share": 0.25, "novice_judgement": 0.5}, 0.8),
    (skill.judgement, "half, at a quarter of the yield", (0.5,), {"expert_share": 0.5, "novice_judgement": 0.25}, 1 / 1.75),
    (skill.judgement, "others do as well", (0.0,), {"expert_share": 0.5, "novice_judgement": 1.0}, 1.0),
    (skill.reachable, "on both sides", (a(0.0, 0.9, 1.0),), {"expert_share": 0.1}, [1.0, 1.0, 0.9]),
    (skill.reachable, "half", (a(0.25, 0.5, 0.8),), {"expert_share": 0.5}, [1.0, 1.0, 0.625]),
    (skill.reachable, "none", (a(0.5, 1.0),), {"expert_share": 0.0}, [1.0, 1.0]),
    (rivalry.imitated, "losses", (a(1.0), a(0.0), a(-2.0), a(-1.0), np.array([True]), a(0.0)), {}, [0.0]),
    (rivalry.imitated, "before the domain", (a(0.5), a(0.9), a(1), a(2), np.array([True]), a(0.3)), {}, [1.2]),
    (rivalry.rival, "never oneself", (4, a(0.0, 0.3, 0.4, 0.99)), {}, [1, 0, 1, 2]),
    (rivalry.rival, "two", (2, a(0.0, 0.99)), {}, [1, 0]),
    (rivalry.rival, "alone", (1, a(0.7)), {}, [0]),
    (rivalry.rival, "nobody", (0, a()), {}, []),
    (owners_search.kept, "risen", (a(0.3), a(0.2), a(2), a(1)), {}, [0.3]),
    (owners_search.kept, "as it was", (a(0.3), a(0.2), a(1), a(1)), {}, [0.2]),
    (owners_search.kept, "fallen, a loss", (a(0.3), a(0.2), a(-1), a(1)), {}, [0.2]),
    (owners_search.tried, "up and down", (a(0.5, 0.5), ON, np.array([True, False])), SEARCH, [0.6, 0.4]),
    (owners_search.tried, "what does not move", (a(0.5, 0.5), ~ON, np.array([True, False])), SEARCH, [0.5, 0.5]),
    (owners_search.tried, "beyond either end", (a(0.95, 0.05), ON, np.array([True, False])), SEARCH, [1.0, 0.0]),
    (expropriation.pulled_capacity, "nothing", LOST, {"capital_flight": 0.0, "seizure": False}, [0.0, 0.0, 0.0]),
    (expropriation.pulled_capacity, "a part", LOST, {"capital_flight": 0.3, "seizure": False}, [3.0, 0.0, 0.0]),
    (expropriation.pulled_capacity, "all", LOST, {"capital_flight": 1.0, "seizure": False}, [10.0, 0.0, 0.0]),
    (expropriation.pulled_capacity, "seized", LOST, {"capital_flight": 0.3, "seizure": True}, [0.0, 0.0, 0.0]),
    (expropriation.dared, "without fear", (0.3, 2.0), {"seizure_fear": 0.0, **FEAR}, 1.0),
    (expropriation.dared, "some", (0.3, 2.0), {"seizure_fear": 0.1, **FEAR}, 0.75),
    (expropriation.dared, "more", (0.3, 2.0), {"seizure_fear": 0.9, **FEAR}, 0.25),
    (expropriation.dared, "cheap hardware", (0.3, 0.0), {"seizure_fear": 0.9, **FEAR}, 1.0),
    (consumption.rationed, "enough", (120.0, 100.0), {}, 1.0),
    (consumption.rationed, "just enough", (100.0, 100.0), {}, 1.0),
    (consumption.rationed, "too little", (25.0, 100.0), {}, 0.25),
    (consumption.rationed, "nothing, or less", (-3.0, 100.0), {}, 0.0),
    (consumption.rationed, "nobody needs anything", (5.0, 0.0), {}, 1.0),
    (provision.needed_output, "by plant", (12.0, a(3, 1, 0), a(0, 0, 9)), {"need_error": 0.0}, [9, 3, 0]),
    (provision.needed_output, "one overstates", (12.0, a(1, 1), a(math.log(4.0), 0)), {"need_error": 0.5}, [8, 4]),
    (provision.needed_output, "all overstate", (12.0, a(3, 1), a(2, 2)), {"need_error": 1.0}, [9, 3]),
    (provision.needed_output, "no plant", (12.0, a(0, 0), a(1, 2)), {"need_error": 1.0}, [0, 0]),
    (provision.norm, "hands idle", (1.5, 0.25), NORM, 1.65),
    (provision.norm, "as at the start", (1.5, 0.05), NORM, 1.5),
    (provision.norm, "hands lacking", (1.5, 0.0), NORM, 1.4625),
    (provision.norm, "never below the start", (1.0, 0.0), NORM, 1.0),
    (provision.norm, "fixed", (1.5, 0.25), {**NORM, "norm_speed": 0.0}, 1.5),
    (provision.provision_tax, "paid", (2.0, 10.0, 0.5), {}, 0.2),
    (provision.provision_tax, "at the bound", (8.0, 10.0, 0.5), {}, 0.5),
    (provision.provision_tax, "no profits", (8.0, 0.0, 0.5), {}, 0.0),
    (provision.provision_tax, "nothing to pay", (0.0, 10.0, 0.5), {}, 0.0),
    (boom.growth_seen, "grown", (0.0, 2.0, 1.0), {"speed": 0.5}, 0.5 * math.log(2.0)),
    (boom.growth_seen, "as before", (0.1, math.exp(0.1), 1.0), {"speed": 0.3}, 0.1),
    (boom.growth_seen, "constant", (0.1, 5.0, 5.0), {"speed": 0.25}, 0.075),
    (boom.growth_seen, "fallen", (0.0, 1.0, 2.0), {"speed": 1.0}, -math.log(2.0)),
    (boom.growth_seen, "first seen", (0.0, 1.0, 0.0), {"speed": 1.0}, 0.0),
    (boom.growth_seen, "gone", (0.1, 0.0, 1.0), {"speed": 1.0}, 0.1),
    (boom.extrapolated, "not at all", (0.05,), {"capex_extrapolation": 0.0, **BUILD}, 1.0),
    (boom.extrapolated, "half of it", (0.05,), {"capex_extrapolation": 0.5, **BUILD}, math.exp(0.5)),
    (boom.extrapolated, "to the bound", (0.05,), {"capex_extrapolation": 3.0, **BUILD}, math.e),
    (boom.extrapolated, "shrinking", (-0.02,), {"capex_extrapolation": 1.0, **BUILD}, math.exp(-0.4)),
    (boom.extrapolated, "shrinking to the bound", (-0.2,), {"capex_extrapolation": 1.0, **BUILD}, math.exp(-1.0)),
    (boom.looked_at, "young", (11,), {"grace": 12}, 0.0),
    (boom.looked_at, "a quarter of the way", (15,), {"grace": 12}, 0.25),
    (boom.looked_at, "old", (24,), {"grace": 12}, 1.0),
    (boom.looked_at, "at once", (0,), {"grace": 0}, 1.0),
    (boom.marked_collateral, "at cost", (a(0.0, 0.5),), {"collateral_marking": 0.0, **MARK}, [1.0, 1.0]),
    (boom.marked_collateral, "normally used or more", (a(0.8, 1.0),), {"collateral_marking": 1.0, **MARK}, [1.0, 1.0]),
    (boom.marked_collateral, "half used, scrap", (a(0.4, 0.1),), {"collateral_marking": 1.0, **MARK}, [0.5, 0.25]),
    (boom.marked_collateral, "half looked at", (a(0.4, 0.1),), {"collateral_marking": 0.5, **MARK}, [0.75, 0.625]),
    (tasks.new_tasks, "none", (a(0.5),), {"new_tasks": 0.0, "generality": 0.0}, [0.5]),
    (tasks.new_tasks, "for people", (a(0.0, 0.5, 1.0),), {"new_tasks": 0.25, "generality": 0.0}, [0.0, 0.4, 0.8]),
    (tasks.new_tasks, "for people and AI", (a(0.5),), {"new_tasks": 0.5, "generality": 0.5}, [0.4]),
    (tasks.new_tasks, "as for the old ones", (a(0.1, 0.9),), {"new_tasks": 0.02, "generality": 1.0}, [0.1, 0.9]),
    (tasks.net_pace, "none", (a(0.03), a(0.7), a(0.7)), {"ai_ceiling": 0.9}, [0.03]),
    (tasks.net_pace, "half the odds", (a(0.03), a(0.6), a(0.45)), {"ai_ceiling": 0.9}, [0.03 - math.log(2.0)]),
    (
        tasks.net_pace,
        "from the ceiling, and above a lowered one",
        (a(0.0, 0.0), a(0.9, 0.95), a(0.45, 0.92)),
        {"ai_ceiling": 0.9},
        [math.log(0.9 / (0.9 * (1.0 - 1e-12)) - 1.0), 0.0],
    ),
    (knowledge.knowledge, "at the start", (a(0.05), 0.05), {"ai_ceiling": 0.9}, [0.0]),
    (knowledge.knowledge, "twice the odds", (a(0.3), 0.18), {"ai_ceiling": 0.9}, [math.log(2.0)]),
    (knowledge.knowledge, "less than at the start", (a(0.18), 0.3), {"ai_ceiling": 0.9}, [-math.log(2.0)]),
    (knowledge.own_frontier, "nothing learned", (a(0.0), 0.18), {"ai_ceiling": 0.9}, [0.18]),
    (knowledge.own_frontier, "twice the odds", (a(math.log(2.0)), 0.18), {"ai_ceiling": 0.9}, [0.3]),
    (knowledge.own_frontier, "all there is to know", (a(800.0), 0.18), {"ai_ceiling": 0.9}, [0.9]),
    (knowledge.left_known, "all left", (a(2.0, -1.0), a(1.0, 1.0), 0.18), {"ai_ceiling": 0.9}, [2.0, -1.0]),
    (knowledge.left_known, "back to the start", (a(math.log(2.0)), a(0.6), 0.18), {"ai_ceiling": 0.9}, [0.0]),
    (knowledge.left_known, "less than at the start", (a(0.0), a(0.5), 0.3), {"ai_ceiling": 0.9}, [-math.log(2.5)]),
    (knowledge.left_known, "all there was to know", (a(800.0), a(0.5), 0.3), {"ai_ceiling": 0.9}, [math.log(2.0)]),
    (knowledge.grown, "ideas stay as easy", (a(0, 5), a(4, 4)), {**LEARNS, "ideas_harder": 0.0}, [0.06, 5.06]),
    (
        knowledge.grown,
        "harder ones",
        (a(0, 1), a(1, 1)),
        {**LEARNS, "ideas_harder": 1.0},
        np.log([1.03, math.e + 0.03]),
    ),
    (knowledge.grown, "nothing to draw on", (a(2.0), a(0.0)), {**LEARNS, "ideas_harder": 0.4}, [2.0]),
    (knowledge.leaked, "secrets", (a(1, 3), SHUT), {"knowledge_leak": 0.0}, [1.0, 3.0]),
    (knowledge.leaked, "some leak", (a(1, 3), SHUT), {"knowledge_leak": 0.25}, [1.5, 3.0]),
    (knowledge.leaked, "open", (a(1, 3), OPEN), {"knowledge_leak": 0.0}, [3.0, 3.0]),
    (knowledge.learned, "all kept", (a(2.0),), {"forgetting": 0.0}, [2.0]),
    (knowledge.learned, "a part lost", (a(2.0, 4.0),), {"forgetting": 0.05}, [1.9, 3.8]),
    (knowledge.learned, "nothing known", (a(0.0),), {"forgetting": 0.05}, [0.0]),
    (knowledge.learned, "less than on arrival", (a(-2.0),), {"forgetting": 0.05}, [-2.0]),
    (knowledge.access, "closed", (~ON,), {"openness": 0.0, "commons_openness": 1.0}, SHUT),
    (knowledge.access, "public", (ON,), {"openness": 0.1, "commons_openness": 0.4}, [[1.0, 0.4], [0.4, 1.0]]),
    (
        knowledge.access,
        "open beyond the pool",
        (ON,),
        {"openness": 0.7, "commons_openness": 0.4},
        [[1.0, 0.7], [0.7, 1.0]],
    ),
    (knowledge.mean_access, "closed", (SHUT,), {}, [0.0, 0.0]),
    (knowledge.mean_access, "open", (np.ones((3, 3)),), {}, [1.0, 1.0, 1.0]),
    (knowledge.mean_access, "alone", (np.ones((1, 1)),), {}, [0.0]),
    (knowledge.kept_share, "closed, half open, open", (a(0, 0.5, 1), np.full(3, 0.2)), {}, [1.0, 0.6, 0.2]),
    (knowledge.kept_share, "all sold by one", (a(1.0), a(1.0)), {}, [1.0]),
    (knowledge.kept_share, "nothing sold", (a(1.0), a(0.0)), {}, [0.0]),
    (
        knowledge.research,
        "normal, less, at the bound",
        (a(1, 0.25, 1), a(0.25, 0.25, 4.0), np.full(3, False)),
        RESEARCH,
        [0.2, 0.1, 0.5],
    ),
    (knowledge.research, "public, whatever it earns", (a(1, 1), a(0, 9), ON), RESEARCH, [0.4, 0.4]),
    (knowledge.research, "no margin", (a(1.0), a(0.0), np.array([False])), RESEARCH, [0.0]),
    (
        knowledge.research,
        "no incentive",
        (a(1.0), a(0.0), np.array([False])),
        {**RESEARCH, "profit_incentive": 0.0},
        [0.2],
    ),
    (knowledge.training_margin, "above cost", (a(0.6), a(0.4)), {}, [0.5]),
    (knowledge.training_margin, "at cost", (a(0.4), a(0.4)), {}, [0.0]),
    (knowledge.training_margin, "below", (a(0.2), a(0.4)), {}, [0.0]),
    (
        knowledge.training_done,
        "normal",
        (a(2.5), 1.0),
        {"training_norm": 2.5, "synthetic_cost": 0.2, "synthetic_data": 0.0},
        [1.0],
    ),
    (
        knowledge.training_done,
        "none",
        (a(0.0), 9.0),
        {"training_norm": 2.5, "synthetic_cost": 0.2, "synthetic_data": 0.0},
        [0.0],
    ),
    (
        knowledge.training_done,
        "for data",
        (a(2.5), 2.0),
        {"training_norm": 2.5, "synthetic_cost": 0.2, "synthetic_data": 1.0},
        [1.6],
    ),
    (knowledge.trained, "as much of both", (a(3.0), a(3.0)), MIX, [3.0]),
    (knowledge.trained, "more of one", (a(3.0, 1.0), a(1.0, 3.0)), MIX, [1.5, 1.5]),
    (knowledge.trained, "nothing of one", (a(3.0, 0.0), a(0.0, 3.0)), MIX, [0.0, 0.0]),
    (knowledge.trained, "compute alone counts", (a(3.0), a(0.0)), {**MIX, "data_weight": 0.0}, [3.0]),
    (
        knowledge.pooled_frontier,
        "closed",
        (a(1, 2), a(0, 0), SHUT, a(0, 0)),
        {"training_overlap": 0.5, "herding": 0.2},
        [1.0, 2.0],
    ),
    (
        knowledge.pooled_frontier,
        "open",
        (a(1, 2), a(0, 0), OPEN, a(1, 1)),
        {"training_overlap": 0.5, "herding": 0.2},
        [2.4, 2.4],
    ),
    (
        knowledge.pooled_frontier,
        "public",
        (a(1, 2), a(0, 3), SHUT, a(0, 0)),
        {"training_overlap": 0.5, "herding": 0.2},
        [4.0, 5.0],
    ),
    (knowledge.real_data, "none made by models", (), {"synthetic_data": 0.0, "real_data_kept": 0.0}, 1.0),
    (knowledge.real_data, "replaced", (), {"synthetic_data": 0.4, "real_data_kept": 0.0}, 0.6),
    (knowledge.real_data, "kept", (), {"synthetic_data": 0.4, "real_data_kept": 1.0}, 1.0),
    (knowledge.data_feedback, "one's own", (a(1, 3),), {"data_feedback": 1.0, "openness": 0.0}, [1.0, 3.0]),
    (knowledge.data_feedback, "common", (a(1, 3),), {"data_feedback": 0.0, "openness": 0.0}, [2.0, 2.0]),
    (knowledge.data_feedback, "half open", (a(1, 3),), {"data_feedback": 1.0, "openness": 0.5}, [1.5, 2.5]),
    (knowledge.data_read, "not read", (a(0.5), a(0.0), 1.0), {"data_depletion": 0.1, "data_renewal": 0.0}, [0.5]),
    (
        knowledge.data_read,
        "read",
        (a(1.0), a(4.0), 0.5),
        {"data_depletion": 0.1, "data_renewal": 0.2},
        [math.exp(-0.1)],
    ),
    (knowledge.data_read, "written anew", (a(0.0), a(9.0), 1.0), {"data_depletion": 0.1, "data_renewal": 0.2}, [0.2]),
    (knowledge.data_depth, "people alone", (a(3.0), a(0.0)), {"release_cycle": 6}, [2.5]),
    (knowledge.data_depth, "models alone", (a(3.0), a(1.0)), {"release_cycle": 1}, [4.0]),
    (knowledge.data_depth, "at rest", (a(1.0), a(0.5)), {"release_cycle": 6}, [1.0]),
    (knowledge.data_quality, "fresh", (a(0.0),), {"collapse_rate": 0.2}, [1.0]),
    (knowledge.data_quality, "far from people", (a(20.0),), {"collapse_rate": 0.2}, [0.2]),
    (knowledge.data_quality, "nothing is lost", (a(20.0),), {"collapse_rate": 0.0}, [1.0]),
    (knowledge.data_work, "enough hands", (a(10, 30), 8.0), {"data_work_per_slot": 0.1}, [1.0, 3.0]),
    (knowledge.data_work, "too few", (a(10, 30), 2.0), {"data_work_per_slot": 0.1}, [0.25, 0.75]),
    (knowledge.data_work, "no training", (a(0, 0), 2.0), {"data_work_per_slot": 0.1}, [0.0, 0.0]),
    (knowledge.data_work, "nobody", (a(10, 30), 0.0), {"data_work_per_slot": 0.1}, [0.0, 0.0]),
    (knowledge.data_hours, "none", (0.0,), {"data_hours": 0.02}, 0.0),
    (knowledge.data_hours, "some", (50.0,), {"data_hours": 0.02}, 1.0),
    (knowledge.data_hours, "no time", (50.0,), {"data_hours": 0.0}, 0.0),
    (knowledge.substitution, "as much of both", (a(2.0), a(2.0)), MIX, [1.0]),
    (knowledge.substitution, "scarce and plenty", (a(2.0, 1.0), a(1.0, 2.0)), MIX, [4.0, 0.25]),
    (knowledge.substitution, "no data at all, none that count", (a(2.0), a(0.0)), MIX, [0.0]),
    (
        knowledge.switching_cost,
        "who has a cloud, who has none, a fee above the wage",
        (a(1, 1, 0.5), a(0.5, 0.6), a(0.5, 0.5), a(1, 1, 1), np.array([1, -1, -1])),
        {"switching_cost": 1.0},
        [[-0.5e-9 * 0.5, 0.2], [0.25, 0.2], [0.0, -0.05]],
    ),
    (
        knowledge.switching_cost,
        "a better one",
        (a(1), a(0.5, 0.5), a(0.4, 0.8), a(0.5), np.array([-1])),
        {"switching_cost": 0.1},
        [[0.1, 0.2]],
    ),
    (
        knowledge.switching_cost,
        "one cloud",
        (a(1), a(0.5), a(0.4), a(1.0), np.array([0])),
        {"switching_cost": 0.1},
        [[0.2]],
    ),
    (knowledge.sameness, "apart", (SHUT, a(1, 1)), {"model_sameness": 0.4}, [[0.4, 0.2], [0.2, 0.4]]),
    (knowledge.sameness, "open", (OPEN, a(1, 1)), {"model_sameness": 0.4}, np.full((2, 2), 0.4)),
    (knowledge.sameness, "collapsed", (OPEN, a(0, 0)), {"model_sameness": 0.4}, OPEN),
    (knowledge.diversity, "people alone", (a(0, 0), OPEN), {}, 1.0),
    (knowledge.diversity, "one model does all", (a(1, 0), OPEN), {}, 0.0),
    (knowledge.diversity, "half and half", (a(0.5, 0.5), SHUT), {}, 0.5),
    (state.tax_rate, "on target", (0.3, 0.5, 0.5), {"debt_feedback": 0.1, "lowest": 0.05, "highest": 0.6}, 0.3),
    (state.tax_rate, "above and below", (0.3, 1.0, 0.5), {"debt_feedback": 0.1, "lowest": 0.05, "highest": 0.6}, 0.35),
    (state.tax_rate, "below", (0.3, -0.5, 0.5), {"debt_feedback": 0.1, "lowest": 0.05, "highest": 0.6}, 0.2),
    (state.tax_rate, "highest", (0.3, 3.6, 0.5), {"debt_feedback": 0.1, "lowest": 0.05, "highest": 0.6}, 0.6),
    (state.tax_rate, "lowest", (0.3, -2.1, 0.5), {"debt_feedback": 0.1, "lowest": 0.05, "highest": 0.6}, 0.05),
    (state.phase_in, "before", (2, 9, 0.02), UBI, 0),
    (state.phase_in, "first month", (0, 10, 0.02), UBI, 1),
    (state.phase_in, "last step", (3, 13, 0.02), UBI, 4),
    (state.phase_in, "after", (4, 14, 0.02), UBI, 4),
    (state.phase_in, "at once", (0, 10, 0.02), UBI | {"ubi_phase": 1}, 1),
    (state.phase_in, "at the hold", (2, 30, 0.04), UBI, 2),
    (state.phase_in, "just below the brake", (2, 30, 0.0499), UBI, 2),
    (state.phase_in, "at the brake", (2, 30, 0.05), UBI, 1),
    (state.phase_in, "nothing left to take back", (0, 30, 0.2), UBI, 0),
    (state.phase_in, "no brake: the calendar", (0, 12, 0.2), UBI | {"ubi_brake": 0.0}, 3),
    (state.phase_in, "no brake: the end", (0, 99, 0.2), UBI | {"ubi_brake": 0.0}, 4),
    (state.purchase_brake, "calm", (0.01,), BRAKE, 1.0),
    (state.purchase_brake, "at the end of tolerance", (0.03,), BRAKE, 1.0),
    (state.purchase_brake, "above it", (0.06,), BRAKE, 0.91),
    (state.purchase_brake, "the least", (0.14,), BRAKE, 0.7),
    (state.purchase_brake, "off", (0.5,), BRAKE | {"purchase_brake": 0.0}, 1.0),
    (state.rate_gap, "all at rest", (0.0, 0.02, 0.06), TAYLOR, 0.0),
    (state.rate_gap, "inflation alone", (0.0, 0.04, 0.06), TAYLOR, 0.003),
    (state.rate_gap, "unemployment alone", (0.0, 0.02, 0.10), TAYLOR, -0.002),
    (state.rate_gap, "what it was fades", (0.01, 0.02, 0.06), TAYLOR, 0.009),
    (state.rate_gap, "there it stays", (0.03, 0.04, 0.06), TAYLOR, 0.03),
    (state.public_volume, "at the start", (50.0, 10.0, 10.0), {"elasticity": 1.0}, 50.0),
    (state.public_volume, "follows output", (50.0, 8.0, 10.0), {"elasticity": 1.0}, 40.0),
    (state.public_volume, "fixed", (50.0, 8.0, 10.0), {"elasticity": 0.0}, 50.0),
    (state.public_volume, "not below zero", (50.0, 4.0, 10.0), {"elasticity": 2.0}, 0.0),
    (labour.hours, "no income", (0.0,), {"hours_response": 0.075}, 1.0),
    (labour.hours, "the trial", (0.2,), {"hours_response": 0.075}, 0.985),
    (labour.hours, "not below zero", (3.0,), {"hours_response": 0.5}, 0.0),
    (
        labour.task_ranks,
        "by skill, from below",
        (a(0.9, 0.1, 0.5), a(0.0, 0.5, 0.9)),
        {"task_difficulty": 1.0},
        [5 / 6, 1 / 6, 0.5],
    ),
    (
        labour.task_ranks,
        "by skill, from above",
        (a(0.9, 0.1, 0.5), a(0.0, 0.5, 0.9)),
        {"task_difficulty": -1.0},
        [1 / 6, 5 / 6, 0.5],
    ),
    (
        labour.task_ranks,
        "by chance",
        (a(0.9, 0.1, 0.5), a(0.0, 0.5, 0.9)),
        {"task_difficulty": 0.0},
        [1 / 6, 0.5, 5 / 6],
    ),
    (
        labour.task_ranks,
        "a quarter by skill: 0.75, 0.575, 0.25",
        (a(0.0, 0.5, 1.0), a(1.0, 0.6, 0.0)),
        {"task_difficulty": 0.25},
        [5 / 6, 0.5, 1 / 6],
    ),
    (labour.task_ranks, "alone", (a(0.2), a(0.7)), {"task_difficulty": 0.5}, [0.5]),
    (labour.displaced, "below, at and above the share", (a(0.1, 0.3, 0.4), a(0.3, 0.3, 0.3)), {}, [True, False, False]),
    (labour.displaced, "no AI", (a(0.0, 1.0), a(0.0, 0.0)), {}, [False, False]),
    (labour.displaced, "nothing left", (a(0.0, 0.999), a(1.0, 1.0)), {}, [True, True]),
    (labour.withdrawn, "no income", (0.0,), {"participation_response": 0.1}, 0.0),
    (labour.withdrawn, "the trial", (0.2,), {"participation_response": 0.1}, 0.02),
    (labour.withdrawn, "all at most", (30.0,), {"participation_response": 0.1}, 1.0),
    (
        upkeep.usable_slots,
        "staff and a spare hand",
        (a(0, 3, 300),),
        {"upkeep_workers": 0.02, "spare": 1.0},
        [50, 200, 15050],
    ),
    (upkeep.usable_slots, "no spare hand", (a(0, 1),), {"upkeep_workers": 0.5, "spare": 0.0}, [0, 2]),
    (upkeep.usable_slots, "no upkeep needed", (a(0),), {"upkeep_workers": 0.0, "spare": 1.0}, [1e12]),
    (investment.return_gap, "normal", (a(2), a(100), a(0.02)), RETURN, [0.0]),
    (investment.return_gap, "low, bounded", (a(1, -4), a(100, 100), a(0.02, 0.02)), RETURN, [-0.25, -0.5]),
    (investment.return_gap, "high, bounded", (a(2.4, 9), a(100, 100), a(0.02, 0.02)), RETURN, [0.1, 0.25]),
    (investment.return_gap, "off", (a(9), a(100), a(0.02)), RETURN | {"weight": 0.0}, [0.0]),
    (
        investment.wanted_machines,
        "a low return",
        (a(1), a(100), a(5)),
        MACHINES | {"outlook": a(0.5)},
        [0.0],
    ),
    (wages.tightness, "natural rate", (0.06,), NATURAL, 0.0),
    (wages.tightness, "slack", (0.06 * math.e,), NATURAL, -1.0),
    (wages.tightness, "tight", (0.04,), NATURAL, math.log(1.5)),
    (wages.tightness, "bounded", (0.0,), NATURAL, math.log(2)),
    (wages.wage_pressure, "natural rate", (0.0, a(0, 0.5)), PHILLIPS, [0.0, 0.002]),
    (wages.wage_pressure, "slack", (-1.0, a(0)), PHILLIPS, [-0.01]),
    (wages.wage_pressure, "tight", (0.5, a(0, 1)), PHILLIPS, [0.005, 0.009]),
    (wages.revised_offer, "floor", (a(2, 2, 2), a(-0.02, -0.01, 0.01), 9.0), OFFER, [1.98, 1.98, 2.02]),
    (wages.revised_offer, "to the mean", (a(1, 3), a(0, 0), 2.0), OFFER | {"wage_convergence": 0.25}, [1.25, 2.75]),
    (wages.revised_offer, "no cuts", (a(1), a(-0.5), 1.0), OFFER | {"wage_cut_max": 0.0}, [1.0]),
    (ai_ownership.agents_fund, "a tenth of its money", (100.0, 1000.0, 0.2), FUND, 10.0),
    (ai_ownership.agents_fund, "a fiftieth of what others own", (300.0, 1000.0, 0.2), FUND, 16.0),
    (ai_ownership.agents_fund, "nothing left to buy", (300.0, 1000.0, 1.0), FUND, 0.0),
    (ai_ownership.agents_fund, "worthless firms", (300.0, -5.0, 0.2), FUND, 0.0),
    (ai_ownership.agents_fund, "no money", (0.0, 1000.0, 0.2), FUND, 0.0),
    (rationing.shared_out, "enough", (a(1, 4, 7), a(0, 1, 9), 12.0), {}, [1, 4, 7]),
    (rationing.shared_out, "nothing", (a(1, 4, 7), a(1, 1, 1), 0.0), {}, [0, 0, 0]),
    (rationing.shared_out, "equal parts", (a(4, 4, 7), a(2, 2, 2), 9.0), {}, [3, 3, 3]),
    (rationing.shared_out, "what one does not want goes round again", (a(1, 4, 7), a(1, 1, 1), 9.0), {}, [1, 4, 4]),
    (rationing.shared_out, "by weight", (a(9, 9, 9), a(1, 2, 3), 12.0), {}, [2, 4, 6]),
    (rationing.shared_out, "who has no weight waits", (a(2, 2, 3), a(0, 0, 5), 4.0), {}, [0.5, 0.5, 3]),
    (rationing.shared_out, "nobody has any", (a(2, 6), a(0, 0), 4.0), {}, [2, 2]),
    (investment.rationed, "enough", (a(3, 0, 1), 4.0), {}, [3, 0, 1]),
    (investment.rationed, "half", (a(3, 0, 1), 2.0), {}, [1.5, 0, 0.5]),
    (investment.rationed, "none", (a(3, 0, 1), 0.0), {}, [0, 0, 0]),
    (investment.powered_slots, "enough", (a(8, 0), a(1, 1), a(9, 9)), {"slots_ahead": 0.5}, [8, 0]),
    (investment.powered_slots, "short", (a(8, 8, 8), a(1, 0.5, 1), a(2, 2, 0)), {"slots_ahead": 0.0}, [2, 4, 0]),
    (investment.powered_slots, "some for halls without", (a(8), a(1), a(2)), {"slots_ahead": 0.5}, [5]),
    (investment.powered_slots, "all", (a(8), a(0), a(2)), {"slots_ahead": 1.0}, [8]),
    (compute.rationed, "enough", (a(1, 4), a(5, 5), a(1, 9), 5.0), {}, [1, 4]),
    (compute.rationed, "alike", (a(4, 4), a(5, 5), a(1, 1), 5.0), {}, [2.5, 2.5]),
    (compute.rationed, "seen larger", (a(4, 4), a(5, 5), a(1, 3), 4.0), {}, [1, 3]),
    (compute.rationed, "nothing", (a(4, 4), a(5, 5), a(1, 3), 0.0), {}, [0, 0]),
    (compute.first_served, "by money", (np.array([0, 1, 2]), a(1, 3, 2)), {}, [1, 2, 0]),
    (compute.first_served, "all alike", (np.array([2, 0, 1]), a(1, 1, 1)), {}, [2, 0, 1]),
    (compute.first_served, "some alike", (np.array([2, 0, 1]), a(1, 2, 1)), {}, [1, 2, 0]),
    (provision.need_view, "kept", (a(1, -2), a(5, 5)), {"need_persistence": 0.0}, [5, 5]),
    (provision.need_view, "both", (a(1, -2), a(1, 0.5)), {"need_persistence": 0.6}, [1.4, -0.8]),
    (provision.need_view, "no news", (a(1, -2), a(0, 0)), {"need_persistence": 0.9}, [0.9, -1.8]),
    (provision.means, "months", (a(6, 1), a(2, 4)), {}, [3, 0.25]),
    (provision.means, "no outlay yet", (a(1), a(0)), {}, [1e9]),
    (provision.means, "nothing", (a(0), a(0)), {}, [0]),
    (provision.fill_rate, "half", (a(1), a(2)), {}, [0.5]),
    (provision.fill_rate, "rounding", (a(2.0), a(2.0000000001)), {}, [1]),
    (provision.fill_rate, "more", (a(3), a(2)), {}, [1]),
    (provision.rank_correlation, "with", (a(1, 2, 3), a(5, 6, 70)), {}, 1.0),
    (provision.rank_correlation, "against", (a(1, 2, 3), a(3, 2, 1)), {}, -1.0),
    (provision.rank_correlation, "all alike", (a(1, 1, 1), a(3, 2, 1)), {}, 0.0),
    (provision.rank_correlation, "nobody", (a(), a()), {}, 0.0),
    (energy.learned, "off", (1e6, 6.0), {"energy_learning": 0.0}, 1.0),
    (energy.learned, "nothing used yet", (0.0, 6.0), {"energy_learning": 0.5}, 1.0),
    (energy.learned, "doubled twice", (18.0, 6.0), {"energy_learning": 0.2}, 0.64),
    (energy.powered, "by the limit", (2.0, 9.0, 0.1), {}, 20),
    (energy.powered, "by what is built", (9.0, 2.0, 0.1), {}, 20),
    (energy.powered, "no energy needed", (2.0, 1.0, 0.0), {}, math.inf),
    (energy.energy_capacity, "asked", (4.0, 9.0, 1.0, 1.0), {}, 2),
    (energy.energy_capacity, "the limit", (4.0, 3.0, 1.0, 1.0), {}, 1),
    (energy.energy_capacity, "enough", (4.0, 9.0, 4.0, 1.0), {}, 0),
    (energy.rent_share, "plenty", (0.5, 5.0, 10.0), {"energy_rent_speed": 0.1}, 0.45),
    (energy.rent_share, "just enough", (0.5, 10.0, 10.0), {"energy_rent_speed": 0.1}, 0.5),
    (energy.rent_share, "at most at its speed", (0.5, 90.0, 10.0), {"energy_rent_speed": 0.1}, 0.6),
    (energy.rent_share, "all", (0.95, 90.0, 10.0), {"energy_rent_speed": 0.1}, 1),
    (energy.rent_share, "none", (0.05, 0.0, 10.0), {"energy_rent_speed": 0.1}, 0),
    (energy.rent_share, "no power", (0.5, 1.0, 0.0), {"energy_rent_speed": 0.1}, 0.6),
    (energy.rent_share, "no power, nobody wants any", (0.5, 0.0, 0.0), {"energy_rent_speed": 0.1}, 0.4),
    (energy.entered, "no rent", (0.0,), {"energy_entry": 0.12}, 1),
    (energy.entered, "half", (0.5,), {"energy_entry": 0.12}, 1.005),
    (energy.entered, "closed", (1.0,), {"energy_entry": 0.0}, 1),
    (energy.energy_rent, "none", (0.0, a(2), 0.5), {"normal_use_cloud": 0.75}, [0]),
    (energy.energy_rent, "half", (0.5, a(2, 1), 0.5), {"normal_use_cloud": 0.75}, [0.5, 0.125]),
    (energy.energy_rent, "nothing above cost", (1.0, a(0.5), 0.5), {"normal_use_cloud": 0.75}, [0]),
    (energy.own_use, "nothing left", (0.0, 0.05), {"hardware_per_slot": 6.0, "hardware_wear": 0.025}, 0),
    (energy.own_use, "some", (2.0, 0.05), {"hardware_per_slot": 6.0, "hardware_wear": 0.025}, 8),
    (energy.own_use, "no energy needed", (2.0, 0.0), {"hardware_per_slot": 6.0, "hardware_wear": 0.025}, math.inf),
    (energy.heat_reused, "no slots", (0.0, 4.0), {"heat_value": 0.5, "heat_reuse": 0.5}, 0),
    (energy.heat_reused, "some", (8.0, 4.0), {"heat_value": 0.5, "heat_reuse": 0.5}, 2),
    (energy.heat_reused, "more than homes need", (80.0, 4.0), {"heat_value": 0.5, "heat_reuse": 0.5}, 4),
    (energy.pipes, "enough", (2.0, a(3, 1), a(6, 2)), {}, [[1.5, 0.5], [0, 0]]),
    (energy.pipes, "too few", (6.0, a(3, 1), a(6, 2)), {}, [[3, 1], [1.5, 0.5]]),
    (energy.pipes, "none", (6.0, a(0, 0), a(6, 2)), {}, [[0, 0], [4.5, 1.5]]),
    (energy.pipes, "and none made", (6.0, a(0, 0), a(0, 0)), {}, [[0, 0], [0, 0]]),
    (value.refusal, "a job for whoever wants one", (a([4, 0], [2, 3]), (0.0, 0.0)), {}, [6, 3]),
    (value.refusal, "no other job in one occupation", (a([4, 0], [2, 3]), (1.0, 0.0)), {}, [2, 3]),
    (value.refusal, "no other job at all", (a([4, 0], [2, 3]), (1.0, 1.0)), {}, [0, 0]),
    (value.refusal, "some", (a([4, 0], [2, 3]), (0.5, 0.1)), {}, [3.8, 2.7]),
    (value.unit_values, "without compute", (a(6, 8, 5), a(2, 1, 9), a(0, 0, 0), a(5, 10, 0)), {}, [2, 1, 0]),
    (value.unit_values, "with", (a(6, 8, 1), a(1, 1, 2), a(4, 4, 0), a(5, 10, 8)), {}, [13 / 6, 77 / 60, 2 / 3]),
    (value.unit_values, "machines eat all machines", (a(6, 8, 0), a(5, 1, 0), a(0, 0, 0), a(5, 10, 0)), {}, [0, 0, 0]),
    (value.unit_values, "nearly", (a(6, 8, 0), a(4.9, 0, 0), a(0, 0, 0), a(5, 10, 0)), {}, [60, 0.8, 0]),
    (value.unit_values, "no machines made", (a(0, 8, 0), a(1, 0, 0), a(0, 0, 0), a(0, 10, 0)), {}, [0, 0.8, 0]),
    (value.unit_values, "no labour", (a(0, 0, 0), a(1, 1, 0), a(0, 0, 0), a(5, 10, 0)), {}, [0, 0, 0]),
]
# They give back several columns: test_accounts.py and test_paid_ai.py have their tables.
ELSEWHERE = {"agent_surplus", "spending"}


@pytest.mark.parametrize(
    ("rule", "arguments", "keywords", "expected"),
    [pytest.param(r, x, k, y, id=f"{r.__name__}: {about}") for r, about, x, k, y in ROWS],
)
def test_rule(rule: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any], expected: Any) -> None:
    copies = [np.copy(x) for x in arguments]
    result = rule(*arguments, **keywords)
    np.testing.assert_allclose(np.asarray(result, np.float64), np.asarray(expected, np.float64), rtol=1e-12, atol=1e-12)
    for before, after in zip(copies, arguments, strict=True):  # pure: arguments are left alone
        np.testing.assert_array_equal(before, after)


def test_every_rule_has_its_table() -> None:
    rules = {f for m in MODULES for _, f in inspect.getmembers(m, inspect.isfunction) if f.__module__ == m.__name__}
    counts = {rule.__name__: sum(row[0] is rule for row in ROWS) for rule in rules}
    assert {name: count for name, count in counts.items() if count < 3}.keys() == ELSEWHERE


# Textbook limits


def test_smoothing_converges_geometrically() -> None:
    belief, speed = 3.0, 0.15
    for n in range(1, 40):
        belief = float(expectations.smooth(belief, 7.0, speed=speed))
        assert belief == pytest.approx(7.0 - 4.0 * (1.0 - speed) ** n, rel=1e-12)


def test_a_belief_that_is_carried_forward_has_no_lag_on_a_trend_and_one_that_is_not_lags() -> None:
    carried = lagging = seen = 1.0
    for _ in range(2000):
        seen *= 1.0 + GROWTH
        carried = float(expectations.smooth(carried, seen, speed=0.1, growth=GROWTH))
        lagging = float(expectations.smooth(lagging, seen, speed=0.1))
    assert carried == pytest.approx(seen, rel=1e-9)
    # b = s S (1+g) / (g + s) on a trend: the lag is (1-s) g / (g+s)
    assert 1.0 - lagging / seen == pytest.approx(0.9 * GROWTH / (GROWTH + 0.1), rel=1e-6)


def test_prices_keep_pace_with_the_trend_of_costs() -> None:
    price, cost = np.ones(1), 1.0
    for _ in range(600):
        price = pricing.revised_price(price, np.array([cost]), expected_inflation=GROWTH, price_adjustment=0.2)
        cost *= 1.0 + GROWTH
    assert price[0] == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(("speed", "norm", "growth"), [(0.04, 4.0, GROWTH), (0.012, 48.0, GROWTH), (0.1, 2.0, 0.0)])
def test_buffer_stock_saving_ends_at_the_stationary_norm(speed: float, norm: float, growth: float) -> None:
    """m = lambda k y / (lambda + g), m at the start of a month: the formula the opening deposits are set by."""
    income, deposits = np.ones(1), np.zeros(1)
    for _ in range(3000):
        deposits = deposits + income - consumption.buffer_stock(income, deposits, mpc_wealth=speed, wealth_norm=norm)
        income = income * (1.0 + growth)
    assert deposits[0] / income[0] == pytest.approx(speed * norm / (speed + growth), rel=1e-6)


def test_the_frontier_solves_the_logistic_equation() -> None:
    growth, ceiling, step = 0.03, 0.9, 1e-5
    for months in (0.0, 12.0, 60.0, 200.0):
        now = agents.frontier(0.05, months, ai_growth=growth, ai_ceiling=ceiling)
        ahead, behind = (agents.frontier(0.05, months + d, ai_growth=growth, ai_ceiling=ceiling) for d in (step, -step))
        assert (ahead - behind) / (2.0 * step) == pytest.approx(growth * now * (1.0 - now / ceiling), rel=1e-6)


def test_the_frontier_month_by_month_is_the_frontier_at_once() -> None:
    c = 0.05
    for _ in range(120):
        c = agents.frontier(c, 1, ai_growth=0.03, ai_ceiling=0.9)
    assert c == pytest.approx(agents.frontier(0.05, 120, ai_growth=0.03, ai_ceiling=0.9), rel=1e-12)


def test_foreseen_adoption_is_adoption_smoothed_month_by_month() -> None:
    adoption, feasible = np.array([0.02, 0.7]), np.array([0.5, 0.1])
    foreseen = compute.foreseen_adoption(adoption, feasible, adoption_speed=0.05, months=24)
    for _ in range(24):
        adoption = expectations.smooth(adoption, feasible, speed=0.05)
    np.testing.assert_allclose(foreseen, adoption, rtol=1e-12)


def test_a_loan_at_its_norm_grows_with_the_value_of_its_collateral() -> None:
    loan, value = np.array([20.0]), 100.0 * (1.0 + GROWTH)
    for _ in range(480):  # opening loan = leverage x value / (1 + g), as in the stationary state
        loan = finance.loan_norm(loan, np.array([value]), leverage=0.2, loan_adjustment=0.03, expected_inflation=GROWTH)
        assert loan[0] == pytest.approx(0.2 * value, rel=1e-12)
        value *= 1.0 + GROWTH


def test_dividends_of_the_stationary_state_keep_cash_at_its_norm() -> None:
    """Profit 3, opening debt 20 and deposits at their norm of one outlay: all grow at g, month after month."""
    profit, outlay, loan = 3.0, 10.0, 20.0
    cash = outlay / (1.0 + GROWTH)
    for _ in range(480):
        before = cash + profit + GROWTH * loan  # the loan is raised with prices
        paid = finance.dividend(
            np.array([before]),
            np.array([profit]),
            np.array([outlay]),
            np.array([loan]),
            liquidity_norm=1.0,
            dividend_adjustment=0.15,
            expected_inflation=GROWTH,
        )
        cash = before - paid[0]
        assert cash == pytest.approx(outlay, rel=1e-12)
        profit, outlay, loan = profit * (1.0 + GROWTH), outlay * (1.0 + GROWTH), loan * (1.0 + GROWTH)


def test_stocks_close_their_gap_geometrically() -> None:
    """Sales as expected: the gap of stocks from target shrinks by 1/t a month."""
    stock = 2.0
    for n in range(1, 30):
        plan = production.planned_output(
            np.array([10.0]), np.array([stock]), np.array([99.0]), stock_target=0.5, stock_closing_time=6.0
        )
        stock += plan[0] - 10.0
        assert 5.0 - stock == pytest.approx(3.0 * (5.0 / 6.0) ** n, rel=1e-9)


def test_the_flexible_accelerator_ends_at_the_norm_of_machines() -> None:
    machines = np.array([100.0])
    for _ in range(600):
        worn = 0.007 * machines
        machines = machines - worn + investment.wanted_machines(worn, machines, np.array([10.0]), **MACHINES)
    assert machines[0] == pytest.approx(16.0 * 10.0 / 0.8, rel=1e-9)


def test_need_and_largest_output_are_inverse_at_normal_hours() -> None:
    output = np.array([0.0, 3.0, 700.0])
    work = production.labour_need(output, 0.3, labour_slack=0.018, labour_productivity=1.7)
    back = production.largest_output(work, 0.3, labour_slack=0.018, labour_productivity=1.7, flexible_hours=0.0)
    np.testing.assert_allclose(back, output, rtol=1e-12)


def test_full_automation_at_no_fee_saves_the_whole_cognitive_wage_bill() -> None:
    offers, worn = np.array([1.3, 0.8]), np.array([0.14])
    without = pricing.unit_cost(offers, 1.6, worn, **WORK)
    saved = pricing.saving(np.ones(1), 1.3, np.zeros(1), **WORK)
    hands = pricing.unit_cost(np.array([0.0, 0.8]), 1.6, worn, **WORK)
    np.testing.assert_allclose(without - saved, hands, rtol=1e-12)


def test_the_phillips_curve_is_convex_and_falls() -> None:
    rates = np.linspace(0.01, 0.3, 60)
    hands = [wages.tightness(u, natural_unemployment=0.06, phillips_unemployment_min=0.005) for u in rates]
    curve = [wages.wage_pressure(scarce, np.zeros(1), **PHILLIPS)[0] for scarce in hands]
    assert (np.diff(curve) < 0.0).all()
    assert (np.diff(curve, 2) > 0.0).all()


def test_offers_that_grow_alike_converge_to_their_mean() -> None:
    offers = np.array([0.8, 1.0, 1.3])
    spread = np.ptp(offers)
    for n in range(1, 50):
        growth = np.full(3, GROWTH)
        mean = float((offers * (1.0 + growth)).mean())
        offers = wages.revised_offer(offers, growth, mean, wage_cut_max=-0.0005, wage_convergence=0.05)
        assert np.ptp(offers) == pytest.approx(spread * (0.95 * (1.0 + GROWTH)) ** n, rel=1e-9)
        assert offers.mean() == pytest.approx(np.mean([0.8, 1.0, 1.3]) * (1.0 + GROWTH) ** n, rel=1e-9)


def test_a_rival_is_any_other_member_with_equal_chances() -> None:
    uniform = (np.arange(6000) + 0.5) / 6000
    for me in range(4):
        found = [rivalry.rival(4, np.full(4, u))[me] for u in uniform]
        assert np.bincount(found, minlength=4).tolist() == [0 if other == me else 2000 for other in range(4)]


def test_imitation_in_a_market_where_all_meet_all_ends_near_price_equal_to_cost() -> None:
    """Five sellers, price 1 - mean quantity, cost 0.2: Cournot's quantity is 2/3, Walras' 0.8 (Vega-Redondo 1997)."""
    stream = np.random.default_rng(5)
    quantity, seen = stream.random(5), []
    for _ in range(6000):
        profit = (1.0 - quantity.mean() - 0.2) * quantity
        at = rivalry.rival(5, stream.random(5))
        looks, trial = stream.random(5) < 0.3, 0.02 * stream.standard_normal(5)
        quantity = np.clip(rivalry.imitated(quantity, quantity[at], profit, profit[at], looks, trial), 0.0, 1.0)
        seen.append(quantity.mean())
    assert np.mean(seen[1000:]) == pytest.approx(0.8, abs=0.03)
