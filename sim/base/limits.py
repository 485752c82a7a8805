"""How large the counts of a call may be, how much memory a call needs, and what counts as a number from the caller."""

from sim.base.errors import InputError
from sim.base.toml import shorten

LIMITS = {
    "seeds": 100_000,
    "seed": 99_999,
    "months": 100_000,
    "month": 100_000,
    "window": 100_000,
    "jobs": 1_000,
    "points": 20_000,
}


def allowed(name: str, low: int = 1) -> str:
    """What may be given.

    >>> allowed("seeds")
    'must be a whole number (1 to 100000)'
    """
    return f"must be a whole number ({low} to {LIMITS[name]})"


def whole(name: str, value: object, low: int = 1) -> int:
    """A count that is within its limits."""
    number = plain(value)
    if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= LIMITS[name]:
        try:
            text = repr(number)
        except (ValueError, RecursionError):  # Python prints no number of thousands of digits
            text = shorten(number)
        raise InputError(f"{name} = {text if len(text) <= 40 else text[:37] + '...'}: {allowed(name, low)}")
    return number


def plain(value: object) -> object:
    """A number of numpy's as Python's own; numpy itself is not needed for that."""
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()  # type: ignore[attr-defined]
    return value
