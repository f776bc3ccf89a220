"""Whether a hedge qualifies for hedge accounting, what it offset, and the sheet to keep (套期会计).

企业会计准则第24号——套期会计（财会〔2017〕9号）: a hedge qualifies if there is an economic relationship, credit risk does
not dominate, and the hedge ratio is that of the quantities really used, not unbalanced on purpose; nothing is tested
backwards. The range of 80–125 % belongs to the standard of 2006 and is computed where the firm keeps it: |change of the
instrument ÷ change of the item|, of the period and since the start. Cash-flow reserve = the smaller, by amount, of both
changes since the start, with the sign of the instrument; 0 where both went the same way. Money in yuan.

>>> D = Decimal
>>> found = hedge_accounting(kind="cash_flow", economic="yes", credit="no", ratio_used="yes", item_changes=(D(-100), D(40)),
...                          instrument_changes=(D(90), D(-45)))
>>> found.values["verdict"], [(row["reserve"], row["ineffective"]) for row in found.values["periods"]]
('qualifies', [(Decimal('90'), Decimal('0')), (Decimal('45'), Decimal('0'))])
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.regression import Fit, least_squares

Series = tuple[Decimal, ...]
LOW, HIGH = Decimal("0.8"), Decimal("1.25")
PARTS = ("hedged_item", "instrument", "risk", "objective", "ratio", "sources", "method", "designated_on")
MISSING = "missing"


def hedge_accounting(
    *,
    kind: str,
    economic: str = "unknown",
    credit: str = "unknown",
    ratio_used: str = "unknown",
    item_changes: Series = (),
    instrument_changes: Series = (),
    keeps_range: str = "no",
    hedged_item: str = "",
    instrument: str = "",
    risk: str = "",
    objective: str = "",
    ratio: str = "",
    sources: str = "",
    method: str = "",
    designated_on: str = "",
) -> Outcome:
    """Return the qualitative verdict, what each period offset, and the documentation sheet.

    Args:
        kind: "cash_flow" or "fair_value".
        economic: Is there an economic relationship between item and instrument: "yes", "no" or "unknown".
        credit: Does credit risk dominate their changes in value.
        ratio_used: Is the hedge ratio that of the quantities really used, and not unbalanced on purpose.
        item_changes: Change of the hedged item's value in each period, gains positive.
        instrument_changes: Change of the instrument's value in the same periods.
        keeps_range: "yes" where the firm still keeps the 80–125 % range.
        hedged_item: What is hedged; this and the rest fill the sheet.
        instrument: With what.
        risk: Which risk.
        objective: The firm's strategy and objective.
        ratio: The hedge ratio and how it was found.
        sources: What can make the hedge ineffective.
        method: How effectiveness is assessed.
        designated_on: Day of designation.

    Raises:
        Refusal: the series differ in length.
    """
    if len(item_changes) != len(instrument_changes):
        raise Refusal("series_differ", item=len(item_changes), instrument=len(instrument_changes))
    verdict = judged(economic, credit, ratio_used)
    rows = periods(item_changes, instrument_changes, kind)
    written = (hedged_item, instrument, risk, objective, ratio, sources, method, designated_on)
    values: dict[str, object] = {"verdict": verdict, **_totals(rows), **_fitted(item_changes, instrument_changes)}
    values["periods"] = rows
    values["sheet"] = tuple({"part": part, "content": said or MISSING} for part, said in zip(PARTS, written, strict=True))
    notes = _why(verdict, economic, credit, ratio_used)
    notes += _range(rows) if keeps_range == "yes" else []
    notes += [Note("went_together")] if any(row["item"] * row["instrument"] > 0 for row in rows) else []
    empty = sum(not said for said in written)
    notes += [Note("sheet_incomplete", count=empty)] if empty else []
    return Outcome(values=values, notes=(*notes, Note("forward_only")))


def judged(economic: str, credit: str, ratio_used: str) -> str:
    """Return "qualifies", "fails" or, where an answer that could decide is missing, "ask".

    >>> judged("yes", "no", "unknown"), judged("yes", "yes", "unknown")
    ('ask', 'fails')
    """
    if economic == "no" or credit == "yes" or ratio_used == "no":
        return "fails"
    return "qualifies" if (economic, credit, ratio_used) == ("yes", "no", "yes") else "ask"


def offset(instrument: Decimal, item: Decimal) -> Decimal | None:
    """Return −instrument ÷ item: 1 for an exact offset, below 0 if both went one way, None where the item did not move.

    >>> offset(Decimal(90), Decimal(-100)), offset(Decimal(5), Decimal(0))
    (Decimal('0.9'), None)
    """
    return -instrument / item if item else None


def effective(share: Decimal | None) -> bool:
    """Return whether a period's offset lies from 80 to 125 %, both ends included."""
    return share is not None and LOW <= share <= HIGH


def reserve(instrument: Decimal, item: Decimal) -> Decimal:
    """Return the cash-flow reserve for changes since the start.

    >>> reserve(Decimal(120), Decimal(-100)), reserve(Decimal(-80), Decimal(100)), reserve(Decimal(10), Decimal(10))
    (Decimal('100'), Decimal('-80'), Decimal('0'))
    """
    if instrument * item >= 0:
        return Decimal(0)
    smaller = min(abs(instrument), abs(item))
    return smaller if instrument > 0 else -smaller


def periods(item_changes: Series, instrument_changes: Series, kind: str) -> tuple[dict[str, object], ...]:
    """Return each period with what it offset and how it is booked."""
    rows, of_item, of_instrument = [], Decimal(0), Decimal(0)
    for number, (item, instrument) in enumerate(zip(item_changes, instrument_changes, strict=True), 1):
        of_item, of_instrument = of_item + item, of_instrument + instrument
        row: dict[str, object] = {
            "period": number,
            "item": item,
            "instrument": instrument,
            "offset": offset(instrument, item),
            "since_start": offset(of_instrument, of_item),
        }
        row["in_range"] = "yes" if effective(row["since_start"]) else "no"  # type: ignore[arg-type]
        if kind == "cash_flow":
            held = reserve(of_instrument, of_item)
            row |= {"reserve": held, "ineffective": of_instrument - held}
        else:
            row |= {"ineffective": of_instrument + of_item}
        rows.append(row)
    return tuple(rows)


def _totals(rows: tuple[dict[str, object], ...]) -> dict[str, object]:
    if not rows:
        return {}
    last = rows[-1]
    return {"offset_since_start": last["since_start"], "reserve": last.get("reserve"), "ineffective": last["ineffective"]}


def _fitted(item: Series, instrument: Series) -> dict[str, object]:
    fit: Fit | None = least_squares([float(each) for each in instrument], [[float(each) for each in item]]) if item else None
    return {"slope": fit.slopes[0], "r_squared": fit.r_squared} if fit else {}


def _why(verdict: str, economic: str, credit: str, ratio_used: str) -> list[Note]:
    """Say which requirement fails, or what must be asked, or that all hold."""
    asking = verdict == "ask"
    reasons = [Note("no_relationship")] if economic == "no" else []
    reasons += [Note("credit_dominates")] if credit == "yes" else []
    reasons += [Note("ratio_unbalanced")] if ratio_used == "no" else []
    reasons += [Note("ask_relationship")] if asking and economic == "unknown" else []
    reasons += [Note("ask_credit")] if asking and credit == "unknown" else []
    reasons += [Note("ask_ratio")] if asking and ratio_used == "unknown" else []
    return reasons or [Note("all_three")]


def _range(rows: tuple[dict[str, object], ...]) -> list[Note]:
    outside = [str(row["period"]) for row in rows if row["in_range"] == "no"]
    if not rows:
        return []
    return [Note("outside_range", periods=", ".join(outside))] if outside else [Note("inside_range")]
