"""Running a calculator: inputs read and checked as declared, results in the declared order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.errors import CmtoolError, InvalidData, NotFound
from cmtool.model import Calculator, File, Outcome, Quantity
from cmtool.rules import literals
from cmtool.words import text as worded

Opener = Callable[[Quantity, object, str], File]


def calculate(
    calculator: Calculator,
    function: Callable[..., Outcome],
    written: Mapping[str, object],
    files: Opener | None = None,
    on: date | None = None,
) -> Outcome:
    """Return what ``function`` makes of the inputs as people write them.

    Raises:
        NotFound: an input is given that the calculator does not take.
        InvalidData: an input is missing, not readable or outside its limits; all are named at once.
    """
    return function(**inputs_of(calculator, written, files, on))


def inputs_of(
    calculator: Calculator, written: Mapping[str, object], files: Opener | None = None, on: date | None = None
) -> dict[str, Any]:
    """Return the typed inputs, defaults filled in.

    ``files`` opens what is given as the path of a file; ``on`` is the day that a default of "today" means.

    Raises:
        NotFound: an input is given that the calculator does not take.
        InvalidData: some are missing or wrong; all are named.
    """
    declared = [quantity.name for quantity in calculator.inputs]
    unknown = [name for name in written if name not in declared]
    if unknown:
        raise NotFound("calc-no-such-input", calculator=calculator.name, found=unknown, known=declared)
    found: dict[str, Any] = {}
    wrong: list[CmtoolError] = []
    for quantity in calculator.inputs:
        given = written.get(quantity.name)
        try:
            found[quantity.name] = value_of(quantity, on if given is None and quantity.default == "today" else given, files)
        except InvalidData as mistake:
            wrong.append(mistake)
    if wrong:
        raise InvalidData("calc-bad-inputs", calculator=calculator.name, wrong=wrong)
    return found


def value_of(quantity: Quantity, given: object, files: Opener | None = None, beside: str = "") -> object:
    """Return one value as its quantity declares it; ``beside`` is the file that names it.

    Raises:
        InvalidData: it is missing, not readable or outside its limits.
    """
    written = quantity.default if given is None else given
    if quantity.kind in {"file", "table"}:
        from cmtool.jobs.given import held

        return held(quantity, written, files, beside)
    if written is None and quantity.optional:
        return None
    if written is None:
        raise InvalidData("calc-missing-input", name=quantity.name, title=quantity.title)
    try:
        value = READERS[quantity.kind](quantity, written)
    except ValueError:
        raise InvalidData(f"calc-not-{quantity.kind}", name=quantity.name, title=quantity.title, value=written) from None
    within(quantity, value, written)
    return value


def within(quantity: Quantity, value: object, written: object) -> None:
    """Check a number, or each of a series, against the limits of its quantity.

    Raises:
        InvalidData: it lies outside.
    """
    if isinstance(value, tuple):
        for each in value:
            within(quantity, each, f"{each:f}" if isinstance(each, Decimal) else each)
        return
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return
    low, above, high = quantity.low, quantity.above, quantity.high
    if (low is not None and value < low) or (above is not None and value <= above) or (high is not None and value > high):
        lower = (
            worded("calc-at-least", limit=f"{low:,f}")
            if low is not None
            else worded("calc-more-than", limit=f"{above:,f}")
            if above is not None
            else worded("value-no-limit")
        )
        upper = worded("calc-at-most", limit=f"{high:,f}") if high is not None else worded("value-no-limit")
        key = "calc-outside-ratio" if quantity.kind == "ratio" else "calc-outside"
        raise InvalidData(key, name=quantity.name, title=quantity.title, value=written, low=lower, high=upper)


def _int(_quantity: Quantity, written: object) -> int:
    value = _counted(written)
    if value != value.to_integral_value():
        raise ValueError(written)
    return int(value)


def _counted(written: object) -> Decimal:
    """Return a number of things or of money, of which there is no percentage."""
    if isinstance(written, Decimal):
        return written
    if str(written).rstrip().endswith(("%", "％", "‰")):
        raise ValueError(written)
    return literals.number(str(written))


def _money(_quantity: Quantity, written: object) -> Decimal:
    return _counted(written)


def _number(quantity: Quantity, written: object) -> Decimal:
    """Read a number; what is measured in a unit is no percentage."""
    return _counted(written) if quantity.unit else _ratio(quantity, written)


def _ratio(_quantity: Quantity, written: object) -> Decimal:
    return written if isinstance(written, Decimal) else literals.number(str(written))


def _date(_quantity: Quantity, written: object) -> date:
    return written if isinstance(written, date) else literals.day(str(written))


def _month(_quantity: Quantity, written: object) -> date:
    """Read ``2027-01``, ``2027年1月`` or ``202701`` as the first day of the month."""
    if isinstance(written, date):
        return written.replace(day=1)
    text = str(written).strip().rstrip("月").replace("年", "-").replace("/", "-")
    year, month = (text[:4], text[4:]) if text.isdigit() and len(text) == 6 else text.split("-", 1)
    return date(int(year), int(month), 1)


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
    "int": _int, "number": _number, "money": _money, "ratio": _ratio, "date": _date, "month": _month, "choice": _choice,
    "series": _series, "text": lambda _quantity, written: str(written),
}  # fmt: skip
