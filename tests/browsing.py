"""The classroom page in a browser: helpers, and what must hold of it whether its numbers come from the file or from a server."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sim.economy import scenario

Open = Callable[..., Any]  # of an address after the page's own, and a width and height


@contextmanager
def opening(browser: Any, page: str, **more: Any) -> Iterator[Open]:
    """Opens a page at an address; in the end nothing went wrong, and nothing was asked of any other place."""
    asked: list[str] = []
    wrong: list[str] = []
    contexts: list[Any] = []

    def go(address: str = "", width: int = 1920, height: int = 1080) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        tab.goto(f"{page}{address}")
        tab.wait_for_selector("html[data-rest]")
        return tab

    yield go
    for context in contexts:
        context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith((page, "blob:", "data:"))] == []


def drawn(tab: Any, act: Callable[[], Any]) -> None:
    """Do something, and wait until it shows, in the charts and below them."""
    before = tab.get_attribute("html", "data-drawn")
    act()
    tab.wait_for_selector(f'html:not([data-drawn="{before}"])')
    tab.wait_for_selector(f'html[data-rest="{tab.get_attribute("html", "data-drawn")}"]')


def press(tab: Any, key: str) -> None:
    drawn(tab, lambda: tab.keyboard.press(key))


def each(tab: Any, selector: str, what: str) -> list[Any]:
    """Something of every element that shows."""
    found = f"all => all.filter((one) => one.getClientRects().length).map((one) => {what})"
    return list(tab.eval_on_selector_all(selector, found))


def verdict(tab: Any, measure: str) -> str:
    return str(tab.inner_text(f"#card-{measure} .verdict"))


def whole_in(lang: str, text: str) -> None:
    """A text has no gaps, and is in one language."""
    assert not re.search(r"undefined|NaN|\{\w+\}|\[object", text)
    assert bool(re.search(r"[\u4e00-\u9fff]{2}", text.replace("中文", ""))) is (lang == "zh")


def letters(tab: Any) -> float:
    """The size of the smallest letters in pixels."""
    sizes = tab.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .filter((one) => one.getClientRects().length && !one.matches("script, style, .unseen, .unseen *"))
        .map((one) => parseFloat(getComputedStyle(one).fontSize))""")
    return float(min(sizes))


def named(tab: Any) -> list[Any]:
    """The name of every control and picture that shows."""
    return each(tab, "button, select, input, a, .plot", "one.ariaLabel || one.textContent.trim() || one.labels?.length")


def sheets(tab: Any) -> int:
    """How many pages of paper it takes."""
    pdf = tab.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def refused_by_policy(tab: Any) -> str:
    """Which part of the page's policy stops a request that a script makes."""
    return str(
        tab.evaluate("""() => new Promise((go) => {
        addEventListener("securitypolicyviolation", (event) => go(event.violatedDirective));
        fetch("http://127.0.0.1:9/").catch(() => setTimeout(() => go("nothing refused it"), 500));
    })""")
    )


# ---- What must hold of every page with the scenarios baseline, monopoly and commons


def buttons(opened: Open) -> None:
    """Every button, by mouse and by keyboard."""
    tab = opened("#a=baseline&b=monopoly")

    def push(selector: str, way: str) -> None:
        if way == "mouse":
            drawn(tab, lambda: tab.click(selector))
        else:
            tab.focus(selector)
            press(tab, "Enter")

    for way in ("mouse", "keyboard"):
        push("#swap", way)
        assert tab.input_value("#A-scenario") == ("monopoly" if way == "mouse" else "baseline")
        push("#predict", way)
        assert tab.get_attribute("#predict", "aria-pressed") == "true"
        push("#predict", way)
        push("#language", way)
        assert tab.get_attribute("html", "lang") == "zh-Hans"
        push("#language", way)
    drawn(tab, lambda: tab.click("label:has(#view-gap)"))
    assert "view=gap" in tab.url
    assert "[% points]" in tab.inner_text("#card-unemployment h3")
    tab.focus("#view-gap")
    press(tab, "ArrowLeft")
    assert "view=gap" not in tab.url
    drawn(tab, lambda: tab.select_option("#B-scenario", "commons"))
    assert "b=commons" in tab.url
    push("#reset", "keyboard")
    assert [tab.input_value(f"#{side}-scenario") for side in "AB"] == ["baseline", "monopoly"]
    tab.keyboard.press("Tab")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "4px"


def reached_by_tab(opened: Open, sliders: Sequence[str]) -> None:
    """The link to the charts comes first, and every control can be reached."""
    tab = opened("#a=monopoly&b=commons&guess=1")
    seen = []
    for _ in range(40):
        tab.keyboard.press("Tab")
        seen.append(tab.evaluate("document.activeElement.id || document.activeElement.className"))
    assert seen[0] == "skip"
    wanted = {"predict", "swap", "reset", "language", "guess-measure"} | {
        f"{side}-{name}" for side in "AB" for name in ("scenario", *sliders)
    }
    assert wanted <= set(seen)


def in_language(opened: Open, lang: str) -> None:
    """All texts and labels are there, in one language."""
    tab = opened(f"#a=baseline&b=monopoly&lang={lang}&guess=0")
    labels = each(tab, ".plot", "one.ariaLabel")
    text = " ".join([tab.inner_text("body"), *each(tab, "[aria-label]", "one.ariaLabel")])
    whole_in(lang, text)
    assert len(labels) == 14
    assert all(len(re.findall(r"\d", label)) > 5 for label in labels)
    own = scenario.load("monopoly")
    assert own.question[lang] in text
    assert own.notice[lang][0] in text
    assert own.try_[lang][0] in text
    other = "Unemployment" if lang == "zh" else "失业率"
    assert other not in text


def guessing(opened: Open) -> None:
    """B and its verdict are hidden until the class has chosen."""
    tab = opened("#a=baseline&b=monopoly&guess=1")
    lines = "#card-unemployment svg path[stroke='#D55E00']"
    assert tab.is_disabled("#commit")
    assert tab.is_hidden("#answers")
    assert "guess first" in verdict(tab, "unemployment")
    assert "B" not in tab.get_attribute("#card-unemployment .plot", "aria-label").replace("B − A", "")
    tab.select_option("#guess-measure", "1")
    tab.wait_for_selector("#card-wage_share.drawing")
    tab.focus("#guess-higher")
    tab.keyboard.press("Space")
    assert not tab.is_disabled("#commit")
    drawn(tab, lambda: tab.click("#commit"))
    assert tab.is_visible("#answers")
    assert tab.locator(lines).count() > 0
    told, right = tab.inner_text("#told"), "▲" in verdict(tab, "wage_share")
    assert told.startswith(f"Wage share: {'Right' if right else 'Not so'}: you said “B higher”")
    assert f"{int(right)} of 1 right so far" in told
    drawn(tab, lambda: tab.click("#again"))
    assert tab.is_hidden("#answers")
    assert tab.is_disabled("#commit")


def drawing_a_guess(opened: Open) -> None:
    """B's course is drawn with the mouse."""
    tab = opened("#a=baseline&b=monopoly&guess=1")
    box = tab.locator("#card-unemployment .plot svg").bounding_box()
    x, y = box["x"] + 80, box["y"] + 100
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] - 20, box["y"] + 25, steps=5)
    tab.mouse.up()
    assert tab.is_checked("#guess-higher")
    drawn(tab, lambda: tab.click("#commit"))
    assert "Your line ends at" in tab.inner_text("#told")


def on_a_phone(opened: Open) -> None:
    """Nothing is wider than a phone, and everything is large enough for a finger."""
    for lang in ("en", "zh"):
        tab = opened(f"#a=baseline&b=monopoly&lang={lang}", 390, 844)
        assert tab.evaluate("document.documentElement.scrollWidth") == 390
        assert max(each(tab, ".plot svg", "one.getBoundingClientRect().right")) <= 390
        assert min(each(tab, "button, select, .choice span", "one.offsetHeight")) >= 40


def letters_and_names(opened: Open) -> None:
    """Letters have 18 pixels or more, and every control has a name."""
    tab = opened("#a=baseline&b=monopoly&guess=1")
    assert letters(tab) >= 18
    names = named(tab)
    assert all(names)
    assert len(names) > 30


def printing(opened: Open) -> None:
    """It prints on a few pages, without its buttons."""
    tab = opened("#a=baseline&b=monopoly")
    tab.emulate_media(media="print")
    assert tab.is_hidden("#swap")
    assert tab.is_visible("#B-scenario")
    assert 3 <= sheets(tab) <= 8
    tab.emulate_media(media="screen", reduced_motion="reduce")
    assert tab.evaluate("getComputedStyle(document.querySelector('.verdict')).transitionDuration") in ("0s", "")
