"""What all of Twilio's webhooks have in common: a signature over our public address and the form, answers in TwiML."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import structlog
from twilio.request_validator import RequestValidator

from channels.forms import Form, Unreadable, read_form
from core.messages import Arrival, Origin, Read, Reply
from core.secret import Secret

SCOPE = "twilio"
PROVIDER = Origin(who=f"provider:{SCOPE}")
MOST_BODY_BYTES = 64 * 1024
MOST_FIELDS = 200
SIGNATURE, BODY_HASH = "x-twilio-signature", "bodySHA256"
FORM_TYPE = "application/x-www-form-urlencoded"

SMS, WHATSAPP, STATUS = (f"/channels/{SCOPE}/{name}" for name in ("sms", "whatsapp", "status"))

FORBIDDEN = Reply(403, b"Forbidden")

log = structlog.get_logger()


def _none() -> Secret:
    return Secret("")


@dataclass(frozen=True, kw_only=True)
class Config:
    """One account. `public_url` is where Twilio reaches us: what it signs begins so, whatever a proxy makes of it.

    `former_auth_token` is taken as well while the token is being changed. `api_url` is a sandbox's address, or empty.
    A sender is a number, or a messaging service by its id (`MG...`); WhatsApp's is a number without prefix.
    """

    account_sid: str
    auth_token: Secret
    public_url: str
    former_auth_token: Secret = field(default_factory=_none)
    api_url: str = ""
    sms_sender: str = ""
    whatsapp_sender: str = ""
    interactive: bool = True
    """Whether WhatsApp gets buttons and lists, or numbered text only."""

    def address(self, path: str) -> str:
        return f"{self.public_url.rstrip('/')}{path}"


def twiml(*verbs: str) -> Reply:
    """An answer of these verbs, each well-formed XML; of none, it says that we heard and that there is no more."""
    inside = "".join(verbs)
    document = f"<Response>{inside}</Response>" if inside else "<Response/>"
    body = f'<?xml version="1.0" encoding="UTF-8"?>{document}'
    return Reply(body=body.encode(), content_type="text/xml; charset=utf-8")


HEARD = twiml()

#: What is done with a form that Twilio signed. Raises Unreadable.
Take = Callable[[Form, Arrival], Awaitable[Reply]]


def signed(config: Config, path: str, take: Take) -> Read:
    """A reader of this path that refuses what Twilio did not sign, and takes everything else.

    What nobody can read is answered as if it had been: Twilio would only try its fallback with the same.
    """

    async def read(arrival: Arrival) -> Reply:
        form = signed_form(config, path, arrival)
        if form is None:
            log.warning("twilio_signature_wrong", route=path, signed=SIGNATURE in arrival.headers)
            return FORBIDDEN
        try:
            return await take(form, arrival)
        except Unreadable as why:
            log.error("twilio_unreadable", route=path, why=str(why), bytes=len(arrival.body))
            return HEARD

    return read


def signed_form(config: Config, path: str, arrival: Arrival) -> Form | None:
    """The form, if one of our tokens signed it; of JSON, which has no fields that we know, an empty one."""
    query = f"?{urlencode(list(arrival.query.items()))}" if arrival.query else ""
    url, signature = config.address(path) + query, arrival.headers.get(SIGNATURE, "")
    if not signature.isascii():
        return None
    if arrival.headers.get("content-type", FORM_TYPE).partition(";")[0].strip().lower() == FORM_TYPE:
        try:
            form = read_form(arrival.body, most_bytes=MOST_BODY_BYTES, most_fields=MOST_FIELDS)
        except Unreadable:
            return None
        return form if _is_signed(config, url, _Fields(form), signature) else None
    # The package raises over a body that is no form unless its hash stands in the address.
    body = _text(arrival.body)
    if body is None or BODY_HASH not in arrival.query:
        return None
    return Form({}) if _is_signed(config, url, body, signature) else None


def _is_signed(config: Config, url: str, params: _Fields | str, signature: str) -> bool:
    """By one of our tokens; every one is tried."""
    tokens = [token.reveal() for token in (config.auth_token, config.former_auth_token) if token]
    return sum(bool(RequestValidator(token).validate(url, params, signature)) for token in tokens) > 0


class _Fields:
    """A form as the package wants to ask it: every distinct value of a name counts once, an empty one too."""

    def __init__(self, form: Form) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in form.pairs:
            self._values.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
