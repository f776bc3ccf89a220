"""How many treasury futures bring a bond portfolio's rate risk to a target (国债期货套保).

By DV01: N = DV01 of the portfolio × factor ÷ DV01 of a lot of the cheapest bond, the future moving by the cheapest bond's
DV01 ÷ factor. By duration: N = P × (D − D*) ÷ (F × D of the future). Both assume that yields of portfolio and cheapest bond
move alike and little. Rounded down, so that the hedge does not exceed the risk, unless told otherwise; lots are sold to
lower the risk and bought to raise it. Money in yuan, durations in years.

>>> D = Decimal
>>> found = bond_hedge(method="duration", portfolio=D(10_000_000), portfolio_duration=D("6.8"), futures_value=D("93062.5"),
...                    futures_duration=D("9.2"))
>>> found.values["lots"], round(found.values["exact"], 2)
(79, Decimal('79.42'))
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.lots import ROUNDED

BASIS_POINT = Decimal("0.0001")


def bond_hedge(
    *,
    method: str,
    portfolio_dv01: Decimal | None = None,
    target_dv01: Decimal = Decimal(0),
    ctd_dv01: Decimal | None = None,
    factor: Decimal | None = None,
    lot_face: Decimal = Decimal(1_000_000),
    portfolio: Decimal | None = None,
    portfolio_duration: Decimal | None = None,
    target_duration: Decimal = Decimal(0),
    futures_value: Decimal | None = None,
    futures_duration: Decimal | None = None,
    rounding: str = "down",
) -> Outcome:
    """Return the lots and the rate risk that remains, as money for one basis point.

    Args:
        method: "dv01" or "duration".
        portfolio_dv01: Yuan that the portfolio loses for one basis point more.
        target_dv01: What it should lose.
        ctd_dv01: Yuan that 100 face of the cheapest bond loses for one basis point more.
        factor: Its conversion factor.
        lot_face: Face value a lot, in yuan.
        portfolio: Market value, in yuan.
        portfolio_duration: Its modified duration.
        target_duration: Duration wanted; 0 for a full hedge.
        futures_value: Value of a lot, in yuan.
        futures_duration: Modified duration of the future, by its cheapest bond.
        rounding: "down", "nearest" or "up".

    Raises:
        Refusal: what the method needs is missing.
    """
    if method == "dv01":
        needed = {"portfolio_dv01": portfolio_dv01, "ctd_dv01": ctd_dv01, "factor": factor}
        _complete(method, needed)
        risk, per_lot, target = _numbers(portfolio_dv01, _per_lot(ctd_dv01, factor, lot_face), target_dv01)
    else:
        needed = {"portfolio": portfolio, "portfolio_duration": portfolio_duration}
        _complete(method, needed | {"futures_value": futures_value, "futures_duration": futures_duration})
        worth, years = _numbers(portfolio, portfolio_duration)
        value, of_lot, wanted = _numbers(futures_value, futures_duration, target_duration)
        point = Fraction(BASIS_POINT)
        risk, per_lot, target = worth * years * point, value * of_lot * point, worth * wanted * point
    return _outcome(risk, per_lot, target, rounding)


def _outcome(risk: Fraction, per_lot: Fraction, target: Fraction, rounding: str) -> Outcome:
    exact = abs(risk - target) / per_lot
    lots, sells = ROUNDED[rounding](exact), risk > target
    after = risk - lots * per_lot if sells else risk + lots * per_lot
    values = {
        "lots": lots,
        "exact": _decimal(exact),
        "dv01_before": _decimal(risk),
        "dv01_per_lot": _decimal(per_lot),
        "dv01_after": _decimal(after),
    }
    note = Note("sell_to_lower" if sells else "buy_to_raise", lots=lots) if lots else Note("nothing_to_do")
    return Outcome(values=values, notes=(note, Note("parallel")))


def _per_lot(ctd_dv01: Decimal | None, factor: Decimal | None, face: Decimal) -> Fraction:
    of_bond, by, nominal = _numbers(ctd_dv01, factor, face)
    return of_bond * nominal / 100 / by


def _complete(method: str, needed: dict[str, object]) -> None:
    missing = [name.replace("_", "-") for name, value in needed.items() if value is None]
    if missing:
        raise Refusal("missing", missing=", ".join(f"--{name}" for name in missing), method=method)


def _numbers(*values: Decimal | None) -> tuple[Fraction, ...]:
    return tuple(Fraction(value or 0) for value in values)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)
