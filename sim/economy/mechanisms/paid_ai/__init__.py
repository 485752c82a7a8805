"""AI agents are paid and spend: wages out of the fees of private clouds go to their fund, which buys energy and hardware for their own use.

`huang-value`, section 4.2: what follows if AI becomes a wage labourer that spends.

    wages   out of the fees of a private cloud    V_c = ai_wage p_c x_c, never more than the cloud has
    fee     private                               p_c = min( (1+mu) v / (e (1 - ai_wage)), the ceiling or what covers both )
    spending, at prices of Department I           X = min( agents_spend A, what sellers have left )

Wages are variable capital: they lower gross profit, are paid on top of unit cost, and clouds build and keep agents by the part of fees
that they keep. Where rivals press, paid AI is dearer; where the fee stands at its ceiling, wages eat rent. The fund A (dividends kept
under `ai_ownership` go there too) buys after firms have, from all sellers of Department I by what they have left, at their price; what
could not be had is demand that they see. What is bought is used up within the month: final use, in no product, and no energy of clouds.

What the fund does not spend buys shares of producers, by the room `ai_ownership`, which is awake with this one: paid agents that save
become owners.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.paid_ai import measures
from sim.economy.mechanisms.paid_ai.phases import agents_buy, pay_agents, share_fees

MECHANISM = Mechanism("paid_ai", (share_fees, pay_agents, agents_buy), measures=measures)
