"""Whom a line of a check-off means: by payroll number, member number or ID number, and nobody is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.imports import cells, employees
from core.imports.messages import KnownMember, KnownMembers
from core.tx import Tx


@dataclass(frozen=True)
class Payees:
    """`meant` finds a member by what was typed, `by_id` everybody that is known here by her id."""

    meant: dict[str, KnownMember]
    by_id: dict[str, KnownMember]


async def find(tx: Tx, typed: Sequence[str], *, employer: str, others: Sequence[str]) -> Payees:
    """`others` are ids of members who are wanted, too."""
    staff = await employees.everybody(tx, employer)
    payroll = {each.payroll_number: each.member for each in staff if each.payroll_number}
    by_payroll = {word: payroll[key] for word in typed if (key := _payroll_number(word)) in payroll}
    known = await tx.must(
        KnownMembers(
            numbers=tuple({_number(word) for word in typed} - {""}),
            id_numbers=tuple({_id_number(word) for word in typed} - {""}),
            ids=tuple({*by_payroll.values(), *others}),
        )
    )
    by_id = {each.member: each for each in known}
    by_number = {each.number: each for each in known}
    by_id_number = {each.id_number: each for each in known}
    meant = {}
    for word in typed:
        found = by_id.get(by_payroll.get(word, "")) or _only(
            by_number.get(_number(word)), by_id_number.get(_id_number(word))
        )
        if found is not None:
            meant[word] = found
    return Payees(meant, by_id)


def _only(*found: KnownMember | None) -> KnownMember | None:
    """The one who was found, unless two different ones were."""
    members = {each.member: each for each in found if each is not None}
    return next(iter(members.values())) if len(members) == 1 else None


def _payroll_number(word: str) -> str:
    try:
        return employees.payroll_number(word)
    except cells.Wrong:
        return ""


def _number(word: str) -> str:
    try:
        return cells.member_number(word)
    except cells.Wrong:
        return ""


def _id_number(word: str) -> str:
    try:
        return cells.id_number(word)
    except cells.Wrong:
        return ""
