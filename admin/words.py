"""What staff and programs read when core says no: a sentence that says what to do. `{field}` is a fact of the refusal.

Refusals that members hear have their sentences in `dialogs/refusals.py`; these are the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.cases import messages as cases
from core.history import messages as history
from core.ledger import messages as ledger
from core.lending import messages as lending
from core.members import messages as members
from core.messages import NotPermitted, Refusal, SecondPersonNeeded
from core.permissions import messages as permissions

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
    members.NotAName: "Please type the full name, two words at least, in letters.",
    members.NotAnIdNumber: "Please type the number of the document: 5 to 30 letters and digits.",
    members.IdNumberTaken: "Another member has this ID number. Search for it.",
    members.PhoneTaken: "This phone is another member's. Search for it.",
    members.StillBlocked: "Her account is blocked. Lift the block first.",
    members.NoConsent: "She has to agree to the privacy notice before she can join.",
    members.NothingToChange: "It is so already: there is nothing to change.",
    members.NumberInDoubt: "Her phone may be in other hands. Make sure of her number first: change of phone.",
    history.PeriodNotPossible: "Choose a first day and a last day after it, of {most_days} days at most.",
    members.TooManyResets: "She was sent three codes today. Please try again tomorrow.",
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
    #
}
