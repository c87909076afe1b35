"""The life of a loan as an accountant reads it: tests/ledgers/lending/*.books are played and compared line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.lending.messages import AssessLate, Reschedule, WriteOff
from core.money import Money
from tests.house import House
from tests.unit.lending_house import Lender, unproven

STORIES = sorted((Path(__file__).parents[1] / "ledgers" / "lending").glob("*.books"))
HAPPENS = re.compile(r"(\d{4}-\d\d-\d\d) (.+)")
LINE = re.compile(r"(Dr|Cr) (\S+)\s+([\d,.]+)")


@dataclass
class Step:
    on: str
    what: str
    entries: list[list[str]] = field(default_factory=list)


def steps(story: Path) -> list[Step]:
    """Sentences are for the reader: what counts starts with a date, and the entries are indented under it."""
    found: list[Step] = []
    for line in story.read_text().splitlines():
        if happens := HAPPENS.fullmatch(line):
            found.append(Step(happens[1], happens[2]))
        elif posting := LINE.fullmatch(line.strip()):
            side, account, amount = posting.groups()
            found[-1].entries[-1].append(f"{side} {account} {Money.of(amount.replace(',', ''), 'KES').plain()}")
        elif line.startswith("  ") and line.strip():
            found[-1].entries.append([line.strip()])
    return found


async def play(lender: Lender, member: str, step: Step) -> None:
    lender.house.clock.now = datetime.fromisoformat(f"{step.on}T09:00").replace(tzinfo=UTC)
    loans = await lender.house.rows("select number from loans order by number")
    newest = loans[-1].number if loans else ""
    if borrowed := re.fullmatch(r"borrow (\w+) ([\d,]+) over (\d+) months?", step.what):
        amount, months = int(borrowed[2].replace(",", "")), int(borrowed[3])
        await lender.apply(member, product=borrowed[1], amount=amount, months=months)
    elif repaid := re.fullmatch(r"repay ([\d,]+)", step.what):
        await lender.repay(newest, repaid[1].replace(",", ""))
    elif step.what in ("paid out", "not paid out"):
        await lender.paid(newest, paid=step.what == "paid out")
    elif step.what == "write off":
        await lender.house.must(WriteOff(loan=(await lender.loan(newest)).id, reason="no answer for months"))
    elif planned := re.fullmatch(r"new plan over (\d+) months?", step.what):
        loan = (await lender.loan(newest)).id
        wish = Reschedule(loan=loan, months=int(planned[1]), reason="harvest late", consent="agreed at the office")
        await lender.house.must(wish)
    elif step.what == "close":
        await lender.house.must(AssessLate(day=lender.house.clock.now.date()))
    else:
        raise AssertionError(f"nobody knows how to {step.what}")


async def entries(house: House) -> list[list[str]]:
    rows = await house.rows(
        "select e.id, e.what, p.account, p.minor_units from entries e join postings p on p.entry = e.id"
        " where e.what <> 'opening' order by e.id, p.line"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        side, amount = ("Dr" if row.minor_units > 0 else "Cr"), Money(abs(row.minor_units), "KES")
        found.setdefault(row.id, [row.what]).append(f"{side} {row.account} {amount.plain()}")
    return list(found.values())


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_a_story_makes_the_entries_that_it_tells(house, story):
    lender = Lender(house)
    await lender.lends()
    member = await lender.member(ordinary=500)
    for step in steps(story):
        before = len(await entries(house))
        await play(lender, member, step)
        assert (await entries(house))[before:] == step.entries, f"{step.on} {step.what}"
        assert await unproven(house) == {}
