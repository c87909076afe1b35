"""Twilio voice: a signed form for every event of a call comes in, TwiML with what to do next goes out.

Keys and speech are gathered together; keys alone where a secret is asked, and after words that were not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog
from twilio.twiml.voice_response import Gather, VoiceResponse

from channels.forms import Form, Unreadable, read_form, read_phone
from channels.twilio import FORBIDDEN, SCOPE
from channels.voice import phrases
from channels.voice.desk import (
    Act,
    Calls,
    Desk,
    Goodbye,
    Listen,
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
from core.messages import Arrival, Door, Reply, Route
from core.phone import Phone

CALL = f"/channels/{SCOPE}/voice"
XML = "text/xml; charset=utf-8"
KEYS_SECONDS = 6
FINISH_KEY = "#"
#: What is recognised, and what speaks where there is no recording: no Swahili voice exists here.
EARS: Mapping[str, str] = {"en": "en-KE", "sw": "sw-KE"}
VOICE = "en-GB"
#: CallStatus of a call that is over -> did anybody pick up?
OVER: Mapping[str, bool] = {
    "completed": True, "busy": False, "no-answer": False, "failed": False, "canceled": False,
}  # fmt: skip
LIVE = frozenset({"queued", "ringing", "in-progress"})
MACHINES = ("machine", "fax")
MUST_BE_SINGLE = frozenset({"CallSid", "CallStatus", "From", "To", "Digits"})
_UNSPOKEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: Whether the provider signed this, with the address that we gave it, query and all.
Signed = Callable[[Arrival], bool]

log = structlog.get_logger()


def routes(
    turn: Turn, door: Door, signed: Signed, calls: Calls, *,
    within: Within, slow: Slow, tongue: Tongue, goodbye: Goodbye,
) -> list[Route]:  # fmt: skip
    desk = Desk(turn, door, calls, within, slow, tongue, goodbye)

    async def call(arrival: Arrival) -> Reply:
        if not signed(arrival):
            return FORBIDDEN
        try:
            form = _form(arrival)
            if form.short("CallStatus") in OVER:
                await record(_end(form), door)
                return _reply(VoiceResponse())
            ring = _ring(form, arrival.query)
        except Unreadable as why:
            log.warning("voice_unreadable", provider=SCOPE, why=str(why))
            return speak(in_both(partial(phrases.line, phrases.NO_NUMBER)), calls)
        return speak(await desk.answer(ring), calls)

    return [("POST", CALL, call)]


def apologies(signed: Signed, calls: Calls, sorry: Sorry, tongue: Tongue) -> Mapping[str, Callable[[Arrival], Reply]]:
    """By path, what to say when a reader crashed."""

    def call(arrival: Arrival) -> Reply:
        if not signed(arrival):
            return FORBIDDEN
        try:
            phone: Phone | None = _member(read_form(arrival.body))
        except Unreadable:
            phone = None
        return speak(last_words(sorry(phone), tongue(phone) if phone else "en"), calls)

    return {CALL: call}


def _form(arrival: Arrival) -> Form:
    form = read_form(arrival.body)
    if MUST_BE_SINGLE & form.repeated:
        raise Unreadable("a field came twice")
    if not form.short("CallSid"):
        raise Unreadable("there is no call id")
    return form


def _ring(form: Form, query: Mapping[str, str]) -> Ring:
    if form.short("CallStatus") not in LIVE:
        raise Unreadable("the call has a status that we do not know")
    said = input_of(
        query,
        digits=form.short("Digits"),
        speech=form.get("SpeechResult"),
        confidence=form.short("Confidence"),
    )
    machine = form.short("AnsweredBy").startswith(MACHINES)
    return Ring(form.short("CallSid"), _member(form), said, Place.read(query), _outbound(form), machine)


def _outbound(form: Form) -> bool:
    """`outbound-api`, `outbound-dial`."""
    return form.short("Direction").startswith("outbound")


def _member(form: Form) -> Phone:
    return read_phone(form.get("To" if _outbound(form) else "From"))


def _end(form: Form) -> End:
    status, seconds = form.short("CallStatus"), form.short("CallDuration")
    return End(
        session=form.short("CallSid"),
        phone=_member(form),
        outbound=_outbound(form),
        reached=OVER[status],
        cause=status,
        seconds=int(seconds) if seconds.isdecimal() and len(seconds) <= 6 else None,
    )


# The answer


def speak(act: Act, calls: Calls) -> Reply:
    """One act as TwiML."""
    url = f"{calls.public_url.rstrip('/')}{CALL}"
    response = VoiceResponse()
    if act.reject:
        response.reject(reason="busy")
        return _reply(response)
    speaker: Any = response
    if act.listen is not None:
        speaker = _gather(act.listen, act.language, address(url, act.place))
        response.append(speaker)
    for piece in act.pieces(calls.recordings):
        if piece.how == "play":
            speaker.play(piece.what)
        else:
            speaker.say(_UNSPOKEN.sub(" ", piece.what), language=VOICE)
    if act.through:
        response.dial(act.through)
    if act.listen is not None or act.through:
        # Silence falls through: what stands behind the question tells us so.
        response.redirect(address(url, act.place, silence=True), method="POST")
    return _reply(response)


def _gather(listen: Listen, language: str, action: str) -> Gather:
    keys = {"num_digits": listen.digits, "finish_on_key": FINISH_KEY, "timeout": KEYS_SECONDS}
    if listen.by_keys:
        return Gather(input="dtmf", action=action, method="POST", **keys)
    return Gather(
        input="dtmf speech",
        action=action,
        method="POST",
        speech_timeout="auto",
        language=EARS.get(language, EARS["en"]),
        hints=", ".join(listen.hints) or None,
        **keys,
    )


def _reply(response: VoiceResponse) -> Reply:
    return Reply(body=str(response).encode(), content_type=XML)
