"""What a name means: a parameter, a measure, a flow, a phase of the month, a scenario, a classic, a claim or the text that makes it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.base import toml
from sim.base.declared import Text
from sim.base.errors import InputError, suggest
from sim.base.paths import data
from sim.docs import find
from sim.docs.find import KINDS
from sim.economy import acting, scenario, variants
from sim.engine import declarations, parameters
from sim.runs import dates

if TYPE_CHECKING:
    from sim.docs.find import Named

Facts = dict[str, Any]  # label -> a value, or a text in each language {en, zh}

LABELS = {
    "about": "简介",
    "account": "价值账户",
    "accounts": "价值账户",
    "acts": "起作用于",
    "against": "对应资产",
    "allowed": "允许范围",
    "asset": "资产",
    "bounded": "有界",
    "cases": "算例",
    "author": "作者",
    "changes": "改动",
    "claim": "内容",
    "claims": "论断",
    "closures": "闭合",
    "default": "默认值",
    "events": "事件",
    "extends": "继承自",
    "falsifier": "何以证伪",
    "fixed": "仅在起始时有效",
    "first state": "初始状态",
    "from": "来自",
    "group": "分组",
    "idle": "不起作用",
    "kind": "体裁",
    "label": "名称",
    "lever": "杠杆",
    "literature": "文献",
    "meaning": "含义",
    "measures": "指标",
    "mechanism": "机制",
    "needs": "待建",
    "notice": "注意",
    "objection": "最强的反对意见",
    "parameters": "参数",
    "phases": "阶段",
    "question": "问题",
    "rules": "规则",
    "scenarios": "情景",
    "scope": "读法",
    "section": "章节",
    "sections": "章节",
    "source": "出处",
    "status": "状态",
    "switches": "反对意见的开关",
    "symbol": "符号",
    "tests": "检验",
    "text": "文本",
    "title": "标题",
    "to": "去向",
    "try": "试试",
    "type": "类型",
    "unit": "单位",
    "verdicts": "判定的规则",
    "why": "理由",
}


@dataclass(frozen=True)
class Entry:
    """All that is declared about one name."""

    kind: str
    name: str
    facts: Facts

    def lines(self, lang: str) -> list[str]:
        """The entry as text in one language; what is empty is left out."""
        found = [f"{self.name} ({self.kind if lang == 'en' else KINDS[self.kind]})"]
        for label, value in self.facts.items():
            text = _text(value[lang] if isinstance(value, dict) and lang in value else value)
            if text:
                found.append(f"  {label if lang == 'en' else LABELS[label]}: {text}")
        return found


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "".join(f"\n    - {_text(item)}" for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_text(item)}" for name, item in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)


# Of a parameter: when it acts, as what it comes somewhere, and what claims have to do with it.
ACTS = {
    "ai": Text(en="once clouds begin to build (ai_arrival, ai_lead)", zh="云企业开始建设之后（ai_arrival、ai_lead）"),
    "ubi": Text(en="once a basic income may begin (ubi_start)", zh="基本收入可开始之后（ubi_start）"),
}
BY = Text(en="{phase} (by {way}): {about}", zh="{phase}（经{way}）：{about}")
CHANNEL = Text(en="the channel {name}", zh="通道{name}")
ACCOUNTS = Text(en="what they are drawn up with", zh="编制账户时用到")
FIRST = Text(en="it hangs on it", zh="由其决定")
MOVED = Text(en="its tests move it", zh="其检验改变它")
SWITCH = Text(en="puts the objection into the model", zh="把反对意见放进模型")
TURNS = Text(en="turns the verdict on the shipped board", zh="在随附的记分牌上左右判定")
BREAK_EVEN = Text(en="turns an outcome where it is {value}", zh="取{value}时使一项结果反转")


def explain(name: str) -> list[Entry]:
    """Every declared thing of this name (a tax can be a parameter and a flow); a parameter also by its symbol, a scenario by its file.

    >>> explain("psi")[0].name, explain("basic income")
    ('pass_through', [])
    """
    if name.endswith(".toml") or variants.written(name):
        return [Entry("scenario", name, _scenario(name))]
    found = [Entry(kind, name, about(name)) for kind, (names, about) in _sources().items() if name in names]
    return found or [
        Entry("parameter", p.name, _parameter(p.name)) for p in parameters.table().values() if name and p.symbol == name
    ]


def asked(texts: Sequence[str]) -> "tuple[list[Entry], list[Named]]":
    """What is meant by some words: one name, or several, in full; else all whose name, label or meaning has the words."""
    whole = " ".join(texts)
    each = [explain(text) for text in texts] if len(texts) > 1 else []
    entries = explain(whole) or ([entry for some in each for entry in some] if all(each) else [])
    found = [] if entries else find.find(whole)
    if not entries and not found:
        hint = suggest(whole, [one.name for one in find.everything()]) or ": `sim explain` lists all names"
        raise InputError(f"{toml.cut(whole)}: no name, label or meaning has it{hint}")
    return entries, found


def catalogue() -> dict[str, list[str]]:
    """All names, by kind."""
    return {kind: names for kind, (names, _) in _sources().items()}


def _sources() -> Mapping[str, tuple[list[str], Callable[[str], Facts]]]:
    from sim.classics.declared import HOMES
    from sim.economy import claim_ids
    from sim.economy.measures import MEASURES
    from sim.economy.month import MONTH
    from sim.engine.ledger import flows

    phases = [phase.__name__ for group in MONTH.values() for phase in group]
    return {
        "parameter": (list(parameters.table()), _parameter),
        "measure": (list(MEASURES), _measure),
        "flow": (list(flows()), _flow),
        "phase": (phases, _phase),
        "scenario": (scenario.shipped(), _scenario),
        "classic": (list(HOMES), _classic),
        "claim": (list(claim_ids.ids()), _claim),
        "text": (list(claim_ids.TEXTS), _source),
    }


def _parameter(name: str) -> Facts:
    p = parameters.table()[name]
    return {
        "meaning": {"en": p.en, "zh": p.zh},
        "default": p.default,
        "unit": p.unit,
        "allowed": list(p.choices) or ("true, false" if p.low is None else f"{p.low} to {p.high}"),
        "symbol": p.symbol,
        "group": p.group,
        "mechanism": p.room,
        "fixed": p.fixed,
        "acts": _both(ACTS.get(p.acts)),
        "idle": {lang: _idle(p, lang) for lang in scenario.LANGUAGES},
        "source": p.source,
        **_enters(name),
        "scenarios": {lang: _set_by(name, lang) for lang in scenario.LANGUAGES},
        "closures": _closures(name),
        "claims": {lang: list(_claims_on(name, lang)) for lang in scenario.LANGUAGES},
    }


def _idle(p: parameters.Parameter, lang: str) -> list[str]:
    """Beside which values of others it does nothing."""
    gates = [dict(p.idle_while), declarations.wakers()[p.room] if p.room else {}]
    return [
        acting.WITHOUT.of(lang).format(
            gate=acting.AND.of(lang).join(f"{key} = {toml.literal(off)}" for key, off in gate.items())
        )
        for gate in gates
        if gate and p.name not in gate
    ]


def _enters(name: str) -> Facts:
    """Where it bites, as the program's text has it: the rules that get it, with their formulas, and all that reads it."""
    from sim.economy import entering
    from sim.economy.month import PHASES

    found = entering.entered(name)
    about = {phase.__name__: (phase.__doc__ or "").partition("\n")[0] for phase in PHASES}

    def said(phase: str, by: str, lang: str) -> str:
        table, _, column = by.partition(".")
        way = CHANNEL.of(lang).format(name=column) if table == "channels" else by
        return BY.of(lang).format(phase=phase, way=way, about=about[phase]) if by else f"{phase}: {about[phase]}"

    return {
        "rules": [f"{entering.short(rule)}: {entering.formula(rule)}" for rule in found.rules],
        "phases": {lang: [said(*phase, lang) for phase in found.phases.items()] for lang in scenario.LANGUAGES},
        "measures": ", ".join(found.measures),
        "accounts": _both(ACCOUNTS if found.accounts and not found.measures else None),
        "first state": _both(FIRST if found.start else None),
    }


def _set_by(name: str, lang: str) -> list[str]:
    """The scenarios in which it differs from its default, by value, and from which month on."""
    found: dict[str, list[str]] = {}
    for each in _shipped():
        value = each.params.as_dict()[name]
        if value != parameters.table()[name].default:
            found.setdefault(toml.literal(value), []).append(each.name)
        for event in each.events:
            if name in event.names:
                since = dates.said(event.as_dict(), lang)[name]
                found.setdefault(since, []).append(each.name)
    return [f"{value}: {', '.join(names)}" for value, names in found.items()]


@cache
def _shipped() -> Sequence[scenario.Scenario]:
    return [scenario.load(name) for name in scenario.shipped()]


def _closures(name: str) -> str:
    changes = {each: one for each, one in _closure_sets().items() if name in one}
    return ", ".join(f"{each} = {toml.literal(one[name])}" for each, one in changes.items())


@cache
def _closure_sets() -> Mapping[str, Mapping[str, Any]]:
    from sim.experiments import closures

    return {name: one.set for name, one in closures.read().items()}


def _claims_on(name: str, lang: str) -> Iterator[str]:
    """The claims that turn on it: whose tests move it, whose objection it is, and whom it turns on the board that came with the program."""
    from sim.verdicts import register

    turns, even = _board()
    for claim in register.read().claims.values():
        said = [text.of(lang) for text, names in ((MOVED, claim.lever), (SWITCH, claim.switches)) if name in names]
        said += [TURNS.of(lang)] if name in turns.get(claim.id, ()) else []
        if (claim.id, name) in even:
            value = even[claim.id, name]
            said.append(
                BREAK_EVEN.of(lang).format(value=f"{value:.3g}" if isinstance(value, float) else toml.literal(value))
            )
        if said:
            yield (
                f"{claim.id}: {claim.title.of(lang)} ({', '.join(said)})"
                if lang == "en"
                else (f"{claim.id}：{claim.title.of(lang)}（{'，'.join(said)}）")
            )


@cache
def _board() -> tuple[Mapping[str, set[str]], Mapping[tuple[str, str], Any]]:
    """Of the board that came with the program: the parameters that turn each claim, and the first value at which one turns an outcome."""
    from sim.verdicts import board, checks, shipped

    path = data(shipped.FILE)
    if not path.is_file():
        return {}, {}
    turns: dict[str, set[str]] = {}
    for row in board.read(path).rows:
        turnings = [one.turning for one in row.found if one.verdict == "depends" and one.turning]
        turns[row.id] = {one.name for one in turnings if one.kind == "parameter" and one.stands_out}
    searched, even = checks.read(path), dict[tuple[str, str], Any]()
    for cell in searched.outcomes if searched else ():
        if found := cell.robust.break_even:
            even.setdefault((cell.test.partition(".")[0], found.parameter), found.value)
    return turns, even


def _measure(name: str) -> Facts:
    from sim.economy.measures import MEASURES

    m = MEASURES[name]
    return {
        "label": dict(m.label),
        "meaning": dict(m.doc),
        "unit": m.unit,
        "type": m.kind,
        "allowed": f"{m.low} to {m.high}",
        "source": m.source,
    }


def _flow(name: str) -> Facts:
    from sim.engine.ledger import flows

    f = flows()[name]
    return {
        "meaning": {"en": f.en, "zh": f.zh},
        "asset": f.asset,
        "from": f.source,
        "to": f.target,
        "against": f.against,
        "account": f.account,
    }


def _phase(name: str) -> Facts:
    from sim.economy.month import MONTH

    part, phase = next((part, phase) for part, phases in MONTH.items() for phase in phases if phase.__name__ == name)
    return {"group": part.en, "meaning": " ".join((phase.__doc__ or "").split())}


def _scenario(name: str) -> Facts:
    s = scenario.load(name)
    return {
        "title": s.title,
        "question": s.question,
        "extends": s.extends or "",
        "changes": s.changed,
        "events": [_event(event) for event in s.events],
        "claims": ", ".join(s.claims),
        "bounded": "" if s.bounded else {"en": f"no: {scenario.CRISIS['en']}", "zh": f"否：{scenario.CRISIS['zh']}"},
        "notice": s.notice,
        "try": s.try_,
    }


def _event(event: scenario.Event) -> Facts:
    """A dated change with its parameters beside its month."""
    until = {} if event.until is None else {"until": event.until}
    series = {name: acting.LIST.en.join(map(toml.literal, values)) for name, values in event.series.items()}
    return {"month": event.month, **until, **event.set, **({"series": series} if series else {})}


def _classic(name: str) -> Facts:
    from sim.classics.declared import load

    c = load(name)
    return {
        "title": c.title,
        "question": c.question,
        "source": c.source,
        "parameters": {
            lang: [f"{p.name}: {getattr(p, lang)} [{p.unit}], {p.default}" for p in c.parameters.values()]
            for lang in ("en", "zh")
        },
        "measures": {
            lang: [f"{m.name}: {m.doc[lang]} [{m.unit}]" for m in c.measures.values()] for lang in ("en", "zh")
        },
        "cases": {
            lang: [f"{key}: {case.title[lang]} ({case.source})" for key, case in c.cases.items()]
            for lang in ("en", "zh")
        },
    }


def _claim(name: str) -> Facts:
    from sim.verdicts import register

    c = register.read().claims[name]
    source = register.read().texts[c.text]
    sections = [source.sections[section] for section in c.sections]
    status = dict(zip(scenario.LANGUAGES, register.STATUS[c.status], strict=True))
    return {
        "title": _both(c.title),
        "text": {lang: f"{source.title.of(lang)} ({c.text})" for lang in scenario.LANGUAGES},
        "section": {lang: "; ".join(section.of(lang) for section in sections) for lang in scenario.LANGUAGES},
        "claim": _both(c.statement),
        "scope": _both(c.scope),
        "status": status,
        "why": _both(c.why),
        "needs": ", ".join(c.needs),
        "rules": ", ".join(c.rules),
        "lever": ", ".join(c.lever),
        "parameters": ", ".join(c.parameters),
        "tests": {
            lang: [f"{test.kind} ({register.KINDS[test.kind][number]}): {test.said(lang)}" for test in c.tests]
            for number, lang in enumerate(scenario.LANGUAGES)
        },
        "objection": _both(c.objection),
        "literature": "; ".join(c.literature),
        "switches": ", ".join(c.switches),
        "falsifier": _both(c.falsifier),
    }


def _source(name: str) -> Facts:
    from sim.verdicts import register, rule

    s = register.read().texts[name]
    return {
        "title": _both(s.title),
        "author": _both(s.author),
        "kind": _both(s.kind),
        "about": _both(s.about),
        "sections": {
            lang: [f"{key}: {text.of(lang)}" for key, text in s.sections.items()] for lang in scenario.LANGUAGES
        },
        "verdicts": {lang: rule.plain(lang) for lang in scenario.LANGUAGES},
        "claims": {lang: [f"{c.id}: {c.title.of(lang)}" for c in s.claims.values()] for lang in scenario.LANGUAGES},
    }


def _both(text: Text | None) -> dict[str, str] | str:
    return {lang: text.of(lang) for lang in scenario.LANGUAGES} if text else ""
