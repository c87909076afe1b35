"""Tills are made and looked at; the vault is filled and emptied; and which handler answers which request."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, insert, select

from core.ledger import accounts, journal, posting_rules
from core.messages import MOST_PAGE, Page, Refusal, Request
from core.money import Money, total
from core.tills import desk, keeping, queries, receipts, rules
from core.tills.messages import (
    CashNotThere,
    HasDifference,
    IsLargeAtDesk,
    MakeTill,
    MoveVault,
    MyTill,
    NoSuchTill,
    NoTillOpen,
    OpenTillsOn,
    ReasonNeeded,
    Receipt,
    Till,
    TillDay,
    TillDayOf,
    TillNameTaken,
    Tills,
    Vault,
    VaultHolds,
)
from core.tills.receipts import Moved
from core.tills.tables import TillRow
from core.tx import Handler, Tx

MOST_NAME = 40

_make = insert(TillRow)
_same = select(TillRow.code).where(TillRow.branch == bindparam("of_branch"), TillRow.name == bindparam("of_name"))
_tills = select(func.count()).select_from(TillRow)
_codes = select(TillRow.code)


async def make_till(tx: Tx, request: MakeTill) -> Till | Refusal:
    name, branch = request.name.strip(), request.branch.strip()
    taken = (await tx.execute(_same, {"of_branch": branch, "of_name": name})).one_or_none()
    if taken is not None or not (0 < len(name) <= MOST_NAME and 0 < len(branch) <= MOST_NAME):
        return TillNameTaken()

    # Two at once take the same code; the bus runs the loser again, who takes the next one.
    code = f"T-{(await tx.execute(_tills)).scalar_one() + 1:02d}"
    row = {"code": code, "name": name, "branch": branch, "made_by": tx.asker, "made_at": tx.now}
    await tx.execute(_make, row)
    return Till(code, name, branch, teller="", teller_name="", day=None, holds=Money.zero(tx.institution.currency))


async def tills(tx: Tx, request: Tills) -> Page[Till]:
    limit = max(1, min(request.limit, MOST_PAGE))
    found = await queries.tills(tx, branch=request.branch, cursor=request.cursor, rows=limit + 1)
    return Page(tuple(found[:limit]), found[limit - 1].till if len(found) > limit else "")


async def till_day_of(tx: Tx, request: TillDayOf) -> TillDay | Refusal:
    if await queries.till(tx, request.till) is None:
        return NoSuchTill()
    return await queries.last_day_of(tx, request.till) or NoTillOpen()


async def my_till(tx: Tx, request: MyTill) -> TillDay | Refusal:
    return await queries.day_of_teller(tx, tx.asker) or NoTillOpen()


async def open_tills_on(tx: Tx, request: OpenTillsOn) -> int:
    return await queries.open_through(tx, request.day)


async def vault_holds(tx: Tx, request: VaultHolds) -> Vault:
    codes = (await tx.execute(_codes)).scalars().all()
    in_tills = await journal.balances(tx, [accounts.till(code) for code in codes]) if codes else {}
    holds = await journal.balance(tx, accounts.VAULT)
    return Vault(holds=holds, in_tills=total(in_tills.values(), tx.institution.currency))


async def move_vault(tx: Tx, request: MoveVault) -> Receipt | Refusal:
    if (wrong := rules.not_in_cash(request.amount, most=tx.institution.most_cash)) is not None:
        return wrong
    note = request.note.strip()
    if not note:
        return ReasonNeeded()
    await tx.hold(accounts.VAULT)
    holds = await journal.balance(tx, accounts.VAULT)
    comes_in = request.to == "vault"
    if not comes_in and holds < request.amount:
        return CashNotThere(holds)

    number = await receipts.next_number(tx)
    entry = posting_rules.move_cash(
        key=receipts.entry_key(number),
        about=rules.receipt(number),
        taken_from=accounts.BANK if comes_in else accounts.VAULT,
        put_into=accounts.VAULT if comes_in else accounts.BANK,
        amount=request.amount,
    )
    await journal.post(tx, entry)
    moved = Moved(
        kind="vault_in" if comes_in else "vault_out",
        amount=request.amount if comes_in else -request.amount,
        on=tx.today,
        note=note[: keeping.MOST_REASON],
    )
    return await receipts.write(tx, number, moved)


async def is_large(tx: Tx, request: IsLargeAtDesk) -> bool:
    house = tx.institution
    most = house.desk_two_people_above if request.move == "withdrawal" else house.float_two_people_above
    return request.amount.currency == most.currency and request.amount > most


async def has_difference(tx: Tx, request: HasDifference) -> bool:
    return bool(request.difference)


HANDLERS: dict[type[Request[Any]], Handler] = {
    MakeTill: make_till,
    Tills: tills,
    TillDayOf: till_day_of,
    MyTill: my_till,
    OpenTillsOn: open_tills_on,
    VaultHolds: vault_holds,
    MoveVault: move_vault,
    IsLargeAtDesk: is_large,
    HasDifference: has_difference,
    **keeping.HANDLERS,
    **desk.HANDLERS,
    **receipts.HANDLERS,
}
