"""The intent matcher for programs: what words mean and what would be said next, the commands, and how members fare."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from admin.api.access import Access
from admin.api.answers import answer, problem
from admin.api.bodies import Fields, read_object
from admin.api.examples import EXAMPLES
from core.conversations.messages import TURNS_KEPT, Interactions, InteractionsOf, Outcome, Trace
from core.ids import new_id
from core.institution import Institution
from core.members.messages import Contact, ContactOf
from core.messages import Arrival, Door, NotPermitted, Origin, Refusal, Reply, Route
from dialogs.built import Built
from dialogs.conversation import Perform
from dialogs.meanings import ANSWERS_SAY, MEANINGS
from dialogs.preview import CHANNEL, Listener, Preview
from dialogs.say import Tongue, spell
from dialogs.screen import Text
from intents.understand import LABELS, Entity, Understanding, Understood

COMMAND, COMMANDS = "/api/voice/command", "/api/voice/commands"
ANALYTICS = "/api/voice/analytics/{user_id}"
MOST_TEXT_CHARACTERS = 1_000
MOST_PERFORMS = 8
MOST_DAYS, DAYS = TURNS_KEPT.days, 30
CONFIDENCE_DIGITS = 4
DEFAULT_LANGUAGE = "en"
OUTCOMES: Mapping[str, Outcome] = {"act": "meant", "ask": "asked_which", "fallback": "unclear"}
API = Origin(who="system", channel=CHANNEL)

NO_MEMBER = problem(404, "There is no member with this id.", code="no_such_member")
NOT_PERMITTED = problem(403, "Your role does not allow this.", code="not_permitted")
WRONG_DAYS = problem(
    422, "Some fields are not as they should be.", code="invalid", errors={"days": f"a number from 1 to {MOST_DAYS}"}
)


@dataclass(frozen=True)
class Voice:
    """`record` takes note of a command; `written` waits until what was noted stands in the record."""

    door: Door
    understanding: Understanding
    library: Mapping[str, Built]
    tongues: Mapping[str, Tongue]
    house: Institution
    access: Access
    record: Callable[[Trace], None]
    written: Callable[[], Awaitable[object]]
    stopwatch: Callable[[], float] = perf_counter

    def routes(self) -> list[Route]:
        return [
            ("POST", COMMAND, self._command),
            ("GET", COMMANDS, self._commands),
            ("GET", ANALYTICS, self._analytics),
        ]

    async def _command(self, arrival: Arrival) -> Reply:
        started = self.stopwatch()
        who = await self.access.who(arrival, personal=False)
        if isinstance(who, Reply):
            return who
        found = read_object(arrival)
        if isinstance(found, Reply):
            return found
        fields, today = Fields(found), self._today(arrival)
        words, member = fields.text("text", most=MOST_TEXT_CHARACTERS), fields.id("user_id")
        language = fields.one_of("language", self.tongues, says=", ".join(self.tongues))
        today = fields.day("reference_date", otherwise=today)
        if member and isinstance(who := await self.access.who(arrival, personal=True), Reply):
            return who
        if wrong := fields.problem():
            return wrong
        contact = await self._contact(member, who) if member else None
        if isinstance(contact, Reply):
            return contact
        listener = self._listener(member, contact, language)
        understood = self.understanding.understand(words, today=today)
        reply = await self._next(understood, listener, today)
        self._note(understood, listener, arrival, self.stopwatch() - started)
        return answer({**_meaning(understood), "reply": reply})

    async def _contact(self, member: str, who: Origin) -> Contact | Reply:
        """Whom it is about, or the answer to whoever may not ask about her, or about nobody we know."""
        found = await self.door.perform(ContactOf(member=member), by=who)
        if isinstance(found, NotPermitted):
            return NOT_PERMITTED
        return NO_MEMBER if isinstance(found, Refusal) else found

    def _listener(self, member: str, contact: Contact | None, language: str) -> Listener:
        """A member is answered in her own language, whatever was asked for."""
        code = (contact.language if contact else "") or language
        return Listener(self.tongues.get(code) or self.tongues[DEFAULT_LANGUAGE], member, contact)

    async def _next(self, understood: Understood, listener: Listener, today: date) -> str:
        preview = Preview(self.library, self.house, today, listener)
        out = preview.begin(understood)
        for _ in range(MOST_PERFORMS):
            if not isinstance(out, Perform):
                return preview.words(out)
            out = preview.resume(await self.door.perform(out.request, by=API))
        raise RuntimeError(f"{understood.intent} asks too much before it shows anything")

    def _note(self, understood: Understood, listener: Listener, arrival: Arrival, seconds: float) -> None:
        conversation = new_id()
        self.record(
            Trace(
                at=arrival.at,
                conversation=conversation,
                session=conversation,
                channel=CHANNEL,
                outcome=OUTCOMES[understood.decision],
                member=listener.member,
                language=listener.tongue.code,
                intent=understood.intent,
                decision=understood.decision,
                confidence_percent=round(understood.confidence * 100),
                by="text",
                milliseconds=round(seconds * 1000),
                ends=True,
            )
        )

    async def _commands(self, arrival: Arrival) -> Reply:
        who = await self.access.who(arrival, personal=False)
        if isinstance(who, Reply):
            return who
        today = self._today(arrival)
        return answer({"items": [self._listed(label, today) for label in LABELS if label in EXAMPLES], "next": None})

    def _listed(self, label: str, today: date) -> dict[str, Any]:
        meaning = MEANINGS.get(label)
        says = Text(meaning.says if meaning else ANSWERS_SAY[label])
        return {
            "intent": label,
            "dialog": meaning.dialog if meaning else None,
            "says": {code: spell(says, tongue, today) for code, tongue in self.tongues.items()},
            "examples": EXAMPLES[label],
        }

    async def _analytics(self, arrival: Arrival) -> Reply:
        who = await self.access.who(arrival, personal=True)
        if isinstance(who, Reply):
            return who
        days, member = arrival.query.get("days", str(DAYS)), arrival.path["user_id"]
        if not (days.isascii() and days.isdigit() and len(days) < 4 and 1 <= int(days) <= MOST_DAYS):
            return WRONG_DAYS
        if isinstance(contact := await self._contact(member, who), Reply):
            return contact
        await self.written()
        since = arrival.at - timedelta(days=int(days))
        found = await self.door.perform(InteractionsOf(member=member, since=since), by=who)
        assert isinstance(found, Interactions)
        return answer({"user_id": member, "since": since, **_figures(found)})

    def _today(self, arrival: Arrival) -> date:
        return arrival.at.astimezone(ZoneInfo(self.house.time_zone)).date()


def _meaning(understood: Understood) -> dict[str, Any]:
    return {
        "intent": understood.intent,
        "confidence": round(understood.confidence, CONFIDENCE_DIGITS),
        "decision": understood.decision,
        "alternatives": [
            {"intent": guess.intent, "confidence": round(guess.confidence, CONFIDENCE_DIGITS)}
            for guess in understood.alternatives
        ],
        "entities": [_entity(entity) for entity in understood.entities],
    }


def _entity(entity: Entity) -> dict[str, Any]:
    more = {name: getattr(entity, name) for name in ("unit", "currency", "grain") if getattr(entity, name)}
    return {
        "type": entity.type, "value": entity.value, "text": entity.text, "start": entity.start, "end": entity.end,
        **more,
    }  # fmt: skip


def _figures(found: Interactions) -> dict[str, Any]:
    return {
        "interactions": found.interactions,
        "successes": found.succeeded,
        "failures": found.failed,
        "asked_back": found.asked_back,
        "success_rate": round(found.succeeded / found.interactions, 4) if found.interactions else None,
        "milliseconds": {
            "average": found.average_milliseconds, "p50": found.p50_milliseconds, "p99": found.p99_milliseconds,
        },
        "commands": [
            {"intent": used.intent, "times": used.times, "successes": used.succeeded} for used in found.used
        ],
        "channels": dict(found.channels),
    }  # fmt: skip
