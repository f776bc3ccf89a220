"""A contract on one card: everything known of it, name by name, for a table or a calculator.

>>> from datetime import date
>>> found = card("rb2701", date(2026, 11, 24))
>>> found["exchange"], found["last_trading_day"], found["delivery_lots"], found["calendar"]
('SHFE', datetime.date(2027, 1, 15), 30, 'provisional')
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cmtool.model import Text
from cmtool_futures.calendar import Calendar
from cmtool_futures.contracts.lookup import contract
from cmtool_futures.contracts.margins import Margins, margin_per_lot, notional, tick_value
from cmtool_futures.contracts.nouns import Contract

Value = str | int | Decimal | date | Text | None


def card(
    code: str, on: date, price: Decimal | None = None, margins: Margins | None = None, calendar: Calendar | None = None
) -> dict[str, Value]:
    """Return everything known of a contract as name and value; ``None`` where it is not known or does not apply.

    Args:
        code: As the exchange writes it.
        on: The day asked about.
        price: A price as quoted, for the value and the margin of a lot.
        margins: The firm's table; without it the exchange setting seen stands, with its day.
        calendar: Trading days; the desk's own where not given.

    Raises:
        Refusal: there is no such contract, or the price makes no sense.
    """
    found = contract(code, on, calendar)
    return {**_terms(found), **_days(found), **_money(found, on, price, margins or Margins()), **_marks(found)}


def _terms(found: Contract) -> dict[str, Value]:
    kind = found.product
    return {
        "contract": found.code,
        "exchange": found.exchange,
        "product": kind.title,
        "status": kind.status,
        "delivery_month": f"{found.year}-{found.month:02}",
        "multiplier": found.multiplier,
        "unit": found.unit,
        "quote": found.quote,
        "tick": found.tick,
        "tick_value": tick_value(found),
        "currency": found.currency,
        "delivery": kind.delivery.kind,
        "delivery_lots": found.delivery_lots,
        "day_session": kind.hours.day,
        "night_session": kind.hours.night or None,
        "gate": kind.gate.kind,
    }


def _days(found: Contract) -> dict[str, Value]:
    return {
        "last_trading_day": found.last_trading_day,
        "first_notice_day": found.first_notice_day,
        "first_delivery_day": found.first_delivery_day,
        "last_delivery_day": found.last_delivery_day,
        "margin_tightens_on": found.margin_tightens_on,
        "limit_tightens_on": found.limit_tightens_on,
        "person_out_by": found.person_out_by,
        "calendar": "provisional" if found.provisional else "published",
    }


def _money(found: Contract, on: date, price: Decimal | None, table: Margins) -> dict[str, Value]:
    kept = found.product.code in table.own or found.code in table.own
    known = kept or found.product.margin.rate is not None
    rate = table.rate(found) if known else None
    return {
        "margin_floor": found.product.margin.floor,
        "margin_exchange": rate and rate.exchange,
        "margin_add_on": rate and rate.add_on,
        "margin_rate": rate and rate.whole,
        "margin_seen_on": rate and rate.seen_on,
        "margin_confidence": rate and rate.confidence,
        "margin_near_delivery": found.staged_rate(on),
        "price_limit": found.product.margin.limit,
        "notional": notional(found, price) if price is not None else None,
        "margin_per_lot": margin_per_lot(found, price, table=table) if price is not None and rate else None,
    }


def _marks(found: Contract) -> dict[str, Value]:
    return {f"{name}_mark": found.marks[name].confidence for name in ("terms", "days", "delivery")}
