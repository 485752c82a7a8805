"""What Tab completes: scenarios and files of them, parameters, measures, claims, groups. Each is asked for when it is needed only."""

import os
from collections.abc import Callable, Iterable
from glob import escape, glob

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

Items = list[CompletionItem[str]]
Complete = Callable[[click.Context, click.Parameter, str], Items]

ADDED = "COMPREPLY+=($value)"  # of click's function for bash: where a word is added


class Bash(BashComplete):
    """As click has it, but no space after the = of a setting."""

    source_template = BashComplete.source_template.replace(
        ADDED, f"{ADDED}\n            [[ $value == *= ]] && compopt -o nospace"
    )


add_completion_class(Bash)


def _of(names: Callable[[], Iterable[str]], *, files: bool = False, many: bool = False, end: str = "") -> Complete:
    """What completes one of these names, or with ``many`` the last of several parted by commas; ``files``: a scenario's file as well."""

    def complete(_ctx: click.Context, _param: click.Parameter, typed: str) -> Items:
        before, comma, last = typed.rpartition(",") if many else ("", "", typed)
        found = [f"{name}{end}" for name in names() if name.startswith(last)]
        return [CompletionItem(f"{before}{comma}{word}") for word in (*found, *(_files(last) if files else ()))]

    return complete


def _files(typed: str) -> list[str]:
    """Files of scenarios, and folders in which some may lie."""
    paths = sorted(glob(f"{escape(typed)}*"))
    return [
        f"{path}{os.sep}" if os.path.isdir(path) else path
        for path in paths
        if os.path.isdir(path) or path.endswith(".toml")
    ]


def _scenarios() -> Iterable[str]:
    from sim.economy.scenario import shipped

    return shipped()


def _parameters() -> Iterable[str]:
    from sim.engine import parameters

    return parameters.table()


def _measures() -> Iterable[str]:
    from sim.economy.measures import MEASURES

    return MEASURES


def _claims() -> Iterable[str]:
    from sim.economy import claim_ids

    return claim_ids.ids()


def _classics() -> Iterable[str]:
    from sim.classics.declared import HOMES

    return HOMES


def _sets() -> Iterable[str]:
    from sim.runs import display

    return display.read().sets


def _anything() -> Iterable[str]:
    from sim.docs import explain

    return (name for names in explain.catalogue().values() for name in names)


def _groups() -> Iterable[str]:
    from sim.docs import find

    return dict.fromkeys([*find.KINDS, *(name.replace(" ", "_") for names in find.groups().values() for name in names)])


scenarios = _of(_scenarios, files=True)
several_scenarios = _of(_scenarios, files=True, many=True)
settings = _of(_parameters, end="=")
sliders = _of(_parameters, many=True)
measures = _of(_measures)
claims = _of(_claims)
classics = _of(_classics)
sets = _of(_sets)
anything = _of(_anything, files=True)
groups = _of(_groups)
