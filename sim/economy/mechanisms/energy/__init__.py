"""Power is the slow layer: a limit on what data centres can draw, years of waiting for it, its rent, and the heat that is left.

The core charges energy at average cost and delivers any amount at once. This adds what average cost leaves out. With n slots wanted on
the market, e energy of a used slot, L the limit, B what is connected (without a build time all of L), x the share of rent:

    powered   N  = min(L, B) / e, shared out among clouds by the slots they could offer; training takes its part of it
    asked     e n, ordered as far as the limit goes beyond what is built and queued, delivered `energy_build_time` months later
    limit     L' = L (1 + `energy_entry`/12 x)                                     a limit that earns rent draws new sites
    auctions  x' = clip( x + `energy_rent_speed` clip(n/N - 1, -1, 1), 0, 1 )
    rent of a used slot   x max( highest fee at normal use - cost of the slot, 0 )
    energy    e  = `energy_per_slot` (1 + E / E_1)^log2(1 - `energy_learning`)     E: energy used so far

**Who gets what.** Rent is paid out of clouds' profit before tax, by an overdraft where cash lacks, to all capitalists in equal parts: they
own sites and grids. It is a cost for whoever sets a fee or asks whether building pays, and no product: value added does not fall. Clouds
build for the power there is, and a share `hardware_ahead` of what they lack all the same.

**Waste heat.** Of the energy of used slots a share, `heat_reuse`, warms homes: it saves so many consumer goods, heating at most. Pipes and
heat pumps are capital goods that households pay for at cost, in equal parts, none above its deposits.

What AI agents of the room `paid_ai` use for themselves draws on the power that clouds leave. Ricardo (1817), ch. 2; Wright (1936);
`manifesto`, ch. 4; the notes on the endgame. What was chosen among alternatives, and published numbers: docs/decisions/energy.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.energy import measures
from sim.economy.mechanisms.energy.phases import ask_power, begin, charge_rent, limit_power, pay_rent, reuse_heat

MECHANISM = Mechanism("energy", (limit_power, charge_rent, ask_power, reuse_heat, pay_rent), begin, measures)
