"""A statement is laid beside our payments: what we did not know is booked, what does not fit is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert, or_, select

from core.codec import decode, encode
from core.ids import new_id
from core.messages import MOST_PAGE, Page, Refusal
from core.money import Money
from core.payments.messages import Booked, BookedBetween, BookedUnder, ReceiveMoney
from core.reconciling import rules
from core.reconciling.messages import (
    Finding,
    NoSuchReconciliation,
    NotAStatement,
    Reconcile,
    Reconciliation,
    ReconciliationInFull,
    ReconciliationOf,
    Reconciliations,
    StatementLine,
)
from core.reconciling.statement import given, read
from core.reconciling.tables import ReconciliationRow
from core.tx import Tx

#: Each may tell a member and look for a proof; a statement with more is laid beside the books again.
MOST_IMPORTED = 300
MOST_AT_ONCE = 500
MOST_FINDINGS = 1_000
MOST_PAGES = 20
#: We hear of a payment some time after it was made.
HEARD_WITHIN = timedelta(minutes=15)
_MONEY = ("came_in", "went_out", "charges", "opening", "closing")
_PLAIN = (
    "provider", "account", "at", "by", "since", "until", "lines", "matched", "imported", "theirs_only", "ours_only",
    "differ", "adds_up",
)  # fmt: skip

_keep = insert(ReconciliationRow)
_columns = ReconciliationRow.__table__.columns
_list = (
    select(*_columns)
    .where(or_(bindparam("cursor") == "", ReconciliationRow.id < bindparam("cursor")))
    .order_by(ReconciliationRow.id.desc())
    .limit(bindparam("rows"))
)
_one = select(*_columns).where(ReconciliationRow.id == bindparam("of_id"))


async def reconcile(tx: Tx, request: Reconcile) -> Reconciliation | Refusal:
    currency = tx.institution.currency
    if request.lines:
        lines = given(request.lines, currency=currency)
    else:
        lines = read(request.statement, currency=currency, zone=tx.institution.time_zone)
    if isinstance(lines, NotAStatement):
        return lines

    booked = await _booked(tx, request.provider, [line.receipt for line in lines])
    compared = rules.compare(lines, booked)
    imported = await _import(tx, request.provider, compared.new)
    ours = await _settled(tx, request.provider, lines)
    gone = rules.missing(ours, lines, request.account)
    breaks = rules.breaks(lines)

    findings = (*compared.differ, *compared.unknown, *gone, *compared.repeated, *breaks, *imported)
    done = sum(each.kind == "imported" for each in imported)
    came_in, went_out, charges = rules.summed(lines, currency)
    row = {
        "id": new_id(), "provider": request.provider, "account": request.account, "at": tx.now, "by": tx.origin.who,
        "since": lines[0].at, "until": lines[-1].at, "lines": len(lines), "matched": compared.matched,
        "imported": done, "theirs_only": len(compared.unknown) + len(compared.new), "ours_only": len(gone),
        "differ": len(compared.differ), "currency": currency, "came_in": came_in.minor_units,
        "went_out": went_out.minor_units, "charges": charges.minor_units,
        "opening": rules.opening(lines).minor_units, "closing": lines[-1].balance.minor_units,
        "adds_up": not breaks, "findings": encode(findings[:MOST_FINDINGS]).decode(),
    }  # fmt: skip
    await tx.execute(_keep, row)
    return Reconciliation(**_facts(row))


async def _booked(tx: Tx, provider: str, receipts: Sequence[str]) -> dict[str, Booked]:
    found: dict[str, Booked] = {}
    for at in range(0, len(receipts), MOST_AT_ONCE):
        part = tuple(receipts[at : at + MOST_AT_ONCE])
        for each in await tx.must(BookedUnder(provider=provider, receipts=part)):
            found[each.receipt] = each
    return found


async def _import(tx: Tx, provider: str, new: Sequence[StatementLine]) -> list[Finding]:
    """Money that came in there and was never announced here: their statement is the proof of it."""
    found = []
    for line in new[:MOST_IMPORTED]:
        made = await tx.must(
            ReceiveMoney(
                provider=provider,
                receipt=line.receipt,
                amount=line.amount,
                reference=line.reference,
                payer=line.party,
                at=line.at,
                confirmed=True,
            )
        )
        found.append(Finding("imported", line.receipt, line.amount, line.amount, "", made))
    return found + [rules.finding("left", line, None) for line in new[MOST_IMPORTED:]]


async def _settled(tx: Tx, provider: str, lines: Sequence[StatementLine]) -> list[Booked]:
    """What we settled in the time of the statement."""
    found: list[Booked] = []
    since, until = lines[0].at + HEARD_WITHIN, lines[-1].at
    for _ in range(MOST_PAGES):
        after = found[-1].payment if found else ""
        part = await tx.must(BookedBetween(provider=provider, since=since, until=until, after=after))
        found += part
        if not part:
            break
    return found


def _facts(row: Any) -> dict[str, Any]:
    money = {name: Money(row[name], row["currency"]) for name in _MONEY}
    return {"reconciliation": row["id"], **{name: row[name] for name in _PLAIN}, **money}


async def reconciliations(tx: Tx, request: Reconciliations) -> Page[Reconciliation]:
    limit = max(1, min(request.limit, MOST_PAGE))
    rows = await tx.execute(_list, {"cursor": request.cursor, "rows": limit + 1})
    found = [Reconciliation(**_facts(row._mapping)) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].reconciliation if len(found) > limit else "")


async def reconciliation_of(tx: Tx, request: ReconciliationOf) -> ReconciliationInFull | Refusal:
    row = (await tx.execute(_one, {"of_id": request.reconciliation})).one_or_none()
    if row is None:
        return NoSuchReconciliation()
    findings: tuple[Finding, ...] = decode(tuple[Finding, ...], row.findings)
    return ReconciliationInFull(**_facts(row._mapping), findings=findings)


HANDLERS = {
    Reconcile: reconcile,
    Reconciliations: reconciliations,
    ReconciliationOf: reconciliation_of,
}
