"""What is sent to the routes of signing in, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

Words = Annotated[str, Meta(min_length=1, max_length=120)]
Hidden = Annotated[str, Meta(min_length=1, max_length=200)]


@dataclass(frozen=True)
class LoginBody:
    username: Words
    password: Hidden


@dataclass(frozen=True)
class LoginAnswer:
    """Tokens; or `mfa_required`, and which second factors there are: totp, recovery, passkey."""

    access_token: str | UnsetType = UNSET
    refresh_token: str | UnsetType = UNSET
    expires_in: int | UnsetType = UNSET
    mfa_required: bool | UnsetType = UNSET
    mfa_token: str | UnsetType = UNSET
    kinds: tuple[str, ...] | UnsetType = UNSET


@dataclass(frozen=True)
class CodeBody:
    """A code of the authenticator, or a recovery code."""

    mfa_token: Hidden
    code: Hidden


@dataclass(frozen=True)
class RefreshBody:
    refresh_token: Hidden


@dataclass(frozen=True)
class SignedInAnswer:
    """The access token is good for `expires_in` seconds, the refresh token once."""

    access_token: str
    refresh_token: str
    expires_in: int


@dataclass(frozen=True)
class Account:
    """Who is signed in, and in which session."""

    staff: str
    username: str
    name: str
    roles: tuple[str, ...]
    session: str


Options = dict[str, Any]
"""As `navigator.credentials` takes them, in JSON."""


@dataclass(frozen=True)
class SignInCredentialBody:
    """What `navigator.credentials.get` answered, in JSON."""

    credential: dict[str, Any]


@dataclass(frozen=True)
class CredentialBody:
    """What `navigator.credentials.create` answered, in JSON; `name` is how she calls the device."""

    credential: dict[str, Any]
    name: Annotated[str, Meta(max_length=60)] = ""


@dataclass(frozen=True)
class Added:
    """The new passkey."""

    passkey: str
    name: str
    at: datetime
