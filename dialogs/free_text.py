"""Words that are no key: a choice by its name, an answer inside a sentence, or a wish that leads somewhere. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dialogs import returning
from dialogs.accepts import Invalid
from dialogs.meanings import MEANINGS, SLOTS, Meaning, slot_words
from dialogs.names import HOME_DIALOG, MEANT_DIALOG, STRANGER_DIALOG
from dialogs.picking import pick
from dialogs.screen import Text
from dialogs.showing import CALL, show
from dialogs.steps import Ask, Choose, Confirm, Menu, Shown
from intents.understand import Understood

if TYPE_CHECKING:
    from dialogs.conversation import Conversation, Perform
    from dialogs.screen import Screen

NOTHING_DONE = "All right, nothing was done."
MOST_SENSES = 3


def hear(talk: Conversation, step: Shown, words: str) -> Screen | Perform | None:
    """What follows from words that fit no key of this screen; None when nobody can tell."""
    named = pick(words, _entries(talk, step))
    if named is not None:
        out, _ = talk.try_step(step, named)
        if out is not None:
            return out
    if talk.understand is None or (isinstance(step, Ask) and step.secret and not talk.hands_over(step)):
        return None
    understood = talk.understand(words, isinstance(step, Confirm))
    if isinstance(step, Confirm) and understood.intent in _ANSWERS:
        out, _ = talk.try_step(step, _ANSWERS[understood.intent])
        return out
    if not _leads_away(talk, understood):
        out = _answer_within(talk, step, understood)
        if out is not None:
            return out
    return wish(talk, understood)


def first_words(talk: Conversation, words: str) -> Screen | Perform | None:
    """The first words of a chat: a wish, or None; a greeting is no wish."""
    step = talk.stack.step
    if not isinstance(step, Shown):
        return None
    if words.isdigit():
        return talk.try_step(step, words)[0]
    named = pick(words, _entries(talk, step))
    if named is not None:
        return talk.try_step(step, named)[0]
    if talk.understand is None:
        return None
    understood = talk.understand(words, False)
    return None if understood.intent in ("greeting", "menu_help", "cancel") else wish(talk, understood)


#: At a confirmation: what a yes and a no press.
_ANSWERS = {"confirm_yes": "1", "confirm_no": "2"}


def _entries(talk: Conversation, step: Shown) -> list[tuple[str, str]]:
    """(key, label) of everything on the screen; where words are an answer themselves, of the footer only."""
    screen = show(talk.stack, notice=None, telling_more=False)
    options = screen.options
    if isinstance(step, Ask):
        options = CALL if talk.hands_over(step) and talk.stack.house.calls else ()
    return [(option.key, talk.spell(option.label)) for option in (*options, *screen.keys)]


def _leads_away(talk: Conversation, understood: Understood) -> bool:
    meaning = MEANINGS.get(understood.intent)
    return understood.decision == "act" and meaning is not None and meaning.dialog != talk.stack.frame.dialog


def _answer_within(talk: Conversation, step: Shown, understood: Understood) -> Screen | Perform | None:
    """`nataka elfu tano` where an amount is asked."""
    kind = SLOTS.get(talk.stack.frame.dialog, {}).get(step.name)
    found = [entity for entity in understood.entities if entity.type == kind]
    if len(found) != 1 or not isinstance(step, Ask | Choose):
        return None
    value = offered(talk, step, slot_words(found[0]))
    if value is None or isinstance(value, Invalid):
        if isinstance(value, Invalid):
            talk.notice = value.say
            return talk.walk()
        return None
    return talk.answer(step, value)


def offered(talk: Conversation, step: Ask | Choose, words: str) -> Any:
    """The value of words that came in a sentence, read as this step reads; Invalid says why not, None: no idea."""
    facts = talk.stack.facts()
    if isinstance(step, Ask):
        return step.accepts(words, facts)
    choices = list(step.among(facts))
    if step.said is not None:
        return step.said(words, choices)
    key = pick(words, _entries(talk, step))
    return choices[int(key) - 1] if key is not None and key.isdigit() and 1 <= int(key) <= len(choices) else None


def was_said(talk: Conversation, step: Ask | Choose) -> bool:
    """Something she said before answers this question, if it fits; if not, the question says why."""
    words = talk.stack.frame.offered.pop(step.name, "")
    if not words or (isinstance(step, Ask) and step.secret):
        return False
    value = offered(talk, step, words)
    if isinstance(value, Invalid):
        talk.notice = value.say
    elif value is not None:
        talk.stack.put(step.name, value)
        talk.stack.frame.meant = True
        return True
    return False


def wish(talk: Conversation, understood: Understood) -> Screen | Perform | None:
    """Something she wants: go there, ask which of two, or None."""
    if understood.intent in ("cancel", "confirm_no") and understood.decision == "act":
        if talk.stack.frame.dialog in (HOME_DIALOG, STRANGER_DIALOG):
            return talk.walk()
        talk.notice = Text(NOTHING_DONE)
        return returning.home(talk)
    if understood.decision == "act" and understood.intent in MEANINGS:
        return go(talk, understood.intent, understood)
    if understood.decision == "ask" and not _is_question(talk):
        return _ask_which(talk, understood)
    return None


def go(talk: Conversation, intent: str, understood: Understood | None = None) -> Screen | Perform | None:
    """Into the dialog of an intent, with what she said on the way; a question in between comes back here."""
    if talk.state.doubtful:
        return None
    meaning = MEANINGS[intent]
    name = meaning.dialog if talk.state.member else meaning.stranger
    if not name:
        return returning.at_root(talk)
    if name in (HOME_DIALOG, STRANGER_DIALOG):
        return returning.home(talk)
    if talk.stack.frame.dialog == MEANT_DIALOG:
        talk.stack.leave()
    in_between = len(talk.state.frames) > 1 or talk.stack.frame.answered
    if in_between and meaning.aside and _is_question(talk):
        talk.stack.enter(name)
        talk.stack.frame.aside = True
        return talk.walk()
    if returning.unfinished(talk):
        returning.park(talk)
    returning.at_root(talk)
    talk.stack.enter(name)
    if understood is not None:
        talk.stack.frame.offered = _offers(meaning, name, understood)
    return talk.walk()


def _is_question(talk: Conversation) -> bool:
    return not isinstance(talk.stack.step, Menu)


def _offers(meaning: Meaning, dialog: str, understood: Understood) -> dict[str, str]:
    """By step, the words that answer it; two entities of one kind are no answer."""
    slots: Mapping[str, str] = SLOTS.get(dialog, {})
    found: dict[str, str] = {}
    for step, kind in slots.items():
        entities = [entity for entity in understood.entities if entity.type == kind and not entity.check]
        if len(entities) == 1:
            found[step] = slot_words(entities[0])
    return found


def _ask_which(talk: Conversation, understood: Understood) -> Screen | Perform | None:
    """Two or three that it could be; what leads nowhere for her is not offered."""
    senses = list(dict.fromkeys((understood.intent, *(guess.intent for guess in understood.alternatives))))
    reachable = [sense for sense in senses if _reaches(talk, sense)][:MOST_SENSES]
    if not reachable:
        return None
    talk.stack.enter(MEANT_DIALOG)
    talk.stack.put("senses", tuple(reachable))
    return talk.walk()


def _reaches(talk: Conversation, intent: str) -> bool:
    meaning = MEANINGS.get(intent)
    return meaning is not None and bool(meaning.dialog if talk.state.member else meaning.stranger)
