"""Answering for a product by its letters and for a contract by its code (合约代码).

>>> from datetime import date
>>> found = contract("rb2701", on=date(2026, 11, 24))
>>> found.last_trading_day, found.person_out_by, found.multiplier, found.provisional
(datetime.date(2027, 1, 15), datetime.date(2027, 1, 8), Decimal('10'), True)
>>> contract("CF701", on=date(2026, 11, 24)).year
2027
>>> contract("IF2612", on=date(2026, 11, 24)).last_trading_day
datetime.date(2026, 12, 18)
"""

from __future__ import annotations

import difflib
import re
from datetime import date

from cmtool_futures.calendar import Calendar, built_in
from cmtool_futures.contracts.day_rules import DayRule
from cmtool_futures.contracts.nouns import Contract, DatedStep, Product
from cmtool_futures.contracts.reading import exchange_of, of_exchange, shipped
from cmtool_futures.sentences import refusal, said

WRITTEN = re.compile(r"(?:(SHFE|INE|DCE|CZCE|CFFEX|GFEX)\.)?([A-Za-z]+)(\d{3,4})(F?)", re.IGNORECASE)
AHEAD = 24  # no contract with a one-digit year is listed further ahead, in months


def all_products() -> tuple[Product, ...]:
    """Return all products, exchange by exchange, in the order of the files."""
    return shipped()


def product(code: str) -> Product:
    """Return the product of these letters, capital or small.

    Raises:
        Refusal: there is none; the nearest are named.
    """
    letters = code.strip().lower()
    exchange = exchange_of(letters)
    if exchange is None:
        known = {each.code.lower(): each.code for each in shipped()}
        close = [known[name] for name in difflib.get_close_matches(letters, known, n=3)]
        raise refusal("product_unknown", found=code, near=said("product_near", near=close) if close else "")
    return next(each for each in of_exchange(exchange) if each.code.lower() == letters)


def contract(code: str, on: date, calendar: Calendar | None = None) -> Contract:
    """Return a contract with its days.

    Args:
        code: As the exchange writes it, case aside, with or without the exchange before it: rb2701, CF701, SHFE.rb2701, L2702F.
        on: The day asked about; the year of a three-digit code is the one at most two years ahead of it, otherwise past.
        calendar: Trading days; the desk's own where not given.

    Raises:
        Refusal: no contract code, no such product, or no contract of that month.
    """
    written = WRITTEN.fullmatch(code.strip())
    if written is None:
        raise refusal("code_shape", found=code)
    exchange, letters, digits, average = written.groups()
    found = product(f"{letters}_f" if average else letters)
    if exchange and exchange.upper() != found.exchange:
        raise refusal("exchange_wrong", product=found.code, known=found.exchange, found=exchange)
    month = int(digits[-2:])
    if month not in found.months:
        raise refusal("month_unlisted", product=found.code, found=month, known=list(found.months))
    return dated(found, _year(digits, month, on), month, on, calendar or built_in())


def _year(digits: str, month: int, on: date) -> int:
    """Return the delivery year of ``701`` or ``2701``."""
    if len(digits) == 4:
        return 2000 + int(digits[:2])
    furthest = on.year * 12 + on.month + AHEAD
    latest = (furthest - month) // 12
    return latest - (latest - int(digits[0])) % 10


def dated(found: Product, year: int, month: int, on: date, calendar: Calendar) -> Contract:
    """Return the contract of a product for a delivery month, with its days and the terms in force on ``on``."""
    last = found.days.last_trading and found.days.last_trading.day(year, month, calendar)

    def day(rule: DayRule | None) -> date | None:
        return (rule and (last or rule.anchor != "LTD") and rule.day(year, month, calendar, last)) or None

    days = {
        "first_notice_day": day(found.days.first_notice),
        "first_delivery_day": day(found.days.first_delivery),
        "last_delivery_day": day(found.days.last_delivery),
        "person_out_by": day(found.delivery.person_out_by),
    }
    steps = _steps(found, year, month, calendar, last)
    touched = {each.year for each in (last, *days.values(), *(step.start for step in steps)) if each}
    return Contract(
        code=_code(found, year, month),
        product=found,
        year=year,
        month=month,
        multiplier=found.terms.multiplier,
        unit=found.terms.unit,
        tick=found.terms.tick_on(on),
        quote=found.terms.quote,
        currency=found.terms.currency,
        last_trading_day=last,
        **days,
        delivery_lots=found.delivery.lots,
        steps=steps,
        provisional=not all(calendar.is_published(each) for each in touched),
        marks={name: getattr(found, name).mark for name in ("terms", "days", "delivery", "margin")},
    )


def _steps(found: Product, year: int, month: int, calendar: Calendar, last: date | None) -> tuple[DatedStep, ...]:
    dated_ones = []
    for step in found.steps:
        if step.start.anchor == "LTD" and last is None:
            continue
        start = step.start.day(year, month, calendar, last)
        bites = calendar.shifted(start, -1)
        dated_ones.append(
            DatedStep(what=step.what, start=start, bites_on=bites, rate=step.rate, mark=step.mark, note=step.note)
        )
    return tuple(sorted(dated_ones, key=lambda each: (each.start, each.what)))


def _code(found: Product, year: int, month: int) -> str:
    """Return the code as the exchange writes it: one digit of the year in Zhengzhou, an F behind a monthly average."""
    if found.monthly_average:
        return f"{found.code.removesuffix('_f')}{year % 100:02}{month:02}F"
    return f"{found.code}{year % 10}{month:02}" if found.exchange == "CZCE" else f"{found.code}{year % 100:02}{month:02}"
