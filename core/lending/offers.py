"""What a member may have and what it costs: offers, terms, prices and the most she may borrow at once."""

from __future__ import annotations

from core.lending import decision, price, queries
from core.lending.decision import Applicant
from core.lending.messages import (
    AlreadyApplied,
    AmountNotOffered,
    BorrowingLimit,
    Choice,
    LoanChoices,
    LoanOffers,
    NotYet,
    Offer,
    Price,
    PriceList,
    Quote,
    QuoteLoan,
)
from core.lending.product import Product
from core.lending.schedule import Unplannable
from core.members.messages import ContactOf
from core.money import Money, total
from core.savings.messages import AccountsOf
from core.tx import Tx


async def consider(tx: Tx, member: str) -> tuple[Applicant, tuple[Product, ...]]:
    """The facts a decision about her stands on, and what is lent today."""
    contact = await tx.must(ContactOf(member=member))
    accounts = await tx.must(AccountsOf(member=member))
    products, loans = await queries.products_and_standing(tx, member, tx.today)
    currency = tx.institution.currency
    applicant = Applicant(
        today=tx.today,
        blocked=contact.blocked,
        tier=contact.tier,
        joined_on=contact.joined_on,
        saved=total((account.balance for account in accounts), currency),
        deposits=total((account.balance for account in accounts if account.kind == "deposits"), currency),
        loans=loans,
    )
    return applicant, products


async def price_list(tx: Tx, request: PriceList) -> tuple[Price, ...]:
    products, _ = await queries.products_and_standing(tx, "", tx.today)
    return tuple(
        Price(
            name=product.name,
            method=product.method,
            monthly_percent=product.monthly_rate * 100,
            fee_percent=product.fee_rate * 100,
            late_percent=product.late_rate * 100,
        )
        for product in products
    )


async def loan_offers(tx: Tx, request: LoanOffers) -> tuple[Offer, ...] | NotYet | AlreadyApplied:
    already = await queries.signed(tx, member=request.member, since=tx.now - decision.SIGNATURE_RESTS)
    if already:
        return already
    applicant, products = await consider(tx, request.member)
    return decision.offers(applicant, products)


async def offered(
    tx: Tx, *, member: str, product: str, amount: Money
) -> tuple[Product, Offer] | NotYet | AmountNotOffered:
    """The product, if she may have it now and `amount` of it."""
    applicant, products = await consider(tx, member)
    wanted = next((each for each in products if each.code == product), None)
    if wanted is None:
        return NotYet("purse")
    offer = decision.offer(applicant, wanted)
    if isinstance(offer, NotYet):
        return offer
    return (wanted, offer) if _fits(offer, wanted, amount) else AmountNotOffered(offer.least, offer.most)


def _fits(offer: Offer, product: Product, amount: Money) -> bool:
    if amount.currency != offer.least.currency or amount.minor_units % product.multiple.minor_units:
        return False
    return offer.least <= amount <= offer.most


async def loan_choices(tx: Tx, request: LoanChoices) -> tuple[Choice, ...] | NotYet | AmountNotOffered:
    found = await offered(tx, member=request.member, product=request.product, amount=request.amount)
    if not isinstance(found, tuple):
        return found
    product, offer = found
    return tuple(Choice(months, price.plan(product, request.amount, months)[0].total) for months in offer.terms)


async def quote_loan(tx: Tx, request: QuoteLoan) -> Quote | NotYet | AmountNotOffered:
    found = await offered(tx, member=request.member, product=request.product, amount=request.amount)
    if not isinstance(found, tuple):
        return found
    product, offer = found
    return priced(tx, product, offer, amount=request.amount, months=request.months)


def priced(tx: Tx, product: Product, offer: Offer, *, amount: Money, months: int) -> Quote | AmountNotOffered:
    """The price if the money left today; terms that are not offered are refused like amounts that are not."""
    if months not in offer.terms:
        return AmountNotOffered(offer.least, offer.most)
    try:
        return price.quote(product, amount, months, unit=tx.institution.payable_unit, paid_out_on=tx.today)
    except Unplannable:
        return AmountNotOffered(offer.least, offer.most)


async def borrowing_limit(tx: Tx, request: BorrowingLimit) -> Money:
    applicant, products = await consider(tx, request.member)
    found = decision.offers(applicant, products)
    if isinstance(found, NotYet):
        return Money.zero(tx.institution.currency)
    return min(max(offer.most for offer in found), tx.institution.automatic_limit)
