"""What AI agents that own buy."""


def agents_fund(money: float, equity: float, owned: float, *, fund_speed: float, fund_purchase_max: float) -> float:
    """x = min(phi A, b (1 - omega) Q): what AI agents that own spend on shares this month; omega grows by x / Q.

    =================  ==  ==============================  =====
    money              []  in the fund                     A
    equity             []  of all producers, money         Q
    owned              []  share that the fund owns        omega
    fund_speed         []  1/month                         phi
    fund_purchase_max  []  share of what others own        b
    =================  ==  ==============================  =====

    `manifesto`, ch. 3 section 3.

    >>> [agents_fund(money, 1000.0, 0.5, fund_speed=0.1, fund_purchase_max=0.02) for money in (50.0, 500.0)]
    [5.0, 10.0]
    """
    return min(fund_speed * money, fund_purchase_max * (1.0 - owned) * max(equity, 0.0))
