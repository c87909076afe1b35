"""Loans that were running before: their schedule is ours, the principal that is left is what the other books say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.imports import cells
from core.imports.messages import (
    Fault,
    FileAsked,
    KnownMembers,
    LoanLook,
    LookAtLoans,
    OpenLoans,
    RunningLoan,
    Totals,
)
from core.imports.reading import Line, Reading, sheet
from core.imports.rules import Batch, Found, parts
from core.money import Money, total
from core.tx import Tx

MOST_MONTHS = 120


@dataclass(frozen=True)
class LoanLine:
    """A line that could be read; `member_number` may be nobody's."""

    line: int
    member_number: str
    loan: RunningLoan


async def look(tx: Tx, asked: FileAsked, on: date) -> Found:
    reading = Reading(sheet("loans", asked.text))
    read = await _read(tx, reading, on)
    looks = await tx.must(LookAtLoans(loans=tuple(each.loan for each in read), on=on)) if read else ()

    new, good = [], []
    for each, seen in zip(read, looks, strict=True):
        wrong = list(_wrong(each, seen, on))
        for field, says in wrong:
            reading.wrong(each.line, field, says)
        if not wrong:
            good.append((each.loan, seen))
            if seen.known is None:
                new.append(each)
                reading.notes.extend(_note(each, seen))
    faults = tuple(reading.faults)
    return Found(_totals(good, len(new), tx.institution.currency), faults, tuple(reading.notes), tuple(new))


async def _read(tx: Tx, reading: Reading, on: date) -> list[LoanLine]:
    found = [each for line in reading.sheet.lines if (each := _line(reading, line, tx.institution.currency, on))]
    known = await tx.must(KnownMembers(numbers=tuple({each[1] for each in found})))
    ids = {each.number: each.member for each in known}
    return [LoanLine(line, number, RunningLoan(member=ids.get(number, ""), **facts)) for line, number, facts in found]


def _line(reading: Reading, line: Line, currency: str, on: date) -> tuple[int, str, dict[str, Any]] | None:
    """(line, member number, the facts of the loan), or None where something could not be read."""
    money = cells.amount(currency)
    number = reading.cell(line, "member number", cells.member_number)
    facts: dict[str, Any] = {
        "number": reading.cell(line, "loan number", cells.loan_number),
        "product": reading.cell(line, "product", cells.words(40)),
        "amount": reading.cell(line, "amount", cells.more_than_zero(money)),
        "months": reading.cell(line, "months", cells.whole(1, MOST_MONTHS)),
        "disbursed_on": reading.cell(line, "disbursed on", cells.day),
        "paid_instalments": reading.cell(line, "instalments paid", cells.whole(0, 999)),
    }
    left = reading.cell(line, "principal left", money)
    penalties = reading.cell(line, "penalties", money) or Money.zero(currency)
    reading.once(line.number, "loan number", facts["number"])
    for field, says in _impossible(facts, left, on):
        reading.wrong(line.number, field, says)
    if number is None or any(value is None for value in facts.values()) or reading.is_wrong(line.number):
        return None
    return line.number, number, {**facts, "left": left, "penalties": penalties}


def _impossible(facts: dict[str, Any], left: Money | None, on: date) -> Iterator[tuple[str, str]]:
    amount, months, paid, disbursed = (facts[name] for name in ("amount", "months", "paid_instalments", "disbursed_on"))
    if disbursed is not None and disbursed > on:
        yield "disbursed on", f"{disbursed} is after the cut-over date {on}. Leave out what was lent later."
    if paid is not None and months is not None and paid >= months:
        yield "instalments paid", f"{paid} of {months} are paid: the loan is finished. Leave it out, or correct it."
    if left is not None and not left:
        yield "principal left", "is zero: the loan is finished. Leave the line out."
    if left is not None and amount is not None and left > amount:
        yield "principal left", f"is {left}, more than the {amount} that was lent. Look at both."


def _wrong(each: LoanLine, seen: LoanLook, on: date) -> Iterator[tuple[str, str]]:
    loan = each.loan
    if not loan.member:
        yield "member number", f"No member has {each.member_number}. Import the members first."
    if seen.trouble == "product":
        yield (
            "product",
            (f"No product is called {cells.shown(loan.product)} on {on}. Write its code or name, or save it first."),
        )
    elif seen.trouble == "number":
        yield "loan number", f"{cells.shown(loan.number)} is no loan number here. Write LN-0042."
    elif seen.trouble == "plan":
        yield (
            "amount",
            (
                f"{loan.amount} over {loan.months} months make no schedule of this product. Whole shillings only; "
                "look at amount, months and principal left."
            ),
        )
    if seen.known is not None and loan.member and not seen.trouble:
        yield from _other_facts(loan, seen.known)


def _other_facts(ours: RunningLoan, theirs: RunningLoan) -> Iterator[tuple[str, str]]:
    if theirs.member != ours.member:
        yield "loan number", f"{theirs.number} is another member's loan in the books. Give it a number of its own."
        return
    for field, here, there in (
        ("amount", ours.amount, theirs.amount),
        ("months", ours.months, theirs.months),
        ("disbursed on", ours.disbursed_on, theirs.disbursed_on),
        ("principal left", ours.left or theirs.left, theirs.left),
        ("penalties", ours.penalties, theirs.penalties),
    ):
        if here != there:
            yield field, f"is {here} here, and {there} in the books for {theirs.number}. Correct the file."


def _note(each: LoanLine, seen: LoanLook) -> Iterator[Fault]:
    left = each.loan.left
    if left is not None and seen.left is not None and left != seen.left:
        says = f"Our schedule leaves {seen.left} of {each.loan.number}, the file {left}: what the file says is taken."
        yield Fault(each.line, "principal left", says)


def _totals(good: list[tuple[RunningLoan, LoanLook]], new: int, currency: str) -> Totals:
    nothing = Money.zero(currency)
    principal = [loan.left or seen.left or nothing for loan, seen in good]
    named = [("principal", each) for each in principal] + [
        ("penalties", loan.penalties) for loan, _ in good if loan.penalties
    ]
    return Totals(
        rows=len(good),
        new=new,
        there=len(good) - new,
        members=len({loan.member for loan, _ in good}),
        amount=total(principal, currency),
        parts=parts(named, currency),
    )


async def write(tx: Tx, found: Found, batch: Batch) -> None:
    await tx.must(
        OpenLoans(
            loans=tuple(each.loan for each in found.new),
            entry_key=batch.entry_key,
            about=f"import:{batch.id}",
            on=batch.on,
        )
    )
