"""What staff and programs read when core says no: a sentence that says what to do. `{field}` is a fact of the refusal.

Refusals that members hear have their sentences in `dialogs/refusals.py`; these are the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from core.cases import messages as cases
from core.institution import Institution
from core.ledger import messages as ledger
from core.lending import messages as lending
from core.messages import NotPermitted, Refusal, SecondPersonNeeded
from core.permissions import messages as permissions
from dialogs import refusals
from dialogs.library import TONGUES
from dialogs.say import spell
from dialogs.screen import Text

LANGUAGE = "en"
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
    #
}


def said(refusal: Refusal, house: Institution, today: date) -> str:
    """What to read; where it is a member's refusal, the words that she would hear."""
    own = SENTENCES.get(type(refusal))
    if own is None:
        return spell(refusals.sentence(refusal, house), TONGUES[LANGUAGE], today)
    return spell(
        Text(own, {each.name: getattr(refusal, each.name) for each in fields(refusal)}), TONGUES[LANGUAGE], today
    )
