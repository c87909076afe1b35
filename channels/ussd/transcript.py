"""What was typed since the last hop, when a gateway sends the whole transcript each time, sometimes twice.

A gateway joins all inputs with `*` and escapes nothing, so the last token is not the last input: `5*6` may be
one answer, and a repeat of `1` must not be a second press. Only whole transcripts are compared, by keyed
digests: they hold PINs, so the text itself is never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from core.secret import Secret
from dialogs.screen import Again, News, Seen

DIGEST_BYTES = 16
#: How many `*` back from the end we look for what we saw last: more than one input sensibly holds.
MOST_PREFIXES = 20


@dataclass(frozen=True)
class Transcript:
    """One hop of `session`. `text` is everything typed so far; `key` is the same in all our processes."""

    session: str
    text: str = field(repr=False)
    key: Secret

    def read(self, seen: Sequence[Seen]) -> Again | News:
        """Against the hops of this session, oldest first."""
        digest = self._digest(self.text)
        if not seen:
            return News(tuple(self.text.split("*")) if self.text else (), digest)
        for hop in reversed(seen):
            if hop.digest == digest:
                return Again(hop.reply)
        for prefix, remainder in self._cuts():
            if self._digest(prefix) == seen[-1].digest:
                return News((remainder,), digest)
        return News((), digest, known=False)

    def _digest(self, text: str) -> str:
        # The length of the session id keeps ("a", "bc") and ("ab", "c") apart.
        message = f"{len(self.session)}:{self.session}{text}".encode("utf-8", "replace")
        key = self.key.reveal().encode()[: blake2b.MAX_KEY_SIZE]
        return blake2b(message, key=key, digest_size=DIGEST_BYTES).hexdigest()

    def _cuts(self) -> Iterator[tuple[str, str]]:
        """(what may have been seen, what is new), longest first; after an empty first hop all is new."""
        at = len(self.text)
        for _ in range(MOST_PREFIXES):
            at = self.text.rfind("*", 0, at)
            if at <= 0:
                break
            yield self.text[:at], self.text[at + 1 :]
        yield "", self.text
