"""Producers learn from rivals how much of AI's saving to pass on: a rival who does better is imitated, with a trial beside it.

Without it every producer passes on what the scenario says (`pass_through`), which is then where all begin.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.rivalry.phases import imitate_rivals

MECHANISM = Mechanism("rivalry", (imitate_rivals,))
