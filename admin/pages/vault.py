"""The vault in the console: what it holds, and cash from and to the bank."""

from __future__ import annotations

from admin.pages.page import Link, Visit, act, view
from admin.pages.receipts import NAMES
from core.messages import Reply
from core.tills.messages import MoveVault, Receipts, VaultHolds

HERE = "/admin/vault"


async def vault(visit: Visit) -> Reply:
    holds = await visit.ask(VaultHolds())
    moved = await visit.ask(Receipts(till="vault", cursor=visit.query.get("cursor", "")))
    return visit.page(
        "desk/vault.html", title="The vault", vault=holds, moved=moved, names=NAMES, may_move=visit.may(MoveVault)
    )


async def move(visit: Visit) -> Reply:
    to = visit.form.one_of("to", ("vault", "bank"))
    amount, note = visit.form.money("amount", visit.institution.currency), visit.form.text("note")
    if visit.form.errors:
        return await vault(visit)
    wish = MoveVault(to="vault" if to == "vault" else "bank", amount=amount, note=note)
    return await visit.do(wish, to=HERE, says="The cash has moved.")


PAGES = (view(HERE, vault, VaultHolds), act(HERE, move, MoveVault))
LINKS = (Link("Cash desk", "The vault", HERE, VaultHolds),)
