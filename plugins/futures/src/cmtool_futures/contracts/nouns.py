"""A futures product and one contract of it, as the exchange's texts and notices describe them; each block with its mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cmtool.model import Text
from cmtool_futures.contracts.day_rules import DayRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How sure a block is (V, V2, M, M-, U), of which day, and from where."""

    confidence: str
    as_of: date
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one contract is: ``multiplier`` units a lot, prices in steps of ``tick``."""

    multiplier: Decimal
    unit: Text
    quote: Text
    tick: Decimal
    currency: str
    mark: Mark
    formerly: tuple[tuple[date, Decimal], ...] = ()

    def tick_on(self, day: date) -> Decimal:
        """Return the price step in force on ``day``; ``formerly`` holds earlier steps with their last day."""
        return next((tick for until, tick in self.formerly if day <= until), self.tick)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a contract as rules; ``None`` where no text was found."""

    last_trading: DayRule | None
    first_notice: DayRule | None
    first_delivery: DayRule | None
    last_delivery: DayRule | None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a contract ends: in goods, in whole delivery lots, or in cash; and when a natural person must be out."""

    kind: str
    lots: int | None
    goods: Text | None
    person_out_by: DayRule | None
    mark: Mark
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From a day on, a higher margin rate (``what = "margin"``) or a lower position limit (``what = "limit"``)."""

    what: str
    start: DayRule
    rate: Decimal | None
    mark: Mark
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeMargin:
    """The floor of the contract's text and the last exchange setting seen, with its day; never "the current margin"."""

    floor: Decimal
    rate: Decimal | None
    limit: Decimal | None
    seen_on: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Trading hours of the day and, where there is one, of the night session."""

    day: str
    night: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What must be opened before trading: ``none``, ``specified``, ``crude`` or ``financial``; funds in yuan."""

    kind: str
    person_funds: Decimal | None
    firm_funds: Decimal | None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFee:
    """The exchange's fee for opening and for closing on the same day: ``3L`` yuan a lot, ``1bp`` a ten-thousandth of value."""

    opening: str
    close_today: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One futures product of an exchange."""

    code: str
    exchange: str
    title: Text
    status: str
    listed_on: str
    months: tuple[int, ...]
    terms: Terms
    days: Days
    delivery: Delivery
    margin: ExchangeMargin
    hours: Hours
    gate: Gate
    fee: ExchangeFee | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Text, ...] = ()
    monthly_average: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedStep:
    """A step of a contract with its days: it applies from ``start``, and bites at the settlement of ``bites_on``."""

    what: str
    start: date
    bites_on: date
    rate: Decimal | None
    mark: Mark
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One contract with its days.

    ``last_trading_day`` and the days that hang on it are ``None`` where no text was found for the product. ``provisional`` says
    that a year it touches has no announced trading calendar: its days are counted by weekdays without the statutory holidays.
    """

    code: str
    product: Product
    year: int
    month: int
    multiplier: Decimal
    unit: Text
    tick: Decimal
    quote: Text
    currency: str
    last_trading_day: date | None
    first_notice_day: date | None
    first_delivery_day: date | None
    last_delivery_day: date | None
    person_out_by: date | None
    delivery_lots: int | None
    steps: tuple[DatedStep, ...]
    provisional: bool
    marks: Mapping[str, Mark] = field(default_factory=dict, hash=False)

    @property
    def exchange(self) -> str:
        """Return the exchange: SHFE, INE, DCE, CZCE, CFFEX or GFEX."""
        return self.product.exchange

    @property
    def margin_tightens_on(self) -> date | None:
        """Return the first day with a raised margin rate."""
        return next((step.start for step in self.steps if step.what == "margin"), None)

    @property
    def limit_tightens_on(self) -> date | None:
        """Return the first day with a lower position limit."""
        return next((step.start for step in self.steps if step.what == "limit"), None)

    def ended(self, on: date) -> bool:
        """Return whether the last trading day lies before ``on``; where it is not known, whether the delivery month does."""
        return self.last_trading_day < on if self.last_trading_day else self.months_ahead(on) < 0

    def months_ahead(self, on: date) -> int:
        """Return how many months after ``on`` the delivery month comes."""
        return (self.year - on.year) * 12 + self.month - on.month

    def staged_rate(self, day: date) -> Decimal | None:
        """Return the exchange's rate near delivery that binds at the settlement of ``day``; ``None`` before the first step."""
        rates = [step.rate for step in self.steps if step.what == "margin" and step.rate is not None and step.bites_on <= day]
        return max(rates, default=None)
