"""The table of parameters, and the frozen set of values a month runs on."""

import copy
import math
import pickle
from typing import Any

import pytest

from sim.base.errors import InputError
from sim.engine import parameters
from sim.engine.parameters import ORDERED, Params, table


def messages(**changes: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        Params(**changes)
    return caught.value.messages


def test_every_line_of_the_table_is_complete() -> None:
    for name, parameter in table().items():
        assert name == parameter.name
        assert name.isidentifier()
        assert all((parameter.group, parameter.unit, parameter.en, parameter.zh, parameter.source)), name
        assert not parameter.en.endswith("."), name
        if isinstance(parameter.default, int | float) and not isinstance(parameter.default, bool):
            assert parameter.low is not None
            assert parameter.high is not None
            assert parameter.low < parameter.high, name
            assert type(parameter.low) is type(parameter.high) is type(parameter.default), name
        else:
            assert not parameter.behavioural, name


def test_a_symbol_or_a_name_means_one_parameter() -> None:
    symbols = [parameter.symbol for parameter in table().values() if parameter.symbol]
    assert len(symbols) == len(set(symbols))
    assert all(parameter.name == parameter.symbol for parameter in table().values() if parameter.symbol in table())


def test_the_defaults_are_allowed() -> None:
    assert Params(**Params().as_dict()) == Params()


def test_values_are_plain_attributes() -> None:
    p = Params(markup=0.3)
    assert p.markup == 0.3
    assert p.markup_max == table()["markup_max"].default
    assert list(p.as_dict()) == list(table())
    assert vars(p) == p.as_dict()


def test_replace_leaves_the_original_alone() -> None:
    p = Params()
    q = p.replace(commons_share=1, ai=True)
    assert (p.commons_share, p.ai) == (0.0, False)
    assert (q.commons_share, q.ai) == (1.0, True)
    assert type(q.commons_share) is float
    assert q.replace(commons_share=0.0, ai=False) == p
    assert repr(q) == "Params(ai=True, commons_share=1.0)"


def test_frozen() -> None:
    p = Params()
    with pytest.raises(AttributeError, match=r"replace\(markup="):
        p.markup = 0.5
    with pytest.raises(AttributeError, match="frozen"):
        del p.markup
    with pytest.raises(AttributeError, match="no parameter 'mark_up'; did you mean markup"):
        _ = p.mark_up


def test_copies_are_equal() -> None:
    p = Params(n_workers=500)
    for twin in (pickle.loads(pickle.dumps(p)), copy.deepcopy(p)):
        assert twin == p
        assert hash(twin) == hash(p)
    assert p != Params()
    assert p != p.as_dict()


LIMITS = [p for p in table().values() if p.low is not None]


@pytest.mark.parametrize("parameter", LIMITS, ids=lambda parameter: parameter.name)
def test_both_ends_of_a_range_are_allowed_and_nothing_beyond(parameter: parameters.Parameter) -> None:
    assert parameter.low is not None
    assert parameter.high is not None
    beyond = 1 if isinstance(parameter.default, int) else 1e-9
    name = parameter.name
    assert parameters.faults({name: parameter.low}) == parameters.faults({name: parameter.high}) == {}
    for value in (parameter.low - beyond, parameter.high + beyond, math.nan, math.inf, -math.inf, True, "1", None, [1]):
        assert list(parameters.faults({name: value})) == [name]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"markup": "0.3"}, 'markup = "0.3": must be a number (0.05 to 1.0, share of unit cost)'),
        ({"n_workers": 300.0}, "n_workers = 300.0: must be a whole number (200 to 2000000, persons)"),
        ({"ai": 0}, "ai = 0: must be true or false"),
        (
            {"fiscal_rule": "Balanced"},
            'fiscal_rule = "Balanced": must be one of "deficit", "balanced"; did you mean balanced?',
        ),
        ({"mark_up": 0.3}, "mark_up = 0.3: no such parameter; did you mean markup?"),
        ({"Markup": 0.3}, "Markup = 0.3: no such parameter; did you mean markup?"),
        ({"psi": 0.3}, "psi = 0.3: no such parameter; did you mean pass_through?"),
        ({"markup": 10**60}, f"markup = 1{'0' * 36}...: must be a number (0.05 to 1.0, share of unit cost)"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_messages(changes: dict[str, Any], message: str) -> None:
    assert messages(**changes) == [message]


def test_all_faults_at_once() -> None:
    assert [message.split(" = ")[0] for message in messages(markup=9, ai="yes", nothing=1)] == [
        "markup",
        "ai",
        "nothing",
    ]


# One pair of values in range for each pair of ORDERED, the wrong way round; the rest stays at its default.
REVERSED: dict[tuple[str, str], dict[str, float]] = {
    ("leverage_target", "leverage_max"): {"leverage_target": 0.4, "leverage_max": 0.3},
    ("cloud_leverage_target", "cloud_leverage_max"): {"cloud_leverage_target": 0.8, "cloud_leverage_max": 0.5},
    ("tax_rate_min", "income_tax"): {"income_tax": 0.04},
    ("income_tax", "tax_rate_max"): {"income_tax": 0.5, "tax_rate_max": 0.4},
    ("tax_rate_min", "profit_tax"): {"profit_tax": 0.0},
    ("profit_tax", "tax_rate_max"): {"profit_tax": 0.7},
    ("profit_tax", "profit_tax_max"): {"profit_tax": 0.4, "profit_tax_max": 0.35},
    ("ai_start_capability", "ai_ceiling"): {"ai_start_capability": 0.9, "ai_ceiling": 0.5},
    ("markup", "markup_max"): {"markup": 0.9, "markup_max": 0.8},
}


@pytest.mark.parametrize("pair", ORDERED, ids=lambda pair: " <= ".join(pair))
def test_contradictions(pair: tuple[str, str]) -> None:
    low, high = pair
    values = Params().as_dict() | REVERSED[pair]
    assert parameters.contradictions(values) == [pair]
    assert messages(**REVERSED[pair]) == [f"{low} = {values[low]}: must not be above {high} = {values[high]}"]
    even = REVERSED[pair] | {low: values[high]}
    assert pair not in parameters.contradictions(values | even)


def test_a_bad_line_of_the_table_is_named(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'unit = "1", symbol = "", en = "a", zh = "b", source = "c"'
    file = tmp_path / "params.toml"
    file.write_text(
        f"[one]\nfine = {{ value = 1, range = [0, 2], {text} }}\nno_range = {{ value = 1, {text} }}\n"
        f'no_choice = {{ value = "a", {text} }}\nodd = {{ value = 1, range = [0, 2], colour = 3, {text} }}\n'
        f'late = {{ value = 1, range = [0, 2], acts = "later", {text} }}\n'
        f"[two]\nfine = {{ value = 1.0, range = [0.0, 2.0], {text} }}\nbare = 1\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(parameters, "FILE", file)
    with pytest.raises(InputError) as caught:
        table.__wrapped__()  # type: ignore[attr-defined]
    lines = [message.removeprefix(str(file)).split(": ")[:2] for message in caught.value.messages]
    assert lines == [
        [":3", "no_range"],
        [":4", "no_choice"],
        [":5", "odd"],
        [":6", "late"],
        [":8", "fine"],
        [":9", "bare"],
    ]
    assert 'acts = "later": must be one of "start", "ai", "ubi"' in caught.value.messages[3]
