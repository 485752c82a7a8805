"""The SolaraViz app in a browser: it draws, steps, starts again with other parameters, and asks nothing of another machine."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

APP = Path(__file__).parents[1] / "examples" / "solara_app.py"
WAIT = 60.0  # seconds, on a busy machine


@pytest.fixture(scope="module")
def address(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app is served, as for somebody who has never used Solara; whatever it asked of the network, a trap would have got."""
    if importlib.util.find_spec("solara") is None:
        pytest.skip("no solara (the extra viz): the app was not started")
    folder = tmp_path_factory.mktemp("solara")
    with socket.create_server(("127.0.0.1", 0)) as trap, socket.create_server(("127.0.0.1", 0)) as free:
        proxy, port = trap.getsockname()[1], free.getsockname()[1]
        free.close()
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), f"http://127.0.0.1:{proxy}")
        environment = {**os.environ, **proxies, "no_proxy": "", "NO_PROXY": "", "SOLARA_HOME": str(folder)}
        del environment["PYTEST_CURRENT_TEST"]  # under which Solara does not phone home
        options = ["--no-check-version", "--no-open", "--host", "127.0.0.1", "--port", str(port)]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "solara", "run", str(APP), *options],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            _wait_for(server, port, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(WAIT)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
                raise
        trap.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has called
            trap.accept()


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + 2 * WAIT  # the first time, much is compiled
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text()}")


class App:
    """What somebody does and sees."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab

    def press(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).click()

    def play(self) -> None:
        """Play, for some months at least."""
        before = self.tab.locator(".running").inner_text()
        self.press("▶")
        self.tab.wait_for_function("before => document.querySelector('.running').innerText != before", arg=before)

    def choose(self, label: str, value: str) -> None:
        self.tab.get_by_label(label).locator("xpath=ancestor::*[contains(@class, 'v-select__slot')]").click()
        self.tab.locator(".menuable__content__active").get_by_text(value, exact=True).click()

    def slide(self, label: str, *keys: str) -> None:
        thumb = self.tab.locator(".v-input__slider", has_text=label).locator("[role=slider]")
        for key in keys:
            thumb.press(key)

    def runs(self, *parts: str) -> None:
        """Wait until the line above the charts says all this."""
        line = self.tab.locator(".running")
        for part in parts:
            line.filter(has_text=re.compile(rf"{re.escape(part)}( ·|$)")).wait_for()

    def charts(self) -> list[str]:
        """What is drawn, as SVG without its date."""
        self.tab.wait_for_function("document.querySelectorAll('img.widget-image').length == 7")
        self.tab.wait_for_function("[...document.querySelectorAll('img.widget-image')].every(i => i.naturalWidth > 99)")
        read = "all => Promise.all(all.map(one => fetch(one.src).then(it => it.text())))"
        found = self.tab.locator("img.widget-image").evaluate_all(read)
        return [re.sub("<dc:date>.*?</dc:date>", "", text) for text in found]


@pytest.fixture
def app(browser: Any, address: str) -> Iterator[App]:
    """The page opened; in the end it has asked nobody else, and nothing went wrong."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    context.set_default_timeout(1000 * WAIT)
    tab = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    tab.goto(address)
    found = App(tab)
    found.charts()
    yield found
    context.close()
    ours = (address, address.replace("http", "ws"), f"blob:{address}", "data:")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert wrong == []


@pytest.mark.ci  # the browser's page of the classroom is the one of its kind that is always opened
def test_the_app_steps_resets_and_changes_language(app: App) -> None:
    app.runs("months: 0", "Random seed 0", "Saving passed on 0", "Basic income 0")
    app.slide("Carbon workers", "Home")  # the smallest economy is the fastest
    app.press("Reset")
    app.runs("months: 0", "Carbon workers 200")
    empty = app.charts()
    for month in (3, 6):
        app.press("Step")
        app.runs(f"months: {month}")
    first = app.charts()
    assert all(before != after for before, after in zip(empty, first, strict=True))

    app.slide("Random seed", "ArrowRight")
    app.slide("Basic income", "End", "ArrowRight")  # no further than it goes
    app.runs("months: 6", "Random seed 0", "Basic income 0")  # it holds from the reset on
    app.press("Reset")
    app.runs("months: 0", "Random seed 1", "Basic income 0.5", "Carbon workers 200")
    for month in (3, 6):
        app.press("Step")
        app.runs(f"months: {month}")
    other = app.charts()
    assert other[0] != first[0]

    app.slide("Random seed", "ArrowLeft")
    app.slide("Basic income", "Home")
    app.press("Reset")
    app.runs("months: 0", "Random seed 0", "Basic income 0")
    for month in (3, 6):
        app.press("Step")
        app.runs(f"months: {month}")
    assert app.charts() == first  # the same world again

    app.choose("Language", "中文")
    app.runs("月: 6", "随机种子 0", "碳基劳动者 200")  # which is where it was
    assert all(before != after for before, after in zip(first, app.charts(), strict=True))


@pytest.mark.ci
def test_the_app_plays_and_a_scenario_stands_as_it_is(app: App) -> None:
    app.choose("Scenario", "commons-ubi")
    own = ["Basic income 0.25", "Public clouds 1", "Saving passed on 1", "Growth of AI 0.03", "Carbon workers 2000"]
    app.runs("months: 0", *own)
    app.play()
    app.press("❚❚")
    app.press("Reset")
    app.runs("months: 0", *own)
    app.press("Step")
    app.runs("months: 3", *own)

    app.play()
    app.choose("Scenario", "baseline")
    app.runs("months: 0", "Basic income 0", "Saving passed on 1")  # and what played has stopped
    app.tab.get_by_text("Saving passed on (AI never arrives here)").wait_for()
    app.play()  # the server stops all the same
