"""What all of Africa's Talking's webhooks have in common: a token in the address, a form, a network code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from channels import forms
from core.messages import Arrival, Origin, Reply
from core.secret import Secret

SCOPE = "africastalking"
PROVIDER = Origin(who=f"provider:{SCOPE}")

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


@dataclass(frozen=True)
class Form(forms.Form):
    """One of their forms, with the line that it came over."""

    @property
    def network(self) -> Network:
        return NETWORKS.get(self.short("networkCode"), UNKNOWN_NETWORK)


def knows(arrival: Arrival, config: Config) -> bool:
    """Whether the address holds one of our tokens; every one is compared, each in constant time."""
    given = arrival.path.get("token", "")
    return given.isascii() and sum(bool(token) and token.matches(given) for token in config.tokens) > 0


def read_form(body: bytes) -> Form:
    form = forms.read_form(body)
    return Form(form.values, form.repeated, form.pairs)
