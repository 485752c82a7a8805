"""By need instead of by money: a committee allots compute among firms, and sees their needs with an error of its own for each.

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

`manifesto`, ch. 4, ten points, point 4. The objection lives in `need_error`: Hayek (1945); Mises (1920); Kornai (1980). What was chosen
among alternatives: docs/decisions/provision.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.provision import measures
from sim.economy.mechanisms.provision.phases import allot_compute, begin, see_needs

MECHANISM = Mechanism("provision", (see_needs, allot_compute), begin, measures)
