"""What a transcript says of itself in its head: which dialogs it plays, and in which language."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dialogs.built import Built
from dialogs.say import Tongue
from dialogs.screen import Text
from dialogs.steps import Choose, Confirm, End, Menu, Shown

HEAD = re.compile(r"#\s*(dialogs|language):\s*(.*)")
#: Shorter words stand on many screens and prove nothing.
LEAST_LETTERS = 5


@dataclass(frozen=True)
class Transcript:
    """One `.chat` file. `# dialogs: balance, save` and `# language: sw` stand in its head; English is not said."""

    name: str
    language: str
    dialogs: tuple[str, ...]
    text: str


def read(path: Path) -> Transcript:
    text = path.read_text(encoding="utf-8")
    head = {match[1]: match[2] for line in text.splitlines() if (match := HEAD.fullmatch(line.strip()))}
    names = (name.strip() for name in head.get("dialogs", "").split(","))
    return Transcript(path.name, head.get("language", "en").strip(), tuple(filter(None, names)), text)


def unplayed(transcripts: list[Transcript], library: Mapping[str, Built], languages: list[str]) -> Iterator[str]:
    """Dialogs without a transcript, by language; and dialogs that a transcript names and nobody knows."""
    for language in languages:
        played = {name for each in transcripts if each.language == language for name in each.dialogs}
        yield from (f"{name}: no transcript in {language}" for name in library if name not in played)
    for each in transcripts:
        yield from (f"{each.name}: plays {name}, which is no dialog" for name in each.dialogs if name not in library)
        if not each.dialogs:
            yield f"{each.name}: its head names no dialogs"
        if each.language not in languages:
            yield f"{each.name}: nobody speaks {each.language}"


def boasts(each: Transcript, library: Mapping[str, Built], tongue: Tongue) -> Iterator[str]:
    """Dialogs that a transcript names in its head and never shows."""
    shown = " ".join(line.removeprefix("|").strip() for line in each.text.splitlines())
    for name in each.dialogs:
        # A dialog without words of its own (a list, a silent change) cannot be told by them.
        own = list(_pieces(library[name], tongue)) if name in library else []
        if own and not any(piece in shown for piece in own):
            yield f"{each.name}: names {name} and shows none of its words"


def _pieces(built: Built, tongue: Tongue) -> Iterator[str]:
    """Runs of words that this dialog says between its placeholders."""
    for text in _said(built):
        for literal, _, _, _ in string.Formatter().parse(tongue.form_of(Text(text))):
            for piece in re.split(r"[\n]", literal):
                if len(piece.strip()) >= LEAST_LETTERS:
                    yield piece.strip()


def _said(built: Built) -> Iterator[str]:
    for step in built.steps.values():
        if isinstance(step, Shown | End):
            yield step.text
        if isinstance(step, Menu):
            yield from (item.label for item in step.items if len(item.label) > 2 * LEAST_LETTERS)
        if isinstance(step, Choose):
            yield from filter(None, (step.label, *step.labels.values()))
        if isinstance(step, Confirm):
            yield from filter(None, (step.more or ())[1:])
