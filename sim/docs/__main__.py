"""``python -m sim.docs`` rewrites the generated pages and blocks, ``python -m sim.docs lessons`` those of the lessons."""

import sys

from sim.docs import generate, lessons

if __name__ == "__main__":
    wanted, *rest = sys.argv[1:] or [""]
    raise SystemExit(lessons.main(rest) if wanted == "lessons" else generate.main(sys.argv[1:]))
