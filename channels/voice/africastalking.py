"""Africa's Talking voice: a form for every event of a call comes in, XML with what to do next goes out with 200.

A live call and its end are both told to the same address; `/events` takes ends too, where it is set apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from xml.etree.ElementTree import Element, SubElement, tostring

import structlog

from channels.africastalking import NOT_FOUND, SCOPE, Config, knows
from channels.forms import Form, Unreadable, read_form, read_phone
from channels.voice import phrases
from channels.voice.desk import (
    REASONS,
    Act,
    Calls,
    Desk,
    Goodbye,
    Place,
    Ring,
    Slow,
    Sorry,
    Tongue,
    Turn,
    Within,
    address,
    in_both,
    input_of,
    last_words,
)
from channels.voice.ending import End, record
from channels.voice.prompts import Piece
from core.messages import Arrival, Door, Reply, Route
from core.phone import Phone

CALL = f"/channels/{SCOPE}/{{token}}/voice"
EVENTS = f"{CALL}/events"
KEYS_SECONDS = 7
FINISH_KEY = "#"
XML = "application/xml; charset=utf-8"
VOICE = "woman"
INBOUND, OUTBOUND = "Inbound", "Outbound"
MUST_BE_SINGLE = frozenset({"sessionId", "isActive", "callerNumber", "dtmfDigits"})
#: What ended a call of ours that nobody took; everything else reached her, or says nothing about it.
NOT_REACHED = frozenset(
    {
        "CALL_REJECTED", "USER_BUSY", "NO_ANSWER", "NO_USER_RESPONSE", "SUBSCRIBER_ABSENT", "ORIGINATOR_CANCEL",
        "RECOVERY_ON_TIMER_EXPIRE", "NORMAL_TEMPORARY_FAILURE", "SERVICE_UNAVAILABLE", "USER_NOT_REGISTERED",
        "UNALLOCATED_NUMBER",
    }
)  # fmt: skip
#: Not one of these may stand in XML, however it is escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

log = structlog.get_logger()


def routes(
    turn: Turn, door: Door, config: Config, calls: Calls, *,
    within: Within, slow: Slow, tongue: Tongue, goodbye: Goodbye,
) -> list[Route]:  # fmt: skip
    """The longer path first, for routers that take the first that fits."""
    desk = Desk(turn, door, calls, within, slow, tongue, goodbye)

    async def call(arrival: Arrival) -> Reply:
        if not knows(arrival, config):
            return NOT_FOUND
        try:
            form = _form(arrival)
            if form.short("isActive") == "0":
                await record(_end(form, config, calls), door)
                return _reply(Element("Response"))
            ring = _ring(form, arrival.query, config, calls)
        except Unreadable as why:
            log.warning("voice_unreadable", provider=SCOPE, why=str(why))
            return speak(in_both(partial(phrases.line, phrases.NO_NUMBER)), calls, "")
        return speak(await desk.answer(ring), calls, _url(arrival, calls))

    async def events(arrival: Arrival) -> Reply:
        if not knows(arrival, config):
            return NOT_FOUND
        try:
            form = _form(arrival)
            if form.short("isActive") == "0":
                await record(_end(form, config, calls), door)
        except Unreadable as why:
            log.warning("voice_event_unreadable", provider=SCOPE, why=str(why))
        return Reply(body=b"OK")

    return [("POST", EVENTS, events), ("POST", CALL, call)]


def apologies(config: Config, calls: Calls, sorry: Sorry, tongue: Tongue) -> Mapping[str, Callable[[Arrival], Reply]]:
    """By path, what to say when a reader crashed."""

    def call(arrival: Arrival) -> Reply:
        if not knows(arrival, config):
            return NOT_FOUND
        phone = _phone_if_any(arrival, config, calls)
        return speak(last_words(sorry(phone), tongue(phone) if phone else "en"), calls, "")

    return {CALL: call}


def _url(arrival: Arrival, calls: Calls) -> str:
    """Our own address with the token that was used, so that a call outlives a rotation."""
    return f"{calls.public_url.rstrip('/')}{CALL.replace('{token}', arrival.path['token'])}"


def _form(arrival: Arrival) -> Form:
    form = read_form(arrival.body)
    if MUST_BE_SINGLE & form.repeated:
        raise Unreadable("a field came twice")
    if not form.short("sessionId"):
        raise Unreadable("there is no session id")
    return form


def _ring(form: Form, query: Mapping[str, str], config: Config, calls: Calls) -> Ring:
    if form.short("isActive") != "1":
        raise Unreadable("the call is neither active nor over")
    outbound = form.short("direction") == OUTBOUND
    place = Place.read(query)
    if outbound and not place.after:
        place = Place(why=_reason(form))
    said = input_of(query, digits=form.short("dtmfDigits"))
    return Ring(form.short("sessionId"), _member(form, config, calls), said, place, outbound)


def _reason(form: Form) -> str:
    """The tag that we gave the call when we placed it."""
    reason = form.short("clientRequestId").partition("-")[0]
    return reason if reason in REASONS else ""


def _member(form: Form, config: Config, calls: Calls) -> Phone:
    """Of the two numbers of a call the one that is not ours; which of them is called what is told differently."""
    sides = ("callerNumber", "destinationNumber")
    if form.short("direction") == OUTBOUND:
        sides = sides[::-1]
    ours = calls.number.lstrip("+")
    theirs = [form.get(side) for side in sides if form.get(side).strip().lstrip("+") != ours]
    return read_phone(theirs[0] if theirs else "", blank_for_plus=config.blank_for_plus)


def _phone_if_any(arrival: Arrival, config: Config, calls: Calls) -> Phone | None:
    try:
        return _member(read_form(arrival.body), config, calls)
    except Unreadable:
        return None


def _end(form: Form, config: Config, calls: Calls) -> End:
    """The note may bring `dtmfDigits` again, a PIN in clear: it is not touched."""
    cause = form.short("hangupCause")
    seconds = form.short("durationInSeconds")
    return End(
        session=form.short("sessionId"),
        phone=_member(form, config, calls),
        outbound=form.short("direction") == OUTBOUND,
        reached=cause not in NOT_REACHED,
        cause=cause if cause in NOT_REACHED or cause == "NORMAL_CLEARING" else "other",
        seconds=int(seconds) if seconds.isdecimal() and len(seconds) <= 6 else None,
    )


# The answer


def speak(act: Act, calls: Calls, url: str) -> Reply:
    """One act as XML. `url` is where the call goes on."""
    response = Element("Response")
    if act.reject:
        SubElement(response, "Reject")
        return _reply(response)
    pieces = act.pieces(calls.recordings)
    if act.listen is not None:
        # Exactly one voice may stand inside the verb that listens: the last one, which she may interrupt.
        _add(response, pieces[:-1])
        keys = {
            "numDigits": str(act.listen.digits),
            "timeout": str(KEYS_SECONDS),
            "finishOnKey": FINISH_KEY,
            "callbackUrl": address(url, act.place),
        }
        _add(SubElement(response, "GetDigits", keys), pieces[-1:])
    else:
        _add(response, pieces)
    if act.through:
        SubElement(response, "Dial", {"phoneNumbers": act.through})
    if act.listen is not None or act.through:
        # No key, no callback: what stands behind is done instead, and tells us so.
        SubElement(response, "Redirect").text = address(url, act.place, silence=True)
    return _reply(response)


def _add(inside: Element, pieces: list[Piece]) -> None:
    for piece in pieces:
        if piece.how == "play":
            SubElement(inside, "Play", {"url": piece.what})
        else:
            SubElement(inside, "Say", {"voice": VOICE}).text = _FORBIDDEN.sub(" ", piece.what)


def _reply(response: Element) -> Reply:
    return Reply(body=tostring(response, encoding="UTF-8", xml_declaration=True), content_type=XML)
