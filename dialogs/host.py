"""The shell around the engine: recall, read the hop, hear, perform, say, remember. The only dialog file with I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from time import perf_counter
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from core.conversations.messages import GoOnInChat, ReadingOpen
from core.ids import new_id
from core.institution import Institution
from core.members.messages import Caller, WhoCalls
from core.messages import Command, Door, KeyReused, Origin, Refusal
from core.phone import Phone
from dialogs import free_text, handover, keeping, returning
from dialogs import state as remembered
from dialogs.built import Built
from dialogs.conversation import Conversation, Perform
from dialogs.say import Tongue, say, spell
from dialogs.screen import Accent, Again, Answer, Heard, News, Said, Screen, Seen, Text
from dialogs.state import MOST_SEEN, RESUME_HOURS, State
from dialogs.steps import Step
from dialogs.trace import NOWHERE, Course, Trace, forget, overhear_nothing
from intents.understand import Understanding, Understood

MOST_PERFORMS = 8
MOST_RECALLS = 5
MORE_KEY = "98"
#: In a chat, how long we know who writes without looking again.
KNOWN_SECONDS = 600


class Memory(Protocol):
    """Where conversations are kept: one read and one write a turn, the write only if nobody wrote in between."""

    async def recall(self, key: str) -> tuple[bytes | None, int]: ...

    async def remember(self, key: str, state: bytes, version: int) -> bool: ...


class TooManyAtOnce(Exception):
    """Other hops of the same person won every time; nothing was lost, the provider may repeat this one."""


class _Overtaken(Exception):
    """Another hop has done something else under our key: what we recalled is older than what happened."""


@dataclass
class Host:
    """`turn` is what every channel calls. `tongues` are the languages by code."""

    door: Door
    memory: Memory
    library: Mapping[str, Built]
    tongues: Mapping[str, Tongue]
    house: Institution
    clock: Callable[[], datetime]
    understanding: Understanding | None = None
    record: Callable[[Trace], None] = forget
    """Called once after every turn, on its path: it must only take note."""
    overhear: Callable[[Trace, str, str, str, str], None] = overhear_nothing
    """Likewise, with phone, source, and what was heard (without secrets) and said, as its channel renders it."""
    stopwatch: Callable[[], float] = perf_counter
    house_now: Callable[[], Institution] | None = None
    """The house with the terms that are in force, where they change."""
    acting: dict[str, int] = field(default_factory=dict)
    """Phones in whose turn a command is being performed right now: their promise may be given when time runs out."""

    async def turn(self, heard: Heard, accent: Accent) -> Answer:
        """One arrival from a member to one page of reply. Raises TooManyAtOnce when it never got a word in."""
        key, started = heard.phone.number, self.stopwatch()
        for _ in range(MOST_RECALLS):
            raw, version = await self.memory.recall(key)
            state = remembered.read(raw)
            course = self._course(state)
            fresh = state.session != heard.session or state.channel != heard.channel
            reading = heard.hop.read(state.answered if heard.chat else () if fresh else state.seen)
            if isinstance(reading, Again):
                course.outcome = "again"
                self.record(course.trace(state, heard, at=self.clock(), seconds=self.stopwatch() - started))
                return Answer(reading.reply[1:], ends=reading.reply[0] == "E")
            asked = self._step(state)
            lost = heard.resumes and not keeping.stands_open(state, heard, asked, self.clock())
            if lost or (heard.goes_on and state.carried is None):
                return Answer("", ends=False)
            words = keeping.kept(reading, None if fresh else asked)
            try:
                answer = await self._converse(state, heard, reading, accent, course, fresh=fresh)
            except _Overtaken:
                continue
            if await self.memory.remember(key, remembered.encode(state), version):
                await self._tell_chat(state, heard)
                trace = course.trace(state, heard, at=self.clock(), seconds=self.stopwatch() - started)
                self.record(trace)
                self.overhear(trace, key, heard.session, words, answer.words)
                return answer
        raise TooManyAtOnce(heard.channel)

    def is_acting(self, phone: str) -> bool:
        """Is a command of this phone's turn under way?"""
        return self.acting.get(phone, 0) > 0

    async def masked(self, phone: Phone, words: str) -> str:
        """Words of a chat as they may be kept: without what is, or may be, a PIN."""
        raw, _ = await self.memory.recall(phone.number)
        return keeping.masked(words, self._step(remembered.read(raw)))

    def _step(self, state: State) -> Step | None:
        built = self.library.get(state.frames[-1].dialog) if state.frames else None
        return built.steps.get(state.frames[-1].step) if built else None

    def _course(self, state: State) -> Course:
        course = Course()
        if state.frames:
            course.stand(state.frames[-1], self._step(state))
        return course

    async def _converse(
        self, state: State, heard: Heard, reading: News, accent: Accent, course: Course, *, fresh: bool
    ) -> Answer:
        now = self.clock()
        today = now.astimezone(ZoneInfo(self.house.time_zone)).date()
        stale = now.timestamp() - state.at > RESUME_HOURS * 3600
        fresh = fresh or (heard.chat and stale)
        if fresh or (heard.chat and now.timestamp() - state.at > KNOWN_SECONDS):
            await self._recognise(state, heard, fresh=fresh)
        if heard.chat:
            if state.carried is not None:
                course.outcome = "went_on"
                return self._tell_carried(state, heard, reading, accent, now, today)
            await self._look_whether_open(state)
        tokens = list(reading.tokens)
        turned = not fresh and reading.known and tokens == [MORE_KEY] and state.page + 1 < len(state.pages)
        if turned or (not reading.known and state.pages and not heard.chat):
            course.outcome = "unclear" if reading.unclear else "again"
            state.page += 1 if turned else 0
            return self._reply(state, heard, reading, now, today)
        if fresh:
            course.stood = NOWHERE
        conversation = self._conversation(state, heard, today, course)
        if heard.chat and (heard.resumes or not reading.known):
            conversation.before = spell(handover.again(given_back=heard.resumes), self._tongue(state), today)
        shown = await self._hear(conversation, tokens, heard, fresh=fresh, stale=stale)
        conversation.save()
        said = say(shown, self._tongue(state), today)
        handover.note(state, shown, is_chat=heard.chat, signed=conversation.signed)
        if handover.goes_back(state, shown, signed=conversation.signed):
            said = self._hand_back(state, said, today)
        state.pages, state.page, state.ends = accent(said), 0, said.ends
        return self._reply(state, heard, reading, now, today)

    def _hand_back(self, state: State, said: Said, today: date) -> Said:
        """The chat goes on; what ends is said here too, everything else is only shown there."""
        handover.carry(state, said)
        there = spell(Text(handover.GO_ON_THERE), self._tongue(state), today)
        return said if said.ends else Said(there, ends=True)

    def _tell_carried(
        self, state: State, heard: Heard, reading: News, accent: Accent, now: datetime, today: date
    ) -> Answer:
        assert state.carried is not None
        said, state.carried = state.carried.said, None
        state.pages, state.page, state.ends = accent(said), 0, said.ends
        return self._reply(state, heard, reading, now, today)

    async def _tell_chat(self, state: State, heard: Heard) -> None:
        """What was signed here for a chat is told there, by a job, once."""
        if state.carried is None or heard.chat:
            return
        event = state.carried.event
        request = GoOnInChat(source=state.session, phone=heard.phone, event=event)
        await self.door.perform(request, key=event, scope="dialog", by=self._origin(state, heard))

    async def _recognise(self, state: State, heard: Heard, *, fresh: bool) -> None:
        """A new session: who calls, on which line? What was unfinished stays."""
        caller = await self.door.perform(WhoCalls(phone=heard.phone))
        assert isinstance(caller, Caller)
        if caller.member != state.member:
            state.frames, state.parked = [], []
        state.member, state.number, state.tier = caller.member, caller.number, caller.tier
        state.first_name, state.language, state.doubtful = caller.first_name, caller.language, caller.doubtful
        # A chat does not say on which line it is: the usual one.
        state.wallet = self.house.wallet if heard.chat else heard.wallet
        if fresh:
            state.channel, state.session = heard.channel, heard.session
            state.seen, state.pages, state.page, state.opened = [], [], 0, ""

    async def _look_whether_open(self, state: State) -> None:
        """Reading in a chat: as long as its link holds, and no longer."""
        asks = ReadingOpen(member=state.member, chat=state.session)
        is_open = bool(state.member) and await self.door.perform(asks) is True
        state.opened = f"{state.channel}:{state.session}" if is_open else ""

    def _conversation(self, state: State, heard: Heard, today: date, course: Course) -> Conversation:
        def words_of(text: Text) -> str:
            return spell(text, self._tongue(state), today)

        def understand(words: str, pending: bool) -> Understood:
            assert self.understanding is not None
            course.understood = self.understanding.understand(words, today=today, pending=pending)
            return course.understood

        return Conversation(
            self.library,
            state,
            house=self.house_now() if self.house_now else self.house,
            today=today,
            context={"phone": heard.phone},
            spell=words_of,
            understand=understand if self.understanding else None,
            keeps_what_is_typed=heard.chat,
            course=course,
        )

    async def _hear(
        self, conversation: Conversation, tokens: list[str], heard: Heard, *, fresh: bool, stale: bool
    ) -> Screen:
        if not fresh and not tokens and (conversation.state.frames or heard.resumes):
            return await self._through(returning.again(conversation), conversation, heard)
        if heard.chat and (fresh or not conversation.state.frames):
            return await self._greet(conversation, tokens, heard, stale=stale)
        if fresh or not conversation.state.frames:
            out = returning.opened(conversation, tokens, stale=stale)
            shown = await self._through(out, conversation, heard)
            for token in tokens if fresh else ():
                if shown.ends or shown.secret or not conversation.stack.takes_dialled():
                    break
                shown = await self._through(conversation.hear(token), conversation, heard)
                if shown.notice is not None:
                    break
            return shown
        return await self._through(conversation.hear("*".join(tokens)), conversation, heard)

    async def _greet(self, conversation: Conversation, tokens: list[str], heard: Heard, *, stale: bool) -> Screen:
        """She writes to a chat in which nothing is open: a wish leads on, anything else is a greeting."""
        if stale:
            conversation.state.frames, conversation.state.parked = [], []
        unfinished = returning.unfinished(conversation)
        returning.park(conversation)
        conversation.state.id, conversation.state.visits = new_id(), 0
        shown = await self._through(returning.at_root(conversation), conversation, heard)
        out = free_text.first_words(conversation, " ".join(tokens)) if tokens else None
        if out is None and unfinished:
            out = returning.welcome_back(conversation, unfinished)
        return shown if out is None else await self._through(out, conversation, heard)

    async def _through(self, out: Screen | Perform, conversation: Conversation, heard: Heard) -> Screen:
        """Perform what the dialog asks for until it has something to show."""
        for _ in range(MOST_PERFORMS):
            if isinstance(out, Screen):
                return out
            out = conversation.resume(await self._perform(out, conversation.state, heard))
        if isinstance(out, Screen):
            return out
        raise RuntimeError(f"{conversation.state.frames[-1].dialog} performs too much in one turn")

    async def _perform(self, wanted: Perform, state: State, heard: Heard) -> Any | Refusal:
        by = self._origin(state, heard)
        if not isinstance(wanted.request, Command):
            return await self.door.perform(wanted.request, by=by)
        phone = heard.phone.number
        self.acting[phone] = self.acting.get(phone, 0) + 1
        try:
            answer = await self.door.perform(wanted.request, key=wanted.key, scope="dialog", by=by)
            if isinstance(answer, KeyReused):
                raise _Overtaken
            return answer
        finally:
            self.acting[phone] -= 1
            if not self.acting[phone]:
                del self.acting[phone]

    def _origin(self, state: State, heard: Heard) -> Origin:
        return Origin(who=f"member:{state.member}" if state.member else "stranger", channel=heard.channel)

    def _reply(self, state: State, heard: Heard, reading: News, now: datetime, today: date) -> Answer:
        last = state.page + 1 == len(state.pages)
        answer = Answer(state.pages[state.page], ends=state.ends and last)
        seen = Seen(reading.digest, ("E" if answer.ends else "C") + answer.words)
        if heard.chat:
            state.answered = [*state.answered[-MOST_SEEN + 1 :], seen]
        else:
            state.seen = [*state.seen[-MOST_SEEN + 1 :], seen]
        state.at = now.timestamp()
        if not state.parked:
            # What is parked keeps its day: its prices may have to be asked again.
            state.day = today.isoformat()
        return answer

    def _tongue(self, state: State) -> Tongue:
        return self.tongues.get(state.language) or self.tongues["en"]

    def apology(self, language: str, text: Text) -> str:
        """A sentence outside any conversation: slow, or broken."""
        return spell(text, self.tongues.get(language) or self.tongues["en"], self.clock().date())
