"""The first page of the day, put together from what each feature counts; every count is one statement."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from core.conversations.messages import ChannelFigures
from core.ledger.messages import Accounts, MovedByDay
from core.messages import MOST_PAGE
from core.outbox import DEAD, JobRow
from core.permissions.messages import Approvals
from core.providers.messages import Providers
from core.today import rules
from core.today.messages import (
    CHANNEL_DAYS,
    DAYS_SHOWN,
    CaseQueues,
    JoinedByDay,
    LentFigures,
    PaymentQueues,
    Queue,
    Today,
    TodayFigures,
)
from core.tx import Tx

_dead = select(func.count()).select_from(JobRow).where(JobRow.state == DEAD)


async def today(tx: Tx, request: TodayFigures) -> Today:
    currency, since = tx.institution.currency, tx.today - timedelta(days=DAYS_SHOWN - 1)
    lent = await tx.must(LentFigures())
    approvals = await tx.must(Approvals(limit=MOST_PAGE))
    payments = await tx.must(PaymentQueues())
    dead = int((await tx.execute(_dead)).scalar_one())
    cases = await tx.must(CaseQueues())
    moved = await tx.must(MovedByDay(since=since))
    joined = await tx.must(JoinedByDay(since=since))
    floats = await tx.must(Accounts(control="clearing"))
    providers = await tx.must(Providers())
    channels = await tx.must(ChannelFigures(since=tx.now - timedelta(days=CHANNEL_DAYS)))
    return Today(
        on=tx.today,
        queues=(
            Queue("applications", lent.applications),
            Queue("approvals", len(approvals.items)),
            *payments,
            Queue("floats", sum(each.is_low for provider in providers for each in provider.floats)),
            Queue("jobs", dead),
        ),
        cases=cases,
        floats=floats.items,
        providers=providers,
        days=rules.by_day(moved, dict(joined), today=tx.today, days=DAYS_SHOWN, currency=currency),
        portfolio=rules.portfolio(lent, currency=currency),
        channels=channels,
    )


HANDLERS = {TodayFigures: today}
