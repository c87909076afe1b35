"""Coming and going: home, what was left half-way, going on with it or starting it again. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.ids import new_id
from dialogs import handover
from dialogs.names import BACK_AGAIN_DIALOG, DOUBT_DIALOG, HOME_DIALOG, STRANGER_DIALOG, UNLOCK_DIALOG
from dialogs.screen import Text
from dialogs.state import Frame
from dialogs.steps import Ask, End

if TYPE_CHECKING:
    from dialogs.conversation import Conversation, Perform
    from dialogs.screen import Screen

CHANGED = "We have changed since you were here. Please start again."


def home(talk: Conversation) -> Screen | Perform:
    """The first screen; what was parked is forgotten, and no chat waits for it any more."""
    talk.state.parked, talk.state.waiting = [], None
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
        straight = None if stale else to_secret(talk)
        if straight is not None:
            return straight
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


def _may_go_on(talk: Conversation, frames: list[Frame]) -> bool:
    """Whose number is in doubt only goes on proving it."""
    return bool(frames) and (not talk.state.doubtful or frames[0].dialog == DOUBT_DIALOG)


def _unfinished(talk: Conversation, frames: list[Frame]) -> str:
    if not _may_go_on(talk, frames):
        return ""
    left = (_title(talk, frame.dialog) for frame in reversed(frames) if frame.answered)
    return next((title for title in left if title), "")


def unfinished(talk: Conversation) -> str:
    """The title of the dialog that was left half-way, or nothing: the newest, else what was offered before."""
    return _unfinished(talk, talk.state.frames) or _unfinished(talk, talk.state.parked)


def park(talk: Conversation) -> None:
    """What is half-way waits, to be offered when she comes back."""
    if _unfinished(talk, talk.state.frames):
        talk.state.parked = talk.state.frames
    talk.stack.replace([])


def welcome_back(talk: Conversation, title: str) -> Screen | Perform:
    """She dialled again with something unfinished: ask, before anything else."""
    park(talk)
    talk.stack.enter(BACK_AGAIN_DIALOG)
    talk.stack.put("unfinished", title)
    return talk.walk()


def again(talk: Conversation) -> Screen | Perform:
    """Ask once more what stands open; where nothing does, go on with what was left half-way."""
    return talk.walk() if talk.state.frames and not isinstance(talk.stack.step, End) else go_on(talk)


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
    parked, talk.state.parked, talk.state.waiting = talk.state.parked, [], None
    name = next((frame.dialog for frame in reversed(parked) if _title(talk, frame.dialog)), "")
    shown = at_root(talk)
    if not name:
        return shown
    talk.stack.enter(name)
    return talk.walk()


def to_secret(talk: Conversation) -> Screen | Perform | None:
    """Straight to the PIN or the code that something half-way waits for; None when nothing does."""
    for frames in (talk.state.frames, talk.state.parked):
        if _may_go_on(talk, frames) and talk.stack.fit(frames) and _is_at_secret(talk, frames[-1]):
            talk.state.parked = frames
            return go_on(talk)
    return None


def _is_at_secret(talk: Conversation, frame: Frame) -> bool:
    step = talk.stack.library[frame.dialog].steps[frame.step]
    return isinstance(step, Ask) and step.secret


def changed(talk: Conversation) -> Screen | Perform:
    """A deploy changed the dialog she was in: say so, at home."""
    talk.notice = Text(CHANGED)
    return home(talk)
