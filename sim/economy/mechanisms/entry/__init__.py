"""Firms come and go: capitalists found them where returns are above normal, and what fails or has shrunk closes.

Without it the firms of the start stay, kept alive by their owners. Places for firms to come are rows that are there from the start
(`entry_room`), so it can't be switched on later.

With `entry` off, the firms of the start go on for ever under their owners. With it on, each department has `entry_room` more places
than firms at the start; a place without a firm is dormant: no machines, stocks, staff, plans or debts, and on nobody's list.

**Exit.** A producer closes where it would default, and past its first `founding_months` where its expected sales are below `exit_size`
of its department's mean. The last firm of a department, the largest if all would close, goes on as without entry. A closed firm
dismisses its staff; the others of its department take over its machines, finished goods and expected sales in proportion to their own
expected sales, at `resale_price` of the price of new ones, on credit where cash is short. The firm's money repays its loan, the bank
writes off the rest, and what is left goes to the owner (of a cooperative to the members of others). Buyers who had the shop on their
list put another in its place, as they renew lists.

**Entry.** A month begins with foundings. With F firms of a department, r their smoothed profit after tax over machines and stocks, and
r* that of the stationary state,

    n = F ( failure_hazard + entry_rate max( r / r* - 1, 0 ) )

is the mean of the number founded (Poisson), as far as there are places. Each wins places on lists in proportion to its size. A firm is
built for `entry_size` of the department's mean long view of sales. A founder pays in `founding_equity` of what the machines for that
cost, and must have it; founders are drawn from capitalists with chances by deposits, each at most once a month and department. The bank
lends the rest up to `leverage_max`, with what the firm orders as collateral. In its first `founding_months` the firm closes 1 / (months
left) of its gap in machines, does not let its long view of sales fall below that size, and pays no dividend. It begins at the mean
price and pass-through of its department, the mean wages, the normal mark-up, and organised around AI: its adoption is what AI can do at
a saving that month, while older firms reorganise at `adoption_speed`.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.entry import measures
from sim.economy.mechanisms.entry.phases import begin, close_firms, found_firms, mark_closing

MECHANISM = Mechanism("entry", (found_firms, mark_closing, close_firms), begin, measures)
