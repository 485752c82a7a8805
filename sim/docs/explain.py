"""What a name means: a parameter, a measure, a flow, a phase of the month, a scenario, a classic, a claim or the text that makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.base.errors import InputError, suggest
from sim.economy import scenario, variants
from sim.engine import parameters

if TYPE_CHECKING:
    from sim.base.declared import Text

Facts = dict[str, Any]  # label -> a value, or a text in each language {en, zh}

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
LABELS = {
    "about": "简介",
    "account": "价值账户",
    "against": "对应资产",
    "allowed": "允许范围",
    "asset": "资产",
    "bounded": "有界",
    "cases": "算例",
    "author": "作者",
    "changes": "改动",
    "claim": "内容",
    "claims": "论断",
    "default": "默认值",
    "events": "事件",
    "extends": "继承自",
    "falsifier": "何以证伪",
    "fixed": "仅在起始时有效",
    "from": "来自",
    "group": "分组",
    "kind": "体裁",
    "label": "名称",
    "lever": "杠杆",
    "literature": "文献",
    "meaning": "含义",
    "measures": "指标",
    "needs": "待建",
    "notice": "注意",
    "objection": "最强的反对意见",
    "parameters": "参数",
    "question": "问题",
    "rules": "规则",
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


def explain(name: str) -> list[Entry]:
    """Every declared thing of this name (a tax can be a parameter and a flow); a parameter also by its symbol.

    >>> explain("psi")[0].name
    'pass_through'
    """
    if name.endswith(".toml") or variants.written(name):
        return [Entry("scenario", name, _scenario(name))]
    found = [Entry(kind, name, about(name)) for kind, (names, about) in _sources().items() if name in names]
    found = found or [
        Entry("parameter", p.name, _parameter(p.name)) for p in parameters.table().values() if name and p.symbol == name
    ]
    if not found:
        known = [name for names in catalogue().values() for name in names]
        hint = suggest(name, known) or ": `sim explain` lists all names"
        raise InputError(f"{name}: nothing has this name{hint}")
    return found


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
        "fixed": p.fixed,
        "source": p.source,
    }


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
        "events": [{"month": event.month, **event.set} for event in s.events],
        "claims": ", ".join(s.claims),
        "bounded": "" if s.bounded else {"en": f"no: {scenario.CRISIS['en']}", "zh": f"否：{scenario.CRISIS['zh']}"},
        "notice": s.notice,
        "try": s.try_,
    }


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


def _both(text: "Text | None") -> dict[str, str] | str:
    return {lang: text.of(lang) for lang in scenario.LANGUAGES} if text else ""
