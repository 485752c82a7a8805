"""What survives: every finding of a comparison under every closure, a panel a scenario."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.base.declared import Text
from sim.charts.sheet import COLOURS, Drawn, Sheet, table
from sim.experiments import closures, survival
from sim.experiments.closures import CORE
from sim.experiments.survival import SIGNS, Finding
from sim.runs.results import seeds_said

MARKS = {"higher": ("^", COLOURS["blue"]), "lower": ("v", COLOURS["vermillion"])}
NOTHING = ("_", "#EFEFEF")  # no detectable difference: a stroke on pale grey
FATES = {True: "survives all", False: "turns or lost", None: "nothing found in the core"}
SURVIVES = Text(en="Survives all", zh="全部成立")
ABOUT = Text(
    en="Difference from {base}, paired by seed, means over the last {tail} months, {seeds}. Triangle up, blue: higher; "
    "triangle down, vermillion: lower; stroke, grey: no detectable difference (95 % interval); black frame: the sign is "
    "not the core's. Star: found in the core and, with the same sign, under every closure; where the core finds nothing "
    "there is none.",
    zh="与{base}之差，逐种子配对，最后{tail}个月的均值，{seeds}。蓝色上三角：更高；朱红下三角：更低；"
    "灰色短线：未检出差异（95%区间）；黑框：与核心符号相反。星号：核心检出，且在每种闭合下符号相同；核心未检出者无星号。",
)


def matrix(sheet: Sheet) -> Drawn:
    """Closures down, measures across; colour and symbol say higher, lower or neither; a star, what survives them all."""
    parts = survival.finished(sheet.results)
    declared = closures.read()
    labels = {name: declared[name].label.of(sheet.lang) for name in parts}
    differences = survival.table(parts)
    fates = {(found.scenario, found.measure): found for found in survival.findings(differences)}
    verdicts = differences.set_index(["scenario", "measure", "closure"])["verdict"].to_dict()
    measures = [name for name in sheet.picture.measures if name in sheet.results.measures]
    rows, said = [], []
    for number, (scenario, panel) in enumerate(sheet.panels.items()):
        heights = {name: -float(row) - 0.5 * (name != CORE) for row, name in enumerate(parts)}
        low = min(heights.values()) - 1.5  # the row of stars
        for x, measure in enumerate(measures):
            for name, y in heights.items():
                turned = name in fates[scenario, measure].turns
                _cell(panel, (float(x), y), verdicts[scenario, measure, name], turned, sheet.weight)
            if fates[scenario, measure].survives:
                (star,) = panel.plot([x], [low], marker="*", markersize=15 * sheet.weight, color="black")
                star.set_gid(f"{measure} survives")
        first = number % sheet.picture.columns == 0
        _bare(panel, len(measures), low)
        panel.set_xticks(range(len(measures)), [sheet.title(name) for name in measures], rotation=90)
        panel.set_yticks(
            [*heights.values(), low], [*labels.values(), SURVIVES.of(sheet.lang)] if first else [""] * (len(parts) + 1)
        )
        if first:
            panel.get_yticklabels()[-1].set_fontweight("bold")
        sheet.head(panel, sheet.label(scenario))
        panel.grid(visible=False)
        said.append(_spoken(sheet, scenario, [fates[scenario, name] for name in measures], labels))
    counts = [len(survival.seeds_of(parts, name)) for name in sheet.panels]
    keep = differences["measure"].isin(measures) & differences["scenario"].isin(list(sheet.panels))
    for scenario, _, measure, closure, *numbers, verdict in differences[keep].to_numpy().tolist():
        unit = sheet.unit(measure)
        values = [unit.times * x for x in numbers]
        fate = FATES[fates[scenario, measure].survives]
        rows.append((scenario, measure, closure, (unit.gap or unit).of(sheet.lang), *values, verdict, fate))
    columns = ("scenario", "measure", "closure", "unit", "difference", "low", "high", "verdict", "finding")
    about = sheet.say(
        ABOUT,
        base=sheet.label(sheet.results.reference),
        tail=sheet.results.window,
        seeds=seeds_said(counts, sheet.lang),
    )
    return Drawn([about], table(rows, columns), said)


def _cell(panel: Axes, place: tuple[float, float], verdict: str, turned: bool, weight: float) -> None:
    """One difference under one closure; framed where its sign is not the core's."""
    (x, y), (marker, colour) = place, MARKS.get(verdict, NOTHING)
    box = Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, facecolor=colour, edgecolor="black" if turned else colour)
    box.set_linewidth(3 * weight if turned else 0.0)
    panel.add_patch(box)
    ink = "white" if verdict in SIGNS else "#888888"
    (mark,) = panel.plot([x], [y], marker=marker, markersize=9 * weight, color=ink, markeredgewidth=2 * weight)
    mark.set(gid=verdict, markeredgewidth=0.0 if verdict in SIGNS else 2 * weight)


def _bare(panel: Axes, columns: int, low: float) -> None:
    """Rows and columns with names instead of axes."""
    panel.tick_params(axis="both", length=0)
    for side in ("left", "bottom"):
        panel.spines[side].set_visible(False)
    panel.set_xlim(-0.6, columns - 0.4)
    panel.set_ylim(low - 0.6, 0.6)


def _spoken(sheet: Sheet, scenario: str, found: list[Finding], labels: dict[str, str]) -> str:
    """A scenario's findings in words."""
    words = [f"{sheet.title(each.measure)} ({survival.fate(each, sheet.lang, labels)})" for each in found]
    return sheet.sentence(sheet.label(scenario), words)
