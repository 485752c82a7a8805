"""The books as pictures: the money of one month, from payers to receivers, and the balance sheet over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.base.arrays import Floats
from sim.base.declared import Text
from sim.charts import typography
from sim.charts.sheet import Drawn, Sheet, spoken, table
from sim.engine.ledger import Flow, Ledger, flows
from sim.runs.results import Results, seed_text

SECTORS: Mapping[str, Text] = {
    "workers": Text(en="Workers", zh="劳动者"),
    "capitalists": Text(en="Capitalists", zh="资本家"),
    "dept1": Text(en="Department I", zh="第一部类"),
    "dept2": Text(en="Department II", zh="第二部类"),
    "clouds": Text(en="Cloud firms", zh="云企业"),
    "fund": Text(en="AI owners", zh="智能体业主"),
    "bank": Text(en="Bank", zh="银行"),
    "state": Text(en="State", zh="国家"),
}
# Colours of sectors and of payments are none of the scenarios'.
SHADES = {
    "workers": "#8C6BB1", "capitalists": "#7A0F3D", "dept1": "#C9B27C", "dept2": "#8A6E2F", "clouds": "#4FA3A5",
    "fund": "#2B6A6C", "bank": "#9A9A9A", "state": "#E08A8A",
}  # fmt: skip


@dataclass(frozen=True)
class Sort:
    """A sort of payment: its name, its colour, and the declared flows that belong to it."""

    text: Text
    shade: str
    flows: tuple[str, ...]


SORTS: Sequence[Sort] = (
    Sort(Text(en="wages", zh="工资"), "#8C6BB1", ("wages", "data_wages", "piece_pay", "ai_wages")),
    Sort(Text(en="consumer goods", zh="消费品"), "#8A6E2F", ("worker_purchases", "capitalist_purchases", "public_purchases")),
    Sort(Text(en="machines, hardware, energy", zh="机器、硬件、能源"), "#C9B27C",
         ("machine_purchases", "agents_purchases", "heat_charge", "dept1_resale", "dept2_resale")),
    Sort(Text(en="AI fees", zh="AI使用费"), "#4FA3A5", ("ai_fees", "training_grants")),
    Sort(Text(en="taxes", zh="税"), "#E08A8A", ("income_tax", "profit_tax", "ai_tax")),
    Sort(Text(en="benefits, basic income", zh="失业救济金与基本收入"), "#F2B5A7",
         ("benefits", "ubi_workers", "ubi_capitalists", "provision")),
    Sort(Text(en="profit, interest, rent", zh="利润、利息与租金"), "#7A0F3D",
         ("dividends", "member_shares", "fund_dividends", "bank_dividends", "public_dividends", "interest", "debt_interest",
          "mortgage_interest", "rent", "energy_rent", "capital_pulled", "advice_to_owners", "advice_to_workers")),
    Sort(Text(en="equity, shares, rescues", zh="股本、股份与救助"), "#D9C7E0",
         ("equity", "founding", "share_purchases", "takeover", "rescue")),
    Sort(Text(en="homes, bequests", zh="住房与遗产"), "#A6B98C", ("home_sales", "home_purchases", "bequests")),
    Sort(Text(en="new credit", zh="新信贷"), "#BDBDBD", ("lending", "mortgage_lending", "bond_issue")),
    Sort(Text(en="repayment", zh="还款"), "#7F7F7F", ("repayment", "mortgage_repayment", "bond_redemption")),
)  # fmt: skip
OTHER = Sort(Text(en="other", zh="其他"), "#F0E6D2", ())

CIRCUIT = Text(
    en="Left: who pays; right: who receives. Width: money of the last month, mean of {seeds}, in % of that month's value "
    "added. Payments thinner than a letter have no label; all are in the table beside the figure.",
    zh="左：付款者；右：收款者。宽度：最后一个月的货币量（{seeds}均值），占当月增加值的%。过细的流不标注；全部数字见图旁的表。",
)
PAYS, RECEIVES = Text(en="pays", zh="付款"), Text(en="receives", zh="收款")
PAID = Text(en="{payer} to {receiver}, {sort} {value}", zh="{payer}付给{receiver}，{sort}{value}")


@dataclass(frozen=True)
class Payment:
    """Money of one sort from one sector to another."""

    payer: str
    receiver: str
    sort: Sort
    value: float


def payments(results: Results, scenario: str) -> list[Payment]:
    """The money of the last month in per cent of its value added: mean of seeds, by payer, receiver and sort."""
    taken = (results.records(name, scenario) for name in ("payments", "gross", "value_added"))
    found = parted(results.axes("payments")["flow"], *taken)
    sorts = [*SORTS, OTHER]
    return [
        Payment(payer, receiver, sorts[place], value)
        for (payer, receiver, place), value in found.items()
        if value > 1e-6
    ]


def parted(names: Sequence[str], net: Floats, gross: Floats, value_added: Floats) -> dict[tuple[str, str, int], float]:
    """The same of records of some runs, the first axis: by payer, receiver and place in ``SORTS``, one beyond it for what is in none."""
    scale = np.divide(100.0, value_added, out=np.zeros(value_added.shape), where=value_added > 0.0)
    nets, wholes = (net * scale[:, None, None]).mean(axis=0), (gross * scale[:, None]).mean(axis=0)
    found: dict[tuple[str, str, int], float] = {}
    for row, name in enumerate(names):
        flow = flows().get(name)
        if flow is None or flow.asset != "money":
            continue
        place = next((i for i, sort in enumerate(SORTS) if name in sort.flows), len(SORTS))
        for (payer, receiver), value in _parted(flow, nets[row], float(wholes[row])).items():
            found[payer, receiver, place] = found.get((payer, receiver, place), 0.0) + value
    return found


def _parted(flow: Flow, net: Floats, gross: float) -> dict[tuple[str, str], float]:
    """Who paid whom by one flow. One side of each flow of money is a single sector, so what sectors gained says it."""
    payers, receivers = _within(flow.source), _within(flow.target)
    gained = dict(zip(Ledger.SECTORS, net.tolist(), strict=True))
    many, one = (receivers, payers[0]) if len(payers) == 1 else (payers, receivers[0])
    amounts = {sector: abs(gained[sector]) for sector in many if sector != one}
    if one in many:  # what it paid to itself is not in what it gained
        amounts[one] = gross - sum(amounts.values())
    return {(one, other) if many is receivers else (other, one): value for other, value in amounts.items()}


def _within(account: str) -> list[str]:
    """The sectors of an account."""
    first, last = Ledger.WIDER.get(account, (account, account))
    return list(Ledger.SECTORS[Ledger.SECTORS.index(first) : Ledger.SECTORS.index(last) + 1])


BAR, GAP = 0.025, 0.035  # width of a sector's bar, and space between two of them, in parts of the panel


def circuit(sheet: Sheet) -> Drawn:
    """The money of one month: bands from payers, left, to receivers, right."""
    ((scenario, panel),) = sheet.panels.items()
    found = payments(sheet.results, scenario)
    sheet.head(panel, sheet.label(scenario), grid="x")
    panel.set_axis_off()
    panel.grid(False)
    panel.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0))
    paid = _side([(p.payer, p.receiver, p) for p in found])
    taken = _side([(p.receiver, p.payer, p) for p in found])
    letter = sheet.picture.font / 72.0 / (sheet.picture.size[1] * 0.8)  # height of a letter, in parts of the panel
    for payment in found:
        start, end = paid.tops[payment], taken.tops[payment]
        _band(panel, (start, end), (payment.value * paid.scale, payment.value * taken.scale), payment.sort.shade)
        if payment.value * paid.scale > letter:
            words = f"{payment.sort.text.of(sheet.lang)} {spoken(payment.value)}"
            middle = start - payment.value * paid.scale / 2.0
            panel.text(BAR + 0.01, middle, words, va="center_baseline", gid="band", fontsize=0.85 * sheet.picture.font)
    for side, x, align in ((paid, 0.0, "right"), (taken, 1.0, "left")):
        for sector, (top, value) in side.sectors.items():
            corner = (x if x == 0.0 else 1.0 - BAR, top - value * side.scale)
            panel.add_patch(Rectangle(corner, BAR, value * side.scale, color=SHADES[sector], zorder=3))
        middles = [top - value * side.scale / 2.0 for top, value in side.sectors.values()]
        places = typography.spread(middles, 2.5 * letter)
        for (sector, (_, value)), place in zip(side.sectors.items(), places, strict=True):
            words = f"{SECTORS[sector].of(sheet.lang)}\n{spoken(value)} %"
            panel.text(-0.012 if x == 0.0 else 1.012, place, words, va="center", ha=align)
    panel.set_xlim(-0.16, 1.16)
    for x, head, align in ((0.0, PAYS, "left"), (1.0, RECEIVES, "right")):
        panel.text(x, 1.02, head.of(sheet.lang), ha=align, color=typography.INK)
    rows = [(scenario, p.payer, p.receiver, p.sort.text.en, p.value) for p in found]
    said = [
        sheet.say(PAID, payer=SECTORS[p.payer].of(sheet.lang), receiver=SECTORS[p.receiver].of(sheet.lang),
                  sort=p.sort.text.of(sheet.lang), value=spoken(p.value))
        for p in sorted(found, key=lambda p: -p.value)
    ]  # fmt: skip
    columns = ("scenario", "payer", "receiver", "sort", "per_cent_of_value_added")
    note = sheet.say(CIRCUIT, seeds=seed_text(sheet.results, sheet.lang))
    return Drawn([note], table(rows, columns), [sheet.sentence(sheet.label(scenario), said)])


@dataclass(frozen=True)
class Side:
    """One side of the diagram: top and value of each sector, top of each payment, and height a unit."""

    sectors: dict[str, tuple[float, float]]
    tops: dict[Payment, float]
    scale: float


def _side(ends: Sequence[tuple[str, str, Payment]]) -> Side:
    """Sectors one under the other; in each, its payments in the order of the sectors at their other ends, so that few cross."""
    order = list(SECTORS)
    sorts = [*SORTS, OTHER]
    totals = {sector: sum(p.value for own, _, p in ends if own == sector) for sector in order}
    totals = {sector: value for sector, value in totals.items() if value}
    scale = (1.0 - GAP * (len(order) - 1)) / (sum(totals.values()) or 1.0)  # the same on both sides; nobody may have paid
    room = 1.0 - scale * sum(totals.values()) - GAP * (len(totals) - 1)
    top, sectors, tops = 1.0 - room / 2.0, {}, {}
    for sector, value in totals.items():
        sectors[sector] = (top, value)
        mine = sorted(
            ((order.index(other), sorts.index(p.sort), p) for own, other, p in ends if own == sector),
            key=lambda entry: entry[:2],
        )
        at = top
        for _, _, payment in mine:
            tops[payment] = at
            at -= payment.value * scale
        top -= value * scale + GAP
    return Side(sectors, tops, scale)


def _band(panel: Axes, tops: tuple[float, float], heights: tuple[float, float], shade: str) -> None:
    """A band that leaves one side and reaches the other level."""
    x, y = (BAR, 1.0 - BAR), tops
    middle = 0.5
    points = [
        (x[0], y[0]), (middle, y[0]), (middle, y[1]), (x[1], y[1]),
        (x[1], y[1] - heights[1]), (middle, y[1] - heights[1]), (middle, y[0] - heights[0]), (x[0], y[0] - heights[0]),
        (x[0], y[0]),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    panel.add_patch(
        PathPatch(Path(points, codes), facecolor=shade, alpha=0.6, linewidth=0.4, edgecolor="white", zorder=2)
    )


BOOKS = Text(
    en="Holdings of each sector above the line, what it owes below, at the ends of years; mean of {seeds}.",
    zh="线上为各部门持有，线下为所欠；年末值，{seeds}的均值。",
)
YEARS = Text(en="years", zh="年")
WORTH = Text(en="years of value added", zh="年增加值的倍数")
HEAD = Text(en="{scenario}: {assets}", zh="{scenario}：{assets}")
HOLDS = Text(en="{sector} {value}", zh="{sector} {value}")
CLASSES: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "deposits": (Text(en="Deposits", zh="存款"), ("money",)),
    "loans": (Text(en="Loans and mortgages", zh="贷款与按揭"), ("loans", "mortgages")),
    "bonds": (Text(en="Public debt", zh="国债"), ("bonds",)),
    "real": (
        Text(en="Machines, hardware, stocks, homes", zh="机器、硬件、库存、住房"),
        ("goods", "capital_goods", "machines", "slots", "homes"),
    ),
}


def books(sheet: Sheet) -> Drawn:
    """The balance sheet over time: a row of panels a scenario, a panel a class of assets, stacked by sector."""
    rows, said, tallest = [], [], dict.fromkeys(CLASSES, (0.0, 0.0))
    for key, panel in sheet.panels.items():
        scenario, _, name = key.rpartition("/")
        text, members = CLASSES[name]
        record = sheet.results.records("balance_sheet", scenario).mean(axis=0)
        assets = [sheet.results.axes("balance_sheet")["asset"].index(asset) for asset in members]
        held = dict(zip(sheet.results.axes("balance_sheet")["sector"], record[:, assets].sum(axis=1).T, strict=True))
        held = {sector: held[sector] for sector in SECTORS if np.abs(held[sector]).max() > 5e-4}
        time = np.minimum(np.arange(1, len(record) + 1), sheet.results.months / 12.0)
        _stacked(sheet, panel, time, held)
        sheet.head(panel, sheet.say(HEAD, scenario=sheet.label(scenario), assets=text.of(sheet.lang)))
        low, high = tallest[name]
        ends = np.stack(list(held.values())) if held else np.zeros((1, len(record)))
        tallest[name] = (
            min(low, np.minimum(ends, 0.0).sum(axis=0).min()),
            max(high, np.maximum(ends, 0.0).sum(axis=0).max()),
        )
        rows += [
            (scenario, name, sector, month, value)
            for sector, series in held.items()
            for month, value in zip((12.0 * time).astype(int).tolist(), series.tolist(), strict=True)
        ]
        parts = (
            sheet.say(HOLDS, sector=SECTORS[sector].of(sheet.lang), value=spoken(float(series[-1])))
            for sector, series in held.items()
        )
        said.append(sheet.sentence(f"{panel.get_title(loc='left')} [{WORTH.of(sheet.lang)}]", parts))
    for key, panel in sheet.panels.items():
        low, high = tallest[key.rpartition("/")[2]]
        panel.set_ylim(1.05 * low, 1.05 * high)  # the same for all scenarios
    columns = ("scenario", "assets", "sector", "month", "years_of_value_added")
    return Drawn([sheet.say(BOOKS, seeds=seed_text(sheet.results, sheet.lang))], table(rows, columns), said)


def _stacked(sheet: Sheet, panel: Axes, time: Floats, held: Mapping[str, Floats]) -> None:
    """What sectors hold one upon the other above zero, what they owe below; each named at its end."""
    top, bottom = np.zeros_like(time), np.zeros_like(time)
    for sector, series in held.items():
        for base, part in ((top, np.maximum(series, 0.0)), (bottom, np.minimum(series, 0.0))):
            if part.any():
                panel.fill_between(time, base, base + part, color=SHADES[sector], linewidth=0, gid=sector)
        up, down = np.maximum(series, 0.0), np.minimum(series, 0.0)
        end = top[-1] + up[-1] / 2.0 if series[-1] >= 0.0 else bottom[-1] + down[-1] / 2.0
        typography.label_end(panel, float(end), SECTORS[sector].of(sheet.lang), typography.INK)
        top, bottom = top + up, bottom + down
    panel.axhline(0.0, color="black", linewidth=1.2)
    panel.set_xlim(time[0], time[-1])
    place = panel.get_subplotspec()
    if place is not None and place.is_last_row():
        panel.set_xlabel(YEARS.of(sheet.lang))
    if place is not None and place.is_first_col():
        panel.set_ylabel(WORTH.of(sheet.lang))
