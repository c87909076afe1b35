"""One callback of a call, read against what was said before: a key, a word, or silence after one certain page of ours.

The address of every callback names the page that it answers (`after`), so a callback that comes twice is the same hop,
and one that comes late changes nothing. Only keyed digests are kept: what is pressed may be a PIN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from channels.voice.phrases import spoken_language
from channels.voice.render import PERSON, REPEAT, SECOND_REPEAT_KEY, Spoken, read_spoken
from channels.voice.words import key_name
from core.secret import Secret
from dialogs.screen import Again, News, Seen

DIGEST_BYTES = 16
NONCE_CHARACTERS = 12
#: Below it the ear of a machine is not believed, and she is asked to press keys.
LEAST_CONFIDENCE = 0.5
MOST_SPEECH_CHARACTERS = 200

Kind = Literal["begins", "digits", "speech", "silence"]
#: What it was: an answer for the dialog; the same page again; a person; a key that does nothing; words not understood.
Sort = Literal["answer", "repeat", "person", "wrong", "unclear", "silence", "lost"]


@dataclass(frozen=True)
class Input:
    """What came from her. `confidence` is between 0 and 1, None where the provider does not say."""

    kind: Kind
    words: str = field(default="", repr=False)
    confidence: float | None = None


#: What was said or pressed and is nothing on its page.
UNCLEAR: frozenset[Sort] = frozenset({"wrong", "unclear"})
BEGINS, SILENCE = Input("begins"), Input("silence")


@dataclass
class CallHop:
    """`start` are the keys that a new call begins with, as if they had been dialled.

    `sort` says, once the host has read it, what this input was: how the answer is introduced depends on it.
    """

    session: str
    after: str
    said: Input
    key: Secret
    start: tuple[str, ...] = ()
    sort: Sort = "answer"

    @property
    def digest(self) -> str:
        message = f"{len(self.session)}:{self.session}{self.after}:{self.said.kind}:{self.said.words}"
        key = self.key.reveal().encode()[: blake2b.MAX_KEY_SIZE]
        return blake2b(message.encode("utf-8", "replace"), key=key, digest_size=DIGEST_BYTES).hexdigest()

    @property
    def nonce(self) -> str:
        """Names our answer to this hop in the address of the next one."""
        return self.digest[:NONCE_CHARACTERS]

    def read(self, seen: Sequence[Seen]) -> Again | News:
        """Against the hops of this call, oldest first."""
        self.sort, token = self._meaning(seen)
        for hop in reversed(seen):
            if hop.digest == self.digest:
                return Again(hop.reply)
        if not seen and not self.after:
            return News(self.start, self.digest)
        if self.sort == "answer" and not self._is_current(seen):
            self.sort = "lost"
        if self.sort != "answer":
            return News((), self.digest, known=False, unclear=self.sort in UNCLEAR)
        return News((token,), self.digest)

    def _meaning(self, seen: Sequence[Seen]) -> tuple[Sort, str]:
        if not self.after:
            return "answer", ""
        page = next((hop.reply for hop in reversed(seen) if self._is_after(hop)), None)
        # What the host notes in front of a page is its own.
        return ("lost", "") if page is None else meaning(read_spoken(page[page.index("{") :]), self.said)

    def _is_current(self, seen: Sequence[Seen]) -> bool:
        """Is the page that it answers the one she heard last? A page that was only repeated since is the same one."""
        for hop in reversed(seen):
            if hop.reply != seen[-1].reply:
                return False
            if self._is_after(hop):
                return True
        return False

    def _is_after(self, hop: Seen) -> bool:
        return hop.digest[:NONCE_CHARACTERS] == self.after


#: What is no answer to the dialog.
_of_call: Mapping[str, tuple[Sort, str]] = {REPEAT: ("repeat", ""), PERSON: ("person", "")}


def meaning(page: Spoken, said: Input) -> tuple[Sort, str]:
    """What an input means on a page, and the words for the dialog where it is an answer."""
    if said.kind == "digits":
        return _pressed(page, said.words)
    if said.kind == "speech":
        return _spoken(page, said)
    return "silence", ""


def _pressed(page: Spoken, keys: str) -> tuple[Sort, str]:
    keys = keys.rstrip("#")
    if page.digits > 1:
        if keys == SECOND_REPEAT_KEY:
            return "repeat", ""
        return ("answer", keys) if keys else ("wrong", "")
    token = dict(page.keys).get(keys)
    return ("wrong", "") if token is None else _of_call.get(token, ("answer", token))


def _spoken(page: Spoken, said: Input) -> tuple[Sort, str]:
    """A secret is never heard. Words of unknown confidence count only where they name exactly one option."""
    words = said.words.strip().rstrip(".?!").strip()[:MOST_SPEECH_CHARACTERS]
    doubtful = said.confidence is not None and 0 < said.confidence < LEAST_CONFIDENCE
    if page.secret or doubtful or not words:
        return "unclear", ""
    token = _named(page, words.casefold())
    if token:
        return _of_call.get(token, ("answer", token))
    return ("answer", words) if said.confidence else ("unclear", "")


def _named(page: Spoken, words: str) -> str:
    """The token of the one option that is called so, by its label or its key; "" for none or several."""
    language = spoken_language(page.language)
    by_label = {token for label, token in page.labels if label.casefold() == words}
    by_key = {token for key, token in page.keys if page.digits == 1 and words in (key, key_name(key, language))}
    named = by_label or by_key or {token for label, token in page.labels if words in label.casefold().split()}
    return named.pop() if len(named) == 1 else ""
