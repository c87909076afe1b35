"""Conversations in the console: who talks with us now, what was said, and to take a chat over and answer in it."""

from __future__ import annotations

from admin.pages.page import Link, Visit, act, view
from core.messages import Reply as Answer
from core.talks.messages import (
    CHATS,
    MOST_BUBBLE,
    CloseConversation,
    ConversationOf,
    GiveBack,
    LiveConversations,
    Reply,
    TakeOver,
    TranscriptOf,
)

HERE = "/admin/conversations"
CHANNELS = (("", "All"), ("whatsapp", "WhatsApp"), ("sms", "SMS"), ("ussd", "USSD"), ("voice", "Calls"))


async def live(visit: Visit) -> Answer:
    asked = LiveConversations(
        channel=visit.query.get("channel", "")[:20],
        member=visit.query.get("member", "")[:40],
        waiting=visit.query.get("waiting") == "yes",
        cursor=visit.query.get("cursor", "")[:40],
    )
    found = await visit.ask(asked)
    return visit.page("talks/live.html", title="Conversations", found=found, channels=CHANNELS)


async def one(visit: Visit) -> Answer:
    """The last part of it with the means to answer; earlier parts to read."""
    conversation = visit.path["conversation"]
    talk = (await visit.ask(ConversationOf(conversation=conversation))).conversation
    part = await visit.ask(TranscriptOf(conversation=conversation, cursor=visit.query.get("cursor", "")[:40]))
    return visit.page(
        "talks/one.html",
        title=talk.name or str(talk.phone),
        talk=talk,
        part=part,
        me=visit.by.who,
        is_chat=talk.channel in CHATS,
        may_answer=visit.may(Reply),
        most=MOST_BUBBLE,
    )


async def with_member(visit: Visit) -> Answer:
    """All that was said with one member, on every channel."""
    asked = TranscriptOf(member=visit.path["member"], cursor=visit.query.get("cursor", "")[:40])
    return visit.page("talks/member.html", title="What was said", part=await visit.ask(asked))


async def take_over(visit: Visit) -> Answer:
    return await _do(visit, TakeOver(conversation=visit.path["conversation"]), says="You have this chat now.")


async def reply(visit: Visit) -> Answer:
    text = visit.form.text("text", most=MOST_BUBBLE)
    if visit.form.errors:
        return await one(visit)
    return await _do(
        visit, Reply(conversation=visit.path["conversation"], text=text), says="Your answer is on its way."
    )


async def give_back(visit: Visit) -> Answer:
    return await _do(visit, GiveBack(conversation=visit.path["conversation"]), says="The menu has this chat again.")


async def close(visit: Visit) -> Answer:
    return await _do(visit, CloseConversation(conversation=visit.path["conversation"]), says="Closed.")


async def _do(visit: Visit, request: TakeOver | Reply | GiveBack | CloseConversation, *, says: str) -> Answer:
    return await visit.do(request, to=f"{HERE}/{visit.path['conversation']}", says=says)


PAGES = (
    view(HERE, live, LiveConversations),
    view(f"{HERE}/{{conversation}}", one, ConversationOf),
    view("/admin/members/{member}/conversations", with_member, TranscriptOf),
    act(f"{HERE}/{{conversation}}/take-over", take_over, TakeOver),
    act(f"{HERE}/{{conversation}}/reply", reply, Reply),
    act(f"{HERE}/{{conversation}}/give-back", give_back, GiveBack),
    act(f"{HERE}/{{conversation}}/close", close, CloseConversation),
)
LINKS = (Link("Members", "Conversations", HERE, LiveConversations),)
