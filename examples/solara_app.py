"""The economy in Mesa's dashboard: ``uv run --extra viz solara run examples/solara_app.py --no-check-version``.

A scenario that is chosen stands at its start, and every slider where the scenario has it. STEP goes on by a quarter, the arrow until it
is stopped ("Render Interval" is the number of months at once). What the sliders say holds from the next RESET: the line above the
charts tells what is running. What Mesa itself writes has no Chinese.

No other machine is asked for anything: Solara's files come with the package solara-assets, its telemetry is switched off below, and
``--no-check-version`` spares its look for a newer version.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import matplotlib
import solara
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter
from solara.server import settings

from sim import Economy
from sim.base.declared import Text
from sim.charts import draw, typography
from sim.charts.series import ARRIVAL, MONTHS
from sim.charts.sheet import COLOURS
from sim.classroom.explorer.grid import declarations
from sim.economy.measures import MEASURES
from sim.economy.mesa_model import CarbonWorker, Firm
from sim.economy.scenario import load, shipped
from sim.runs import display

# Solara reads these when it starts to serve, which is after this file.
settings.telemetry.mixpanel_enable = False
settings.main.mode = "production"  # otherwise the first page ever opened asks solara.dev whether it works
settings.theme.show_banner = False
matplotlib.rcParams.update(typography.chosen(18))  # for good: charts of several visitors are drawn at once

language, scenario = solara.reactive("English"), solara.reactive("monopoly")  # each visitor has their own
LANGUAGES = {"English": "en", "中文": "zh"}
PLOTS, TEXTS = display.read(), declarations().texts
SLIDERS = {name: declarations().sliders[name] for name in ("ubi_share", "commons_share", "pass_through", "ai_growth")}
WORKERS, SEED = Text(en="Carbon workers", zh="碳基劳动者"), Text(en="Random seed", zh="随机种子")
CLOUDS = Text(en="Clouds, month", zh="云企业，月份")
OF_CLOUDS = {"capability": "frontier_capability", "training": "trained_compute"}  # and what says so of all together
DEPOSITS, WAGES = Text(en="Deposits of workers", zh="劳动者的存款"), PLOTS.unit("money/worker-month")
QUIET = 1.0  # seconds without drawing: longer than any one chart takes
STYLE = """
.v-slider__thumb-label-container { display: block !important; }  /* values of sliders, always */
.v-input__slider { margin-top: 2.2em; }
.v-tabs { display: none; }  /* of pages, of which there is one */
.widget-image { width: 100%; height: 100%; object-fit: contain; }
"""
CHARTS = (  # measures of one unit each
    ("unemployment", "unemployment_cognitive", "unemployment_physical"),
    ("wage_share", "cloud_profit_share", "automated_share"),
    ("worker_consumption", "public_consumption", "investment"),
    ("ai_agents",),
    ("real_wage", "output"),
)


class Paced(Economy):
    """The economy, which waits for its charts where another thread draws them.

    ▶ steps in a thread of its own. Where the page is still being drawn by the thread of the last click, a change in the meantime makes
    that thread draw once more, and without a pause it would never come to an end.
    """

    drawn_by, drawn_at = 0, -QUIET  # which thread drew last, and when

    def step(self) -> None:
        """One month."""
        while self.drawn_by != threading.get_ident() and time.monotonic() < self.drawn_at + QUIET:
            time.sleep(0.02)
        super().step()


def controls(name: str, lang: str) -> dict[str, Any]:
    """What SolaraViz offers to change, as the scenario has it. Sliders can't leave what is allowed."""
    own = load(name).params

    def slider(kind: str, label: str, value: float, low: float, high: float, step: float) -> dict[str, Any]:
        low, high = min(low, value), max(high, value)
        return {"type": kind, "label": label, "value": value, "min": low, "max": high, "step": step}

    found: dict[str, Any] = {"scenario": name}
    for key, known in SLIDERS.items():
        idle = f" ({TEXTS['off_ai'].of(lang)})" if known.needs_ai and not own.ai else ""
        step = (known.high - known.low) / 20
        found[key] = slider("SliderFloat", known.label.of(lang) + idle, getattr(own, key), known.low, known.high, step)
    found["n_workers"] = slider("SliderInt", WORKERS.of(lang), own.n_workers, 200, 4000, 200)
    found["seed"] = slider("SliderInt", SEED.of(lang), 0, 0, 99, 1)
    return found


def chart(draw: Callable[[Axes, Economy], None]) -> Callable[[Paced], Any]:
    """A component for SolaraViz: what ``draw`` draws, again whenever the model has moved."""

    @solara.component
    def Chart(model: Paced) -> None:
        update_counter.get()
        figure = Figure(figsize=(9.0, 4.6), layout="constrained")
        draw(figure.subplots(), model)
        figure.legend(
            loc="outside upper left", ncols=3, fontsize=14, handlelength=1.0, columnspacing=1.0, frameon=False
        )
        solara.FigureMatplotlib(figure, format="svg")
        model.drawn_by, model.drawn_at = threading.get_ident(), time.monotonic()

    return Chart


def lines(names: tuple[str, ...], lang: str) -> Callable[[Paced], Any]:
    """Measures month by month."""

    def draw(axes: Axes, model: Economy) -> None:
        unit = PLOTS.unit(MEASURES[names[0]].unit)
        for name, colour in zip(names, COLOURS.values(), strict=False):
            values = model.datacollector.model_vars[name]
            axes.plot(
                [unit.times * value for value in values], color=colour, linewidth=3, label=MEASURES[name].label[lang]
            )
        at = model.world.params.ai_arrival
        if model.world.params.ai and model.steps > at:
            axes.axvline(at, color=typography.AXIS, linestyle=":")
            axes.text(
                at, 1.0, f" {ARRIVAL.of(lang)}", transform=axes.get_xaxis_transform(), va="top", color=typography.INK
            )
        axes.set(xlabel=MONTHS.of(lang), ylabel=unit.of(lang), xlim=(0, max(model.steps, 12)))
        if not model.steps:
            axes.set_yticks([])

    return chart(draw)


def deposits(lang: str) -> Callable[[Paced], Any]:
    """The people of the month just closed: read agent by agent, as Mesa does."""

    def draw(axes: Axes, model: Economy) -> None:
        people = model.agents_by_type[CarbonWorker].groupby("occupation")
        money = [people.groups[occupation].get("money") for occupation in (0, 1)]
        labels = [TEXTS[name].of(lang) for name in ("cognitive", "physical")]
        axes.hist(
            money, bins=30, histtype="stepfilled", alpha=0.6, label=labels, color=[COLOURS["blue"], COLOURS["orange"]]
        )
        axes.set(xlabel=f"{DEPOSITS.of(lang)}  [{WAGES.of(lang)}]", ylabel=WORKERS.of(lang))

    return chart(draw)


def clouds(lang: str) -> Callable[[Paced], Any]:
    """What each cloud can do, and how much of it trains: read agent by agent too."""

    def draw(axes: Axes, model: Economy) -> None:
        firms = model.agents_by_type[Firm].select(lambda firm: firm.cloud is not None)
        for place, (name, measure) in enumerate(OF_CLOUDS.items()):
            at = [firm.cloud + 1 + 0.4 * (place - 0.5) for firm in firms]
            shares = [100.0 * share for share in firms.get(name)]
            axes.bar(at, shares, width=0.4, color=list(COLOURS.values())[1 + place], label=MEASURES[measure].label[lang])
        axes.set(xlabel=f"{CLOUDS.of(lang)} {model.steps}", ylabel="%", ylim=(0, 100), xticks=range(1, len(firms) + 1))

    return chart(draw)


@solara.component
def Heading(model: Economy, name: str, lang: str) -> None:
    """What is asked, and what is running."""
    update_counter.get()
    chosen, own = load(name), model.world.params
    values = [f"{known.label.of(lang)} {getattr(own, key):g}" for key, known in SLIDERS.items()]
    values += [f"{WORKERS.of(lang)} {own.n_workers}", f"{SEED.of(lang)} {model.world.seed}"]
    solara.Text(f"{chosen.title[lang]}: {chosen.question[lang]}", style="font-size: 26px; font-weight: bold")
    solara.Text(
        " · ".join([f"{MONTHS.of(lang)}: {model.steps}", *values]), style="font-size: 20px", classes=["running"]
    )


@solara.component
def Laboratory(name: str, lang: str) -> None:
    """A scenario with its sliders. Another language leaves the economy as it is."""
    model = solara.use_memo(lambda: solara.reactive(Paced(name)), [])
    # Otherwise ▶ would go on for good behind a page that is gone, and keep the server from stopping.
    solara.use_effect(lambda: lambda: setattr(model.value, "running", False), [])
    drawn = draw.drawable(lang)
    Heading(model.value, name, lang)
    components = [(lines(names, drawn), 0) for names in CHARTS] + [(clouds(drawn), 0), (deposits(drawn), 0)]
    SolaraViz(
        model,
        components=components,
        model_params=controls(name, lang),
        name="Carbon & Silicon",
        play_interval=1,
        render_interval=3,
    )


@solara.component
def Page() -> None:
    """The app."""
    solara.Style(STYLE)
    lang = LANGUAGES[language.value]
    with solara.Sidebar():
        solara.Select("Language / 语言", values=[*LANGUAGES], value=language)
        solara.Select(TEXTS["scenario"].of(lang), values=shipped(), value=scenario)
    Laboratory(scenario.value, lang)


@solara.component
def Layout(children: list[Any]) -> Any:
    """The page around it, made anew for another scenario: Mesa sets what its sliders say once only."""
    return solara.AppLayout(children=children).key(scenario.value)
