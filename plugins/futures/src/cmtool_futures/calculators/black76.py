"""Black's model for options on futures (布莱克76公式).

c = e^(−rT)·[F·N(d1) − K·N(d2)], p = e^(−rT)·[K·N(−d2) − F·N(−d1)], d1 = [ln(F/K) + σ²T/2]/(σ√T), d2 = d1 − σ√T (Black, "The
pricing of commodity contracts", 1976). It prices options that are exercised on their last day; one that may be exercised
before is worth at least as much. Years are days ÷ 365; prices are in the quotation of the futures; floats throughout: a
model, no account.

>>> quote = Quote(call=True, futures=100.0, strike=100.0, rate=0.0, years=1.0)
>>> round(price(quote, 0.2), 4)
7.9656
>>> round(implied(quote, price(quote, 0.2)), 12)
0.2
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, exp, inf, log, pi, sqrt

STEPS = 200
NEAR = 1e-15
SMALL = 1e-13  # a time value below this share of the strike cannot be told from rounding
DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An option on a future: what it is and the market it stands in."""

    call: bool
    futures: float
    strike: float
    rate: float
    years: float

    @property
    def discount(self) -> float:
        """What one yuan on the last day is worth today."""
        return exp(-self.rate * self.years)

    @property
    def intrinsic(self) -> float:
        """The least an option can be worth: what exercise on the last day would bring at today's price, discounted."""
        gain = self.futures - self.strike if self.call else self.strike - self.futures
        return self.discount * max(gain, 0.0)

    @property
    def most(self) -> float:
        """What an option is always worth less than."""
        return self.discount * (self.futures if self.call else self.strike)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeks:
    """How the price of one option moves: with the futures price by 1, twice, the volatility by 1, a year, the rate by 1."""

    delta: float
    gamma: float
    vega: float
    theta: float
    rho: float


def price(quote: Quote, volatility: float) -> float:
    """Return the price of an option; without time or volatility it is the intrinsic value."""
    spread = volatility * sqrt(quote.years)
    if not spread:
        return quote.intrinsic
    return quote.discount * _value(quote, spread)


def greeks(quote: Quote, volatility: float) -> Greeks:
    """Return the derivatives of the price; on the last day only delta and rho are left."""
    sign, discount, spread = (1 if quote.call else -1), quote.discount, volatility * sqrt(quote.years)
    upper, lower = _depths(quote, spread)
    bell = exp(-upper * upper / 2) / sqrt(2 * pi) if abs(upper) < inf else 0.0
    worth = discount * sign * (quote.futures * cumulative(sign * upper) - quote.strike * cumulative(sign * lower))
    decay = quote.futures * discount * bell * volatility / (2 * sqrt(quote.years)) if spread else 0.0
    return Greeks(
        delta=discount * sign * cumulative(sign * upper),
        gamma=discount * bell / (quote.futures * spread) if spread else 0.0,
        vega=quote.futures * discount * bell * sqrt(quote.years),
        theta=quote.rate * worth - decay if quote.years else 0.0,
        rho=-quote.years * worth,
    )


def implied(quote: Quote, paid: float) -> float | None:
    """Return the volatility at which the model gives the price ``paid``, ``None`` where none does.

    The search runs on the option out of the money, whose price is all time value; Newton's steps are kept inside a bracket.
    """
    if not quote.years or not quote.intrinsic < paid < quote.most:
        return None
    other = replace(quote, call=quote.futures <= quote.strike)
    target = (paid - quote.intrinsic) / quote.discount
    if target < SMALL * quote.strike:
        return None
    low, high = 0.0, 1.0
    while _value(other, high) < target and high < 100:
        low, high = high, high * 2
    spread = min(max(sqrt(2 * abs(log(quote.futures / quote.strike))), low), high) or (low + high) / 2
    for _ in range(STEPS):
        miss = _value(other, spread) - target
        low, high = (low, spread) if miss > 0 else (spread, high)
        slope = _slope(other, spread)
        step = spread - miss / slope if slope else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - spread) <= NEAR * spread:
            break
        spread = following
    return spread / sqrt(quote.years)


def cumulative(depth: float) -> float:
    """Return the standard normal distribution at ``depth``, exact in its tails.

    >>> cumulative(0.0)
    0.5
    """
    return erfc(-depth / sqrt(2)) / 2


def _value(quote: Quote, spread: float) -> float:
    """Return the price before discounting, for a standard deviation of the last day's price."""
    sign, (upper, lower) = (1 if quote.call else -1), _depths(quote, spread)
    return sign * (quote.futures * cumulative(sign * upper) - quote.strike * cumulative(sign * lower))


def _slope(quote: Quote, spread: float) -> float:
    upper, _ = _depths(quote, spread)
    return quote.futures * exp(-upper * upper / 2) / sqrt(2 * pi)


def _depths(quote: Quote, spread: float) -> tuple[float, float]:
    distance = log(quote.futures / quote.strike)
    if not spread:
        depth = inf if distance > 0 else -inf if distance < 0 else 0.0
        return depth, depth
    return distance / spread + spread / 2, distance / spread - spread / 2
