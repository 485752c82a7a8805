"""The tables of a folder of results, written a run at a time, so that memory does not grow with the runs."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.files import replacing
from sim.economy import records
from sim.runs import pairing
from sim.runs.results import read_run

Cells = Iterable[object]
AT_ONCE = 20_000_000  # values that are in memory together while quantiles are taken: 160 MB
GROUP = 50_000  # rows of a parquet file that are compressed together
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


@contextmanager
def csv_file(
    path: Path, columns: Iterable[str], encoding: str = "utf-8"
) -> Iterator[Callable[[Iterable[Cells]], None]]:
    """A whole CSV file, or none, written some rows at a time: what is yielded writes them.

    The csv module writes floats with all their digits, in a quarter of pandas' time.
    """
    with replacing(path) as temporary, temporary.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        yield writer.writerows


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """A whole table as a CSV file, or none."""
    with csv_file(path, frame.columns) as write:
        write(zip(*(frame[name].tolist() for name in frame), strict=True))


@dataclass(frozen=True)
class Tables:
    """The tables of the runs that are ``kept`` in a folder: outcomes, differences, and of ``every`` month the values and quantiles."""

    folder: Path
    kept: Mapping[str, Sequence[int]]  # the seeds of each scenario
    names: Sequence[str]  # of the measures
    months: int
    every: bool  # runs keep their months, not their outcomes alone
    window: int  # of how many last months outcomes are means
    _held: dict[tuple[str, int], Floats] = field(default_factory=dict)  # of each run what it keeps, where that is little

    def write(self, into: Path, reference: str, *, packed: bool) -> None:
        """Write all of them; differences are from ``reference``. ``packed``: those of every month as parquet."""
        names, every = self.names, self.every
        base = {seed: self._outcomes(self._table(reference, seed)) for seed in self.kept[reference]}
        with ExitStack() as files:

            def begin(file: str, columns: Iterable[str]) -> Callable[[Iterable[Cells]], None]:
                return files.enter_context(csv_file(into / file, columns))

            outcomes = begin("outcomes.csv", ["scenario", "seed", *names])
            differences = begin("differences.csv", pairing.COLUMNS)
            summary = begin("summary.csv", ["scenario", "month", "measure", *QUANTILES]) if every else None
            for name, seeds in self.kept.items():
                if not seeds:
                    continue
                common = [seed for seed in seeds if seed in base]
                ends: dict[int, Floats] = {}
                same = np.full(len(names), True)
                with self._monthly(into / "monthly", name, packed=packed) if every else nullcontext() as monthly:
                    for seed in seeds:
                        table = self._table(name, seed)
                        ends[seed] = self._outcomes(table)
                        if monthly:
                            monthly(seed, table)
                        if name != reference and seed in base:
                            same &= (table == self._table(reference, seed)).all(axis=0)
                outcomes([name, seed, *values.tolist()] for seed, values in ends.items())
                if summary:
                    for month, levels in self._quantiles(name, seeds):
                        rows = enumerate(levels.tolist(), start=month)
                        summary(
                            [name, at, measure, *row]
                            for at, values in rows
                            for measure, row in zip(names, values, strict=True)
                        )
                if name != reference and common:
                    ours, theirs = (
                        np.array([side[seed] for seed in common]).reshape(-1, len(names)) for side in (ends, base)
                    )
                    found = pairing.between(name, reference, names, ours, theirs, same)
                    differences(vars(gap).values() for gap in found)

    def _outcomes(self, table: Floats) -> Floats:
        return np.asarray(records.outcomes(table[None], self.window)[0])

    def _table(self, name: str, seed: int) -> Floats:
        """What is kept of a run: ``[month, measure]``, or one row, its outcomes. Read once where all runs together are small."""
        if (name, seed) in self._held:
            return self._held[name, seed]
        rows = self.months if self.every else 1
        found = read_run(self.folder / "runs" / f"{name}-{seed}.npz", rows, self.names)
        if 4 * sum(map(len, self.kept.values())) * found.size <= AT_ONCE:
            self._held[name, seed] = found
        return found

    @contextmanager
    def _monthly(self, into: Path, name: str, *, packed: bool) -> Iterator[Callable[[int, Floats], None]]:
        """The table of every month of a scenario's runs: what is yielded writes those of one seed."""
        plain, parquet = (into / f"{name}{suffix}" for suffix in (".csv", ".parquet"))
        columns = ["scenario", "seed", "month", *self.names]
        if packed:
            with replacing(parquet) as temporary, parquet_file(temporary) as put:
                yield lambda seed, values: put(_months(name, seed, values, columns))
            plain.unlink(missing_ok=True)
        else:
            with csv_file(plain, columns) as write:
                yield lambda seed, values: write([name, seed, at, *row] for at, row in enumerate(values.tolist()))
            parquet.unlink(missing_ok=True)

    def _quantiles(self, name: str, seeds: Sequence[int]) -> Iterator[tuple[int, Floats]]:
        """Quantiles over seeds, ``[month, measure, quantile]``, some months at a time, and the first of these."""
        step = max(AT_ONCE // (len(seeds) * len(self.names)), 1)
        for month in range(0, self.months, step):
            parts = [self._table(name, seed)[month : month + step].copy() for seed in seeds]  # a view keeps the whole
            values = np.stack(parts)
            yield month, np.moveaxis(np.quantile(values, list(QUANTILES.values()), axis=0), 0, -1)


@contextmanager
def parquet_file(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """A parquet file written some rows at a time, gathered into groups large enough to read well."""
    import pyarrow as pa
    from pyarrow import parquet

    waiting: list[pd.DataFrame] = []
    with ExitStack() as files:
        writer: Any = None

        def flush() -> None:
            nonlocal writer
            table = pa.Table.from_pandas(pd.concat(waiting), preserve_index=False)
            writer = writer or files.enter_context(parquet.ParquetWriter(path, table.schema))
            writer.write_table(table)
            waiting.clear()

        def put(frame: pd.DataFrame) -> None:
            waiting.append(frame)
            if sum(map(len, waiting)) >= GROUP:
                flush()

        yield put
        if waiting:
            flush()


def _months(name: str, seed: int, values: Floats, columns: list[str]) -> pd.DataFrame:
    """The months of one run as a table: scenario, seed, month, measures."""
    frame = pd.DataFrame(values, columns=columns[3:])
    frame.insert(0, columns[0], name)
    frame.insert(1, columns[1], seed)
    frame.insert(2, columns[2], np.arange(len(values)))
    return frame
