"""How much life cover a family lacks: the needs method (需求法), with the human-life value and the rule of thumb beside it.

    living = max(income·(1 - own share) - other income, 0) · (1 + v + … + v^(years-1)),  v = 1/(1 + rate)
    need   = living + debts + education + spouse's retirement + last expenses
    gap    = max(need - assets - cover in force, 0)
    value  = income·(1 - own share) · the same annuity          (human-life value, 生命价值法)

The annuity is written for money at the beginning of each year; at the end of each year every term is discounted once more.
Income is level: with a rate after inflation the result is in today's money. Practice of the trade, not law; ten times income
is a rule of thumb.

>>> found = cover_gap(income=Decimal(200_000), own_share=Decimal("0.3"), other_income=Decimal(0), years=20,
...     rate=Decimal("0.025"), timing="begin", debts=Decimal(800_000), education=Decimal(300_000),
...     spouse_retirement=Decimal(0), last_expenses=Decimal(50_000), assets=Decimal(400_000), cover=Decimal(500_000))
>>> found.values["living"], found.values["gap"], found.values["rule_of_thumb"]
(Decimal('2237044.79'), Decimal('2487044.79'), Decimal('2000000.00'))
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from cmtool.model import Note, Outcome

FEN = Decimal("0.01")
TIMES_INCOME = 10


def cover_gap(
    *,
    income: Decimal,
    own_share: Decimal,
    other_income: Decimal,
    years: int,
    rate: Decimal,
    timing: str,
    debts: Decimal,
    education: Decimal,
    spouse_retirement: Decimal,
    last_expenses: Decimal,
    assets: Decimal,
    cover: Decimal,
) -> Outcome:
    """Return the family's need on the breadwinner's death and what is missing.

    Args:
        income: What he earns, yuan a year.
        own_share: Share of it that he spends on himself, 0 to 1.
        other_income: What the family would still have, yuan a year.
        years: Years the family is to be carried.
        rate: Discount rate a year, after inflation for today's money.
        timing: "begin" or "end": when in the year the money is needed.
        debts: Debts to repay, yuan.
        education: Children's education in today's money, yuan.
        spouse_retirement: Sum set aside for the spouse's retirement, yuan.
        last_expenses: Medical and funeral expenses, yuan.
        assets: Assets the family could use, yuan.
        cover: Death cover in force, yuan.
    """
    lost = income * (1 - own_share)
    factor = annuity(rate=rate, years=years, timing=timing)
    living = _fen(max(lost - other_income, Decimal(0)) * factor)
    need = _fen(living + debts + education + spouse_retirement + last_expenses)
    spare = _fen(assets + cover - need)
    values = {
        "living": living,
        "need": need,
        "gap": max(-spare, Decimal("0.00")),
        "life_value": _fen(lost * factor),
        "rule_of_thumb": _fen(income * TIMES_INCOME),
    }
    return Outcome(values=values, notes=_notes(lost - other_income, spare))


def annuity(*, rate: Decimal, years: int, timing: str) -> Decimal:
    """Return what 1 yuan a year for ``years`` years is worth today.

    >>> annuity(rate=Decimal(0), years=20, timing="begin")
    Decimal('20')
    """
    first = 1 if timing == "end" else 0
    return sum(((1 + rate) ** -year for year in range(first, first + years)), Decimal(0))


def _notes(lacking: Decimal, spare: Decimal) -> tuple[Note, ...]:
    notes = [Note("practice_not_law")]
    if lacking <= 0:
        notes.append(Note("other_income_enough"))
    if spare >= 0:
        notes.append(Note("no_gap", spare=spare))
    return tuple(notes)


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)
