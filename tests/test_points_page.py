"""The page of the ten points, in a browser without a network: its numbers are those of the tables, and everything on it works."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import browsing
import numpy as np
import playing
import pytest
from browsing import Open, drawn, each, opening, press
from click.testing import CliRunner

from sim.base.errors import InputError
from sim.classroom import packing
from sim.classroom.points import page as pages
from sim.cli.main import main
from sim.experiments import points
from sim.experiments.points import Found

SEEDS, MONTHS, OUTCOMES = 3, 60, 15
ALL = 1023


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """A finished folder with known Shapley values, read as it is written."""
    folder = tmp_path_factory.mktemp("programme")
    playing.make(folder, SEEDS, MONTHS, OUTCOMES)
    return points.read(folder)


@pytest.fixture(scope="module")
def file(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "programme.html"
    assert pages.write(found, path, "en", 24) == path.stat().st_size
    return path


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Open]:
    """Opens the page without a network; in the end nothing was asked of any other place."""
    with opening(browser, file.as_uri(), offline=True) as go:
        yield go


# ---- The file


def test_a_page_of_full_size_stays_below_six_megabytes() -> None:
    pages.check_size(10, 15, seeds=4, months=480)
    with pytest.raises(InputError, match=r"--page: \d+\.\d MB: must be at most 6 MB: take fewer --seeds or --months"):
        pages.check_size(10, 15, seeds=40, months=480)


@pytest.mark.ci
def test_a_line_takes_no_more_room_than_is_reckoned_with() -> None:
    """One outcome of full size, rough as yearly means under one seed are."""
    values = playing.worth(10, 4, 2)[:, :, 1:]
    paths = playing.paths(values, 40)
    lines = np.stack([paths.mean(axis=0), paths.min(axis=0), paths.max(axis=0)], axis=1)
    text = packing.text([packing.coded(lines, packing.quanta(lines))])
    assert len(text) / lines.size < pages.POINT_BYTES


def test_the_page_stands_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert set(re.findall(r"https?:", text)) == set()
    assert not re.search(r"<(link|img|iframe|script)[^>]+(src|href)=\"(?!data:)", text)


def test_an_unfinished_folder_has_no_page(found: Found, tmp_path: Path) -> None:
    few = replace(found, about=found.about.model_copy(update={"combinations": [0, 1, ALL]}))
    with pytest.raises(InputError, match="holds not every combination: a page needs all of them"):
        pages.write(few, tmp_path / "page.html", "en", None)
    assert list(tmp_path.iterdir()) == []


def test_texts_are_whole_and_each_is_used() -> None:
    script = "".join((pages.HERE / name).read_text(encoding="utf-8") for name in (*pages.SCRIPTS, "page.html"))
    for key, text in pages.texts().items():
        assert set(re.findall(r"\{\w+\}", text.en)) == set(re.findall(r"\{\w+\}", text.zh)), key
        stem = key.rpartition("_")[0]  # some keys are put together: line_here
        assert re.search(rf"\b{key}\b", script) or f"{stem}_$" in script, key


# ---- Its numbers


def shares(tab: Any) -> dict[str, list[list[Any]]]:
    """All Shapley values as the page reckons them: [outcome][point] of mean, low, high and whether it can be told."""
    return {
        what: tab.evaluate(f"outcomes.map((_, outcome) => played.shares(outcome).map((one) => {form}))")
        for what, form in (("mean", "one.mean"), ("low", "one.low"), ("high", "one.high"), ("clear", "clear(one)"))
    }


def test_shares_are_the_known_ones_and_those_of_the_tables(opened: Open, found: Found) -> None:
    tab = opened()
    ours, table = shares(tab), found.shapley_table()
    shape = (OUTCOMES, len(found.points))
    known = playing.shapley(10, SEEDS, OUTCOMES)
    assert np.allclose(ours["mean"], known.mean(axis=2), atol=1e-12)
    for name in points.NUMBERS:
        assert np.allclose(ours[name], table[name].to_numpy().reshape(shape), atol=1e-12), name
    told = (table["low"] > 1e-12) | (table["high"] < -1e-12)
    assert (np.array(ours["clear"]) == told.to_numpy().reshape(shape)).all()
    assert 0 < told.sum() < told.size
    whole = tab.evaluate("outcomes.map((_, outcome) => played.against(outcome, ALL, NONE).mean)")
    assert np.allclose(np.sum(ours["mean"], axis=1), whole, atol=1e-12)


def test_what_a_setting_changes_is_that_of_its_values(opened: Open, found: Found) -> None:
    tab = opened("#on=1,3,10&show=output")
    setting = 1 + 4 + 512
    for at in range(OUTCOMES):
        gaps = found.of(setting)[:, at] - found.of(0)[:, at]
        ours = tab.evaluate(f"played.against({at}, state.on, NONE)")
        theirs = points.estimate(gaps)
        assert np.allclose([ours[name] for name in points.NUMBERS], [getattr(theirs, name) for name in points.NUMBERS], atol=1e-12)
        for point in (0, 1):
            on, off = found.of(setting | 1 << point)[:, at], found.of(setting & ~(1 << point))[:, at]
            assert tab.evaluate(f"played.adds({at}, {point}, state.on).mean") == pytest.approx((on - off).mean(), abs=1e-12)


def test_lines_are_the_paths_of_the_folder(opened: Open, found: Found) -> None:
    tab = opened()
    for setting in (0, 5, ALL):
        ours = np.array(tab.evaluate(f"played.paths({setting}).map((kinds) => kinds.map((line) => [...line]))"))
        paths = found.paths[:, setting]  # [seed, year, outcome]
        theirs = np.stack([paths.mean(axis=0), paths.min(axis=0), paths.max(axis=0)]).transpose(2, 0, 1)
        assert np.abs(ours - theirs).max() < 1e-3


def test_the_words_say_what_the_numbers_say(opened: Open, found: Found) -> None:
    """The first outcome is moved by three points alone, and no seed differs; the last by none."""
    tab = opened(f"#on=1,2&show={found.outcomes[0]}")
    first = found.about.outcomes[0].label["en"]
    titles = [point.title.en for point in found.points]
    assert each(tab, "#rows .point > .number:not(.now)", "one.textContent")[:4] == ["+40.0", "−10.0", "+5.00", "0"]
    assert tab.inner_text("#sum") == "+35.0"
    assert tab.inner_text("#carried") == (
        f"{first}, all ten against none: ▲ about 35 index points higher, sure. "
        f"Most of what the points do to it is done by 1 {titles[0]} (about 40 index points higher, sure)."
    )
    assert "On: 1, 2: " in tab.inner_text("#answer")
    assert "▲ about 30 index points higher, sure" in tab.inner_text(f"#card-{found.outcomes[0]} .verdict")
    assert tab.inner_text(f"#card-{found.outcomes[-1]} .verdict") == "= no change"
    drawn(tab, lambda: tab.click("#point-3"))
    assert tab.inner_text("#touched") == (
        f"3 {titles[2]}: switching it off now: ▼ about 5 index points lower, sure. Its share: ▲ about 5 index points higher, sure."
    )
    drawn(tab, lambda: tab.select_option("#show", str(OUTCOMES - 1)))
    assert "None of the ten moves it." in tab.inner_text("#carried")


def test_what_is_not_sure_is_pale(opened: Open) -> None:
    tab = opened("#show=poverty")
    told = tab.evaluate("played.shares(state.show).map(clear)")
    pale = tab.eval_on_selector_all("#rows .point .number:not(.now)", "all => all.map((one) => one.matches('.pale'))")
    marks = each(tab, "#rows .point .number:not(.now)", "one.textContent.endsWith('?')")
    assert pale == marks == [not one for one in told]
    assert 0 < sum(told) < len(told)


def test_tables_can_be_had(opened: Open, found: Found, tmp_path: Path) -> None:
    tab = opened()
    with tab.expect_download() as download:
        tab.click("#save-shares")
    download.value.save_as(tmp_path / "shares.csv")
    with (tmp_path / "shares.csv").open(encoding="utf-8-sig", newline="") as rows:
        head, *lines = list(csv.reader(rows))
    assert head[1:3] == [f"{number} {point.title.en}" for number, point in enumerate(found.points[:2], start=1)]
    table = found.shapley_table().query("outcome == 'poverty'")
    row = next(line for line in lines if line[0].startswith("Poverty"))
    assert np.allclose([float(one) for one in row[1:]], 100 * np.array([*table["mean"], table["whole"].iloc[0]]), rtol=1e-5, atol=1e-9)


# ---- What it does


def on(tab: Any) -> list[int]:
    """The points that are on."""
    return [number for number in range(1, 11) if tab.get_attribute(f"#point-{number}", "aria-checked") == "true"]


def test_every_switch_moves_by_mouse_and_by_keyboard(opened: Open) -> None:
    tab = opened("#on=")
    assert on(tab) == []
    for number in range(1, 11):
        drawn(tab, lambda number=number: tab.click(f"#point-{number}"))  # type: ignore[misc]
        assert on(tab) == list(range(1, number + 1))
    for key, left in (("0", 9), ("1", 8), ("5", 7)):
        press(tab, key)
        assert len(on(tab)) == left
    tab.focus("#point-2")
    press(tab, "Space")
    assert on(tab) == [3, 4, 6, 7, 8, 9]
    press(tab, "Shift+Digit4")
    assert on(tab) == [4]
    press(tab, "a")
    assert on(tab) == list(range(1, 11))
    press(tab, "n")
    assert on(tab) == []
    tab.focus("#show")
    tab.keyboard.press("1")  # is the list's own
    assert on(tab) == []


def test_settings_to_begin_with(opened: Open) -> None:
    tab = opened()
    assert on(tab) == list(range(1, 11))
    drawn(tab, lambda: tab.click("#none"))
    assert on(tab) == []
    assert "on=&" in tab.url
    drawn(tab, lambda: tab.select_option("#alone", "6"))
    assert on(tab) == [7]
    drawn(tab, lambda: tab.select_option("#missing", "6"))
    assert on(tab) == [1, 2, 3, 4, 5, 6, 8, 9, 10]
    assert "All but 7: " in tab.inner_text("#answer")
    drawn(tab, lambda: tab.click("#all"))
    assert on(tab) == list(range(1, 11))


def test_an_outcome_is_chosen_from_the_list_or_by_its_chart(opened: Open, found: Found) -> None:
    tab = opened()
    drawn(tab, lambda: tab.click(f"#card-{found.outcomes[3]} .plot"))
    assert f"show={found.outcomes[3]}" in tab.url
    assert each(tab, ".card.chosen", "one.id") == [f"card-{found.outcomes[3]}"]
    tab.focus(f"#card-{found.outcomes[4]} button")
    press(tab, "Enter")
    assert tab.input_value("#show") == "4"
    assert tab.get_attribute(f"#card-{found.outcomes[4]} button", "aria-pressed") == "true"


def test_the_address_is_the_setting(opened: Open) -> None:
    tab = opened("#on=2,9&show=poverty&contrast=1&lang=zh")
    assert on(tab) == [2, 9]
    assert tab.get_attribute("#contrast", "aria-pressed") == "true"
    assert tab.get_attribute("html", "lang") == "zh-Hans"
    again = opened("#" + tab.url.partition("#")[2])
    assert again.url == tab.url
    assert again.inner_text("#carried") == tab.inner_text("#carried")
    drawn(again, lambda: again.evaluate("location.hash = 'on=10&lang=en'"))
    assert on(again) == [10]
    assert again.get_attribute("html", "lang") == "en"
    drawn(again, lambda: again.click("#language"))
    assert "lang=zh" in again.url
    drawn(again, lambda: again.click("#contrast"))
    assert again.get_attribute("html", "data-contrast") == "1"


def test_a_flat_line_has_one_value_beside_it(opened: Open) -> None:
    tab = opened()
    texts = tab.evaluate("""[[1, 1], [1, 2]].map((ends) => {
        const line = [Float64Array.from(ends), Float64Array.from(ends), Float64Array.from(ends)];
        return [...chart({ none: line, all: line, here: line }, ends, 1, 220).matchAll(/>([^<]+)<\\/text>/g)].map((one) => one[1]);
    })""")
    assert texts == [["1", "0", "5 years"], ["2", "1", "0", "5 years"]]


@pytest.mark.parametrize(("address", "what"), [("#on=1,11", "on = 11"), ("#on=x", "on = x"), ("#show=wealth", "wealth")])
def test_a_link_to_what_is_not_there_says_so(opened: Open, address: str, what: str) -> None:
    assert what in opened(address).inner_text("#warning")


def test_it_reads_no_more_than_it_shows(opened: Open) -> None:
    """Ready and quick, counted: lines of three settings at first, one more a switch, and none where one comes back."""
    tab = opened("#on=1,2")
    read = lambda: int(tab.get_attribute("html", "data-read"))  # noqa: E731
    assert read() == 3
    nodes = tab.evaluate("document.querySelectorAll('*').length")
    assert nodes < 1500
    press(tab, "3")
    assert read() == 4
    press(tab, "3")
    press(tab, "n")
    press(tab, "a")
    assert read() == 4
    assert abs(tab.evaluate("document.querySelectorAll('*').length") - nodes) < 50


def test_its_policy_lets_nothing_out(browser: Any, file: Path) -> None:
    tab = browser.new_page()
    tab.goto(file.as_uri())
    assert browsing.refused_by_policy(tab) == "connect-src"
    tab.close()


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.ci)])
def test_both_languages_are_whole(opened: Open, lang: str) -> None:
    tab = opened(f"#on=1,4&lang={lang}")
    press(tab, "5")
    labels = [*each(tab, "[aria-label]", "one.ariaLabel"), *each(tab, "[title]", "one.title")]
    browsing.whole_in(lang, " ".join([tab.inner_text("body"), *labels]))
    plots = each(tab, ".plot", "one.ariaLabel")
    assert len(plots) == OUTCOMES
    assert all(len(re.findall(r"\d", label)) > 5 for label in plots)
    other = "Clusters public" if lang == "zh" else "算力收归公有"
    assert other not in tab.inner_text("body")


@pytest.mark.ci
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_a_phone_and_a_projector(opened: Open, lang: str) -> None:
    for address, width, height in (("", 390, 844), ("", 1366, 768), ("&contrast=1", 1920, 1080)):
        tab = opened(f"#on=1,4&lang={lang}{address}", width, height)
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert max(each(tab, ".plot svg, .number, .verdict, .sets", "one.getBoundingClientRect().right")) <= width
        assert min(each(tab, "button:not(.card *), select", "one.offsetHeight")) >= 40
        assert browsing.letters(tab) >= 18
        cut = "[...document.querySelectorAll('.number, .title, .sets, .verdict, h2:not(.unseen), button')]"
        assert tab.evaluate(f"{cut}.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).length") == 0


@pytest.mark.ci
def test_every_control_has_a_name_and_is_reached_by_tab(opened: Open) -> None:
    tab = opened()
    assert all(browsing.named(tab))
    seen = []
    for _ in range(45):
        tab.keyboard.press("Tab")
        seen.append(tab.evaluate("document.activeElement.id"))
    assert seen[0] == "skip"
    wanted = {"none", "all", "alone", "missing", "contrast", "language", "show", *(f"point-{number}" for number in range(1, 11))}
    assert wanted <= set(seen)
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "4px"


@pytest.mark.ci
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_still_prints_on_one_sheet(opened: Open, lang: str) -> None:
    tab = opened(f"#on=1,4&lang={lang}")
    tab.emulate_media(media="print")
    assert tab.is_hidden("#none")
    assert tab.is_hidden("#numbers-table")
    assert tab.is_visible("#answer")
    assert browsing.sheets(tab) == 1


# ---- The command


def test_a_page_of_an_ablation_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(main, ["programme", "--ablation", "--page", "p.html"])
    message = "--page: shows every combination, which --ablation does not run: leave out one of the two"
    assert (answer.exit_code, answer.stderr.splitlines()) == (2, [message])
    assert list(tmp_path.iterdir()) == []
