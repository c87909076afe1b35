"""An access token is believed only if we signed it, for this API, a short time ago."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from admin.api import tokens
from core.secret import Secret
from tests.house import NOON

ISSUER = "https://sacco.example"
OURS = tokens.made(Secret("0f" * 16), issuer=ISSUER)


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def opened(token: str, place: int) -> dict[str, Any]:
    text = token.split(".")[place]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


GOOD = OURS.access(staff="tabitha", session="seat-1", now=NOON)
HEADER, CLAIMS = opened(GOOD, 0), opened(GOOD, 1)


def signed(header: dict[str, Any] | None = None, claims: dict[str, Any] | None = None) -> str:
    """With our key, whatever it says."""
    head, said = {**HEADER, **(header or {})}, {**CLAIMS, **(claims or {})}
    return jws.serialize_compact(head, json.dumps(said), OURS.key, algorithms=[tokens.ALGORITHM])


def test_ours_names_its_session_for_ten_minutes():
    assert OURS.session_of(GOOD, now=NOON) == "seat-1"
    assert OURS.session_of(GOOD, now=NOON + timedelta(minutes=9, seconds=59)) == "seat-1"
    assert OURS.session_of(GOOD, now=NOON + timedelta(minutes=10)) == ""
    assert OURS.session_of(GOOD, now=NOON - timedelta(minutes=1)) == ""
    assert (CLAIMS["sub"], CLAIMS["aud"], CLAIMS["iss"]) == ("tabitha", "imarisha-api", ISSUER)
    assert HEADER["typ"] == "at+jwt"


def test_the_key_is_the_same_in_every_process_and_another_with_another_secret():
    assert tokens.made(Secret("0f" * 16), issuer=ISSUER).session_of(GOOD, now=NOON) == "seat-1"
    assert tokens.made(Secret("1f" * 16), issuer=ISSUER).session_of(GOOD, now=NOON) == ""


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "JWT"}, {}),
        ({"kid": "another"}, {}),
        ({}, {"aud": "another-api"}),
        ({}, {"aud": ["imarisha-api"]}),
        ({}, {"iss": "https://evil.example"}),
        ({}, {"exp": CLAIMS["exp"] + 86_400}),
        ({}, {"exp": "never"}),
        ({}, {"iat": None}),
        ({}, {"sid": 7}),
    ],
)
def test_what_says_something_else_is_not_believed(header, claims):
    assert OURS.session_of(signed(), now=NOON) == "seat-1"
    assert OURS.session_of(signed(header, claims), now=NOON) == ""


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_nobody_believes_a_token_without_a_signature(alg):
    body = GOOD.split(".")[1]
    assert OURS.session_of(f"{part({**HEADER, 'alg': alg})}.{body}.", now=NOON) == ""
    assert OURS.session_of(f"{part({**HEADER, 'alg': alg})}.{body}.{GOOD.split('.')[2]}", now=NOON) == ""


def test_the_public_key_is_no_password():
    """HS256 with what everybody may know as the key: the old confusion."""
    body = GOOD.split(".")[1]
    public: dict[str, Any] = OURS.key.as_dict(private=False)
    for key in (json.dumps(public).encode(), str(public["x"]).encode(), OURS.key.as_pem(private=False)):
        head = part({**HEADER, "alg": "HS256"})
        mark = part(hmac.digest(key, f"{head}.{body}".encode(), hashlib.sha256))
        assert OURS.session_of(f"{head}.{body}.{mark}", now=NOON) == ""


def test_a_key_that_comes_with_the_token_is_not_looked_at():
    theirs = OKPKey.import_key(Ed25519PrivateKey.generate())
    header = {**HEADER, "jwk": theirs.as_dict(private=False)}
    forged = jws.serialize_compact(header, json.dumps(CLAIMS), theirs, algorithms=[tokens.ALGORITHM])
    assert OURS.session_of(forged, now=NOON) == ""


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "x" * 10_000, GOOD[:-3] + "AAA", GOOD + "A", f"{GOOD}.{GOOD}"]
)
def test_what_is_no_token_is_none(token):
    assert OURS.session_of(token, now=NOON) == ""
