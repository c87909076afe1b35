"""What may be asked of the audit trail: a part of it, the proof of its chain, and a copy that others can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.messages import PAGE, Page, Query


@dataclass(frozen=True)
class AuditRecord:
    """One request and its outcome: `done`, `refused:<Refusal>`, `proposed` or `read`. `seal` is 0 until it is sealed.

    `subject` is the id of the member, payment, loan ... that it was about.
    """

    record: str
    at: datetime
    who: str
    channel: str
    session: str
    request: str
    subject: str
    outcome: str
    seal: int


@dataclass(frozen=True, kw_only=True)
class AuditTrail(Query[Page[AuditRecord]]):
    """The trail, newest first. `outcome` is a whole one, or `refused` for all of them; the days are business dates."""

    who: str = ""
    request: str = ""
    subject: str = ""
    outcome: str = ""
    from_day: date | None = None
    to_day: date | None = None
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True)
class AuditVerified:
    """What was walked over, and the last seal of it: whoever keeps `number` and `hash` elsewhere can compare later.

    `wrong` should be empty. `unsealed` rows are too young to be in a seal. `next`: go on after this seal; 0 at the end.
    """

    seals: int
    rows: int
    unsealed: int
    number: int
    hash: str
    wrong: tuple[str, ...]
    next: int


@dataclass(frozen=True, kw_only=True)
class VerifyAudit(Query[AuditVerified]):
    """Walk the chain after a seal, a hundred thousand rows at most, and compute every hash again.

    `known_number` and `known_hash` are a head that was written down earlier: the trail must still have it.
    """

    after: int = 0
    known_number: int = 0
    known_hash: str = ""


@dataclass(frozen=True)
class SealedCopy:
    """Some seals and their rows as JSON lines, for somebody who checks them elsewhere. `next`: the cursor of more."""

    lines: str
    seals: int
    next: str


@dataclass(frozen=True, kw_only=True)
class CopyAudit(Query[SealedCopy]):
    """What was sealed in these business days, both included, in the order of the chain."""

    from_day: date | None = None
    to_day: date | None = None
    cursor: str = ""
