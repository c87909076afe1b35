"""What somebody would hear next after words of hers: a screen, with nothing done and nothing private told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core.ids import new_id
from core.institution import Institution
from core.messages import Command
from core.phone import Phone
from dialogs import free_text, returning
from dialogs.built import Built
from dialogs.conversation import UNCLEAR, Conversation, Perform
from dialogs.meanings import MEANINGS
from dialogs.names import MEANT_DIALOG
from dialogs.say import Tongue, say, spell
from dialogs.screen import Screen, Text
from dialogs.state import State

if TYPE_CHECKING:
    from core.members.messages import Contact
    from intents.understand import Understood

DIAL = "{what}: dial {house.ussd_code} and follow the menu."
CHANNEL = "api"
#: The fields of a request that say about whom it is.
WHO = ("member", "phone")
#: Of whoever is nobody in particular: requests are filled with it, and not one of them is performed.
NO_PHONE = Phone("+254000000000")


@dataclass(frozen=True)
class Listener:
    """Who would hear it, in which language; `contact` is None where nobody in particular would."""

    tongue: Tongue
    member: str = ""
    contact: Contact | None = None


class Preview:
    """`begin`, then `resume` with the answer of every query it asks for, until there is a screen.

    A command is never asked for: what would change something is named instead. A private query is opened by a PIN,
    which nobody types here.
    """

    def __init__(self, library: Mapping[str, Built], house: Institution, today: date, listener: Listener) -> None:
        contact, self._tongue = listener.contact, listener.tongue
        self._house, self._today = house, today
        self._state = State(id=new_id(), channel=CHANNEL, language=self._tongue.code, wallet=house.wallet)
        context = {"phone": contact.phone if contact else NO_PHONE}
        if contact is not None:
            self._state.member, self._state.number, self._state.tier = listener.member, contact.number, contact.tier
            self._state.first_name = contact.first_name
        self._talk = Conversation(
            library, self._state, house=house, today=today, context=context, spell=self._spell, keeps_what_is_typed=True
        )
        self._intent = ""

    def begin(self, understood: Understood) -> Screen | Perform:
        returning.at_root(self._talk)
        self._intent = understood.intent
        nobody = not self._state.member
        if nobody and understood.decision == "ask" and self._which(understood):
            return self._allowed(self._talk.walk())
        if nobody and understood.decision == "act" and self._for_members_only():
            return self._named()
        out = free_text.wish(self._talk, understood)
        if out is None:
            self._talk.notice = Text(UNCLEAR)
            out = self._talk.walk()
        return self._allowed(out)

    def resume(self, answer: object) -> Screen | Perform:
        return self._allowed(self._talk.resume(answer))

    def words(self, screen: Screen) -> str:
        """As plain text, an option a line."""
        said = say(screen, self._tongue, self._today)
        return "\n".join([said.message, *(f"{key}. {label}" for key, label in (*said.options, *said.keys))])

    def _which(self, understood: Understood) -> bool:
        """Of nobody in particular: all that it could be, whoever may have it."""
        senses = dict.fromkeys((understood.intent, *(guess.intent for guess in understood.alternatives)))
        known = tuple(sense for sense in senses if sense in MEANINGS)[: free_text.MOST_SENSES]
        if known:
            self._talk.stack.enter(MEANT_DIALOG)
            self._talk.stack.put("senses", known)
        return bool(known)

    def _for_members_only(self) -> bool:
        return self._intent in MEANINGS and not MEANINGS[self._intent].stranger

    def _allowed(self, out: Screen | Perform) -> Screen | Perform:
        """What would do something is only named, and so is what asks about a member where there is none."""
        if not isinstance(out, Perform):
            return out
        of_nobody = not self._state.member and any(hasattr(out.request, name) for name in WHO)
        return self._named() if of_nobody or isinstance(out.request, Command) else out

    def _named(self) -> Screen:
        return Screen(Text(DIAL, {"what": Text(MEANINGS[self._intent].says), "house": self._house}))

    def _spell(self, text: Text) -> str:
        return spell(text, self._tongue, self._today)
