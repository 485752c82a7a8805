"""The tables of a folder of results, written a run at a time, so that memory does not grow with the runs."""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.files import replacing
from sim.economy import records
from sim.runs import pairing
from sim.runs.results import MONTHLY, SUMMARY, read_run

Cells = Iterable[object]
AT_ONCE = 20_000_000  # values that are in memory together while quantiles are taken: 160 MB
LEVEL = 4  # of compression: the ninth takes five times as long for a fiftieth less
KEYS = ("scenario", "seed", "month")  # the columns of a table of months before its measures
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
        yield _rows(file, columns)


@contextmanager
def gzipped_csv_file(path: Path, columns: Iterable[str]) -> Iterator[Callable[[Iterable[Cells]], None]]:
    """The same compressed: neither name nor time stands in it, so that the same numbers are the same bytes."""
    with (
        replacing(path) as temporary,
        temporary.open("wb") as file,
        gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        yield _rows(text, columns)


def _rows(file: TextIO, columns: Iterable[str]) -> Callable[[Iterable[Cells]], None]:
    """What writes rows, below the names of the columns."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    return writer.writerows


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
    tabled: Sequence[str]  # the measures whose months and quantiles are written

    def write(self, into: Path, reference: str, monthly: str | None) -> None:
        """Write all of them; differences are from ``reference``. ``monthly``: the end of the names of tables of months; None: no such."""
        names, every = self.names, self.every
        columns = [names.index(name) for name in self.tabled]
        held = self._held(reference)
        base = {seed: self._outcomes(self._of_reference(held, reference, seed)) for seed in self.kept[reference]}
        with ExitStack() as files:

            def begin(file: str, columns: Iterable[str]) -> Callable[[Iterable[Cells]], None]:
                return files.enter_context(csv_file(into / file, columns))

            outcomes = begin("outcomes.csv", ["scenario", "seed", *names])
            differences = begin("differences.csv", pairing.COLUMNS)
            summary: Callable[[Iterable[Cells]], None] | None = None
            if every:
                heads = ["scenario", "month", "measure", *QUANTILES]
                summary = files.enter_context(gzipped_csv_file(into / SUMMARY[0], heads))
            for name, seeds in self.kept.items():
                if not seeds:
                    continue
                common = [seed for seed in seeds if seed in base]
                ends: dict[int, Floats] = {}
                same = np.full(len(names), True)
                values: list[Floats] = []  # of every run that of the measures which are written, where that is little
                little = len(seeds) * self.months * len(columns) <= AT_ONCE
                with self._monthly(into / "monthly", name, monthly) if every and monthly else nullcontext() as months:
                    for seed in seeds:
                        table = held[seed] if name == reference and seed in held else self._table(name, seed)
                        ends[seed] = self._outcomes(table)
                        if name != reference and seed in base:
                            same &= (table == self._of_reference(held, reference, seed)).all(axis=0)
                        if summary:
                            some = table[:, columns]
                            if months:
                                months(seed, some)
                            if little:
                                values.append(some)
                outcomes([name, seed, *numbers.tolist()] for seed, numbers in ends.items())
                if summary:
                    for month, levels in self._quantiles(name, seeds, columns, values):
                        rows = enumerate(levels.tolist(), start=month)
                        summary(
                            [name, at, measure, *row]
                            for at, numbers in rows
                            for measure, row in zip(self.tabled, numbers, strict=True)
                        )
                if name != reference and common:
                    ours, theirs = (
                        np.array([side[seed] for seed in common]).reshape(-1, len(names)) for side in (ends, base)
                    )
                    found = pairing.between(name, reference, names, ours, theirs, same)
                    differences(vars(gap).values() for gap in found)
        if every:
            (into / SUMMARY[1]).unlink(missing_ok=True)

    def _outcomes(self, table: Floats) -> Floats:
        return np.asarray(records.outcomes(table[None], self.window)[0])

    def _table(self, name: str, seed: int) -> Floats:
        """What is kept of a run: ``[month, measure]``, or one row, its outcomes."""
        return read_run(self.folder / "runs" / f"{name}-{seed}.npz", self._rows, self.names)

    @property
    def _rows(self) -> int:
        return self.months if self.every else 1

    def _held(self, reference: str) -> dict[int, Floats]:
        """The runs of the reference, where they are little: each is wanted once more for every other scenario."""
        seeds = self.kept[reference]
        if len(seeds) * self._rows * len(self.names) > AT_ONCE:
            return {}
        return {seed: self._table(reference, seed) for seed in seeds}

    def _of_reference(self, held: Mapping[int, Floats], reference: str, seed: int) -> Floats:
        return held[seed] if seed in held else self._table(reference, seed)

    @contextmanager
    def _monthly(self, into: Path, name: str, end: str) -> Iterator[Callable[[int, Floats], None]]:
        """The table of every month of a scenario's runs: what is yielded writes those of one seed."""
        path, columns = into / f"{name}{end}", [*KEYS, *self.tabled]
        if path.suffix == ".parquet":
            with replacing(path) as temporary, parquet_file(temporary) as put:
                yield lambda seed, values: put(_months(name, seed, values, columns))
        else:
            with gzipped_csv_file(path, columns) as write:
                yield lambda seed, values: write([name, seed, at, *row] for at, row in enumerate(values.tolist()))
        for other in MONTHLY:
            if other != end:  # of another call, or of an older version
                (into / f"{name}{other}").unlink(missing_ok=True)

    def _quantiles(
        self, name: str, seeds: Sequence[int], columns: Sequence[int], read: Sequence[Floats]
    ) -> Iterator[tuple[int, Floats]]:
        """Quantiles over seeds, ``[month, measure, quantile]``, some months at a time, and the first of these.

        Of the runs that are not ``read`` already so many months at a time as memory holds.
        """
        step = max(AT_ONCE // (len(seeds) * len(columns)), 1)
        for month in range(0, self.months, step):
            some = slice(month, month + step)
            values = np.stack(read or [self._table(name, seed)[some, columns] for seed in seeds])
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
            if not writer:
                numbers = [name for name in table.column_names if name not in KEYS]
                writer = parquet.ParquetWriter(
                    path, table.schema, compression="zstd", use_dictionary=list(KEYS), use_byte_stream_split=numbers
                )
                files.enter_context(writer)
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
