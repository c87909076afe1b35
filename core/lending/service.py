"""Which handler of lending answers which request."""

from __future__ import annotations

from typing import Any

from core.lending import apply, happened, late, moving_in, offers, opening, payout, repay, taking_back
from core.lending import messages as asked
from core.messages import Request
from core.tx import Handler

HANDLERS: dict[type[Request[Any]], Handler] = {
    asked.LoanOffers: offers.loan_offers,
    asked.LoanChoices: offers.loan_choices,
    asked.QuoteLoan: offers.quote_loan,
    asked.PriceList: offers.price_list,
    asked.BorrowingLimit: offers.borrowing_limit,
    asked.SubmitApplication: apply.submit,
    asked.DecideApplication: apply.decide,
    asked.NeedsSecondPerson: apply.needs_second_person,
    asked.AskReview: apply.ask_review,
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
    asked.SaveProduct: opening.save_product,
    asked.OpenLoan: opening.open_loan,
    **happened.HANDLERS,
    **moving_in.HANDLERS,
}
