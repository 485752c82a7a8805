"""Variants: a scenario with some settings in a word, ``monopoly:withheld_share=0``: how it is written, shown and filed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sim.base import toml
from sim.base.errors import InputError
from sim.base.limits import plain
from sim.base.toml import cut, shorten
from sim.engine import parameters

# A colon and an equals sign behind it. What stands before it has an ending where it has folders (C:\mine.toml has a colon too).
_WRITTEN = re.compile(r"(?P<of>.*\.toml|[^:/\\]*):(?P<settings>[^=/\\]*=.*)", re.DOTALL)
_UNFIT = re.compile(r"[^\w.-]")  # what stands in no name of a file here
LONGEST = 80  # letters of such a name: a longer one is cut, with a hash
COMMA = {"en": ", ", "zh": "，"}


class Written(NamedTuple):
    """A variant as it was typed."""

    of: str  # the scenario: a name, or a path
    settings: str


@dataclass(frozen=True)
class Variant:
    """Of which scenario one is a variant (by its name), and what is set in it."""

    of: str
    set: Mapping[str, Any]

    def label(self, lang: str = "en", of: str = "") -> str:
        """How it is shown; ``of``: what the scenario is called there, in place of its name.

        >>> Variant("monopoly", {"ubi_share": 0.3, "ubi_financing": "debt"}).label()
        'monopoly, ubi_share 0.3, ubi_financing debt'
        >>> Variant("monopoly", {"withheld_share": 0.0}).label("zh", "垄断")
        '垄断，withheld_share 0'
        """
        return COMMA[lang].join([of or self.of, *(f"{name} {said(value)}" for name, value in self.set.items())])

    @property
    def written(self) -> str:
        """As a command line has it."""
        return f"{self.of}:" + ",".join(f"{name}={said(value)}" for name, value in self.set.items())

    @property
    def name(self) -> str:
        """Under which it is filed: the same whatever the order of the settings."""
        return filed(self.of, self.set)


def said(value: Any) -> str:
    """A value in words, with all of its digits and no more.

    >>> said(0.0), said(0.25), said(True), said("debt")
    ('0', '0.25', 'true', 'debt')
    """
    return value if isinstance(value, str) else toml.literal(value).removesuffix(".0")


def filed(of: str, settings: Mapping[str, Any]) -> str:
    """The name of a file or folder of a variant: letters, digits, -, _ and . alone.

    >>> filed("monopoly", {"ubi_share": 0.3, "ubi_financing": "debt"}), filed("my reform", {"ai": False})
    ('monopoly.ubi_financing-debt.ubi_share-0.3', 'my_reform.ai-false')
    """
    settled = parameters.typed({name: plain(value) for name, value in settings.items()})
    whole = ".".join([of, *(f"{name}-{said(value)}" for name, value in sorted(settled.items()))])
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", whole))
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}-{sha256(whole.encode()).hexdigest()[:6]}"


def written(source: object) -> Written | None:
    """The parts of what is written as a variant; None where it is another name, or a path.

    >>> written("monopoly:withheld_share=0"), written("monopoly"), written("a:b=c/mine.toml")
    (Written(of='monopoly', settings='withheld_share=0'), None, None)
    """
    if not isinstance(source, str) or source.endswith(".toml"):
        return None
    found = _WRITTEN.fullmatch(source)
    return Written(found["of"], found["settings"]) if found else None


def read(source: str) -> dict[str, object]:
    """The settings of a variant; an InputError with a message a fault in how they are written."""
    found = written(source)
    return toml.settings(found.settings.split(","), cut(source)) if found else {}


def variant(of: str | Path, /, **settings: object) -> str:
    """A scenario with other settings, for every function that takes scenarios: ``sim.variant("monopoly", ubi_share=0.3)``.

    ``of``: a shipped name, or the path of a .toml file. The text that it gives back is what the command line has for it.

    >>> variant("monopoly", ubi_share=0.3, ubi_financing="debt")
    'monopoly:ubi_share=0.3,ubi_financing=debt'
    """
    if not isinstance(of, str | Path) or written(of) or not str(of):
        raise InputError(f"variant: {shorten(of)}: must be the name of a shipped scenario or the path of a .toml file")
    if isinstance(of, Path) and of.suffix != ".toml":
        raise InputError(f"variant: {of}: must be the path of a .toml file")
    values = {name: plain(value) for name, value in settings.items()}
    if not values:
        raise InputError(f'variant: {of}: without a setting: name one, as in sim.variant("{of}", ubi_share=0.3)')
    if wrong := parameters.faults(values):
        raise InputError([f"variant: {of}: {message}" for message in wrong.values()])
    return Variant(str(of), values).written


def listed(texts: Iterable[str]) -> list[str]:
    """Scenarios that commas part, or that are given one by one; a setting behind a variant belongs to it.

    >>> listed(["baseline, monopoly:ubi_share=0.3,ubi_financing=debt", "commons"])
    ['baseline', 'monopoly:ubi_share=0.3,ubi_financing=debt', 'commons']
    """
    found: list[str] = []
    for text in texts:
        first = len(found)
        for part in filter(None, map(str.strip, text.split(","))):
            if len(found) > first and written(found[-1]) and "=" in part and not written(part):
                found[-1] += f",{part}"
            else:
                found.append(part)
    return found
