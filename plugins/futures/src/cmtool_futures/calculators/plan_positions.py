"""An enterprise's exposures as futures positions: which contracts, how many lots, when (套保方案：头寸).

Exposures of one product and side make one position. Lots are counted by ``rolling.whole_lots`` from quantity × conversion ×
min(share × ratio, 1), so that what is held never exceeds what is still exposed; contracts and rolls are those of ``roll``.
An exposure of a month lasts to the month's last trading day. Margin rates are the firm's own, else the last exchange
setting seen plus the firm's add-on. Quantities in the unit of the futures, prices as quoted, money in yuan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.errors import Refusal
from cmtool.model import Text
from cmtool_futures.calculators.prices import Prices
from cmtool_futures.calculators.roll import roll
from cmtool_futures.calculators.staying import stay_until
from cmtool_futures.calendar import built_in
from cmtool_futures.contracts import Margins, contract, dated, product

AHEAD = 30  # months of contracts looked through
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Goods of one month: what the enterprise will sell or buy, and how many lots stand against them."""

    row: Row
    until: date
    target: Decimal
    lots: int

    @property
    def whole(self) -> Decimal:
        """The quantity in units of the futures."""
        return self.row["quantity"] * self.row["conversion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """All exposures of one product and side, and the futures against them."""

    code: str
    title: Text
    unit: Text
    side: str
    multiplier: Decimal
    price: Decimal
    rate: Decimal
    seen_on: str
    ratio: Decimal
    volatility: Decimal | None
    exposures: tuple[Exposure, ...]
    legs: tuple[Row, ...]
    rolls: tuple[Row, ...]
    roll_cost: Decimal | None
    futures: Prices
    spot: Prices
    spot_factor: Decimal

    @property
    def sign(self) -> int:
        """1 where futures are bought, −1 where they are sold."""
        return 1 if self.side == "buy" else -1

    @property
    def lots(self) -> int:
        """Lots at the start."""
        return sum(each.lots for each in self.exposures)

    @property
    def covered(self) -> Decimal:
        """Quantity that the lots stand for."""
        return self.lots * self.multiplier

    @property
    def exposed(self) -> Decimal:
        """Quantity exposed, in units of the futures."""
        return sum((each.whole for each in self.exposures), Decimal(0))

    @property
    def last_day(self) -> date:
        """Day on which the last exposure ends."""
        return max(each.until for each in self.exposures)

    def margin(self, move: Decimal = Decimal(0)) -> Decimal:
        """Return the margin of all lots after a price move, a share of today's price."""
        return self.covered * self.price * (1 + move) * self.rate

    def result(self, move: Decimal) -> Decimal:
        """Return what the futures gain after a price move."""
        return self.sign * self.covered * self.price * move

    def goods(self, move: Decimal, basis: Decimal = Decimal(0)) -> Decimal:
        """Return what the goods gain: sellers gain with the price and the basis, buyers lose; both as shares of the price."""
        return -self.sign * self.exposed * self.price * (move + basis)


def positions(plan: Row, on: date, prices: Prices, spot: Prices, margins: Margins) -> tuple[Position, ...]:
    """Return the positions of a plan in the order in which its exposures name them.

    Raises:
        Refusal: a product has no market, no price or no margin rate, a month is past, or no contract reaches it.
    """
    markets = _markets(plan["market"], prices, spot)
    keys = dict.fromkeys((product(row["product"]).code, row["side"]) for row in plan["exposure"])
    for code, _ in keys:
        if code not in markets:
            raise Refusal("no_market", product=code)
    return tuple(_position(key, plan, markets[key[0]], on, margins) for key in keys)


def month_end(month: date) -> date:
    """Return the last trading day of a month.

    >>> month_end(date(2026, 10, 1))
    datetime.date(2026, 10, 30)
    """
    return built_in().of_month(month.year, month.month)[-1]


def _markets(rows: Iterable[Row], prices: Prices, spot: Prices) -> dict[str, dict[str, Any]]:
    """Return the markets by product; files given beside the plan belong to its only one."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        code = product(row["code"]).code
        if code in found:
            raise Refusal("market_twice", product=code)
        found[code] = dict(row)
    if (prices or spot) and len(found) != 1:
        raise Refusal("files_of_one", count=len(found))
    for market in found.values():
        market["prices"] = prices or market["prices"]
        market["spot"] = spot or market["spot"]
    return found


def _position(key: tuple[str, str], plan: Row, market: Row, on: date, margins: Margins) -> Position:
    code, side = key
    found = product(code)
    rows = [row for row in plan["exposure"] if (product(row["product"]).code, row["side"]) == key]
    until = [month_end(row["month"]) for row in rows]
    if min(until) < on:
        raise Refusal("month_past", month=f"{min(until):%Y-%m}", on=on)
    ratio = market["ratio"]
    targets = [row["quantity"] * row["conversion"] * min(row["share"] * ratio, Decimal(1)) for row in rows]
    passed = _rolled(plan, market, side, on, found.terms.multiplier, until, targets)
    lots = _lots_by(until, passed["legs"])
    exposures = [
        Exposure(row=row, until=day, target=target, lots=count)
        for row, day, target, count in zip(rows, until, targets, _shared(until, targets, lots), strict=True)
    ]
    rate, seen_on = _rate(market, passed["legs"], code, on, margins)
    return Position(
        code=code, title=found.title, unit=found.terms.unit, side=side,
        multiplier=found.terms.multiplier, price=_price(market, code), rate=rate, seen_on=seen_on, ratio=ratio,
        volatility=market["volatility"], exposures=tuple(exposures), legs=passed["legs"], rolls=passed["rolls"],
        roll_cost=passed.get("roll_cost"), futures=_positive(market["prices"]), spot=_positive(market["spot"]),
        spot_factor=market["spot_factor"],
    )  # fmt: skip


def _rolled(
    plan: Row, market: Row, side: str, on: date, size: Decimal, until: Sequence[date], targets: Sequence[Decimal]
) -> Row:
    """Return the roll plan; exposures that end on the same day are counted together."""
    ends = sorted(set(until))
    sums = [sum((goal for day, goal in zip(until, targets, strict=True) if day == end), Decimal(0)) for end in ends]
    rows = [{"until": end, "quantity": goal} for end, goal in zip(ends, sums, strict=True)]
    contracts = [{**row, "leave_by": None} for row in market["contract"]] or _listed(market, on, max(until))
    for row in contracts:
        if contract(row["code"], on).product.code != product(market["code"]).code:
            raise Refusal("contract_of_another", code=row["code"], product=market["code"])
    found = roll(
        plan={"exposure": tuple(rows), "contract": tuple(contracts)},
        side=side,
        start=on,
        per_lot=size,
        strategy=plan["strategy"],
    )
    return found.values


def _listed(market: Row, on: date, until: date) -> list[dict[str, Any]]:
    """Return the contracts of the months that the market trades, from the next on until the last exposure is reached."""
    found, wanted = product(market["code"]), {int(month) for month in market["months"]}
    rows: list[dict[str, Any]] = []
    for count in range(AHEAD):
        year, month = divmod(on.year * 12 + on.month - 1 + count, 12)
        if month + 1 not in (wanted or found.months):
            continue
        code = dated(found, year, month + 1, on, built_in()).code
        leave_by = stay_until(code, on)
        if leave_by >= on:
            rows.append({"code": code, "leave_by": leave_by, "price": None})
        if leave_by >= until:
            break
    return rows


def _lots_by(until: Sequence[date], legs: Iterable[Row]) -> dict[date, int]:
    return {end: sum(leg["lots"] for leg in legs if leg["until"] == end and leg["last"] == end) for end in set(until)}


def _shared(until: Sequence[date], targets: Sequence[Decimal], lots: Mapping[date, int]) -> list[int]:
    """Return the lots of each exposure: those of one day in proportion, what is left over to the largest rest."""
    found = [0] * len(until)
    for end, count in lots.items():
        here = [number for number, day in enumerate(until) if day == end]
        whole = sum((targets[number] for number in here), Decimal(0))
        exact = {number: (count * targets[number] / whole if whole else Decimal(0)) for number in here}
        for number in here:
            found[number] = int(exact[number])
        left = count - sum(found[number] for number in here)
        for number in sorted(here, key=lambda number: found[number] - exact[number])[:left]:
            found[number] += 1
    return found


def _rate(market: Row, legs: Sequence[Row], code: str, on: date, margins: Margins) -> tuple[Decimal, str]:
    """Return the margin rate: the plan's own, else the firm's table or the setting seen, of the first contract held."""
    if market["margin_rate"] is not None:
        return market["margin_rate"], ""
    if not legs:
        raise Refusal("no_lots", product=code)
    rate = margins.rate(contract(legs[0]["contract"], on))
    return rate.whole, rate.seen_on


def _price(market: Row, code: str) -> Decimal:
    known = [price for _, price in market["prices"] if price > 0]
    if market["price"] is None and not known:
        raise Refusal("no_price", product=code)
    return known[-1] if market["price"] is None else market["price"]


def _positive(prices: Prices) -> Prices:
    return tuple((day, price) for day, price in prices if price > 0)
