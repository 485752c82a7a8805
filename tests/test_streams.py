"""Random streams: keyed by seed, purpose and month, and by nothing else."""

import numpy as np
import pytest

from sim.economy import month
from sim.economy.scenario import load
from sim.economy.start import start
from sim.engine import streams
from sim.engine.beginnings import words
from sim.engine.streams import BLOCK, BLOCKS, PURPOSES, draw, once, queue


def test_the_same_key_gives_the_same_draws() -> None:
    one, other = draw(7, "quits", 12), draw(7, "quits", 12)
    assert one.random(1000).tolist() == other.random(1000).tolist()
    assert one.permutation(100).tolist() == other.permutation(100).tolist()


@pytest.mark.parametrize("key", [(8, "quits", 12), (7, "search", 12), (7, "quits", 13), (12, "quits", 7)])
def test_another_seed_purpose_or_month_gives_other_draws(key: tuple[int, str, int]) -> None:
    mine, other = draw(7, "quits", 12).random(10_000), draw(*key).random(10_000)
    assert np.intersect1d(mine, other).size == 0
    assert abs(np.corrcoef(mine, other)[0, 1]) < 0.05  # five standard errors


def test_no_two_purposes_or_neighbouring_months_share_a_stream() -> None:
    first = {
        draw(seed, purpose, month).random() for seed in range(3) for purpose in PURPOSES for month in range(-1, 24)
    }
    assert len(first) == 3 * len(PURPOSES) * 25


def test_a_purpose_is_declared() -> None:
    with pytest.raises(KeyError, match="weather"):
        draw(0, "weather", 0)
    assert len(set(PURPOSES.values())) == len(PURPOSES)


def test_a_draw_does_not_hang_on_what_was_drawn_before() -> None:
    alone = draw(3, "failure", 5).random(10).tolist()
    draw(3, "quits", 5).random(999)
    draw(3, "failure", 4).random(999)
    assert draw(3, "failure", 5).random(10).tolist() == alone


@pytest.mark.parametrize("clouds", [1, 4])
def test_more_slots_keep_the_numbers_of_the_old_ones(clouds: int) -> None:
    """AI agents are drawn slot by slot, all clouds of a slot together, as ``host_agents`` does."""
    few = draw(1, "agents", 30).random((10, clouds)).T
    many = draw(1, "agents", 30).random((25, clouds)).T
    assert many[:, :10].tolist() == few.tolist()


def test_more_workers_keep_the_numbers_of_the_old_ones() -> None:
    assert draw(1, "quits", 3).random(500)[:200].tolist() == draw(1, "quits", 3).random(200).tolist()


@pytest.mark.parametrize("length", [1, BLOCKS - 1, BLOCKS, 3 * BLOCKS + 1, BLOCK * BLOCKS, 3 * BLOCK * BLOCKS + 7])
def test_a_queue_has_every_row_once(length: int) -> None:
    order, block = queue(0, "shopping", 0, length)
    rows = [row for start in order for row in range(start, min(start + block, length))]
    assert sorted(rows) == list(range(length))
    assert (order % block == 0).all()
    assert 1 <= block <= BLOCK
    assert order.size >= min(length, BLOCKS)


def test_a_queue_is_shuffled_anew_each_month() -> None:
    orders = [queue(0, "shopping", month, 100)[0] for month in range(400)]
    assert len({tuple(order) for order in orders}) == 400
    places = np.array([np.flatnonzero(order == 0)[0] for order in orders])
    assert places.mean() == pytest.approx(49.5, abs=5.0 * 28.9 / 20.0)  # everybody stands at the front as often


@pytest.mark.parametrize("seed", [0, 3, 2**32 - 1, 2**32, 2**40 + 5])
def test_a_stream_is_the_one_that_numpy_begins_from_its_key(seed: int) -> None:
    for _ in range(2):  # the second time its beginning is known
        plain = np.random.default_rng((seed, PURPOSES["quits"], 13))
        assert draw(seed, "quits", 12).random(5).tolist() == plain.random(5).tolist()


@pytest.mark.parametrize("seed", [0, 5, 2**32 - 1, 2**32, 2**64 - 1, 2**64, 2**200 + 9])  # of one word, up to more than the pool has
def test_streams_begin_with_the_words_of_numpy(seed: int) -> None:
    codes = (0, 1, 7, 31, 2**32 - 1)
    for last in (0, 1, 480, 2**32 - 1):  # 0: before the first month
        found = words(seed, codes, last)
        for row, code in zip(found, codes, strict=True):
            assert row.tolist() == np.random.SeedSequence((seed, code, last)).generate_state(4, np.uint64).tolist()


def test_a_stream_goes_on_while_another_begins() -> None:
    held = draw(7, "quits", 12)
    first = held.random(3).tolist()
    draw(7, "search", 12).random(5)
    again = draw(7, "quits", 12)
    assert [*first, *held.random(3).tolist()] == again.random(6).tolist()


def test_worlds_under_one_seed_draw_a_month_once() -> None:
    made = []

    def make(stream: np.random.Generator) -> tuple[np.ndarray]:
        made.append(stream)
        return (stream.random(4),)

    first = once(5, "quits", 7, 4, make)[0]
    assert once(5, "quits", 7, 4, make)[0] is first
    assert first.tolist() == draw(5, "quits", 7).random(4).tolist()
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0.0
    others = [(5, "quits", 7, 5), (5, "search", 7, 4), (5, "quits", 8, 4), (6, "quits", 8, 4), (5, "quits", 7, 4)]
    assert [once(*key, make)[0].tolist() == first.tolist() for key in others] == [True, False, False, False, True]
    assert len(made) == 5


def test_little_of_what_was_drawn_is_kept() -> None:
    def make(stream: np.random.Generator) -> tuple[np.ndarray]:
        return (stream.random(100_000),)

    first = once(9, "quits", 0, 100_000, make)[0]
    for number in range(1, 40):
        once(9, "quits", number, 100_000, make)
    assert streams._drawn.bytes == sum(a.nbytes for arrays in streams._drawn.arrays.values() for a in arrays)
    assert streams._drawn.bytes <= streams.KEPT_BYTES
    again = once(9, "quits", 0, 100_000, make)[0]
    assert again is not first
    assert np.array_equal(again, first)
    huge = once(9, "quits", 0, 10_000_000, lambda stream: (stream.random(10_000_000),))[0]  # more than is ever kept
    assert huge.size == 10_000_000
    assert streams._drawn.bytes == 0


def test_scenarios_under_one_seed_meet_with_the_same_luck() -> None:
    """Where firms round, how far they are ahead, technology, wage rounds, mood, sizes: the same with AI and without."""
    changes = {"n_workers": 300, "ai_arrival": 6, "ai_lead": 3}
    one, other = (start(load(name, changes), 4) for name in ("baseline", "monopoly-ubi"))
    for _ in range(20):
        month.step(one, other)
    assert np.array_equal(one.firms.rounding, other.firms.rounding)
    assert np.array_equal(one.firms.lead, other.firms.lead)
    assert np.ptp(one.firms.lead) > 0.0
    assert (one.technology, one.wage_round, one.shock) == (other.technology, other.wage_round, other.shock)
    assert not np.array_equal(one.firms.labour, other.firms.labour)
