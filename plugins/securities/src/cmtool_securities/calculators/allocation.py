"""An allocation over four classes (资产配置): shares, the change from today, what-ifs of equal size, and costs in yuan.

    share = amount / total;  change = amount - amount today
    move  = ± amount · move of its class                  (up and down by the same size: a what-if, no forecast)
    cost  = amount · one-off rate + amount · yearly rate  (first year; later years the yearly rate alone)

No return is expected here, and none may be: the what-ifs move each class up and down by the same size, taken by the user. A
class whose grade is above the client's level is refused, as a product would be (证券期货投资者适当性管理办法 第十九条、
第二十二条, V); a professional investor is not bound by it. Amounts are rounded to the cent.

>>> four = lambda *found: tuple(Decimal(each) for each in found)
>>> found = allocation(amounts=four(100_000, 500_000, 400_000, 0), today=(), level=4, professional="no", years=3,
...     grades=four(1, 2, 4, 4), moves=four("0", "0.05", "0.3", "0.2"), entry=four("0", "0.003", "0.01", "0"),
...     yearly=four("0.003", "0.005", "0.012", "0"))
>>> found.values["worst"], found.values["worst_share"], found.values["cost_first_year"], found.values["cost_all_years"]
(Decimal('-145000.00'), Decimal('-0.145000'), Decimal('13100.00'), Decimal('28300.00'))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_securities.calculators.cents import to_cent, to_millionth

CLASSES = ("cash", "bonds", "shares", "other")
SCENARIOS = {"all_down": (-1, -1, -1, -1), "shares_down": (0, 0, -1, 0), "flat": (0, 0, 0, 0), "all_up": (1, 1, 1, 1)}
HIGHEST = 5

Row = dict[str, object]
Four = Sequence[Decimal]


def allocation(
    *,
    amounts: Four,
    today: Four,
    level: int,
    professional: str,
    grades: Four,
    moves: Four,
    entry: Four,
    yearly: Four,
    years: int,
) -> Outcome:
    """Return the allocation as a table, what it does in four what-ifs, and what it costs.

    Args:
        amounts: Yuan in cash, bonds, shares and other; always in this order.
        today: What the client has in them today, in yuan; empty where it is not known.
        level: The client's assessed level, 1 to 5.
        professional: "yes" for a recognised professional investor, whom the level does not bind.
        grades: Highest grade of the products of each class, 1 to 5.
        moves: What-if of each class, a share such as 0.3, up and down.
        entry: One-off cost of each class as a share of its amount.
        yearly: Cost of each class a year as a share of its amount.
        years: Years that the costs are added up over.

    Raises:
        Refusal: a list has not four figures, nothing is allocated, or a class is above the client's level.
    """
    four = {"amounts": amounts, "grades": grades, "moves": moves, "entry": entry, "yearly": yearly}
    _check(four | ({"today": today} if today else {}), HIGHEST if professional == "yes" else level)
    total = sum(amounts, Decimal(0))
    parts = tuple(_parts(four, today, total))
    scenarios = tuple(_scenarios(parts, total))
    worst = min(scenarios, key=lambda row: row["result"])  # type: ignore[arg-type,return-value]
    first, later = _sum(parts, "entry") + _sum(parts, "yearly"), _sum(parts, "yearly")
    values = {
        "total": total,
        "worst": worst["result"],
        "worst_share": worst["share"],
        "cost_first_year": first,
        "cost_all_years": first + later * (years - 1),
        "parts": parts,
        "scenarios": scenarios,
    }
    return Outcome(values=values, notes=(Note("what_if"), Note("costs_of_the_contract"), *_notes(amounts, total)))


def _check(four: dict[str, Four], level: int) -> None:
    for name, figures in four.items():
        if len(figures) != len(CLASSES):
            raise Refusal("not_four", name=name, count=len(figures))
    if any(amount < 0 for amount in four["amounts"]) or not sum(four["amounts"]):
        raise Refusal("nothing_allocated")
    if any(not 0 <= figure < 1 for name in ("moves", "entry", "yearly") for figure in four[name]):
        raise Refusal("not_a_share")
    used = [grade for amount, grade in zip(four["amounts"], four["grades"], strict=True) if amount]
    above = [grade for grade in used if grade > level]
    if above:
        raise Refusal("above_the_level", count=len(above), level=level, grade=max(above))


def _parts(four: dict[str, Four], today: Four, total: Decimal) -> Iterator[Row]:
    """Yield each class with its share, its change from today, its what-ifs and its costs in yuan."""
    for place, name in enumerate(CLASSES):
        amount, moved = four["amounts"][place], to_cent(four["amounts"][place] * four["moves"][place])
        yield {
            "part": name,
            "grade": int(four["grades"][place]),
            "amount": amount,
            "share": to_millionth(amount / total),
            "today": today[place] if today else None,
            "change": amount - today[place] if today else None,
            "move": four["moves"][place],
            "down": -moved,
            "up": moved,
            "entry": to_cent(amount * four["entry"][place]),
            "yearly": to_cent(amount * four["yearly"][place]),
        }


def _scenarios(parts: Sequence[Row], total: Decimal) -> Iterator[Row]:
    """Yield the what-ifs: the result before costs, the costs of the first year, what both leave."""
    cost = _sum(parts, "entry") + _sum(parts, "yearly")
    for name, ways in SCENARIOS.items():
        moved = sum((way * row["up"] for way, row in zip(ways, parts, strict=True)), Decimal(0))  # type: ignore[operator]
        yield {
            "scenario": name,
            "result": moved,
            "share": to_millionth(moved / total),
            "cost": cost,
            "after": moved - cost,
            "left": total + moved - cost,
        }


def _sum(parts: Sequence[Row], column: str) -> Decimal:
    return sum((row[column] for row in parts), Decimal(0))  # type: ignore[misc]


def _notes(amounts: Four, total: Decimal) -> Iterator[Note]:
    if not amounts[0]:
        yield Note("no_cash")
    for name, amount in zip(CLASSES, amounts, strict=True):
        if 2 * amount > total and name in {"shares", "other"}:
            yield Note("more_than_half")
