"""A phone in a call, as the fake providers have it: it listens, presses keys, speaks, stays silent or hangs up.

What its owner does is a list: "1" or "4821#" are keys, "silence", "hang up", {"says": "salio", "confidence": 0.9}.
When nothing is left she stays silent. What our answers get wrong is noted as complaints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.etree import ElementTree

from aiohttp import ClientError, ClientSession, ClientTimeout

CALLBACK_SECONDS = 10.0
#: A real one is hung up by the member, or by her credit.
MOST_CALLBACKS = 60
SILENCE, HANG_UP = "silence", "hang up"

Form = Mapping[str, str]
NOTHING: Form = {}


class HungUp(Exception):
    """She put the phone down."""


class Dialect(Protocol):
    """What differs between the providers: forms, the verb that listens, and what must stand in it."""

    gather: str

    def live(self, call: Call, brings: Form) -> Form: ...

    def over(self, call: Call, state: str) -> Form: ...

    def headers(self, url: str, form: Form) -> Mapping[str, str]: ...

    def address_in(self, verb: ElementTree.Element) -> str: ...

    def keys(self, digits: str) -> Form: ...

    def speech(self, verb: ElementTree.Element, words: str, confidence: str) -> Form | None: ...

    def complaints(self, verb: ElementTree.Element) -> list[str]: ...


@dataclass
class Call:
    """One call in progress. `repeats`: every callback is sent twice, and must be answered alike."""

    dialect: Dialect
    id: str
    phone: str
    ours: str
    voice_url: str
    end_url: str
    outbound: bool = False
    tag: str = ""
    machine: bool = False
    does: Sequence[Any] = ()
    repeats: bool = False
    heard: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pressed: str = ""
    _done: int = 0

    async def run(self) -> str:
        """From the first callback to the last one; answers how it ended."""
        timeout = ClientTimeout(total=CALLBACK_SECONDS)
        async with ClientSession(timeout=timeout) as http:
            try:
                state = await self._talk(http)
            except HungUp:
                state = "hung up"
            await self.tell_end(http, state)
        return state

    async def tell_end(self, http: ClientSession, state: str) -> None:
        await self._post(http, self.end_url, self.dialect.over(self, state))

    async def _talk(self, http: ClientSession) -> str:
        url, brings = self.voice_url, NOTHING
        for _ in range(MOST_CALLBACKS):
            document = await self._asked(http, url, self.dialect.live(self, brings))
            if document is None:
                return "failed"
            if document.find("Reject") is not None:
                return "rejected"
            following = self._perform(document)
            if following is None:
                return "completed"
            url, brings = following
        self.complaints.append("the call never ends")
        return "cut"

    async def _asked(self, http: ClientSession, url: str, form: Form) -> ElementTree.Element | None:
        first = await self._post(http, url, form)
        if self.repeats and await self._post(http, url, form) != first:
            self.complaints.append("a repeated callback was answered differently")
        try:
            return ElementTree.fromstring(first) if first else None
        except ElementTree.ParseError:
            self.complaints.append("the answer is no XML")
            return None

    async def _post(self, http: ClientSession, url: str, form: Form) -> str:
        if not url:
            return ""
        try:
            async with http.post(url, data=dict(form), headers=self.dialect.headers(url, form)) as reply:
                if reply.status != 200:
                    self.complaints.append(f"answered with {reply.status}")
                    return ""
                return await reply.text()
        except (ClientError, TimeoutError) as error:
            self.complaints.append(type(error).__name__)
            return ""

    def _perform(self, document: ElementTree.Element) -> tuple[str, Form] | None:
        """Verb after verb, until one leads to another callback; None: there is nothing left, the call ends."""
        for verb in document:
            self._hear(verb)
            if verb.tag == self.dialect.gather:
                self.complaints += self.dialect.complaints(verb)
                brings = self._act(verb)
                if brings is not None:
                    return self.dialect.address_in(verb), brings
            elif verb.tag == "Redirect":
                return str(verb.text), NOTHING
            elif verb.tag == "Hangup":
                return None
        return None

    def _hear(self, verb: ElementTree.Element) -> None:
        for each in verb.iter():
            if each.tag == "Say":
                self.heard.append(str(each.text or ""))
            elif each.tag == "Play":
                self.heard.append(f"[{each.get('url') or each.text}]")
            elif each.tag == "Dial":
                self.heard.append(f"(put through to {each.get('phoneNumbers') or each.text})")

    def _act(self, verb: ElementTree.Element) -> Form | None:
        """What she does when she is asked; None for silence."""
        step = self._next()
        if step == HANG_UP:
            raise HungUp
        if step == SILENCE:
            return None
        if isinstance(step, Mapping):
            return self.dialect.speech(verb, str(step["says"]), str(step.get("confidence", "")))
        finish, most = verb.get("finishOnKey", "#"), int(verb.get("numDigits") or len(step))
        self.pressed = str(step).partition(finish)[0][:most]
        return self.dialect.keys(self.pressed)

    def _next(self) -> Any:
        if self.machine or self._done >= len(self.does):
            return SILENCE
        self._done += 1
        return self.does[self._done - 1]
