"""Who owns: firms may belong to those who work in them, and AI's advice on savings to owners alone or to everybody.

`elite-strike`, sections 2.1, 4.1 and 4.2.

**Cooperatives.** With F firms of a department at the start, the first round(`cooperative_share` F) belong to those who work there. What
such a firm f pays out goes to these, by pay, to the millionth:

    share_i = dividend_f w_i / sum(w of all who work in f this month)
    income of a month = net wage + (1 + expected inflation) last month's share, smoothed once
    machines wanted = wear + members_invest (what an owner would want - wear), where that is more than wear
    lay-offs of work above need at layoff_speed member_layoffs

Where nobody works this month, the money stays with the firm. Owners keep their part of the bank and of clouds. A cooperative sells no
shares, so the fund of AI agents buys none. Under `entry` a cooperative that closes leaves its money to the members of the others, as some
laws want of reserves, and whoever founds a firm in its place owns it: the share of cooperatives falls as firms come and go.

The start is solved with the weight that cooperatives have in each department: members' income is higher by what owners' is lower. Members
hold months of income where owners hold years of it, so public debt comes out smaller, and the State may have deposits instead; public
purchases stay while `debt_rate` is `target_inflation`. A comparison with `cooperative_share` 0 has this in it. Shares are taxed with
profits, as dividends are, not with wages. Not modelled: members who hire others without sharing (degeneration), a membership that is
bought, and that the fewer members are, the more each has (Ward 1958).

**Advice.** From AI's arrival on, advice adds to the return of owners e_K = (1 - `human_advice`) `advice_value`, since they had
advisers before, and to that of workers e_W = `advice_value` under `ai_access` "open", else nothing. On given assets what some win others
lose, so that with deposits m

    gain of a household = (e - sum(e m) / sum(m)) m / 12

adds up to nothing. It is income of owners, who live on returns, and none of workers, whose deposits it changes. Who advises does not
matter where nobody's edge differs: with `human_advice` 0 open access leaves no trace, with 1 advice to owners alone leaves none.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.ownership import measures
from sim.economy.mechanisms.ownership.phases import (
    advise,
    begin,
    earn_shares,
    pass_on_reserves,
    pay_members,
    set_pace,
)

MECHANISM = Mechanism(
    "ownership", (set_pace, earn_shares, pay_members, advise, pass_on_reserves), begin, measures=measures
)
