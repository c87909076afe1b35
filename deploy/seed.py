"""The demo's people and products: invented, always the same, put in through the door that everybody uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import structlog

from core.lending.messages import OpenLoan, SaveProduct
from core.members.messages import FindMember, RegisterMember
from core.messages import Command, Door, KeyReused, Refusal
from core.money import Money
from core.phone import Phone
from core.savings.messages import KINDS, OpenBalance
from core.secret import Secret
from core.staff.messages import AddStaff, InvitationOf, StaffByUsername, UseInvitation
from core.tills.messages import MakeTill, MoveVault
from deploy.people import COLLEAGUES, PASSWORD, PEOPLE, PIN, Colleague, Person

SCOPE = "seed"
LATE_DAYS = 45
TILLS = ("Till 1", "Till 2")

log = structlog.get_logger()


@dataclass(frozen=True)
class Seed:
    """One run. `today` is what "a year ago" counts from."""

    door: Door
    today: date

    async def products(self) -> None:
        for product in PRODUCTS:
            await self._do(f"product:{product.code}", product)

    async def person(self, number: str, person: Person) -> None:
        """A member with accounts and, where she has one, a loan; what is there already stays as it is."""
        await self._do(f"member:{number}", self._registration(number, person))
        member = await self.door.perform(FindMember(words=number))
        assert isinstance(member, str), f"{number} was not seeded"
        joined = self._months_ago(person.months)
        for kind in KINDS:
            if shillings := getattr(person, kind):
                amount = Money(shillings * 100, "KES")
                balance = OpenBalance(member=member, kind=kind, amount=amount, on=joined)
                await self._do(f"balance:{number}:{kind}", balance)
        if person.loan:
            await self._do(f"loan:{number}", self._loan(member, person))

    async def colleague(self, colleague: Colleague) -> None:
        """Somebody who works here, with a password that everybody knows."""
        username = colleague.username
        added = AddStaff(username=username, name=colleague.name, roles=colleague.roles)
        await self._do(f"staff:{username}", added)
        found = await self.door.perform(StaffByUsername(username=username))
        assert not isinstance(found, Refusal), f"{username} was not seeded"
        code = await self.door.perform(InvitationOf(staff=found.staff))
        if isinstance(code, Secret):
            await self._do(f"password:{found.staff}", UseInvitation(code=code, password=Secret(PASSWORD)))

    async def cash_desk(self) -> None:
        """Two tills that nobody keeps yet, and a vault with cash in it."""
        for name in TILLS:
            await self._do(f"till:{name}", MakeTill(name=name, branch="Nairobi"))
        cash = Money(50_000_000, "KES")
        await self._do("vault", MoveVault(to="vault", amount=cash, note="the first cash from the bank"))

    def _registration(self, number: str, person: Person) -> RegisterMember:
        count = int(number.removeprefix("M-"))
        return RegisterMember(
            number=number,
            full_name=person.name,
            id_number=str(30_000_000 + count * 1_237),
            born_on=date(1970 + count, 1 + count % 12, 1 + count),
            phone=Phone(f"+2547{count:08d}"),
            language=person.language,
            tier=1,
            joined_on=self._months_ago(person.months),
            pin=Secret(PIN),
        )

    def _loan(self, member: str, person: Person) -> OpenLoan:
        assert person.loan
        if person.loan.late:
            paid, start = self._start_for(due=self.today - timedelta(days=LATE_DAYS))
        else:
            paid, start = person.loan.paid, self._days_before_due(person.loan.paid)
        return OpenLoan(
            member=member,
            product=person.loan.product,
            amount=Money(person.loan.shillings * 100, "KES"),
            months=person.loan.months,
            disbursed_on=start,
            number=person.loan.number,
            paid_instalments=paid,
        )

    def _days_before_due(self, paid: int) -> date:
        """A loan whose next instalment is due in about two weeks."""
        return months_before(self.today + timedelta(days=14), paid + 1)

    def _start_for(self, *, due: date) -> tuple[int, date]:
        """(instalments paid, start) so that the oldest unpaid one is due exactly then: months differ in length."""
        for paid in range(3):
            start = months_before(due, paid + 1)
            if start.day == due.day:
                return paid, start
        raise AssertionError("of three months in a row, one is long enough")

    def _months_ago(self, months: int) -> date:
        return months_before(self.today, months)

    async def _do(self, key: str, request: Command[object]) -> None:
        """Once per key; on another day the same seed is another request, which the bus refuses, and that is right."""
        answer = await self.door.perform(request, key=key, scope=SCOPE)
        if isinstance(answer, Refusal) and not isinstance(answer, KeyReused):
            raise RuntimeError(f"seed {key} refused: {type(answer).__name__}")


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


async def seed(door: Door, today: date) -> None:
    """All of the demo. Doing it again changes nothing."""
    numbers = [f"M-{count:05d}" for count in range(1, len(PEOPLE) + 1)]
    run = Seed(door, today)
    await run.products()
    for number, person in zip(numbers, PEOPLE, strict=True):
        await run.person(number, person)
    for colleague in COLLEAGUES:
        await run.colleague(colleague)
    await run.cash_desk()
    log.info("demo_seeded", members=len(PEOPLE))


PRODUCTS = (
    SaveProduct(
        code="boost", name="Boost", least=Money(50_000, "KES"), most=Money(2_000_000, "KES"), terms=(1, 2, 3),
        method="flat", monthly_rate=Decimal("0.015"), fee_rate=Decimal("0.01"), excise_rate=Decimal("0.20"),
        late_rate=Decimal("0.01"), multiple=Money(100, "KES"), months_needed=3,
    ),
    SaveProduct(
        code="kilimo", name="Kilimo", least=Money(200_000, "KES"), most=Money(30_000_000, "KES"),
        terms=(3, 6, 9, 12), method="declining", monthly_rate=Decimal("0.0125"), fee_rate=Decimal("0.01"),
        excise_rate=Decimal("0.20"), late_rate=Decimal("0.01"), multiple=Money(100, "KES"), months_needed=3,
        deposit_multiple=Decimal(3),
    ),
)  # fmt: skip
