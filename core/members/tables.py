"""Members and their phones, PINs, consents and standing. Nobody's PIN or code can be read from these rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class MemberRow(Rows):
    """A person who belongs. `blocked_at` stands while money out is blocked because she, or somebody for her, asked;
    `suspended_at` while the institution stopped it."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    first_name: Mapped[str] = mapped_column(String(60))
    id_number: Mapped[str] = mapped_column(String(30), unique=True)
    born_on: Mapped[date] = mapped_column(Date)
    language: Mapped[str] = mapped_column(String(8))
    tier: Mapped[int] = mapped_column(Integer)
    joined_on: Mapped[date] = mapped_column(Date)
    blocked_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    suspended_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)


class NamePartRow(Rows):
    """One word of a member's name, folded: found by its beginning. Compared byte by byte on both databases."""

    __tablename__ = "member_name_parts"

    part: Mapped[str] = mapped_column(
        String(60).with_variant(String(60, collation="C"), "postgresql"), primary_key=True
    )
    member: Mapped[str] = mapped_column(String(32), ForeignKey("members.id"), primary_key=True, index=True)


class MemberCountRow(Rows):
    """One row: the last member number given. Who takes the next one holds it until commit."""

    __tablename__ = "member_count"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class PhoneRow(Rows):
    """A phone is hers from `since` to `until`; one open row per phone. `digest` is for MemberByPhoneHash.

    `heard_at` is when she last used it, to the day; `doubted_at` stands while it may be in other hands.
    """

    __tablename__ = "member_phones"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    phone: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    member: Mapped[str] = mapped_column(String(32), ForeignKey("members.id"), index=True)
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    heard_at: Mapped[datetime] = mapped_column(Instant)
    doubted_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)

    __table_args__ = (
        Index(
            "member_phones_open",
            "phone",
            unique=True,
            postgresql_where=text("until IS NULL"),
            sqlite_where=text("until IS NULL"),
        ),
    )


class VisitorRow(Rows):
    """The language a stranger chose, kept with the phone number."""

    __tablename__ = "visitors"

    phone: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(Instant)


class PinRow(Rows):
    """A PIN as Argon2id, parameters and salt included. `closed`: paused without end, until a reset."""

    __tablename__ = "pins"

    member: Mapped[str] = mapped_column(String(32), ForeignKey("members.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(160))
    changed_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    paused_until: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    paused_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    closed: Mapped[bool] = mapped_column(Boolean, default=False)


class ProposalRow(Rows):
    """A new PIN entered once, hashed for the member it will belong to (a newcomer's id is made with it)."""

    __tablename__ = "pin_proposals"

    conversation: Mapped[str] = mapped_column(String(80), primary_key=True)
    member: Mapped[str] = mapped_column(String(32))
    hash: Mapped[str] = mapped_column(String(160))
    expires_at: Mapped[datetime] = mapped_column(Instant)


class GrantRow(Rows):
    """In this conversation the member may choose a new PIN: she gave the old one, or a reset code."""

    __tablename__ = "pin_grants"

    conversation: Mapped[str] = mapped_column(String(80), primary_key=True)
    member: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(Instant)


class ResetRow(Rows):
    """A reset by SMS code. The code is not here: it is derived from the id and the pepper."""

    __tablename__ = "pin_resets"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32))
    asked_on: Mapped[date] = mapped_column(Date)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (Index("pin_resets_member", "member", "asked_on"),)


class SimCheckRow(Rows):
    """What the operator said of a member's SIM; `changed_at` is None for "not for a long time"."""

    __tablename__ = "sim_checks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), index=True)
    changed_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    at: Mapped[datetime] = mapped_column(Instant)


class ConsentRow(Rows):
    """What a member agreed to or withdrew, as it was shown. Append-only; the latest row counts."""

    __tablename__ = "consents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), ForeignKey("members.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[str] = mapped_column(String(20))
    shown: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("consents_latest", "member", "purpose", "id"),)


class StandingRow(Rows):
    """Why a member was blocked, unblocked or moved to another tier, and by whom. Append-only."""

    __tablename__ = "member_standing"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), ForeignKey("members.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    who: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)


class DocumentRow(Rows):
    """A document that staff saw. `number` is masked before it comes here. Append-only."""

    __tablename__ = "member_documents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(30))
    expires_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    seen_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
