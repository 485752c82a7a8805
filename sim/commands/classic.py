"""``sim classic``: a textbook economy beside what was published of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from sim.base.errors import InputError
from sim.base.limits import whole
from sim.base.lock import released
from sim.classics import declared
from sim.classics.replicas import Make, Replica
from sim.commands.results import Results
from sim.commands.run import default_folder
from sim.economy.scenario import changes
from sim.runs import pools, runner


@released()
def classic(
    name: str,
    case: str | Path | Sequence[str | Path] | None = None,
    *,
    seeds: int | None = None,
    months: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    lang: str = "en",
    quiet: bool = False,
    svg: bool = False,
    force: bool = False,
) -> Replica:
    """Run a classic (its usual cases, those named, files of your own, or ``all``) and draw its figure.

    ``seeds`` and ``months`` are those that the classic declares, where they are not given.
    """
    from sim.charts import draw
    from sim.runs.store import Store

    found = declared.load(name)
    settings = {key: declared.listed(value) for key, value in changes(set).items()}
    wanted = [case] if isinstance(case, str | Path) else list(case or found.usual)
    names = [*found.cases] if wanted == ["all"] else [str(one) for one in wanted]
    chosen = [found.case(one, settings) for one in names]
    twice = sorted({one.name for one in chosen if [other.name for other in chosen].count(one.name) > 1})
    if twice:
        raise InputError([f"{one}: given twice: results are filed by name" for one in twice])
    seeds = found.seeds if seeds is None else whole("seeds", seeds)
    months = found.months if months is None else whole("months", months)
    jobs = 1 if jobs is None and found.seeds == 1 else pools.cores() if jobs is None else whole("jobs", jobs)
    for one in chosen:
        found.economy.start(one.params, 0)  # what can't start is known before anything is written
    if out is None:
        changed = dict(settings) | ({} if months == found.months else {"months": months})
        own = [] if names == [*found.usual] else names
        out = default_folder("classic", [name, *own], changed)
    folder = Path(out)
    recorded = {
        record: {"when": "last", "axes": {"actor": []}, "unit": about["unit"], "doc": about["doc"]}
        for record, about in found.records.items()
    }
    scenarios = cast("Any", chosen)
    draw.check(folder, ["classic"], force=force)
    store = Store(
        folder,
        scenarios,
        months,
        list(found.measures.values()),
        runner.command_line(),
        recorded=recorded,
        makers=declared.makers(),
        force=force,
    )
    parts = {"": (scenarios, folder)}
    asked = runner.every(parts, range(seeds))
    results = runner.fill(parts, {"": store}, asked, months, Make(months), jobs, folder, quiet=quiet)[""]
    return Replica(Results.of(results, lang), draw.draw(results, lang, svg=svg, force=force).paths, lang)
