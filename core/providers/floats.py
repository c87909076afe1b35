"""What lies with a provider: asked for, kept when it is answered, and an alarm when payouts run dry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.cases.messages import OpenCase
from core.ids import new_token
from core.messages import Refusal, Request
from core.providers import rules
from core.providers.messages import (
    AskBalance,
    AskFloats,
    BeginFloatQuestion,
    Held,
    IsFloatQuestion,
    NoSuchProvider,
    ReportFloat,
)
from core.providers.tables import FloatQuestionRow, FloatRow
from core.tx import Handler, Tx

QUESTIONS_REST = timedelta(days=2)

_put = insert(FloatQuestionRow)
_question = select(FloatQuestionRow.provider, FloatQuestionRow.about, FloatQuestionRow.at).where(
    FloatQuestionRow.token == bindparam("token")
)
_forget = delete(FloatQuestionRow).where(FloatQuestionRow.at < bindparam("before", type_=FloatQuestionRow.at.type))
_float = (
    select(FloatRow.asked_at, FloatRow.is_low)
    .where(FloatRow.provider == bindparam("provider"), FloatRow.account == bindparam("account"))
    .with_for_update()
)
_change = (
    update(FloatRow)
    .where(FloatRow.provider == bindparam("of_provider"), FloatRow.account == bindparam("of_account"))
    .values({name: bindparam(name) for name in ("minor_units", "currency", "asked_at", "read_at", "is_low")})
)


async def ask(tx: Tx, request: AskFloats) -> int:
    provider = tx.institution.provider
    tx.enqueue(f"{provider}.balance", AskBalance(provider), key=f"balance:{provider}:{tx.now.isoformat()}")
    await tx.execute(_forget, {"before": tx.now - QUESTIONS_REST})
    return 1


async def begin(tx: Tx, request: BeginFloatQuestion) -> str | Refusal:
    if request.provider != tx.institution.provider:
        return NoSuchProvider()
    token = new_token()
    await tx.execute(_put, {"token": token, "provider": request.provider, "about": request.about, "at": tx.now})
    return token


async def is_question(tx: Tx, request: IsFloatQuestion) -> bool:
    return (await tx.execute(_question, {"token": request.token})).first() is not None


async def report(tx: Tx, request: ReportFloat) -> str:
    question = (await tx.execute(_question, {"token": request.token})).one_or_none()
    if question is None:
        return "unknown"
    for held in request.accounts:
        if question.about in ("", held.account):
            await _keep(tx, question.provider, question.at, held)
    return "kept"


async def _keep(tx: Tx, provider: str, asked_at: object, held: Held) -> None:
    low = rules.is_low(held, tx.institution.low_float)
    values = {
        "minor_units": held.balance.minor_units,
        "currency": held.balance.currency,
        "asked_at": asked_at,
        "read_at": tx.now,
        "is_low": low,
    }
    fresh = await tx.insert_once(FloatRow, {"provider": provider, "account": held.account, **values})
    was_low = False
    if not fresh:
        before = (await tx.execute(_float, {"provider": provider, "account": held.account})).one()
        if before.asked_at > asked_at:
            return
        was_low = before.is_low
        await tx.execute(_change, {"of_provider": provider, "of_account": held.account, **values})
    if low and not was_low:
        await tx.must(OpenCase(kind="alarm", about=f"float:{provider}:{held.account}"))


HANDLERS: dict[type[Request[Any]], Handler] = {
    AskFloats: ask,
    BeginFloatQuestion: begin,
    IsFloatQuestion: is_question,
    ReportFloat: report,
}
