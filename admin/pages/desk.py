"""A member at the cash desk: found by number or phone, served, and asked once more before anything moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from admin.pages.page import Visit, act, view
from admin.pages.tills import MINE
from core.members.messages import FindMember
from core.messages import Command, Refusal, Reply, SecondPersonNeeded
from core.money import Money
from core.savings.messages import JustDone
from core.tills.messages import AtDesk, DepositCash, MemberAtDesk, Receipt, RepayInCash, WithdrawCash

SERVE = f"{MINE}/serve"


@dataclass(frozen=True)
class Wish:
    """What she wants: `kind` is save (to an account), repay (a loan) or take (from ordinary savings)."""

    kind: str
    target: str
    amount: Money

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.target}"


async def find(visit: Visit) -> Reply:
    words = visit.query.get("words", "").strip()
    found = await visit.perform(FindMember(words=words[:100])) if words else None
    if isinstance(found, str):
        return visit.goes_to(f"{SERVE}/{quote(found)}")
    says = "" if found is None else visit.shown.said(found)
    return visit.page("desk/find.html", title="Whom do you serve?", words=words, says=says)


async def serve(visit: Visit, *, status: int = 200) -> Reply:
    member = await visit.ask(MemberAtDesk(member=visit.path["member"]))
    return visit.page("desk/serve.html", title=member.full_name, status=status, member=member, wishes=_wishes(member))


def _wishes(member: AtDesk) -> list[tuple[str, str]]:
    """What may be done for her, in the order in which it is mostly wanted."""
    ordinary = [each for each in member.accounts if each.kind == "ordinary"]
    others = [each for each in member.accounts if each.kind != "ordinary"]
    return [
        *((f"save:{each.account}", f"Save: {each.account}, {each.kind} savings") for each in ordinary),
        *((f"repay:{each.loan}", f"Repay loan {each.loan}, {each.next_amount} next") for each in member.loans),
        *((f"take:{each.account}", f"Take out of {each.account}, up to {each.available}") for each in ordinary),
        *((f"save:{each.account}", f"Pay in: {each.account}, {each.kind}") for each in others),
    ]


async def confirm(visit: Visit) -> Reply:
    """Says again who and how much, before anything moves."""
    member = await visit.ask(MemberAtDesk(member=visit.path["member"]))
    wish = _read(visit, member)
    return await serve(visit, status=422) if wish is None else _asked(visit, member, wish)


def _read(visit: Visit, member: AtDesk) -> Wish | None:
    what = visit.form.one_of("what", tuple(code for code, _ in _wishes(member)))
    amount = visit.form.money("amount", visit.institution.currency)
    if not visit.form.errors and amount.minor_units <= 0:
        visit.form.errors["amount"] = "Please type an amount, for example 5000."
    kind, _, target = what.partition(":")
    return None if visit.form.errors else Wish(kind, target, amount)


def _asked(visit: Visit, member: AtDesk, wish: Wish, *, says: str = "", again: bool = False) -> Reply:
    return visit.page("desk/confirm.html", title="Is this right?", member=member, wish=wish, says=says, again=again)


async def move(visit: Visit) -> Reply:
    member = await visit.ask(MemberAtDesk(member=visit.path["member"]))
    wish = _read(visit, member)
    if wish is None:
        return await serve(visit, status=422)
    answer = await visit.perform(_request(visit, member, wish))
    if isinstance(answer, Receipt):
        return visit.goes_to(f"/admin/receipts/{answer.receipt}", says="Done. Hand over the receipt.")
    if isinstance(answer, SecondPersonNeeded):
        return visit.goes_to(MINE, says=visit.shown.said(answer))
    assert isinstance(answer, Refusal)
    return _asked(visit, member, wish, says=visit.shown.said(answer), again=isinstance(answer, JustDone))


def _request(visit: Visit, member: AtDesk, wish: Wish) -> Command[Any]:
    if wish.kind == "save":
        return DepositCash(member=member.member, amount=wish.amount, account=wish.target)
    if wish.kind == "repay":
        return RepayInCash(loan=wish.target, amount=wish.amount)
    return WithdrawCash(
        member=member.member,
        amount=wish.amount,
        identity_seen=visit.form.is_on("identity_seen"),
        again=visit.form.is_on("again"),
    )


PAGES = (
    view(SERVE, find, MemberAtDesk),
    view(f"{SERVE}/{{member}}", serve, MemberAtDesk),
    act(f"{SERVE}/{{member}}/confirm", confirm, MemberAtDesk),
    act(f"{SERVE}/{{member}}/move", move, DepositCash),
)
