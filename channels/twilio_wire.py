"""What a message from Twilio says, and what of it is kept: who wrote, her words without a PIN, what she touched."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Awaitable, Callable

import msgspec

from channels.chat import Message, Unreadable
from channels.forms import Form, read_phone
from channels.forms import Unreadable as NoPhone
from core.messages import Kept
from core.phone import Phone

WHATSAPP_PREFIX = "whatsapp:"
#: Longest text that we read; WhatsApp's own limit.
MOST_WORDS = 4096
MOST_MEDIA, MOST_URL_CHARACTERS = 10, 500
#: A text of several parts may come as base64; nothing shorter does.
LEAST_BASE64 = 60
#: Of what was decoded, at least so much must be text.
TEXT_SHARE = 0.9
#: What she only feels about a message, and expects no answer to.
UNANSWERED = frozenset({"reaction"})

#: Stars out a PIN in what she wrote, knowing what she was asked.
Mask = Callable[[Phone, str], Awaitable[str]]


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that lies at Twilio."""

    type: str
    url: str


class Inbound(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message as it is kept. `files` is how many came, also where not each is listed in `media`."""

    id: str
    phone: str = ""
    words: str = ""
    tap: str = ""
    kind: str = ""
    files: int = 0
    media: tuple[Media, ...] = ()
    user: str = ""
    """Of somebody without a phone number: the name that WhatsApp gives her for us alone."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Inbound).decode


def id_of(form: Form) -> str:
    """All three names have carried it."""
    return form.short("MessageSid") or form.short("SmsMessageSid") or form.short("SmsSid")


def phone_of(form: Form) -> Phone | None:
    """Who wrote. WhatsApp's prefix may be missing, and so may the number, where only WhatsApp's own id is known."""
    for candidate in (form.short("From").removeprefix(WHATSAPP_PREFIX), f"+{form.short('WaId').removeprefix('+')}"):
        try:
            return read_phone(candidate)
        except NoPhone:
            continue
    return None


async def keep(form: Form, phone: Phone, mask: Mask, *, touchable: bool) -> bytes:
    """For `read`. `touchable`: it came over a channel that has buttons."""
    tap, words = _touched(form) if touchable else ("", "")
    if not (tap or words):
        words = await mask(phone, plain(form.get("Body"))[:MOST_WORDS])
    return _encode(_outline(form, phone=phone.number, words=words, tap=tap))


def outline(form: Form) -> bytes:
    """A message of somebody without a phone: nobody can be answered, nobody knows what was asked, so no words."""
    user = form.short("ExternalUserId") or form.short("From")
    return _encode(_outline(form, user=user.removeprefix(WHATSAPP_PREFIX)))


def read(kept: Kept) -> Message | None:
    """A kept message; None for what needs no answer."""
    try:
        inbound = _decode(kept.body)
        phone = Phone.read(inbound.phone)
    except ValueError:  # msgspec's errors are ValueErrors too
        raise Unreadable("no message from Twilio that we kept") from None
    if inbound.kind in UNANSWERED:
        return None
    return Message(phone, inbound.id, inbound.words, inbound.tap)


def plain(text: str) -> str:
    """The words of a text that came as base64; any other as it is."""
    if len(text) < LEAST_BASE64 or len(text) % 4:
        return text
    try:
        found = b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return text
    printable = sum(character.isprintable() or character.isspace() for character in found)
    return found if printable >= TEXT_SHARE * len(found) else text


def _touched(form: Form) -> tuple[str, str]:
    """What she touched: an id of ours, `nonce:key`; or the words on a button of a template, which has no nonce."""
    for touched, words in (("ListId", "ListTitle"), ("ButtonPayload", "ButtonText"), ("ButtonText", "ButtonText")):
        found = form.short(touched)
        if found:
            return (found, "") if ":" in found else ("", form.short(words) or found)
    return "", ""


def _outline(form: Form, *, phone: str = "", words: str = "", tap: str = "", user: str = "") -> Inbound:
    number = form.short("NumMedia")
    files = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    media = [
        Media(form.short(f"MediaContentType{index}"), url)
        for index in range(min(files, MOST_MEDIA))
        if (url := form.get(f"MediaUrl{index}")) and len(url) <= MOST_URL_CHARACTERS
    ]
    return Inbound(id_of(form), phone, words, tap, form.short("MessageType"), files, tuple(media), user)
