"""By need instead of by money: a committee allots compute among firms, or plans consumer goods, with an error of its own for each firm.

**Needs.** What the committee takes a producer's need for is the need times `exp( need_error z_f )`. z_f has mean 0 and standard
deviation 1 and keeps `need_persistence` of itself from month to month: what the firm knows and the committee does not. What all firms
overstate alike falls out, since only ratios count. It begins in `programme_start`; firms that have just been founded are drawn anew.

**Energy credits.** From `programme_start` on, once AI is there, `energy_credits` says who gets compute:

- "none", the core's own way: where it does not suffice each gets at first the same part of what it would take, then all in random order;
- "money": who has most money for a month of outlay rents first, as much as it would; of equals in random order;
- "need": the committee allots the AI work that slots on the market can do (what power and training have left of them),

        allotted = min( adoption_f need_f , lambda need_f exp( need_error z_f ) ),   sum = min( slots efficiency , sum of adoption need )

  and a producer rents no more than that: its reach is the less of the two. Credits that somebody can't use, since AI does not reach that
  far or costs more than people, go round again among those who are short, by the same rule, until none is left that anybody could use.

Fees are paid as ever, and each producer chooses its cloud as ever. Where compute suffices for all, "need" is the same as "none".

**Planning.** From `programme_start` on, with `planning` at "need", a plan says what consumer goods are made. b is what households bought a
head at the start, all people alike; nu its level, 1 at first; K_f machines:

    needed      B   = nu b people + purchases of the State;  firm f is to make  B K_f exp(e z_f) / sum K exp(e z),  e = `need_error`
    made        as capacity and labour permit; stocks above their target are run down, empty shelves are not chased
    long view   moves to B K_f/K, and with it the machines that are bought; no sales are asked; mark-ups stand at normal
    norm        nu' = max( nu (1 + `norm_speed` (u - u0)), 1 )                        it rises while hands are idle
    ration      r nu b a head, r = min( 1, goods / needs ), what is given in kind (`basic_basket`) taken off the worker's

Department I makes what is ordered, as ever, for agents as for people. **Nothing is handed out**: first everybody may buy a ration, out of
deposits, whatever one meant to spend; what a worker lacks for it in money the State pays before shopping, at the mean price and
`provision_margin` of it; then the State buys, and then what purses have left of what they meant to spend buys what is left. Who finds
the shops of a list empty goes without: `served_nothing`. Purses beyond that are forced saving. Provision is paid by an extra tax on
profits, smoothed provision over smoothed profits, never above `profit_tax_max` with all other taxes on them; the rest is debt, and under a
balanced budget it comes before purchases. `duty_sanction` withholds ration and provision from who does not serve when called.

What a plan is held against, `unmet_need` and `output_volatility`, are the core's measures: in a market they are the same.

`manifesto`, ch. 4, ten points, points 4 and 6. The objection lives in `need_error`: Hayek (1945); Mises (1920); Kornai (1980). What was
chosen among alternatives: docs/decisions/provision.md and planning.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.provision import measures
from sim.economy.mechanisms.provision.phases import (
    allot_compute,
    begin,
    hold_markups,
    look_ahead,
    plan_by_need,
    provide,
    raise_norm,
    see_needs,
)

PHASES = (see_needs, plan_by_need, allot_compute, provide, look_ahead, hold_markups, raise_norm)
MECHANISM = Mechanism("provision", PHASES, begin, measures)
