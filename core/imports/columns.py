"""The columns of each kind of file: what they are called, what else they may be called, and what they take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.imports.messages import Kind, Template, TemplateColumn

LANGUAGES = {"sw": ("swahili", "kiswahili", "sw-KE"), "en": ("english", "kiingereza", "en-KE")}
SAVINGS = {
    "shares": ("share capital", "share", "hisa"),
    "deposits": ("deposit", "member deposits", "bosa", "non-withdrawable deposits"),
    "ordinary": ("savings", "ordinary savings", "fosa", "withdrawable savings", "akiba"),
}


@dataclass(frozen=True)
class Column:
    """`takes` says what to write, with an example. A needed column stands in every file and is never empty."""

    name: str
    takes: str
    needed: bool = True
    also: tuple[str, ...] = ()
    example: str = ""


_NUMBER = Column(
    "member number", "M-00021, M21 or 21", also=("number", "member no", "membership number", "m no", "account number"),
    example="M-00021",
)  # fmt: skip

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    "members": (
        _NUMBER,
        Column("full name", "as on the ID card", also=("name", "names", "member name"), example="Amina Otieno"),
        Column("id number", "letters and digits", also=("id no", "national id", "id"), example="30001237"),
        Column("born", "2026-03-11 or 11/03/2026", also=("date of birth", "dob", "born on", "birth date"),
               example="11/03/1990"),
        Column("phone", "0700000001, +254700000001", also=("phone number", "mobile", "mobile number", "msisdn", "tel"),
               example="0700000001"),
        Column("language", "sw or en; left out: sw", needed=False, also=("lugha",), example="sw"),
        Column("joined on", "a date", also=("joined", "date joined", "join date", "registration date"),
               example="01/02/2019"),
        Column("tier", "1: identity checked, 0: not yet; left out: 1", needed=False, also=("kyc tier",), example="1"),
        Column("employer", "a short word, for check-off", needed=False, also=("company",), example=""),
        Column("payroll number", "as the employer writes it", needed=False,
               also=("payroll no", "staff number", "personal number", "pf number"), example=""),
    ),
    "balances": (
        _NUMBER,
        Column("kind", "shares, deposits or ordinary", also=("account", "product", "account type"), example="shares"),
        Column("amount", "1,234.50", also=("balance", "closing balance"), example="12,000.00"),
    ),
    "loans": (
        _NUMBER,
        Column("loan number", "LN-0042, LN42 or 42", also=("loan no", "loan", "loan id"), example="LN-0042"),
        Column("product", "the code or the name of a loan product", also=("loan product", "loan type"),
               example="boost"),
        Column("amount", "what was lent, 20,000", also=("principal", "loan amount", "amount lent"), example="20,000"),
        Column("months", "of the whole loan", also=("term", "instalments", "period", "installments"), example="3"),
        Column("disbursed on", "a date", also=("disbursed", "date disbursed", "disbursement date", "issued on"),
               example="15/01/2026"),
        Column("instalments paid", "how many are paid in full", also=("paid instalments", "installments paid", "paid"),
               example="1"),
        Column("principal left", "what your books say is open; left out: our schedule", needed=False,
               also=("outstanding principal", "principal balance", "outstanding", "balance"), example="13,400.00"),
        Column("penalties", "open late charges; left out: none", needed=False,
               also=("late charges", "penalty", "penalty balance"), example="0"),
    ),
    "checkoff": (
        Column("member", "member number, ID number or payroll number",
               also=("member number", "member no", "id number", "payroll number", "payroll no", "staff number"),
               example="M-00021"),
        Column("amount", "1,234.50", also=("deduction", "amount deducted"), example="4,500.00"),
        Column("for", "a loan number, deposits, shares or ordinary; empty: what is due, then ordinary savings",
               needed=False, also=("what for", "purpose", "deduction code", "loan number"), example=""),
    ),
}  # fmt: skip


def plain(header: str) -> str:
    """A header without case, blanks and signs: `Date of Birth` and `date_of_birth` are the same."""
    return re.sub(r"[^a-z0-9]", "", header.casefold())


def names_of(kind: Kind) -> dict[str, Column]:
    return {plain(name): column for column in COLUMNS[kind] for name in (column.name, *column.also)}


def template(kind: Kind) -> Template:
    columns = COLUMNS[kind]
    lines = (",".join(each.name for each in columns), ",".join(_quoted(each.example) for each in columns))
    described = tuple(TemplateColumn(each.name, each.needed, each.takes, each.also) for each in columns)
    return Template(kind, "".join(f"{line}\r\n" for line in lines), described)


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell
