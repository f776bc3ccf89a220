"""The roll plan of a hedge: contracts, days, lots, and the cost of passing it on (移仓计划).

The legs are those of ``rolling``; a contract's last day to hold it is given, or is the last trading day of the month before
its delivery month. Cost of a roll = price gap × quantity, as the prices stand today; fees and slippage are counted for both
trades of a roll. Yuan.

>>> D = Decimal
>>> plan = {"exposure": ({"until": date(2027, 3, 20), "quantity": D(500)},),
...         "contract": ({"code": "rb2701", "leave_by": date(2026, 12, 31), "price": D(3100)},
...                      {"code": "rb2705", "leave_by": date(2027, 4, 30), "price": D(3150)})}
>>> found = roll(plan=plan, side="sell", start=date(2026, 11, 24), per_lot=D(10), strategy="near", fee=D(5))
>>> found.values["roll_cost"], found.values["fees"]
(Decimal('-25000'), Decimal('500'))
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.rolling import Contract, Leg, Roll, TooFar, path, rolls, whole_lots
from cmtool_futures.calculators.staying import stay_until, unannounced

Table = Mapping[str, tuple[Mapping[str, Any], ...]]


def roll(
    *,
    plan: Table,
    side: str,
    start: date,
    per_lot: Decimal,
    strategy: str = "near",
    leave: str = "before_month",
    early: int = 0,
    share: Decimal = Decimal(1),
    fee: Decimal = Decimal(0),
    slippage: Decimal = Decimal(0),
) -> Outcome:
    """Return who holds what until when, each roll and its cost.

    Args:
        plan: "exposure": rows of until and quantity; "contract": rows of code and, where known, leave_by and price.
        side: "buy" or "sell".
        start: Day on which the hedge begins.
        per_lot: Units of the goods a lot.
        strategy: "match" or "near".
        leave: Where the plan gives no day: "before_month" holds a contract to the last trading day before its delivery month,
            "last_day" to its last trading day, "person" until a natural person must be out.
        early: Trading days earlier than that.
        share: Part of each exposure to cover.
        fee: Yuan a lot for each trade.
        slippage: Price given away on each trade, yuan a unit.

    Raises:
        Refusal: an exposure lies before the start, no contract is given or one twice, or none reaches an exposure's day.
    """
    exposures = sorted(plan["exposure"], key=lambda row: row["until"])
    contracts = [
        Contract(row["code"], row.get("leave_by") or stay_until(row["code"], start, leave, early), row.get("price"))
        for row in plan["contract"]
    ]
    _sensible(exposures, contracts, start)
    lots = whole_lots([row["quantity"] * share for row in exposures], per_lot)
    legs = [leg for row, count in zip(exposures, lots, strict=True) for leg in _legs(row, count, start, contracts, strategy)]
    passed = rolls(legs, buys=side == "buy", size=per_lot)
    counted = [each for each, row in zip(contracts, plan["contract"], strict=True) if row.get("leave_by") is None]
    notes = _unused(contracts, start) + _notes(lots, passed, contracts)
    notes += [Note("provisional")] if unannounced(counted) else []
    return Outcome(values=_values(legs, passed, per_lot, fee, slippage), notes=tuple(notes))


def _sensible(exposures: list[Mapping[str, Any]], contracts: list[Contract], start: date) -> None:
    early = [row["until"] for row in exposures if row["until"] < start]
    if early:
        raise Refusal("exposure_past", until=early[0], start=start)
    if not contracts:
        raise Refusal("no_contract")
    codes = [each.code for each in contracts]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Refusal("contract_twice", code=twice[0])


def _legs(row: Mapping[str, Any], lots: int, start: date, contracts: list[Contract], strategy: str) -> list[Leg]:
    try:
        found = path(start, row["until"], contracts, strategy)
    except TooFar:
        last = max(contracts, key=lambda each: each.leave_by)
        raise Refusal("too_far", until=row["until"], code=last.code, leave_by=last.leave_by) from None
    return [Leg(contract=leg.contract, first=leg.first, last=leg.last, until=leg.until, lots=lots) for leg in found]


def _values(legs: list[Leg], passed: list[Roll], per_lot: Decimal, fee: Decimal, slippage: Decimal) -> dict[str, object]:
    moved = sum(each.lots for each in passed)
    costs = [each.cost for each in passed]
    priced = None if any(cost is None for cost in costs) else sum((cost for cost in costs if cost is not None), Decimal(0))
    fees = 2 * moved * (fee + slippage * per_lot)
    values: dict[str, object] = {
        "lots": sum(leg.lots for leg in legs if leg.last == leg.until),
        "rolled": moved,
        "fees": fees,
        "legs": tuple(_leg(leg) for leg in sorted(legs, key=lambda leg: (leg.first, leg.contract.leave_by, leg.until))),
        "rolls": tuple(_roll(each, per_lot) for each in passed),
    }
    if priced is not None:
        values |= {"roll_cost": priced, "total_cost": priced + fees}
    return values


def _leg(leg: Leg) -> dict[str, object]:
    return {"until": leg.until, "contract": leg.contract.code, "first": leg.first, "last": leg.last, "lots": leg.lots}


def _roll(each: Roll, per_lot: Decimal) -> dict[str, object]:
    gap = None if each.old.price is None or each.new.price is None else each.new.price - each.old.price
    return {"day": each.day, "old": each.old.code, "new": each.new.code, "lots": each.lots, "gap": gap, "cost": each.cost}


def _unused(contracts: list[Contract], start: date) -> list[Note]:
    """Say which contracts must be left before the hedge begins, and so carry nothing."""
    codes = [each.code for each in contracts if each.leave_by < start]
    return [Note("left_before", codes=", ".join(codes), start=start)] if codes else []


def _notes(lots: list[int], passed: list[Roll], contracts: list[Contract]) -> list[Note]:
    notes = [Note("todays_gaps")] if passed else [Note("no_roll")]
    if any(each.cost is None for each in passed):
        notes.append(Note("price_missing", codes=", ".join(sorted({e.code for e in contracts if e.price is None}))))
    return notes + ([Note("nothing_covered")] if not sum(lots) else [])
