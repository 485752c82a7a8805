"""``python -m sim.docs`` rewrites the generated pages and blocks, ``python -m sim.docs lessons`` those of the lessons.

``python -m sim.docs tutorial`` runs the tutorial's cells and writes what they show; ``why`` reads folders for the README.
"""

import sys

from sim.docs import generate, lessons, tutorial, why

if __name__ == "__main__":
    wanted, *rest = sys.argv[1:] or [""]
    if wanted == "tutorial":
        raise SystemExit(tutorial.main())
    mains = {"lessons": lessons.main, "why": why.main}
    raise SystemExit(mains[wanted](rest) if wanted in mains else generate.main(sys.argv[1:]))
