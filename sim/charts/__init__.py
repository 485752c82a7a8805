"""A function a kind of figure, which fills the panels of a page and says what it has plotted; imports `verdicts` and below.

Only matplotlib's objects are used, never pyplot: drawing leaves no state behind.
"""

import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sim.base.backend import FigureCanvasAgg  # before anything of matplotlib
from sim.base.declared import Text
from sim.base.files import MARK, replacing, write_text
from sim.charts import (
    agents,
    books,
    cascade,
    classics,
    closures,
    facts,
    frontier,
    groups,
    labour,
    lenses,
    limits,
    living,
    matrix,
    outcomes,
    programme,
    scoreboard,
    sensitivity,
    series,
    sweeps,
    typography,
)
from sim.charts.sheet import Drawn, Look, Sheet, looks
from sim.charts.shown import Made, Shown
from sim.experiments.ensemble import Design, design_of
from sim.experiments.points import is_programme
from sim.experiments.points import read as read_points
from sim.experiments.survival import finished
from sim.runs.digest import PROGRAM
from sim.runs.display import PICTURES, STRONG, Picture, Plots
from sim.runs.results import Results
from sim.runs.tables import write_csv
from sim.verdicts.board import FILE as VERDICTS

DPI = 150  # of a PNG
MEASURED = 150  # at which letters are measured: where panels stand does not hang on what is written
PACKED = {"compress_level": 3}  # of a PNG: a twentieth larger than with 6, in two thirds of the time
POINTS_DPI = 100  # of the points of a scatter, which are a picture in the SVG

WORKERS = Text(en="{workers:,} workers", zh="{workers:,}名劳动者")
LENGTH = Text(en="{months} months", zh="{months}个月")
CLAIMS = Text(en="all worlds of the claims", zh="各论断的全部世界")
SEEDS = Text(en="seeds {seeds}", zh="种子{seeds}")
POINTS = Text(en="{names} at {count} points", zh="{names}，{count}个点")
COUNT = Text(en="{count} scenarios", zh="{count}个情景")
COMBINATIONS = Text(en="{count} combinations of points", zh="各条的{count}种组合")


def _measured(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """A panel a measure."""
    return [name for name in picture.measures if name in measures]


def _measured_there(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """A panel a measure, where there is a scenario of those that it shows."""
    return _measured(picture, measures, scenarios) if scenarios else []


def _squared(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a measure: the outcomes and the effects."""
    return [name + end for name in _measured(picture, measures, scenarios) for end in ("", outcomes.EFFECTS)]


def _tornado(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Two panels a measure: what the ends change, and the indices."""
    return [name + end for name in _measured(picture, measures, scenarios) for end in ("", sensitivity.INDICES)]


def _people(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    return list(groups.PANELS)


def _life(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    return list(agents.PANELS)


def _facts(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    return facts.PAGES[picture.kind]


def _one(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """One panel: the first of the file's scenarios that there is, else the last there is."""
    return next(([name] for name in picture.strong if name in scenarios), list(scenarios)[-1:])


def _books(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """Four panels a scenario of the file."""
    shown = [name for name in picture.strong if name in scenarios] or list(scenarios)[-1:]
    return [f"{name}/{assets}" for name in shown for assets in books.CLASSES]


def _survival(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """A panel a scenario: those of the file first, and the reference none."""
    others = [*picture.strong, *(name for name in scenarios[1:] if name not in picture.strong)]
    return (
        [name for name in others if name in scenarios[1:]][:STRONG] if _measured(picture, measures, scenarios) else []
    )


def _board(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """One panel for all claims."""
    return [scoreboard.PANEL]


def _named(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """The panels that ``among`` has found."""
    return list(scenarios)


def _classic(picture: Picture, measures: Collection[str], scenarios: Sequence[str]) -> list[str]:
    """The panels that the classic declares, for each of its cases."""
    return classics.panels(scenarios)


def _all(results: Results) -> list[str]:
    return results.scenarios


@dataclass(frozen=True)
class Kind:
    """A way to draw: ``panels`` names what stands on the page, given the measures and scenarios there are."""

    draw: Callable[[Sheet], Drawn]
    panels: Callable[[Picture, Collection[str], Sequence[str]], list[str]] = _measured
    pairs: bool = True  # it needs seeds to pair
    agents: bool = False  # it needs a scenario with AI agents
    months: int = 1  # it needs so many
    records: tuple[str, ...] = ()  # it needs these records of runs, which those of older versions lack
    among: Callable[[Results], list[str]] = _all  # it shows some of these scenarios
    points: Callable[[Design], bool] | None = None  # it needs a folder of points, and such ones
    claims: bool = False  # it needs verdicts
    closures: bool = False  # it needs the comparison under every closure
    whole: bool = False  # it needs every scenario that the file names
    reference: bool = False  # the reference is drawn like the others
    widths: tuple[float, ...] = (1.0,)  # of the panels that stand for one column of the file


KINDS: Mapping[str, Kind] = {
    "fans": Kind(series.fans, pairs=False, reference=True),
    "differences": Kind(series.differences),
    "outcomes": Kind(outcomes.outcomes),
    "gains": Kind(groups.gains, _people, records=("worker_consumption", "worker_unemployment", "owner_income")),
    "circuit": Kind(books.circuit, _one, pairs=False, records=("payments", "gross", "value_added"), reference=True),
    "agents": Kind(
        agents.agents,
        _life,
        pairs=False,
        agents=True,
        records=("agent_events", agents.SURPLUS, *agents.BARS),
        reference=True,
    ),
    "books": Kind(books.books, _books, pairs=False, months=24, records=("balance_sheet",), reference=True),
    "facts": Kind(facts.facts, _facts, pairs=False, months=facts.MONTHS, records=facts.RECORDS, reference=True),
    "cycle": Kind(facts.facts, _facts, pairs=False, months=facts.MONTHS, records=facts.RECORDS, reference=True),
    "frontier": Kind(frontier.frontier, frontier.panels, pairs=False, among=frontier.trained, reference=True),
    "skill": Kind(
        labour.skill, labour.skill_panels, pairs=False, records=labour.RECORDS, among=labour.skilled, reference=True
    ),
    "members": Kind(
        labour.members,
        labour.member_panels,
        pairs=False,
        records=("person_income", "person_place"),
        among=labour.shared,
        reference=True,
    ),
    "life": Kind(living.life, living.life_panels, pairs=False, records=("time_use",), among=living.timed, reference=True),
    "basket": Kind(
        living.basket,
        living.basket_panels,
        pairs=False,
        records=("basket", "basket_whole"),
        among=living.provided,
        reference=True,
    ),
    "pools": Kind(
        living.pools, living.pool_panels, pairs=False, records=("pay_by_contract",), among=living.pooled, reference=True
    ),
    "hours": Kind(living.hours, living.hour_panels, pairs=False, months=24, among=living.deciding, reference=True),
    "chain": Kind(cascade.follow, cascade.chain_panels, pairs=False, months=24, among=cascade.leaping, reference=True),
    "roads": Kind(
        cascade.roads, cascade.road_panels, pairs=False, records=("bank_losses",), among=cascade.banks, reference=True
    ),
    "homes": Kind(
        cascade.homes, cascade.home_panels, pairs=False, records=("homes", "homes_let"), among=cascade.owning, reference=True
    ),
    "capex": Kind(limits.capex, limits.capex_panels, pairs=False, records=("cloud_money",), among=limits.building, reference=True),
    "power": Kind(
        limits.power,
        limits.power_panels,
        pairs=False,
        records=("account_money", "cloud_money"),
        among=limits.powered,
        reference=True,
    ),
    "people": Kind(limits.people, _measured_there, pairs=False, among=limits.peopled, reference=True),
    "square": Kind(outcomes.square, _squared, whole=True, reference=True, widths=(1.0, 1.1)),
    "closures": Kind(closures.matrix, _survival, closures=True),
    "lines": Kind(sweeps.lines, pairs=False, points=sweeps.is_grid),
    "checks": Kind(sweeps.checks, pairs=False, points=sweeps.weighs_checks),
    "plane": Kind(sweeps.plane, _measured_there, pairs=False, points=sweeps.looks_for_calm, among=cascade.owning),
    "heat": Kind(sweeps.heat, pairs=False, points=sweeps.is_square),
    "tornado": Kind(sensitivity.tornado, _tornado, pairs=False, points=sensitivity.is_analysis, widths=(1.2, 1.0)),
    "screening": Kind(sensitivity.screening, pairs=False, points=sensitivity.is_analysis),
    "scatter": Kind(sweeps.scatter, pairs=False, points=sweeps.is_random),
    "lenses": Kind(lenses.lenses, lenses.panels(lenses.LENS_PANELS), pairs=False, reference=True),
    "prices": Kind(lenses.prices, lenses.panels(lenses.PRICE_PANELS), pairs=False, reference=True),
    "stacks": Kind(
        lenses.stacks,
        lenses.panels(lenses.STACKS),
        pairs=False,
        records=("agent_product", "account_money"),
        reference=True,
    ),
    "points": Kind(programme.shapley, _named, pairs=False, among=programme.whole, reference=True),
    "bars": Kind(programme.bars, _named, pairs=False, among=programme.compared, reference=True),
    "pairs": Kind(programme.pairs, _named, pairs=False, among=programme.every, reference=True),
    "matrix": Kind(matrix.matrix, _named, pairs=False, among=matrix.there, reference=True),
    "scoreboard": Kind(scoreboard.scoreboard, _board, pairs=False, claims=True, reference=True),
    "classic": Kind(classics.draw, _classic, pairs=False, reference=True),
}


def can_draw(picture: Picture, results: Results) -> bool:
    """Whether the folder has what the figure shows."""
    kind, design = KINDS[picture.kind], design_of(results.folder)
    if design or kind.points:  # a folder of points has figures of its own
        fits = design is not None and kind.points is not None and kind.points(design)
        return fits and bool(kind.panels(picture, results.measures, kind.among(results)))
    enough = not kind.pairs or any(
        name != results.reference and len(results.common_seeds(name, results.reference)) > 1
        for name in results.scenarios
    )
    enough = enough and results.months >= kind.months
    if kind.records:
        enough = enough and results.has_records(kind.records) and (not kind.agents or bool(agents.with_agents(results)))
    if kind.closures:
        enough = enough and bool(finished(results))
    if kind.claims:
        enough = enough and (results.folder / VERDICTS).exists()
    if kind.whole:
        enough = enough and set(picture.strong) <= set(results.scenarios) and _paired(results, picture.strong)
    return enough and bool(kind.panels(picture, results.measures, kind.among(results)))


def _paired(results: Results, names: Sequence[str]) -> bool:
    """Whether these scenarios have two seeds in common."""
    return len(set.intersection(*(set(results.seeds[name]) for name in names))) > 1


def make(name: str, plots: Plots, results: Results, lang: str, *, ends: Collection[str], vectors: bool) -> Made:
    """Draw one declared figure. Of its files those with these ``ends`` are written; ``vectors``: as SVG in memory too."""
    folder, picture = results.folder / "figures", plots.figures[name]
    paths = [folder / f"{name}{end}" for end in PICTURES if end in ends]
    with typography.settings(picture.font):
        page = compose(picture, plots, results, lang)
        about = {"Title": picture.title.of(lang), "Description": page.alt}
        if ".png" in ends:
            with replacing(folder / f"{name}.png") as temporary:
                about_png = {"Software": MARK, **about}
                page.figure.savefig(temporary, format="png", dpi=DPI, metadata=about_png, pil_kwargs=PACKED)
        svg = _svg(page, {**about, "Creator": MARK, "Date": None}) if vectors or ".svg" in ends else ""
    if ".svg" in ends:
        write_text(folder / f"{name}.svg", svg)
    if ".txt" in ends:
        write_text(folder / f"{name}.txt", page.alt + "\n")
    if ".csv" in ends:
        numbers = page.drawn.numbers.astype(object)
        write_csv(folder / f"{name}.csv", numbers.where(numbers.notna(), ""))
    return Made(name, paths, svg, page.alt, page.drawn.numbers)


def _svg(page: "Page", about: Mapping[str, str | None]) -> str:
    """A figure as SVG, with its alt text where readers look for it: matplotlib writes it among the metadata only."""
    file = io.StringIO()
    page.figure.savefig(file, format="svg", dpi=POINTS_DPI, metadata=about)
    text = file.getvalue()
    text = text.replace("</title>", f"</title>\n <desc>{escape(page.alt, quote=False)}</desc>", 1)
    return text.replace("<svg ", '<svg role="img" ', 1)


@dataclass(frozen=True)
class Page:
    """A figure and what it says."""

    figure: Shown
    drawn: Drawn
    alt: str


def compose(picture: Picture, plots: Plots, results: Results, lang: str) -> Page:
    """One figure: panels filled by the function of its kind, and what stands around them."""
    kind = KINDS[picture.kind]
    names = kind.panels(picture, results.measures, kind.among(results))
    declared = kind.panels(picture, picture.measures, picture.strong) or names
    side = len(kind.widths)
    columns = min(picture.columns * side, len(names))
    rows, full = -(-len(names) // columns), -(-len(declared) // (picture.columns * side))
    figure = Shown(figsize=(picture.size[0], picture.size[1] * rows / full), dpi=MEASURED)
    FigureCanvasAgg(figure)
    widths = list(kind.widths) * (columns // side)
    axes = figure.subplots(rows, columns, squeeze=False, width_ratios=widths).ravel()
    for surplus in axes[len(names) :]:
        surplus.remove()
    panels = dict(zip(names, axes, strict=False))
    shown = looks(picture, plots, results, lang, reference=kind.reference)
    sheet = Sheet(picture, plots, results, lang, shown, panels)
    drawn = kind.draw(sheet)
    notes, source = list(drawn.notes), _source(sheet)
    if picture.note and set(picture.strong) <= set(results.scenarios):
        notes.append(picture.note.of(lang))
    area = typography.frame(figure, picture.font, picture.title.of(lang), notes, source)
    typography.arrange(list(panels.values()), area, picture.font)
    for panel in panels.values():
        typography.spread_labels(panel, picture.font)
    stop, space = (". ", " ") if lang == "en" else ("。", "")
    alt = f"{picture.title.of(lang)}{stop}{space.join([*notes, *drawn.said])}{space}{source}"
    figure.alt, figure.letters, figure.numbers = alt, picture.font, drawn.numbers
    return Page(figure, drawn, alt)


def _source(sheet: Sheet) -> str:
    """What the figure was drawn from."""
    results, names = sheet.results, sheet.results.scenarios
    known = next((name for name, members in sheet.plots.sets.items() if set(members) == set(names)), "")
    which = results.listed(names, sheet.lang) if len(names) < 4 else sheet.say(COUNT, count=len(names))
    design = design_of(results.folder)
    if design:
        which = sheet.say(POINTS, names=", ".join(design.shown(sheet.lang)), count=len(design.points))
    if is_programme(results.folder):
        which = sheet.say(COMBINATIONS, count=len(read_points(results.folder).combinations))
    if sheet.picture.kind == "matrix":
        which = sheet.say(CLAIMS)
    counted = list(results.seeds)
    if KINDS[sheet.picture.kind].claims:
        which, counted = sheet.say(CLAIMS), [results.reference]
    seeds = sorted({seed for name in counted for seed in results.seeds[name]})
    whole = len(seeds) > 1 and seeds == list(range(seeds[0], seeds[-1] + 1))
    span = f"{seeds[0]}-{seeds[-1]}" if whole else ", ".join(map(str, seeds))
    sizes = {results.manifest["scenarios"][name]["params"].get("n_workers") for name in names} - {None}
    parts = [
        f"{known}: {which}" if known else which,
        sheet.say(SEEDS, seeds=span),
        classics.length(results, sheet.lang) or sheet.say(LENGTH, months=results.months),
        *([sheet.say(WORKERS, workers=sizes.pop())] if len(sizes) == 1 else []),
        f"{PROGRAM} {results.manifest['version']}",
        *filter(None, [results.unfinished(sheet.lang)]),
    ]
    return "  |  ".join(parts)


__all__ = ["KINDS", "Look", "Made", "Page", "can_draw", "compose", "make"]
