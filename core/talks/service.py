"""Keeping words, and the people who answer: a chat is taken over, answered, given back, or lapses."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.cases.messages import CloseCase
from core.ids import new_id
from core.messages import Notice, Refusal, Request
from core.talks import queries, rules
from core.talks.keeping import SYSTEM, keep
from core.talks.messages import (
    MOST_WORDS,
    RESUMES,
    SAYS,
    UNANSWERED,
    CloseConversation,
    Conversation,
    ConversationOf,
    GiveBack,
    HearForPerson,
    KeepWords,
    LapseTakeover,
    LiveConversations,
    NobodyAnswered,
    NoSuchConversation,
    NotAChat,
    NoteSaid,
    NothingSaid,
    NotTaken,
    PersonComes,
    Reply,
    Resumes,
    Says,
    TakenByAnother,
    TakenOver,
    TakeOver,
    TooLong,
    TranscriptOf,
    Unanswered,
    WordsOf,
)
from core.talks.queries import Standing, standing_of
from core.talks.tables import ConversationRow, LineRow, TakeoverRow
from core.tx import Handler, Tx
from core.working_hours import due

GIVEN_BACK, CLOSED, LAPSED = "given_back", "closed", "lapsed"

_taken = TakeoverRow
_take = insert(_taken)
_write = insert(LineRow)
_mine = (_taken.id == bindparam("which"), _taken.chat.is_not(None))
_asked = update(_taken).where(*_mine, _taken.asked_at.is_(None)).values(asked_at=bindparam("now"))
_answered = update(_taken).where(*_mine).values(asked_at=None)
_end = update(_taken).where(*_mine).values(chat=None, asked_at=None, ended_at=bindparam("now"), ending=bindparam("how"))
_lapse = _end.where(_taken.asked_at == bindparam("then"))
_of = select(_taken.conversation).where(_taken.id == bindparam("which"))
_heard = update(ConversationRow).where(ConversationRow.id == bindparam("which")).values(heard_at=bindparam("now"))


async def keep_words(tx: Tx, request: KeepWords) -> None:
    if request.exchanges:
        await keep(tx, request.exchanges)


async def note_said(tx: Tx, request: NoteSaid) -> None:
    standing = await standing_of(tx, request.conversation)
    if standing is not None:
        await _say(tx, standing, said=request.text, speaker=SYSTEM)


async def take_over(tx: Tx, request: TakeOver) -> Conversation | Refusal:
    standing = await standing_of(tx, request.conversation)
    if standing is None:
        return NoSuchConversation()
    if not rules.is_chat(standing.conversation.channel):
        return NotAChat()
    if (holder := standing.conversation.taken_by) and holder != tx.origin.who:
        return TakenByAnother(holder)

    if not standing.takeover:
        takeover = await _takes(tx, standing)
        _tell(tx, standing, PersonComes(), event=f"takeover:{takeover}")
    return await _now(tx, request.conversation)


async def reply(tx: Tx, request: Reply) -> str | Refusal:
    standing = await standing_of(tx, request.conversation)
    text = rules.cleaned(request.text).strip()
    if standing is None:
        return NoSuchConversation()
    if (holder := standing.conversation.taken_by) and holder != tx.origin.who:
        return TakenByAnother(holder)
    if (refusal := _unfit(tx, standing, text)) is not None:
        return refusal

    if standing.takeover:
        await tx.execute(_answered, {"which": standing.takeover})
    elif rules.is_chat(standing.conversation.channel):
        await _takes(tx, standing)
    row = await _say(tx, standing, said=text, speaker=tx.origin.who)
    says = _says(standing, event=f"line:{row['id']}", line=row["id"])
    tx.enqueue(SAYS, says, key=f"says:{says.event}", order=says.phone.number)
    return f"{row['id']}o"


def _unfit(tx: Tx, standing: Standing, text: str) -> Refusal | None:
    talk = standing.conversation
    as_bubble = rules.is_bubble(talk.channel, heard_at=talk.heard_at, now=tx.now)
    most = rules.most_characters(text, as_bubble=as_bubble)
    if not text:
        return NothingSaid()
    return TooLong(most) if len(text) > most else None


async def give_back(tx: Tx, request: GiveBack) -> Refusal | None:
    standing = await standing_of(tx, request.conversation)
    if standing is None:
        return NoSuchConversation()
    if not standing.takeover:
        return NotTaken()
    await tx.execute(_end, {"which": standing.takeover, "now": tx.now, "how": GIVEN_BACK})
    _resume(tx, standing)
    return None


async def close(tx: Tx, request: CloseConversation) -> Refusal | None:
    standing = await standing_of(tx, request.conversation)
    if standing is None:
        return NoSuchConversation()
    if standing.takeover:
        await tx.execute(_end, {"which": standing.takeover, "now": tx.now, "how": CLOSED})
    if standing.conversation.case:
        await tx.perform(CloseCase(number=standing.conversation.case, outcome=request.outcome))
    return None


async def hear(tx: Tx, request: HearForPerson) -> Refusal | None:
    standing = await standing_of(tx, request.conversation)
    if standing is None or not standing.takeover:
        return NotTaken()
    words = rules.cleaned(request.words)[:MOST_WORDS]
    await _write_line(tx, standing, heard=words, said="", speaker=SYSTEM)
    await tx.execute(_heard, {"which": request.conversation, "now": tx.now})
    await _waits(tx, standing.takeover)
    return None


async def lapse(tx: Tx, request: LapseTakeover) -> bool:
    ended = {"which": request.takeover, "now": tx.now, "how": LAPSED, "then": request.asked_at}
    if not (await tx.execute(_lapse, ended)).rowcount:
        return False
    conversation = (await tx.execute(_of, {"which": request.takeover})).scalar_one()
    standing = await standing_of(tx, conversation)
    if standing is not None:
        _tell(tx, standing, NobodyAnswered(), event=f"lapse:{request.takeover}")
        _resume(tx, standing)
    return True


async def _takes(tx: Tx, standing: Standing) -> str:
    """Two who take the same chat at once: the unique row lets one of them, and the bus runs the other again."""
    takeover, talk = new_id(), standing.conversation
    row = {
        "id": takeover, "conversation": talk.conversation, "chat": rules.chat_of(standing.source, talk.phone.number),
        "staff": tx.origin.who, "at": tx.now, "asked_at": None, "ended_at": None, "ending": "",
    }  # fmt: skip
    await tx.execute(_take, row)
    return takeover


async def _waits(tx: Tx, takeover: str) -> None:
    """From her first words that nobody has answered, the hours count in which somebody is at work."""
    if (await tx.execute(_asked, {"which": takeover, "now": tx.now})).rowcount:
        ends = due(tx.now, tx.institution.answer_within, tx.institution)
        asked = Unanswered(takeover, tx.now)
        tx.enqueue(UNANSWERED, asked, key=f"unanswered:{takeover}:{tx.now.isoformat()}", after=ends - tx.now)


async def _say(tx: Tx, standing: Standing, *, said: str, speaker: str) -> dict[str, Any]:
    return await _write_line(tx, standing, heard="", said=said, speaker=speaker)


async def _write_line(tx: Tx, standing: Standing, *, heard: str, said: str, speaker: str) -> dict[str, Any]:
    talk = standing.conversation
    row = {
        "id": new_id(), "conversation": talk.conversation, "member": talk.member, "at": tx.now,
        "channel": talk.channel, "heard": heard, "said": said, "speaker": speaker,
    }  # fmt: skip
    await tx.execute(_write, row)
    return row


def _says(standing: Standing, *, event: str, line: str = "", notice: str = "") -> Says:
    talk = standing.conversation
    source = standing.source if rules.is_chat(talk.channel) else ""
    return Says(source, talk.phone, talk.conversation, event, line, notice, talk.language or "en")


def _tell(tx: Tx, standing: Standing, notice: Notice, *, event: str) -> None:
    says = _says(standing, event=event, notice=type(notice).__name__)
    tx.enqueue(SAYS, says, key=f"says:{event}", order=says.phone.number)


def _resume(tx: Tx, standing: Standing) -> None:
    event = f"resumes:{standing.takeover or new_id()}"
    resumes = Resumes(standing.source, standing.conversation.phone, event)
    tx.enqueue(RESUMES, resumes, key=event, order=resumes.phone.number)


async def _now(tx: Tx, conversation: str) -> Conversation:
    standing = await standing_of(tx, conversation)
    assert standing is not None
    return standing.conversation


HANDLERS: dict[type[Request[Any]], Handler] = {
    KeepWords: keep_words,
    NoteSaid: note_said,
    LiveConversations: queries.live,
    ConversationOf: queries.conversation_of,
    TranscriptOf: queries.transcript,
    TakeOver: take_over,
    Reply: reply,
    GiveBack: give_back,
    CloseConversation: close,
    TakenOver: queries.taken_over,
    HearForPerson: hear,
    WordsOf: queries.words_of,
    LapseTakeover: lapse,
}
