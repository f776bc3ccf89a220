"""Results of calculators as people and scripts read them: grouped digits, units, no figure rounded twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.model import Calculator, Outcome, Quantity


def shown(quantity: Quantity, value: object, lang: str) -> str:
    """Return one result in words of its kind: money with two places, a ratio in per cent."""
    if isinstance(value, tuple):
        return "; ".join(shown(quantity, item, lang) for item in value)
    if quantity.kind == "money" and isinstance(value, int | Decimal):
        return f"{value:,.2f}"
    if quantity.kind == "ratio" and isinstance(value, int | Decimal | float):
        return f"{Decimal(str(value)) * 100:.4f}".rstrip("0").rstrip(".") + "%"
    if quantity.kind in {"choice", "text"} and str(value) in quantity.choices:
        return quantity.choices[str(value)].said(lang)
    return number(value)


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
    """Return a value as JSON holds it: a whole number as an int, another as a float, a day as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return [outer(item) for item in value] if isinstance(value, tuple) else value


def notes(calculator: Calculator, outcome: Outcome, lang: str) -> list[str]:
    """Return the remarks of a calculation as sentences."""
    return [
        calculator.notes[note.key].filled(**{name: number(value) for name, value in note.figures.items()}).said(lang)
        for note in outcome.notes
    ]
