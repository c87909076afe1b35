"""Who talks with us now, and what was said: each list one statement, a part at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from core.cases.messages import OpenCases
from core.members.messages import NamesOf
from core.messages import MOST_PAGE, PAGE, STAFF, Page
from core.notifications.messages import StatesOf
from core.phone import Phone
from core.talks.keeping import SYSTEM
from core.talks.messages import (
    CHATS,
    LIVE_CHAT,
    LIVE_SESSION,
    Conversation,
    ConversationOf,
    Line,
    LiveConversations,
    NoSuchConversation,
    TakenOver,
    Talk,
    TranscriptOf,
    WordsOf,
)
from core.talks.rules import chat_of
from core.talks.tables import ConversationRow, LineRow, TakeoverRow
from core.tx import Tx

#: Cases that a member opens to have a person; their subject is her id, or the digits of a stranger's phone.
WISHES = ("call_back", "complaint")
MEMBER = "member"

_talk, _later, _taken = ConversationRow, aliased(ConversationRow), TakeoverRow
_standing = select(*_talk.__table__.columns, _taken.id.label("takeover"), _taken.staff, _taken.asked_at).outerjoin(
    _taken, and_(_taken.conversation == _talk.id, _taken.chat.is_not(None))
)
_one = _standing.where(_talk.id == bindparam("of_id"))
#: Of one chat the last conversation alone: those before it are over.
_is_last = ~exists().where(_later.phone == _talk.phone, _later.source == _talk.source, _later.id > _talk.id)
_is_going_on = or_(
    _taken.id.is_not(None),
    and_(_talk.channel.in_(CHATS), _talk.heard_at > bindparam("chat_since"), _is_last),
    and_(_talk.channel.not_in(CHATS), _talk.heard_at > bindparam("session_since"), _talk.ends.is_(False)),
)
_is_waiting = or_(
    _taken.asked_at.is_not(None),
    and_(
        _taken.id.is_(None),
        or_(
            _talk.member.in_(bindparam("wishing", expanding=True)),
            _talk.phone.in_(bindparam("phones", expanding=True)),
        ),
    ),
)
_live = (
    _standing.where(
        _is_going_on,
        or_(bindparam("channel") == "", _talk.channel == bindparam("channel")),
        or_(bindparam("member") == "", _talk.member == bindparam("member")),
        or_(bindparam("cursor") == "", _talk.id < bindparam("cursor")),
    )
    .order_by(_talk.id.desc())
    .limit(bindparam("rows"))
)
_waiting = _live.where(_is_waiting)

_line = LineRow
_lines = (
    select(*_line.__table__.columns)
    .where(or_(bindparam("cursor") == "", _line.id < bindparam("cursor")))
    .order_by(_line.id.desc())
    .limit(bindparam("rows"))
)
_in_one = _lines.where(_line.conversation == bindparam("of"))
_with_one = _lines.where(_line.member == bindparam("of"))
_words = select(_line.said).where(_line.id == bindparam("of_id"))
_holder = select(_taken.conversation).where(_taken.chat == bindparam("of_chat"))


async def live(tx: Tx, request: LiveConversations) -> Page[Conversation]:
    wishes = await wishes_of(tx)
    limit = max(1, min(request.limit, MOST_PAGE))
    asked: dict[str, Any] = {
        "channel": request.channel, "member": request.member, "cursor": request.cursor, "rows": limit + 1,
        "chat_since": tx.now - LIVE_CHAT, "session_since": tx.now - LIVE_SESSION,
    }  # fmt: skip
    if request.waiting:
        subjects = list(wishes) or [""]
        asked |= {"wishing": [each for each in subjects if each], "phones": [f"+{each}" for each in subjects]}
    rows = (await tx.execute(_waiting if request.waiting else _live, asked)).all()
    names = await tx.must(NamesOf(members=tuple(sorted({row.member for row in rows if row.member}))))
    found = tuple(_conversation(row, names, wishes) for row in rows[:limit])
    return Page(found, found[-1].conversation if len(rows) > limit else "")


async def conversation_of(tx: Tx, request: ConversationOf) -> Talk | NoSuchConversation:
    standing = await standing_of(tx, request.conversation)
    if standing is None:
        return NoSuchConversation()
    lines = await transcript(tx, TranscriptOf(conversation=request.conversation, limit=PAGE))
    return Talk(standing.conversation, lines.items)


async def transcript(tx: Tx, request: TranscriptOf) -> Page[Line]:
    """A row holds what was heard and what was said to it: a part has up to twice as many lines as its limit."""
    if not (of := request.conversation or request.member):
        return Page(())
    limit = max(1, min(request.limit, MOST_PAGE))
    asked = {"of": of, "cursor": request.cursor, "rows": limit + 1}
    rows = (await tx.execute(_in_one if request.conversation else _with_one, asked)).all()
    part = rows[:limit]
    written = tuple(event for row in part if row.speaker != SYSTEM for event in events_of(row.id))
    states = await tx.must(StatesOf(events=written)) if written else {}
    # Batches are written after the fact: what a person wrote in between has an earlier id.
    ordered = sorted(part, key=lambda row: (row.at, row.id))
    lines = tuple(line for row in ordered for line in lines_of(row, states))
    return Page(lines, part[-1].id if len(rows) > limit else "")


async def taken_over(tx: Tx, request: TakenOver) -> str:
    chat = chat_of(request.source, request.phone.number)
    return (await tx.execute(_holder, {"of_chat": chat})).scalar_one_or_none() or ""


async def words_of(tx: Tx, request: WordsOf) -> str:
    return (await tx.execute(_words, {"of_id": request.line})).scalar_one_or_none() or ""


@dataclass(frozen=True)
class Standing:
    """A conversation with what only this feature needs of it. `takeover` is empty while the dialog answers."""

    conversation: Conversation
    source: str
    takeover: str


async def standing_of(tx: Tx, conversation: str) -> Standing | None:
    row = (await tx.execute(_one, {"of_id": conversation})).one_or_none()
    if row is None:
        return None
    names = await tx.must(NamesOf(members=(row.member,))) if row.member else {}
    return Standing(_conversation(row, names, await wishes_of(tx)), row.source, row.takeover or "")


async def wishes_of(tx: Tx) -> dict[str, str]:
    """Who asked for a person, to the number of the case."""
    found = [await tx.must(OpenCases(kind=kind)) for kind in WISHES]
    return {case.about: case.number for cases in reversed(found) for case in cases}


def events_of(line: str) -> tuple[str, str]:
    """Under which events a person's words leave: in the chat, or by SMS in its place."""
    return f"line:{line}", f"line:{line}:sms"


def lines_of(row: Row[Any], states: Mapping[str, str]) -> list[Line]:
    lines = []
    if row.heard:
        lines.append(Line(f"{row.id}i", row.conversation, row.at, row.channel, "in", MEMBER, row.heard, ""))
    if row.said:
        state = ""
        if row.speaker.startswith(STAFF):
            in_chat, by_sms = events_of(row.id)
            state = states.get(by_sms) or states.get(in_chat) or "waiting"
        lines.append(Line(f"{row.id}o", row.conversation, row.at, row.channel, "out", row.speaker, row.said, state))
    return lines


def _conversation(row: Row[Any], names: Mapping[str, str], wishes: Mapping[str, str]) -> Conversation:
    phone = Phone(row.phone)
    return Conversation(
        conversation=row.id,
        member=row.member,
        name=names.get(row.member, ""),
        phone=phone,
        language=row.language,
        channel=row.channel,
        dialog=row.dialog,
        step=row.step,
        half_way=row.half_way,
        began_at=row.began_at,
        heard_at=row.heard_at,
        case=wishes.get(row.member or phone.digits, ""),
        taken_by=row.staff or "",
        asked_at=row.asked_at,
    )
