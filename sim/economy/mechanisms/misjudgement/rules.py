"""Which tasks are handed over, what that is worth, and how the edge is learned."""

import numpy as np

from sim.base.arrays import Floats


def misused_work(known: Floats, reach: Floats, *, reliance: float, edge_width: float) -> tuple[Floats, Floats]:
    """i = d + (1-d) (1 - (1-r)^2), o = (1-d) r^2 min(w, (1-F)/F): tasks handed over inside and outside, per task inside.

    ==========  ====  ===============================================  =
    known       [n]   share of tasks whose side is known               d
    reach       [n]   share of tasks that AI can do                    F
    reliance    []    how far down an uncertain signal is followed     r
    edge_width  []    tasks that look as if inside, per task inside    w
    ==========  ====  ===============================================  =

    Jagged frontier: `huang-labour`, section 1 (3); Dell'Acqua et al. (2026).

    >>> [one.tolist() for one in misused_work(np.array([1.0, 0.0, 0.0]), np.array([0.2, 0.2, 0.5]), reliance=0.5, edge_width=1.5)]
    [[1.0, 0.75, 0.75], [0.0, 0.375, 0.25]]
    """
    unknown = 1.0 - known
    belt = np.minimum(edge_width, (1.0 - reach) / np.maximum(reach, 1e-9))
    return known + unknown * (1.0 - (1.0 - reliance) ** 2), unknown * (reliance**2 * belt)


def outside_share(inside: Floats, outside: Floats) -> Floats:
    """x = o / (i + o): of what is handed over, the share outside the frontier; 0 where nothing is.

    ===============  ====  ==================  ====
    inside, outside  [n]   per task inside     i, o
    ===============  ====  ==================  ====

    >>> outside_share(np.array([0.75, 0.0]), np.array([0.25, 0.0])).tolist()
    [0.25, 0.0]
    """
    return outside / np.maximum(inside + outside, 1e-9)


def worth(outside: Floats, *, misuse_penalty: float) -> Floats:
    """v = 1 - (1 + m) x = (i - m o) / (i + o): what AI work is worth, over what is rented.

    ==============  ====  =======================================================  =
    outside         [n]   share of it outside the frontier                         x
    misuse_penalty  []    other work that a task outside spoils, in such tasks     m
    ==============  ====  =======================================================  =

    >>> worth(np.array([0.0, 0.25]), misuse_penalty=1.0).tolist()
    [1.0, 0.5]
    """
    return 1.0 - (1.0 + misuse_penalty) * outside


def known_edge(known: Floats, before: Floats, reach: Floats, *, edge_learning: float) -> Floats:
    """d' = d + k (1-d) - d |F' - F| / max(F', F): where the edge runs is learned, and forgotten as far as it moves.

    =============  ====  ===============================================  ===
    known          [n]   share of tasks whose side is known               d
    before, reach  [n]   share of tasks that AI could and can do          F, F'
    edge_learning  []    1/month                                          k
    =============  ====  ===============================================  ===

    An edge that has just come (F = 0) has not moved.

    >>> known_edge(np.array([0.5, 0.5, 0.5]), np.array([0.2, 0.2, 0.0]), np.array([0.2, 0.25, 0.2]), edge_learning=0.1).round(9).tolist()
    [0.55, 0.45, 0.55]
    """
    moved = np.abs(reach - before) / np.maximum(np.maximum(reach, before), 1e-9)
    return known + edge_learning * (1.0 - known) - known * np.where(before > 0.0, moved, 0.0)
