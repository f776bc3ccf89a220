"""Results of calculators as people and scripts read them: grouped digits, units, no figure rounded twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.model import Calculator, Outcome, Quantity, Text

NUMERIC = frozenset({"int", "number", "money", "ratio"})


def shown(quantity: Quantity, value: object, lang: str) -> str:
    """Return one result in words of its kind: money with two places, a ratio in per cent, a month without a day."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return value.said(lang)
    if isinstance(value, tuple):
        return "; ".join(shown(quantity, item, lang) for item in value)
    if quantity.kind == "money" and isinstance(value, int | Decimal | float):
        return f"{value:,.{2 if quantity.places is None else quantity.places}f}"
    if quantity.kind == "ratio" and isinstance(value, int | Decimal | float):
        places = 4 if quantity.places is None else quantity.places
        return _unsigned(f"{Decimal(str(value)) * 100:.{places}f}") + "%"
    if quantity.kind == "month" and isinstance(value, date):
        return f"{value:%Y-%m}"
    if quantity.kind in {"choice", "text"} and str(value) in quantity.choices:
        return quantity.choices[str(value)].said(lang)
    if quantity.places is not None and isinstance(value, Decimal | float):
        return _unsigned(f"{value:,.{quantity.places}f}")
    return number(value)


def _unsigned(written: str) -> str:
    """Return a number without trailing zeros, and nothing less than nothing as 0."""
    short = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if short == "-0" else short


def number(value: object) -> str:
    """Return a number with grouped digits and no trailing zeros; anything else as it is.

    >>> number(Decimal("1050.500")), number(84)
    ('1,050.5', '84')
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        return value.isoformat() if isinstance(value, date) else str(value)
    written = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def outer(value: object) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """Return a value as JSON holds it: a whole number as an int, another as a float, a day as ISO text.

    Of a series of days and prices it tells how many there are and which are the first and the last day.
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Mapping):
        return {name: outer(item) for name, item in value.items()}
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], tuple):
        return {"count": len(value), "first": outer(value[0][0]), "last": outer(value[-1][0])}
    return [outer(item) for item in value]


def notes(calculator: Calculator, outcome: Outcome, lang: str) -> list[str]:
    """Return the remarks of a calculation as sentences; a figure that is one of a result's choices is said in its words."""
    return [
        calculator.notes[note.key].filled(**{name: number(value) for name, value in note.figures.items()}).said(lang)
        for note in outcome.notes
    ]
