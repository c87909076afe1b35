"""A call in the terminal: what is said is written out, digits are keys, anything else is said aloud."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from channels.voice.hop import BEGINS, CallHop, Input
from channels.voice.render import accent, read_spoken
from core.ids import new_id
from core.phone import Phone
from core.secret import Secret
from dialogs.screen import Accent, Answer, Heard

Turn = Callable[[Heard, Accent], Awaitable[Answer]]
Write = Callable[[str], None]

PIN = "(PIN)"
#: A machine that writes hears everything.
CONFIDENCE = 1.0


@dataclass
class Call:
    """One phone that calls: an empty line dials, or hangs up; `wallet` is what it pays with."""

    turn: Turn
    phone: Phone
    key: Secret
    wallet: str
    write: Write
    record: Write
    _session: str = ""
    _after: str = ""
    _is_secret: bool = field(default=False)

    async def type(self, line: str) -> None:
        if not self._session:
            self._session, self._after = new_id(), ""
            self.record("calls")
            await self._turn(BEGINS)
        elif not line:
            self._session = ""
            self.write("(hung up)\n")
        else:
            self.record(f"> {PIN if self._is_secret else line}")
            keys = line.replace("#", "").replace("*", "").isdigit() or line in ("*", "#")
            await self._turn(Input("digits", line) if keys else Input("speech", line, CONFIDENCE))

    async def _turn(self, said: Input) -> None:
        hop = CallHop(self._session, self._after, said, self.key)
        heard = Heard("voice", self.phone, self._session, hop, self.wallet, spoken=said.kind == "speech")
        answer = await self.turn(heard, accent(person=False))
        page = read_spoken(answer.words)
        self._after, self._is_secret = hop.nonce, page.secret
        for sentence in page.sentences:
            self.record(f"call | {sentence}")
            self.write(f"  {sentence}\n")
        self.write("\n")
        if page.ends:
            self._session = ""
            self.write("(call ended)\n")
