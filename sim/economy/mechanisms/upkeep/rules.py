"""What slots can run on the staff there is."""

from sim.base.arrays import Floats


def usable_slots(staff: Floats, *, upkeep_workers: float, spare: float) -> Floats:
    """S = (n + s) / maint: slots that this staff can keep running.

    ==============  ====  ============================================  =====
    staff           [n]   physical work, worker-months a month          n
    upkeep_workers  []    worker-months a slot and month                maint
    spare           []    worker-months that clouds can do without      s
    ==============  ====  ============================================  =====

    Staff comes in whole persons: a cloud short of half a person does not hire one. A spare person keeps small clouds from standing
    still for that, and fades as clouds grow.

    >>> import numpy as np
    >>> usable_slots(np.array([0.0, 3.0]), upkeep_workers=0.02, spare=1.0).tolist()
    [50.0, 200.0]
    """
    return (staff + spare) / max(upkeep_workers, 1e-12)
