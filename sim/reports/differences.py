"""The findings in words: what each scenario does beside the reference, made from the table of differences."""

from collections.abc import Mapping, Sequence

from sim.base.declared import Text
from sim.base.estimates import written
from sim.charts.sheet import spoken
from sim.experiments import comparison
from sim.reports.document import Block, Items, Paragraph, Section, Table
from sim.reports.view import CLAUSE, View
from sim.runs import notes, pairing
from sim.runs.pairing import Difference, Verdict
from sim.runs.results import seed_text, seeds_said

HEADING = Text(en="Findings", zh="发现")
GROUPS: Mapping[Verdict, Text] = {
    "higher": Text(en="Higher than in {base}", zh="高于{base}"),
    "lower": Text(en="Lower than in {base}", zh="低于{base}"),
    "none": Text(en="No detectable difference from {base}", zh="与{base}相比未检出差异"),
    "identical": Text(en="Identical to {base}", zh="与{base}完全相同"),
    "one": Text(en="One seed, so nothing can be said about chance", zh="仅一个种子，无从判断是否出于偶然"),
    "unpaired": Text(en="No seed in common with {base}", zh="与{base}没有共同的种子"),
}
SHORT: Mapping[Verdict, Text] = {
    "higher": Text(en="higher in {names}", zh="更高：{names}"),
    "lower": Text(en="lower in {names}", zh="更低：{names}"),
    "none": Text(en="no detectable difference in {names}", zh="未检出差异：{names}"),
    "identical": Text(en="identical in {names}", zh="完全相同：{names}"),
    "one": Text(en="of one seed and so untold in {names}", zh="仅一个种子，无从判断：{names}"),
    "unpaired": Text(en="not comparable in {names}", zh="无法比较：{names}"),
}
ABOUT = Text(
    en="All differences are from {base}, paired by seed ({seeds}): a seed is the same world in every scenario. Numbers are means "
    "over the last {tail} months. An interval holds the mean over all seeds in 95 cases of 100.",
    zh="所有差异均相对于{base}，逐种子配对（{seeds}）：同一种子在各情景中是同一个世界。数字为最后{tail}个月的均值。"
    "100个95%区间中有95个含有全部种子的均值。",
)
LEVELS = Text(
    en="There is no scenario to set beside {base}, so levels are told instead of differences: means over the last {tail} "
    "months, {seeds}.",
    zh="没有可与{base}对照的情景，故列出水平而非差异：最后{tail}个月的均值，{seeds}。",
)
STOP = Text(en=". ", zh="。")
MEASURE = Text(en="{measure}: {parts}.", zh="{measure}：{parts}。")
DIFFERS = Text(
    en="{measure}: {mean} {gap} (95 % interval {low} to {high}), {own} instead of {level}.",
    zh="{measure}：{mean} {gap}（95%区间{low}至{high}），{own}，对照{level}。",
)
POINT = Text(
    en="{measure}: {mean} {gap}, {own} instead of {level}.", zh="{measure}：{mean} {gap}，{own}，对照{level}。"
)
SAME = Text(
    en="{measure}: {level} in both, in every month of every seed.",
    zh="{measure}：两者均为{level}，每个种子每个月皆同。",
)
ALONE = Text(en="{measure}.", zh="{measure}。")
ALL_SAME = Text(
    en="Identical to {base} in every month of every seed: nothing that it changes had an effect.",
    zh="每个种子、每个月都与{base}完全相同：其改动没有任何作用。",
)
GLANCE = Text(
    en="Differences from {base} at a glance. In brackets: no detectable difference; “=”: identical. The last row is {base} itself.",
    zh="与{base}之差一览。括号：未检出差异；“=”：完全相同。末行为{base}本身的水平。",
)
IN_SHORT, EACH = Text(en="In short", zh="概要"), Text(en="At a glance", zh="一览")
REST = Text(en="Every measure: {name} beside {base}", zh="全部指标：{name}与{base}")
HEADS = Text(en="measure|{base}|here|difference|95 % interval|", zh="指标|{base}|此情景|差|95%区间|")
LEVEL_HEADS = Text(en="measure|mean|lowest seed|highest seed", zh="指标|均值|最低种子|最高种子")
LEVEL = Text(
    en="{scenario}: every measure, mean over seeds and the seeds at both ends",
    zh="{scenario}：全部指标，各种子的均值与两端的种子",
)
STANDS = Text(en="{measure}: {mean} (over seeds {low} to {high}).", zh="{measure}：{mean}（各种子{low}至{high}）。")


def findings(view: View) -> Section:
    """In short, at a glance, and scenario by scenario; levels where there is nothing to compare."""
    about = {"base": view.name(view.base), "tail": view.results.window}
    if not view.others or view.base != view.results.reference:
        first = Paragraph(view.say(LEVELS, seeds=seed_text(view.results, view.lang), **about))
        levels = [Section(view.heading(name), _levels(view, name), view.name(name)) for name in view.results.scenarios]
        return Section(HEADING.of(view.lang), [first, *levels], page=True)
    gaps = pairing.listed(view.results.differences)
    counts = [len(view.results.common_seeds(name, view.base)) for name in view.others]
    blocks: list[Block] = [
        Paragraph(view.say(ABOUT, seeds=seeds_said(counts, view.lang), **about)),
        Section(IN_SHORT.of(view.lang), [Items(in_short(view, gaps))]),
        Section(EACH.of(view.lang), [_glance(view, gaps)]),
        *(_beside(view, name, gaps) for name in view.others),
    ]
    return Section(HEADING.of(view.lang), blocks, page=True)


def in_short(view: View, gaps: Mapping[tuple[str, str], Difference]) -> list[str]:
    """A sentence a main measure: in which scenarios it is higher, lower or neither."""
    sentences = []
    for measure in view.measures:
        found: dict[Verdict, list[str]] = {name: [] for name in pairing.SAID}
        for scenario in view.others:
            found[gaps[scenario, measure].key].append(view.name(scenario))
        parts = [
            view.say(SHORT[name], names=CLAUSE.of(view.lang).join(names)) for name, names in found.items() if names
        ]
        first, *others = parts
        told = [first, *(f"{part[0].upper()}{part[1:]}" for part in others)]
        label = view.results.measures[measure].label[view.lang]
        sentences.append(view.say(MEASURE, measure=label, parts=STOP.of(view.lang).join(told)))
    return sentences


def _numbers(view: View, gap: Difference) -> dict[str, str]:
    """Levels, difference and interval of one measure with the digits that the interval supports; empty where there is none."""
    seeds = view.results.common_seeds(gap.scenario, gap.reference)
    if not seeds:
        return {}
    own, level = (float(view.outcomes(name, gap.measure, seeds).mean()) for name in (gap.scenario, gap.reference))
    scaled = [view.unit(gap.measure).times * value for value in (gap.mean, gap.low, gap.high)]
    texts = [*written(level, *scaled), written(own, *scaled)[0]]
    shown = dict(zip(("level", "mean", "interval", "own"), (_minus(text) for text in texts), strict=True))
    low, _, high = shown["interval"].strip("[]").partition(", ")
    return shown | {"low": low, "high": high}


def _minus(text: str) -> str:
    return text.replace("-", "−")


def sentence(view: View, gap: Difference) -> str:
    """A difference in words."""
    text = {"identical": SAME, "one": POINT, "unpaired": ALONE}.get(gap.key, DIFFERS)
    return view.say(text, measure=view.measure(gap.measure), gap=view.gap(gap.measure), **_numbers(view, gap))


def _beside(view: View, scenario: str, gaps: Mapping[tuple[str, str], Difference]) -> Section:
    """One scenario: its main measures in words, group by group, and the table of all."""
    base, mine = view.name(view.base), [gaps[scenario, name] for name in view.results.measures]
    question = view.question(scenario)
    blocks: list[Block] = [Paragraph(question, small=True)] if question else []
    if all(gap.key == "identical" for gap in mine):
        why = [Paragraph(line) for line in notes.of(view.results, [scenario], view.lang)]
        blocks += [Paragraph(view.say(ALL_SAME, base=base)), *why]
        return Section(view.heading(scenario), blocks, view.name(scenario))
    for name, text in GROUPS.items():
        told = [gap for gap in mine if gap.measure in view.measures and gap.key == name]
        if told:
            told.sort(key=lambda gap: view.measures.index(gap.measure))
            blocks.append(Section(view.say(text, base=base), [Items([sentence(view, gap) for gap in told])]))
    rows = []
    for gap in mine:
        numbers = _numbers(view, gap)
        parts = [numbers.get(key, "") for key in ("level", "own", "mean", "interval")]
        rows.append((view.measure(gap.measure), *parts, comparison.said(gap.verdict, view.lang)))
    caption = view.say(REST, name=view.name(scenario), base=base)
    heads = view.heads(HEADS, base=base)
    return Section(view.heading(scenario), [*blocks, Table(caption, heads, rows, folded=True)], view.name(scenario))


def _glance(view: View, gaps: Mapping[tuple[str, str], Difference]) -> Table:
    """Scenarios down, main measures across."""
    rows = []
    for scenario in view.others:
        cells = []
        for measure in view.measures:
            gap = gaps[scenario, measure]
            number = _numbers(view, gap).get("mean", "")
            cells.append("=" if gap.key == "identical" else f"({number})" if gap.key == "none" else number)
        rows.append((view.name(scenario), *cells))
    levels = [spoken(float(view.outcomes(view.base, measure).mean())) for measure in view.measures]
    rows.append((view.name(view.base), *levels))
    heads = ["", *(f"{view.results.measures[name].label[view.lang]} [{view.gap(name)}]" for name in view.measures)]
    return Table(view.say(GLANCE, base=view.name(view.base)), heads, rows)


def _levels(view: View, scenario: str) -> Sequence[Items | Table]:
    """The levels of one scenario: the main measures in words, and the table of all."""
    found = {name: view.outcomes(scenario, name) for name in view.results.measures}
    ends = {name: [spoken(float(x)) for x in (v.mean(), v.min(), v.max())] for name, v in found.items()}
    keys = ("mean", "low", "high")
    told = [
        view.say(STANDS, measure=view.measure(name), **dict(zip(keys, ends[name], strict=True)))
        for name in view.measures
    ]
    rows = [(view.measure(name), *numbers) for name, numbers in ends.items()]
    caption = view.say(LEVEL, scenario=view.name(scenario))
    return [Items(told), Table(caption, view.heads(LEVEL_HEADS), rows, folded=True)]
