"""What is noted of a turn while it goes, and the trace that is left: where it led and how, never what was said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.conversations.messages import By, Outcome, Trace
from dialogs.names import MEANT_DIALOG
from dialogs.steps import Ask, Choose, Confirm, End, Shown

if TYPE_CHECKING:
    from dialogs.screen import Heard, Screen
    from dialogs.state import Frame, State
    from dialogs.steps import Step
    from intents.understand import Understood

__all__ = ["NOWHERE", "Course", "Trace", "forget", "overhear_nothing"]

Place = tuple[str, str]
NOWHERE: Place = ("", "")
_ASKS = (Ask, Choose, Confirm)


def forget(trace: Trace) -> None:
    """A host that is told of nobody who records."""


def overhear_nothing(trace: Trace, phone: str, source: str, heard: str, said: str) -> None:
    """Nor of anybody who keeps the words."""


class Course:
    """One turn under way. The conversation, and what it leads through, write down here what they do."""

    __slots__ = ("_screen", "_step", "outcome", "refused", "resumed", "stands", "stood", "unclear", "understood")

    def __init__(self) -> None:
        self.stood = self.stands = NOWHERE
        self.outcome: Outcome | None = None
        """Where it does not depend on what she said."""
        self.unclear = self.resumed = False
        self.refused = ""
        self.understood: Understood | None = None
        self._screen: Screen | None = None
        self._step: Step | None = None

    def stand(self, frame: Frame, step: Step | None) -> None:
        """Before anything is heard: at this step of a dialog that was entered earlier."""
        self.stood = self.stands = (frame.dialog, frame.step)
        self._step = step

    def show(self, frame: Frame, step: Step, screen: Screen) -> None:
        """The last screen that is shown is where the turn led."""
        self.stands = (frame.dialog, frame.step)
        self._screen, self._step = screen, step

    def trace(self, state: State, heard: Heard, *, at: datetime, seconds: float) -> Trace:
        (dialog, step), (to_dialog, to_step) = self.stood, self.stands
        understood = self.understood
        refusal = self._heard_refusal() if self.refused else ""
        return Trace(
            at=at,
            conversation=state.id,
            session=state.id if heard.chat else heard.session,
            channel=heard.channel,
            outcome=self.outcome or self._outcome(refusal, back_to_chat=state.carried is not None),
            member=state.member,
            language=state.language,
            dialog=dialog,
            step=step,
            to_dialog=to_dialog,
            to_step=to_step,
            refusal=refusal,
            intent=understood.intent if understood else "",
            decision=understood.decision if understood else "",
            confidence_percent=round(understood.confidence * 100) if understood else 0,
            by=_by(heard),
            milliseconds=round(seconds * 1000),
            half_way=isinstance(self._step, _ASKS),
            ends=state.ends,
        )

    def _heard_refusal(self) -> str:
        """The no of core, if she heard it: many are only another way through a dialog."""
        told = isinstance(self._step, Shown | End) and "{refusal" in self._step.text
        return self.refused if told or (self._screen is not None and self._screen.notice is not None) else ""

    def _outcome(self, refusal: str, *, back_to_chat: bool) -> Outcome:
        """The first of these that is so. Branches, not a table: this is on the path of every hop."""
        screen, understood, begins = self._screen, self.understood, self.stood == NOWHERE
        if refusal:
            return "refused"
        if screen is not None and screen.ends:
            return "ended"
        if self.unclear or (begins and understood is not None and understood.decision == "fallback"):
            return "unclear"
        if back_to_chat or (screen is not None and screen.elsewhere is not None):
            return "handed_over"
        if understood is not None and self.stands[0] == MEANT_DIALOG:
            return "asked_which"
        if self.resumed:
            return "resumed"
        if understood is not None:
            return "meant"
        return "began" if begins else "answered"


def _by(heard: Heard) -> By:
    if heard.spoken:
        return "speech"
    return "text" if heard.chat else "keys"
