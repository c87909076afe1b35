"""What the telephone itself says, in both languages: which key to press, that nobody was heard, goodbye."""

from __future__ import annotations

from collections.abc import Mapping

from channels.voice.aloud import aloud
from channels.voice.words import key_name, spell

LANGUAGES = ("en", "sw")

PRESS = {"en": "Press {key}.", "sw": "Bonyeza {key}."}
PRESS_AND_HASH = {"en": "Press {key}, then hash.", "sw": "Bonyeza {key}, kisha reli."}
MORE = {"en": "For more, press {key}.", "sw": "Kwa mengine zaidi, bonyeza {key}."}
REPEAT = {"en": "To hear it again, press {key}.", "sw": "Kusikia tena, bonyeza {key}."}
REPEAT_AND_HASH = {"en": "To hear it again, press star, then hash.", "sw": "Kusikia tena, bonyeza nyota, kisha reli."}
WHAT_IT_SIGNS = {
    "en": "To hear what you sign, press star, then hash.",
    "sw": "Kusikia unachotia sahihi, bonyeza nyota, kisha reli.",
}
PERSON = {"en": "To talk to a person, press zero.", "sw": "Kuongea na mtu, bonyeza sifuri."}
ENTER = {"en": "Press the keys, and hash at the end.", "sw": "Bonyeza namba, na reli mwishoni."}
SECRET = {"en": "Press the {count} keys. Do not say them.", "sw": "Bonyeza namba {count}. Usizitamke."}

UNHEARD = {"en": "We did not hear you.", "sw": "Hatukukusikia."}
WRONG = {"en": "That key does nothing here.", "sw": "Namba hiyo haitumiki hapa."}
BY_KEYS = {
    "en": "We did not understand. Please use the keys.",
    "sw": "Hatukuelewa. Tafadhali bonyeza namba.",
}
THROUGH = {"en": "We put you through to a person.", "sw": "Tunakuunganisha na mtu."}
GOODBYE = {
    "en": "We end this call now. An SMS will follow. Goodbye.",
    "sw": "Tunakata simu sasa. SMS itakuja. Kwaheri.",
}

#: Said before we know who listens, or in which language; nothing in it is about anybody.
OPENS = {"en": "This is {institution}. To go on, press one.", "sw": "Hii ni {institution}. Kuendelea, bonyeza moja."}
MACHINE = {"en": "This is {institution}. Please call {care}.", "sw": "Hii ni {institution}. Tafadhali piga {care}."}
NO_NUMBER = {
    "en": "Sorry, we cannot see your number. Please call again and show it.",
    "sw": "Samahani, hatuoni namba yako. Tafadhali piga tena ukionyesha namba.",
}

#: All of them, for whoever records prompts.
EVERY: tuple[Mapping[str, str], ...] = (
    PRESS, PRESS_AND_HASH, MORE, REPEAT, REPEAT_AND_HASH, WHAT_IT_SIGNS, PERSON, ENTER, SECRET, UNHEARD, WRONG, BY_KEYS,
    THROUGH, GOODBYE, OPENS, MACHINE, NO_NUMBER,
)  # fmt: skip


def line(phrase: Mapping[str, str], language: str, **values: str) -> str:
    """One of the above, in English where there is no other."""
    return (phrase.get(language) or phrase["en"]).format(**values)


def with_key(phrase: Mapping[str, str], language: str, key: str) -> str:
    """`Press one.`"""
    language = spoken_language(language)
    return line(phrase, language, key=key_name(key, language))


def secret(count: int, language: str) -> str:
    language = spoken_language(language)
    return line(SECRET, language, count=spell(count, language))


def opens(institution: str, language: str) -> str:
    """To whoever picks up: nothing goes on before a key is pressed, and no machine presses one."""
    return line(OPENS, language, institution=institution)


def to_machine(institution: str, care: str, language: str) -> str:
    return aloud(line(MACHINE, language, institution=institution, care=care), language)


def spoken_language(language: str) -> str:
    return language if language in LANGUAGES else "en"
