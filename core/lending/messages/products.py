"""What the institution lends, version by version, and loans that come from other books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from core.messages import Command, Query, Refusal
from core.money import Money


@dataclass(frozen=True)
class Price:
    """What a product costs, in per cent: interest a month (of the sum lent, or of what is left), fee, late charge."""

    name: str
    method: str
    monthly_percent: Decimal
    fee_percent: Decimal
    late_percent: Decimal


@dataclass(frozen=True, kw_only=True)
class PriceList(Query[tuple[Price, ...]]):
    """The products in force today, for everybody."""


@dataclass(frozen=True)
class NoSuchProduct(Refusal):
    """No product with this code is in force, or it has no schedule for this amount and these months."""


@dataclass(frozen=True)
class LoanNumberTaken(Refusal):
    """Another loan has this number, or it is not written like one: LN-0017."""


@dataclass(frozen=True)
class DayPassed(Refusal):
    """What is changed holds from today or a later day; `first` is today."""

    first: date


@dataclass(frozen=True)
class ProductNotSaved(Refusal):
    """A product like this cannot be lent; `field` is the one to look at."""

    field: str


@dataclass(frozen=True, kw_only=True)
class SaveProduct(Command[None]):
    """A product, or its next version, in force from a day (today unless told). Loans keep their price.

    Rates are shares a month (0.015 is 1.5 %); `fee_rate` is a share of the amount, `excise_rate` of the fee.
    `method` is flat or declining. `deposit_multiple` zero: not secured by deposits.
    """

    refuses: ClassVar = (ProductNotSaved, DayPassed)
    code: str
    name: str
    least: Money
    most: Money
    terms: tuple[int, ...]
    method: str
    monthly_rate: Decimal
    fee_rate: Decimal
    excise_rate: Decimal
    late_rate: Decimal
    multiple: Money
    months_needed: int = 3
    deposit_multiple: Decimal = Decimal(0)
    in_force_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenLoan(Command[str]):
    """Bring in a running loan: the principal that is left becomes an opening balance. Answers its number.

    `disbursed_on` sets the due dates; the first `paid_instalments` are paid. Late charges start with today.
    """

    refuses: ClassVar = (NoSuchProduct, LoanNumberTaken)
    member: str
    product: str
    amount: Money
    months: int
    disbursed_on: date
    number: str = ""
    paid_instalments: int = 0


@dataclass(frozen=True)
class ProductVersion:
    """One version of a product. `state`: in_force, to_come, or ended; it holds until `in_force_to`, that day not."""

    code: str
    in_force_from: date
    in_force_to: date | None
    state: str
    name: str
    least: Money
    most: Money
    terms: tuple[int, ...]
    method: str
    monthly_rate: Decimal
    fee_rate: Decimal
    excise_rate: Decimal
    late_rate: Decimal
    multiple: Money
    months_needed: int
    deposit_multiple: Decimal


@dataclass(frozen=True, kw_only=True)
class LoanProducts(Query[tuple[ProductVersion, ...]]):
    """Every product with the versions in force and to come; `ended` shows those of the past, too."""

    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class EndProduct(Command[None]):
    """No new loans of this product from a day on (today unless told). Running loans go on as they were signed."""

    refuses: ClassVar = (NoSuchProduct, DayPassed)
    code: str
    on: date | None = None
