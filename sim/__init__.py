"""Carbon & Silicon: an economy of capitalists, carbon workers and AI agents whose books close exactly."""

from importlib import import_module
from typing import Any

__all__ = [
    "Economy",
    "__version__",
    "claims",
    "classic",
    "compare",
    "draw",
    "explore",
    "load",
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
    "load": "sim.runs.reading",
    "draw": "sim.charts.draw",
    "report": "sim.reports",
    "claims": "sim.commands.board",
    "classic": "sim.commands.classic",
    "sweep": "sim.commands.sweep",
    "sensitivity": "sim.commands.sensitivity",
    "explore": "sim.commands.explore",
    "value": "sim.commands.value",
    "variant": "sim.economy.variants",
    "Economy": "sim.economy.mesa_model",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("carbon-silicon")
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
