"""The figures of the record: funnels, channels, intents, and what one member said. Each is a few statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from core.conversations.messages import (
    ChannelFigure,
    ChannelFigures,
    FunnelOf,
    FunnelStep,
    IntentFigure,
    IntentFigures,
    Interactions,
    InteractionsOf,
    Used,
)
from core.conversations.rules import FAILED, SILENT_AFTER, SUCCEEDED, average, how_ended, percentile
from core.conversations.tables import EndRow, TurnRow
from core.tx import Tx

_turn = TurnRow
_since = TurnRow.at >= bindparam("since")
#: Nothing new was said in the others.
_news = and_(_since, TurnRow.outcome != "again")
_how_many = func.count().label("how_many")


def _last_of(*whole: Any) -> Any:
    """The last turn of each session or conversation, and how the provider said that its session ended."""
    newest = func.row_number().over(partition_by=whole, order_by=(TurnRow.at.desc(), TurnRow.id.desc()))
    turns = select(TurnRow, newest.label("newest")).where(_news).subquery()
    ends = and_(EndRow.channel == turns.c.channel, EndRow.session == turns.c.session)
    silent = case((turns.c.at < bindparam("silent"), True), else_=False).label("is_silent")
    noted = func.coalesce(EndRow.ending, "").label("noted")
    seconds = func.coalesce(EndRow.seconds, 0).label("seconds")
    return select(turns, silent, noted, seconds).outerjoin(EndRow, ends).where(turns.c.newest == 1).subquery()


_by_conversation, _by_session = _last_of(TurnRow.conversation), _last_of(TurnRow.channel, TurnRow.session)
_conversations = func.count(TurnRow.conversation.distinct()).label("how_many")

_reached = (
    select(_turn.to_step.label("step"), _conversations)
    .where(_news, _turn.to_dialog == bindparam("dialog"))
    .group_by(_turn.to_step)
)
_elsewhere = or_(_turn.to_dialog != _turn.dialog, _turn.to_step != _turn.step)
_went_on = (
    select(_turn.step, _conversations)
    .where(_news, _turn.dialog == bindparam("dialog"), _elsewhere)
    .group_by(_turn.step)
)
_took = (
    select(_turn.step, func.avg(_turn.milliseconds).label("how_many"))
    .where(_news, _turn.dialog == bindparam("dialog"))
    .group_by(_turn.step)
)
_left = (
    select(_by_conversation.c.to_step.label("step"), _how_many)
    .where(
        _by_conversation.c.to_dialog == bindparam("dialog"),
        _by_conversation.c.ends.is_(False),
        or_(_by_conversation.c.is_silent, _by_conversation.c.noted != ""),
    )
    .group_by(_by_conversation.c.to_step)
)

_ending = tuple(_by_session.c[name] for name in ("channel", "outcome", "ends", "half_way", "noted", "is_silent"))
_sessions = select(*_ending, _how_many, func.sum(_by_session.c.seconds).label("seconds")).group_by(*_ending)
_turns = (
    select(_turn.channel, _turn.outcome, _turn.milliseconds, _how_many)
    .where(_since)
    .group_by(_turn.channel, _turn.outcome, _turn.milliseconds)
)

_intents = (
    select(
        _turn.intent, _turn.decision, _turn.outcome, _how_many,
        func.sum(_turn.confidence_percent).label("confidence"),
    )
    .where(_since, _turn.intent != "")
    .group_by(_turn.intent, _turn.decision, _turn.outcome)
)  # fmt: skip
_interactions = (
    select(_turn.channel, _turn.intent, _turn.outcome, _turn.milliseconds, _how_many)
    .where(_news, _turn.member == bindparam("member"), or_(_turn.intent != "", _turn.channel == "voice"))
    .group_by(_turn.channel, _turn.intent, _turn.outcome, _turn.milliseconds)
)


async def funnel(tx: Tx, request: FunnelOf) -> tuple[FunnelStep, ...]:
    asked = {"dialog": request.dialog, "since": request.since}
    reached = await _by_step(tx, _reached, asked)
    went_on = await _by_step(tx, _went_on, asked)
    took = await _by_step(tx, _took, asked)
    left = await _by_step(tx, _left, {**asked, "silent": tx.now - SILENT_AFTER})
    steps = sorted(reached, key=lambda step: (-reached[step], step))
    return tuple(
        FunnelStep(step, reached[step], left.get(step, 0), went_on.get(step, 0), took.get(step, 0)) for step in steps
    )


async def _by_step(tx: Tx, statement: Any, asked: dict[str, Any]) -> dict[str, int]:
    return {row.step: round(row.how_many) for row in (await tx.execute(statement, asked)).all()}


async def channels(tx: Tx, request: ChannelFigures) -> tuple[ChannelFigure, ...]:
    turns, took, unclear = Counter[str](), defaultdict[str, Counter[int]](Counter), Counter[str]()
    for row in (await tx.execute(_turns, {"since": request.since})).all():
        turns[row.channel] += row.how_many
        took[row.channel][row.milliseconds] += row.how_many
        unclear[row.channel] += row.how_many if row.outcome == "unclear" else 0
    sessions, seconds = defaultdict[str, Counter[str]](Counter), Counter[str]()
    for row in (await tx.execute(_sessions, {"since": request.since, "silent": tx.now - SILENT_AFTER})).all():
        ended = how_ended(
            outcome=row.outcome, ends=row.ends, half_way=row.half_way, noted=row.noted, silent=bool(row.is_silent)
        )
        sessions[row.channel][ended] += row.how_many
        seconds[row.channel] += row.seconds
    return tuple(
        ChannelFigure(
            channel=channel, turns=how_many, unclear=unclear[channel], sessions=sessions[channel].total(),
            completed=sessions[channel]["completed"], handed_over=sessions[channel]["handed_over"],
            left=sessions[channel]["left"], dropped=sessions[channel]["dropped"],
            timed_out=sessions[channel]["timed_out"], still_open=sessions[channel]["still_open"],
            seconds=seconds[channel], p50_milliseconds=percentile(took[channel], 0.5),
            p99_milliseconds=percentile(took[channel], 0.99),
        )
        for channel, how_many in turns.most_common()
    )  # fmt: skip


async def intents(tx: Tx, request: IntentFigures) -> tuple[IntentFigure, ...]:
    decided, led, confidence = defaultdict[str, Counter[str]](Counter), Counter[str](), Counter[str]()
    for row in (await tx.execute(_intents, {"since": request.since})).all():
        decided[row.intent][row.decision] += row.how_many
        led[row.intent] += row.how_many if row.outcome in SUCCEEDED else 0
        confidence[row.intent] += row.confidence
    figures = (
        IntentFigure(
            intent, made.total(), made["act"], made["ask"], made["fallback"], led[intent],
            round(confidence[intent] / made.total()),
        )
        for intent, made in decided.items()
    )  # fmt: skip
    return tuple(sorted(figures, key=lambda figure: (-figure.heard, figure.intent)))


async def interactions(tx: Tx, request: InteractionsOf) -> Interactions:
    took, channels_used = Counter[int](), Counter[str]()
    times, succeeded = Counter[str](), Counter[str]()
    failed = 0
    for row in (await tx.execute(_interactions, {"member": request.member, "since": request.since})).all():
        took[row.milliseconds] += row.how_many
        channels_used[row.channel] += row.how_many
        times[row.intent] += row.how_many
        succeeded[row.intent] += row.how_many if row.outcome in SUCCEEDED else 0
        failed += row.how_many if row.outcome in FAILED else 0
    return Interactions(
        interactions=took.total(), succeeded=succeeded.total(), failed=failed,
        asked_back=took.total() - succeeded.total() - failed, average_milliseconds=average(took),
        p50_milliseconds=percentile(took, 0.5), p99_milliseconds=percentile(took, 0.99),
        used=tuple(Used(intent, many, succeeded[intent]) for intent, many in times.most_common() if intent),
        channels=tuple(channels_used.most_common()),
    )  # fmt: skip
