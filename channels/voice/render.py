"""A screen as it is spoken: what it is about, then each option with its key behind it, at most four in a breath.

A key of the telephone is one sign, so keys of two digits (`00`, option 12, `98`) get a free one; those of one digit
never move. Nine repeats and zero leads to a person unless the screen has these keys itself; star always repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from channels.voice import phrases
from channels.voice.aloud import CURRENCIES, aloud
from dialogs.screen import Accent, Said

MOST_OPTIONS = 4
#: More footer keys than this are spoken like options.
MOST_FOOTERS = 3
MORE_TOKEN = "98"
#: What a key means to the call and not to the dialog.
REPEAT, PERSON = "repeat", "person"
REPEAT_KEY, SECOND_REPEAT_KEY, PERSON_KEY = "9", "*", "0"
#: In which order free keys are given to what leads elsewhere, and to options.
FOR_WAYS, FOR_OPTIONS = "87654321", "12345678"
PIN_DIGITS, CODE_DIGITS = 4, 6
ENTRY_DIGITS = 15

_SIX = re.compile(r"(?<![0-9])6 (?:digits|other digits)|namba 6(?![0-9])")
_AMOUNT = re.compile(rf"\b(?:{'|'.join(CURRENCIES['en'])}) ?-?[0-9]|\b[0-9]+ x [0-9]|[0-9],[0-9]{{3}}")
_CLOSES = (".", "?", "!")


class Spoken(msgspec.Struct, frozen=True, omit_defaults=True):
    """One breath. `keys` are (what is pressed, what it means); `labels` (how an option may be called, its token).

    `digits`: 1, one of `keys`; more, that many may be pressed, and hash ends them; 0, nothing is listened for.
    `about` is said only to who asks for it with the key that repeats: amounts, before her PIN.
    """

    language: str
    sentences: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    digits: int = 0
    secret: bool = False
    ends: bool = False
    about: tuple[str, ...] = ()


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Spoken).decode


def read_spoken(page: str) -> Spoken:
    """A page of this accent, for whoever speaks it."""
    return _decode(page)


@lru_cache(maxsize=2)
def accent(*, person: bool) -> Accent:
    """`person`: whether zero can lead to one."""

    def render(said: Said) -> list[str]:
        if said.ends:
            pages = [Spoken(said.language, _lines(said.message, said.language), ends=True)]
        elif said.options or len(said.keys) > MOST_FOOTERS:
            pages = _Breaths(said, person=person).pages()
        else:
            pages = [_entry(said)]
        return [_encode(page).decode() for page in pages]

    return render


def _lines(message: str, language: str) -> tuple[str, ...]:
    return tuple(_closed(aloud(line.strip(), language)) for line in message.split("\n") if line.strip())


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith(_CLOSES) else f"{sentence.rstrip(':;,')}."


def _choice(label: str, pressed: str, language: str, phrase: Mapping[str, str] = phrases.PRESS) -> str:
    """`Balance. Press one.`: the option first, the key last."""
    return f"{_closed(aloud(label, language))} {phrases.with_key(phrase, language, pressed)}"


def _entry(said: Said) -> Spoken:
    """A question that is answered with several keys."""
    if said.secret:
        return _secret(said)
    language = said.language
    sentences = (*_lines(said.message, language), phrases.line(phrases.ENTER, language))
    again = phrases.line(phrases.REPEAT_AND_HASH, language)
    return Spoken(language, (*sentences, *_footers(said), again), _ways(said), _labels(said.keys), ENTRY_DIGITS)


def _secret(said: Said) -> Spoken:
    """Whoever picked up hears no amount before the PIN; what she signs is one key away."""
    language = said.language
    lines = said.message.split("\n")
    about = _lines("\n".join(line for line in lines if _AMOUNT.search(line)), language)
    asked = _lines("\n".join(line for line in lines if not _AMOUNT.search(line)), language)
    digits = CODE_DIGITS if _SIX.search(said.message) else PIN_DIGITS
    again = phrases.line(phrases.WHAT_IT_SIGNS if about else phrases.REPEAT_AND_HASH, language)
    sentences = (*asked, phrases.secret(digits, language), *_footers(said), again)
    return Spoken(language, sentences, _ways(said), _labels(said.keys), digits, secret=True, about=about)


def _footers(said: Said) -> tuple[str, ...]:
    return tuple(_choice(label, key[:1], said.language, phrases.PRESS_AND_HASH) for key, label in said.keys)


def _ways(said: Said) -> tuple[tuple[str, str], ...]:
    return (*((key[:1], key) for key, _ in said.keys), (SECOND_REPEAT_KEY, REPEAT))


def _labels(entries: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, key) for key, label in entries)


class _Breaths:
    """One long menu over several pages, each with its own keys."""

    def __init__(self, said: Said, *, person: bool) -> None:
        self._said = said
        few = len(said.keys) <= MOST_FOOTERS
        self._options = said.options if few else (*said.options, *said.keys)
        self._footers = said.keys if few else ()
        self._singles = {key for key, _ in (*said.options, *said.keys) if len(key) == 1}
        self._repeat = SECOND_REPEAT_KEY if REPEAT_KEY in self._singles else REPEAT_KEY
        self._person = person and PERSON_KEY not in self._singles

    def pages(self) -> list[Spoken]:
        starts = range(0, len(self._options), MOST_OPTIONS)
        return [self._page(start, is_last=start + MOST_OPTIONS >= len(self._options)) for start in starts]

    def _page(self, start: int, *, is_last: bool) -> Spoken:
        said, language = self._said, self._said.language
        options = self._options[start : start + MOST_OPTIONS]
        pressed = self._assigned([*(key for key, _ in (*options, *self._footers)), *(() if is_last else (MORE_TOKEN,))])
        message = () if start else _lines(said.message, language)
        choices = [_choice(label, pressed[key], language) for key, label in (*options, *self._footers)]
        if not is_last:
            choices.insert(len(options), phrases.with_key(phrases.MORE, language, pressed[MORE_TOKEN]))
        again = phrases.with_key(phrases.REPEAT, language, self._repeat)
        person = (phrases.line(phrases.PERSON, language),) if self._person else ()
        labels = _labels((*self._options, *self._footers))
        sentences = (*message, *choices, again, *person)
        return Spoken(language, sentences, self._keys(pressed), labels, digits=1)

    def _assigned(self, tokens: Iterable[str]) -> dict[str, str]:
        """Token -> key, for everything that is spoken on this page."""
        spoken = tuple(tokens)
        pressed = {token: token for token in spoken if len(token) == 1}
        for token in spoken:
            if token not in pressed:
                way = token == MORE_TOKEN or token.startswith("0")
                pressed[token] = self._free(FOR_WAYS if way else FOR_OPTIONS, set(pressed.values()))
        return pressed

    def _free(self, order: str, taken: set[str]) -> str:
        """One that no option of the whole screen has, or, where they have all, none on this page."""
        unused = [key for key in order if key not in taken]
        return next((key for key in unused if key not in self._singles), unused[0])

    def _keys(self, pressed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Who knows her numbers need not wait for the breath in which they are spoken."""
        keys = {key: token for token, key in pressed.items()}
        for key in sorted(self._singles):
            keys.setdefault(key, key)
        keys.setdefault(self._repeat, REPEAT)
        keys.setdefault(SECOND_REPEAT_KEY, REPEAT)
        if self._person:
            keys.setdefault(PERSON_KEY, PERSON)
        return tuple(keys.items())
