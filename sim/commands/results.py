"""``sim.load``, and what users hold: the results of a folder, which draw and set side by side what they are asked for."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pandas as pd

from sim.base.errors import InputError, suggest
from sim.experiments import comparison
from sim.experiments.comparison import WORDS, Comparison
from sim.runs import reading
from sim.runs import results as kept

if TYPE_CHECKING:
    from sim.charts.shown import Shown


class Results(kept.Results):
    """What a folder of results holds: pandas frames, figures of what is asked for, and itself in the cell of a notebook.

    Figures are matplotlib's; they show themselves, ``savefig`` writes one, ``numbers`` is the frame that it plots. ``lang`` is that of
    texts where a call names no other. Scenarios may be named as they are filed (``scenarios``), or a variant as it is written.
    """

    lang: str = "en"

    @classmethod
    def of(cls, results: kept.Results, lang: str = "en") -> Self:
        """The same, from whoever has read or made them."""
        found = cls.__new__(cls)
        vars(found).update(vars(results), lang=check_language(lang))
        return found

    def only(self, *scenarios: str) -> Self:
        """The same folder with these scenarios alone."""
        part = super().only(*scenarios)
        part.lang = self.lang
        return part

    def plot(self, measure: str, *scenarios: str, lang: str | None = None) -> "Shown":
        """A measure month by month: median and bands over seeds, of these scenarios or of all."""
        for name in scenarios:
            if name in self.measures and name not in self.seeds:
                way = f'several stand side by side in results.fan("{measure}", "{name}")'
                raise InputError(f"plot: {name} is a measure: {way}")
        return self.fan(measure, scenarios=scenarios, lang=lang)

    def fan(self, *measures: str, scenarios: Sequence[str] = (), lang: str | None = None) -> "Shown":
        """The same of several measures, a panel each; without a name those of the figure ``fans``."""
        from sim.charts import asked

        return asked.fan(self, measures, scenarios, check_language(lang or self.lang))

    def difference(self, scenario: str, reference: str, *measures: str, lang: str | None = None) -> "Shown":
        """A scenario less another month by month, seed by seed: of these measures, or of those of the figure ``differences``."""
        from sim.charts import asked

        return asked.difference(self, scenario, reference, measures, check_language(lang or self.lang))

    def compare(
        self, *scenarios: str, reference: str | None = None, measures: Sequence[str] = (), lang: str | None = None
    ) -> pd.DataFrame:
        """Outcomes of these scenarios (or of all) less those of another, paired by seed: in percent and points, with verdicts.

        ``reference``: that of the folder; ``measures``: those that `sim compare` prints. ``differences`` has all, as fractions.
        """
        from sim.runs import display

        (base,) = self.find(reference or self.reference)
        names = self.find(*scenarios) if scenarios else [name for name in self.scenarios if name != base]
        if base in names:
            raise InputError(f"compare: {base} beside itself: name another reference")
        self.check_measures(*measures)
        main = list(measures) or [name for name in display.read().summary.measures if name in self.measures]
        return comparison.ends(self, names, base, main or list(self.measures), check_language(lang or self.lang))

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>\n{self._shown()}"

    def _shown(self) -> str:
        """The picture that says most, and the differences: of a folder of points, or of one scenario, the outcomes."""
        from sim.charts import asked, classics
        from sim.experiments.ensemble import design_of

        try:
            figure = asked.headline(self, self.lang)
            picture = figure._repr_html_() if figure else ""
            others = [name for name in self.scenarios if name != self.reference]
            if others and self.reference in self.seeds and not (design_of(self.folder) or classics.is_classic(self)):
                return Comparison(self, [], self.lang).html(picture)
            table = comparison.means(self, self.lang)
            return f"{picture}\n{table.to_html(float_format=lambda value: f'{value:.4g}')}"
        except InputError as error:  # a folder that is damaged says so, where a traceback would stand
            return f"<p>{escape(str(error))}</p>"


def load(folder: str | Path, lang: str = "en") -> Results:
    """The results in a folder; of one that is unfinished, or has lost runs, those of the runs that are complete.

    ``missing`` says which are not, and whatever is printed or drawn says that some are. The folder stays as it is.
    """
    return Results.of(reading.load(folder), lang)


def check_language(lang: str) -> str:
    """An InputError where texts are in no such language."""
    if lang not in WORDS:
        raise InputError(f"lang = {lang!r}: must be one of {', '.join(WORDS)}{suggest(str(lang), WORDS)}")
    return lang
