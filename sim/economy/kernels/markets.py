"""Who meets whom, one after the other: lay-offs, hiring, renting, shopping. Loops over agents, compiled by numba.

Markets settle here in integers (millionths): what a buyer pays and what the seller receives is one number. Compiled code is
cached by the text of this file and of those that ``sim/engine/compiled.py`` names: what others declare comes in as an argument.
Where a loop is long, rows and sellers are unsigned: compiled code asks of every other index whether it counts from the end.
"""

import numpy as np
import numpy.typing as npt

from sim.economy.world import Agents, Buyers, Firms, Frontier, Numbers, Workers
from sim.engine.compiled import compiled, inlined

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Index = np.uintp
Queue = tuple[Ints, int]  # of ``sim.engine.streams.queue``: first rows of blocks of neighbours, and the size of a block

ENOUGH = 1e-9  # work below this is rounding, not room for an agent


@compiled
def members(occupation: npt.NDArray[np.int8], which: int) -> npt.NDArray[np.uint32]:
    """Workers of an occupation."""
    found = np.empty(occupation.size, np.uint32)
    count = 0
    for i in range(occupation.size):
        found[count] = i
        count += occupation[i] == which  # no branch, which could not be foreseen: else the next one takes the place
    return found[:count]


@compiled
def staff(
    of_occupation: npt.NDArray[np.uint32], skill: Floats, employer: npt.NDArray[np.int32], labour: Floats
) -> None:
    """Write what each firm employs of the workers of one occupation, worker-months."""
    labour[:] = 0.0
    for i in of_occupation:
        if employer[i] >= 0:
            labour[employer[i]] += skill[i]


@compiled
def line_up(queue: Queue, places: npt.NDArray[np.int8]) -> Ints:
    """All rows of a queue, those of the highest place first, of equals as they stand in the queue. Places are -1, 0 and 1.

    ``rows[argsort(-places[rows], kind="stable")]`` with ``rows`` those of the queue.
    """
    order, block = queue
    line, at = np.empty(places.size, np.int64), np.zeros(3, np.int64)
    for i in range(places.size):
        at[1 - places[i]] += 1
    before = 0
    for k in range(3):
        before, at[k] = before + at[k], before
    for start in order:
        for i in range(start, min(start + block, places.size)):
            k = 1 - places[i]
            line[at[k]] = i
            at[k] += 1
    return line


@compiled
def dismiss(
    queue: Queue,
    occupation: npt.NDArray[np.int8],
    which: int,
    hours: Floats,
    employer: npt.NDArray[np.int32],
    excess: Floats,
    kept: Floats,
    rounding: Floats,
) -> int:
    """Lay off workers of one occupation, in queue order, while a firm's excess is above what it keeps and above 1 - ``rounding``.

    ``excess`` and ``kept``, worker-months a firm, ``rounding`` a number from 0 to 1 for each, drawn anew each month: so firms are right on
    average, whoever works there. A worker counts by hours, as one of mean skill. Returns how many go.
    """
    order, block = queue
    parts = np.zeros(excess.size + 1, np.bool_)  # which firms part with somebody; the first place is that of the jobless
    for f in range(excess.size):
        parts[f + 1] = (excess[f] > kept[f]) & (excess[f] > 1.0 - rounding[f])
    # An excess only falls: who is safe at the start stays so. Asked without a branch, which could not be foreseen.
    threatened, found = np.empty(employer.size, np.uint32), 0
    for start in order:
        for k in range(min(block, employer.size - start)):
            i = np.uintp(start + k)
            threatened[found] = i
            found += parts[np.uintp(employer[i] + 1)] & (occupation[i] == which)
    count = 0
    for i in threatened[:found]:
        f = employer[i]
        if excess[f] > max(kept[f], 1.0 - rounding[f]):
            excess[f] -= hours[i]
            employer[i] = -1
            count += 1
    return count


@compiled
def hire(
    applicants: Ints,
    letters: npt.NDArray[np.float32],
    hours: Floats,
    employer: npt.NDArray[np.int32],
    wage: Floats,
    vacancy: Floats,
    rounding: Floats,
) -> int:
    """Each applicant in turn writes to firms that had vacancies at the start and takes the best wage that is still offered.

    ``letters``: (persons, applications) uniforms, mapped onto the list of firms with vacancies. A firm takes whoever comes while its
    vacancy (worker-months) exceeds its ``rounding``, a number from 0 to 1 drawn anew each month, and counts a worker by hours, as one of
    mean skill: right on average, and without favour. Held against a person's skill it would take the unskilled more often, and with skill
    taken off a vacancy of one would find 1.08 on average. Returns how many are hired.
    """
    seeking, firms = np.empty(vacancy.size, np.int64), 0
    for f in range(vacancy.size):
        seeking[firms] = f
        firms += vacancy[f] > rounding[f]
    if firms == 0:
        return 0
    count = 0
    for i in applicants:
        best = -1
        for k in range(letters.shape[1]):
            f = seeking[int(letters[i, k] * firms)]
            if vacancy[f] > rounding[f] and (best < 0 or wage[f] > wage[best]):
                best = f
        if best >= 0:
            employer[i] = best
            vacancy[best] -= hours[i]
            count += 1
    return count


@compiled
def newest_first(version: npt.NDArray[np.int16], count: Ints) -> Ints:
    """Slots of each cloud in the order in which they are rented: newest agents first, those of one version as they stand.

    ``argsort(-version[cloud, :count[cloud]], kind="stable")`` in the first ``count[cloud]`` places of a cloud's row.
    """
    order = np.zeros(version.shape, np.int64)
    newest = 0
    for cloud in range(count.size):
        for slot in range(count[cloud]):
            newest = max(newest, version[cloud, slot])
    place = np.empty(newest + 1, np.int64)  # where the next agent of a version goes
    for cloud in range(count.size):
        place[:] = 0
        for slot in range(count[cloud]):
            place[version[cloud, slot]] += 1
        before = 0
        for which in range(newest, -1, -1):
            before, place[which] = before + place[which], before
        for slot in range(count[cloud]):
            which = version[cloud, slot]
            order[cloud, place[which]] = slot
            place[which] += 1
    return order


@compiled
def rent(
    turns: tuple[Ints, Ints],
    firms: Firms,
    agents: Agents,
    frontier: Frontier,
    wage: Floats,
    price: Floats,
    limits: tuple[float, Floats],
    rented: Floats,
) -> None:
    """Firms in turn rent agents, cloud by cloud as each of them orders them, newest agents first, inside the frontier of each agent.

    Where not all can be served, each first gets at most a quota of what it would take, and then what is left is taken in turn: a
    firm that has compute one month and none the next would hire and fire its minds. ``limits``: the quota, and the most that each firm
    may rent (n,), worker-months. It goes on from what has been rented this month: at first all that is written is 0.

    ``turns``: producers n in their order; clouds m as each producer orders them, in one row where all have one order. ``wage`` (n,)
    that AI work replaces, ``price`` (m,) per effective worker-month, tax included. Written: the two halves of ``rented``
    (2, n, m), work in worker-months and compute in slot-months; ``work`` and ``replaced`` of each agent, in worker-months and at the
    wage it replaces in money. A slot beyond the whole ones is a part of a slot.
    """
    entrusted, reach, jagged = firms.entrusted, firms.adoption, firms.jaggedness
    count, offered, version, effort = agents.count, agents.offered, agents.version, agents.effort
    takings, replaced, useful = agents.work, agents.replaced, agents.useful
    capability, efficiency = frontier.versions_capability, frontier.versions_efficiency
    work, compute = rented[0], rented[1]
    (order, lines), (quota, most) = turns, limits
    apart = lines.shape[0] > 1
    done = work.sum(axis=1)
    rank = newest_first(version, count)
    turn = np.zeros(count.size, np.int64)  # the agent of each cloud whose turn it is
    free = np.zeros(count.size)  # what is left of its slot
    for cloud in range(count.size):
        while turn[cloud] < count[cloud]:
            agent = rank[cloud, turn[cloud]]
            free[cloud] = min(1.0, offered[cloud] - agent)
            if takings[cloud, agent] == 0.0:
                break
            free[cloud] -= takings[cloud, agent] / (efficiency[version[cloud, agent]] * effort[cloud, agent] * useful[cloud])
            if free[cloud] > ENOUGH:
                break
            turn[cloud] += 1
    share = quota
    for _ in range(1 if quota >= 1.0 else 2):
        for f in order:
            for cloud in lines[f if apart else 0]:
                if price[cloud] >= wage[f]:
                    continue
                while turn[cloud] < count[cloud]:
                    agent = rank[cloud, turn[cloud]]
                    would = entrusted[f] * min(reach[f], capability[cloud, version[cloud, agent]] * jagged[f]) * share
                    room = min(would, most[f]) - done[f]
                    if room <= ENOUGH:  # an older agent reaches no further
                        break
                    yields = efficiency[version[cloud, agent]] * effort[cloud, agent] * useful[cloud]
                    x = min(room, free[cloud] * yields)
                    used = x / yields
                    done[f] += x
                    work[f, cloud] += x
                    compute[f, cloud] += used
                    takings[cloud, agent] += x
                    replaced[cloud, agent] += x * wage[f]
                    free[cloud] -= used
                    if free[cloud] <= ENOUGH:
                        turn[cloud] += 1
                        if turn[cloud] < count[cloud]:
                            free[cloud] = min(1.0, offered[cloud] - rank[cloud, turn[cloud]])
        share = 1.0


@inlined
def _cheapest(i: Index, shops: npt.NDArray[np.uint32], taste: npt.NDArray[np.float32], price: Floats) -> np.uint32:
    """The shop on the list of buyer ``i`` where price times taste is lowest."""
    best, lowest = shops[i, 0], price[shops[i, 0]] * taste[i, 0]
    for k in range(1, shops.shape[1]):
        offer = price[shops[i, k]] * taste[i, k]
        if offer < lowest:
            best, lowest = shops[i, k], offer
    return np.uint32(best)


@inlined
def _cheapest_open(
    i: Index, shops: npt.NDArray[np.uint32], taste: npt.NDArray[np.float32], price: Floats, stock: Ints
) -> tuple[bool, np.uint32]:
    """Whether there is one among those that have something left, and which."""
    best, lowest = shops[i, 0], np.inf
    for k in range(shops.shape[1]):
        offer = price[shops[i, k]] * taste[i, k]
        if offer < lowest and stock[shops[i, k]] > 0:
            best, lowest = shops[i, k], offer
    return lowest < np.inf, best


@inlined
def _book(
    i: Index,
    shop: np.uint32,
    quantity: int,
    cost: int,
    group: npt.NDArray[np.int8],
    stock: Ints,
    bought: Ints,
    taken: Ints,
) -> None:
    """One purchase by buyer ``i``."""
    stock[shop] -= quantity
    bought[0, i] += cost
    bought[1, i] += quantity
    taken[0, group[i], shop] += cost
    taken[1, group[i], shop] += quantity


@compiled
def shop(
    buyers: Buyers,
    queue: Queue,
    demand: Ints,
    price: Floats,
    stock: Ints,
    bought: Ints,
    taken: Ints,
    unmet: Floats,
) -> None:
    """Buyers in queue order buy where price times taste is lowest on their list, and go on when a shop is empty.

    ``demand`` (2, rows): what each buyer wants and can pay, millionths. Written, in millionths: ``bought`` (2, rows), what it has paid
    and got; ``taken`` (2, groups of buyers, sellers), revenue and what is sold; ``stock``; and ``unmet`` (units), what finally stays
    unspent, seen by the first choice alone: counting every shop asked would count a buyer's demand many times.
    """
    order, block = queue
    shops, taste, group, want, budget = buyers.shops, buyers.taste, buyers.group, demand[0], demand[1]
    choice, affordable = np.empty(block, np.uint32), np.empty(block, np.int64)
    for start in order:
        rows = min(block, budget.size - start)
        # First choices hang on no stock. Made for the whole block at once, they keep reading ahead of memory: a third of the time.
        for k in range(rows):
            i = np.uintp(start + k)
            first = _cheapest(i, shops, taste, price)
            choice[k] = first
            affordable[k] = min(want[i], int(budget[i] / price[first]))
        for k in range(rows):
            i, first = np.uintp(start + k), choice[k]
            quantity = min(stock[first], affordable[k])
            cost = min(int(quantity * price[first]), budget[i])
            _book(i, first, quantity, cost, group, stock, bought, taken)
            if stock[first] > 0:  # so nothing but rounding is left
                continue
            left, wanted = budget[i] - cost, want[i] - quantity
            found, best = _cheapest_open(i, shops, taste, price, stock)
            while found:
                quantity = min(min(stock[best], wanted), int(left / price[best]))
                cost = min(int(quantity * price[best]), left)
                _book(i, best, quantity, cost, group, stock, bought, taken)
                left -= cost
                wanted -= quantity
                if stock[best] > 0:
                    break
                found, best = _cheapest_open(i, shops, taste, price, stock)
            short = min(wanted, left / price[first])
            if short > 1.0 + 1.0 / price[first]:  # more than rounding leaves
                unmet[first] += short * 1e-6


@compiled
def renew(
    shops: npt.NDArray[np.uint32],
    taste: npt.NDArray[np.float32],
    buyers: Ints,
    place: Ints,
    active: npt.NDArray[np.bool_],
    pick: Floats,
    tastes: npt.NDArray[np.float32],
    word_of_mouth: float,
) -> None:
    """These buyers put a new shop, with a taste, in a place of their list.

    ``pick``: a uniform each. Below ``word_of_mouth`` it says from which place of whose list the shop is taken (so shops win customers as
    they have them: Yule and Simon, Moran); above, which of the ``active`` sellers it is.
    """
    sellers, open_ = np.empty(active.size, np.int64), 0
    for s in range(active.size):
        sellers[open_] = s
        open_ += active[s]
    visits = shops.shape[1]
    for k in range(buyers.size):
        i, told = buyers[k], pick[k] < word_of_mouth
        if told:
            at = int(pick[k] / word_of_mouth * shops.size)
            shop = shops[at // visits, at % visits]
            told = active[shop]
        if not told:
            own = pick[k] >= word_of_mouth  # else the shop that was told of has closed
            chance = (pick[k] - word_of_mouth) / (1.0 - word_of_mouth) if own else pick[k] / word_of_mouth
            shop = np.uint32(sellers[int(chance * open_)])
        shops[i, place[k]] = shop
        taste[i, place[k]] = tastes[k]


@compiled
def seekers(
    of_occupation: npt.NDArray[np.uint32],
    active: npt.NDArray[np.bool_],
    employer: npt.NDArray[np.int32],
    contract: npt.NDArray[np.int8],
    school: npt.NDArray[np.int32],
) -> Ints:
    """Who of the workers of an occupation looks for a job: in the labour force, without a job, in no pool and not in school."""
    found = np.empty(of_occupation.size, np.int64)
    count = 0
    for i in of_occupation:
        if employer[i] < 0 and active[i] and contract[i] == 0 and school[i] == 0:
            found[count] = i
            count += 1
    return found[:count].copy()


@compiled
def lay_off(
    numbers: Numbers,
    workers: Workers,
    firms: Firms,
    queue: Queue,
    which: int,
    skill: Floats,
    wanted: tuple[Floats, Floats],
    uneven: bool,
) -> tuple[Ints, Floats]:
    """Firms part with some of what they employ above their need and a tolerance; who then looks for a job in the occupation, and how many
    workers each firm lacks to its need.

    ``skill``: what a worker's job yields; ``wanted``: of each firm the need, and the channel ``layoff_pace``. Written, worker-months a
    firm: ``labour``. Where yields are ``uneven``, a worker who goes counts as the mean of those at work, one who comes as the mean of
    those who look for a job: else as 1, the mean of skill.
    """
    p, employer, staffed = numbers[0], workers.employer, firms.labour[which]
    need, pace = wanted
    of_occupation = members(workers.occupation, which)
    staff(of_occupation, skill, employer, staffed)
    excess = np.maximum(staffed - need * (1.0 + p.layoff_tolerance), 0.0)
    if uneven:
        hours = 0.0
        for i in of_occupation:
            if employer[i] >= 0:
                hours += workers.hours[i]
        if hours > 0.0:
            excess /= staffed.sum() / hours
    kept = (1.0 - p.layoff_speed * pace) * excess
    if dismiss(queue, workers.occupation, which, workers.hours, employer, excess, kept, firms.rounding) > 0:
        staff(of_occupation, skill, employer, staffed)
    found = seekers(of_occupation, workers.active, employer, workers.contract, workers.school)
    vacancy = np.maximum(need - staffed, 0.0)
    if uneven:
        hours, work = 0.0, 0.0
        for i in found:
            hours += workers.hours[i]
            work += skill[i]
        if work > 0.0:
            vacancy /= work / hours
    return found, vacancy


@compiled
def take_on(
    applicants: Ints,
    letters: npt.NDArray[np.float32],
    workers: Workers,
    firms: Firms,
    which: int,
    skill: Floats,
    need: Floats,
    vacancy: Floats,
) -> None:
    """``hire`` for so many workers as ``vacancy`` says; what firms then employ and still lack is written, worker-months a firm: ``labour``
    and ``unfilled``."""
    employer, staffed = workers.employer, firms.labour[which]
    if hire(applicants, letters, workers.hours, employer, firms.wage[which], vacancy, firms.rounding) > 0:
        staff(members(workers.occupation, which), skill, employer, staffed)
    unfilled = firms.unfilled[which]
    for f in range(need.size):
        unfilled[f] = max(need[f] - staffed[f], 0.0) if vacancy[f] > firms.rounding[f] else 0.0
