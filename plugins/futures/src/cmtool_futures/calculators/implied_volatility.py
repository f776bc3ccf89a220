"""The volatility that an option's market price implies (隐含波动率), or why there is none.

The σ at which Black's model of 1976 gives the price paid. There is none where the price is at or below what exercise on the
last day would bring at today's futures price, discounted, or at or above the most an option can be worth, or on the last
day. For an option that may be exercised early (as most commodity options in China) the figure is a little too high.

>>> from decimal import Decimal as D
>>> found = implied_volatility(kind="call", futures=D(3100), strike=D(3200), days=60, rate=D("0.02"), paid=D("59.9"))
>>> round(found.values["volatility"], 4)
0.2011
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.model import Note, Outcome
from cmtool_futures.calculators.black76 import Quote, implied
from cmtool_futures.calculators.option_price import quoted


def implied_volatility(*, kind: str, futures: Decimal, strike: Decimal, days: int, rate: Decimal, paid: Decimal) -> Outcome:
    """Return the implied volatility a year, or a note that says why the price implies none.

    Args:
        kind: "call" or "put".
        futures: Futures price.
        strike: Strike price.
        days: Calendar days to the last day.
        rate: Riskless rate a year, compounded continuously.
        paid: Price of the option, in the quotation of the futures.
    """
    quote = quoted(kind=kind, futures=futures, strike=strike, days=days, rate=rate)
    found = implied(quote, float(paid))
    least, most = Decimal(str(round(quote.intrinsic, 4))), Decimal(str(round(quote.most, 4)))
    note = Note("european") if found is not None else _reason(quote, float(paid), least, most)
    return Outcome(values={"volatility": found, "least": least, "most": most}, notes=(note,))


def _reason(quote: Quote, paid: float, least: Decimal, most: Decimal) -> Note:
    if not quote.years:
        return Note("no_time_left")
    if paid >= quote.most:
        return Note("above_most", most=most)
    if paid < quote.intrinsic:
        return Note("below_least", least=least)
    return Note("no_time_value", least=least)
