"""Signing for a chat: no secret is typed there, so it is taken by USSD or in a call, and the chat goes on by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.ids import new_id
from dialogs.names import CALL_DIALOG, DOUBT_DIALOG, UNLOCK_DIALOG
from dialogs.screen import Said, Screen, Text
from dialogs.stack import Stack
from dialogs.state import Carried, State, Waiting

if TYPE_CHECKING:
    from dialogs.conversation import Conversation, Perform

#: `*384*1*8#` leads straight to what waits for a PIN.
WAITING_KEY = "8"
CALL_KEY = "1"
SIGN = "To sign, dial {dial} and type your PIN there. Never type it in a message."
OPEN = "To see it here for 30 days, dial {dial} and type your PIN there. Never type it in a message."
CHOOSE = "Dial {dial} and go on there: a PIN or a code is never typed in a message."
CALLING = "We are calling you now."
GO_ON_THERE = "Thank you. Please go on in your chat: the answer is there."
EARLIER = "That was an earlier question. We are here now:"
GIVEN_BACK = "Let us go on where we were:"
SENTENCES = (SIGN, OPEN, CHOOSE, CALLING, GO_ON_THERE, EARLIER, GIVEN_BACK)

#: Where the secret is no signature.
_WORDS = {UNLOCK_DIALOG: OPEN, "join": CHOOSE, "change_pin": CHOOSE, "forgot_pin": CHOOSE, DOUBT_DIALOG: CHOOSE}


def again(*, given_back: bool) -> Text:
    """What stands before a question that is asked once more."""
    return Text(GIVEN_BACK if given_back else EARLIER)


def words(stack: Stack) -> Text:
    """What stands in the place of the question for the secret."""
    dial = f"{stack.house.ussd_code.rstrip('#')}*{WAITING_KEY}#"
    return Text(_WORDS.get(stack.frame.dialog, SIGN), {"dial": dial})


def hear(talk: Conversation, words: str) -> Screen | Perform | None:
    """What may be answered where a secret is asked that is typed elsewhere: call me."""
    if words == CALL_KEY and talk.stack.house.calls:
        talk.notice = Text(CALLING)
        talk.stack.enter(CALL_DIALOG)
        return talk.walk()
    return None


def note(state: State, shown: Screen, *, is_chat: bool, signed: bool) -> None:
    """After a turn: does a chat wait now, or does nothing wait any more?"""
    if is_chat:
        state.waiting = Waiting(state.channel, state.session) if shown.elsewhere is not None else None
    elif not shown.secret and not signed:
        state.waiting = None


def goes_back(state: State, shown: Screen, *, signed: bool) -> bool:
    """Was it signed here for a chat, with nothing secret left to ask?"""
    return signed and state.waiting is not None and not shown.secret


def carry(state: State, said: Said) -> None:
    """The chat goes on from here: what is said there, and that reading is open there too if it is open here."""
    assert state.waiting is not None
    waiting, state.waiting = state.waiting, None
    state.carried = Carried(new_id(), said)
    state.channel, state.session = waiting.channel, waiting.source
    state.seen = []
