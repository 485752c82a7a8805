"""The markets of the engine as plain Mesa agents: the other side of ``against_mesa.py``.

Labour (quits, lay-offs, hiring), production, payments (wages, tax, benefits) and both goods markets (consumption; machines as they wear
out). Prices, wage offers, tax rates, public purchases and the budgets of capitalists are held. Start and demand shock are the engine's.
"""

import math

import mesa

from sim.economy.world import COGNITIVE, PHYSICAL, Buyers, World
from sim.engine.ledger import MILLION
from sim.engine.streams import draw

Offers = list[tuple["Firm", float]]  # a shopping list: shops, and the taste for each


class Shopper(mesa.Agent):
    """Somebody with a shopping list for each trip."""

    def __init__(self, model: "Market", lists: list[Offers]) -> None:
        super().__init__(model)
        self.p, self.lists = model.params, lists

    def buy(self, offers: Offers, budget: float, want: float = math.inf) -> tuple[float, float]:
        """Buy where price times taste is lowest, and go on when a shop is empty: money paid, units got."""
        paid = got = 0.0
        ranked = sorted(offers, key=lambda offer: offer[0].price * offer[1])
        for shop, _ in ranked:
            if shop.stock > 0.0:
                quantity = min(shop.stock, want - got, (budget - paid) / shop.price)
                shop.stock, shop.sales = shop.stock - quantity, shop.sales + quantity
                shop.cash += quantity * shop.price
                paid, got = paid + quantity * shop.price, got + quantity
                if shop.stock > 0.0:
                    return paid, got
        first = ranked[0][0]
        first.unmet += max(min(want - got, (budget - paid) / first.price), 0.0)
        return paid, got

    def renew(self) -> None:
        """Now and then another shop takes a place on a list."""
        sellers = self.model.makers if isinstance(self, Firm) else self.model.shops
        for offers in self.lists:
            if self.random.random() < self.p.shop_renewal:
                taste = math.exp(self.random.gauss(0.0, self.p.taste_sd))
                offers[self.random.randrange(len(offers))] = self.random.choice(sellers), taste


class Spender(Shopper):
    """A capitalist, or a State agency, which has no moods: the same budget for ever."""

    def __init__(self, model: "Market", lists: list[Offers], budget: float, moody: bool) -> None:
        super().__init__(model, lists)
        self.budget, self.moody = budget, moody

    def shop(self) -> None:
        for offers in self.lists:
            self.buy(offers, self.budget / len(self.lists) * (self.model.mood if self.moody else 1.0))


class Worker(Shopper):
    """Works or looks for work, earns and shops."""

    def __init__(self, model: "Market", lists: list[Offers], w: World, i: int) -> None:
        super().__init__(model, lists)
        self.occupation, self.skill = int(w.workers.occupation[i]), float(w.workers.skill[i])
        self.income, self.money = float(w.workers.income[i]), int(w.ledger["workers", "money"][i]) / MILLION
        self.opening, self.employer = self.money, None
        if w.workers.employer[i] >= 0:
            self.join(model.firms[w.workers.employer[i]])

    def join(self, firm: "Firm") -> None:
        self.employer = firm
        firm.staff[self.occupation][self] = None

    def leave(self) -> None:
        del self.employer.staff[self.occupation][self]
        self.employer = None

    def quit(self) -> None:
        if self.random.random() < self.p.quit_rate and self.employer:
            self.leave()

    def apply(self, hiring: "list[Firm]") -> None:
        """Write to some firms, and take the best wage that is still offered."""
        written = [self.random.choice(hiring) for _ in range(self.p.applications)]
        vacant = [firm for firm in written if firm.vacancy > firm.rounding]
        if vacant:
            best = max(vacant, key=lambda firm: firm.wage[self.occupation])
            best.vacancy -= 1.0  # as somebody of mean skill
            self.join(best)

    def earn(self) -> None:
        """The wage after tax, or the benefit: a share of the mean wage, which is 1."""
        gross = self.employer.wage[self.occupation] * self.skill if self.employer else 0.0
        if self.employer:
            self.employer.cash -= gross
        net = (1.0 - self.p.income_tax) * gross if self.employer else self.p.replacement_rate * self.skill
        self.opening, self.money = self.money, self.money + net
        self.income += self.p.income_memory_workers * (net - self.income)

    def shop(self) -> None:
        """A buffer-stock budget, never above the deposits."""
        wanted = self.income + self.p.mpc_wealth_workers * (self.opening - self.p.wealth_norm_workers * self.income)
        self.money -= self.buy(self.lists[0], min(max(wanted, 0.0) * self.model.mood, self.money))[0]


class Firm(Shopper):
    """Plans, hires, produces, buys machines and learns from its sales. A maker of machines belongs to Department I."""

    def __init__(self, model: "Market", w: World, f: int) -> None:
        super().__init__(model, [])
        self.maker = f < w.dept1.stop
        part, stock = ("dept1", "capital_goods") if self.maker else ("dept2", "goods")
        names = ("normal_use", "capital_adjustment", "trend_speed")
        self.use, self.adjustment, self.trend_speed = (getattr(self.p, f"{name}_{part}") for name in names)
        self.price, self.wage = float(w.firms.price[f]), w.firms.wage[:, f].tolist()
        self.expected, self.trend = float(w.firms.expected[f]), float(w.firms.trend[f])
        balances = (w.ledger.units("firms", asset)[f] for asset in (stock, "machines", "money"))
        self.stock, self.machines, self.cash = map(float, balances)
        self.staff: tuple[dict[Worker, None], ...] = ({}, {})  # cognitive, physical
        self.sales = self.unmet = self.vacancy = self.rounding = self.planned = self.output = 0.0

    def plan(self) -> None:
        """Output for expected sales and a part of the gap in stocks, within capacity."""
        self.sales = self.unmet = 0.0
        wanted = self.expected + (self.p.stock_target * self.expected - self.stock) / self.p.stock_closing_time
        self.planned = min(max(wanted, 0.0), self.machines / self.p.machines_per_capacity)

    def labour(self, occupation: int) -> float:
        return sum(worker.skill for worker in self.staff[occupation])

    def per_unit(self, occupation: int) -> float:
        """Work that a unit of output needs."""
        share = self.p.cognitive_share if occupation == COGNITIVE else 1.0 - self.p.cognitive_share
        return share * (1.0 + self.p.labour_slack) / self.p.labour_productivity

    def largest(self, occupation: int) -> float:
        """The output that the staff suffices for, hours stretched."""
        return (1.0 + self.p.flexible_hours) * self.labour(occupation) / self.per_unit(occupation)

    def staff_up(self, occupation: int) -> None:
        """Lay off a part of what is too much, in random order, or post a vacancy. Minds are hired to match the hands.

        Where it rounds to whole workers is drawn anew each time.
        """
        output = self.planned if occupation == PHYSICAL else min(self.planned, self.largest(PHYSICAL))
        need = self.per_unit(occupation) * output
        excess = max(self.labour(occupation) - need * (1.0 + self.p.layoff_tolerance), 0.0)
        kept, self.rounding = (1.0 - self.p.layoff_speed) * excess, self.random.random()
        for worker in self.random.sample(list(self.staff[occupation]), len(self.staff[occupation])):
            if excess > max(kept, 1.0 - self.rounding):
                excess -= 1.0
                worker.leave()
        self.vacancy = max(need - self.labour(occupation), 0.0)

    def produce(self) -> None:
        self.output = min(self.planned, self.largest(COGNITIVE), self.largest(PHYSICAL))
        self.stock += self.output

    def invest(self) -> None:
        """Replace what wears out, and close a part of the gap to the machines that the trend of sales asks for."""
        worn = self.p.machine_wear * self.machines
        gap = self.p.machines_per_capacity * self.trend / self.use - self.machines
        self.machines -= worn
        for offers in self.lists:
            paid, got = self.buy(offers, math.inf, max(worn + self.adjustment * gap, 0.0) / len(self.lists))
            self.cash, self.machines = self.cash - paid, self.machines + got

    def learn(self) -> None:
        seen = self.sales + min(self.unmet, self.p.unmet_in_expectation_max * self.sales)
        self.expected += self.p.expectation_speed * (seen - self.expected)
        self.trend += self.trend_speed * (self.expected - self.trend)


class Market(mesa.Model):
    """The agents of a world in its start, and their month."""

    def __init__(self, w: World) -> None:
        super().__init__(rng=w.seed)
        p = self.params = w.params
        self.start, self.shock, self.mood = w, 0.0, 1.0
        self.firms = [Firm(self, w, f) for f in range(w.producers.stop)]
        self.makers, self.shops = self.firms[w.dept1], self.firms[w.dept2]
        trips, size, shops = p.shopping_trips, w.firms.price.size, len(self.shops)
        owners, persons = w.capitalists.income.size, p.n_workers
        agencies = persons + owners * trips  # the first row of their lists
        for f, firm in enumerate(self.firms):
            firm.lists = _lists(w.investors, range(f, trips * size, size), self.makers)
        for i in range(persons):
            Worker(self, _lists(w.shoppers, range(i, i + 1), self.shops), w, i)
        for k, budget in enumerate(w.capitalists.income.tolist()):
            rows = range(persons + k, agencies, owners)
            Spender(self, _lists(w.shoppers, rows, self.shops), budget, moody=True)
        for g in range(shops):
            rows = range(agencies + g, agencies + trips * shops, shops)
            budget = w.state.purchases * w.goods_price / shops
            Spender(self, _lists(w.shoppers, rows, self.shops), budget, moody=False)

    def step(self) -> None:
        firms, workers = self.agents_by_type[Firm], self.agents_by_type[Worker]
        firms.do("plan")
        workers.do("quit")
        for occupation in (PHYSICAL, COGNITIVE):
            firms.do("staff_up", occupation)
            jobless = workers.select(lambda worker: worker.employer is None and worker.occupation == occupation)  # noqa: B023
            hiring = [firm for firm in firms if firm.vacancy > firm.rounding]
            if hiring:
                jobless.shuffle_do("apply", hiring)
        firms.do("produce")
        workers.do("earn")
        for maker in (True, False):  # Department I buys first
            firms.select(lambda firm: firm.maker is maker).shuffle_do("invest")  # noqa: B023
        news = draw(self.start.seed, "demand", self.steps - 1).standard_normal()
        self.shock = self.params.demand_shock_persistence * self.shock + self.params.demand_shock_sd * float(news)
        self.mood = math.exp(self.shock)
        self.agents.select(lambda agent: not isinstance(agent, Firm)).shuffle_do("shop")
        self.agents.do("renew")
        firms.do("learn")

    @property
    def unemployment(self) -> float:
        """Share of workers without a job."""
        workers = self.agents_by_type[Worker]
        return sum(worker.employer is None for worker in workers) / len(workers)

    @property
    def output(self) -> float:
        """Output at the prices of the start."""
        return sum(firm.price * firm.output for firm in self.firms)


def _lists(buyers: Buyers, rows: range, sellers: list[Firm]) -> list[Offers]:
    """The lists that a buyer has in the engine."""
    return [[(sellers[s], float(t)) for s, t in zip(buyers.shops[r], buyers.taste[r], strict=True)] for r in rows]
