"""A contract on one card: terms, days, steps near delivery, value and margin of a lot (合约卡片).

What ``cmtool_futures.contracts`` knows of a contract, with the margin of the firm's own table where one is given. Exchange
margins change several times a month: the one shown is the last that was seen, with its day. A year whose trading days are
not announced yet is counted by weekdays and marked provisional.

>>> from decimal import Decimal as D
>>> found = contract_card(code="rb2701", on=date(2026, 11, 24), price=D(3200), margins={})
>>> found.values["last_trading_day"], found.values["notional"], found.values["delivery_lots"]
(datetime.date(2027, 1, 15), Decimal('32000'), 30)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.contracts import Contract, Margins, card, contract, product

LISTED_AHEAD = 36
"""No contract is listed further ahead, in months: 原油, twelve months and eight quarters, reaches furthest."""


def contract_card(*, code: str, on: date, price: Decimal | None, margins: Mapping) -> Outcome:
    """Return everything known of a contract.

    Args:
        code: As the exchange writes it: rb2701, CF701, IF2612.
        on: The day asked about.
        price: A price as quoted, for the value and margin of a lot.
        margins: The firm's margin table, as read from its file; empty for none.
    """
    table = table_of(margins, on)
    found = contract(code, on)
    values = card(code, on, price, table)
    return Outcome(values={**values, "steps": _steps(found)}, notes=(*_lifetime(found, on), *_notes(found, values, price)))


def table_of(margins: Mapping, on: date) -> Margins:
    """Return a firm's margin table: a general add-on and lines for products or single contracts.

    Raises:
        Refusal: a line names neither or both, or says nothing.
    """
    if not margins:
        return Margins()
    own: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for number, line in enumerate(margins["rate"], 1):
        if (line["product"] is None) == (line["contract"] is None):
            raise Refusal("margins_which", number=number)
        if line["exchange"] is None and line["add_on"] is None:
            raise Refusal("margins_nothing", number=number)
        code = product(line["product"]).code if line["product"] else contract(line["contract"], on).code
        own[code] = (line["exchange"], line["add_on"])
    return Margins(as_of=margins["as_of"], add_on=margins["add_on"], own=own)


def _steps(found: Contract) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "what": step.what,
            "start": step.start,
            "bites_on": step.bites_on,
            "rate": step.rate,
            "confidence": step.mark.confidence,
        }
        for step in found.steps
    )


def _lifetime(found: Contract, on: date) -> tuple[Note, ...]:
    """Say that a contract has ended, or lies further ahead than any that is listed."""
    if found.ended(on):
        last = found.last_trading_day
        return (Note("ended", code=found.code, day=last) if last else Note("month_over", code=found.code),)
    return (Note("too_far_ahead", code=found.code),) if found.months_ahead(on) > LISTED_AHEAD else ()


def _notes(found: Contract, values: Mapping[str, object], price: Decimal | None) -> tuple[Note, ...]:
    notes = [Note("provisional")] if found.provisional else []
    if values["last_trading_day"] is None:
        notes.append(Note("no_days"))
    if values["margin_rate"] is None:
        notes.append(Note("no_margin"))
    elif values["margin_confidence"] != "firm":
        notes.append(Note("margin_seen", day=values["margin_seen_on"]))
    return (*notes, *((Note("no_price"),) if price is None else ()))
