"""The twenty members of the demo, and who works there. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

#: Everybody's, and known to everybody: this is the demo.
PIN = "4821"
#: Of all staff, likewise.
PASSWORD = "imarisha-demo"


@dataclass(frozen=True)
class Loan:
    """`late` ones have their oldest unpaid instalment due 45 days ago; of the others `paid` are paid."""

    product: str
    shillings: int
    months: int
    number: str = ""
    paid: int = 0
    late: bool = False


@dataclass(frozen=True)
class Person:
    """A member for `months`, with balances in shillings."""

    name: str
    language: str
    months: int
    ordinary: int
    deposits: int = 0
    shares: int = 1_000
    loan: Loan | None = None


PEOPLE = (
    Person("Amina Wanjiru", "en", 12, 12_000, deposits=12_000, shares=0),
    Person("Baraka Otieno", "en", 14, 3_200, deposits=4_000, loan=Loan("boost", 5_000, 3, "LN-0017", paid=1)),
    Person("Chebet Kiprono", "sw", 18, 1_500, deposits=9_000, loan=Loan("boost", 8_000, 3, "LN-0012", late=True)),
    Person("Daudi Mwangi", "en", 9, 7_400, deposits=15_000),
    Person("Esther Achieng", "sw", 22, 2_150, deposits=20_000, loan=Loan("kilimo", 30_000, 6, "LN-0009", paid=3)),
    Person("Farida Hassan", "sw", 6, 18_900, deposits=6_000),
    Person("Gitonga Mutua", "en", 30, 45_000, deposits=60_000, loan=Loan("kilimo", 90_000, 12, "LN-0004", paid=5)),
    Person("Halima Juma", "sw", 2, 1_200, deposits=1_000),
    Person("Isaac Kiptoo", "en", 11, 640, deposits=5_000),
    Person("Joyce Nyambura", "en", 16, 9_800, deposits=12_500, loan=Loan("boost", 12_000, 2, "LN-0015", paid=1)),
    Person("Kamau Njoroge", "sw", 8, 3_300, deposits=4_500),
    Person("Lilian Atieno", "en", 13, 22_000, deposits=30_000),
    Person("Musa Abdi", "sw", 5, 5_050, deposits=3_000),
    Person("Naliaka Wekesa", "en", 20, 14_700, deposits=25_000, loan=Loan("kilimo", 40_000, 9, "LN-0011", paid=2)),
    Person("Omondi Ouma", "en", 1, 800),
    Person("Purity Chelimo", "sw", 7, 6_600, deposits=8_000),
    Person("Rehema Salim", "sw", 10, 11_250, deposits=10_000, loan=Loan("boost", 6_000, 1, "LN-0016")),
    Person("Samuel Barasa", "en", 24, 31_400, deposits=18_000),
    Person("Tabitha Muthoni", "sw", 4, 2_900, deposits=2_500),
    Person("Wafula Simiyu", "en", 15, 4_100, deposits=7_000),
)  # fmt: skip


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here."""

    username: str
    name: str
    roles: tuple[str, ...]


COLLEAGUES = (
    Colleague(
        "admin@imarisha.example", "Wambui Nyambura",
        ("administrator", "manager", "compliance", "approver", "loan_officer", "teller"),
    ),
    Colleague("teller@imarisha.example", "Tabitha Moraa", ("teller", "loan_officer", "approver")),
    Colleague("manager@imarisha.example", "Mutua Kilonzo", ("manager",)),
)  # fmt: skip
"""One may do everything alone but be the second person for what she asked herself; that is what the others are for."""
