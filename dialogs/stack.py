"""The dialogs a member has entered and not left, with their half-filled forms: where a conversation stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

import msgspec

from core.codec import decode, encode
from core.institution import Institution
from core.messages import Command, Query
from dialogs.built import Built
from dialogs.say import LONGEST_NAME
from dialogs.screen import Text
from dialogs.state import MOST_FRAMES, Frame, State
from dialogs.steps import CONTEXT, FACTS, Ask, Confirm, Do, Go, Step

EMPTY = b"{}"


class Stack:
    """Reads and changes `state.frames`; forms are decoded when needed and written back by `save()`."""

    def __init__(
        self,
        library: Mapping[str, Built],
        state: State,
        *,
        house: Institution,
        today: date,
        context: Mapping[str, Any],
    ) -> None:
        self.library = library
        self.state = state
        self.house = house
        self.today = today
        self._context = context
        self._forms: dict[int, Any] = {}
        self._changed: set[int] = set()
        self._facts: Facts | None = None

    @property
    def frame(self) -> Frame:
        return self.state.frames[-1]

    @property
    def built(self) -> Built:
        return self.library[self.frame.dialog]

    @property
    def step(self) -> Step:
        return self.built.steps[self.frame.step]

    def form(self) -> Any:
        depth = len(self.state.frames)
        if depth not in self._forms:
            raw = bytes(self.frame.form)
            self._forms[depth] = self.built.shape() if raw == EMPTY else decode(self.built.shape, raw)
        return self._forms[depth]

    def here(self) -> str:
        """What a PIN opens reading for: this session on this channel."""
        return f"{self.state.channel}:{self.state.session}"

    def put(self, name: str, value: Any) -> None:
        """Fill a field of the form."""
        setattr(self.form(), name, value)
        self._changed.add(len(self.state.frames))

    def facts(self) -> Facts:
        """Everything a text or a lambda of the current step may use."""
        if self._facts is None or not self._facts.are_of(self.frame):
            self._facts = Facts(self)
        return self._facts

    def context(self, name: str) -> Any:
        """A fact from outside the form. Raises KeyError when there is none of this name."""
        if name in self._context:
            return self._context[name]
        return _CONTEXT[name](self)

    def enter(self, name: str) -> None:
        """On top of what was entered before; too deep a pile keeps only its root."""
        if len(self.state.frames) >= MOST_FRAMES:
            del self.state.frames[1:]
            self._forms.clear()
            self._facts = None
        built = self.library[name]
        self.state.frames.append(Frame(dialog=name, step=built.first, fits=digest(built.fits)))
        self._forms[len(self.state.frames)] = built.shape()
        self.state.tries = 0

    def leave(self) -> None:
        self._forms.pop(len(self.state.frames), None)
        self.state.frames.pop()

    def replace(self, frames: list[Frame]) -> None:
        """Stand somewhere else altogether."""
        self.state.frames = frames
        self._forms.clear()
        self._facts = None

    def is_before(self, step: str) -> bool:
        """Does the current step stand above this one in the script?"""
        order = self.built.order
        return order.index(self.frame.step) < order.index(step)

    def unanswer(self) -> None:
        """The current question is asked again, so it is not behind her: back leads to what came before it."""
        trail, step = self.frame.trail, self.frame.step
        if step in trail:
            del trail[len(trail) - 1 - trail[::-1].index(step) :]

    def fits(self) -> bool:
        """Do all frames still fit the dialogs as they are now, after a deploy perhaps?"""
        return self.fit(self.state.frames)

    def fit(self, frames: Sequence[Frame]) -> bool:
        return bool(frames) and all(self._frame_fits(frame) for frame in frames)

    def _frame_fits(self, frame: Frame) -> bool:
        built = self.library.get(frame.dialog)
        return built is not None and frame.step in built.steps and frame.fits == digest(built.fits)

    def rewind_to_query(self) -> None:
        """Back to the last question to core before the current step, so that it is asked again."""
        order = self.built.order
        for name in reversed(order[: order.index(self.frame.step)]):
            step = self.built.steps[name]
            if isinstance(step, Do) and issubclass(step.request, Query):
                self.frame.step = name
                return

    def takes_dialled(self) -> bool:
        """May the next token of a deep dial be heard here? Never a PIN, a confirmation, or what moves money next."""
        step = self.step
        if isinstance(step, Confirm) or (isinstance(step, Ask) and step.secret):
            return False
        return not any(isinstance(step, Do) and issubclass(step.request, Command) for step in self._following(step))

    def _following(self, step: Step) -> list[Step]:
        """The steps that may come next, past the jumps in between."""
        found, edge = list[Step](), [self.built.table.get((step.name, "next"), "")]
        while edge:
            after = self.built.steps.get(edge.pop())
            if isinstance(after, Go):
                edge += [self.built.table.get((after.name, way), "") for way in ("go", "next")]
            elif after is not None:
                found.append(after)
        return found

    def save(self) -> None:
        """Write the forms back into the state."""
        for depth in self._changed:
            if depth in self._forms and depth <= len(self.state.frames):
                self.state.frames[depth - 1].form = msgspec.Raw(encode(self._forms[depth]))
        self._changed.clear()


_MISSING = object()
#: Facts that do not stand in a form, by name.
_CONTEXT: Mapping[str, Callable[[Stack], Any]] = {
    **{name: partial(lambda name, stack: getattr(stack.state, name), name) for name in CONTEXT if name != "phone"},
    "first_name": lambda stack: (
        stack.state.first_name if len(stack.state.first_name) <= LONGEST_NAME else Text("member")
    ),
    "conversation": lambda stack: stack.state.id,
    "house": lambda stack: stack.house,
    "today": lambda stack: stack.today,
    "here": lambda stack: stack.here(),
    "chat": lambda stack: stack.state.waiting.source if stack.state.waiting else "",
}
#: Facts that stand beside the form, in the frame: name -> where.
_IN_FRAME = {"shown": "shown", "refusal": "refused", "reason": "reason", "meant": "meant"}


class Facts:
    """What texts and lambdas of a script see: the form, then what is derived, then the context. Looked up when used.

    As attributes an unknown or unanswered fact is None; by `[name]` an unknown one raises KeyError.
    """

    __slots__ = ("_built", "_form", "_frame", "_more", "_stack")

    def __init__(self, stack: Stack, more: Mapping[str, Any] | None = None) -> None:
        self._stack = stack
        # An ending is put into words when its frame is gone from the stack.
        self._frame = stack.frame
        self._form = stack.form()
        self._built = stack.built
        self._more = more

    def __getitem__(self, name: str) -> Any:
        if self._more is not None and name in self._more:
            return self._more[name]
        value = getattr(self._form, name, _MISSING)
        if value is not _MISSING:
            return value
        if name in self._built.derived:
            return self._built.derived[name](self)
        if name in _IN_FRAME:
            return getattr(self._frame, _IN_FRAME[name])
        return self._stack.context(name)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            return None

    def __contains__(self, name: str) -> bool:
        return name in self._form.__struct_fields__ or name in FACTS

    def are_of(self, frame: Frame) -> bool:
        return self._frame is frame

    def plus(self, more: Mapping[str, Any]) -> Facts:
        """The same facts and a few of the moment."""
        return Facts(self._stack, more)


@lru_cache(maxsize=256)
def digest(shape: str) -> str:
    """The version of a form: a hash of its fields and their types."""
    return hashlib.blake2b(shape.encode(), digest_size=6).hexdigest()
