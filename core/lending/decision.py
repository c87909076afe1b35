"""Who may borrow what: offers, or the one reason that is true for her and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_FLOOR
from zoneinfo import ZoneInfo

from core.lending.messages import Check, NotYet, Offer
from core.lending.product import Product
from core.lending.schedule import due_on, whole_months
from core.money import Money

#: An officer decides by this hour of the next working day.
DECIDED_BY = time(16)
SUNDAY = 6
#: Whoever signed less than a day ago is told so, not asked again: a reply may have been lost on the way to her.
SIGNATURE_RESTS = timedelta(hours=24)
#: Which reason is told when several products are refused for different ones: what stands nearest in her way.
RANK = ("loan", "months", "savings")


@dataclass(frozen=True)
class Standing:
    """A loan of hers that was granted and is not finished. The days are None until it is paid out."""

    product: str
    next_due: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Applicant:
    """The facts a decision stands on. `saved` is all she has with us, `deposits` what secures loans."""

    today: date
    blocked: bool
    tier: int
    joined_on: date
    saved: Money
    deposits: Money
    loans: tuple[Standing, ...]

    @property
    def months_saved(self) -> int:
        """Whole months since she joined; none while nothing is saved.

        The plainest honest rule: no history is needed, one deposit makes the time since joining count.
        """
        return whole_months(self.joined_on, self.today) if self.saved else 0


def offers(applicant: Applicant, products: Sequence[Product]) -> tuple[Offer, ...] | NotYet:
    """The products she may have now, or the reason why there is none."""
    found = [_offer(applicant, product) for product in products]
    offered = tuple(each for each in found if isinstance(each, Offer))
    no = _no_to_her(applicant)
    if no or not offered:
        return no or _nearest([each for each in found if isinstance(each, NotYet)])
    return offered


def offer(applicant: Applicant, product: Product) -> Offer | NotYet:
    """One product, for one member."""
    return _no_to_her(applicant) or _offer(applicant, product)


def _no_to_her(applicant: Applicant) -> NotYet | None:
    """Reasons that are about her and close every product, the gravest first. No amounts: nobody asked for a PIN yet."""
    if applicant.blocked:
        return NotYet("blocked")
    if applicant.tier < 1:
        return NotYet("identity")
    if any(loan.next_due and loan.next_due < applicant.today for loan in applicant.loans):
        return NotYet("late")
    return None


def _offer(applicant: Applicant, product: Product) -> Offer | NotYet:
    running = next((loan for loan in applicant.loans if loan.product == product.code), None)
    if running:
        return NotYet("loan", have=1, on=running.ends_on)
    months = applicant.months_saved
    if months < product.months_needed:
        need = product.months_needed
        # With nothing saved the time since joining counts from the first deposit on: today at the earliest.
        on = max(due_on(applicant.joined_on, need), applicant.today)
        if whole_months(applicant.joined_on, applicant.today) < need:
            return NotYet("months", have=months, need=need, on=on)
        return NotYet("savings")
    most = most_of(product, applicant.deposits)
    if most < product.least:
        return NotYet("savings", need=_deposits_for(product).minor_units)
    return Offer(product.code, product.name, product.least, most, product.terms)


def most_of(product: Product, deposits: Money) -> Money:
    """The product's own limit, or the multiple of her deposits where these secure it."""
    if not product.deposit_multiple:
        return product.most
    secured = deposits.share(product.deposit_multiple, ROUND_FLOOR).rounded_to(product.multiple, ROUND_FLOOR)
    return min(product.most, secured)


def _deposits_for(product: Product) -> Money:
    """What must be on the deposits account for the smallest loan."""
    return product.least.share(1 / product.deposit_multiple).rounded_to(product.multiple)


def checks(applicant: Applicant, product: Product | None, amount: Money) -> tuple[Check, ...]:
    """The rules as facts, for a person who decides: `product` is None where it is not lent any more."""
    late = [loan for loan in applicant.loans if loan.next_due and loan.next_due < applicant.today]
    about_her = (
        Check("identity", applicant.tier >= 1, applicant.tier, 1),
        Check("blocked", not applicant.blocked),
        Check("late", not late, len(late)),
    )
    if product is None:
        return (*about_her, Check("purse", False))
    running = [loan for loan in applicant.loans if loan.product == product.code]
    months, most = applicant.months_saved, most_of(product, applicant.deposits)
    return (
        *about_her,
        Check("loan", not running, len(running), on=running[0].ends_on if running else None),
        Check("months", months >= product.months_needed, months, product.months_needed),
        Check("amount", product.least <= amount <= product.most, amount.minor_units, product.most.minor_units),
        Check("savings", amount <= most, most.minor_units, amount.minor_units),
    )


def _nearest(reasons: Sequence[NotYet]) -> NotYet:
    if not reasons:
        return NotYet("purse")
    return min(reasons, key=lambda no: RANK.index(no.reason))


def is_automatic(amount: Money, *, limit: Money) -> bool:
    """May the house decide alone?"""
    return amount <= limit


def decided_by(now: datetime, time_zone: str) -> datetime:
    """Tomorrow at four in the afternoon, on Monday if tomorrow is a Sunday."""
    zone = ZoneInfo(time_zone)
    day = now.astimezone(zone).date() + timedelta(days=1)
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, DECIDED_BY, zone)
