"""Clouds live on upkeep: slots without staff can't be offered, and crews can withhold their work.

The need for crews is the core's (`upkeep_workers`); what their lack does, and that they may strike, is here.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.upkeep.phases import limit_slots, strike

MECHANISM = Mechanism("upkeep", (strike, limit_slots))
