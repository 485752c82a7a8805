"""Who decides over hours, what people need not buy, and who keeps clouds running: time and goods in kind have an account each.

**Hours.** What a job asks for is a contract: normal hours, less what workers give up for unearned income. On top of that, members choose
by what an hour buys, w over that of the start, and the day is w^-(e + d): e = `leisure_preference` if `hours_set_by` is "members", and
d = `productivity_as_time` of those whose basics are covered, in part or in full; what they work is paid. Owners lengthen the day of an
occupation where jobs are scarce, (u/u0)^`hours_pressure`, u smoothed over a year; pay is for the contract, and the rest is surplus
labour. Custom leaves hours as they are. Hours are those of all firms, whoever owns them: shares of members in a cooperative go by paid
hours, as wages do. `fatigue` lets a job yield hours^(1 - f).

**Basket.** From `programme_start` on the State buys `basic_basket`, a share of real income at the start, for every worker, in the shops
where all buy, and gives it in kind: it is made for sale, and bought with money. What it gives costs a levy, one month later: on wages,
beside income tax and with it never above `levy_max`, or in part (`basket_from_profits`) on profits. What cannot be paid for is not given.

**Duty.** Upkeep of clouds can be a duty instead of a job. `duty_hours` is the most that is called of each who serves; under the `alliance`,
without such a bound, it is all upkeep, and the basket covers subsistence. Some evade, unless `duty_sanction` takes their basket. Work
done by duty counts `duty_skill` of a crew's, comes off the crews that clouds want, and is unpaid: a slot costs so much less. What a
want of crews does is the room `upkeep`'s (`upkeep_limits`).

Seekers of work are no free people: `free_time` counts them at normal hours. Not here: bargaining over hours firm by firm; tastes that
differ; care; land, and all that is scarce besides.

`huang-labour`, section 2.2; `huang-value`, section 4.3; `manifesto`, ch. 4 section 3 and point 7. Boppart and Krusell (2020), Labor supply
in the past, present, and future; Olson (1965), The Logic of Collective Action. What was chosen among alternatives: docs/decisions/time.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.time.phases import begin, call_duty, give_basket, plan_basket, serve, set_hours, settle_levy

MECHANISM = Mechanism("time", (plan_basket, set_hours, call_duty, serve, give_basket, settle_levy), begin)
