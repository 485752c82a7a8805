"""What AI does is checked, which takes a part of its work; what is not found harms whoever relies on AI.

A share `alignment_overhead` of every slot's work goes into checks, of public clouds and private ones alike: fees, the demand for slots
and what an agent can do all hang on what is left. It is policy: neither firms nor clouds choose it. In return accidents are rarer. A
producer f meets with one in a month with the chance `1 - exp( -hazard_f )`,

    hazard_f = incident_hazard ( AI work / need for minds )_f exp( -checking_effect alignment_overhead )

drawn by firm and month from a stream of its own, so that worlds under one seed have the same luck. It then loses `incident_loss` of the
month's output before it is booked. Wages and fees are paid all the same, and prices do not foresee it.

With a the overhead, f what AI work costs per unit without it, and L = incident_hazard incident_loss times the product that goes with a
unit of AI work, `f / (1 - a) + L exp( -checking_effect a )` is least at some a > 0 if, and only if, `checking_effect L > f`: there is an
inner optimum, or checks do not pay at all. This holds for one firm with all else given; what the economy makes of it a sweep shows.

Overhead and accidents have one switch, `incidents`: the cost of checks without what they prevent, or the reverse, would answer by
assumption. Each is found by itself with `incident_hazard` or `alignment_overhead` at 0. The objection lives here: Amodei et al. (2016),
Concrete problems in AI safety; Perrow (1984), Normal Accidents.
"""

from sim.economy.mechanisms.checking import measures
from sim.economy.mechanisms.checking.phases import begin, check_work, meet_accidents
from sim.economy.mechanisms.contract import Mechanism

MECHANISM = Mechanism("checking", (check_work, meet_accidents), begin, measures)
