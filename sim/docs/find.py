"""All names with what they are about: by groups, and found by words of names, labels and meanings in both languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sim.base.declared import Text
from sim.base.errors import InputError, suggest
from sim.base.tables import wide, wrapped

LANGUAGES = ("en", "zh")
KINDS = {
    "parameter": "参数",
    "measure": "指标",
    "flow": "流量",
    "phase": "阶段",
    "scenario": "情景",
    "classic": "经典模型",
    "claim": "论断",
    "text": "文本",
}
COLON = {"en": ": ", "zh": "："}
COUNT = {"en": "{kind} ({count})", "zh": "{kind}（{count}项）"}
NAMES = 30  # letters that a column of names has at most
CORE = "core"  # the group of measures that no mechanism brings

HOW = Text(
    en="`sim explain NAME` explains one, `sim explain WORDS` finds it, `sim explain --group GROUP` lists a group or a kind in full",
    zh="`sim explain NAME`说明其一，`sim explain WORDS`按词查找，`sim explain --group GROUP`列出一组或一类的全部",
)
FOUND = Text(en="{count} found: `sim explain NAME` explains one", zh="共找到{count}项：`sim explain NAME`说明其一")


@dataclass(frozen=True)
class Named:
    """One name: its kind, the groups in which it stands (the first is where lists show it), what it is called and what it means."""

    kind: str
    name: str
    groups: tuple[str, ...]
    label: Mapping[str, str]
    meaning: Mapping[str, str]
    symbol: str = ""

    def about(self, lang: str) -> str:
        """Label and meaning in one line."""
        return COLON[lang].join(filter(None, (self.label[lang], self.meaning[lang])))

    def as_json(self) -> dict[str, object]:
        """All of it in plain values."""
        return {
            "kind": self.kind,
            "name": self.name,
            "group": self.groups[0],
            "label": {**self.label},
            "meaning": {**self.meaning},
        }


NONE = dict.fromkeys(LANGUAGES, "")


@cache
def everything() -> tuple[Named, ...]:
    """Every name that is declared, kind by kind."""
    return tuple(_everything())


def _everything() -> Iterator[Named]:
    from sim.classics import declared
    from sim.economy import scenario
    from sim.economy.measures import MEASURES
    from sim.economy.month import MONTH, OWNERS
    from sim.engine import declarations, parameters
    from sim.engine.ledger import flows
    from sim.runs import display
    from sim.verdicts import register

    for p in parameters.table().values():
        yield Named("parameter", p.name, (p.group,), NONE, {"en": p.en, "zh": p.zh}, p.symbol)
    for m in MEASURES.values():
        yield Named("measure", m.name, (m.room or CORE,), m.label, m.doc)
    rooms = {name: room for room, entries, _ in declarations.section("flows") for name in entries}
    for f in flows().values():
        groups = tuple(filter(None, (rooms.get(f.name), f.asset)))
        yield Named("flow", f.name, groups, NONE, {"en": f.en, "zh": f.zh})
    for part, phases in MONTH.items():
        for phase in phases:
            said = " ".join((phase.__doc__ or "").split())
            groups = tuple(filter(None, (part.en.partition(":")[0], OWNERS.get(phase))))
            yield Named("phase", phase.__name__, groups, NONE, {"en": said, "zh": said})
    sets = display.read().sets
    for s in map(scenario.load, scenario.shipped()):
        groups = tuple(name for name, members in sets.items() if s.name in members)
        yield Named("scenario", s.name, groups or ("scenario",), s.title, s.question)
    for c in map(declared.load, declared.HOMES):
        yield Named("classic", c.name, ("classic",), c.title, c.question)
    known = register.read()
    for claim in known.claims.values():
        yield Named("claim", claim.id, (claim.text,), _both(claim.title), _both(claim.statement))
    for text in known.texts.values():
        yield Named("text", text.name, ("text",), _both(text.title), _both(text.author))


def _both(text: Text) -> dict[str, str]:
    return {lang: text.of(lang) for lang in LANGUAGES}


# -- words


def words(text: str) -> list[str]:
    """The words of a text in small letters: a run of Latin letters or digits, or of Chinese ones.

    >>> words("Basic income, ubi_share: 失业率")
    ['basic', 'income', 'ubi', 'share', '失业率']
    """
    return re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", text.lower())


def _holds(text: Sequence[str], word: str) -> bool:
    """Whether a word is one of a text, or begins one (a plural looks for the singular too); Chinese has no spaces to begin at."""
    if not word.isascii():
        return any(word in one for one in text)
    stem = re.sub("e?s$", "", word) if len(word) > 4 else word
    return any(one.startswith((word, stem)) for one in text)


def find(query: str) -> list[Named]:
    """What has all words of the query: kind by kind, first where they stand in the name, then in the label, then in the meaning.

    >>> [one.name for one in find("basic income") if one.kind == "parameter"][:1]
    ['ubi_share']
    """
    wanted = words(query)
    ranked = []
    for one in everything() if wanted else ():
        name = words(f"{one.name} {one.symbol}")
        label = [*name, *words(" ".join(one.label.values()))]
        meaning = [*label, *words(" ".join(one.meaning.values()))]
        rank = next(
            (n for n, text in enumerate((name, label, meaning)) if all(_holds(text, word) for word in wanted)), None
        )
        if rank is not None:
            ranked.append((list(KINDS).index(one.kind), rank, one))
    ranked.sort(key=lambda found: found[:2])
    return [one for _, _, one in ranked]


# -- groups


def groups() -> dict[str, list[str]]:
    """The groups of each kind, in the order in which they first appear."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    for one in everything():
        found[one.kind].update(dict.fromkeys(one.groups))
    return {kind: list(some) for kind, some in found.items()}


def group(name: str) -> list[Named]:
    """All that stands in a group, whatever its kind, or all of a kind; an InputError where there is neither."""
    same = name.strip().lower().replace(" ", "_")
    found = [
        one for one in everything() if same in (one.kind, *(each.lower().replace(" ", "_") for each in one.groups))
    ]
    if not found:
        known = list(dict.fromkeys([*KINDS, *(each for some in groups().values() for each in some)]))
        hint = suggest(name, known) or f" (there are: {', '.join(known)})"
        raise InputError(f"--group: {name}: no such group{hint}")
    return found


# -- as lines


def listed(found: Sequence[Named], lang: str, width: int) -> list[str]:
    """Each with its meaning, under the heading of its kind; a meaning goes on below itself."""
    lines: list[str] = []
    kind = ""
    column = min(max((len(one.name) for one in found), default=0), NAMES)
    for one in found:
        if one.kind != kind:
            kind = one.kind
            lines += [*([""] if lines else []), _heading(kind, sum(each.kind == kind for each in found), lang)]
        first, *more = wrapped(one.about(lang), max(width - column - 4, 20)) or [""]
        lines += (
            [f"  {one.name:{column}}  {first}"]
            if len(one.name) <= column
            else [f"  {one.name}", f"  {'':{column}}  {first}"]
        )
        lines += [f"  {'':{column}}  {line}" for line in more]
    return lines


def hits(found: Sequence[Named], lang: str, width: int) -> list[str]:
    """What was found, and how to go on."""
    return [*listed(found, lang, width), "", *wrapped(FOUND.of(lang).format(count=len(found)), width)]


def overview(lang: str, width: int) -> list[str]:
    """A line a group: how many names, and as many of them as fit."""
    lines: list[str] = []
    for kind in KINDS:
        mine = [one for one in everything() if one.kind == kind]
        lines.append(_heading(kind, len(mine), lang))
        for name in dict.fromkeys(one.groups[0] for one in mine):
            names = [one.name for one in mine if one.groups[0] == name]
            head = f"  {name:18} {len(names):3}  "
            lines.append(head + _as_fit(names, width - wide(head)))
        lines.append("")
    return lines + wrapped(HOW.of(lang), width)


def _as_fit(names: Sequence[str], room: int) -> str:
    """As many names as fit into a line, and a mark where some don't."""
    text = ", ".join(names)
    while len(text) > room and len(names) > 1:
        names = names[:-1]
        text = f"{', '.join(names)}, ..."
    return text


def _heading(kind: str, count: int, lang: str) -> str:
    return COUNT[lang].format(kind=kind if lang == "en" else KINDS[kind], count=count)
