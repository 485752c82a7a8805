"""Workers own homes or rent them, and owe mortgages; what the bank loses on them tightens credit for all.

From jobs to incomes, to arrears, to forced sales, to the price of homes, to the bank's equity, to credit, to spending and investment: each
of these links can move and each can stay still. Benefits, thicker capital, cheaper money, and equity that lets owners sell in place of
defaulting are levers beside `mortgages`.

**A month.** Everybody lives in one dwelling all along, of a size by skill. Tenants pay rent to capitalists in proportion to what these let.
Borrowers pay interest and a part of the debt, unless that would leave them with less than they live on: then they are a month later, and
the interest is added to the debt (the bank books income that it has not seen). Smoothed income is net of what was paid. Households go on
spending a share of what they are used to whatever their income, and owners spend some of what their home has gained. Then homes are traded:

- Three months late, an owner whom a sale leaves with something sells; who owes more than a sale brings is foreclosed on after a year,
  at a discount, and the bank writes the rest off. Both triggers are needed, cash and equity. The former owner stays as a tenant.
- Capitalists buy what is forced on the market, up to a share of their deposits a month; the rest waits, in an order drawn afresh.
- By chance, those who work and pay on time take a new mortgage up to `mortgage_ltv` of the price, and working tenants buy their
  dwelling while fewer homes are owned than at the start and they have what `first_ltv` leaves to pay.

**Credit.** How much the bank has of its own before dividends, over what it has to have by what it has at risk, is how much it lends next
month on given collateral (`sim/economy/credit.py`), to households and firms; at least `credit_tightness_min`. It keeps
`bank_capital_ratio` of what is at risk: no loss smaller than what this stands above `capital_requirement` moves anything.

**Price.** The price of homes follows incomes of workers before housing costs, and credit, slowly and with momentum, and falls where homes
are forced on the market. In the long run it is in proportion to incomes at ease.

**Start.** Mortgages over owned homes are l m / (m + a + pi - m a) with l `mortgage_ltv`, m the chance a month of a new mortgage with a job,
a repayment and pi inflation. Workers' income is net of rents, interest and repayment; what is borrowed anew is no income, so that their
deposits are [lambda k Y + (a + pi) D] / (lambda + pi). Owners have rents and interest besides, and see rents before they go shopping: k Y
less rents in their norm. The bank keeps equity on mortgages by their weight, and public debt is what is left of the books.

Not here: land and building (homes are there, and newcomers find new ones); strategic default; mortgages at variable terms; rents that
follow anything but the price; securities on mortgages; a tenant who can't pay stays. Homes are no part of value added, nor rents.

Mian and Sufi (2014), House of Debt; Bernanke, Gertler and Gilchrist (1999); `citrini`. What was chosen among alternatives:
docs/decisions/housing.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.housing import measures
from sim.economy.mechanisms.housing.phases import (
    begin,
    keep_commitments,
    price_homes,
    serve_homes,
    tighten_credit,
    trade_homes,
)

MECHANISM = Mechanism(
    "housing",
    (serve_homes, keep_commitments, trade_homes, tighten_credit, price_homes),
    begin,
    measures,
)
