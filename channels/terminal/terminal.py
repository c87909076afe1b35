"""A phone in the terminal: an empty line dials or hangs up, anything else is typed; SMS show as they come."""

from __future__ import annotations

import textwrap
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from channels.terminal.chatting import Chat, Mask
from channels.ussd.render import accent
from core.ids import new_id
from core.phone import Phone
from dialogs.screen import Accent, Again, Answer, Heard, News, Said, Seen

SCREEN_COLUMNS, SCREEN_LINES = 24, 7
CODE = "*384*1#"
PIN = "(PIN)"
PIN_DIGITS = 4

Turn = Callable[[Heard, Accent], Awaitable[Answer]]
#: The next line without its end, or None when there are no more.
ReadLine = Callable[[], Awaitable[str | None]]
Write = Callable[[str], None]
#: Every text this phone has got so far, oldest first.
Inbox = Callable[[Phone], Awaitable[Sequence[str]]]


async def _no_inbox(phone: Phone) -> Sequence[str]:
    return ()


def _no_record(line: str) -> None:
    return None


async def talk(
    turn: Turn,
    phone: Phone,
    read_line: ReadLine,
    write: Write,
    *,
    inbox: Inbox = _no_inbox,
    record: Write = _no_record,
    code: str = CODE,
    wallet: str = "mpesa",
    chat: Chat | None = None,
    mask: Mask | None = None,
) -> None:
    """Until the lines end. `record` gets the transcript as in a `.chat` file, line by line, without PINs.

    With a `chat` a line is a message of it, starred out by `mask` where it may be a PIN, and `*384*1...` dials.
    """
    handset = _Handset(turn, phone, write, inbox=inbox, record=record, code=code, wallet=wallet)
    if chat is None:
        write(f"{phone}: Enter dials {code}, Enter in a session hangs up.\n")
    else:
        write(f"{phone} writes to us by {chat.channel}; {code} dials.\n")
    await handset.show_new_texts()
    while (line := await read_line()) is not None:
        words = line.strip()
        if chat is None or mask is None or handset.is_in_session or words.startswith("*"):
            await handset.type(words)
        elif words:
            await chat.say(turn, mask, phone, words, write=write, record=record)
        await handset.show_new_texts()


@dataclass(frozen=True)
class Typed:
    """One line of a session. Nothing arrives twice here, so the digest only counts and says nothing."""

    tokens: tuple[str, ...] = field(repr=False)
    session: str
    number: int

    def read(self, seen: Sequence[Seen]) -> Again | News:
        return News(self.tokens, f"{self.session}:{self.number}")


class _Handset:
    """A session that is open or not, and how many texts were shown."""

    def __init__(
        self, turn: Turn, phone: Phone, write: Write, *, inbox: Inbox, record: Write, code: str, wallet: str
    ) -> None:
        self._turn, self._phone, self._write = turn, phone, write
        self._inbox, self._record = inbox, record
        self._code, self._wallet = code, wallet
        self._session, self._hops, self._texts = "", 0, 0
        self._asks_secret = False
        self._secret_pages: set[str] = set()
        self._show = accent()

    @property
    def is_in_session(self) -> bool:
        return bool(self._session)

    async def type(self, line: str) -> None:
        if not self._session:
            await self._dial(line or self._code)
        elif line:
            self._record(f"> {PIN if self._asks_secret else line}")
            await self._hop((line,))
        else:
            self._session = ""
            self._write("(hung up)\n")

    async def _dial(self, number: str) -> None:
        base = self._code.rstrip("#")
        rest = number.removeprefix(base).rstrip("#")
        if number != self._code and not (number.startswith(f"{base}*") and number.endswith("#")):
            self._write(f"This phone only reaches {self._code} and what is behind it, for example {base}*1#.\n")
            return
        tokens = tuple(rest[1:].split("*")) if rest else ()
        shown = (base, *(_masked(token) for token in tokens))
        self._record(f"ussd {'*'.join(shown)}#")
        self._session, self._hops, self._secret_pages = new_id(), 0, set()
        await self._hop(tokens)

    async def _hop(self, tokens: tuple[str, ...]) -> None:
        self._hops += 1
        hop = Typed(tokens, self._session, self._hops)
        answer = await self._turn(Heard("ussd", self._phone, self._session, hop, self._wallet), self._listen)
        self._asks_secret = answer.words in self._secret_pages
        for line in answer.words.split("\n"):
            self._record(f"| {line}")
        self._write(phone_screen(answer.words))
        if answer.ends:
            self._session = ""
            self._write("(session ended)\n")

    def _listen(self, said: Said) -> list[str]:
        """A phone's accent, overhearing which pages ask for a PIN: what is typed there is not recorded."""
        pages = self._show(said)
        if said.secret:
            self._secret_pages.update(pages)
        return pages

    async def show_new_texts(self) -> None:
        texts = await self._inbox(self._phone)
        for text in texts[self._texts :]:
            self._record(f"sms | {text}")
            self._write(f"SMS: {text}\n")
        self._texts = len(texts)


def _masked(token: str) -> str:
    """A deep dial may hold a PIN that no screen asked for yet."""
    return PIN if token.isdecimal() and len(token) == PIN_DIGITS else token


def phone_screen(words: str) -> str:
    """As a small handset shows it: 24 columns, at least 7 lines, more when it scrolls."""
    lines = [part for line in words.split("\n") for part in textwrap.wrap(line, SCREEN_COLUMNS) or [""]]
    lines += [""] * (SCREEN_LINES - len(lines))
    edge = f"+{'-' * (SCREEN_COLUMNS + 2)}+"
    return "\n".join((edge, *(f"| {line:<{SCREEN_COLUMNS}} |" for line in lines), edge, ""))
