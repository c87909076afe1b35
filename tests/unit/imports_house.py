"""A SACCO that moves in: its members, balances and running loans as CSV, with faults where the test wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from core.imports.messages import Checked, CheckFile, Imported, ImportFile
from core.money import Money
from core.proofs import failed, prove
from tests.house import House
from tests.unit.lending_house import BOOST, KILIMO

ON = date(2026, 2, 28)
NAMES = ("Amina Otieno", "Baraka Mwangi", "Chebet Kiprono", "Dama Charo", "Esther Wanjiru", "Farah Noor")


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


@dataclass
class Sheet:
    """A CSV file by its lines; line 1 is the header."""

    header: str
    lines: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\r\n".join([self.header, *(",".join(map(quoted, line)) for line in self.lines), ""])

    def plant(self, line: int, column: int, cell: str) -> int:
        """Another cell in a line of the file; answers the line."""
        self.lines[line - 2] = [*self.lines[line - 2]]
        self.lines[line - 2][column] = cell
        return line


def quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def number(nth: int) -> str:
    return f"M-{nth:05d}"


def members(count: int) -> Sheet:
    made = Sheet("Member No,Full Name,National ID,Date of Birth,Mobile,Language,Date Joined")
    for nth in range(1, count + 1):
        born = date(1955, 1, 1) + timedelta(days=nth * 3 % 17_000)
        made.lines.append(
            [
                number(nth), NAMES[nth % len(NAMES)], str(10_000_000 + nth * 7), f"{born:%d/%m/%Y}",
                f"07{nth:08d}", "sw" if nth % 3 else "English", f"{2010 + nth % 15}-03-{1 + nth % 28:02d}",
            ]
        )  # fmt: skip
    return made


def balances(count: int) -> Sheet:
    made = Sheet("member number,account type,balance")
    for nth in range(1, count + 1):
        for kind, shillings in (("Share Capital", 2_000 + nth), ("BOSA", 10_000 + nth * 3), ("fosa", nth % 900)):
            made.lines.append([number(nth), kind, f"{shillings:,}.{nth % 100:02d}"])
    return made


def loans(count: int) -> Sheet:
    """Every fourth has another principal left than our schedule, every tenth late charges."""
    made = Sheet("member no,loan no,product,amount,months,disbursed on,paid,outstanding principal,penalties")
    for nth in range(1, count + 1):
        months, paid = (3, 1) if nth % 2 else (12, 1 + nth % 7)
        amount = 6_000 + nth % 200 * 12
        left = f"{amount * (months - paid) // months + nth % 3},{nth % 10}0" if nth % 4 == 0 else ""
        made.lines.append(
            [
                number(nth), f"LN-{nth:04d}", "Boost" if nth % 2 else "kilimo", f"{amount:,}", str(months),
                f"{date(2026, 2, 20) - timedelta(days=paid * 31):%d/%m/%Y}", str(paid), left.replace(",", "."),
                "150.00" if nth % 10 == 0 else "",
            ]
        )  # fmt: skip
    return made


async def lends(house: House) -> None:
    for product in (BOOST, KILIMO):
        await house.must(product)


async def checks(house: House, kind: str, text: str, **said: Any) -> Checked:
    return await house.must(CheckFile(**asked(kind, text, **said)))


async def imports(house: House, kind: str, text: str, **said: Any) -> Imported:
    return await house.must(ImportFile(**asked(kind, text, **said)))


def asked(kind: str, text: str, **said: Any) -> dict[str, Any]:
    return {"kind": kind, "text": text, "on": ON, **said}


def faults(checked: Checked) -> list[tuple[int, str]]:
    return [(fault.line, fault.field) for fault in checked.faults]


def says(checked: Checked) -> list[str]:
    return [f"{fault.line} {fault.field}: {fault.says}" for fault in checked.faults]


async def broken(house: House) -> list[str]:
    """The proofs that do not hold."""
    async with house.database.reading() as connection:
        return [f"{proof.name}: {proof.detail}" for proof in failed(await prove(connection, house.hold.institution))]


async def counted(house: House) -> dict[str, int]:
    """Rows of everything an import may write."""
    tables = ("members", "member_phones", "savings_accounts", "loans", "instalments", "entries", "postings", "jobs")
    return {name: int((await house.rows(f"select count(*) as n from {name}"))[0].n) for name in tables}


def numbered(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), 1)
