"""What becomes of a call, whoever carries it: opened, answered, asked again, put through, or ended with an SMS."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog

from channels.voice import phrases
from channels.voice.aloud import aloud
from channels.voice.ending import PROVIDER, SCOPE
from channels.voice.hop import BEGINS, SILENCE, CallHop, Input, Sort
from channels.voice.prompts import NO_RECORDINGS, Piece, Recordings, joined
from channels.voice.render import Spoken, accent, read_spoken
from core.conversations.messages import AskCall
from core.messages import Door
from core.phone import Phone
from core.secret import Secret
from dialogs.screen import Accent, Answer, Heard

MOST_SILENCES, MOST_WRONG = 2, 3
MOST_HINTS, MOST_HINT_CHARACTERS = 20, 40
MOST_AFTER = 16
#: Names the page that opens a call of ours, before any dialog.
OPENING = "opening"
CALL_BACK = "call_back"
#: Why we call -> the keys that the dialog begins with, as if they had been dialled.
REASONS: Mapping[str, tuple[str, ...]] = {"sign": ("8",), "reminder": ("3",), CALL_BACK: ()}

Turn = Callable[[Heard, Accent], Awaitable[Answer]]
#: Waits for the turn as long as the hop may take. None: the time is over, and the turn goes on by itself.
Within = Callable[[Awaitable[Answer]], Awaitable[Answer | None]]
#: Words for a phone whose turn took too long, or for one (if we got so far) whose turn broke.
Slow = Callable[[Phone], str]
Sorry = Callable[[Phone | None], str]
#: The language that this phone was last spoken to in, for words that come from no dialog.
Tongue = Callable[[Phone], str]
#: (phone, event): she gets an SMS after a call that came to nothing, once per event.
Goodbye = Callable[[Phone, str], Awaitable[None]]

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Calls:
    """`public_url`: where providers reach us. `number`: ours, in E.164. `person`: whom zero is put through to, or "".

    `call_back`: whoever calls is not answered but called. `wallet`: what is paid with, as a call does not say.
    """

    public_url: str
    digest_key: Secret
    institution: str
    care_number: str
    number: str = ""
    person: str = ""
    call_back: bool = False
    wallet: str = "mpesa"
    recordings: Recordings = NO_RECORDINGS


@dataclass(frozen=True)
class Place:
    """Where a call stands, as the address of a callback says it; `why` is the reason of a call of ours."""

    after: str = ""
    quiet: int = 0
    wrong: int = 0
    why: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Place:
        counted = {name: _count(query.get(name, "")) for name in ("quiet", "wrong")}
        why = query.get("why", "")
        return cls(query.get("after", "")[:MOST_AFTER], why=why if why in REASONS else "", **counted)

    def query(self) -> str:
        known = {"after": self.after, "quiet": self.quiet, "wrong": self.wrong, "why": self.why}
        return urlencode({name: value for name, value in known.items() if value})


def _count(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 3 else 0


@dataclass(frozen=True)
class Ring:
    """One callback of a call that lasts. `machine`: the provider heard an answering machine pick up."""

    session: str
    phone: Phone
    said: Input
    place: Place = field(default_factory=Place)
    outbound: bool = False
    machine: bool = False


@dataclass(frozen=True)
class Listen:
    """How many keys are waited for; `by_keys`: no speech is; `hints` are words that may be said."""

    digits: int
    by_keys: bool = True
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """What the provider is told to do now, in this order. Without `listen` and `through` the call ends.

    `swahili` is said behind `sentences`, where nobody knows yet which language she speaks.
    """

    language: str = "en"
    sentences: tuple[str, ...] = ()
    swahili: tuple[str, ...] = ()
    listen: Listen | None = None
    through: str = ""
    place: Place = field(default_factory=Place)
    reject: bool = False

    def pieces(self, recordings: Recordings) -> list[Piece]:
        """What is said, as recordings and words for a machine's voice."""
        return joined([*recordings.cut(self.sentences, self.language), *recordings.cut(self.swahili, "sw")])


def in_both(sentence: Callable[[str], str], **more: Any) -> Act:
    """The same in English and in Swahili."""
    return Act("en", (sentence("en"),), (sentence("sw"),), **more)


def last_words(words: str, language: str) -> Act:
    """A sentence that comes from no dialog, and the end."""
    return Act(language, (aloud(words, language),))


@dataclass(frozen=True)
class Desk:
    turn: Turn
    door: Door
    calls: Calls
    within: Within
    slow: Slow
    tongue: Tongue
    goodbye: Goodbye

    async def answer(self, ring: Ring) -> Act:
        if ring.machine:
            log.info("voice_machine", why=ring.place.why)
            return in_both(partial(phrases.to_machine, self.calls.institution, self.calls.care_number))
        if not ring.outbound and not ring.place.after and self.calls.call_back:
            asks = AskCall(phone=ring.phone, reason=CALL_BACK, language=self.tongue(ring.phone))
            await self.door.perform(asks, key=f"missed:{ring.session}", scope=SCOPE, by=PROVIDER)
            return Act(reject=True)
        if ring.outbound and ring.place.after in ("", OPENING):
            return await self._opened(ring)
        return await self._turned(ring, ring.place.after, ring.said)

    async def _opened(self, ring: Ring) -> Act:
        """A call of ours: nothing about anybody is said before somebody pressed a key."""
        if ring.place.after and ring.said.kind in ("digits", "speech"):
            return await self._turned(ring, "", BEGINS)
        quiet = ring.place.quiet + (1 if ring.place.after else 0)
        if quiet >= MOST_SILENCES:
            return await self._ended(ring, self.tongue(ring.phone), "silence")
        place = Place(OPENING, quiet, why=ring.place.why)
        return in_both(partial(phrases.opens, self.calls.institution), listen=Listen(1), place=place)

    async def _turned(self, ring: Ring, after: str, said: Input) -> Act:
        start = REASONS.get(ring.place.why, ())
        hop = CallHop(ring.session, after, said, self.calls.digest_key, start)
        spoken = said.kind == "speech"
        heard = Heard("voice", ring.phone, ring.session, hop, self.calls.wallet, spoken=spoken)
        answer = await self.within(self.turn(heard, accent(person=bool(self.calls.person))))
        if answer is None:
            log.warning("voice_slow", why=ring.place.why)
            return last_words(self.slow(ring.phone), self.tongue(ring.phone))
        page = read_spoken(answer.words)
        quiet, wrong = _counted(ring.place, hop.sort)
        if quiet >= MOST_SILENCES or wrong >= MOST_WRONG:
            return await self._ended(ring, page.language, hop.sort)
        return self._said(page, hop, Place(hop.nonce, quiet, wrong, ring.place.why))

    def _said(self, page: Spoken, hop: CallHop, place: Place) -> Act:
        if page.ends:
            return Act(page.language, page.sentences)
        if hop.sort == "person":
            through = phrases.line(phrases.THROUGH, page.language)
            return Act(page.language, (through,), through=self.calls.person, place=place)
        about = page.about if hop.sort == "repeat" else ()
        sentences = (*_introduced(hop.sort, page.language), *about, *page.sentences)
        return Act(page.language, sentences, listen=_listening(page, hop.sort), place=place)

    async def _ended(self, ring: Ring, language: str, sort: str) -> Act:
        """Nobody is there, or it does not work by voice: an SMS says how to go on."""
        log.info("voice_given_up", after=sort, why=ring.place.why)
        await self.goodbye(ring.phone, f"voice:{ring.session}")
        return Act(language, (phrases.line(phrases.GOODBYE, language),))


def _counted(place: Place, sort: Sort) -> tuple[int, int]:
    """Silences are counted in a row, what was wrong likewise; an answer begins anew, a repeat changes nothing."""
    if sort == "silence":
        return place.quiet + 1, place.wrong
    if sort in ("wrong", "unclear"):
        return 0, place.wrong + 1
    return (0, 0) if sort == "answer" else (place.quiet, place.wrong)


def _introduced(sort: Sort, language: str) -> tuple[str, ...]:
    intro = {"silence": phrases.UNHEARD, "wrong": phrases.WRONG, "unclear": phrases.BY_KEYS}.get(sort)
    return (phrases.line(intro, language),) if intro else ()


def _listening(page: Spoken, sort: Sort) -> Listen:
    hints = [label.replace(",", " ")[:MOST_HINT_CHARACTERS] for label, _ in page.labels][:MOST_HINTS]
    return Listen(page.digits, by_keys=page.secret or sort == "unclear", hints=tuple(hints))


def heard_nothing(query: Mapping[str, str]) -> bool:
    """Was this callback reached by the redirect behind a question, where nobody answered?"""
    return query.get("heard") == "nothing"


def address(url: str, place: Place, *, silence: bool = False) -> str:
    """Where the provider goes next: behind a question, or with `silence` where nothing answered it."""
    query = "&".join(filter(None, (place.query(), "heard=nothing" if silence else "")))
    return f"{url}?{query}" if query else url


def input_of(query: Mapping[str, str], *, digits: str, speech: str = "", confidence: str = "") -> Input:
    """What a callback brings: keys before words; the first one of a call brings nothing.

    The redirect behind a question means silence, whatever of an earlier question its form still carries.
    """
    if heard_nothing(query):
        return SILENCE
    if digits:
        return Input("digits", digits)
    if speech:
        return Input("speech", speech, _confidence(confidence))
    return SILENCE if query.get("after") else BEGINS


def _confidence(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
