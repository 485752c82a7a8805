"""Firms do not see where the frontier of AI runs: they hand it tasks that it can't do, and keep some that it could.

A producer f knows of a share `d_f` of its tasks on which side of the frontier they lie (`discernment` at first). Of the others it sees a
signal s from 0 to 1, with density 2 (1 - s) where AI can do the task and 2 s where it can't, and hands over all below its reliance r. F
is the share of its tasks that AI can do; those outside that look as if inside are a belt of `edge_width` F. So

    inside  i = d + (1 - d) ( 1 - (1 - r)^2 )                              outside  o = (1 - d) r^2 min( edge_width , (1 - F) / F )

are handed over, per task inside. Such a firm rents `i + o` times the AI work that it would if it saw the frontier, never more than it
needs in all; it hires, and sets its prices, by what it has rented. What it gets for that is `( i - misuse_penalty o ) / ( i + o )` of it:
work outside comes to nothing and spoils other work. This is what the books take as AI's work, and what goods are made of. It can't be
worth less than `ai_worth_min`, since what is made can't be less than nothing; how often that binds is counted.

    d' = d + edge_learning (1 - d) - d |F' - F| / max( F', F )

People learn where the edge runs, and it moves with every version. F is what AI can do, at a saving or not: a frontier that begins to
pay has not moved. At reliance 0 firms still hand over what they know: that is not an economy without AI.

With a gain G for each task inside and a harm M for each outside, and d given, reliance is best at `G / (G + edge_width M)`.

Inside the frontier consultants with AI did 12 % more tasks, 25 % faster; outside 84.5 % were right without it and 60 to 71 % with it
(Dell'Acqua et al. 2026); groups of people and AI did worse than the better of the two, g = -0.23 (Vaccaro, Almaatouq and Malone 2024).
`huang-labour`, section 1 (3). That people learn, and the edge moves on, is the objection.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.misjudgement import measures
from sim.economy.mechanisms.misjudgement.phases import begin, hand_over, learn_edge

MECHANISM = Mechanism("misjudgement", (hand_over, learn_edge), begin, measures)
