"""Named reads of payments and attempts; whoever will change a payment locks its row first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.money import Money
from core.payments.states import OPEN
from core.payments.tables import AttemptRow, PaymentRow, ReceiptRow
from core.tx import Tx

REVERSAL = "reversal"
SENDS = ("prompt", "payout", "reversal")
ASKS = ("ask_prompt", "ask_payout", "ask_reversal")


@dataclass(frozen=True)
class Stored:
    """A payment as it stands in its row."""

    id: str
    direction: str
    purpose: str
    member: str
    phone: str
    minor_units: int
    currency: str
    provider: str
    state: str
    reference: str
    target: str
    about: str
    account: str
    created_at: datetime
    receipt: str = ""
    booked: int = 0
    placed: str = ""
    confirmed: bool = False
    flagged: str = ""
    reversal: str = ""
    asks: int = 0
    next_ask_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def sent_by(self) -> str:
        """The kind of the attempt that moves it."""
        if self.direction == "in":
            return "prompt"
        return "reversal" if self.purpose == REVERSAL else "payout"

    @property
    def amount(self) -> Money:
        """What we asked for, or what arrived."""
        return Money(self.minor_units, self.currency)

    @property
    def paid(self) -> Money:
        """What was booked."""
        return Money(self.booked, self.currency)


@dataclass(frozen=True)
class Tried:
    """An attempt as it stands in its row."""

    token: str
    payment: str
    kind: str
    number: int
    asked: str
    begun_at: datetime
    provider_id: str = ""
    state: str = "begun"
    code: str = ""


_payments: Any = select(*(getattr(PaymentRow, each.name) for each in fields(Stored)))
_attempts: Any = select(*(getattr(AttemptRow, each.name) for each in fields(Tried)))
_by_id = _payments.where(PaymentRow.id == bindparam("payment"))
_lock = _by_id.with_for_update()
_by_reference = select(PaymentRow.id).where(
    PaymentRow.reference == bindparam("reference"), PaymentRow.direction == "in"
)
_open_of = (
    _payments.where(PaymentRow.member == bindparam("member"), PaymentRow.purpose == bindparam("purpose"))
    .where(PaymentRow.open_key.is_not(None))
    .order_by(PaymentRow.id.desc())
)
_open_key = _payments.where(PaymentRow.open_key == bindparam("open_key"))
_waiting_of = select(PaymentRow.id).where(
    PaymentRow.phone == bindparam("phone"), PaymentRow.state == "created", PaymentRow.direction == "in"
)
_in_today = select(func.coalesce(func.sum(PaymentRow.minor_units), 0)).where(
    PaymentRow.member == bindparam("member"),
    PaymentRow.created_on == bindparam("day"),
    PaymentRow.direction == "in",
    PaymentRow.state.in_((*OPEN, "succeeded")),
)
_to_others = select(func.count()).where(
    PaymentRow.member == bindparam("member"),
    PaymentRow.created_on == bindparam("day"),
    PaymentRow.direction == "in",
    PaymentRow.phone != bindparam("phone"),
    PaymentRow.phone != "",
)
_attempt = _attempts.where(AttemptRow.token == bindparam("token"))
_named = select(AttemptRow.token, AttemptRow.payment).where(AttemptRow.token == bindparam("token"))
_known_as = select(AttemptRow.token, AttemptRow.payment).where(AttemptRow.provider_id == bindparam("provider_id"))
_of_payment = _attempts.where(AttemptRow.payment == bindparam("payment")).order_by(AttemptRow.number)
_holder = select(ReceiptRow.payment).where(
    ReceiptRow.provider == bindparam("provider"), ReceiptRow.receipt == bindparam("receipt")
)


def stored(row: Any) -> Stored:
    return Stored(*row)


def _tried(row: Any) -> Tried:
    return Tried(*row)


async def payment(tx: Tx, payment: str) -> Stored | None:
    row = (await tx.execute(_by_id, {"payment": payment})).one_or_none()
    return row and stored(row)


async def lock(tx: Tx, payment: str) -> Stored | None:
    """The payment, held until the transaction ends."""
    row = (await tx.execute(_lock, {"payment": payment})).one_or_none()
    return row and stored(row)


async def with_reference(tx: Tx, reference: str) -> str | None:
    """The id of our own request with this reference."""
    found: str | None = (await tx.execute(_by_reference, {"reference": reference})).scalar_one_or_none()
    return found


async def open_prompt(tx: Tx, open_key: str) -> Stored | None:
    row = (await tx.execute(_open_key, {"open_key": open_key})).one_or_none()
    return row and stored(row)


async def open_prompts(tx: Tx, *, member: str, purpose: str) -> list[Stored]:
    """Prompts without a final answer, newest first."""
    return [stored(row) for row in await tx.execute(_open_of, {"member": member, "purpose": purpose})]


async def waiting_prompts(tx: Tx, phone: str) -> list[str]:
    """Ids of payments whose prompt has not left yet."""
    return list((await tx.execute(_waiting_of, {"phone": phone})).scalars())


async def in_today(tx: Tx, member: str, day: date) -> Money:
    """What came in or is asked for on this business day."""
    row = await tx.execute(_in_today, {"member": member, "day": day})
    return Money(int(row.scalar_one()), tx.institution.currency)


async def prompts_to_others(tx: Tx, *, member: str, day: date, own: str) -> int:
    found = await tx.execute(_to_others, {"member": member, "day": day, "phone": own})
    return int(found.scalar_one())


async def attempt(tx: Tx, token: str) -> Tried | None:
    row = (await tx.execute(_attempt, {"token": token})).one_or_none()
    return row and _tried(row)


async def attempts(tx: Tx, payment: str) -> list[Tried]:
    """All attempts of a payment, oldest first."""
    return [_tried(row) for row in await tx.execute(_of_payment, {"payment": payment})]


async def locked_attempt(tx: Tx, *, token: str, provider_id: str = "") -> tuple[Stored, Tried] | None:
    """The attempt that a provider names and its payment; read again under the lock, because others answer too."""
    name = (await tx.execute(_named, {"token": token})).one_or_none()
    if name is None and provider_id:
        name = (await tx.execute(_known_as, {"provider_id": provider_id})).first()
    if name is None:
        return None
    held, tried = await lock(tx, name.payment), await attempt(tx, name.token)
    assert held is not None
    assert tried is not None
    return held, tried


async def receipt_holder(tx: Tx, *, provider: str, receipt: str) -> str | None:
    """The payment this receipt belongs to."""
    found: str | None = (await tx.execute(_holder, {"provider": provider, "receipt": receipt})).scalar_one_or_none()
    return found
