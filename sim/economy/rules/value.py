"""Accounts of value: what an agent's work splits into, unit values in labour time, labour that could be refused."""

from typing import Any, NamedTuple

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.engine.compiled import rule

Amounts = Any  # whole amounts, one a place; or one number, of all together


class AgentSurplus(NamedTuple):
    """Whole amounts, an agent a place: ``constant + variable + cloud + state + firms`` is what its work is worth."""

    wear: Amounts  # of its hardware
    interest: Amounts  # on debt: the part of rent that is paid, since clouds own their data centres
    energy: Amounts  # electricity and cooling
    crews: Amounts  # wages of those who look after it
    wages: Amounts  # what it is paid itself
    cloud: Amounts  # kept by the owner of the cloud, below zero where the fee does not cover C + V
    state: Amounts  # tax on the fee
    firms: Amounts  # what the firms that rent it save of the wage

    @property
    def constant(self) -> Amounts:
        """C."""
        return self.wear + self.interest

    @property
    def variable(self) -> Amounts:
        """V."""
        return self.energy + self.crews + self.wages

    @property
    def surplus(self) -> Amounts:
        """S, whoever has it."""
        return self.cloud + self.state + self.firms

    @property
    def product(self) -> Amounts:
        """C + V + S."""
        return self.constant + self.variable + self.surplus


def agent_surplus(
    replaced: Ints, fee: Ints, tax: Ints, wear: Ints, interest: Ints, energy: Ints, crews: Ints, wages: Ints
) -> AgentSurplus:
    """S = W x - C - V of an agent, split: the cloud has p x - C - V, the State t p x, the firms (W - (1+t) p) x.

    ========  ===  ==========================================================  =====
    replaced  [n]  its work at the wage it replaces, money                     W x
    fee       [n]  what is paid for it before tax, money                       p x
    tax       [n]  on the fee, money                                           t p x
    wear      [n]  of its hardware, money                                      C
    interest  [n]  on it, money                                                C
    energy    [n]  electricity and cooling, money                              V
    crews     [n]  wages of upkeep crews, money                                V
    wages     [n]  what it is paid, money                                      V
    ========  ===  ==========================================================  =====

    `manifesto`, ch. 2 section 1, where C is wear and rent, and V electricity and cooling alone: the crews are ours.
    Wages of agents are none but where a scenario pays them. What the
    firms save they may pass on in lower prices; that is not followed here.

    >>> of = agent_surplus(*(np.array([x]) for x in (100, 50, 5, 16, 4, 7, 3, 2)))
    >>> int(of.surplus[0]), int(of.cloud[0]), int(of.state[0]), int(of.firms[0]), int(of.product[0])
    (68, 18, 5, 45, 100)
    """
    cloud = fee - wear - interest - energy - crews - wages
    return AgentSurplus(wear, interest, energy, crews, wages, cloud, tax, replaced - fee - tax)


@rule
def unit_values(labour: Floats, machines: Floats, compute: Floats, output: Floats) -> Floats:
    """lambda X = l + lambda_1 M + lambda_c Q, solved for the labour that a unit of each product takes, all told.

    =========  ===  =====================================================  ==
    labour     [3]  living labour counted, worker-months                   l
    machines   [3]  machines, hardware and energy used up, units           M
    compute    [3]  slot-months used; by compute itself none               Q
    output     [3]  machines, consumer goods, compute                      X
    returns    [3]  worker-months a unit                                   lambda
    =========  ===  =====================================================  ==

    Sectors in the order of ``output``. One without a product creates and passes on no value: its labour and machines count for nothing.
    All 0 where making machines, with the compute in it, uses up more machines than are made: such a technique has no values.
    Marx, Capital I, ch. 8; Morishima (1973), Marx's Economics, ch. 1.

    >>> unit_values(np.array([6.0, 8.0, 0.0]), np.array([2.0, 1.0, 0.0]), np.zeros(3), np.array([5.0, 10.0, 0.0])).tolist()
    [2.0, 1.0, 0.0]
    """
    l1, l2, lc = labour[0], labour[1], labour[2]
    m1, m2, mc = machines[0], machines[1], machines[2]
    q1, q2 = compute[0], compute[1]
    x1, x2, xc = output[0], output[1], output[2]
    direct, hardware = (lc / xc, mc / xc) if xc > 0.0 else (0.0, 0.0)  # in a slot-month
    if x1 > 0.0 and x1 <= m1 + q1 * hardware:
        return np.zeros(3)
    machine = (l1 + q1 * direct) / (x1 - m1 - q1 * hardware) if x1 > 0.0 else 0.0
    slot = direct + machine * hardware
    good = (l2 + machine * m2 + slot * q2) / x2 if x2 > 0.0 else 0.0
    return np.array([machine, good, slot])


@rule
def refusal(labour: Floats, unemployment: tuple[float, float]) -> Floats:
    """rho L = sum over occupations of (1 - u) L: labour by the chance that whoever refuses it finds another job.

    ============  ======  ==================================  =====
    labour        [2, n]  by occupation, worker-months        L
    unemployment  [2]     of each occupation                  u
    returns       [n]     worker-months                       rho L
    ============  ======  ==================================  =====

    `huang-value`, section 2.2: to be able to refuse is of no use where labour power can no longer be sold. The chance is that
    of Harris and Todaro (1970), American Economic Review 60 (1), without the benefit of a full outside option.

    >>> refusal(np.array([[10.0, 0.0], [5.0, 8.0]]), (0.5, 0.25)).tolist()
    [8.75, 6.0]
    """
    cognitive, physical = unemployment
    return np.asarray((1.0 - cognitive) * labour[0] + (1.0 - physical) * labour[1])
