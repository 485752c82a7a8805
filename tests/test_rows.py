"""What is compiled for short rows gives numpy's numbers, to the bit."""

from functools import reduce
from operator import add

import numpy as np
import pytest

from sim.economy.kernels import markets
from sim.engine import sums

SIZES = [*range(20), 63, 64, 127, 128, 129, 130, 255, 256, 257, 1000, 4097]


def odd(size: int) -> np.ndarray:
    """Numbers of such different sizes that another order of adding them shows."""
    stream = np.random.default_rng(size)
    return stream.standard_normal(size) * 10.0 ** stream.uniform(-3, 3, size)


@pytest.mark.parametrize("size", SIZES)
def test_a_sum_is_added_in_the_order_of_numpy(size: int) -> None:
    for values in (odd(size), odd(2 * size)[::2].copy(), odd(size + 3)[3:]):
        assert sums.total(values) == values.sum()


def test_the_order_matters() -> None:
    values = odd(1000)
    assert reduce(add, values.tolist()) != values.sum()


def test_units() -> None:
    whole = np.append((odd(200) * 1e9).astype(np.int64), [0, 1, 10**6, 2**53 + 1])
    assert np.array_equal(sums.units(whole), whole / 1e6)
    written = np.empty(whole.size)
    sums.write_units(whole, written)
    assert np.array_equal(written, whole / 1e6)
    assert np.array_equal(sums.joined(whole[:3], whole[3:]), whole / 1e6)
    assert np.array_equal(sums.joined(whole[:0], whole), whole / 1e6)


@pytest.mark.parametrize("there", [0.5, 1.0])
@pytest.mark.parametrize(("start", "stop"), [(0, 60), (3, 10), (10, 60), (0, 200)])
def test_means_of_the_firms_there_are(start: int, stop: int, there: float) -> None:
    stream = np.random.default_rng(stop)
    price, expected = np.abs(odd(200)), np.abs(odd(201))[1:]
    active = stream.random(200) < there
    active[start] = True
    at = np.flatnonzero(active[start:stop]) + start
    weights = expected[at] + 1e-9
    assert sums.mean_price(price, expected, active, start, stop) == (price[at] * weights).sum() / weights.sum()
    first = np.flatnonzero(active[:stop])
    assert sums.mean_offer(price, active, stop) == price[first].mean()


def agents(slots: int) -> tuple[np.ndarray, np.ndarray]:
    """Versions of agents in slots of five clouds, and how many of the slots have one."""
    stream = np.random.default_rng(slots)
    return stream.integers(0, 9, (5, slots)).astype(np.int16), np.array([0, 1, slots // 2, slots - 1, slots])


@pytest.mark.parametrize("slots", [2, 7, 40, 300])
def test_mean_work_of_agents(slots: int) -> None:
    version, count = agents(slots)
    efficiency, effort = np.abs(odd(9)), np.abs(odd(5 * slots)).reshape(5, slots)
    living = np.arange(slots) < count[:, None]
    work = np.where(living, efficiency[version] * effort, 0.0).sum(axis=1)
    plain = np.where(count > 0, work / np.maximum(count, 1), efficiency[-1])
    mean = np.empty(5)
    sums.mean_work(version, effort, count, efficiency, mean)
    assert np.array_equal(mean, plain)


@pytest.mark.parametrize("slots", [2, 7, 40, 300])
def test_newest_agents_come_first(slots: int) -> None:
    version, count = agents(slots)
    order = markets.newest_first(version, count)
    for cloud, living in enumerate(count):
        assert np.array_equal(order[cloud, :living], np.argsort(-version[cloud, :living], kind="stable"))
