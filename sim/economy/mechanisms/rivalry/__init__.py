"""Producers learn from rivals how much of AI's saving to pass on, and which mark-up to take: who does better is imitated.

A trial stands beside what is imitated. Without it every producer passes on what the scenario says (`pass_through`) and
comes back to its mark-up (`markup`), which are then where all begin. Each of the two has a lever of its own.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.rivalry.phases import imitate_rivals

MECHANISM = Mechanism("rivalry", (imitate_rivals,))
