"""What all of Africa's Talking's webhooks have in common: a token in the address, a form, a network code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl

from core.messages import Arrival, Origin, Reply
from core.phone import Phone
from core.secret import Secret

SCOPE = "africastalking"
PROVIDER = Origin(who=f"provider:{SCOPE}")
MOST_BODY_BYTES = 16 * 1024
MOST_FIELDS = 40
#: Longest value of an id or a status that we take over into keys, rows and logs.
MOST_ID_CHARACTERS = 100

NOT_FOUND = Reply(404, b"Not found")


@dataclass(frozen=True, kw_only=True)
class Config:
    """`tokens` may stand in the address: two during a rotation. `digest_key` keys the transcripts' digests.

    `blank_for_plus`: some clients forget to escape the plus, and " 254..." arrives; accepted if switched on.
    """

    tokens: tuple[Secret, ...]
    digest_key: Secret
    blank_for_plus: bool = False


@dataclass(frozen=True)
class Network:
    """`wallet` is what a line of this operator can pay with; `page_septets` what its USSD screens show."""

    operator: str
    wallet: str = ""
    page_septets: int = 156


#: A missing code (old simulators) and the sandbox's count as the smallest screen and the usual wallet.
NETWORKS: Mapping[str, Network] = {
    "": Network("missing", wallet="mpesa"),
    "99999": Network("sandbox", wallet="mpesa"),
    "63902": Network("safaricom", wallet="mpesa"),
    "63903": Network("airtel_ke", wallet="airtel", page_septets=180),
    "63907": Network("telkom_ke"),
    "63999": Network("equitel"),
    "64002": Network("tigo_tz"),
    "64003": Network("zantel"),
    "64004": Network("vodacom_tz"),
    "64005": Network("airtel_tz"),
    "64007": Network("ttcl"),
    "64009": Network("halotel"),
    "64101": Network("airtel_ug"),
    "64110": Network("mtn_ug"),
    "64111": Network("utl"),
    "64114": Network("africell_ug"),
    "63510": Network("mtn_rw"),
    "63513": Network("tigo_rw"),
    "63514": Network("airtel_rw"),
    "63601": Network("ethio"),
    "64501": Network("airtel_zm"),
    "64502": Network("mtn_zm"),
    "65001": Network("tnm"),
    "65010": Network("airtel_mw"),
}
UNKNOWN_NETWORK = Network("unknown")


class Unreadable(ValueError):
    """The form cannot be understood; the text says why, in words for the log and the answer."""


@dataclass(frozen=True)
class Form:
    """The first value of each field, and the names that came more than once."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def short(self, name: str) -> str:
        """For ids and statuses: trimmed, and not longer than we would keep."""
        return self.get(name).strip()[:MOST_ID_CHARACTERS]

    @property
    def network(self) -> Network:
        return NETWORKS.get(self.short("networkCode"), UNKNOWN_NETWORK)


def knows(arrival: Arrival, config: Config) -> bool:
    """Whether the address holds one of our tokens; every one is compared, each in constant time."""
    given = arrival.path.get("token", "")
    return given.isascii() and sum(bool(token) and token.matches(given) for token in config.tokens) > 0


def read_form(body: bytes) -> Form:
    """The form of a raw body. Bytes that are no UTF-8 become U+FFFD, which no dialog takes for an answer."""
    if len(body) > MOST_BODY_BYTES:
        raise Unreadable("the body is too long")
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Unreadable("the body has too many fields") from None
    values: dict[str, str] = {}
    repeated = set()
    for name, value in pairs:
        if name in values:
            repeated.add(name)
        values.setdefault(name, value)
    return Form(values, frozenset(repeated))


def read_phone(value: str, *, blank_for_plus: bool) -> Phone:
    """An E.164 number as the provider writes it; anything else is unreadable, never repaired silently."""
    if blank_for_plus and value.startswith(" "):
        value = f"+{value[1:]}"
    if not re.fullmatch(r"\+[0-9]{8,15}", value):
        raise Unreadable("the phone number is not in international form")
    try:
        return Phone.read(value)
    except ValueError:
        raise Unreadable("the phone number has the wrong length for its country") from None


def body_key(body: bytes) -> str:
    """What tells a repeat from news where the provider gives no id."""
    return sha256(body).hexdigest()


def sentence(status: int, text: str) -> Reply:
    return Reply(status, text.encode())
