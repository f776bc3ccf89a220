"""Running a calculator: inputs read and checked as declared, results in the declared order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.errors import InvalidData, NotFound
from cmtool.model import Calculator, Outcome, Quantity
from cmtool.rules import literals
from cmtool.words import text as worded


def calculate(calculator: Calculator, function: Callable[..., Outcome], written: Mapping[str, object]) -> Outcome:
    """Return what ``function`` makes of the inputs as people write them.

    Raises:
        NotFound: an input is given that the calculator does not take.
        InvalidData: an input is missing, not readable or outside its limits; all are named at once.
    """
    declared = {quantity.name: quantity for quantity in calculator.inputs}
    unknown = [name for name in written if name not in declared]
    if unknown:
        raise NotFound("calc-no-such-input", calculator=calculator.name, found=unknown, known=list(declared))
    return function(**inputs_of(calculator, written))


def inputs_of(calculator: Calculator, written: Mapping[str, object]) -> dict[str, Any]:
    """Return the typed inputs, defaults filled in.

    Raises:
        InvalidData: some are missing or wrong; all are named.
    """
    found: dict[str, Any] = {}
    wrong: list[InvalidData] = []
    for quantity in calculator.inputs:
        given = written.get(quantity.name)
        try:
            found[quantity.name] = _value(quantity, quantity.default if given is None else given)
        except InvalidData as mistake:
            wrong.append(mistake)
    if wrong:
        raise InvalidData("calc-bad-inputs", calculator=calculator.name, wrong=wrong)
    return found


def _value(quantity: Quantity, written: object) -> object:
    if written is None:
        raise InvalidData("calc-missing-input", name=quantity.name, title=quantity.title)
    try:
        value = READERS[quantity.kind](quantity, written)
    except ValueError:
        raise InvalidData(f"calc-not-{quantity.kind}", name=quantity.name, title=quantity.title, value=written) from None
    _within(quantity, value, written)
    return value


def _within(quantity: Quantity, value: object, written: object) -> None:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return
    low, above, high = quantity.low, quantity.above, quantity.high
    if (low is not None and value < low) or (above is not None and value <= above) or (high is not None and value > high):
        lower = (
            worded("calc-at-least", limit=low)
            if low is not None
            else worded("calc-more-than", limit=above)
            if above is not None
            else worded("value-no-limit")
        )
        upper = worded("calc-at-most", limit=high) if high is not None else worded("value-no-limit")
        key = "calc-outside-ratio" if quantity.kind == "ratio" else "calc-outside"
        raise InvalidData(key, name=quantity.name, title=quantity.title, value=written, low=lower, high=upper)


def _int(_quantity: Quantity, written: object) -> int:
    value = literals.number(str(written))
    if value != value.to_integral_value():
        raise ValueError(written)
    return int(value)


def _decimal(_quantity: Quantity, written: object) -> Decimal:
    return written if isinstance(written, Decimal) else literals.number(str(written))


def _date(_quantity: Quantity, written: object) -> date:
    return written if isinstance(written, date) else literals.day(str(written))


def _choice(quantity: Quantity, written: object) -> str:
    for key, title in quantity.choices.items():
        if str(written).strip().lower() in {key, title.zh.lower(), title.en.lower()}:
            return key
    raise InvalidData(
        "calc-not-choice", name=quantity.name, title=quantity.title, value=written, choices=list(quantity.choices)
    )


def _series(_quantity: Quantity, written: object) -> tuple[Decimal, ...]:
    if isinstance(written, list | tuple):
        return tuple(literals.number(str(item)) for item in written)
    items = str(written).replace("，", ",").replace("\n", ",").replace(";", ",").split(",")
    return tuple(literals.number(item) for item in items if item.strip())


READERS: Mapping[str, Callable[[Quantity, object], object]] = {
    "int": _int, "number": _decimal, "money": _decimal, "ratio": _decimal, "date": _date, "choice": _choice, "series": _series,
    "text": lambda _quantity, written: str(written),
}  # fmt: skip
