"""Owners whose clouds become public take capacity along, unless it is seized; a law that says so is feared by those who are still private.

A cloud that turns public this month, by number or by its own size, loses with its owner

    F_k S slots and F_k M cash,   F_k: `capital_flight`; S, M: its slots and its cash,

the slots out of the economy, the cash to the owner. Its loans stay where they are, on what is left. Where `seizure` is law nothing
leaves, and nobody is compensated.

**Fear.** As long as it is law, private clouds reckon that hardware could be lost at the hazard z, `seizure_fear` a year. The use of a slot
then costs what is expected to be lost beside what it costs anyhow, and they want

    v / (v + z/12 h P1)

of the slots that demand calls for: v cost of a slot, h P1 its hardware. Nobody knows whether or when anything will be public: they fear
the law, at no date, from the first slot that they plan on and whether a reform ever comes; who is public has nothing to fear. What is there
already stays until it has worn out.

`manifesto`, ch. 4, ten points, point 3; Kydland and Prescott (1977) and Eichengreen (1990) for what stands against it. What was chosen
among alternatives: docs/decisions/expropriation.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.expropriation import measures
from sim.economy.mechanisms.expropriation.phases import begin, fear_seizure, pull_capacity

MECHANISM = Mechanism("expropriation", (pull_capacity, fear_seizure), begin, measures)
