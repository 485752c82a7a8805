"""Owners of private clouds search for profit: they try what they charge and what they hold back, and keep what pays.

Once a year, counted from the arrival of AI or from the month in which the search begins, the owner of a private cloud moves one of two
things one step up or down, by chance: the mark-up that the cloud comes back to (a step of `search_step` of the fee over cost,
`search_step` (1 + `cloud_markup`)), or the share of slots that it keeps off the market (a step of `search_step`). If the year's profit,
after interest, before tax, at the prices of the start, is above that of the year before, the step stays; else it is taken back. Either
way the next step follows at once, and none leads beyond the range of `cloud_markup` or of `withheld_share`. All begin with what the
scenario says, and all move in the same month: what rivals try disturbs what an owner sees. Who owns the cloud, people or AI agents,
makes no difference to the rule. Public clouds do not search. Producers' mark-ups are the business of `markup_rivalry`.

`manifesto`, ch. 1 section 3A and ch. 3 section 3; Cyert and March (1963), A Behavioral Theory of the Firm: search near what is done.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.owners_search import measures
from sim.economy.mechanisms.owners_search.phases import begin, search_profit, set_sought

MECHANISM = Mechanism("owners_search", (set_sought, search_profit), begin, measures)
