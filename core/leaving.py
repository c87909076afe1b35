"""The rows every command leaves: its jobs, its audit record and the answer kept under its key.

On PostgreSQL they are one statement, because every round trip inside a transaction is time that locks are held.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, DateTime, String, Table, bindparam, insert, text

from core.audit import AuditRow
from core.db import insert_once
from core.outbox import JobRow
from core.performed import PerformedRow
from core.tx import Tx

_audit = insert(AuditRow)
_keep = insert(PerformedRow)
_jobs = JobRow.__table__
assert isinstance(_jobs, Table)
_enqueue = insert_once(_jobs, dialect="sqlite")

_ARRAYS = ("id", "name", "payload", "key", "order_key")
_at_once = text("""
with a as (
  insert into audit (id, at, who, channel, session, request, subject, outcome, key)
  values (:audit_id, :at, :who, :channel, :session, :request, :subject, :outcome, :key)
), p as (
  insert into performed (scope, key, request_hash, answer, at) values (:scope, :key, :request_hash, :answer, :at)
)
insert into jobs (id, name, payload, key, order_key, run_at, state, attempts, lease_until, error)
select j.id, j.name, j.payload, j.key, j.order_key, j.run_at, 'waiting', 0, null, ''
from unnest(:job_id, :job_name, :job_payload, :job_key, :job_order_key, :job_run_at)
  as j(id, name, payload, key, order_key, run_at)
on conflict do nothing
""").bindparams(
    bindparam("at", type_=DateTime(timezone=True)),
    *(
        bindparam(name, type_=String)
        for name in (
            "audit_id", "who", "channel", "session", "request", "subject", "outcome", "key", "scope", "request_hash",
            "answer",
        )
    ),
    *(bindparam(f"job_{name}", type_=ARRAY(String)) for name in _ARRAYS),
    bindparam("job_run_at", type_=ARRAY(DateTime(timezone=True))),
)  # fmt: skip


async def leave(tx: Tx, *, audit: dict[str, Any], kept: dict[str, Any]) -> None:
    """Write them. Raises the database's unique violation when another performance under this key was first."""
    if tx.dialect == "postgresql":
        rows = {f"job_{name}": [job[name] for job in tx.jobs] for name in (*_ARRAYS, "run_at")}
        audit_id = audit["id"]
        await tx.execute(_at_once, {**audit, **kept, **rows, "audit_id": audit_id})
        return
    if tx.jobs:
        await tx.execute(_enqueue, tx.jobs)
    await tx.execute(_audit, audit)
    await tx.execute(_keep, kept)
