"""What has been found of each claim, as data: kept in ``claims.json``, from which table, figure, report and SCOREBOARD.md are made.

It holds what was measured. Verdicts are not kept: they follow from the numbers by the thresholds, each time it is read.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.base.files import MARK, write_text
from sim.base.paths import shown
from sim.verdicts import thresholds
from sim.verdicts.register import SIGNS, STATUS, Sign
from sim.verdicts.thresholds import Leaning, Number, Summary, Turning, Verdict

if TYPE_CHECKING:
    import pandas as pd

FILE = "claims.json"
Pair = tuple[Number, Number]
Kind = TypeVar("Kind")

SAID: Mapping[str, tuple[str, str]] = {
    "holds": ("holds", "成立"),
    "fails": ("fails", "不成立"),
    "depends": ("depends", "视假设而定"),
    "open": ("open", "未决"),
    **{status: STATUS[status] for status in ("construction", "shown", "planned")},
}
ORDER = tuple(SAID)  # in which they are counted
WORST: tuple[Verdict, ...] = ("open", "fails", "depends", "holds")


@dataclass(frozen=True)
class Years:
    """What a measure does over all years of its worlds: means over seeds, and the paired 95 % interval of the difference."""

    years: list[int]  # the first is 0
    side: list[Number]
    against: list[Number] | None = None  # of one world there is no other
    low: list[Number] | None = None
    high: list[Number] | None = None


@dataclass(frozen=True)
class Found:
    """One outcome of one test: what was compared, what was predicted, and what was measured."""

    test: str  # M4.1: the first test of M4
    kind: str
    sides: dict[str, str]  # the worlds of the test in words, by language
    months: str  # that are looked at
    prediction: str  # the same for the same prediction of other worlds
    measure: str
    label: dict[str, str]
    detail: dict[str, str] | None
    sign: Sign | None  # None of what is only shown
    unit: dict[str, str]
    times: float  # what values are multiplied by to be in the unit
    levels: Pair | None  # means of the two that are compared
    # Where the two differ in who owns compute: their pass-through, and the public share in the first.
    square: Pair | None
    summary: Summary
    turning: Turning | None
    added: bool = False  # a reading of ours: no draws are made for it, and no verdict hangs on it
    vacuous: dict[str, str] | None = None  # why it decides nothing, whatever comes out
    tied: str | None = None  # the outcome with which it counts once: its name
    closures: dict[str, Pair] = field(default_factory=dict)  # the mean effect under each, and the smallest of interest there
    path: Years | None = None

    @property
    def name(self) -> str:
        """By which another outcome names it: test, measure, and the step where it is one."""
        return " ".join(filter(None, (self.test, self.measure, self.detail["en"] if self.detail else "")))

    @property
    def decides(self) -> bool:
        """Whether the verdict of the claim hangs on it."""
        return bool(self.sign) and not self.added and not self.vacuous

    @property
    def verdict(self) -> Verdict | None:
        """By the thresholds; None of what is only shown, an added reading, or can't tell anything."""
        return thresholds.verdict(self.sign, self.summary) if self.sign and self.decides else None

    @property
    def by_seeds(self) -> Leaning | Literal["open"] | None:
        """What seeds alone say of an added reading; None of all else, and of one that can't tell anything."""
        return thresholds.by_seeds(self.sign, self.summary) if self.sign and self.added and not self.vacuous else None

    @property
    def alternatives(self) -> list[str]:
        """The closures that turn it, if it holds or fails."""
        if not self.sign or self.verdict not in ("holds", "fails"):
            return []
        return thresholds.turned_under(self.sign, self.summary, self.closures)

    @property
    def hangs(self) -> bool:
        """Whether its verdict hangs on the share of draws that agree."""
        counts = self.sign and self.verdict and thresholds.share_that_counts(self.sign, self.summary)
        return bool(counts) and math.isfinite(float(counts or 0.0))

    @property
    def share(self) -> Pair:
        """The 95 % interval of the share of draws that agree."""
        return thresholds.share_interval(self.summary.agree, self.summary.draws)

    def what(self, lang: str) -> str:
        """Measure, step and prediction in words."""
        comma, colon = (", ", ": ") if lang == "en" else ("，", "：")
        detail = f"{comma}{self.detail[lang]}" if self.detail else ""
        return f"{self.label[lang]}{detail}{colon + SIGNS[self.sign][lang == 'zh'] if self.sign else ''}"

    def effect(self, lang: str) -> str:
        """The mean effect with its interval, in its unit."""
        from sim.base.estimates import written

        numbers = [self.times * x for x in (self.summary.mean, self.summary.low, self.summary.high)]
        if not math.isfinite(numbers[0]):
            return "?"
        _, mean, interval = written(0.0, *numbers)
        return " ".join(filter(None, (mean, interval, self.unit[lang])))


@dataclass(frozen=True)
class Standing:
    """A claim and what was found."""

    id: str
    text: str
    title: dict[str, str]
    statement: dict[str, str]
    objection: dict[str, str]
    falsifier: dict[str, str]
    status: str
    waits: list[str]
    why: dict[str, str] | None
    falsified: str
    square: bool
    found: list[Found]
    pending: dict[str, list[str]] = field(default_factory=dict)  # tests that can't be run yet, and what each waits for
    asked: str = ""  # a hash of all that it answers (``shipped.asked``), as it was when it was computed

    @cached_property
    def predictions(self) -> list[tuple[Verdict, list[Found]]]:
        """What it predicts: the verdict of each prediction, and its cases. Of those that are one fact the one that fares worst."""
        cases: dict[str, list[Found]] = {}
        for one in self.found:
            if one.decides:
                cases.setdefault(one.prediction, []).append(one)
        homes = {one.name: prediction for prediction, some in cases.items() for one in some}
        facts: dict[str, list[tuple[Verdict, list[Found]]]] = {}
        for prediction, some in cases.items():
            tied = [homes[one.tied] for one in some if one.tied in homes]
            home = tied[0] if len(tied) == len(some) else prediction
            verdict = thresholds.together([one.verdict for one in some if one.verdict])
            facts.setdefault(home, []).append((verdict, some))
        return [min(each, key=lambda one: WORST.index(one[0])) for each in facts.values()]

    @property
    def alternatives(self) -> list[str]:
        """The closures under which something that it predicts comes out otherwise, where it holds or fails."""
        there = [one for verdict, some in self.predictions if verdict == self.computed for one in some]
        return list(dict.fromkeys(name for one in there for name in one.alternatives))

    @property
    def computed(self) -> Verdict:
        """What the thresholds give, also where it does not count."""
        return thresholds.claim([verdict for verdict, _ in self.predictions], self.falsified)

    @property
    def verdict(self) -> str:
        """A key of ``SAID``: computed, or why there is none to compute."""
        return self.computed if self.status == "modelled" else self.status

    @property
    def deciding(self) -> Found | None:
        """The outcome that decides: of the first prediction with the verdict of the claim, the first case that makes it so."""
        for verdict, cases in self.predictions:
            if verdict == self.computed:
                if self.computed == "depends":
                    return _critical(cases)
                return next(one for one in cases if one.verdict == verdict)
        return next(iter(self.found), None)

    def reason(self, lang: str, labels: Mapping[str, str]) -> str:
        """What turns a claim that depends, what of it fails where it fails, under which closures it would be otherwise, what can't tell
        anything, what counts once, what it waits for; ``labels``: of closures."""
        if self.status == "planned":
            return REASONS["waits"].of(lang).format(names=", ".join(self.waits))
        found = [self.why[lang] if self.why else self._because(lang, labels)]
        if self.status == "modelled" and self.alternatives:
            names = _listed([labels.get(name, name) for name in self.alternatives], lang)
            found.append(REASONS["otherwise"].of(lang).format(names=names))
        for one in self.found:
            if one.vacuous:
                found.append(REASONS["vacuous"].of(lang).format(what=one.what(lang), why=one.vacuous[lang]))
        tied = [one.what(lang) for one in self.found if one.tied]
        found += [REASONS["tied"].of(lang).format(names=_listed(tied, lang))] if tied else []
        for test, needs in self.pending.items():
            found.append(REASONS["pending"].of(lang).format(test=test, names=", ".join(needs)))
        return _listed([part for part in found if part], lang)

    def _because(self, lang: str, labels: Mapping[str, str]) -> str:
        """Why the verdict is what it is, where it isn't that it holds."""
        if self.verdict == "fails" and len(self.predictions) > 1:
            failing = [cases[0].what(lang) for verdict, cases in self.predictions if verdict == "fails"]
            holding = sum(verdict == "holds" for verdict, _ in self.predictions)
            counts = {"holding": holding, "count": len(self.predictions)}
            return REASONS["fails"].of(lang).format(names=_listed(failing, lang), **counts)
        if self.verdict == "open":
            undefined = [one.what(lang) for one in self.found if one.decides and not math.isfinite(one.summary.mean)]
            why = "undefined" if undefined else "few" if self.predictions else "idle"
            return REASONS[why].of(lang).format(names=_listed(undefined, lang))
        return self._turned(lang, labels) if self.verdict == "depends" else ""

    def _turned(self, lang: str, labels: Mapping[str, str]) -> str:
        """Of the prediction that decides: the case where its cases disagree, else the assumption that turns it; without one, its parts."""
        turns = [cases for verdict, cases in self.predictions if verdict == "depends"]
        if not turns:
            each = [f"{cases[0].what(lang)} ({SAID[verdict][lang == 'zh']})" for verdict, cases in self.predictions]
            return REASONS["parts"].of(lang).format(parts=_listed(each, lang))
        cases = turns[0]
        if len({one.verdict for one in cases}) > 1:
            return REASONS["case"].of(lang).format(cases=_listed(_cases(cases, lang), lang))
        turning = _critical(cases).turning
        return turned(turning, lang, labels) if turning else REASONS["nothing"].of(lang)


def _cases(cases: Sequence[Found], lang: str) -> list[str]:
    """Each pair of worlds with its verdict, and with the months of each verdict where it has several."""
    stop, comma, colon = ("; ", ", ", ": ") if lang == "en" else ("；", "，", "：")
    found = []
    for sides in dict.fromkeys(one.sides[lang] for one in cases):
        when: dict[str, list[str]] = {}
        for one in cases:
            if one.sides[lang] == sides:
                months = one.detail[lang] if one.detail else REASONS["months"].of(lang).format(months=one.months)
                when.setdefault(SAID[str(one.verdict)][lang == "zh"], []).append(months)
        each = [said if len(when) == 1 else f"{said}{colon}{comma.join(months)}" for said, months in when.items()]
        found.append(f"{sides} ({stop.join(each)})" if lang == "en" else f"{sides}（{stop.join(each)}）")
    return found


def _critical(cases: Sequence[Found]) -> Found:
    """Of the cases of a prediction that depends: one that fails, else the one whose turning stands out most."""
    order = {"fails": 0, "depends": 1}
    return min(cases, key=lambda one: (order.get(str(one.verdict), 2), one.turning.p if one.turning else 1.0))


REASONS = {
    "waits": Text(en="waits for {names}", zh="待建：{names}"),
    "fails": Text(
        en="{holding} of {count} predictions hold; fails: {names}", zh="{count}项预测中{holding}项成立；不成立：{names}"
    ),
    "few": Text(en="too few runs for a verdict", zh="运行太少，不作判定"),
    "undefined": Text(en="undefined under a seed: {names}", zh="在某个种子下无定义：{names}"),
    "idle": Text(en="nothing that it predicts can be told", zh="其预测皆无从判断"),
    "otherwise": Text(en="but not under {names}", zh="但在以下闭合下不然：{names}"),
    "vacuous": Text(en="decides nothing: {what} ({why})", zh="不参与判定：{what}（{why}）"),
    "tied": Text(en="counted once with another part, being one fact: {names}", zh="与另一部分实为一事，只计一次：{names}"),
    "pending": Text(en="still to come: {test} waits for {names}", zh="尚待补充：{test}待建{names}"),
    "months": Text(en="months {months}", zh="第{months}月"),
    "case": Text(en="the case decides: {cases}", zh="取决于情形：{cases}"),
    "parts": Text(en="its parts differ: {parts}", zh="各部分不一：{parts}"),
    "nothing": Text(en="no draw turns it; more seeds may decide", zh="没有抽样使其反转；更多种子或可判定"),
    "parameter": Text(
        en="{name}, as predicted in {there} of the draws above its middle and {elsewhere} below (p = {p})",
        zh="{name}，高于中位的抽样中{there}符合预测，低于的{elsewhere}（p = {p}）",
    ),
    "closure": Text(
        en="closure {name}: its run is {as_}, and {elsewhere} of the seeds without it (p = {p})",
        zh="闭合“{name}”：其运行{as_}预测，无此闭合的种子中{elsewhere}符合（p = {p}）",
    ),
    "chance": Text(en="none stands out of chance; nearest is {what}", zh="无一超出偶然；最接近者为{what}"),
}


def turned(turning: Turning, lang: str, labels: Mapping[str, str]) -> str:
    """A turning assumption in words, or that none stands out."""
    from sim.base.estimates import percent

    name = labels.get(turning.name, turning.name) if turning.kind == "closure" else turning.name
    fits = {"en": ("not as predicted", "as predicted"), "zh": ("不符合", "符合")}[lang][turning.there > 0.5]
    values = {
        "as_": fits,
        "there": percent(turning.there),
        "elsewhere": percent(turning.elsewhere),
        "p": f"{turning.p:.2g}",
    }
    what = REASONS[turning.kind].of(lang).format(name=name, **values)
    return what if turning.stands_out else REASONS["chance"].of(lang).format(what=what)


def _listed(parts: Sequence[str], lang: str) -> str:
    return ("; " if lang == "en" else "；").join(parts)


@dataclass(frozen=True)
class Board:
    """Some claims, and the runs behind what is said of them."""

    version: str
    code: str
    date: str  # of the last run
    months: int
    seeds: int
    points: int  # of the hypercube: the draws; where they leave a verdict in doubt there are more
    closures: list[str]
    passed_over: int  # points without a stationary state, which others stand for
    texts: dict[str, dict[str, str]]  # their titles
    rows: list[Standing]
    plain: bool = False  # points move shares like everything else

    @property
    def counts(self) -> dict[str, int]:
        """How many claims there are of each verdict."""
        found = [row.verdict for row in self.rows]
        return {key: found.count(key) for key in ORDER}

    def table(self) -> "pd.DataFrame":
        """A row an outcome, with its verdict and that of its claim; a claim without outcomes has a row as well."""
        import pandas as pd

        records: list[dict[str, Any]] = []
        for row in self.rows:
            head = {"claim": row.id, "claim_verdict": row.verdict, "status": row.status}
            records += [{**head, **_record(one)} for one in row.found] or [head]
        return pd.DataFrame(records, columns=COLUMNS)

    def write(self, path: Path) -> None:
        """As JSON."""
        content = {"program": MARK, **plain(asdict(self))}
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
        in_line = re.sub(r'\[[^\[\]{}"]*\]', lambda found: " ".join(found[0].split()), text)  # numbers of a list in one
        write_text(path, in_line + "\n")


COLUMNS = (
    "claim", "claim_verdict", "status", "test", "kind", "sides", "months", "measure", "detail", "predicted", "verdict", "unit", "level",
    "other", "effect", "low", "high", "smallest", "agree", "agree_low", "agree_high", "reverse", "seeds", "draws", "otherwise",
    "added", "by_seeds", "vacuous", "tied", "turning", "there", "elsewhere", "p",
)  # fmt: skip


def _record(one: Found) -> dict[str, Any]:
    """An outcome as a row of claims.csv, in its unit."""
    s, times = one.summary, one.times
    levels = dict(zip(("level", "other"), (times * x for x in one.levels), strict=True)) if one.levels else {}
    turning = one.turning
    turns = (
        {"turning": turning.name, "there": turning.there, "elsewhere": turning.elsewhere, "p": turning.p}
        if turning
        else {}
    )
    return {
        "test": one.test, "kind": one.kind, "sides": one.sides["en"], "months": one.months, "measure": one.measure,
        "detail": one.detail["en"] if one.detail else "", "predicted": one.sign or "", "verdict": one.verdict or "", "unit": one.unit["en"],
        **levels, "effect": times * s.mean, "low": times * s.low, "high": times * s.high, "smallest": times * s.bound,
        "agree": s.agree, "agree_low": one.share[0], "agree_high": one.share[1], "reverse": s.reverse, "seeds": s.seeds, "draws": s.draws,
        "otherwise": ", ".join(one.alternatives), "added": one.added, "by_seeds": one.by_seeds or "",
        "vacuous": one.vacuous["en"] if one.vacuous else "", "tied": one.tied or "", **turns,
    }  # fmt: skip


def read(path: Path) -> Board:
    """A board as it was written; an InputError where the file is none."""
    return parsed(Board, path, "the command that made it")


def parsed(kind: type[Kind], path: Path, maker: str) -> Kind:
    """What a JSON file holds; an InputError where it can't be read or is damaged, which says that its ``maker`` writes it again."""
    try:
        return TypeAdapter(kind).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{shown(path)}: damaged ({where}: {first['msg']}): {maker} writes it again") from None
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read ({error.strerror or error})") from None


def plain(value: Any) -> Any:
    """As JSON takes it: what is no number is null."""
    if isinstance(value, dict):
        return {key: plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inside) for inside in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
