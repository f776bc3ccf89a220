"""A whole hedge from one description of the enterprise (套期保值方案).

From exposures by month, side, grade and place: contracts and lots by month, margin now and under stress, the roll calendar,
the cash and the result over price and basis scenarios, a back-test on price files, futures and options side by side, what
the plan does not protect from, and the risk disclosure. Every figure is that of a calculator of this desk: ``roll`` and
``rolling`` (lots), ``contracts`` (margin), ``collar`` and ``black76`` (options), ``daily_settlement`` (margin calls),
``ratios`` (variance removed). Law: 期货和衍生品法 第四条 (a hedge broadly matches what it protects). Money in yuan;
fees, tax and interest left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import sqrt

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.contract_card import table_of
from cmtool_futures.calculators.plan_history import history_row, month_rows, scaled
from cmtool_futures.calculators.plan_money import cash_rows, needed, risk_rows, scenario_rows
from cmtool_futures.calculators.plan_positions import Position, positions
from cmtool_futures.calculators.plan_ways import way_rows
from cmtool_futures.calculators.prices import Prices
from cmtool_futures.calculators.ratios import deviation, returns
from cmtool_futures.contracts import contract

TRADING_DAYS = 242
ENOUGH = 60
YEAR = 12  # months
NOTHING = Decimal(0)
DISCLOSURES = ("leverage", "beyond", "forced", "matching", "past", "model", "decision", "suitable")
Rows = tuple[dict[str, object], ...]


def hedge_plan(*, plan: Mapping, prices: Prices, spot: Prices, margins: Mapping, on: date) -> Outcome:
    """Return the plan as tables and figures.

    Args:
        plan: The enterprise, as read from its file: firm, cash, market and exposure rows, and the scenarios to try.
        prices: Futures prices of the plan's only product, where its file names none.
        spot: Spot prices of it.
        margins: The firm's margin table; empty for the exchange settings seen.
        on: Day of the plan.

    Raises:
        Refusal: a product has no market, price or margin rate, a month is past, or nothing can be covered.
    """
    held = tuple(_with_volatility(each) for each in positions(plan, on, prices, spot, table_of(margins, on)))
    if not sum(each.lots for each in held):
        raise Refusal("nothing_covered_at_all")
    _sensible(plan["moves"], plan["basis_moves"])
    cash, moves = plan["cash"], plan["moves"]
    by_move, ways = way_rows(held, moves, on, plan["option_gap"], plan["rate"])
    history = _history(held, plan)
    stress = cash_rows(held, moves, cash)
    worst = sum((row["worst_hedged"] for row in history if row["worst_hedged"] is not None), NOTHING)  # type: ignore[misc]
    values = {
        "firm": plan["firm"],
        "on": on,
        "lots": sum(each.lots for each in held),
        "value": sum((each.covered * each.price for each in held), NOTHING),
        "margin_now": needed(held, NOTHING),
        "margin_stress": max(row["needed"] for row in stress),  # type: ignore[type-var]
        "cash": cash,
        "cash_left": min(row["left"] for row in stress),  # type: ignore[type-var]
        "roll_cost": _roll_cost(held),
        "exposure": tuple(row for each in held for row in _exposures(each)),
        "positions": tuple(_position(each) for each in held),
        "calendar": tuple(sorted(_calendar(held, on), key=lambda row: (row["day"], row["product"], row["what"]))),
        "stress": stress,
        "scenarios": scenario_rows(held, moves, plan["basis_moves"]),
        "alternatives": by_move,
        "ways": ways,
        "history": history,
        "months": month_rows(held),
        "risks": risk_rows(held, moves, cash, worst if any(each.spot for each in held) else None),
        "disclosures": tuple({"sentence": sentence} for sentence in DISCLOSURES),
    }
    return Outcome(values=values, notes=tuple(_notes(held, values)))


def _sensible(moves: Sequence[Decimal], basis: Sequence[Decimal]) -> None:
    for move in moves:
        if not 0 < move < 1:
            raise Refusal("move_not_a_share", move=move)
    for move in basis:
        if not -1 < move < 1:
            raise Refusal("move_not_a_share", move=move)


def _with_volatility(position: Position) -> Position:
    """Return the position with the volatility of its last prices where the plan gives none and there are enough."""
    series = [float(price) for _, price in position.futures[-TRADING_DAYS:]]
    if position.volatility is not None or len(series) <= ENOUGH:
        return position
    yearly = deviation(returns(series)) * sqrt(TRADING_DAYS)
    return replace(position, volatility=Decimal(str(round(yearly, 4))))


def _exposures(position: Position) -> Iterator[dict[str, object]]:
    for each in sorted(position.exposures, key=lambda found: found.until):
        row, covered = each.row, each.lots * position.multiplier
        yield {
            "name": row["name"], "month": row["month"], "product": position.code, "side": position.side, "quantity": each.whole,
            "unit": position.unit, "grade": row["grade"] or None, "place": row["place"] or None, "lots": each.lots,
            "covered": covered, "uncovered": each.whole - covered, "premium": row["premium"],
            "price": position.price * row["conversion"] + row["premium"],
        }  # fmt: skip


def _position(position: Position) -> dict[str, object]:
    return {
        "product": position.code, "title": position.title, "side": position.side,
        "contracts": ", ".join(dict.fromkeys(leg["contract"] for leg in position.legs)), "lots": position.lots,
        "price": position.price, "value": position.covered * position.price, "rate": position.rate,
        "seen_on": position.seen_on or None, "margin": position.margin(), "ratio": position.ratio,
        "volatility": position.volatility,
    }  # fmt: skip


def _calendar(held: Sequence[Position], on: date) -> Iterator[dict[str, object]]:
    """Yield what is to be done on which day: opening, passing on, closing, and margins that rise while a contract is held."""
    for each in held:
        opened = Counter({leg["contract"]: 0 for leg in each.legs})
        for leg in each.legs:
            opened[leg["contract"]] += leg["lots"] if leg["first"] == on else 0
            if leg["lots"] and leg["last"] == leg["until"]:
                yield _entry(each, leg["until"], "close", leg["contract"], leg["lots"])
        yield from (_entry(each, on, "open", code, lots) for code, lots in opened.items() if lots)
        for passed in each.rolls:
            yield _entry(each, passed["day"], "roll", passed["old"], passed["lots"]) | {
                "to": passed["new"],
                "cost": passed["cost"],
            }
        for code in dict.fromkeys(leg["contract"] for leg in each.legs if leg["lots"]):
            last = max(leg["last"] for leg in each.legs if leg["contract"] == code)
            for step in contract(code, on).steps:
                if step.what == "margin" and (step.rate or NOTHING) > each.rate and on < step.bites_on <= last:
                    yield _entry(each, step.bites_on, "margin_up", code, None) | {"rate": step.rate}


def _entry(position: Position, day: date, what: str, code: str, lots: int | None) -> dict[str, object]:
    return {
        "day": day,
        "product": position.code,
        "what": what,
        "contract": code,
        "to": None,
        "lots": lots,
        "rate": None,
        "cost": None,
    }


def _history(held: Sequence[Position], plan: Mapping) -> Rows:
    """Return a row on each position that has prices; the cash is shared as the margins are."""
    whole = sum((each.margin() for each in held), NOTHING)
    return tuple(
        history_row(each, plan["cash"] * each.margin() / whole, plan["step"], plan["window"])
        for each in held
        if each.lots and len(scaled(each)) > 1
    )


def _roll_cost(held: Sequence[Position]) -> Decimal | None:
    costs = [each.roll_cost for each in held]
    return sum((cost for cost in costs if cost is not None), NOTHING) if None not in costs else None


def _notes(held: Sequence[Position], values: Mapping) -> Iterator[Note]:
    if values["cash_left"] < 0:
        yield Note("cash_short", amount=-values["cash_left"])
    unfitted = {row["product"] for row in values["history"] if row.get("removed") is None}
    for each in held:
        for exposure in each.exposures:
            if exposure.target and not exposure.lots:
                yield Note("exposure_too_small", name=exposure.row["name"])
        if each.seen_on:
            yield Note("margin_seen_on", product=each.code, day=each.seen_on)
        if not each.futures:
            yield Note("no_history", product=each.code)
        elif not each.spot:
            yield Note("no_spot", product=each.code)
        elif each.code in unfitted:
            yield Note("few_common", product=each.code)
        if each.rolls and each.roll_cost is None:
            yield Note("roll_not_priced", product=each.code)
    early = _not_listed(held, values["on"])
    if early:
        yield Note("not_listed", codes=", ".join(early))
    yield Note("together" if len(held) > 1 else "one_move")
    yield Note("continuous") if values["history"] else Note("not_tried")
    if not values["ways"]:
        yield Note("no_volatility")
    if any(contract(leg["contract"], values["on"]).provisional for each in held for leg in each.legs):
        yield Note("provisional")


def _not_listed(held: Sequence[Position], on: date) -> list[str]:
    """Return the contracts that are to be opened more than a year before their month: most are not listed so early."""
    legs = [leg for each in held for leg in each.legs if leg["lots"]]
    return list(
        dict.fromkeys(leg["contract"] for leg in legs if contract(leg["contract"], on).months_ahead(leg["first"]) > YEAR)
    )
