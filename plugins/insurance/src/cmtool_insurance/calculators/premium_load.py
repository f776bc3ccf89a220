"""What a premium weighs on a household (保费负担): its share of the income, what is left, and the four lines of the law.

    share = premium / household income                     (a single premium too: how many times the yearly income)
    all   = (premium + premiums already paid a year) / household income

The four lines are those of 金融机构产品适当性管理办法 (令2025年第7号) 第三十九条: for participating, universal, unit-linked and
variable policies a signed declaration comes first where a single premium is above 4 times the household's yearly income, a
yearly one above 20% of it, payment years and age together reach 75, or the premium reaches 150% of the stated budget. A line
that is met asks for a declaration; it does not say that the premium below it can be afforded.

>>> found = premium_load(household_income=Decimal(300_000), premium=Decimal(12_000), pay_years=20,
...     other_premiums=Decimal(6_000), budget=Decimal(15_000), age=40)
>>> found.values["share"], found.values["share_all"], found.values["paid_in_all"], found.values["lines_met"]
(Decimal('0.04'), Decimal('0.06'), Decimal('240000'), 0)
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cmtool.model import Note, Outcome

TIMES_INCOME = Decimal(4)
YEARLY_SHARE = Decimal("0.2")
AGE_AND_YEARS = Decimal(75)
BUDGET_SHARE = Decimal("1.5")
MILLIONTH = Decimal("0.000001")

Row = dict[str, object]


def premium_load(
    *,
    household_income: Decimal,
    premium: Decimal,
    pay_years: int,
    other_premiums: Decimal = Decimal(0),
    budget: Decimal | None = None,
    age: int | None = None,
) -> Outcome:
    """Return what the premium weighs, and which lines it meets.

    Args:
        household_income: Yuan a year.
        premium: Yuan a year, or once where ``pay_years`` is 1.
        pay_years: Years of payment; 1 for a single premium.
        other_premiums: What the household already pays for cover, yuan a year.
        budget: What the client said he means to pay, counted like the premium; ``None`` where he did not say.
        age: Policyholder's age in whole years; ``None`` where it is not known.
    """
    single = pay_years == 1
    yearly = Decimal(0) if single else premium
    lines = tuple(_lines(household_income, premium, pay_years, budget, age))
    met = sum(row["met"] == "yes" for row in lines)
    values = {
        "share": _ratio(premium / household_income),
        "share_all": _ratio((yearly + other_premiums) / household_income),
        "left": household_income - other_premiums - premium,
        "paid_in_all": premium * pay_years,
        "lines_met": met,
        "lines": lines,
    }
    notes = [Note("declaration_first" if met else "no_line_met"), Note("tenth_is_a_rule_of_thumb")]
    if any(row["met"] == "unknown" for row in lines):
        notes.append(Note("not_all_known"))
    return Outcome(values=values, notes=tuple(notes))


def _lines(income: Decimal, premium: Decimal, pay_years: int, budget: Decimal | None, age: int | None) -> Iterator[Row]:
    """Yield the lines of the law: what is measured, the line, what was found, and whether it is met."""
    if pay_years == 1:
        yield _line("single", TIMES_INCOME * income, premium, reached=premium > TIMES_INCOME * income)
    else:
        yield _line("yearly", YEARLY_SHARE * income, premium, reached=premium > YEARLY_SHARE * income)
    old = None if age is None else Decimal(age + pay_years)
    yield _line("age", AGE_AND_YEARS, old, reached=old is not None and old >= AGE_AND_YEARS)
    most = None if budget is None else BUDGET_SHARE * budget
    yield _line("budget", most, None if most is None else premium, reached=most is not None and premium >= most)


def _line(what: str, line: Decimal | None, found: Decimal | None, *, reached: bool) -> Row:
    met = "unknown" if found is None else "yes" if reached else "no"
    return {"what": what, "line": line, "found": found, "met": met}


def _ratio(share: Decimal) -> Decimal:
    return share.quantize(MILLIONTH).normalize()
