"""A credit account for margin trading (信用账户): what secures it, what it owes, and the margin still free.

Maintenance ratio = (cash + market value of securities) ÷ (money borrowed + market value borrowed and sold + interest and fees).
Margin still free = cash + collateral × haircut + gains of financed and short positions × haircut (losses in full) - proceeds of
short sales - money borrowed × its margin ratio - market value sold short × its margin ratio - interest and fees, as in the
exchanges' detailed rules on margin trading. All amounts are yuan.

>>> bought = {"financed_value": Decimal(110), "financed": Decimal(60)}
>>> account = Account(cash=Decimal(20), securities=Decimal(100), haircut=Decimal("0.7"), **bought)
>>> account.ratio, account.available_margin
(Decimal('3.833333333333333333333333333'), Decimal('62.50'))
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A credit account at today's prices; ratios are 1 for 100%.

    ``cash`` contains the proceeds of short sales. ``haircut`` is that of the collateral bought with own money,
    ``position_haircut`` that of securities financed or sold short; both are weighted by value.
    """

    cash: Decimal = NOTHING
    securities: Decimal = NOTHING
    haircut: Decimal = NOTHING
    financed_value: Decimal = NOTHING
    financed: Decimal = NOTHING
    short_value: Decimal = NOTHING
    short_proceeds: Decimal = NOTHING
    position_haircut: Decimal = Decimal("0.65")
    interest: Decimal = NOTHING
    held_ratio: Decimal = Decimal(1)
    short_ratio: Decimal = Decimal(1)

    @property
    def held(self) -> Decimal:
        """Market value of all securities held."""
        return self.securities + self.financed_value

    @property
    def assets(self) -> Decimal:
        """Everything that secures the debt."""
        return self.cash + self.held

    @property
    def debt(self) -> Decimal:
        """Everything to be returned."""
        return self.financed + self.short_value + self.interest

    @property
    def ratio(self) -> Decimal:
        """The maintenance ratio; there must be a debt."""
        return self.assets / self.debt

    @property
    def available_margin(self) -> Decimal:
        """Margin still free; below zero when the positions use more than there is."""
        gains = self._counted(self.financed_value - self.financed) + self._counted(self.short_proceeds - self.short_value)
        used = self.financed * self.held_ratio + self.short_value * self.short_ratio + self.short_proceeds + self.interest
        return self.cash + self.securities * self.haircut + gains - used

    def _counted(self, gain: Decimal) -> Decimal:
        return gain * self.position_haircut if gain > 0 else gain
