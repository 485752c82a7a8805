"""People become more from year to year, or fewer, and with them all that they make, owe and save.

With g a year (`cohort_growth`) and n = g / 12, a month begins with

    due' = due + N n

of which whole people come: each takes a row that has been kept free, without deposits and without a job, with a skill drawn as that of the
first, in an occupation by `cognitive_share`, and with an income in view as others of that skill have it. Rows are kept for so many
(`cohort_room`), if people grow at the start; when none is left nobody comes. Below zero the oldest leave, in the order in which they
came, and capitalists inherit what they had, in equal parts. Capitalists and firms stay in number; firms grow, or shrink. What is counted
per head is counted over the people there are.

**Views.** What grows with people is carried forward at n before news come in, as nominal views are at expected inflation: sales, their
long view and trend output; outlays, profits, tax bases and owners' income. Everybody knows g, and that it has changed when it does.
Norms of debt and dividends are as ever: they lag behind growth, as they do behind news.

**Careers.** Nobody ages here but in rank. Where `skill` forms craft, careers end at one rate, and `skill` says whose; a novice takes the
place, with the deposits. This mechanism then says how many places are not taken again, or how many novices come beside. Who leaves a
cooperative by age leaves what is owned with those who work there: only deposits are bequeathed.

**Start.** All that is real grows at n: machines bought a unit sold are d = (delta + n) kappa / (nu (1 + n/gamma)), in quantities alone,
since prices count wear; X1 = d2 X / (1 - d1 + d2). The accelerator and stocks of goods lag: K = kappa S / (nu (1 + n/gamma)), and with
i' = i / (1 + n t_inv) months of sales in stock, S = X / (1 + n i'). Loans close at lev V a / (a + n), to the second order in small
rates. Growth is paid for out of cash: it stays below its norm by (1/s - 1) n (V + cash - loans), s the speed of dividends, and dividends
are profit after tax + pi (loans - cash) - n (V + cash - loans). In norms of households, bank and debt pi becomes pi + n; where people
become fewer, workers' norm keeps pi, since who leaves takes along what the mean worker has, and owners hold what they inherit besides.

Not here: childhood, pensions, who is whose heir, more firms, and what people need to live in.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.population import measures
from sim.economy.mechanisms.population.phases import begin, enter_cohorts, expect_growth, leave

MECHANISM = Mechanism("population", (expect_growth, enter_cohorts, leave), begin, measures)
