"""``python -m sim.docs`` rewrites the generated pages and blocks, ``python -m sim.docs lessons`` those of the lessons.

``python -m sim.docs tutorial`` runs the tutorial's cells and writes what they show.
"""

import sys

from sim.docs import generate, lessons, tutorial

if __name__ == "__main__":
    wanted, *rest = sys.argv[1:] or [""]
    if wanted == "tutorial":
        raise SystemExit(tutorial.main())
    raise SystemExit(lessons.main(rest) if wanted == "lessons" else generate.main(sys.argv[1:]))
