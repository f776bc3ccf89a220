"""Maintenance margin ratio (维持担保比例): where a credit account stands, how far from a line, and what lifts it to a target.

To lift the ratio to ``t`` with assets A and debt D: add collateral t·D - A, or repay from outside D - A ÷ t, or sell and repay
(t·D - A) ÷ (t - 1). Repaying with outside money needs least. The firm computes the ratio daily (证券公司监督管理条例 art. 54);
the lines are those of the contract. New financing is free margin ÷ initial margin ratio; for contracts opened from 2026-01-19
that ratio is at least 100%, from 2023-09-08 to 2026-01-18 it was 80% (the exchanges' notices of 2026-01-14).

>>> account = Account(financed_value=Decimal(160), financed=Decimal(100))
>>> account.ratio, to_add(account, Decimal(2)), to_repay(account, Decimal(2)), to_sell(account, Decimal(2))
(Decimal('1.6'), Decimal('40'), Decimal('20'), Decimal('40'))
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.model import Note, Outcome
from cmtool_securities.calculators.cents import down_to_cent, to_cent, to_millionth, up_to_cent
from cmtool_securities.calculators.credit_account import NOTHING, Account

WITHDRAWAL_LINE = Decimal(3)
MINIMUM_NEW_RATIO = Decimal(1)


def to_add(account: Account, target: Decimal) -> Decimal:
    """Return the collateral to add to reach ``target``, in yuan; nothing where it is reached."""
    return max(NOTHING, target * account.debt - account.assets)


def to_repay(account: Account, target: Decimal) -> Decimal:
    """Return what to repay with money from outside to reach ``target``, in yuan."""
    return max(NOTHING, account.debt - account.assets / target)


def to_sell(account: Account, target: Decimal) -> Decimal:
    """Return what to sell and repay to reach ``target`` above 1, in yuan; all there is where even that is not enough."""
    if account.assets >= target * account.debt:
        return NOTHING
    if account.assets <= account.debt:
        return account.assets
    return (target * account.debt - account.assets) / (target - 1)


def fall_to(account: Account, line: Decimal) -> Decimal:
    """Return by what share all securities held can fall before ``line``: 0 when it is below, 1 when it never gets there."""
    spare = account.assets - line * account.debt
    return min(Decimal(1), max(NOTHING, spare / account.held)) if account.held else NOTHING


def price_at(account: Account, line: Decimal, shares: Decimal) -> Decimal | None:
    """Return the price of the financed security at which the ratio meets ``line``, all else equal, in yuan.

    ``None`` where the rest of the account holds the line by itself.
    """
    carried = line * account.debt - account.cash - account.securities
    return carried / shares if carried > 0 else None


def margin_ratio(
    *, cash: Decimal, securities: Decimal, haircut: Decimal, shares: Decimal, price: Decimal, financed: Decimal,
    short_value: Decimal, short_proceeds: Decimal, position_haircut: Decimal, interest: Decimal, held_ratio: Decimal,
    short_ratio: Decimal, new_ratio: Decimal, line: Decimal, target: Decimal,
) -> Outcome:  # fmt: skip
    """Return the account's ratio, its distance from ``line``, the ways to ``target`` and what may still be financed.

    Args:
        cash: Cash, proceeds of short sales included, in yuan.
        securities: Market value of collateral bought with own money, in yuan.
        haircut: Its weighted haircut rate, 0 to 1.
        shares: Number of the security bought with borrowed money; 1 if ``price`` is the value of several.
        price: Its price, in yuan.
        financed: Money borrowed and not repaid, in yuan.
        short_value: Market value of securities borrowed and sold, in yuan.
        short_proceeds: What their sale brought, in yuan.
        position_haircut: Haircut rate of securities financed or sold short.
        interest: Interest and fees due, in yuan.
        held_ratio: Initial margin ratio of the financing contracts held, 1 for 100%.
        short_ratio: Initial margin ratio of the short contracts.
        new_ratio: Initial margin ratio of new financing.
        line: The contract's top-up line, 1.3 for 130%.
        target: Ratio to be reached, above 1.

    An account without debts has no ratio: only assets, margin and headroom are given.
    """
    account = Account(
        cash=cash, securities=securities, haircut=haircut, financed_value=shares * price, financed=financed,
        short_value=short_value, short_proceeds=short_proceeds, position_haircut=position_haircut,
        interest=interest, held_ratio=held_ratio, short_ratio=short_ratio,
    )  # fmt: skip
    owing = {**_standing(account, line, shares), **_ways(account, target)} if account.debt else {}
    totals = {"assets": to_cent(account.assets), "debt": to_cent(account.debt)}
    return Outcome(values={**totals, **owing, **_free(account, new_ratio)}, notes=_notes(account, line, new_ratio))


def _standing(account: Account, line: Decimal, shares: Decimal) -> dict[str, Decimal]:
    price = price_at(account, line, shares)
    return {
        "maintenance_ratio": to_millionth(account.ratio),
        "fall_to_line": to_millionth(fall_to(account, line)),
        **({"price_at_line": to_millionth(price)} if price is not None else {}),
        "withdrawable": down_to_cent(max(NOTHING, account.assets - WITHDRAWAL_LINE * account.debt)),
    }


def _ways(account: Account, target: Decimal) -> dict[str, Decimal]:
    return {
        "add_collateral": up_to_cent(to_add(account, target)),
        "repay": up_to_cent(to_repay(account, target)),
        "sell_and_repay": up_to_cent(to_sell(account, target)),
    }


def _free(account: Account, new_ratio: Decimal) -> dict[str, Decimal]:
    return {
        "available_margin": to_cent(account.available_margin),
        "headroom": down_to_cent(max(NOTHING, account.available_margin) / new_ratio),
    }


def _notes(account: Account, line: Decimal, new_ratio: Decimal) -> tuple[Note, ...]:
    told = {
        "no_debt": not account.debt,
        "lines_by_contract": account.debt,
        "haircuts_by_house": True,
        "credit_limit": True,
        "below_line": account.assets < line * account.debt,
        "line_not_reached": 0 < line * account.debt <= account.cash,
        "price_not_reached": account.cash < line * account.debt <= account.cash + account.securities,
        "selling_not_enough": account.debt and account.assets <= account.debt,
        "below_minimum_ratio": new_ratio < MINIMUM_NEW_RATIO,
    }
    return tuple(Note(key) for key, holds in told.items() if holds)
