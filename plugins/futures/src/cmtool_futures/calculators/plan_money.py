"""What a hedge plan does to the cash and to the result (套保方案：资金压力与情景).

Money needed for a move m = Σ margin at the new price − Σ result of the futures, not below nothing; cash left = cash + result −
margin. Result of the goods: sellers gain
quantity × price × (move + change of the basis), buyers lose it. All prices of a plan move together, by the same share. Yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cmtool_futures.calculators.plan_positions import Position

NOTHING = Decimal(0)
Rows = tuple[dict[str, object], ...]


def both_ways(moves: Sequence[Decimal]) -> list[Decimal]:
    """Return each move down and up, in order, with none in the middle.

    >>> [str(move) for move in both_ways([Decimal("0.1"), Decimal("0.05")])]
    ['-0.1', '-0.05', '0', '0.05', '0.1']
    """
    return sorted({sign * move for move in moves for sign in (1, -1)} | {NOTHING})


def needed(positions: Sequence[Position], move: Decimal) -> Decimal:
    """Return the money that must have been in the account for a move to leave just its margin; nothing where gains suffice."""
    return max(NOTHING, -_free(positions, move))


def _free(positions: Sequence[Position], move: Decimal) -> Decimal:
    return sum((each.result(move) - each.margin(move) for each in positions), NOTHING)


def cash_rows(positions: Sequence[Position], moves: Sequence[Decimal], cash: Decimal) -> Rows:
    """Return, move by move, the futures' result, the margin, the money needed and what is left of the cash."""
    return tuple(
        {
            "move": move,
            "result": sum((each.result(move) for each in positions), NOTHING),
            "margin": sum((each.margin(move) for each in positions), NOTHING),
            "needed": needed(positions, move),
            "left": cash + _free(positions, move),
        }
        for move in both_ways(moves)
    )


def scenario_rows(positions: Sequence[Position], moves: Sequence[Decimal], basis_moves: Sequence[Decimal]) -> Rows:
    """Return the result of the goods, of the futures and of both, for each price move and each change of the basis."""
    rows = []
    for basis in sorted(set(basis_moves)):
        for move in both_ways(moves):
            goods = sum((each.goods(move, basis) for each in positions), NOTHING)
            futures = sum((each.result(move) for each in positions), NOTHING)
            rows.append({"basis": basis, "move": move, "unhedged": goods, "futures": futures, "hedged": goods + futures})
    return tuple(rows)


def risk_rows(positions: Sequence[Position], moves: Sequence[Decimal], cash: Decimal, worst_month: Decimal | None) -> Rows:
    """Return what the plan does not protect from, with its size where it can be told."""
    value = sum((each.covered * each.price for each in positions), NOTHING)
    short = min((row["left"] for row in cash_rows(positions, moves, cash)), default=NOTHING)
    basis = -worst_month if worst_month is not None and worst_month < 0 else value * Decimal("0.03")
    rolled = sum((abs(each.roll_cost) for each in positions if each.roll_cost), NOTHING)
    sizes = {
        "basis": basis,
        "quantity": value / 100,
        "grade": None,
        "cash": -short if short < 0 else NOTHING,  # type: ignore[operator]
        "roll": rolled or None,
        "limit_days": None,
        "credit": None,
        "gain": None,
        "tax": None,
    }
    return tuple({"risk": risk, "size": size} for risk, size in sizes.items())
