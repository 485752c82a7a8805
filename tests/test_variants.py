"""Variants: a scenario with some settings in a word, wherever scenarios are named."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim.base import names
from sim.base.errors import InputError
from sim.base.paths import data
from sim.charts import sheet
from sim.cli.main import main
from sim.economy import variants
from sim.economy.scenario import load, load_all
from sim.experiments import ensemble
from sim.experiments.comparison import Comparison
from sim.experiments.ensemble import Design
from sim.reports import compose
from sim.reports.view import View
from sim.runs import display, notes
from sim.runs.reading import load as opened

PLOTS = display.read()
WITHOUT, DEBT = "hoarding:withheld_share=0", "monopoly:ubi_share=0.3,ubi_financing=debt"
FILED = "hoarding.withheld_share-0"


def answer(*words: str) -> str:
    done = CliRunner().invoke(main, words, prog_name="sim", catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_variant_is_its_scenario_with_the_settings() -> None:
    base, found = load("monopoly"), load("monopoly:ubi_share=0.3,ubi_brake=0")
    assert found.params == base.params.replace(ubi_share=0.3, ubi_brake=0.0)
    assert found.digest == load("monopoly", {"ubi_share": 0.3, "ubi_brake": 0}).digest
    assert found.changed == {"ubi_share": 0.3, "ubi_brake": 0.0}
    assert (found.extends, found.claims, found.notice, found.events) == ("monopoly", base.claims, base.notice, base.events)
    assert load("monopoly:withheld_share=0").changes_nothing  # as `sim check` says


def test_what_a_variant_is_called() -> None:
    found = load(DEBT)
    assert [found.called(lang) for lang in ("en", "zh")] == [
        "monopoly, ubi_share 0.3, ubi_financing debt",
        "monopoly，ubi_share 0.3，ubi_financing debt",
    ]
    assert found.title["en"] == "Compute monopoly, ubi_share 0.3, ubi_financing debt"
    assert found.title["zh"] == "算力垄断，ubi_share 0.3，ubi_financing debt"
    assert load("monopoly").called("zh") == "monopoly"


@pytest.mark.parametrize(
    ("text", "filed"),
    [
        (WITHOUT, FILED),
        ("hoarding:withheld_share=0.0", FILED),
        ("hoarding: withheld_share = 0", FILED),
        (DEBT, "monopoly.ubi_financing-debt.ubi_share-0.3"),
        ("monopoly:ubi_financing=debt,ubi_share=0.3", "monopoly.ubi_financing-debt.ubi_share-0.3"),
        ("competition:ai=false", "competition.ai-false"),
        ("baseline:task_difficulty=-1", "baseline.task_difficulty--1"),
    ],
)
def test_under_which_name_a_variant_is_filed(text: str, filed: str) -> None:
    assert load(text).name == filed
    assert names.fault(filed) == ""


def test_names_of_files_are_letters_digits_and_four_marks(tmp_path: Path) -> None:
    path = tmp_path / "my reform+.toml"
    path.write_text((data("scenarios") / "commons.toml").read_text(encoding="utf-8"), encoding="utf-8")
    found = load(f"{path}:ubi_share=1e-05")
    assert found.name == "my_reform_.ubi_share-1e-05"
    assert found.called() == "my reform+, ubi_share 1e-05"
    values = {"ubi_share": 0.123456789, "markup": 0.123456789, "pass_through": 0.123456789, "ubi_brake": 0.0, "commons_share": 0.5}
    one, other = (load(sim.variant("monopoly", **values | {"ubi_brake": brake})).name for brake in (0.0, 0.1))
    assert len(one) < 100
    assert one != other
    path.with_name("my_reform_.toml").write_bytes(path.read_bytes())
    with pytest.raises(InputError, match=r"my_reform_\.ubi_share-0: given twice"):
        load_all([f"{path}:ubi_share=0", f"{tmp_path / 'my_reform_.toml'}:ubi_share=0"])


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("monopoly:ubi_share=0.3", "monopoly"),
        ("mine.toml:ubi_share=0.3", "mine.toml"),
        (r"C:\a\mine.toml:ubi_share=0.3", r"C:\a\mine.toml"),
        ("a:b=c/mine.toml:ubi_share=0.3", "a:b=c/mine.toml"),
        ("monopoly", None),
        ("monopoly:ubi_share", None),
        ("a:b=c/mine.toml", None),
        (r"C:\a=b\mine", None),
        (Path("mine.toml:ubi_share=0.3"), None),
    ],
)
def test_a_name_is_a_variant_where_an_equals_sign_follows_the_colon(text: Any, of: str | None) -> None:
    found = variants.written(text)
    assert (found.of if found else None) == of


def test_from_python() -> None:
    text = sim.variant("monopoly", ubi_share=0.3, ubi_financing="debt")
    assert text == DEBT
    assert load(sim.variant(Path("scenarios") / "monopoly.toml", ai=True)).variant
    for given, says in (
        (("monopoly", {"ubi_shar": 0.3}), "variant: monopoly: ubi_shar = 0.3: no such parameter; did you mean ubi_share?"),
        (("monopoly", {"ubi_share": "x"}), 'variant: monopoly: ubi_share = "x": must be a number'),
        (("monopoly", {}), "variant: monopoly: without a setting"),
        ((DEBT, {"ai": True}), "must be the name of a shipped scenario or the path of a .toml file"),
    ):
        with pytest.raises(InputError, match=says):
            sim.variant(given[0], **given[1])


def test_commands_that_run_nothing_take_variants() -> None:
    assert answer("check", WITHOUT) == f"{WITHOUT}: ok (1 changed)\n"
    assert "changes nothing against monopoly" in answer("check", "monopoly:withheld_share=0")
    assert "changes: withheld_share = 0.0" in answer("explain", WITHOUT)
    assert "monopoly，ubi_share 0.3" not in answer("explain", DEBT, "--lang", "en")
    assert "算力垄断，ubi_share 0.3" in answer("explain", DEBT, "--lang", "zh")


def test_commas_of_lists_and_of_variants_are_told_apart() -> None:
    assert variants.listed([f"baseline,{DEBT},commons", WITHOUT]) == ["baseline", DEBT, "commons", WITHOUT]
    assert variants.listed(["baseline,ubi_share=0.3"]) == ["baseline", "ubi_share=0.3"]  # of no variant: a fault


def test_a_design_shows_variants_as_all_do(tmp_path: Path) -> None:
    given = ensemble.bases([WITHOUT, "monopoly"], None, 200)
    titles = {name: dict(base.title) for name, base in given.items()}
    made = Design("grid", *given, ["markup"], [{"markup": 0.2}], [], titles, ensemble.called(given))
    assert made.what("zh", named=True) == "hoarding，withheld_share 0 (扣留算力，withheld_share 0)减monopoly (算力垄断)（逐种子配对）"
    made.write(tmp_path)
    assert ensemble.design_of(tmp_path) == made
    points = ensemble.at_points(given[FILED], made, FILED, 3)
    assert [point.name for point in points] == [f"{FILED}@0"]


def test_closures_stand_above_variants() -> None:
    (found,) = load_all(["monopoly:markup=0.3"], {"pass_through": 0.5}, above={"markup": 0.2})
    assert (found.params.markup, found.params.pass_through) == (0.2, 0.5)


def test_a_folder_of_variants_is_read_shown_and_gone_on_with(fill, tmp_path: Path) -> None:
    fill(tmp_path, ["hoarding", WITHOUT], seeds=2)
    results = opened(tmp_path)
    assert results.scenarios == ["hoarding", FILED]
    assert (tmp_path / "runs" / f"{FILED}-0.npz").exists()
    entry = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["scenarios"][FILED]
    assert entry["variant"] == {"of": "hoarding", "set": {"withheld_share": 0.0}}
    text = str(Comparison(results, []))
    assert f"hoarding, withheld_share 0 ({FILED})" in text
    assert "hoarding，withheld_share 0" in str(Comparison(results, [], "zh"))
    assert FILED not in "".join(notes.of(results))
    again = fill(tmp_path, ["hoarding", "hoarding:withheld_share=0.0"], seeds=3)
    assert again.seeds == {"hoarding": [0, 1, 2], FILED: [0, 1, 2]}
    assert load(str(tmp_path / "scenarios" / f"{FILED}.toml")).digest == load(WITHOUT).digest


def test_it_is_said_where_a_variant_has_other_worlds(fill, tmp_path: Path) -> None:
    results = fill(tmp_path, ["baseline", "commons", "commons:n_workers=500"], seeds=2, months=3)
    (line,) = (line for line in notes.of(results) if "population" in line)
    assert line.startswith("commons, n_workers 500: another population than baseline (n_workers 2000, 500): ")
    assert line in str(Comparison(results, []))
    assert sum("人口" in line for line in notes.of(results, lang="zh")) == 1


def test_the_report_says_what_a_variant_is(fill, tmp_path: Path) -> None:
    results = fill(tmp_path, ["hoarding", WITHOUT], seeds=2)
    text = str(compose(View(results, PLOTS, "en"), []))
    assert "Held back, withheld_share 0" in text
    assert f"Compute held back, withheld_share 0 (`{FILED}`)" in text
    assert "Extends `hoarding`" in text


def test_the_styles_of_variants_are_distinct_and_derived(fill, tmp_path: Path) -> None:
    shares = [f"monopoly:ubi_share={number / 100}" for number in range(1, 24)]
    given = {one.name: one.variant for one in load_all(["monopoly", "monopoly-pass-through", "commons:ubi_share=0.1", *shares])}
    found = sheet.styles(given, PLOTS)
    assert len(set(found.values())) == len(given)
    assert found["monopoly"] == PLOTS.scenarios["monopoly"].look
    assert {found[name][0] for name, one in given.items() if one and one.of == "monopoly"} == {"vermillion"}
    first = [found[name] for name, one in given.items() if one and one.of == "monopoly"][:3]
    assert len({dash for _, dash, _ in [found["monopoly"], *first]}) == 4  # an eye tells dashes before markers
    assert found["commons.ubi_share-0.1"][0] == PLOTS.scenarios["commons"].colour
    many = {f"own{number}": None for number in range(200)}
    assert len(set(sheet.styles(many, PLOTS).values())) == 200
    results = fill(tmp_path, ["monopoly", *shares[:4]], seeds=1, months=3)
    looks = [
        sheet.looks(PLOTS.figures["fans"], PLOTS, results, "en", reference=reference)["monopoly.ubi_share-0.02"]
        for reference in (False, True)
    ]
    assert looks[0] == looks[1]  # the same in every figure


def test_labels_of_variants_are_told_apart_where_they_are_cut(fill, tmp_path: Path) -> None:
    long = [f"monopoly-pass-through:ubi_financing=debt,ubi_share={share}" for share in (0.1, 0.2)]
    results = fill(tmp_path, ["baseline", "hoarding:withheld_share=0.1", *long], seeds=1, months=3)
    found = sheet.labels(results.scenarios, PLOTS, results, "en")
    assert all(one != other for one, other in itertools.combinations(found.values(), 2))
    assert max(map(len, found.values())) <= sheet.LABEL
    assert [text[-3:] for text in found.values()][-2:] == ["0.1", "0.2"]
    alike = [f"hoarding:cloud_markup=0.3,withheld_share={share},ubi_financing=debt,ubi_share=0.25" for share in (0.1, 0.2)]
    results = fill(tmp_path / "alike", alike, seeds=1, months=3)
    assert len(set(sheet.labels(results.scenarios, PLOTS, results, "zh").values())) == 2
