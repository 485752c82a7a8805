"""``sim programme``: the ten points alone, missing and in every combination, from the runs to tables and figures."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import pandas as pd

from sim.base.declared import Text
from sim.base.errors import InputError
from sim.base.estimates import ROUNDING
from sim.base.files import check_page
from sim.base.interrupts import drawing
from sim.base.limits import whole
from sim.base.lock import released
from sim.base.paths import shown
from sim.base.tables import in_columns
from sim.base.telling import telling
from sim.classroom.explorer import spoken
from sim.commands.run import default_folder
from sim.economy import scenario
from sim.economy.records import window_of
from sim.economy.scenario import Scenario
from sim.experiments import points
from sim.experiments import programme as experiment
from sim.experiments.comparison import WORDS
from sim.experiments.points import ABLATION, EFFECTS, FILES, Estimate, Found, estimate, label
from sim.experiments.programme import BESIDE, Block, Declared
from sim.runs import memory, pools, runner
from sim.runs.reckoning import months_to_run, seconds_a_month
from sim.runs.results import Results, plural, seeds_said
from sim.runs.store import Store

MAKERS = [Path(experiment.__file__)]  # of what is kept of a run
FIGURES = ("programme-shapley", "programme-pairs", "programme-bars")
PART = "programme"  # the name of the bar
MOST = 3  # points that a line names

SAID = {
    "all": Text(
        en="What {all} changes of {none}, and the points that make most of it (Shapley values with 95 % intervals clear of zero).",
        zh="{all}对{none}的改变，及其中贡献最大的各条（Shapley值，95%区间不含零）。",
    ),
    "ablation": Text(
        en="What {all} changes of {none}, and the points that do most alone, and that are missed most (95 % intervals clear of zero).",
        zh="{all}对{none}的改变，及单独作用最大、缺失影响最大的各条（95%区间不含零）。",
    ),
    "runs": Text(
        en="Means over the last {window} of {months} months, {seeds}, {workers:,} workers, paired by seed.",
        zh="{months}个月中最后{window}个月的均值，{seeds}，{workers:,}名劳动者，逐种子配对。",
    ),
    "one": Text(en="One seed: nothing can be said about chance.", zh="只有一个种子：无法判断偶然性。"),
    "nothing": Text(en="none stands out of chance", zh="无一超出偶然"),
    "tables": Text(en="Tables: {files}", zh="表格：{files}"),
    "figures": Text(en="Figures: {folder}", zh="图：{folder}"),
    "page": Text(en="Page: {page}", zh="网页：{page}"),
}
HEADS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "all": {
        "en": ("outcome", "none", "all", "change", "points"),
        "zh": ("结果", "无", "全部", "改变", "各条"),
    },
    "ablation": {
        "en": ("outcome", "none", "all", "beside", "alone", "missing"),
        "zh": ("结果", "无", "全部", "对照", "单独", "缺失"),
    },
}


@dataclass(frozen=True)
class Programme:
    """A finished programme: ``print`` it, or let a notebook show it. ``found`` has the numbers, ``tables`` what is written of them."""

    found: Found
    results: Results
    figures: list[Path]
    lang: str = "en"
    page: Path | None = None

    @property
    def kind(self) -> str:
        """Every combination, or those of the ablation."""
        return "all" if self.found.complete else "ablation"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By name: shapley, interactions, ablation, levels."""
        return points.tables(self.found)

    def shown(self) -> pd.DataFrame:
        """What is printed: a row an outcome."""
        from sim.runs import display

        found, plots = self.found, display.read()
        rows: list[tuple[str, ...]] = []
        names = found.outcomes if self.kind == "all" else found.about.ablation
        for at, outcome in enumerate(found.about.outcomes):
            if outcome.name not in names:
                continue
            unit = plots.unit(outcome.unit)
            ends = [_number(unit.times * float(found.of(one)[:, at].mean())) for one in (0, found.whole)]
            head = f"{outcome.label[self.lang]} ({unit.of(self.lang)})"
            if self.kind == "all":
                change = estimate(unit.times * (found.worth[-1] - found.worth[0])[:, at])
                rows.append((head, *ends, _signed(change.mean), self._most(unit.times * found.shapley[:, :, at])))
            else:
                beside = _number(unit.times * float(found.of(BESIDE)[:, at].mean())) if found.about.beside else ""
                most = [
                    self._most([unit.times * found.effect(number, effect)[:, at] for number in range(len(found.points))])
                    for effect in EFFECTS[:2]
                ]
                rows.append((head, *ends, beside, *most))
        return pd.DataFrame(rows, columns=pd.Index(list(HEADS[self.kind][self.lang])))

    def _most(self, values: Any) -> str:
        """The points with the largest values, ``[point, seed]``, of those whose interval is clear of zero."""
        each: list[tuple[int, Estimate]] = [(number, estimate(some)) for number, some in enumerate(values, start=1)]
        largest = max(abs(one.mean) for _, one in each)
        clear = [(number, one) for number, one in each if one.clear and abs(one.mean) > ROUNDING * largest]
        clear.sort(key=lambda pair: -abs(pair[1].mean))
        parts = [f"{label(number, self.found.points[number - 1], self.lang)} {_signed(one.mean)}" for number, one in clear[:MOST]]
        return ("; " if self.lang == "en" else "；").join(parts) or SAID["nothing"].of(self.lang)

    def notes(self) -> list[str]:
        """The lines above and below the table."""
        about, count = self.found.about, len(self.found.seeds)
        folder = self.found.folder
        values = {
            "none": about.none, "all": about.all, "window": about.window, "months": about.months, "workers": about.workers,
            "seeds": seeds_said([count], self.lang), "folder": shown(folder / "figures"),
            "page": shown(self.page) if self.page else "",
            "files": ", ".join(shown(folder / f"{name}.csv") for name in self.tables),
        }  # fmt: skip
        wanted = [self.kind, "runs", *(["one"] if count == 1 else []), "tables", *(["figures"] if self.figures else [])]
        wanted += ["page"] if self.page else []
        return [SAID[key].of(self.lang).format(**values) for key in wanted]

    def __str__(self) -> str:
        first, *rest = self.notes()
        frame = self.shown()
        words = [0, *(place for place in range(len(frame.columns)) if place >= 4)]
        return "\n".join([first, "", in_columns([*map(str, frame.columns)], frame.to_numpy().tolist(), words), "", *rest])

    def _repr_html_(self) -> str:
        from html import escape

        first, *rest = (f"<p>{escape(note)}</p>" for note in self.notes())
        return "\n".join([first, self.shown().to_html(index=False), *rest])

    def _page(self) -> dict[str, str]:
        return {"page": str(self.page)} if self.page else {}

    def as_json(self) -> dict[str, Any]:
        """What was run, and the tables."""
        return {**self.found.about.model_dump(exclude={"written"}), "folder": str(self.found.folder), **self._page(), **self.tables}


@released()
def programme(
    *,
    ablation: bool = False,
    seeds: int | None = None,
    months: int | None = None,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    lang: str = "en",
    cluster: str | None = None,
    window: int | None = None,
    table: str | Path | None = None,
    svg: bool = False,
    force: bool = False,
    page: str | Path | None = None,
) -> Programme:
    """Run the ten points in every combination, or with ``ablation`` alone and missing, as ``sim programme`` does.

    What is not given is as sim/experiments/programme.toml declares it; ``table``: another file of points;
    ``page``: a file for the page of class, with every combination.
    """
    from sim.charts import draw
    from sim.classroom.points import page as pages

    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}")
    if page is not None and ablation:
        raise InputError("--page: shows every combination, which --ablation does not run: leave out one of the two")
    declared = experiment.read(Path(table) if table is not None else None)
    size = declared.sizes["ablation" if ablation else "every"]
    seeds = whole("seeds", size.seeds if seeds is None else seeds)
    months = whole("months", size.months if months is None else months)
    tail = window_of(months, window)
    changed = scenario.changes(set, workers)
    if "n_workers" not in changed:
        workers = size.workers
    none, every, beside = _scenarios(declared, changed, set, workers)
    combinations = declared.of_ablation() if ablation else list(range(declared.whole + 1))
    blocks = experiment.blocks(declared, none, combinations, months, beside if ablation else None)
    if faults := experiment.starts(blocks):
        raise InputError(faults[:MOST] + ([f"and {len(faults) - MOST} more"] if len(faults) > MOST else []))
    own = [] if table is None else [table]
    if page is not None:
        sources = {file for one in (none, every, beside) for file in one.files}
        check_page(Path(page), "page", sources, force=force, choose="choose another file with --page")
        pages.check_size(len(declared.points), len(declared.outcomes), seeds, months)
    root = Path(out) if out is not None else default_folder("programme", own, changed, months, window)
    folder = root / ABLATION if ablation else root
    names = FIGURES[2:] if ablation else FIGURES
    draw.check(folder, names, force=force)
    pools.preload("sim.experiments.programme")
    results = _run(blocks, seeds, months, tail, jobs, folder, quiet, cluster, force)
    with drawing(folder, "writing tables and drawing figures", quiet) as on_figure:
        values, paths = points.gather(blocks, results)
        found = points.write(folder, points.about(blocks, results, every), values, paths)
        points.write_ablation(found, points.other_of(found, root if ablation else root / ABLATION))
        at_once = runner.processes(jobs, cluster)
        drawn = draw.figures(results, lang, names, svg=svg, jobs=at_once, force=force, on_figure=on_figure)
    written = Path(page) if page is not None else None
    if written is not None:
        pages.write(found, written, lang, none.params.ai_arrival if none.params.ai else None)
    return Programme(found, results, draw.files(drawn), lang, written)


def _scenarios(
    declared: Declared, changed: Mapping[str, object], set: Mapping[str, object] | None, workers: int | None
) -> list[Scenario]:
    """The three of the table, which must be as it says."""
    moved = [name for name in changed if name in declared.setting(0)]
    if moved:
        raise InputError([f"--set {name}: is what a point sets, so it is on and off as the table of points says" for name in moved])
    found = scenario.load_all([declared.none, declared.all, declared.beside], set, workers)
    if faults := experiment.unlike(declared, *found[:2]):
        raise InputError(faults)
    return found


def _run(
    blocks: Sequence[Block],
    seeds: int,
    months: int,
    window: int,
    jobs: int | None,
    folder: Path,
    quiet: bool,
    cluster: str | None,
    force: bool,
) -> Results:
    """All blocks under all seeds, or those of them that the folder lacks."""
    jobs = runner.processes(jobs, cluster)
    if cluster is None:
        at_once = min(jobs, len(blocks) * seeds)
        _fit(blocks, at_once)
    else:
        from sim.runs import cluster as clusters

        clusters.check(cluster)
    parts = cast("Any", blocks)
    store = Store(
        folder, parts, months, experiment.described(blocks), runner.command_line(), "outcomes", {}, MAKERS,
        also=FILES, window=window, force=force,
    )  # fmt: skip
    todo = [(block, seed) for seed in range(seeds) for block in blocks if not store.has(block.name, seed)]
    if not quiet:
        _say(blocks, seeds, todo, jobs, cluster)
    asked = cast("Any", [(PART, block, seed) for seed in range(seeds) for block in blocks])
    make = partial(experiment.make, months=months, window=window)
    made = runner.fill({PART: (parts, folder)}, {PART: store}, asked, months, make, jobs, folder, quiet=quiet, cluster=cluster)
    return made[PART]


def _fit(blocks: Sequence[Block], at_once: int) -> None:
    """An InputError where so many blocks at a time take more memory than there is."""
    world = max(memory.economy(block.params) for block in blocks)
    wide = max(len(block.worlds) for block in blocks)
    needed = at_once * (memory.PROCESS + wide * world)
    memory.fit(needed, f"{plural(at_once * wide, 'world')} at a time", "--workers or --jobs")


def _say(blocks: Sequence[Block], seeds: int, todo: Sequence[tuple[Block, int]], jobs: int, cluster: str | None) -> None:
    """How much there is to do, and how long it takes: from a timed first run."""
    if not todo:
        return
    work = experiment.work(blocks)
    line = f"{plural(work.worlds, 'combination')} x {plural(seeds, 'seed')}: {plural(work.worlds * seeds, 'run')} "
    line += f"of {plural(blocks[0].months, 'month')}, {work.shared:.0%} of the months in common with others and run once"
    print(line, file=sys.stderr, flush=True)
    with telling(lambda gone: f"timing a first run: {gone:.0f} s"):
        month = seconds_a_month(blocks[-1].courses()[len(blocks[-1].combinations) - 1], 0)
    left = sum(months_to_run(block.courses()) for block, _ in todo) * month
    where = f"on {plural(min(jobs, len(todo)), 'core')}" if cluster is None else "of processor time"
    count = sum(len(block.worlds) for block, _ in todo)
    took = f"a run by itself takes {month * blocks[0].months:.1f} s"
    left = left / min(jobs, len(todo)) if cluster is None else left
    print(f"{plural(count, 'run')} to make: about {spoken(left)} {where} ({took})", file=sys.stderr, flush=True)


def _number(value: float) -> str:
    """With three digits that count.

    >>> _number(1234.5), _number(0.012345), _number(0.0)
    ('1,234', '0.0123', '0')
    """
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def _signed(value: float) -> str:
    """
    >>> _signed(0.5), _signed(-1234.5)
    ('+0.5', '-1,234')
    """
    return f"{value:+,.0f}" if abs(value) >= 1000.0 else f"{value:+.3g}"
