"""Staff, their passwords and sessions. Nobody's password, code or token can be read from these rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows

INVITED, ACTIVE, SUSPENDED = "invited", "active", "suspended"
HALF, OPEN, ENDED = "half", "open", "ended"
CONSOLE, API = "console", "api"


class StaffRow(Rows):
    """Somebody who works here. `roles` with commas between them."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    username: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(Instant)


class PasswordRow(Rows):
    """A password as Argon2id, parameters and salt included."""

    __tablename__ = "staff_passwords"

    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(160))
    changed_at: Mapped[datetime] = mapped_column(Instant)


class NextPasswordRow(Rows):
    """A password that was just worked out, until the command it came with takes it a moment later."""

    __tablename__ = "staff_next_passwords"

    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(Instant)


class TriesRow(Rows):
    """Wrong tries in a row; `digest` is of what was tried, so that an unknown user name is counted like a known one."""

    __tablename__ = "staff_tries"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    paused_until: Mapped[datetime | None] = mapped_column(Instant)


class InvitationRow(Rows):
    """Somebody may choose a password with a code; the code is made of the id and the pepper, kept is its digest."""

    __tablename__ = "staff_invitations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class SessionRow(Rows):
    """One sign-in, half open while the second factor is missing. `digest` is of the token that opens it."""

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    proven_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    why: Mapped[str] = mapped_column(String(20))

    __table_args__ = (Index("staff_sessions_of", "staff", "state"),)


class RefreshRow(Rows):
    """A refresh token of a session of kind api: good once."""

    __tablename__ = "staff_refreshes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    session: Mapped[str] = mapped_column(String(32), ForeignKey("staff_sessions.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class TotpRow(Rows):
    """The seed of an authenticator, sealed. `last_step` is the newest half minute whose code was taken."""

    __tablename__ = "staff_totp"

    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"), primary_key=True)
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryRow(Rows):
    """A recovery code, good once; it is deleted when it was used."""

    __tablename__ = "staff_recovery_codes"

    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class PasskeyRow(Rows):
    """The public half of a key that never leaves her device. `copied_at`: somebody else seems to have it, too."""

    __tablename__ = "staff_passkeys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id"), index=True)
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    backed_up: Mapped[bool] = mapped_column(Boolean)
    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    copied_at: Mapped[datetime | None] = mapped_column(Instant)


class ChallengeRow(Rows):
    """What a device must sign, kept as a digest until it is answered; `staff` is empty for a sign-in."""

    __tablename__ = "staff_challenges"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
