"""``sim value``: the same runs under every lens; its table, its file, its figures and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import InputError
from sim.cli.main import main
from sim.commands.value import FIGURES, Valuation
from sim.economy.accounts import LENSES

SMALL = {"ai_arrival": 6, "ai_lead": 4}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Valuation:
    folder = tmp_path_factory.mktemp("value")
    return sim.value(
        "monopoly", "commons", seeds=2, months=26, workers=300, set=SMALL, jobs=1, out=folder / "v", quiet=True
    )


def test_table_has_every_lens_at_every_date(found: Valuation) -> None:
    table = found.table
    assert table.groupby(["scenario", "lens"]).size().eq(2).all()  # the first year and the end
    assert list(table["lens"].unique()) == [*LENSES, "wages", "money"]
    lens = table[(table["scenario"] == "monopoly") & (table["lens"] == "new_labourer") & table["year"].isna()]
    series = found.results.series("monopoly", "value_composition_new_labourer")
    assert lens["composition"].item() == pytest.approx(series.mean())
    wages = table[(table["scenario"] == "monopoly") & (table["lens"] == "wages") & table["year"].isna()]
    series = found.results.series("monopoly", "value_surplus_rate_wages")
    assert wages["surplus_rate"].item() == pytest.approx(series.mean())
    assert wages["created"].isna().all()
    none = table[table["lens"].isin(["living_labour", "refusal"])]["ai_surplus_rate"]
    assert none.isna().all()


def test_file_adds_up(found: Valuation) -> None:
    table = pd.read_csv(found.results.folder / "value.csv", encoding="utf-8-sig")
    assert list(table.columns) == ["scenario", "month", "unit", "constant", "variable", "surplus", "product"]
    assert np.allclose(table["product"], table[["constant", "variable", "surplus"]].sum(axis=1))
    month = table[(table["scenario"] == "commons") & (table["month"] == 20)].set_index("unit")
    parts = month.loc[["dept1", "dept2", "clouds"], ["constant", "variable", "surplus"]].sum()
    assert np.allclose(parts, month.loc["economy", ["constant", "variable", "surplus"]].astype(float))
    assert month.loc["ai_agents", "product"] > 0.0


def test_commons_and_clouds_share_differently(found: Valuation) -> None:
    share = found.results.axes("agent_product")["share"]
    for scenario, full, empty in (("monopoly", "clouds", "public"), ("commons", "public", "clouds")):
        parts = found.results.records("agent_product", scenario).sum(axis=(0, 1))
        assert parts[share.index(full)] != 0.0
        assert parts[share.index(empty)] == 0.0


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.ci)])
def test_figures_say_what_they_show(found: Valuation, lang: str) -> None:
    assert sorted({path.stem for path in found.figures}) == sorted(FIGURES)
    assert found.figures == [found.results.folder / "figures" / f"{n}.png" for n in FIGURES]
    drawn = (
        found.figures if lang == "en" else sim.draw(found.results, lang=lang, names=["lenses", "prices", "accounts"]).paths
    )
    for path in drawn:
        assert path.stat().st_size > 20_000
    numbers = pd.read_csv(found.results.folder / "figures" / "lenses.csv", encoding="utf-8-sig")
    assert set(numbers.loc[numbers["panel"] != "labour_time", "line"]) == {*LENSES, "money"}
    parts = numbers[(numbers["panel"] == "labour_time") & (numbers["scenario"] == "commons")]
    assert set(parts["line"]) == {"value_created", "value_of_consumption", "value_of_wages"}
    assert set(numbers["scenario"]) == {"monopoly", "commons"}
    stack = pd.read_csv(found.results.folder / "figures" / "accounts.csv", encoding="utf-8-sig")
    ends = stack[(stack["panel"] == "agents") & (stack["month"] == 25)].groupby("scenario")["value"].sum()
    assert (ends > 0.0).all()


def test_it_prints_every_lens_in_both_languages(found: Valuation) -> None:
    for lang in ("en", "zh"):
        text = str(Valuation(found.results, found.figures, lang))
        assert all(lens.label[lang] in text and lens.doc[lang] in text for lens in LENSES.values())
        assert text.count("维护人员工资" if lang == "zh" else "wages of crews") == 2
    assert "monopoly: Compute monopoly" in str(found)
    assert "<table" in found._repr_html_()


def test_command(tmp_path: Path, only: Callable[..., None]) -> None:
    only()
    options = ["--seeds", "1", "--months", "14", "--workers", "300", "--set", "ai_arrival=6", "--jobs", "1", "--quiet"]
    where = ["--out", str(tmp_path / "v")]
    first = CliRunner().invoke(main, ["value", "competition", *options, *where, "--json"])
    assert first.exit_code == 0, first.output
    said = json.loads(first.stdout)
    assert {row["lens"] for row in said["table"]} == {*LENSES, "wages", "money"}
    assert (tmp_path / "v" / "value.csv").exists()
    again = CliRunner().invoke(main, ["value", "competition", *options, *where])
    assert again.exit_code == 0
    assert "Living labour" in again.stdout


def test_a_run_without_ai_has_no_agents_to_draw(tmp_path: Path) -> None:
    found = sim.value("baseline", seeds=1, months=14, workers=300, jobs=1, out=tmp_path / "v", quiet=True)
    assert {path.stem for path in found.figures} == {"lenses", "prices", "accounts"}
    assert "crews" not in str(found)
    assert found.table["ai_surplus_rate"].fillna(0.0).eq(0.0).all()


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="value: name a scenario"):
        sim.value()
    with pytest.raises(InputError, match="lang = 'fr'"):
        sim.value("monopoly", lang="fr")
    wrong = CliRunner().invoke(main, ["value", "monopole", "--out", str(tmp_path / "v")])
    assert (wrong.exit_code, (tmp_path / "v").exists()) == (2, False)
    assert "monopole" in wrong.stderr
