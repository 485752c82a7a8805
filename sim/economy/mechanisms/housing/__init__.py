"""Workers own homes or rent them, and owe mortgages; what the bank loses on them tightens credit for all.

Filled in below.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.housing import measures
from sim.economy.mechanisms.housing.phases import (
    begin,
    keep_commitments,
    price_homes,
    serve_homes,
    tighten_credit,
    trade_homes,
)

MECHANISM = Mechanism(
    "housing",
    (serve_homes, keep_commitments, trade_homes, tighten_credit, price_homes),
    begin,
    measures,
)
