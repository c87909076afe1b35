"""Coming and going: home, what was left half-way, going on with it or starting it again. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.ids import new_id
from dialogs import handover
from dialogs.names import BACK_AGAIN_DIALOG, DOUBT_DIALOG, HOME_DIALOG, STRANGER_DIALOG, UNLOCK_DIALOG
from dialogs.screen import Text
from dialogs.state import Frame
from dialogs.steps import Ask

if TYPE_CHECKING:
    from dialogs.conversation import Conversation, Perform
    from dialogs.screen import Screen

CHANGED = "We have changed since you were here. Please start again."


def home(talk: Conversation) -> Screen | Perform:
    """The first screen; what was parked is forgotten."""
    talk.state.parked = []
    return at_root(talk)


def at_root(talk: Conversation) -> Screen | Perform:
    talk.stack.replace([])
    root = DOUBT_DIALOG if talk.state.doubtful else HOME_DIALOG
    talk.stack.enter(root if talk.state.member else STRANGER_DIALOG)
    return talk.walk()


def opened(talk: Conversation, tokens: list[str], *, stale: bool) -> Screen | Perform:
    """A session begins: offer to continue what was left, unless she dialled on to something else."""
    if tokens == [handover.WAITING_KEY]:
        tokens.clear()
        if not stale and waits_for_secret(talk):
            park(talk)
            return go_on(talk)
    if talk.state.doubtful:
        tokens.clear()
    left = "" if stale or tokens else unfinished(talk)
    if left:
        return welcome_back(talk, left)
    talk.state.id, talk.state.visits = new_id(), 0
    return home(talk)


def _title(talk: Conversation, dialog: str) -> str:
    built = talk.stack.library.get(dialog)
    return built.title if built else ""


def _left(talk: Conversation) -> list[Frame]:
    """What was left half-way and may be gone on with; whose number is in doubt only goes on proving it."""
    frames = talk.state.parked or talk.state.frames
    return frames if not talk.state.doubtful or (frames and frames[0].dialog == DOUBT_DIALOG) else []


def unfinished(talk: Conversation) -> str:
    """The title of the dialog that was left half-way, or nothing. What is parked was offered and not decided."""
    frames = _left(talk)
    left = (_title(talk, frame.dialog) for frame in reversed(frames) if frame.answered)
    return next((title for title in left if title), "")


def park(talk: Conversation) -> None:
    """What is half-way waits, to be offered when she comes back."""
    talk.state.parked = talk.state.parked or talk.state.frames
    talk.stack.replace([])


def welcome_back(talk: Conversation, title: str) -> Screen | Perform:
    """She dialled again with something unfinished: ask, before anything else."""
    park(talk)
    talk.stack.enter(BACK_AGAIN_DIALOG)
    talk.stack.put("unfinished", title)
    return talk.walk()


def go_on(talk: Conversation) -> Screen | Perform:
    """Continue what was parked. Prices older than the day are asked for again."""
    talk.course.resumed = True
    parked, talk.state.parked = talk.state.parked, []
    while parked and parked[-1].dialog == UNLOCK_DIALOG:
        parked.pop()
    talk.stack.replace(parked)
    if not talk.stack.fits():
        return changed(talk)
    if talk.state.day != talk.stack.today.isoformat():
        talk.stack.rewind_to_query()
    return talk.walk()


def start_again(talk: Conversation) -> Screen | Perform:
    """The parked dialog from its beginning."""
    parked, talk.state.parked = talk.state.parked, []
    name = next((frame.dialog for frame in reversed(parked) if _title(talk, frame.dialog)), "")
    shown = at_root(talk)
    if not name:
        return shown
    talk.stack.enter(name)
    return talk.walk()


def waits_for_secret(talk: Conversation) -> bool:
    """Does what is half-way stand at a PIN or a code?"""
    frames = _left(talk)
    if not frames or not talk.stack.fit(frames):
        return False
    step = talk.stack.library[frames[-1].dialog].steps[frames[-1].step]
    return isinstance(step, Ask) and step.secret


def changed(talk: Conversation) -> Screen | Perform:
    """A deploy changed the dialog she was in: say so, at home."""
    talk.notice = Text(CHANGED)
    return home(talk)
