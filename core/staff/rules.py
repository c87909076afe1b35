"""How long a session lasts, when a sign-in is paused, and which passwords are good enough."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FADES = timedelta(minutes=1)
#: So long does a sign-in wait for its second factor.
HALF_OPEN = timedelta(minutes=5)
#: So long after a proof may she change how she signs in.
FRESH = timedelta(minutes=5)
CHALLENGE_HOLDS = timedelta(minutes=5)
TOTP_SECONDS = 30
RECOVERY_CODES = 10
MOST_PASSKEYS, MOST_PASSKEY_NAME, MOST_CREDENTIAL = 20, 60, 16_000
#: Rows of sessions that are over are kept so long.
REMEMBERED = timedelta(days=30)

MOST_TRIES = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
#: Wrong tries are forgotten so long after the last one.
TRIES_FADE = timedelta(days=1)

INVITATION_HOLDS = timedelta(days=3)

MOST_USERNAME, MOST_NAME, MOST_WHERE = 120, 120, 200
LEAST_PASSWORD, MOST_PASSWORD = 10, 128

#: What people take when ten letters are asked for; compared in lower case, digits and signs at the end cut off.
_WORDS = """
password passwords passwort password1 motdepasse mypassword thepassword letmein letmeinnow iloveyou iloveyouu
administrator admin adminadmin superadmin superuser welcome welcomeback welcometo changeme changemenow secret
topsecret qwerty qwertyuiop qwertyqwerty qwertyuiopasdf asdfghjkl asdfghjklz zxcvbnm zxcvbnmasdf azerty azertyuiop
qazwsx qazwsxedc qazwsxedcrfv 1qaz2wsx 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 abcdefghij abcdefghijk
abcdefghijkl abc123abc123 abcd1234abcd trustno1trustno1 sunshine princess football baseball basketball superman
spiderman batman pokemon dragon monkey michael jennifer jordan starwars whatever internet computer liverpool chelsea
arsenal manchester barcelona kenya kenyakenya nairobi nairobikenya mombasa kisumu safaricom mpesa mpesampesa imarisha
sacco mungunimwema jesus jesuschrist godisgood godislove bismillah habari karibu karibukenya nenosiri nywila upendo
neema baraka amani
"""
KNOWN = frozenset(_WORDS.split())
_TAIL = re.compile(r"[\d\W_]+$")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_IN_A_ROW = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")


def plain_username(words: str) -> str:
    """As it is kept and compared."""
    return words.strip().lower()


def is_username(username: str) -> bool:
    return len(username) <= MOST_USERNAME and _ADDRESS.fullmatch(username) is not None


def pause(tries: int) -> timedelta | None:
    """After so many wrong tries in a row: none at first, then twice as long each time."""
    if tries < MOST_TRIES:
        return None
    return min(FIRST_PAUSE * (1 << min(tries - MOST_TRIES, 12)), LONGEST_PAUSE)


def weakness(password: str, *, username: str, name: str) -> str:
    """Why it is not good enough: short, long, known, name; empty when it is."""
    if len(password) < LEAST_PASSWORD:
        return "short"
    if len(password) > MOST_PASSWORD:
        return "long"
    lower = password.lower()
    if _is_known(lower):
        return "known"
    mine = {username.partition("@")[0], *name.lower().split()}
    return "name" if any(len(word) > 3 and word in lower for word in mine) else ""


def _is_known(lower: str) -> bool:
    if len(set(lower)) < 4 or any(lower in row for row in _IN_A_ROW):
        return True
    return lower in KNOWN or _TAIL.sub("", lower) in KNOWN | {""}


def is_over(*, opened_at: datetime, seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= IDLE or now - opened_at >= LONGEST
