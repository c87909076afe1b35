"""Which handler of lending answers which request."""

from __future__ import annotations

from typing import Any

from core.lending import (
    apply,
    changing,
    collecting,
    deciding,
    happened,
    late,
    looking,
    moving_in,
    offers,
    opening,
    payout,
    products,
    quoting,
    repay,
    taking_back,
)
from core.lending import messages as asked
from core.messages import Request
from core.tx import Handler

HANDLERS: dict[type[Request[Any]], Handler] = {
    asked.LoanOffers: offers.loan_offers,
    asked.LoanChoices: offers.loan_choices,
    asked.QuoteLoan: offers.quote_loan,
    asked.PriceList: offers.price_list,
    asked.QuoteSchedule: quoting.quote_schedule,
    asked.BorrowingLimit: offers.borrowing_limit,
    asked.SubmitApplication: apply.submit,
    asked.DecideApplication: apply.decide,
    asked.NeedsSecondPerson: apply.needs_second_person,
    asked.AskReview: apply.ask_review,
    asked.EnterApplication: apply.enter,
    asked.SettleDisbursement: payout.settle,
    asked.LoansOf: repay.loans_of,
    asked.LoanLines: repay.loan_lines,
    asked.FindLoan: repay.find_loan,
    asked.LoansDueOf: repay.loans_due_of,
    asked.OldestDueLoan: repay.oldest_due,
    asked.Repay: repay.repay,
    asked.ReverseRepayment: taking_back.reverse,
    asked.AssessLate: late.assess_late,
    asked.LateNotAssessed: late.not_assessed,
    asked.OpenLoan: opening.open_loan,
    **changing.HANDLERS,
    **collecting.HANDLERS,
    **deciding.HANDLERS,
    **looking.HANDLERS,
    **products.HANDLERS,
    **happened.HANDLERS,
    **moving_in.HANDLERS,
}
