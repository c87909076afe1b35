"""What must always hold of the books and of everything that claims to follow them; each proof is one statement.

One statement sees one moment, so the proofs may run while money moves. A difference is shown with its account; debits
are positive, in minor units.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core import schema
from core.closing.messages import Total
from core.closing.tables import BusinessDayRow
from core.codec import decode
from core.institution import Institution
from core.ledger.queries import CONTROL_SUMS_ON
from core.trail import chain

MOST_SHOWN = 5

_last_closed = select(BusinessDayRow.day, BusinessDayRow.totals).order_by(BusinessDayRow.day.desc()).limit(1)


@dataclass(frozen=True)
class Proof:
    """`detail` says what does not hold. A `warning` that does not hold is for a person to read, not for an alarm."""

    name: str
    holds: bool
    detail: str = ""
    warning: bool = False


Prover = Callable[[AsyncConnection, Institution], Awaitable[Proof]]


async def prove(connection: AsyncConnection, institution: Institution) -> tuple[Proof, ...]:
    """Every proof, in the order of the list, whether those before it hold or not."""
    return tuple([await prover(connection, institution) for prover in PROOFS])


def failed(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """What an alarm is raised for."""
    return tuple(proof for proof in proofs if not proof.holds and not proof.warning)


async def _nothing(connection: AsyncConnection, name: str, sql: str, **values: Any) -> Proof:
    """The proof that this statement finds no row."""
    rows = (await connection.execute(text(sql), values)).all()
    shown = "; ".join(" ".join(str(value) for value in row) for row in rows[:MOST_SHOWN])
    more = f" and {len(rows) - MOST_SHOWN} more" if len(rows) > MOST_SHOWN else ""
    return Proof(name, not rows, shown + more)


async def _follows(connection: AsyncConnection, name: str, *, accounts: str, rows: str) -> Proof:
    """The proof that the accounts like `accounts` are, one by one, what `rows` (account, currency, minor units) say.

    `rows` has the sign that takes the postings to zero. A colon before a word is escaped, or it would be a parameter.
    """
    sql = f"""
        select account, sum(minor_units), currency from (
            select account, currency, minor_units from postings where account like :accounts
            union all {rows}
        ) as both_sides group by account, currency having sum(minor_units) <> 0 order by account
    """
    return await _nothing(connection, name, sql, accounts=accounts)


async def entries_balance(connection: AsyncConnection, _: Institution) -> Proof:
    """On SQLite no constraint says so; on PostgreSQL this proves the constraint."""
    sql = """
        select e.key, sum(p.minor_units), p.currency from entries e left join postings p on p.entry = e.id
        group by e.key, p.currency having sum(p.minor_units) <> 0 or count(p.line) < 2 order by e.key
    """
    return await _nothing(connection, "every entry balances", sql)


async def trial_balance_is_zero(connection: AsyncConnection, _: Institution) -> Proof:
    sql = "select currency, sum(minor_units) from postings group by currency having sum(minor_units) <> 0"
    return await _nothing(connection, "the trial balance is zero", sql)


async def one_currency(connection: AsyncConnection, institution: Institution) -> Proof:
    """Balances are read in the institution's currency: money in another one would be on no screen."""
    sql = "select distinct account, currency from postings where currency <> :currency"
    return await _nothing(connection, "all money is in our currency", sql, currency=institution.currency)


async def savings_not_negative(connection: AsyncConnection, _: Institution) -> Proof:
    sql = """
        select account, sum(minor_units), currency from postings
        where account like 'savings:%' or account like 'deposits:%' or account like 'shares:%'
        group by account, currency having sum(minor_units) > 0 order by account
    """
    return await _nothing(connection, "no savings account is overdrawn", sql)


async def in_transit_is_payouts(connection: AsyncConnection, _: Institution) -> Proof:
    return await _follows(
        connection,
        "money in transit is the payouts that have no answer",
        accounts="in_transit:%",
        rows="""
            select 'in_transit:' || provider, currency, minor_units from payments
            where direction = 'out' and state not in ('succeeded', 'failed', 'expired', 'reversed')
        """,
    )


async def fees_held_are_open(connection: AsyncConnection, _: Institution) -> Proof:
    return await _follows(
        connection,
        "fees held are those of open withdrawals",
        accounts="fees_held:%",
        rows="""
            select 'fees_held\\:withdrawals', currency, fee_minor_units from savings_withdrawals
            where state = 'taken'
        """,
    )


async def suspense_is_listed(connection: AsyncConnection, _: Institution) -> Proof:
    return await _follows(
        connection,
        "suspense is its open items",
        accounts="suspense:%",
        rows="select 'suspense:' || provider, currency, minor_units from suspense where state = 'open'",
    )


async def loans_are_owed(connection: AsyncConnection, _: Institution) -> Proof:
    """A loan on its way is in the books as a whole; lending counts what is owed from the day it arrived."""
    return await _follows(
        connection,
        "principal in the books is what lending says is owed",
        accounts="loans:%",
        rows="""
            select 'loans:' || number || '\\:principal', currency,
                case when state = 'paying_out' then -amount else -owed end from loans
        """,
    )


async def penalties_are_owed(connection: AsyncConnection, _: Institution) -> Proof:
    return await _follows(
        connection,
        "late charges in the books are what lending says is open",
        accounts="receivable:%",
        rows="select 'receivable:' || number || '\\:penalties', currency, -penalties from loans",
    )


async def payments_are_booked_once(connection: AsyncConnection, _: Institution) -> Proof:
    """A payment that moved money has one entry for it; one that did not has none.

    A prompt may succeed without money of its own, when its receipt was booked for another payment before.
    """
    sql = """
        select id, direction, state, entries from (
            select p.id, p.direction, p.state, p.booked, (
                select count(*) from entries e
                where e.key in ('payment:' || p.id || '\\:principal', 'payment:' || p.id || '\\:settled')
            ) as entries from payments p where p.state <> 'reversed'
        ) as counted where entries <> case when state = 'succeeded' and booked <> 0 then 1 else 0 end
        order by id
    """
    return await _nothing(connection, "every settled payment is in the books once", sql)


async def receipts_have_payments(connection: AsyncConnection, _: Institution) -> Proof:
    """The key of the table keeps a receipt from two payments; this finds one whose payment does not know it."""
    sql = """
        select r.provider, r.receipt, r.payment from receipts r left join payments p on p.id = r.payment
        where p.id is null or p.state not in ('succeeded', 'reversed') order by r.receipt
    """
    return await _nothing(connection, "every receipt belongs to one settled payment", sql)


async def tills_are_moved(connection: AsyncConnection, _: Institution) -> Proof:
    return await _follows(
        connection,
        "cash in each till is its float and what came in, less what went out",
        accounts="cash:T-%",
        rows="select 'cash:' || till, currency, -minor_units from cash_movements where till <> ''",
    )


async def closed_tills_are_empty(connection: AsyncConnection, _: Institution) -> Proof:
    """All of it goes back to the vault in the evening."""
    sql = """
        select account, sum(minor_units), currency from postings
        where account like 'cash:T-%' and account not in (select 'cash:' || till from till_days where state = 'open')
        group by account, currency having sum(minor_units) <> 0 order by account
    """
    return await _nothing(connection, "nothing is in a till that is closed", sql)


async def cash_not_negative(connection: AsyncConnection, _: Institution) -> Proof:
    sql = """
        select account, sum(minor_units), currency from postings where account like 'cash:%'
        group by account, currency having sum(minor_units) < 0 order by account
    """
    return await _nothing(connection, "no till and no vault holds less than nothing", sql)


async def closed_days_stay_closed(connection: AsyncConnection, _: Institution) -> Proof:
    """The last one, which has those before it in it."""
    name = "a closed day is as it was when it was closed"
    last = (await connection.execute(_last_closed)).one_or_none()
    if last is None:
        return Proof(name, holds=True)
    kept: dict[tuple[str, str], int] = {}
    lines: tuple[Total, ...] = decode(tuple[Total, ...], last.totals)
    for line in lines:
        kept[line.account, line.debit.currency] = line.debit.minor_units - line.credit.minor_units
    sums = await connection.execute(CONTROL_SUMS_ON[connection.dialect.name], {"on": last.day})
    found = {(row.control, row.currency): int(row.minor_units) for row in sums if row.minor_units}
    wrong = sorted({f"{last.day} {account} {currency}" for (account, currency), _ in kept.items() ^ found.items()})
    return Proof(name, not wrong, "; ".join(wrong[:MOST_SHOWN]))


async def triggers_stand(connection: AsyncConnection, _: Institution) -> Proof:
    dialect = connection.dialect.name
    where = {
        "sqlite": "select name from sqlite_master where type = 'trigger'",
        "postgresql": "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'D'",
    }
    standing = set((await connection.execute(text(where[dialect]))).scalars())
    missing = schema.trigger_names(dialect, tables=set(schema.metadata().tables)) - standing
    return Proof("the books are guarded by triggers", not missing, ", ".join(sorted(missing)))


async def audit_holds(connection: AsyncConnection, _: Institution) -> Proof:
    return (await prove_trail(connection))[0]


async def prove_trail(connection: AsyncConnection) -> tuple[Proof, str]:
    """The proof of the audit trail alone, and what was walked over with the head of its chain."""
    walked = await chain.walk(connection)
    proof = Proof("the audit trail is as it was sealed", not walked.wrong, "; ".join(walked.wrong[:MOST_SHOWN]))
    head = f"{walked.rows} rows in {walked.seals} seals, {walked.unsealed} not sealed yet; head {walked.number} "
    return proof, head + walked.hash


async def no_dead_money(connection: AsyncConnection, _: Institution) -> Proof:
    """A message that never went out is a pity; any other dead job is money that waits for a person."""
    sql = "select name, id, error from jobs where state = 'dead' and name not like 'sms.%' order by id"
    found = await _nothing(connection, "no dead job carries money", sql)
    return Proof(found.name, found.holds, found.detail, warning=True)


PROOFS: tuple[Prover, ...] = (
    entries_balance,
    trial_balance_is_zero,
    one_currency,
    savings_not_negative,
    in_transit_is_payouts,
    fees_held_are_open,
    suspense_is_listed,
    loans_are_owed,
    penalties_are_owed,
    payments_are_booked_once,
    receipts_have_payments,
    tills_are_moved,
    closed_tills_are_empty,
    cash_not_negative,
    closed_days_stay_closed,
    triggers_stand,
    audit_holds,
    no_dead_money,
)
