"""The command line. What is heavy is imported inside the command that needs it: ``sim --help`` answers at once."""

import atexit
import errno
import io
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import InputError, SimError, told
from sim.base.interrupts import counting
from sim.base.limits import LIMITS, allowed, whole
from sim.base.names import STRANGE, said
from sim.base.tables import console
from sim.base.toml import cut
from sim.cli import completing

if TYPE_CHECKING:
    import pandas

    from sim.experiments.sensitivity import Sensitivity
    from sim.experiments.sweep import Sweep
    from sim.runs.results import Results


LONGEST = 400  # letters of what click says of a wrong word: it repeats the word


@contextmanager
def _in_letters() -> Iterator[None]:
    """What click says of a wrong word of the caller can be printed, whatever that word holds."""
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = cut(said(error.message), LONGEST)
        raise


class Commands(click.Group):
    """A group whose commands fail with one clear message and the exit code of the error."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _in_letters():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        for number in (signal.SIGINT, signal.SIGTERM):
            atexit.register(signal.signal, number, signal.SIG_IGN)  # a second Ctrl-C can't hit the end of the process
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # closed by the caller: what would be said there is said to nobody
                setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a console that cannot show a character gets a question mark
        try:
            with _in_letters():
                return super().invoke(ctx)
        except SimError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt as stop:
            click.echo(str(stop) or "stopped", err=True)
            ctx.exit(1)
        except MemoryError:
            click.echo("not enough memory: lower --workers or --months", err=True)
            ctx.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader has gone: click ends quietly
            click.echo(said(f"{error.filename or 'system'}: {error.strerror or error}"), err=True)
            ctx.exit(1)


def _settings(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, object]:
    """``name=value`` texts as values: read as TOML, else taken as a string."""
    from sim.base import toml

    return toml.settings(texts)


def _folder(_ctx: click.Context, param: click.Parameter, text: str | None) -> Path | None:
    """A folder's name; an empty one, as of a variable that is not set, would be the current folder."""
    if text == "":
        raise InputError(f"{param.opts[0]}: is empty: name a folder (. is the current one)")
    return None if text is None else Path(text)


def _scenarios(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> list[str]:
    """Scenarios, parted by commas or given one by one; variants have commas of their own."""
    from sim.economy.variants import listed

    return listed(texts)


def _listed(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> list[str]:
    """Names, parted by commas or given one by one."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


Command = Callable[..., None]


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order of --help."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


class Count(click.IntRange):
    """A whole number within the limits of its name."""

    def __init__(self, kind: str, low: int = 1) -> None:
        super().__init__(low, LIMITS[kind])
        self.kind, self.low = kind, low

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return whole(self.kind, int(value), self.low)
        except (ValueError, InputError):
            self.fail(f"{value[:40]}: {allowed(self.kind, self.low)}", param, ctx)


as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
lang = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of texts."
)
settings = _options(
    click.option("--workers", type=int, metavar="N", help="Number of carbon workers (n_workers).  [default: 2000]"),
    click.option(
        "--set", "settings", multiple=True, callback=_settings, metavar="NAME=VALUE", shell_complete=completing.settings,
        help="Change a parameter in every scenario; may be repeated.",
    ),
)  # fmt: skip


processes = click.option("--jobs", type=Count("jobs"), metavar="J", help="Processes at a time.  [default: all cores]")


def _certificate(part: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    def set_it(context: click.Context, option: click.Parameter, file: str | None) -> None:
        if file is not None:
            from sim.runs import cluster

            cluster.certificate(part, file)

    return set_it


file = click.Path(exists=True, dir_okay=False)
on_cluster = _options(
    click.option("--cluster", metavar="ADDRESS", help="Run on the workers of this Dask scheduler instead."),
    click.option(
        "--tls-ca", type=file, expose_value=False, callback=_certificate("ca-file"), metavar="FILE",
        help="The authority whose certificates the cluster has (tls://...).",
    ),
    click.option(
        "--tls-cert", type=file, expose_value=False, callback=_certificate("client.cert"), metavar="FILE",
        help="Our certificate.",
    ),
    click.option(
        "--tls-key", type=file, expose_value=False, callback=_certificate("client.key"), metavar="FILE",
        help="The key of our certificate.",
    ),
)  # fmt: skip
results_folder = click.option(
    "--out", callback=_folder, metavar="DIR", help="Folder of the results; a call resumes there."
)
force = click.option("--force", is_flag=True, help="Write over files that this program did not make.")
svg = click.option("--svg", is_flag=True, help="Figures as SVG files too, beside PNG.")
window = click.option(
    "--window", type=Count("window"), metavar="W", help="Outcomes are means over the last W months.  [default: 60]"
)
def measures(about: str) -> Callable[[Command], Command]:
    """The option that names measures, which may be repeated."""
    return click.option("--measure", "measures", multiple=True, metavar="M", shell_complete=completing.measures, help=about)


all_measures = click.option(
    "--all-measures", is_flag=True, help="Tables of months hold every measure, not those alone that are shown."
)
silent = click.option("--quiet", is_flag=True, help="No progress bars.")


def _running(seeds: int) -> Callable[[Command], Command]:
    """What every command that runs scenarios is told; ``seeds`` unless somebody says otherwise."""
    return _options(
        click.option(
            "--seeds", type=Count("seeds"), default=seeds, show_default=True, metavar="N", help="Run seeds 0 to N-1."
        ),
        click.option(
            "--months", type=Count("months"), default=480, show_default=True, metavar="M", help="Length of a run."
        ),
        window,
        settings,
        processes,
        on_cluster,
        results_folder,
        force,
        lang,
        as_json,
        silent,
    )


running = _running(8)


def _about(results: "Results") -> dict[str, Any]:
    from sim.runs import notes

    return {
        "folder": str(results.folder),
        "reference": results.reference,
        "months": results.months,
        "scenarios": list(results.scenarios),  # in their order, which a reader may lose of keys such as 2030
        "seeds": results.seeds,
        "window": results.window,
        "notes": notes.of(results),
    }


def _records(frame: "pandas.DataFrame") -> list[dict[str, Any]]:
    """The rows of a table; what is no number is null, as JSON wants it."""
    rows: list[dict[str, Any]] = [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]
    return [{name: value if value == value else None for name, value in row.items()} for row in rows]


def _print_json(result: object) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
    if STRANGE.search(text) or not (sys.stdout.encoding or "").lower().startswith("utf"):
        text = json.dumps(result, indent=1, allow_nan=False)  # such as the name of a folder that is not UTF-8
    click.echo(text)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="carbon-silicon", prog_name="sim")
def main() -> None:
    """An economy of capitalists, carbon workers and AI agents.

    Start with `sim compare`; then `sim new NAME` for a scenario of your own. Wherever a scenario is named, NAME:SETTING=VALUE,... is one
    with these settings: `sim compare monopoly monopoly:ubi_share=0.3`.
    """


@main.command("list")
@lang
@as_json
def list_(lang: str, as_json: bool) -> None:
    """The scenarios and their questions."""
    from sim.economy import scenario

    found = scenario.load_all(scenario.shipped())
    if as_json:
        keys = ("name", "title", "question", "claims", "extends", "bounded", "changed")
        _print_json([{key: getattr(one, key) for key in keys} for one in found])
        return
    from sim.cli import show

    show.scenarios(found, lang)


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME|FILE...", shell_complete=completing.scenarios)
@all_measures
@running
def run(names: tuple[str, ...], **options: Any) -> None:
    """Run scenarios: shipped ones by NAME, your own by FILE, either with settings behind it (monopoly:ubi_share=0.3)."""
    import sim

    lang, as_json, asked = options.pop("lang"), options.pop("as_json"), options["seeds"]
    results = sim.run(*names, set=options.pop("settings"), **options)
    if as_json:
        _print_json(_about(results) | {"outcomes": _records(results.outcomes)})
        return
    from sim.cli import show

    show.outcomes(results, lang, asked)


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME|FILE|DIR]...", shell_complete=completing.scenarios)
@click.option("--all", "everything", is_flag=True, help="Compare every shipped scenario.")
@click.option(
    "--closures", is_flag=True, help="Repeat it under each contested assumption; say which findings survive them all."
)
@click.option(
    "--why", is_flag=True, help="Say what carries each difference, and hold first links to see (more runs, on this machine)."
)
@svg
@all_measures
@click.option(
    "--group",
    metavar="SET",
    shell_complete=completing.sets,
    help="In place of names a set of plots/figures.toml, such as silicon.",
)
@measures("Of folders: compare this measure; may be repeated.")
@running
def compare(names: tuple[str, ...], everything: bool, **options: Any) -> None:
    """Run scenarios and compare each with the first, seed by seed. Without names: the core set.

    A variant is a scenario with settings behind a colon. As in: sim compare monopoly "monopoly:ubi_share=0.3,ubi_financing=debt"

    Folders of results are set side by side as they are, over the seeds and months in common. As in: sim compare results/a results/b

    --why tells each difference as a chain, from where the changed parameter enters through the measures that moved.

    A run of 480 months of 2,000 workers takes one to two seconds; --closures multiplies the runs by the closures.
    """
    if everything:
        from sim.economy.scenario import shipped

        names = (*names, *(name for name in shipped() if name not in names))
    import sim

    as_json = options.pop("as_json")
    comparison = sim.compare(*names, set=options.pop("settings"), **options)
    if as_json:
        more = comparison.as_json() | {"differences": _records(comparison.differences)}
        if comparison.report is None:  # folders side by side: nothing was run or written
            _print_json(more)
            return
        figures = [str(figure) for figure in comparison.figures]
        _print_json(_about(comparison.results) | more | {"figures": figures, "report": str(comparison.report)})
    else:
        click.echo(str(comparison))


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME|FILE...", shell_complete=completing.scenarios)
@svg
@all_measures
@running
def value(names: tuple[str, ...], **options: Any) -> None:
    """C, V and S of the same runs in money and in labour time, under four answers to who creates value."""
    import sim

    as_json = options.pop("as_json")
    found = sim.value(*names, set=options.pop("settings"), **options)
    if as_json:
        said = found.as_json()
        _print_json(_about(found.results) | said | {"table": _records(said["table"])})
    else:
        click.echo(str(found))


@main.command()
@click.argument("name", metavar="NAME|FILE", shell_complete=completing.scenarios)
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="NAME=LOW:HIGH:COUNT|NAME=VALUE,...",
    shell_complete=completing.settings,
    help="A parameter and its values; may be repeated. NAME=LOW:HIGH where points are random.",
)
@click.option(
    "--against",
    metavar="NAME|FILE",
    shell_complete=completing.scenarios,
    help="Show the difference from this scenario at the same point.",
)
@measures("Show this measure; may be repeated.")
@click.option(
    "--design", default="grid", show_default=True, metavar="grid|lhs|sobol", help="All combinations, or random points."
)
@click.option(
    "--points",
    "count",
    type=Count("points", low=2),
    default=64,
    show_default=True,
    metavar="N",
    help="Number of random points.",
)
@click.option(
    "--design-seed", type=Count("seed", low=0), default=0, show_default=True, metavar="S", help="Of random points."
)
@click.option("--monthly", is_flag=True, help="Keep every month of every run, not its outcomes alone (0.4 MB a run).")
@svg
@running
def sweep(name: str, vary: tuple[str, ...], **options: Any) -> None:
    """Run a scenario at many points of some parameters, all under the same seeds: how far does a result reach?

    As in: sim sweep monopoly --vary ubi_share=0:0.5:11 --vary commons_share=0,0.5,1
    """
    import sim

    as_json = options.pop("as_json")
    found = sim.sweep(name, vary, set=options.pop("settings"), **options)
    if as_json:
        _print_json(_experiment(found))
    else:
        click.echo(str(found))


@main.command()
@click.argument("name", metavar="NAME|FILE", shell_complete=completing.scenarios)
@click.option(
    "--against",
    metavar="NAME|FILE",
    shell_complete=completing.scenarios,
    help="Analyse the difference from this scenario.",
)
@measures("Of this measure; may be repeated.  [default: unemployment, worker_consumption]")
@click.option(
    "--spread",
    type=float,
    default=0.2,
    show_default=True,
    metavar="S",
    help="How far parameters are moved, as a share of their value.",
)
@click.option(
    "--trajectories", type=Count("points", low=2), default=8, show_default=True, metavar="N", help="Of the screening."
)
@click.option(
    "--samples",
    type=Count("points", low=2),
    default=64,
    show_default=True,
    metavar="N",
    help="Base points of the Sobol' indices, a power of two.",
)
@click.option(
    "--top",
    type=Count("points"),
    default=5,
    show_default=True,
    metavar="K",
    help="Parameters of each measure that get indices.",
)
@svg
@_running(4)
def sensitivity(name: str, **options: Any) -> None:
    """What an outcome of a scenario hangs on: screening of all behavioural parameters, Sobol' indices of those that matter.

    The runs add up: (trajectories x 83 + samples x (parameters + 2)) x seeds, twice with --against. A folder resumes.
    """
    import sim

    as_json = options.pop("as_json")
    found = sim.sensitivity(name, set=options.pop("settings"), **options)
    if as_json:
        _print_json(_experiment(found))
    else:
        click.echo(str(found))


@main.command()
@click.option("--ablation", is_flag=True, help="Each point alone and missing, not every combination.")
@click.option("--seeds", type=Count("seeds"), metavar="N", help="Run seeds 0 to N-1.  [default: 4; ablation: 20]")
@click.option("--months", type=Count("months"), metavar="M", help="Length of a run.  [default: 480]")
@window
@settings
@processes
@on_cluster
@results_folder
@force
@click.option("--points", "table", metavar="FILE.toml", help="Another file of points.  [default: the ten of the manifesto]")
@click.option("--page", metavar="FILE.html", help="Write the page of class: a switch a point, which needs no network.")
@svg
@lang
@as_json
@silent
def programme(**options: Any) -> None:
    """Take a programme of points apart: each alone and missing, in every combination, and what each adds (Shapley values).

    As in: sim programme --seeds 1 --months 240
    """
    import sim

    as_json = options.pop("as_json")
    found = sim.programme(set=options.pop("settings"), **options)
    if as_json:
        _print_json({key: _records(one) if hasattr(one, "columns") else one for key, one in found.as_json().items()})
    else:
        click.echo(str(found))


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=completing.claims)
@click.option("--again", is_flag=True, help="Compute the verdicts anew.")
@click.option("--seeds", type=Count("seeds"), metavar="N", help="Run seeds 0 to N-1 of the core.  [default: 8]")
@click.option(
    "--draws",
    type=Count("points", low=0),
    metavar="N",
    help="Robustness draws: points of a Latin hypercube, beside the closures; with 0 neither.  [default: 40]",
)
@click.option("--plain", is_flag=True, help="Draws move everything by a fifth of its value, shares too.")
@processes
@on_cluster
@results_folder
@force
@click.option("--texts", callback=_folder, metavar="DIR", help="Another register: a folder like the shipped seeds/.")
@click.option(
    "--scoreboard",
    metavar="FILE.md",
    help="Write the scoreboard of all claims there, FILE.json, FILE.png and claims.html beside it.",
)
@click.option("--page", metavar="FILE.html", help="Write what is shown as a page, which needs no network.")
@click.option(
    "--search",
    is_flag=True,
    help="Instead, find out which outcomes are imposed by rules, and which parameters turn them: FILE.checks.json. Takes long; resumes.",
)
@click.option(
    "--matrix",
    is_flag=True,
    help="Instead, run every test once more with each mechanism on, at 4 seeds and 1,000 workers: FILE.matrix.json. Takes long; resumes.",
)
@lang
@as_json
@silent
def claims(ids: tuple[str, ...], scoreboard: str | None, page: str | None, search: bool, matrix: bool, **options: Any) -> None:
    """What becomes of the claims of the texts, as it was computed from paired runs. With IDs: these alone, in full.

    As in: sim claims M4. It answers at once, from the board that came with the program, and says of which day and which code that is.
    With --again the verdicts are computed anew, and so they are with every option that says how: --seeds, --draws, --jobs, --cluster,
    --out, --texts, --plain, --scoreboard. What is run takes half a second for each world, seed and draw; a folder resumes.
    """
    if ids and scoreboard:
        raise InputError("--scoreboard: shows all claims: give it without IDs")
    given = click.get_current_context().get_parameter_source
    if search and matrix:
        raise InputError("--matrix: not with --search: they are two computations, give one at a time")
    if matrix:
        from sim.commands import crossed

        for name in ("again", "draws", "plain", "page"):
            if given(name) == click.core.ParameterSource.COMMANDLINE:
                raise InputError(f"--{name}: not with --matrix, which makes no draws and writes its cells beside --scoreboard")
        how = ("jobs", "cluster", "out", "quiet", "lang", "texts", "force", "seeds")
        file = crossed.cross(*ids, page=Path(scoreboard) if scoreboard else None, **{key: options[key] for key in how})
        if scoreboard and Path(scoreboard).with_suffix(".json").exists():
            from sim.reports import cards

            cards.remake(Path(scoreboard).with_suffix(".json"), options["lang"])
        click.echo(file.read_text(encoding="utf-8") if options["as_json"] else crossed.table(file, options["lang"]))
        return
    if search:
        from sim.commands.search import check

        for name in ("again", "seeds", "draws", "plain", "cluster", "force", "page"):
            if given(name) == click.core.ParameterSource.COMMANDLINE:
                raise InputError(f"--{name}: not with --search, whose seeds and points are set, on this machine")
        same = ("jobs", "out", "quiet", "texts")
        file = check(*ids, page=Path(scoreboard) if scoreboard else None, **{key: options[key] for key in same})
        if scoreboard and Path(scoreboard).with_suffix(".json").exists():
            from sim.reports import cards

            cards.remake(Path(scoreboard).with_suffix(".json"), options["lang"])
        click.echo(file.read_text(encoding="utf-8") if options["as_json"] else said(str(file)))
        return
    import sim

    as_json, force = options.pop("as_json"), options["force"]
    if scoreboard:
        from sim.verdicts import scoreboard as board

        board.check(Path(scoreboard), force=force)
        options["again"] = True
    if scoreboard or page:
        from sim.reports import cards

        if scoreboard:
            cards.check(Path(scoreboard).with_name(cards.NAME), "--scoreboard", force=force)
        if page:
            cards.check(Path(page), "--page", force=force)
    found = sim.claims(*ids, **options)
    if scoreboard:
        board.write(found, Path(scoreboard), force=force)
        cards.remake(Path(scoreboard).with_suffix(".json"), found.lang)
    if page:
        cards.write(found.board, found.checks, Path(page), found.lang, found.matrix)
    if as_json:
        _print_json(found.as_json())
    else:
        click.echo(str(found))


def _on_page(form: str) -> Callable[[Command], Command]:
    """What the classroom page can move, and what it shows; ``form``: how a slider is written."""
    return _options(
        click.option(
            "--sliders",
            multiple=True,
            callback=_listed,
            metavar=form,
            shell_complete=completing.sliders,
            help="Parameters that the page can move.  [default: four]",
        ),
        measures("Show this measure; may be repeated."),
    )


@main.command()
@click.option("--quick", is_flag=True, help="A small page, made in under three minutes on two cores.")
@click.option(
    "--scenarios",
    multiple=True,
    callback=_scenarios,
    metavar="NAME|FILE,...",
    shell_complete=completing.several_scenarios,
    help="What A and B can be.  [default: four]",
)
@_on_page("NAME[=LOW:HIGH:COUNT],...")
@click.option("--levels", type=Count("points", low=2), metavar="L", help="Of a slider.  [default: 3; quick: 5]")
@click.option("--seeds", type=Count("seeds"), metavar="N", help="Run seeds 0 to N-1.  [default: 8; quick: 4]")
@click.option("--months", type=Count("months"), metavar="M", help="Length of a run.  [default: 480; quick: 240]")
@window
@settings
@processes
@click.option("--runs", callback=_folder, metavar="DIR", help="Folder of the runs; a call resumes there.")
@click.option("--out", metavar="FILE", help="Where the page is written.  [default: DIR/explore.html]")
@force
@click.option("--yes", is_flag=True, help="Begin even what takes longer than ten minutes.")
@lang
@as_json
@silent
def explore(scenarios: list[str], sliders: list[str], **options: Any) -> None:
    """Write the classroom page: one HTML file with scenarios, sliders and every answer, which works without a network.

    All combinations of slider levels are run under the same seeds; it says what that costs before it begins.
    """
    import sim

    as_json = options.pop("as_json")
    page = sim.explore(scenarios, sliders, set=options.pop("settings"), **options)
    if as_json:
        _print_json(page.as_json())
    else:
        click.echo(str(page))


@main.command()
@click.argument("scenarios", nargs=-1, metavar="[NAME|FILE]...", shell_complete=completing.scenarios)
@_on_page("NAME[=LOW:HIGH],...")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Whom it serves: this machine alone.")
@click.option("--port", type=int, default=8010, show_default=True, metavar="P", help="0: any that is free.")
@click.option("--seeds", type=Count("seeds"), default=8, show_default=True, metavar="N", help="Run seeds 0 to N-1.")
@click.option("--months", type=Count("months"), default=240, show_default=True, metavar="M", help="Length of a run.")
@window
@settings
@processes
@click.option("--open/--no-open", "show", default=False, help="Open it in the browser.")
@lang
def serve(scenarios: tuple[str, ...], **options: Any) -> None:
    """Show the classroom page live: every setting of its sliders is run when it is asked for, and drawn as it runs.

    It serves this machine alone unless --host says otherwise, and runs until Ctrl-C.
    """
    from sim.classroom.server.serving import serve as serving

    serving(scenarios, set=options.pop("settings"), ready=click.echo, **options)


@main.command()
@click.argument("name", required=False, shell_complete=completing.classics)
@click.option(
    "--case",
    "cases",
    multiple=True,
    metavar="CASE|FILE",
    help="A published case, or a file with one; may be repeated. all: every case.",
)
@click.option("--seeds", type=Count("seeds"), metavar="N", help="Run seeds 0 to N-1.  [default: as declared]")
@click.option("--months", type=Count("months"), metavar="M", help="Number of periods.  [default: as declared]")
@click.option(
    "--set",
    "settings",
    multiple=True,
    callback=_settings,
    metavar="NAME=VALUE",
    help="Change a parameter; may be repeated.",
)
@click.option("--jobs", type=Count("jobs"), metavar="J", help="Processes at a time.")
@svg
@results_folder
@force
@lang
@as_json
@silent
def classic(name: str | None, cases: tuple[str, ...], **options: Any) -> None:
    """Run a textbook economy and hold it against the numbers that its author published. Without NAME: all of them.

    As in: sim classic expanded --case second; sim explain NAME shows parameters and cases.
    """
    from sim.classics import declared

    as_json, lang = options.pop("as_json"), options["lang"]
    if name is None:
        found = [declared.load(one) for one in declared.HOMES]
        if as_json:
            _print_json(
                [
                    {"name": c.name, "title": c.title, "question": c.question, "source": c.source, "cases": [*c.cases]}
                    for c in found
                ]
            )
        else:
            from sim.cli import show

            show.classics(found, lang)
        return
    import sim

    replica = sim.classic(name, cases, set=options.pop("settings"), **options)
    if as_json:
        _print_json(replica.as_json())
    else:
        from sim.cli import show

        show.replica(replica)


def _experiment(found: "Sweep | Sensitivity") -> dict[str, Any]:
    """Folder, figures, and what an experiment says of itself, its tables as lists of rows."""
    results = found.sample.results
    about = {key: value for key, value in _about(results).items() if key in ("folder", "months", "window", "notes")}
    said = {name: _records(value) if hasattr(value, "columns") else value for name, value in found.as_json().items()}
    return {**about, **said, "figures": [str(figure) for figure in found.figures], "report": str(found.report)}


@main.command()
@click.argument("folder", metavar="DIR")
@click.option("--out", metavar="FILE", help="Where it is written.  [default: DIR/report.html]")
@force
@lang
@as_json
def report(folder: str, out: str | None, force: bool, lang: str, as_json: bool) -> None:
    """Write the report of a folder of results: one HTML file to read, mail or print."""
    import sim

    if sys.stderr.isatty():
        click.echo("drawing figures", err=True)
    with counting("drawing figures") as on_figure:
        path = sim.report(folder, lang, out, force=force, on_figure=on_figure)
    if as_json:
        _print_json({"folder": folder, "report": str(path)})
    else:
        click.echo(said(str(path)))


@main.command()
@click.argument("files", nargs=-1, metavar="[NAME|FILE]...", shell_complete=completing.scenarios)
@click.option("--schema", is_flag=True, help="Print the JSON schema of scenario files, for editors.")
@lang
@as_json
def check(files: tuple[str, ...], schema: bool, lang: str, as_json: bool) -> None:
    """Check files of scenarios or of claims without running anything; without FILE, all that is shipped."""
    if schema:
        from sim.economy.scenario import json_schema

        _print_json(json_schema())
        return
    from sim.docs.checks import check as reports_on

    reports = reports_on(files, lang)
    if as_json:
        _print_json([vars(report) for report in reports])
    else:
        for report in reports:
            click.echo(said("\n".join(report.faults) or f"{report.file}: {report.note}"))
    if any(report.faults for report in reports):
        raise click.exceptions.Exit(InputError.exit_code)


@main.command()
@click.argument("words", nargs=-1, metavar="[NAME|WORDS]...", shell_complete=completing.anything)
@click.option(
    "--group", metavar="GROUP", shell_complete=completing.groups, help="In place of a name: list a group or a kind."
)
@lang
@as_json
def explain(words: tuple[str, ...], group: str | None, lang: str, as_json: bool) -> None:
    """What a parameter, measure, flow, phase, scenario, claim or text is; of a parameter also where it bites.

    WORDS that are no name are looked for in names, labels and meanings in English and Chinese. Without anything: all groups of names.
    As in: sim explain pass_through; sim explain basic income; sim explain --group compute.
    """
    from sim.docs import explain as explaining
    from sim.docs import find

    if group is not None and words:
        raise InputError("--group: in place of a name, not beside one")
    if group is None and not words:
        if as_json:
            _print_json(explaining.catalogue())
        else:
            click.echo("\n".join(find.overview(lang, console().width)))
        return
    entries, found = ([], find.group(group)) if group is not None else explaining.asked(words)
    if as_json:
        _print_json([vars(entry) for entry in entries] or [one.as_json() for one in found])
    elif entries:
        click.echo("\n\n".join("\n".join(entry.lines(lang)) for entry in entries))
    else:
        click.echo("\n".join(find.hits(found, lang, console().width)))


@main.command()
@click.option(
    "--months", type=Count("months"), default=24, show_default=True, metavar="M", help="Months that are timed."
)
@settings
@lang
@as_json
def order(months: int, settings: dict[str, object], workers: int | None, lang: str, as_json: bool) -> None:
    """The phases of a month in their order: what each does, posts and writes, and its share of the time."""
    from sim.docs import order as timing

    rows = timing.order(settings, months, workers)
    if as_json:
        _print_json([row.as_json() for row in rows])
        return
    from sim.cli import show

    show.phases(rows, lang)


@main.command()
@click.argument("name", metavar="NAME|FILE", shell_complete=completing.scenarios)
@click.option(
    "--month",
    type=Count("month", low=0),
    default=12,
    show_default=True,
    metavar="M",
    help="The month whose books are shown; the first is 0.",
)
@click.option("--seed", type=Count("seed", low=0), default=0, show_default=True, metavar="S")
@settings
@lang
@as_json
def matrix(
    name: str, month: int, seed: int, settings: dict[str, object], workers: int | None, lang: str, as_json: bool
) -> None:
    """The books of one month: balance sheet and transaction flows by sector."""
    from sim.economy.month import step
    from sim.economy.scenario import load
    from sim.economy.start import check, start
    from sim.runs import memory

    scenario = load(name, settings, workers)
    check(scenario, month + 1)
    memory.fit(memory.world(scenario.params), f"{scenario.params.n_workers} workers", "--workers")
    with told(scenario, seed) as at:
        world = start(scenario, seed)
        for at.month in range(month + 1):  # months count from 0
            step(world)
    books = {"balance sheet": world.ledger.balance_sheet(), "transaction flows": world.ledger.transactions()}
    if as_json:
        tables = {
            title.replace(" ", "_"): {"rows": table.rows, "columns": table.columns, "values": table.values.tolist()}
            for title, table in books.items()
        }
        _print_json({"scenario": name, "seed": seed, "month": month, "unit": "millionths", **tables})
        return
    from sim.cli import show
    from sim.docs import books as explained

    called = scenario.called(lang) if scenario.variant else name
    notes = (explained.of_balance, explained.of_flows)
    for (title, table), chinese, odd in zip(books.items(), ("资产负债表", "交易流量"), notes, strict=True):
        english = f"{called}, seed {seed}, month {month}: {title}, in units"
        show.matrix(table, english if lang == "en" else f"{called}，种子{seed}，第{month}月：{chinese}（单位）", lang)
        show.notes(odd(table.rows, lang))


@main.command()
@click.argument("name")
@lang
@as_json
def new(name: str, lang: str, as_json: bool) -> None:
    """Write NAME.toml here: a commented scenario to start from."""
    from sim.base import names
    from sim.economy.scenario import shipped, starter

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        use = "use letters, digits, - and _ (no folder, no ending)"
        raise InputError(f"{names.spelt(name)}: not a name for a scenario: {use}")
    if names.fault(name):
        raise InputError(f"{name}: not a name for a scenario: {names.fault(name)}: choose another")
    same = next((known for known in shipped() if names.alike(known) == names.alike(name)), "")
    if same:
        other = "" if same == name else f", {same}, on systems that don't tell case"
        raise InputError(f"{name}: is the name of a shipped scenario{other}: choose another")
    file = Path(f"{name}.toml")
    beside = names.fault_of_path(file)
    if beside:
        raise InputError(f"{file}: {beside}; nothing was written")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(starter(name, lang))
    except FileExistsError:
        raise InputError(f"{file}: exists already; nothing was written") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from None
    if as_json:
        _print_json({"file": str(file)})
    else:
        click.echo(f"{file} written: edit it, then\n  sim check {file}\n  sim compare baseline {file}")
