"""What may be kept of what somebody said at a step: never a secret, nor what may be one. Pure."""

from __future__ import annotations

from datetime import datetime

from dialogs.accepts import full_name
from dialogs.pins import MASK, without_pin
from dialogs.screen import Heard, News
from dialogs.state import RESUME_HOURS, State
from dialogs.steps import Ask, Choose, Confirm, Step


def masked(words: str, asked: Step | None) -> str:
    """Words of a chat at this step."""
    return without_pin(words, number_asked=_is_number_asked(asked))


def kept(reading: News, asked: Step | None) -> str:
    """What was said in one hop, at the step that stood open; None where a session begins.

    Several answers at once were keyed ahead, and any of them may be a PIN.
    """
    if not (reading.known and reading.tokens):
        return ""
    if isinstance(asked, Ask) and asked.secret:
        return MASK
    parts = "*".join(reading.tokens).split("*")
    number = _is_number_asked(asked) and len(parts) == 1
    return "*".join(without_pin(each, number_asked=number) for each in parts)


def stands_open(state: State, heard: Heard, asked: Step | None, now: datetime) -> bool:
    """Is she half-way in something in this chat, or was before she asked for a person, and not for too long?

    A menu is no question.
    """
    here = (state.channel, state.session) == (heard.channel, heard.session)
    stale = now.timestamp() - state.at > RESUME_HOURS * 3600
    is_asked = isinstance(asked, Ask | Choose | Confirm) or (state.ends and bool(state.parked))
    return here and not stale and is_asked


def _is_number_asked(asked: Step | None) -> bool:
    """A bare number answers the question that is open, so it is no PIN."""
    return isinstance(asked, Ask) and not asked.secret and asked.accepts is not full_name
