"""A member applies for a loan: which one, how much, how long, at what price, signed with a PIN."""

from __future__ import annotations

from core.lending import messages as lending
from core.money import Money
from core.secret import Secret
from dialogs import accepts
from dialogs.save import talk as save
from dialogs.script import HOME, Dialog, Form, Item
from dialogs.signing import PIN_KEYS, check_usable, end_unsigned, unsigned

TOO_MUCH = "{amount} is more than you may borrow now. Type an amount from {least:n} to {most:n}."
PRICE = (
    "You get {quote.net} today\n"
    "You pay {quote.months} x {quote.instalment:n} from {quote.first_due}\n"
    "In all {quote.total}\n"
    "Cost {quote.cost:n}: interest {quote.interest:n}, fee, tax {quote.fee_and_tax:n}"
)
TERMS = (
    "Cost as yearly rate: {quote.yearly_percent}%. Late: {quote.late_percent}% a month of what is late."
    " Pay early, pay less. Complaints: {house.care_number}."
)
SIGN = "Sign for {amount}, {quote.months} x {quote.instalment:n}, paid to {phone}.\nEnter your Imarisha PIN."
APPROVED = (
    "Thank you {first_name}. Loan {application.number} is approved. {application.net} is on its way to your M-PESA;"
    " an SMS will confirm. No need to dial again."
)
REFERRED = (
    "Thank you {first_name}. Request {application.number} is in. A loan officer will decide by"
    " {application.decided_by} and we will send an SMS. Help: {house.care_number}."
)


class LoanForm(Form):
    offers: tuple[lending.Offer, ...]
    loan: lending.Offer
    amount: Money
    choices: tuple[lending.Choice, ...]
    choice: lending.Choice
    quote: lending.Quote
    pin: Secret
    application: lending.Application
    review: str


talk = Dialog("apply_for_loan", LoanForm, title="Borrow")
check_usable(talk, moves=True)
talk.do("offers", lending.LoanOffers, no={lending.NotYet: "not_yet", lending.AlreadyApplied: "is_in"})
talk.choose(
    "loan",
    "Which loan?",
    among=lambda form: form.offers,
    label="{0.name}: up to {0.most}, {0.shortest}-{0.longest} months",
)
talk.ask(
    "amount",
    "{loan.name} loan. How much do you need?\nFrom {loan.least} to {loan.most:n}. Example: 5000",
    accepts.money(least=lambda form: form.loan.least, most=lambda form: form.loan.most, too_much=TOO_MUCH),
)
talk.do(
    "choices",
    lending.LoanChoices,
    product=lambda form: form.loan.product,
    no={lending.AmountNotOffered: "amount", lending.NotYet: "not_yet"},
)
talk.choose(
    "choice",
    "{amount}. Repay in how many months?",
    among=lambda form: form.choices,
    label=("{0.months} month: {0.instalment:n}", "{0.months} months: {0.months} x {0.instalment:n}"),
    skip_single=False,
    said=lambda words, choices: next((each for each in choices if str(each.months) == words), None),
)
talk.do(
    "quote",
    lending.QuoteLoan,
    product=lambda form: form.loan.product,
    months=lambda form: form.choice.months,
    no={lending.AmountNotOffered: "amount", lending.NotYet: "not_yet"},
)
talk.confirm("agree", PRICE, yes="Agree", no=("Change", "amount"), more=("Terms", TERMS))
talk.ask("pin", SIGN, accepts.pin, secret=True, keys=PIN_KEYS)
talk.do(
    "application",
    lending.SubmitApplication,
    product=lambda form: form.loan.product,
    months=lambda form: form.choice.months,
    no={
        **unsigned(),
        lending.AmountNotOffered: "amount",
        lending.NotYet: "not_yet",
        lending.AlreadyApplied: "is_in",
    },
)
talk.go("is_referred", to="referred", when=lambda form: form.application.state == "referred")
talk.end("approved", APPROVED)
talk.end("referred", REFERRED)
talk.menu("is_in", "{refusal}", [Item("00", "Home", HOME)])
talk.menu(
    "not_yet",
    "{refusal}",
    [
        Item("1", "Save now", save),
        Item("2", "Ask a person to check", "review"),
        Item("00", "Home", HOME),
    ],
)
talk.do("review", lending.AskReview)
talk.end(
    "asked", "Thank you. A person will look at it; you get an SMS. Your case is {review}. Help: {house.care_number}."
)
end_unsigned(talk)
