"""Access tokens: signed with Ed25519 and nothing else, good for ten minutes, and never without their session."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from msgspec import DecodeError, json

from core.secret import Secret

GOOD_FOR = timedelta(minutes=10)
#: The clocks of two of our machines differ by no more.
CLOCKS_DIFFER = timedelta(seconds=30)
AUDIENCE = "imarisha-api"
KIND = "at+jwt"
ALGORITHM = "Ed25519"
MOST_TOKEN = 2_000


@dataclass(frozen=True)
class Tokens:
    """One key, known by its thumbprint. `issuer` is the institution's own address."""

    key: OKPKey
    issuer: str

    def access(self, *, staff: str, session: str, now: datetime) -> str:
        header = {"alg": ALGORITHM, "typ": KIND, "kid": self.key.thumbprint()}
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": staff,
            "sid": session,
            "iat": int(now.timestamp()),
            "exp": int((now + GOOD_FOR).timestamp()),
        }
        return jws.serialize_compact(header, json.encode(claims), self.key, algorithms=[ALGORITHM])

    def session_of(self, token: str, *, now: datetime) -> str:
        """The session that a token of ours names; empty for every other token."""
        if len(token) > MOST_TOKEN:
            return ""
        try:
            found = jws.deserialize_compact(token.encode(), self.key, algorithms=[ALGORITHM])
            claims: Any = json.decode(found.payload)
        except (JoseError, DecodeError, ValueError, TypeError, KeyError):
            return ""
        header = found.headers()
        if (header.get("typ"), header.get("kid")) != (KIND, self.key.thumbprint()) or not isinstance(claims, dict):
            return ""
        return self._session(claims, now)

    def _session(self, claims: dict[str, Any], now: datetime) -> str:
        issued, ends, session = claims.get("iat"), claims.get("exp"), claims.get("sid")
        if (claims.get("iss"), claims.get("aud")) != (self.issuer, AUDIENCE):
            return ""
        if not (isinstance(issued, int) and isinstance(ends, int) and isinstance(session, str)):
            return ""
        in_time = issued - CLOCKS_DIFFER.total_seconds() <= now.timestamp() < ends
        return session if in_time and ends - issued <= GOOD_FOR.total_seconds() else ""


def made(secret: Secret, *, issuer: str) -> Tokens:
    """The key is made of a secret setting: every process has the same one."""
    seed = hmac.digest(secret.reveal().encode(), b"imarisha access tokens", hashlib.sha256)
    return Tokens(OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(seed)), issuer)
