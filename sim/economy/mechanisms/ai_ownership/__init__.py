"""AI agents own: they keep a part of the dividends of private clouds, and buy shares of producers from capitalists with it.

`manifesto`, ch. 3 section 3.
"""

from sim.economy.mechanisms.ai_ownership import measures
from sim.economy.mechanisms.ai_ownership.phases import begin, buy_shares, keep_dividends
from sim.economy.mechanisms.contract import Mechanism

MECHANISM = Mechanism("ai_ownership", (keep_dividends, buy_shares), begin, measures)
