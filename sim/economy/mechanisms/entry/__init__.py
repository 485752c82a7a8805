"""Firms come and go: capitalists found them where returns are above normal, and what fails or has shrunk closes.

Without it the firms of the start stay, kept alive by their owners. Places for firms to come are rows that are there from the start
(`entry_room`), so it can't be switched on later.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.entry import measures
from sim.economy.mechanisms.entry.phases import begin, close_firms, found_firms, mark_closing

MECHANISM = Mechanism("entry", (found_firms, mark_closing, close_firms), begin, measures)
