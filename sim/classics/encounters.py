"""Who meets whom in the classics, one after the other: trades of two, and turns of the social architecture. Compiled by numba.

As in ``sim/economy/kernels/``: everything is settled in integers, what is random comes in as arrays, and who received and who paid how much
comes out, to be posted. Balances here are a copy: the books move only by what is posted.
"""

import numpy as np
import numpy.typing as npt

from sim.base.arrays import Floats, Ints
from sim.engine.compiled import compiled

FIXED, OF_PAIR, OF_MEAN, SAVING = 0, 1, 2, 3  # how much changes hands


@compiled
def trade(
    meetings: Floats,
    rule: int,
    amount: int,
    mean: float,
    saved: float,
    limit: int,
    money: Ints,
    moved: Ints,
) -> None:
    """Pairs meet at random and one pays the other, unless it would owe more than ``limit``.

    ``meetings``: (encounters, 3) uniforms for payer, other, and share. A payment is ``amount``, or the share of the mean money of
    the pair or of all. Under SAVING both keep a part ``saved`` of their money and share the rest at random. Written: ``moved`` (2, actors),
    what each received and paid.
    """
    n, received, paid = money.size, moved[0], moved[1]
    for k in range(meetings.shape[0]):
        i = int(meetings[k, 0] * n)
        j = int(meetings[k, 1] * (n - 1))
        j += j >= i
        share = meetings[k, 2]
        if rule == SAVING:
            pool = (1.0 - saved) * (money[i] + money[j])
            payment = money[i] - int(saved * money[i] + share * pool)
            if payment < 0:
                i, j, payment = j, i, -payment
            payment = min(payment, money[i])
        elif rule == OF_PAIR:
            payment = max(int(share * 0.5 * (money[i] + money[j])), 0)
        elif rule == OF_MEAN:
            payment = int(share * mean)
        else:
            payment = amount
        if money[i] - payment >= -limit:
            money[i] -= payment
            money[j] += payment
            paid[i] += payment
            received[j] += payment


@compiled
def take_turns(
    turns: Floats,
    payroll: Floats,
    lowest: int,
    highest: int,
    purse: Ints,
    market: int,
    employer: npt.NDArray[np.int32],
    moved: Ints,
) -> int:
    """Wright's rules, a turn a row: hire, spend, sell, dismiss, pay. Money in whole coins; what the market holds at the end.

    ``turns``: (turns, 5) uniforms: active actor, employer it finds, other actor, its spending, sales. ``payroll`` (2, times, actors):
    uniforms for wage and fate of an employee when its employer is active for the first, second ... time. ``employer``: -1 without one.
    Written: ``moved`` (5, actors), coins of each: takings from sales, spending, earned wages, wages paid; and how often its firm closed,
    which is when it dismisses all it has.
    """
    n, mean = purse.size, 0.5 * (lowest + highest)
    wage, fate = payroll[0], payroll[1]
    takings, spending, earned, wages_paid, closed = moved[0], moved[1], moved[2], moved[3], moved[4]
    staff = np.zeros(n, np.int64)
    times = np.zeros(n, np.int64)
    for x in range(n):
        if employer[x] >= 0:
            staff[employer[x]] += 1
    for k in range(turns.shape[0]):
        a = int(turns[k, 0] * n)
        if employer[a] < 0 and staff[a] == 0:  # looks for an employer, found in proportion to wealth
            total = 0
            for x in range(n):
                if employer[x] < 0 and x != a:
                    total += purse[x]
            place = int(turns[k, 1] * total)
            for x in range(n):
                if employer[x] < 0 and x != a:
                    place -= purse[x]
                    if place < 0:
                        if purse[x] >= mean:
                            employer[a] = x
                            staff[x] += 1
                        break
        b = int(turns[k, 2] * (n - 1))
        b += b >= a
        spent = int(turns[k, 3] * (purse[b] + 1))
        purse[b] -= spent
        spending[b] += spent
        market += spent
        if employer[a] < 0 and staff[a] == 0:
            continue
        owner = employer[a] if employer[a] >= 0 else a
        sales = int(turns[k, 4] * (market + 1))
        market -= sales
        purse[owner] += sales
        takings[owner] += sales
        if owner != a:
            continue
        row = times[a] % wage.shape[0]
        times[a] += 1
        excess, left = max(staff[a] - int(purse[a] / mean), 0), staff[a]
        for x in range(n):
            if employer[x] == a:
                if fate[row, x] * left < excess:  # each of those left is as likely to go
                    employer[x] = -1
                    staff[a] -= 1
                    excess -= 1
                left -= 1
        closed[a] += staff[a] == 0
        for x in range(n):
            if employer[x] == a:
                due = lowest + int(wage[row, x] * (highest - lowest + 1))
                if due > purse[a]:
                    due = int(wage[row, x] * (purse[a] + 1))
                purse[a] -= due
                purse[x] += due
                wages_paid[a] += due
                earned[x] += due
    return market
