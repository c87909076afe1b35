"""Who may read in which chat, what is recorded, and what leaves through a job: a chat that goes on, a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from core.conversations import happened, queries
from core.conversations.keeping import MOST_SESSION_CHARACTERS, keep
from core.conversations.messages import (
    CALL,
    GOES_ON,
    AskCall,
    Calling,
    CallUnfinished,
    ChannelFigures,
    CloseReading,
    FunnelOf,
    GoesOn,
    GoOnInChat,
    IntentFigures,
    InteractionsOf,
    NoteEnd,
    OpenReading,
    PlaceCall,
    ReadingOpen,
    RecordTurns,
    SayGoodbye,
)
from core.conversations.tables import ChatLinkRow, EndRow
from core.members.messages import HeardFrom, WhoCalls
from core.messages import Request
from core.tx import Handler, Tx

LINK_HOLDS = timedelta(days=30)
#: Pressing "call me" twice is one call.
CALL_RESTS_SECONDS = 300

_link = select(ChatLinkRow.until).where(
    ChatLinkRow.member == bindparam("whose"), ChatLinkRow.chat == bindparam("which")
)
_unlink = delete(ChatLinkRow).where(ChatLinkRow.member == bindparam("whose"))


async def go_on(tx: Tx, request: GoOnInChat) -> None:
    payload = GoesOn(request.source, request.phone, request.event)
    tx.enqueue(GOES_ON, payload, key=f"goes_on:{request.event}", order=request.phone.number)


async def ask_call(tx: Tx, request: AskCall) -> Calling:
    event = f"call:{request.phone.digits}:{int(tx.now.timestamp()) // CALL_RESTS_SECONDS}"
    payload = PlaceCall(request.phone, request.reason, event, request.language)
    tx.enqueue(CALL, payload, key=event, order=request.phone.number)
    return Calling(request.phone)


async def say_goodbye(tx: Tx, request: SayGoodbye) -> None:
    caller = await tx.must(WhoCalls(phone=request.phone))
    if caller.member:
        tx.tell(caller.member, CallUnfinished(), event=request.event)
    else:
        tx.tell_phone(request.phone.number, caller.language or "en", CallUnfinished(), event=request.event)


async def open_reading(tx: Tx, request: OpenReading) -> None:
    """The signature was all; a chat that waits for it is linked."""
    if not request.chat:
        return
    into = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    row = {"member": request.member, "chat": request.chat, "until": tx.now + LINK_HOLDS}
    statement = into(ChatLinkRow).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["member", "chat"], set_={"until": row["until"]}))


async def reading_open(tx: Tx, request: ReadingOpen) -> bool:
    found = await tx.execute(_link, {"whose": request.member, "which": request.chat})
    until = found.scalar_one_or_none()
    return until is not None and until > tx.now


async def close_reading(tx: Tx, request: CloseReading) -> None:
    await tx.execute(_unlink, {"whose": request.member})


async def record_turns(tx: Tx, request: RecordTurns) -> None:
    if request.turns:
        await keep(tx, request.turns)
        members = sorted({turn.member for turn in request.turns if turn.member})
        await tx.must(HeardFrom(members=tuple(members)))


async def note_end(tx: Tx, request: NoteEnd) -> None:
    row = {"channel": request.channel, "session": request.session[:MOST_SESSION_CHARACTERS], "at": tx.now}
    await tx.insert_once(EndRow, {**row, "ending": request.ending, "seconds": request.seconds})


HANDLERS: dict[type[Request[Any]], Handler] = {
    GoOnInChat: go_on,
    AskCall: ask_call,
    SayGoodbye: say_goodbye,
    OpenReading: open_reading,
    ReadingOpen: reading_open,
    CloseReading: close_reading,
    RecordTurns: record_turns,
    NoteEnd: note_end,
    FunnelOf: queries.funnel,
    ChannelFigures: queries.channels,
    IntentFigures: queries.intents,
    InteractionsOf: queries.interactions,
    **happened.HANDLERS,
}
