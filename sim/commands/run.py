"""``sim run``: scenarios under seeds, and the folder that takes what is asked for."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from sim.base import names as naming
from sim.base.errors import InputError
from sim.base.limits import whole
from sim.base.paths import shown
from sim.base.toml import literal
from sim.commands.results import Results, check_language
from sim.economy import variants
from sim.economy.records import TAIL
from sim.runs.runner import MONTHS, ensemble


def run(
    *names: str | Path,
    seeds: int = 8,
    months: int = MONTHS,
    workers: int | None = None,
    set: Mapping[str, object] | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    quiet: bool = False,
    cluster: str | None = None,
    window: int | None = None,
    force: bool = False,
    all_measures: bool = False,
    lang: str = "en",
) -> Results:
    """Run scenarios (shipped names or .toml files) under seeds 0, 1, ... and return the results.

    ``window``: of how many last months outcomes are means (60); ``force``: write over files in ``out`` not made here;
    ``all_measures``: every measure in tables of months, not those alone that are shown (the results have all). ``lang``: of what
    the results show.
    """
    from sim.economy.scenario import changes, load_all

    if not names:
        raise InputError("run: name a scenario or a .toml file (sim list shows those that come with the program)")
    scenarios = load_all(names, set, workers)
    folder = default_folder("run", names, changes(set, workers), months, window) if out is None else Path(out)
    check_language(lang)
    results = ensemble(
        scenarios, range(whole("seeds", seeds)), months, jobs=jobs, out=folder, quiet=quiet, cluster=cluster, window=window,
        force=force, all_measures=all_measures,
    )  # fmt: skip
    return Results.of(results, lang)


def default_folder(
    command: str,
    names: Sequence[str | Path],
    settings: Mapping[str, object] | None = None,
    months: int = MONTHS,
    window: int | None = None,
) -> Path:
    """``results/<command>-<names>`` and what was asked for beside them, cut where that is long.

    >>> default_folder("run", ["baseline", "mine/other.toml"]).as_posix()
    'results/run-baseline-mine.other'
    >>> default_folder("run", ["commons"], {"adoption_speed": 0.1}, 240).as_posix()
    'results/run-commons-adoption_speed=0.1-months=240'
    >>> default_folder("compare", ["commons", "commons:ubi_share=0.30"]).as_posix()
    'results/compare-commons-commons.ubi_share-0.3'
    """
    words = [_named(name) for name in names]
    words += [f"{name}={value if isinstance(value, str) else literal(value)}" for name, value in sorted((settings or {}).items())]
    words += [] if months == MONTHS else [f"months={whole('months', months)}"]
    words += [] if window in (None, TAIL) else [f"window={window}"]
    text = "-".join(words)
    if len(text) > 100:
        text = f"{text[:80]}-{len(words)}-{sha256(text.encode()).hexdigest()[:6]}"
    return Path("results") / f"{command}-{text}"


def _named(name: str | Path) -> str:
    """What a scenario brings to the name of a folder."""
    found = variants.written(name)
    if found:
        return variants.filed(_named(found.of), variants.read(str(name)))
    return _word(Path(name)) if str(name).endswith(".toml") else str(name)


def _word(file: Path) -> str:
    """A file's name with its folder, so that two of one name don't share results: the folder's hash where that lies elsewhere."""
    below = Path(shown(file)).with_suffix("")
    if below.is_absolute() or any(naming.fault(part) for part in below.parts):  # .. too ends in a dot
        return f"{file.stem}@{sha256(str(file.parent.resolve()).encode()).hexdigest()[:6]}"
    return ".".join(below.parts)
