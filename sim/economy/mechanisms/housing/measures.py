"""One function a measure, of the same name as its line in housing.toml, which says what it is."""

import numpy as np

from sim.economy.derived import ratio
from sim.economy.mechanisms.housing.state import Housing
from sim.economy.world import World


def _kept(w: World) -> Housing:
    assert w.housing
    return w.housing


def white_collar_income(w: World) -> float:
    return _kept(w).white_collar / w.price_level


def mortgage_arrears(w: World) -> float:
    owed = w.ledger["workers", "mortgages"] < 0
    late = owed & (_kept(w).late >= w.params.arrears_months)
    return ratio(int(np.count_nonzero(late)), int(np.count_nonzero(owed)))


def house_price(w: World) -> float:
    return _kept(w).asked * float(w.start.price[1]) / w.price_level if w.params.mortgages else 0.0


def foreclosures(w: World) -> float:
    return 12.0 * _kept(w).foreclosed


def forced_sales(w: World) -> float:
    return 12.0 * _kept(w).forced


def homes_owned(w: World) -> float:
    owned, let = w.ledger.total("workers", "homes"), w.ledger.total("capitalists", "homes")
    return ratio(owned, owned + let)


def mortgage_ratio(w: World) -> float:
    return ratio(w.ledger.total("bank", "mortgages"), 12.0 * w.state.value_added)


def credit_tightness(w: World) -> float:
    return w.credit_tightness
