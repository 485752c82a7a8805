"""Reports of folders of points: of a sweep, where each outcome is lowest and highest; of a sensitivity analysis, what it hangs on."""

from collections.abc import Sequence

from sim.base.declared import Text
from sim.base.estimates import half_width, percent, still
from sim.charts.sheet import spoken
from sim.engine import parameters
from sim.experiments.designs import said_value, written
from sim.experiments.ensemble import Design, Sample, sample
from sim.experiments.sensitivity import chance, ordered, tables_of
from sim.reports.document import Block, Items, Paragraph, Section, Table
from sim.reports.view import View
from sim.runs.results import seeds_said

SWEEP = Text(en="{what} at {count} points", zh="{what}：{count}个点")
HINGES = Text(en="What {what} hangs on", zh="{what}取决于什么")
QUESTION = Text(en="The question", zh="问题")
REACH = Text(
    en="How far does a result reach: the same scenario at {count} points of {axes}, under the same seeds at every point.",
    zh="结果的适用范围有多大：同一情景，在{axes}的{count}个点上运行，各点种子相同。",
)
MOVED = Text(
    en="Which assumptions make the outcome: {count} behavioural parameters were moved, each by up to a share of its value, under the "
    "same seeds; those that matter most were looked at again.",
    zh="结果由哪些假设决定：在相同种子下移动{count}个行为参数（各按其值的一定比例），再细看影响最大者。",
)
PAIRED = Text(
    en="Every number is the difference of the two scenarios at the same point, paired by seed.",
    zh="每个数字都是两个情景在同一点之差，逐种子配对。",
)
VARIED, VARIED_HEADS = (
    Text(en="What was varied", zh="变动了什么"),
    Text(en="parameter|values|unit|meaning|source", zh="参数|取值|单位|含义|出处"),
)
TO = Text(en="{low} to {high} ({count} values)", zh="{low}至{high}（{count}个值）")
FINDINGS = Text(en="Findings", zh="发现")
ABOUT = Text(
    en="Means over the last {tail} months, {seeds}. Due to seeds: their share of the variance of single runs; of the means: what is "
    "left of it in the means told here. Where it is large, the differences between points are noise.",
    zh="最后{tail}个月的均值，{seeds}。种子所致：占单次运行方差的份额；均值中：此处均值里仍由种子造成的份额。份额大时，点间差异只是噪声。",
)
EXTREMES = Text(
    en="{measure}: from {low} (at {low_at}) to {high} (at {high_at}); seeds make {seeds} of the variance of single runs.",
    zh="{measure}：由{low}（{low_at}）至{high}（{high_at}）；种子占单次运行方差的{seeds}。",
)
ALL_POINTS = Text(en="all points", zh="所有点")
ALIKE = Text(
    en="{measure}: {low} at all points; seeds make {seeds} of the variance of single runs.",
    zh="{measure}：所有点均为{low}；种子占单次运行方差的{seeds}。",
)
SIGNS = Text(
    en="{measure}: higher than in {against} at {higher} of {count} points, lower at {lower}, no detectable difference at {neither}.",
    zh="{measure}：{count}个点中，{higher}个高于{against}，{lower}个低于，{neither}个未检出差异。",
)
EVERY, EVERY_HEADS = (
    Text(en="Every measure: lowest and highest mean over seeds", zh="全部指标：种子均值的最低与最高"),
    Text(en="measure|lowest|at|highest|at|due to seeds|of the means", zh="指标|最低|位于|最高|位于|种子所致|均值中"),
)
ENDS = Text(
    en="What moving one parameter to its ends changes, and its share of the variance (95 % intervals)",
    zh="单一参数移至两端的变化，及其方差份额（95%区间）",
)
ENDS_HEADS = Text(
    en="parameter|from|to|change at the first|at the second|screening|first order|total",
    zh="参数|由|至|前者的变化|后者的变化|筛选|一阶|总",
)
HINGE = Text(
    en="{measure} is {level} at the parameters as they are. It moves most with {names}. Seeds make {seeds} of the variance of single "
    "runs and {noise} of that of the means behind the indices.",
    zh="{measure}在参数不变时为{level}，受{names}影响最大。种子占单次运行方差的{seeds}，占指数所据均值方差的{noise}。",
)
TOP = 3  # parameters that are named in a sentence


def title(view: View, design: Design) -> str:
    """The title of the report."""
    text = HINGES if design.kind == "ends" else SWEEP
    return view.say(text, what=design.what(view.lang, paired=False), count=len(design.points))


def question(view: View, design: Design) -> Section:
    """What was asked of the scenario, and by what design."""
    asked = view.question(view.results.scenarios[0])
    axes = view.listed([f"`{name}`" for name in design.axes])
    if design.kind == "ends":
        about = view.say(MOVED, count=tables_of(view.results.folder)["screening"]["parameter"].nunique())
    else:
        about = view.say(REACH, count=len(design.points), axes=axes)
    blocks: list[Block] = [Paragraph(asked)] if asked else []
    blocks += [Paragraph(about), *([Paragraph(view.say(PAIRED))] if design.against else [])]
    return Section(QUESTION.of(view.lang), blocks)


def varied(view: View, design: Design) -> Section:
    """The parameters, with values, unit, meaning and source."""
    rows = []
    for name in design.axes:
        values = list(dict.fromkeys(point[name] for point in design.points))
        known = parameters.table()[name]
        if len(values) > 6 and not isinstance(values[0], bool | str):
            ends = {"low": said_value(min(values)), "high": said_value(max(values)), "count": len(values)}
            text = view.say(TO, **ends)
        else:
            text = view.listed([said_value(value) for value in sorted(values)])
        rows.append((f"`{name}`", text, known.unit, known.zh if view.lang == "zh" else known.en, known.source))
    heads = view.heads(VARIED_HEADS)
    return Section(VARIED.of(view.lang), [Table(view.say(VARIED), heads, rows, words=len(heads))])


def findings(view: View, design: Design) -> Section:
    """What was found, in words and in a table."""
    found = sample(design, view.results)
    seeds = seeds_said([len(found.seeds)], view.lang)
    about = view.say(ABOUT, tail=view.results.window, seeds=seeds)
    told = _hinges(view, design, found) if design.kind == "ends" else _reach(view, design, found)
    return Section(FINDINGS.of(view.lang), [Paragraph(about), *told], page=True)


def _reach(view: View, design: Design, found: Sample) -> Sequence[Block]:
    """Of a sweep: the ends of each measure, and where a difference has which sign."""
    names = [written(point) for point in design.points]
    texts, rows = [], []
    for measure in view.results.measures:
        values = found.of(measure) * view.unit(measure).times
        means, share = values.mean(axis=1), found.shares(measure)
        low, high, alike = int(means.argmin()), int(means.argmax()), still(means)
        words = {"low": spoken(float(means[low])), "high": spoken(float(means[high]))}
        where = {"low_at": names[low], "high_at": names[high]}
        where = dict.fromkeys(where, view.say(ALL_POINTS)) if alike else where
        label = _measure(view, design, measure)
        cells = (
            words["low"],
            where["low_at"],
            words["high"],
            where["high_at"],
            percent(share.seeds),
            percent(share.noise),
        )
        rows.append((label, *cells))
        if measure in (design.measures or view.measures):
            texts.append(view.say(ALIKE if alike else EXTREMES, measure=label, seeds=percent(share.seeds), **words, **where))
            if design.against and len(found.seeds) > 1:
                halves = [half_width(row) for row in values]
                higher = sum(mean - half > 0 for mean, half in zip(means, halves, strict=True))
                lower = sum(mean + half < 0 for mean, half in zip(means, halves, strict=True))
                count = {"higher": higher, "lower": lower, "neither": len(means) - higher - lower, "count": len(means)}
                texts.append(view.say(SIGNS, measure=label, against=design.titles[design.against][view.lang], **count))
    return [Items(texts), Table(view.say(EVERY), view.heads(EVERY_HEADS), rows, words=1, folded=True)]


def _hinges(view: View, design: Design, found: Sample) -> Sequence[Block]:
    """Of a sensitivity analysis: for each measure, the parameters that move it."""
    tables, blocks = tables_of(view.results.folder), []
    for measure in design.measures:
        times, label = view.unit(measure).times, _measure(view, design, measure)
        found_rows = ordered(tables, measure)
        names = view.listed([f"`{row['parameter']}`" for row in found_rows[:TOP]])
        level = spoken(float(found.of(measure)[0].mean()) * times)
        rows = [
            (
                f"`{row['parameter']}`",
                *(spoken(row[key]) for key in ("low", "high")),
                *(spoken(times * row[key], signed=True) for key in ("at_low", "at_high")),
                spoken(times * row["mu_star"]),
                *(f"{row[key]:.2f} ±{row[f'{key}_half']:.2f}" for key in ("first", "total")),
            )
            for row in found_rows
        ]
        told = view.say(HINGE, measure=label, level=level, names=names, **chance(tables, measure))
        table = Table(f"{label}: {view.say(ENDS)}", view.heads(ENDS_HEADS), rows)
        blocks.append(Section(view.results.measures[measure].label[view.lang], [Paragraph(told), table]))
    return blocks


def _measure(view: View, design: Design, measure: str) -> str:
    unit = view.gap(measure) if design.against else view.unit(measure).of(view.lang)
    return f"{view.results.measures[measure].label[view.lang]} [{unit}]"
