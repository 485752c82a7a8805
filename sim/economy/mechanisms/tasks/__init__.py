"""Tasks are renewed: new ones, beyond the frontier of AI, dilute what AI can do of all, and the frontier pushes on.

With nu `new_tasks` and gamma `generality`, each month while AI is there

    m = nu (1 - gamma),   x -> x / (1 + m)

for capability of the frontier, of every version released, and for the share of its work that a producer has organised around AI. A new
task falls to AI as readily as an old one to the extent of `generality`: at 1 new tasks leave no trace. Against a frontier that rises by
itself at the rate g `ai_growth` towards c_max `ai_ceiling`,

    dc/dt = g c (1 - c/c_max) - m c:   c tends to c_max (1 - m/g), and to nothing where m >= g.

Where clouds train, what they know loses what makes capability fall by as much (`capability_kept`): both ways are one where training is
what `training_norm` asks for and ideas stay as easy (`ideas_harder` 0); where they get harder, those that have to be found again are as
easy as they were.

Tasks are counted, not valued: work is as much as before, new tasks take the place of old ones in it. That they raise productivity is
not claimed; a gain would let the economy without AI grow. Nothing keeps a part of all tasks for people: how many there are follows from
the race of m and g. Acemoglu and Restrepo (2018, 2019); Autor et al. (2024). What was chosen among alternatives: docs/decisions/tasks.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.tasks.phases import renew_tasks

MECHANISM = Mechanism("tasks", (renew_tasks,))
