"""The mechanisms, a room each: what the economy can do beside its core, off until a lever is moved. ``contract`` says what one is."""

from importlib import import_module

from sim.economy.mechanisms.contract import Mechanism
from sim.engine import declarations

# In the order of mechanisms.toml, the one list of them: no room is looked for.
MECHANISMS: tuple[Mechanism, ...] = tuple(
    import_module(f"sim.economy.mechanisms.{name}").MECHANISM for name in declarations.rooms()
)
