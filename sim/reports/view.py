"""What every section is made from: the results, the language, and how things are called in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.base import toml
from sim.base.declared import Text
from sim.charts.sheet import label
from sim.reports.document import verbatim
from sim.runs.display import Plots, Unit
from sim.runs.results import Results

CLAUSE = Text(en="; ", zh="；")


@dataclass(frozen=True)
class View:
    """Results as they are written about."""

    results: Results
    plots: Plots
    lang: str

    def say(self, text: Text, **values: object) -> str:
        """A text in the language of the report, with its values."""
        return text.of(self.lang).format(**values)

    def heads(self, text: Text, **values: object) -> list[str]:
        """The heads of a table, parted by strokes in the text."""
        return [head.format(**values) for head in text.of(self.lang).split("|")]

    def listed(self, parts: Sequence[str]) -> str:
        """Names, one after the other."""
        return (", " if self.lang == "en" else "、").join(parts)

    def name(self, scenario: str) -> str:
        """The short name of a scenario."""
        return verbatim(label(scenario, self.plots, self.results, self.lang))

    def heading(self, scenario: str) -> str:
        """Its title, and the name by which commands know it."""
        return f"{verbatim(self.results.title(scenario, self.lang))} (`{verbatim(scenario)}`)"

    @property
    def base(self) -> str:
        """The scenario that others are set beside, or the first there is."""
        results = self.results
        return results.reference if results.reference in results.seeds else results.scenarios[0]

    @property
    def others(self) -> list[str]:
        """The scenarios beside the reference."""
        return [name for name in self.results.scenarios if name != self.base]

    @property
    def measures(self) -> list[str]:
        """The main measures, as far as the folder has them."""
        return [name for name in self.plots.summary.measures if name in self.results.measures]

    @property
    def labels(self) -> dict[str, str]:
        """How scenarios and measures are called, by their names in the program; a name of both is the measure's."""
        measures = {name: column.label[self.lang] for name, column in self.results.measures.items()}
        return {name: self.name(name) for name in self.results.scenarios} | measures

    def unit(self, measure: str) -> Unit:
        """How the unit of a measure is written."""
        return self.plots.unit(self.results.measures[measure].unit)

    def gap(self, measure: str) -> str:
        """The unit of a difference."""
        unit = self.unit(measure)
        return (unit.gap or unit).of(self.lang)

    def measure(self, name: str) -> str:
        """A measure with its unit, as figures write it."""
        return f"{self.results.measures[name].label[self.lang]} [{self.unit(name).of(self.lang)}]"

    def outcomes(self, scenario: str, measure: str, seeds: Sequence[int] | None = None) -> Any:
        """The end outcomes of a scenario's runs (or of these seeds), as they are shown."""
        rows, columns = self._outcomes[scenario]
        found = columns[measure]
        return (found[[rows[seed] for seed in seeds]] if seeds else found) * self.unit(measure).times

    @cached_property
    def _outcomes(self) -> dict[str, tuple[dict[int, int], dict[str, Any]]]:
        """Of each scenario the place of its seeds, and the outcomes by measure: a report asks for thousands of them."""
        return {
            str(name): (
                {seed: place for place, seed in enumerate(part["seed"].tolist())},
                {measure: part[measure].to_numpy() for measure in self.results.measures},
            )
            for name, part in self.results.outcomes.groupby("scenario")
        }

    def params(self, scenario: str) -> dict[str, Any]:
        """The parameters of a scenario at its start."""
        return dict(self._entry(scenario)["params"])

    def events(self, scenario: str) -> list[dict[str, Any]]:
        """Its dated changes, as the manifest has them."""
        return [dict(event) for event in self._entry(scenario).get("events", []) if "month" in event]

    def question(self, scenario: str) -> str:
        """What it asks; nothing where the folder does not say."""
        found = self._entry(scenario).get("question")
        return verbatim(str(found.get(self.lang, ""))) if isinstance(found, dict) else ""

    def _entry(self, scenario: str) -> dict[str, Any]:
        """What the manifest says about a scenario."""
        return dict(self.results.manifest["scenarios"][scenario])

    @cached_property
    def files(self) -> dict[str, dict[str, Any]]:
        """The scenario files of the folder; nothing for one that is not there."""
        paths = {name: self.results.folder / "scenarios" / f"{name}.toml" for name in self.results.scenarios}
        return {name: toml.read(path).data if path.exists() else {} for name, path in paths.items()}

    def texts(self, scenario: str, key: str) -> list[str]:
        """A list of texts of a scenario file (``claims``, or ``notice`` and ``try`` in the language of the report)."""
        found = self.files[scenario].get(key, [])
        found = found.get(self.lang, []) if isinstance(found, dict) else found
        return [verbatim(str(text)) for text in found] if isinstance(found, list) else []
