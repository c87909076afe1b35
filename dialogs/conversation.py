"""One member in one dialog: `hear` what she typed, `resume` with what core answered. Pure; the host does the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.institution import Institution
from core.messages import Command, Query, Refusal, Request
from core.secret import Secret
from dialogs import free_text, handover, returning
from dialogs.accepts import Invalid
from dialogs.built import Built
from dialogs.names import HELP_DIALOG, UNLOCK_DIALOG
from dialogs.pins import MASK
from dialogs.refusals import sentence
from dialogs.requests import fill
from dialogs.screen import Screen, Text
from dialogs.script import Dialog
from dialogs.showing import items, show
from dialogs.stack import Stack
from dialogs.state import MOST_TRAIL, State
from dialogs.steps import BACK, HOME, Ask, Choose, Confirm, Do, End, Go, Menu, Shown, Step
from dialogs.trace import Course
from intents.understand import Understood

MOST_WALK = 40
MOST_TRIES = 3
MOST_HEARD = 200
NEVER_TYPE_A_PIN = (
    "Never type your PIN in a message. We did not keep it. Please change it: dial {house.ussd_code}, More, Change PIN."
)
#: Words and whether a yes or no is being waited for.
Understand = Callable[[str, bool], Understood]
PICK, PRESS = "Please type a number from 1 to {most}.", "Please press one of the keys below."
UNCLEAR = "Sorry, we did not understand. Please answer with one of these:"


@dataclass(frozen=True)
class Perform:
    """The conversation waits for core: perform this under this key, then `resume` with the answer."""

    request: Request[Any]
    key: str


class Conversation:
    """Changes `state`; after the turn `save()` writes the forms back into it."""

    def __init__(
        self,
        library: Mapping[str, Built],
        state: State,
        *,
        house: Institution,
        today: date,
        context: Mapping[str, Any],
        spell: Callable[[Text], str],
        understand: Understand | None = None,
        keeps_what_is_typed: bool = False,
        course: Course | None = None,
    ) -> None:
        self.stack = Stack(library, state, house=house, today=today, context=context)
        self.state = state
        self.spell = spell
        self.understand = understand
        self.course = course or Course()
        self.notice: Text | None = None
        self.signed = False
        """Was a PIN or a code accepted in this turn?"""
        self._is_chat = keeps_what_is_typed
        self.before = ""
        self._secrets: dict[str, Secret] = {}
        self._telling_more = False

    # hearing

    def hear(self, words: str) -> Screen | Perform:
        if not self.stack.fits():
            return returning.changed(self)
        words = words[:MOST_HEARD].strip()
        step = self.stack.step
        if not isinstance(step, Shown):
            return self.walk()
        if MASK in words:
            self.course.unclear = True
            self.notice = Text(NEVER_TYPE_A_PIN, self.stack.facts())
            return self.walk()
        out, notice = self.try_step(step, words)
        if out is None and not words.isdigit():
            out = free_text.hear(self, step, words)
        return out if out is not None else self._again(notice)

    def try_step(self, step: Shown, words: str) -> tuple[Screen | Perform | None, Text | None]:
        """What follows, or None and a notice that says what would fit."""
        for key in step.keys:
            if words == key.key:
                return self.follow(key.to), None
        if self.hands_over(step):
            return handover.hear(self, words), None
        if isinstance(step, Ask):
            return self._hear_ask(step, words)
        if isinstance(step, Choose):
            return self._hear_choose(step, words)
        if isinstance(step, Confirm):
            return self._hear_confirm(step, words), None
        assert isinstance(step, Menu)
        for item in items(step, self.stack.facts()):
            if words == item.key:
                return self.follow(item.to), None
        return None, Text(UNCLEAR if self._is_chat else PRESS)

    def hands_over(self, step: Step) -> bool:
        """A secret that may not be typed here: it is taken on another channel."""
        return self._is_chat and isinstance(step, Ask) and step.secret

    def _hear_ask(self, step: Ask, words: str) -> tuple[Screen | Perform | None, Text | None]:
        value = step.accepts(words, self.stack.facts())
        if isinstance(value, Invalid):
            return None, value.say
        if step.secret:
            self._secrets[step.name] = value
        else:
            self.stack.put(step.name, value)
        return self._answered(step), None

    def _hear_choose(self, step: Choose, words: str) -> tuple[Screen | Perform | None, Text | None]:
        choices = step.among(self.stack.facts())
        if words.isascii() and words.isdigit() and len(words) < 4 and 1 <= int(words) <= len(choices):
            self.stack.put(step.name, choices[int(words) - 1])
            return self._answered(step), None
        return None, Text(PICK, {"most": len(choices)})

    def _hear_confirm(self, step: Confirm, words: str) -> Screen | Perform | None:
        if words == "1":
            texts = [step.text, *(step.more or ("", ""))[1:]]
            values = self.stack.facts()
            self.stack.frame.shown = "\n".join(self.spell(Text(text, values)) for text in texts if text)
            return self._answered(step)
        if words == "2":
            return self.follow(step.no[1])
        self._telling_more = words == "3" and step.more is not None
        # What she would say yes to stays on the screen: no notice in its place.
        return self._show() if self._telling_more else None

    def answer(self, step: Ask | Choose, value: Any) -> Screen | Perform:
        """A value that was read out of a sentence answers the question."""
        self.stack.put(step.name, value)
        self.stack.frame.meant = True
        return self._answered(step)

    def _answered(self, step: Shown) -> Screen | Perform:
        self._leave_behind(step)
        self.state.tries = 0
        return self._advance("next")

    def _leave_behind(self, step: Shown) -> None:
        frame = self.stack.frame
        frame.answered = True
        frame.trail = [*frame.trail[-MOST_TRAIL:], step.name]

    def _again(self, notice: Text | None) -> Screen | Perform:
        """What she typed does not fit: say what does. The third time offer help, from where `0` comes back."""
        self.course.unclear = True
        self.state.tries += 1
        can_help = HELP_DIALOG in self.stack.library and self.stack.frame.dialog != HELP_DIALOG
        if can_help and self.state.tries >= MOST_TRIES:
            self.state.tries = 0
            self.stack.enter(HELP_DIALOG)
            return self.walk()
        self.notice = notice
        return self.walk()

    def follow(self, to: Any) -> Screen | Perform:
        if to is HOME:
            return returning.home(self)
        if to is BACK:
            return self._back()
        if callable(to):
            way: Screen | Perform = to(self)
            return way
        if isinstance(to, Dialog):
            self.stack.enter(to.name)
        else:
            self.stack.frame.trail = [*self.stack.frame.trail[-MOST_TRAIL:], self.stack.frame.step]
            self.stack.frame.step = to
        self.state.tries = 0
        return self.walk()

    def _back(self) -> Screen | Perform:
        self.state.tries = 0
        while True:
            if self.stack.frame.trail:
                self.stack.frame.step = self.stack.frame.trail.pop()
                return self.walk()
            self.stack.leave()
            if not self.state.frames:
                return returning.home(self)
            if isinstance(self.stack.step, Shown):
                return self.walk()

    # walking

    def _advance(self, trigger: str) -> Screen | Perform:
        self.stack.frame.step = self.stack.built.table[self.stack.frame.step, trigger]
        return self.walk()

    def walk(self) -> Screen | Perform:
        """Down the list until somebody must answer: the member (a screen) or core (a request)."""
        for _ in range(MOST_WALK):
            step = self.stack.step
            if isinstance(step, Go):
                jump = step.when is None or step.when(self.stack.facts())
                self.stack.frame.step = self.stack.built.table[step.name, "go" if jump else "next"]
            elif isinstance(step, Do):
                if (waiting := self._do(step)) is not None:
                    return waiting
            elif isinstance(step, Choose) and self._only_choice(step):
                self.stack.frame.step = self.stack.built.table[step.name, "next"]
            elif isinstance(step, Ask | Choose) and free_text.was_said(self, step):
                self._leave_behind(step)
                self.stack.frame.step = self.stack.built.table[step.name, "next"]
            elif isinstance(step, End) and not step.text:
                self.stack.leave()
                if not self.state.frames:
                    return returning.home(self)
            else:
                return self._show()
        raise RuntimeError(f"{self.stack.frame.dialog}: walking in circles at {self.stack.frame.step}")

    def _only_choice(self, step: Choose) -> bool:
        choices = step.among(self.stack.facts())
        if step.skip_single and len(choices) == 1:
            self.stack.put(step.name, choices[0])
            return True
        return False

    def _do(self, step: Do) -> Perform | None:
        """The request of a step; None when something must come first: the PIN that opens reading, or a secret."""
        private = issubclass(step.request, Query) and step.request.private
        if private and self.state.opened != self.stack.here():
            self.stack.enter(UNLOCK_DIALOG)
            return None
        request = fill(step, self.stack.facts(), self._secrets)
        if isinstance(request, str):
            self.stack.frame.step = request
            return None
        self.state.visits += 1
        key = f"{self.state.id}:{self.stack.frame.dialog}.{step.name}:{self.state.visits}"
        return Perform(request, key)

    def resume(self, answer: Any) -> Screen | Perform:
        """Core answered, or refused."""
        step = self.stack.step
        assert isinstance(step, Do)
        if isinstance(answer, Refusal):
            said = sentence(answer, self.stack.house)
            self.course.refused = type(answer).__name__
            self.stack.frame.refused, self.stack.frame.reason = self.spell(said), getattr(answer, "reason", "")
            self.stack.frame.step = self.stack.built.table[step.name, type(answer).__name__]
            if isinstance(self.stack.step, Shown) and self.stack.is_before(step.name):
                self.notice = said
                self.stack.unanswer()
            return self.walk()
        form = self.stack.form()
        if step.name in form.__struct_fields__:
            self.stack.put(step.name, answer)
        facts = self.stack.facts()
        for name, fact in step.sets.items():
            setattr(self.state, name, fact(facts))
        if issubclass(step.request, Command):
            self.stack.frame.trail = []
            self.signed = self.signed or step.request.signed or step.request.guarded
        return self._advance("next")

    def _show(self) -> Screen | Perform:
        notice, self.notice = self.notice, None
        elsewhere = handover.words(self.stack) if self.hands_over(self.stack.step) else None
        screen = show(
            self.stack, notice=notice, telling_more=self._telling_more, before=self.before, elsewhere=elsewhere
        )
        self.course.show(self.stack.frame, self.stack.step, screen)
        if self.stack.frame.aside and (screen.ends or isinstance(self.stack.step, Menu)):
            return self._come_back(screen)
        if screen.ends:
            self.stack.replace([])
        return screen

    def _come_back(self, answer: Screen) -> Screen | Perform:
        """She asked something in between: its answer stands before the question she was at."""
        self.before = self.spell(answer.message)
        self.stack.leave()
        return self.walk()

    def save(self) -> None:
        """Write what was answered back into the state."""
        self.stack.save()
