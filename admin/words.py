"""What staff and programs read when core says no: a sentence that says what to do. `{field}` is a fact of the refusal.

Refusals that members hear have their sentences in `dialogs/refusals.py`; these are the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.cases import messages as cases
from core.ledger import messages as ledger
from core.lending import messages as lending
from core.messages import NotPermitted, Refusal, SecondPersonNeeded
from core.permissions import messages as permissions
from core.terms import messages as terms

SENTENCES: Mapping[type[Refusal], str] = {
    NotPermitted: "Your role does not allow this. Ask a colleague who may, or an administrator for the role.",
    SecondPersonNeeded: "A second person has to look at this. It waits under Approvals.",
    # permissions
    permissions.NoSuchApproval: "This does not wait for a second person any more.",
    permissions.SamePerson: "You asked for this yourself: somebody else must be the second person.",
    permissions.NoLongerPossible: "This cannot be done any more ({refusal}). Turn it down, or try again later.",
    # staff
    #
    # members
    #
    # savings
    #
    # lending
    lending.LoanNumberTaken: "Another loan has this number, or it is not written like one: LN-0017.",
    lending.NoSuchProduct: "No product with this code is in force for this amount and these months.",
    #
    # payments
    #
    # the cash desk
    #
    # coming in
    #
    # conversations, cases and notifications
    cases.NoSuchCase: "No open case has this number.",
    #
    # the ledger, audit, jobs and the house
    ledger.NotInTheChart: "{account} is not in the chart of accounts.",
    ledger.NoSuchEntry: "No journal entry has this id.",
    ledger.HasItsOwnWayBack: "This entry ({what}) is taken back where it was made: reverse the payment or the loan.",
    ledger.AlreadyReversed: "This was taken back before, by entry {entry}.",
    ledger.WouldBeOverdrawn: "{account} has less than this by now: it cannot be taken back.",
    ledger.ReasonMissing: "Please write a reason of 3 to 200 characters.",
    ledger.NotByHand: "Nobody posts to {account} by hand. Choose one of the accounts in the list.",
    ledger.NotPostable: "Please give an amount above zero in our currency, and two different accounts.",
    ledger.DayNotOpen: "Please choose a day from {earliest} to {latest}.",
    terms.NoSuchTerm: "{term} is not a term that can be changed here.",
    terms.TermOutOfRange: "Please give a value from {least} to {most}, amounts without cents.",
    terms.TermDayNotOpen: "Please choose a day from {earliest} to {latest}.",
    terms.TermsDisagree: "From {on} on, {lower} would be above {higher}. Change the other one first.",
    terms.NoReasonGiven: "Please write a reason of 3 to 200 characters.",
    #
}
