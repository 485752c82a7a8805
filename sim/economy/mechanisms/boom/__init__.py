"""A boom of investment: clouds carry on past growth of demand, and those who lend to them value hardware by its use.

Each month from the second of AI on clouds see by how much the slots have grown that AI work of firms would take, as a running mean:

    g' = g + s (ln(d'/d) - g),   d: AI work that firms would have done today, over the mean work of a slot.

They build for what is known of firms, today's demand and that in `capex_foresight` months, times

    exp(clip(x_c g H, -b, b)),

x_c `capex_extrapolation`, H `extrapolation_horizon`, b `extrapolation_max`. Promises need lenders: nobody builds faster than
`capex_growth_max`, nor beyond what own funds, loans up to `cloud_leverage_max` of collateral and owners' equity pay for. The bank takes
slots for

    1 - a kappa_c (1 - clip(u / u_n, floor, 1))

of what new ones cost, kappa_c `collateral_marking`, u the smoothed use of what a cloud offers, u_n `normal_use_cloud`. For
`marking_grace` months of AI nobody looks (a is 0), in as many more lenders come to it (a rises to 1). Public clouds are not marked.
It counts where loans are given, where debt moves to its norm, and where debt above all assets is a default. So on idle hardware nobody
can borrow any more, what was lent is asked back as far as there is cash, and a cloud that owes too much fails.

Who bears it: the bank writes off what `loan_recovery` leaves, its owners lose dividends, and below zero the State refills its
equity; owners of the cloud keep it, with the equity that they put in. Nothing has a date: growth that lasts, or ends before much is
owed, ends well, and hardware that was built stays and gets cheap, which makes demand of its own.

`endgame`, on the bubble; Minsky (1986) and Perez (2002) for it, Odlyzko (2010) on both ends of railways. What was chosen among
alternatives: docs/decisions/boom.md.
"""

from sim.economy.mechanisms.boom import measures
from sim.economy.mechanisms.boom.phases import begin, extrapolate, mark_hardware
from sim.economy.mechanisms.contract import Mechanism

MECHANISM = Mechanism("boom", (extrapolate, mark_hardware), begin, measures)
