"""What may be taken out of savings, how account numbers are read and written, and what a line is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR

from core.institution import Institution
from core.messages import Refusal
from core.money import Money
from core.savings.messages import AmountOutOfRange, IdentityNeeded, JustDone, NotEnough, OverDailyLimit

#: The first letter of an account number; the digits are the member's own, so M00021 saves in S00021.
LETTERS = {"shares": "C", "deposits": "D", "ordinary": "S"}

CAREFUL_AFTER_NEW_PIN = timedelta(hours=24)
TWICE_WITHIN = timedelta(minutes=2)

_NUMBER = re.compile(rf"([{''.join(LETTERS.values())}])0*([1-9][0-9]{{0,8}})")
_SEPARATORS = re.compile(r"[\s.\-/]")

#: Posting rule -> what a member reads for its line on her savings account; others keep the rule's name.
LINE_NAMES = {
    "reserve_withdrawal": "withdrawal",
    "return_withdrawal": "withdrawal_returned",
    "withdraw_cash": "withdrawal",
    "repay_loan": "overpaid",
    "recover_loan": "overpaid",
    "opening_of_books": "opening",
}


def account_number(kind: str, member_number: str) -> str:
    """`S00021` for the ordinary savings of member M-00021."""
    digits = int(re.sub(r"\D", "", member_number))
    return f"{LETTERS[kind]}{digits:05d}"


def as_typed(words: str) -> str:
    """The account number in what somebody typed at a paybill, or an empty string: `s 21` and `S-00021` are S00021."""
    found = _NUMBER.fullmatch(_SEPARATORS.sub("", words).upper())
    return f"{found[1]}{int(found[2]):05d}" if found else ""


@dataclass(frozen=True)
class Standing:
    """What is known when she asks for money; `out_…` is on its way too, not only what has arrived.

    `out_since_pin` counts from the older of a new PIN and a new number of the last day.
    """

    available: Money
    tier: int
    out_today: Money
    out_since_pin: Money
    pin_changed_at: datetime | None
    number_changed_at: datetime | None = None


def refuse(
    amount: Money, standing: Standing, house: Institution, *, now: datetime, fee: Money | None = None
) -> Refusal | None:
    """Why she may not take `amount` out of her ordinary savings now, or None when she may.

    `fee` is what it costs: None for the price of a payout to her wallet.
    """
    nothing = Money.zero(house.currency)
    fee = house.withdrawal_fee if fee is None else fee
    tier = next((tier for tier in house.tiers if tier.level == standing.tier), None)
    if tier is None or tier.out_a_day <= nothing:
        return IdentityNeeded()
    least, most = house.least_payout, house.most_payment
    if not least <= amount <= most or amount.minor_units % house.payable_unit.minor_units:
        return AmountOutOfRange(least=least, most=most)
    enough_for = (standing.available - fee).rounded_to(house.payable_unit, ROUND_FLOOR)
    if amount > enough_for:
        return NotEnough(most=max(enough_for, nothing))
    left, why = tier.out_a_day - standing.out_today, "tier"
    for changed_at, new in ((standing.pin_changed_at, "new_pin"), (standing.number_changed_at, "new_number")):
        if changed_at is not None and is_new(changed_at, now):
            left, why = min((left, why), (house.after_pin_change - standing.out_since_pin, new))
    if amount > left:
        return OverDailyLimit(left=max(left, nothing), why=why)
    return None


def is_new(changed_at: datetime, now: datetime) -> bool:
    """Little goes out for a day after her PIN or her number became another one."""
    return now < changed_at + CAREFUL_AFTER_NEW_PIN


def just_done(amount: Money, taken_at: datetime | None, *, now: datetime) -> JustDone | None:
    """`taken_at` is when she last withdrew exactly this much."""
    if taken_at is None or now - taken_at >= TWICE_WITHIN:
        return None
    return JustDone(amount=amount, at=taken_at)
