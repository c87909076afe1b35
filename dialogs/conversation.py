"""One member in one dialog: `hear` what she typed, `resume` with what core answered. Pure; the host does the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.institution import Institution
from core.messages import Command, Query, Refusal, Request
from core.secret import Secret
from dialogs.accepts import Invalid
from dialogs.built import Built
from dialogs.refusals import sentence
from dialogs.requests import fill
from dialogs.screen import Screen, Text
from dialogs.script import Dialog
from dialogs.showing import items, show
from dialogs.stack import Stack
from dialogs.state import MOST_TRAIL, State
from dialogs.steps import BACK, HOME, Ask, Choose, Confirm, Do, End, Go, Menu, Shown

MOST_WALK = 40
MOST_TRIES = 3
MOST_HEARD = 200
PICK = "Please type a number from 1 to {most}."
PRESS = "Please press one of the keys below."
CHANGED = "We have changed since you were here. Please start again."

#: Names of the dialogs that the engine itself enters.
HOME_DIALOG, STRANGER_DIALOG, UNLOCK_DIALOG, HELP_DIALOG, BACK_AGAIN_DIALOG = (
    "home", "first_contact", "open_reading", "help", "welcome_back",
)  # fmt: skip


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
    ) -> None:
        self.stack = Stack(library, state, house=house, today=today, context=context)
        self.state = state
        self._spell = spell
        self._secrets: dict[str, Secret] = {}
        self._notice: Text | None = None
        self._telling_more = False

    # coming and going

    def home(self) -> Screen | Perform:
        self.state.parked = []
        self.stack.replace([])
        self.stack.enter(self._root())
        return self.walk()

    def _root(self) -> str:
        return HOME_DIALOG if self.state.member else STRANGER_DIALOG

    def _title(self, dialog: str) -> str:
        built = self.stack.library.get(dialog)
        return built.title if built else ""

    def unfinished(self) -> str:
        """The title of the dialog that was left half-way, or nothing. What is parked was offered and not decided."""
        frames = self.state.parked or self.state.frames
        left = (self._title(frame.dialog) for frame in reversed(frames) if frame.answered)
        return next((title for title in left if title), "")

    def welcome_back(self, unfinished: str) -> Screen | Perform:
        """She dialled again with something unfinished: ask, before anything else."""
        self.state.parked = self.state.parked or self.state.frames
        self.stack.replace([])
        self.stack.enter(BACK_AGAIN_DIALOG)
        self.stack.put("unfinished", unfinished)
        return self.walk()

    def go_on(self) -> Screen | Perform:
        """Continue what was parked. Prices older than the day are asked for again."""
        parked, self.state.parked = self.state.parked, []
        while parked and parked[-1].dialog == UNLOCK_DIALOG:
            parked.pop()
        self.stack.replace(parked)
        if not self.stack.fits():
            return self._changed()
        if self.state.day != self.stack.today.isoformat():
            self.stack.rewind_to_query()
        return self.walk()

    def start_again(self) -> Screen | Perform:
        """The parked dialog from its beginning."""
        parked, self.state.parked = self.state.parked, []
        name = next((frame.dialog for frame in reversed(parked) if self._title(frame.dialog)), "")
        self.stack.replace([])
        self.stack.enter(self._root())
        if name:
            self.stack.enter(name)
        return self.walk()

    def _changed(self) -> Screen | Perform:
        """A deploy changed the dialog she was in: say so, at home."""
        self._notice = Text(CHANGED)
        return self.home()

    # hearing

    def hear(self, words: str) -> Screen | Perform:
        if not self.stack.fits():
            return self._changed()
        words = words[:MOST_HEARD].strip()
        step = self.stack.step
        if not isinstance(step, Shown):
            return self.walk()
        for key in step.keys:
            if words == key.key:
                return self._follow(key.to)
        if isinstance(step, Ask):
            return self._hear_ask(step, words)
        if isinstance(step, Choose):
            return self._hear_choose(step, words)
        if isinstance(step, Confirm):
            return self._hear_confirm(step, words)
        assert isinstance(step, Menu)
        for item in items(step, self.stack.facts()):
            if words == item.key:
                return self._follow(item.to)
        return self._again(Text(PRESS))

    def _hear_ask(self, step: Ask, words: str) -> Screen | Perform:
        value = step.accepts(words, self.stack.facts())
        if isinstance(value, Invalid):
            return self._again(value.say)
        if step.secret:
            self._secrets[step.name] = value
        else:
            self.stack.put(step.name, value)
        return self._answered(step)

    def _hear_choose(self, step: Choose, words: str) -> Screen | Perform:
        choices = step.among(self.stack.facts())
        if words.isascii() and words.isdigit() and len(words) < 4 and 1 <= int(words) <= len(choices):
            self.stack.put(step.name, choices[int(words) - 1])
            return self._answered(step)
        return self._again(Text(PICK, {"most": len(choices)}))

    def _hear_confirm(self, step: Confirm, words: str) -> Screen | Perform:
        if words == "1":
            texts = [step.text, *(step.more or ("", ""))[1:]]
            values = self.stack.facts()
            self.stack.frame.shown = "\n".join(self._spell(Text(text, values)) for text in texts if text)
            return self._answered(step)
        if words == "2":
            return self._follow(step.no[1])
        self._telling_more = words == "3" and step.more is not None
        if self._telling_more:
            return self._show()
        # What she would say yes to stays on the screen: no notice in its place.
        return self._again(None)

    def _answered(self, step: Shown) -> Screen | Perform:
        frame = self.stack.frame
        frame.answered = True
        frame.trail = [*frame.trail[-MOST_TRAIL:], step.name]
        self.state.tries = 0
        return self._advance("next")

    def _again(self, notice: Text | None) -> Screen | Perform:
        """What she typed does not fit: say what does. The third time offer help, from where `0` comes back."""
        self.state.tries += 1
        can_help = HELP_DIALOG in self.stack.library and self.stack.frame.dialog != HELP_DIALOG
        if can_help and self.state.tries >= MOST_TRIES:
            self.state.tries = 0
            self.stack.enter(HELP_DIALOG)
            return self.walk()
        self._notice = notice
        return self.walk()

    def _follow(self, to: Any) -> Screen | Perform:
        if to is HOME:
            return self.home()
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
                return self.home()
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
            elif isinstance(step, End) and not step.text:
                self.stack.leave()
                if not self.state.frames:
                    return self.home()
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
            self.stack.frame.refused, self.stack.frame.reason = self._spell(said), getattr(answer, "reason", "")
            self.stack.frame.step = self.stack.built.table[step.name, type(answer).__name__]
            if isinstance(self.stack.step, Shown) and self.stack.is_before(step.name):
                self._notice = said
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
        return self._advance("next")

    def _show(self) -> Screen:
        notice, self._notice = self._notice, None
        screen = show(self.stack, notice=notice, telling_more=self._telling_more)
        if screen.ends:
            self.stack.replace([])
        return screen

    def save(self) -> None:
        """Write what was answered back into the state."""
        self.stack.save()
