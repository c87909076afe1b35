"""A loan product as it stands on one day: its limits, its price, and what it asks of a member."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.money import Money


@dataclass(frozen=True, kw_only=True)
class Product:
    """Rates are monthly shares (0.015 is 1.5 %); `fee_rate` is one of the amount, `excise_rate` of the fee.

    `deposit_multiple` zero: the product is not secured by deposits.
    """

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
    months_needed: int
    deposit_multiple: Decimal
