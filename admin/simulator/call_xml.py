"""What a call is told to do: the XML of Africa's Talking and of Twilio as sentences, a question and what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

#: Verbs that listen, with the attribute that says where the answer goes.
LISTENING = {"GetDigits": "callbackUrl", "Gather": "action"}
MOST_BYTES = 64 * 1024


class NoXml(ValueError):
    """The answer is not what a telephone company understands."""


@dataclass(frozen=True)
class Listen:
    """`speech`: she may speak, too. `to` is where the answer goes."""

    to: str
    digits: int
    finish: str
    seconds: int
    speech: bool


@dataclass
class Script:
    """`sounds` in order, then it listens, or goes on at `after`, or it is over."""

    sounds: list[dict[str, str]] = field(default_factory=list)
    listen: Listen | None = None
    after: str = ""
    """Where silence leads; where there was nothing to listen to, at once."""


def read(body: bytes) -> Script:
    """Raises NoXml."""
    if len(body) > MOST_BYTES:
        raise NoXml("too long")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise NoXml("no XML") from None
    script = Script()
    for verb in root:
        _take(verb, script)
        if script.after or verb.tag in ("Hangup", "Reject"):
            break
    return script


def _take(verb: ElementTree.Element, script: Script) -> None:
    if verb.tag in LISTENING and script.listen is None:
        script.listen = _listen(verb)
        for inside in verb:
            _sound(inside, script)
    elif verb.tag == "Redirect":
        script.after = (verb.text or "").strip()
    else:
        _sound(verb, script)


def _sound(verb: ElementTree.Element, script: Script) -> None:
    words = "".join(verb.itertext()).strip()
    if verb.tag == "Say":
        script.sounds.append({"say": words})
    elif verb.tag == "Play":
        script.sounds.append({"play": verb.get("url", words).rpartition("/")[2].partition("?")[0]})
    elif verb.tag == "Dial":
        script.sounds.append({"dial": verb.get("phoneNumbers", words)})
    elif verb.tag == "Reject":
        script.sounds.append({"reject": ""})


def _listen(verb: ElementTree.Element) -> Listen:
    return Listen(
        to=verb.get(LISTENING[verb.tag], ""),
        digits=_number(verb.get("numDigits")),
        finish=verb.get("finishOnKey", "#"),
        seconds=_number(verb.get("timeout")) or 5,
        speech="speech" in verb.get("input", "dtmf").split(),
    )


def _number(words: Any) -> int:
    return int(words) if isinstance(words, str) and words.isdecimal() and len(words) < 4 else 0
