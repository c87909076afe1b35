"""Africa's Talking USSD: a form with the whole transcript comes in, `CON ...` or `END ...` goes out with 200.

A status of 4xx or 5xx, or a reply with another beginning, shows the member the operator's own error. So
whatever happens after the token was right is said in an `END`. What this module cannot foresee, the edge
(`deploy/web.py`) catches; `apologies` tells it what to answer then, by path.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from channels.africastalking import NOT_FOUND, PROVIDER, SCOPE, Config, Form, knows, read_form
from channels.forms import Unreadable, read_phone, sentence
from channels.ussd.render import accent
from channels.ussd.transcript import Transcript
from core.conversations.messages import Ending, NoteEnd
from core.messages import Arrival, Door, Refusal, Reply, Route
from core.payments import messages as payments
from core.phone import Phone
from dialogs.screen import Accent, Answer, Heard

HOP = f"/channels/{SCOPE}/{{token}}/ussd"
EVENTS = f"{HOP}/events"
#: A session of 180 seconds with inputs of 80 characters cannot sensibly type more.
MOST_TEXT_CHARACTERS = 500
MUST_BE_SINGLE = frozenset({"sessionId", "text", "phoneNumber"})
#: For arrivals that name no member, so that nobody knows her language or number of ours to call.
UNREADABLE = "Sorry, we could not read this request. Please dial again. / Samahani, tafadhali piga tena."
TOO_LONG = "Sorry, this session became too long. Please dial again. / Samahani, tafadhali piga tena."
#: `Incomplete`: she cancelled, or the line was lost. `Failed`: the gateway's trouble, or ours.
ENDINGS: Mapping[str, Ending] = {"Success": "closed", "Incomplete": "dropped", "Failed": "dropped"}

Turn = Callable[[Heard, Accent], Awaitable[Answer]]
#: Waits for the turn as long as the hop may take. None: the time is over, and the turn goes on by itself.
Within = Callable[[Awaitable[Answer]], Awaitable[Answer | None]]
#: Words for a phone whose turn took too long, or for one (if we got so far) whose turn broke.
Slow = Callable[[Phone], str]
Sorry = Callable[[Phone | None], str]

log = structlog.get_logger()


def routes(turn: Turn, door: Door, config: Config, *, within: Within, slow: Slow) -> list[Route]:
    async def hop(arrival: Arrival) -> Reply:
        if not knows(arrival, config):
            return NOT_FOUND
        try:
            heard, show = _heard(read_form(arrival.body), config)
        except Unreadable as why:
            log.warning("ussd_unreadable", why=str(why))
            return _end(TOO_LONG if isinstance(why, _TooLong) else UNREADABLE)
        answer = await within(turn(heard, show))
        if answer is None:
            log.warning("ussd_slow", wallet=heard.wallet)
            return _end(slow(heard.phone))
        return _end(answer.words) if answer.ends else Reply(body=f"CON {answer.words}".encode())

    async def events(arrival: Arrival) -> Reply:
        if not knows(arrival, config):
            return NOT_FOUND
        try:
            ended = _ended(read_form(arrival.body), config)
        except Unreadable as why:
            return sentence(400, f"This end-of-session note was not understood: {why}.")
        answer = await door.perform(
            payments.SessionEnded(phone=ended.phone), key=f"ended:{ended.session}", scope=SCOPE, by=PROVIDER
        )
        if isinstance(answer, Refusal):
            log.warning("ussd_session_end_refused", refusal=type(answer).__name__)
        noted = NoteEnd(channel="ussd", session=ended.session, ending=ended.ending, seconds=ended.seconds)
        await door.perform(noted, key=f"noted:{ended.session}", scope=SCOPE, by=PROVIDER)
        return Reply(body=b"OK")

    return [("POST", HOP, hop), ("POST", EVENTS, events)]


def apologies(config: Config, sorry: Sorry) -> Mapping[str, Callable[[Arrival], Reply]]:
    """By path, what to answer when a reader crashed. The reason for the crash is the edge's to log."""

    def hop(arrival: Arrival) -> Reply:
        return _end(sorry(_phone_if_any(arrival, config))) if knows(arrival, config) else NOT_FOUND

    return {HOP: hop}


class _TooLong(Unreadable):
    """More was typed than one session holds."""


def _heard(form: Form, config: Config) -> tuple[Heard, Accent]:
    if MUST_BE_SINGLE & form.repeated:
        raise Unreadable("a field came twice")
    session = form.short("sessionId")
    if not session:
        raise Unreadable("there is no session id")
    phone = read_phone(form.get("phoneNumber"), blank_for_plus=config.blank_for_plus)
    text = form.get("text")
    if len(text) > MOST_TEXT_CHARACTERS:
        raise _TooLong("the transcript is too long")
    network = form.network
    hop = Transcript(session, text, config.digest_key)
    return Heard("ussd", phone, session, hop, network.wallet), accent(network.page_septets)


@dataclass(frozen=True)
class _Ended:
    phone: Phone
    session: str
    ending: Ending
    seconds: int


def _ended(form: Form, config: Config) -> _Ended:
    """The note also brings `input`, PINs in clear, and `lastAppResponse`, balances: they are not touched."""
    session = form.short("sessionId")
    if not session:
        raise Unreadable("there is no session id")
    phone = read_phone(form.get("phoneNumber"), blank_for_plus=config.blank_for_plus)
    status, milliseconds = form.short("status"), _number(form.short("durationInMillis"))
    log.info(
        "ussd_session_ended",
        status=status if status in ENDINGS else "other",
        milliseconds=milliseconds,
        hops=_number(form.short("hopsCount")),
        network=form.network.operator,
    )
    return _Ended(phone, session, ENDINGS.get(status, "closed"), round((milliseconds or 0) / 1000))


def _number(digits: str) -> int | None:
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else None


def _phone_if_any(arrival: Arrival, config: Config) -> Phone | None:
    try:
        form = read_form(arrival.body)
        return read_phone(form.get("phoneNumber"), blank_for_plus=config.blank_for_plus)
    except Unreadable:
        return None


def _end(words: str) -> Reply:
    return Reply(body=f"END {words}".encode())
