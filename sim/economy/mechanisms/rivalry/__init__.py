"""Producers learn from rivals how much of AI's saving to pass on, and which mark-up to take: who does better is imitated.

A trial stands beside what is imitated. Without it every producer passes on what the scenario says (`pass_through`) and comes back to
its mark-up (`markup`), which are then where all begin. Each of the two has a lever of its own.

`pass_f`, the share of AI's saving that a producer passes on, is `pass_through` while `rivalry` is 0, before AI and in the month of a
dated change of `pass_through`. Otherwise, with the chance `rivalry` a month, a producer looks at a rival r of its department, drawn at
random, and where the rival's success is above its own

    pass_f = clip( pass_r + trial, 0, 1 ),   trial normal with standard deviation rivalry_trial

So, with `markup_rivalry`, `markup_trial` and draws of their own, with AI or without, is learned the normal mark-up that `markup_f`
comes back to: it is `markup` while `markup_rivalry` is 0 and in the month of a dated change of `markup`, else that of r plus the trial,
clipped to 0 and `markup_max`; `markup_f` makes the same step at once.

Success is smoothed profit after tax over places on buyers' lists (`rivalry_yardstick` "customers"), over machines and stocks at current
prices ("return"), or in money ("profit"). All look at once.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.rivalry.phases import imitate_rivals

MECHANISM = Mechanism("rivalry", (imitate_rivals,))
