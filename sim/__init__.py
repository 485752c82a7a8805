"""Carbon & Silicon: an economy of capitalists, carbon workers and AI agents whose books close exactly."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors and type checkers, which then know what each of these takes and gives
    from sim.charts.draw import draw
    from sim.commands.board import claims
    from sim.commands.classic import classic
    from sim.commands.compare import compare
    from sim.commands.explore import explore
    from sim.commands.programme import programme
    from sim.commands.results import Results, load
    from sim.commands.run import run
    from sim.commands.sensitivity import sensitivity
    from sim.commands.sweep import sweep
    from sim.commands.value import value
    from sim.economy.mesa_model import Economy
    from sim.economy.variants import variant
    from sim.reports import report

    __version__: str

__all__ = [
    "Economy",
    "Results",
    "__version__",
    "claims",
    "classic",
    "compare",
    "draw",
    "explore",
    "load",
    "programme",
    "report",
    "run",
    "sensitivity",
    "sweep",
    "value",
    "variant",
]

# Loaded on first use, so that `import sim` and `sim --help` cost nothing.
_HOMES = {
    "run": "sim.commands.run",
    "compare": "sim.commands.compare",
    "load": "sim.commands.results",
    "Results": "sim.commands.results",
    "draw": "sim.charts.draw",
    "report": "sim.reports",
    "claims": "sim.commands.board",
    "classic": "sim.commands.classic",
    "sweep": "sim.commands.sweep",
    "sensitivity": "sim.commands.sensitivity",
    "explore": "sim.commands.explore",
    "programme": "sim.commands.programme",
    "value": "sim.commands.value",
    "variant": "sim.economy.variants",
    "Economy": "sim.economy.mesa_model",
}


if not TYPE_CHECKING:  # which would otherwise take every name for one

    def __getattr__(name: str) -> Any:
        if name in _HOMES:
            return getattr(import_module(_HOMES[name]), name)
        if name == "__version__":
            return import_module("importlib.metadata").version("carbon-silicon")
        raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
