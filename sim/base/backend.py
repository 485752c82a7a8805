"""matplotlib, whatever the environment says of windows: figures are drawn without one, so a backend that there is not is no fault."""

import os
import sys
from importlib import import_module

VARIABLE = "MPLBACKEND"


def import_it() -> None:
    """Import matplotlib; where it knows no backend of the name that the variable gives, without the variable."""
    try:
        import_module("matplotlib")
    except ValueError:
        given = os.environ.pop(VARIABLE, None)
        if given is None:
            raise
        for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
            del sys.modules[name]  # what was imported halfway
        try:
            import_module("matplotlib")
        finally:
            os.environ[VARIABLE] = given


import_it()

from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

__all__ = ["Figure", "FigureCanvasAgg"]
