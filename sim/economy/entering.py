"""Where a parameter enters the economy: the rules it is handed to, the phases, measures and first state that read it.

Found in the text of the program, so nothing is typed and nothing has to run. From each place that reads a parameter its value is followed
forward: through names, helpers and what they give back, through a column that takes it over as it is, through a channel; and as far as
the first rule. What merely hangs on it (a branch) ends in its phase.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import FunctionType
from typing import Any, cast

from sim.base.paths import PACKAGE
from sim.economy import accounts, start
from sim.economy.measures import MEASURES
from sim.economy.mechanisms import MECHANISMS
from sim.economy.month import PHASES
from sim.engine import parameters

ECONOMY = PACKAGE / "economy"
WORLDS = {"w", "world", "self", "a.closed", "closed"}  # what a world is called
PARAMETERS = {"p", "core"}  # what parameters are called, in compiled code also of what is handed in
COUNTED = {
    f"sim.economy.world.World.{name}" for name in ("bind", "bound", "bound_each")
}  # how often a bound binds moves nothing
DRAWN = (
    "sim.economy.accounts.",
    "sim.economy.totals.",
)  # what all measures of accounts ask: each reads some fields of it
LEFT_OUT = ("scenario", "acting", "entering", "mesa_model", "records", "decisions")  # no part of the month


@dataclass(frozen=True)
class Entered:
    """Where one parameter enters. ``phases``, by name: as what it comes there, where it is not read there itself."""

    rules: tuple[str, ...]
    phases: Mapping[str, str]
    measures: tuple[str, ...]
    accounts: bool  # the accounts of value, of which measures are read
    start: bool  # the first state hangs on it

    @property
    def anywhere(self) -> bool:
        """Whether anything reads it."""
        return bool(self.rules or self.phases or self.measures or self.accounts or self.start)


@dataclass
class _Function:
    """A function of the economy: its text as a tree, and what its names stand for."""

    name: str  # sim.economy.phases.adapting.revise_prices
    node: ast.FunctionDef
    names: Mapping[str, str]  # of its module

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.node) for child in ast.iter_child_nodes(node)}

    def holds(self, outer: ast.AST, node: ast.AST) -> bool:
        """Whether a place lies in another."""
        inner: ast.AST | None = node
        while inner is not None and inner is not outer:
            inner = self.parents.get(inner)
        return inner is outer

    @cached_property
    def read(self) -> dict[str, list[ast.Name]]:
        """Where each name is read."""
        found: dict[str, list[ast.Name]] = {}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def bound(self) -> list[tuple[str, ast.expr]]:
        """Names and what they are bound to."""
        found = []
        for node in ast.walk(self.node):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    found += [(one.id, value) for one, value in _pairs(target, node.value) if isinstance(one, ast.Name)]
        return found

    @cached_property
    def parameters(self) -> set[str]:
        """The names under which it has parameters."""
        given = self.node.args
        found = PARAMETERS | {
            one.arg
            for one in (*given.args, *given.kwonlyargs)
            if one.annotation and ast.unparse(one.annotation) == "Params"
        }
        return found | {name for name, value in self.bound if _are_parameters(ast.unparse(value), found)}

    def leads_to(self, node: ast.expr) -> str:
        """The function of the economy that an expression names; nothing where it names none."""
        if isinstance(node, ast.Name):
            dotted = self.names.get(node.id, "")
        elif isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            first, _, rest = text.partition(".")
            base = text.rpartition(".")[0]
            if base in WORLDS and node.attr in _program().of_world:
                return _program().of_world[node.attr]
            dotted = f"{self.names[first]}.{rest}" if first in self.names else self._method(base, node.attr)
        else:
            return ""
        return _program().home(dotted)

    def _method(self, base: str, name: str) -> str:
        """What accounts, or the stationary state where the first state is made, know by a name."""
        accounts_ = base in ("a", "self") or base.startswith("a.")
        homes = (
            DRAWN if accounts_ else ("sim.economy.stationary.",) if base == "state" and ".start." in self.name else ()
        )
        found = _program().methods.get(name, "")
        return found if found.startswith(homes or "-") else ""


def _are_parameters(text: str, known: Iterable[str]) -> bool:
    return text.endswith(("params", "numbers[0]")) or "params_at(" in text or "numbers_of(" in text or text in known


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """What is assigned to what: one by one where both are written out."""
    if isinstance(target, ast.Tuple | ast.List):
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
            return [pair for both in zip(target.elts, value.elts, strict=True) for pair in _pairs(*both)]
        return [(one, value) for one in target.elts]
    return [(target, value)]


@dataclass
class _Program:
    """All functions of the economy, and who calls whom."""

    functions: dict[str, _Function] = field(default_factory=dict)
    modules: dict[str, dict[str, str]] = field(default_factory=dict)  # what the names of each module stand for
    classes: dict[str, list[str]] = field(default_factory=dict)  # the fields of those that hold accounts, in order

    @cached_property
    def attributes(self) -> dict[str, list[tuple[_Function, ast.Attribute, str]]]:
        """Where `base.name` stands, by the name, with the base as it is written."""
        found: dict[str, list[tuple[_Function, ast.Attribute, str]]] = {}
        for function in self.functions.values():
            for node in ast.walk(function.node):
                if isinstance(node, ast.Attribute):
                    found.setdefault(node.attr, []).append((function, node, ast.unparse(node.value)))
        return found

    def home(self, dotted: str) -> str:
        """Where a function stands that a module may only hand on."""
        while dotted and dotted not in self.functions:
            module, _, name = dotted.rpartition(".")
            onward = self.modules.get(module, {}).get(name, "")
            dotted = onward if onward != dotted else ""
        return dotted

    @cached_property
    def of_world(self) -> dict[str, str]:
        """What a world can do or knows, by name."""
        return {name.rpartition(".")[2]: name for name in self.functions if name.startswith("sim.economy.world.World.")}

    @cached_property
    def methods(self) -> dict[str, str]:
        """Methods of other classes, by name, where one class alone has it."""
        found: dict[str, list[str]] = {}
        for name in self.functions:
            if name.split(".")[-2][0].isupper() or name.split(".")[-2][:2] == "_S":
                found.setdefault(name.rpartition(".")[2], []).append(name)
        return {name: some[0] for name, some in found.items() if len(some) == 1}

    @cached_property
    def known(self) -> dict[str, str]:
        """What accounts know: of each the class of what it gives back."""
        mine = [one for name, one in self.functions.items() if name.startswith("sim.economy.accounts.Accounts.")]
        return {one.name: ast.unparse(one.node.returns) for one in mine if one.node.returns}

    @cached_property
    def callers(self) -> dict[str, list[tuple[_Function, ast.expr]]]:
        """Of each function the places that name it."""
        found: dict[str, list[tuple[_Function, ast.expr]]] = {}
        for function in self.functions.values():
            for node in ast.walk(function.node):
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                    callee = function.leads_to(node)
                    if callee and callee != function.name:
                        found.setdefault(callee, []).append((function, node))
        return found

    @cached_property
    def roots(self) -> dict[str, tuple[str, str]]:
        """Where the program enters the economy: kind and name."""
        found = {f"{phase.__module__}.{phase.__name__}": ("phase", phase.__name__) for phase in PHASES}
        for name, measure in MEASURES.items():
            formula = cast(FunctionType, getattr(measure.formula, "func", measure.formula))
            found.setdefault(f"{formula.__module__}.{formula.__name__}", ("measure", name))
        firsts: list[Any] = [start.start, *(m.start for m in MECHANISMS), *(m.first_skill for m in MECHANISMS)]
        found |= {f"{one.__module__}.{one.__name__}": ("start", "") for one in firsts if one}
        found[f"{accounts.draw_up.__module__}.{accounts.draw_up.__name__}"] = ("accounts", "")
        return found

    def reaches(self, name: str) -> set[tuple[str, str]]:
        """The roots that lead to a function."""
        if name not in self._reached:
            seen, waiting = {name}, [name]
            while waiting:
                one = waiting.pop()
                if one in self.roots and self.roots[one][0] != "start":  # `set` of the month starts worlds anew
                    continue
                more = {caller.name for caller, _ in self.callers.get(one, ())} - seen
                seen |= more
                waiting += more
            self._reached[name] = {self.roots[one] for one in seen if one in self.roots}
        return self._reached[name]

    def is_of_month(self, name: str) -> bool:
        """Whether a phase leads to a function."""
        return any(kind == "phase" for kind, _ in self.reaches(name))

    @cached_property
    def _reached(self) -> dict[str, set[tuple[str, str]]]:
        return {}


@cache
def _program() -> _Program:
    found = _Program()
    for path in sorted(ECONOMY.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        module = ".".join(("sim", *(parts[:-1] if parts[-1] == "__init__" else parts)))
        if path.stem in LEFT_OUT:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = found.modules.setdefault(module, {})
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef):
                names[statement.name] = f"{module}.{statement.name}"
                found.functions[f"{module}.{statement.name}"] = _Function(
                    f"{module}.{statement.name}", statement, names
                )
            elif isinstance(statement, ast.ClassDef):
                for inside in statement.body:
                    if isinstance(inside, ast.FunctionDef):
                        name = f"{module}.{statement.name}.{inside.name}"
                        found.functions[name] = _Function(name, inside, names)
                if f"{module}." in DRAWN:
                    lines = [one for one in statement.body if isinstance(one, ast.AnnAssign)]
                    found.classes[statement.name] = [one.target.id for one in lines if isinstance(one.target, ast.Name)]
    return found


def is_rule(name: str) -> bool:
    """Whether a function stands among the rules of the core or of a mechanism."""
    module = name.rpartition(".")[0]
    return not name.rpartition(".")[2].startswith("_") and (
        module.startswith("sim.economy.rules.")
        or (module.startswith("sim.economy.mechanisms.") and module.endswith(".rules"))
    )


def short(rule: str) -> str:
    """A rule as people call it.

    >>> short("sim.economy.rules.pricing.saving"), short("sim.economy.mechanisms.skill.rules.learned")
    ('pricing.saving', 'skill.learned')
    """
    return ".".join(part for part in rule.split(".")[2:] if part not in ("rules", "mechanisms"))


def formula(rule: str) -> str:
    """The first line of a rule's docstring."""
    node = _program().functions[rule].node
    return (ast.get_docstring(node) or "").partition("\n")[0]


class _Trail:
    """The places to which the value of one parameter goes. A place has a home: the function whose phases are asked for."""

    def __init__(self, name: str) -> None:
        self.program = _program()
        self.rules: list[tuple[str, str]] = []  # the rule, and the home of what calls it
        self.homes: dict[str, str] = {}  # the functions that have it, and as what
        self.columns: set[str] = set()
        self.seen: set[tuple[int, str]] = set()
        self.waiting: list[tuple[_Function, ast.expr, str, str]] = []
        for function, node, base in self.program.attributes.get(name, ()):
            if _are_parameters(base, function.parameters):
                self._go(function, node, "")
        while self.waiting:
            self._follow(*self.waiting.pop())

    def _go(self, function: _Function, node: ast.expr, as_: str, home: str = "") -> None:
        """Follow a value from here. With another ``home`` it has been handed in: what comes back goes to that caller alone."""
        if (id(node), home) not in self.seen:
            self.seen.add((id(node), home))
            known = self.homes.get(home or function.name)
            self.homes[home or function.name] = as_ if known is None else known and as_
            self.waiting.append((function, node, as_, home))

    def _follow(self, function: _Function, node: ast.expr, as_: str, home: str) -> None:
        child: ast.AST = node
        parent = function.parents.get(child)
        straight = True  # it is still the value itself
        while parent is not None:
            if isinstance(parent, ast.Call) and child is not parent.func:
                if self._called(function, parent, child, as_, home):
                    return
                straight = False
            elif isinstance(parent, ast.Return):
                for caller, named in () if home else self.program.callers.get(function.name, ()):
                    above = caller.parents.get(named)
                    whole = above if isinstance(above, ast.Call) and above.func is named else named
                    self._go(caller, whole, as_)
                return
            elif isinstance(parent, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
                self._assigned(function, parent, child, node, (as_, home), straight=straight)
                if not isinstance(parent, ast.NamedExpr):
                    return
            elif isinstance(parent, ast.For | ast.comprehension):
                if child is parent.iter:
                    self._each(function, parent, node, as_, home)
                return
            elif isinstance(parent, ast.stmt):
                return
            elif not isinstance(parent, ast.keyword | ast.Tuple | ast.Subscript):
                straight = False
            child, parent = parent, function.parents.get(parent)

    def _called(self, function: _Function, call: ast.Call, child: ast.AST, as_: str, home: str) -> bool:
        """Into what is called; whether it ends there."""
        callee = function.leads_to(call.func)
        if is_rule(callee):
            self.rules.append((callee, home or function.name))
            return True
        if callee in COUNTED:
            return True
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func).endswith("channels.write"):
            if isinstance(call.args[0], ast.Constant) and child is not call.args[0]:
                self._column(f"channels.{call.args[0].value!s}")
            return True
        kept = call.func.id if isinstance(call.func, ast.Name) else ""
        if kept in self.program.classes:
            if isinstance(child, ast.keyword):
                self._field(kept, str(child.arg))
            elif not isinstance(child, ast.Starred):
                self._field(kept, self.program.classes[kept][call.args.index(cast(ast.expr, child))])
            return True
        if callee:
            inside = self.program.functions[callee]
            given = [one.arg for one in inside.node.args.args]
            given = given[1:] if given[:1] == ["self"] else given
            into = child.arg if isinstance(child, ast.keyword) else None
            if isinstance(child, ast.expr) and child in call.args and call.args.index(child) < len(given):
                into = given[call.args.index(child)]
            for load in inside.read.get(into or "", ()):
                self._go(inside, load, as_, home or function.name)
        return False

    def _assigned(
        self,
        function: _Function,
        statement: Any,
        child: ast.AST,
        node: ast.expr,
        as_home: tuple[str, str],
        *,
        straight: bool,
    ) -> None:
        if child is not statement.value or not isinstance(child, ast.expr):
            return
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            for one, value in _pairs(target, child):
                if not function.holds(value, node):
                    continue
                while isinstance(one, ast.Subscript):
                    one = one.value
                if isinstance(one, ast.Name):
                    for load in function.read.get(one.id, ()):
                        if load.lineno >= statement.lineno + isinstance(statement, ast.Assign):
                            self._go(function, load, *as_home)
                elif isinstance(one, ast.Attribute) and straight and self.program.is_of_month(function.name):
                    self._column(f"{ast.unparse(one.value).rpartition('.')[2]}.{one.attr}")

    def _each(self, function: _Function, loop: Any, node: ast.expr, as_: str, home: str) -> None:
        """Into the names of a loop: of a zip, those that stand where the value does."""
        names: list[ast.expr] = [loop.target]
        walked = loop.iter
        if isinstance(walked, ast.Call) and ast.unparse(walked.func) == "zip" and isinstance(loop.target, ast.Tuple):
            both = zip(loop.target.elts, walked.args, strict=False)
            names = [one for one, value in both if function.holds(value, node)]
        for name in {inside.id for one in names for inside in ast.walk(one) if isinstance(inside, ast.Name)}:
            for load in function.read.get(name, ()):
                self._go(function, load, as_, home)

    def _column(self, column: str) -> None:
        """On to all who read a column or a channel that has the value."""
        if column in self.columns:
            return
        self.columns.add(column)
        table, _, name = column.rpartition(".")
        for function, node, base in self.program.attributes.get(name, ()):
            if (
                base.rpartition(".")[2] == table
                and isinstance(node.ctx, ast.Load)
                and not self._written(function, node)
            ):
                self._go(function, node, column)

    @staticmethod
    def _written(function: _Function, node: ast.AST) -> bool:
        """Whether a column stands on the left of an assignment, with its places: `firms.price[i] = ...`."""
        parent = function.parents.get(node)
        while isinstance(parent, ast.Subscript) and node is parent.value:
            node, parent = parent, function.parents.get(parent)
        return isinstance(parent, ast.Assign) and node in parent.targets

    def _field(self, kind: str, name: str) -> None:
        """On to all who read a field of what the accounts have under a name: `a.of_firms.pass_through`."""
        owners = [one.rpartition(".")[2] for one, kinds in self.program.known.items() if kinds == kind]
        wanted = {f"{base}.{owner}" for base in ("a", "self") for owner in owners}
        for function, node, base in self.program.attributes.get(name, ()):
            if base in wanted:
                self._go(function, node, "")


@cache
def entered(name: str) -> Entered:
    """Where a parameter enters.

    >>> entered("pass_through").phases["pass_on"], entered("pass_through").phases["revise_prices"]
    ('', 'firms.pass_through')
    """
    if name not in parameters.table():
        raise KeyError(name)
    trail = _Trail(name)
    program = trail.program
    phases: dict[str, str] = {}
    measures: set[str] = set()
    first = drawn = False
    for function, as_ in trail.homes.items():
        for kind, root in program.reaches(function):
            if kind == "phase":
                phases[root] = phases[root] and as_ if root in phases else as_
            elif kind == "measure" and not function.startswith(DRAWN):
                measures.add(root)
            else:
                first, drawn = first or kind == "start", drawn or kind != "start"
    order = {phase.__name__: place for place, phase in enumerate(PHASES)}
    calls = [(rule, program.reaches(caller)) for rule, caller in trail.rules]
    calls = [call for call in calls if any(kind != "start" for kind, _ in call[1])] or [
        call for call in calls if call[1]
    ]
    calls.sort(key=lambda call: min(order.get(name, len(order)) for _, name in call[1]))
    return Entered(
        rules=tuple(dict.fromkeys(rule for rule, _ in calls)),
        phases={phase: phases[phase] for phase in sorted(phases, key=order.__getitem__)},
        measures=tuple(measure for measure in MEASURES if measure in measures),
        accounts=drawn,
        start=first,
    )
