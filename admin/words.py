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
from core.notifications import messages as notifications
from core.permissions import messages as permissions
from core.talks import messages as talks
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
    notifications.NoSuchNotification: "Nothing was sent under this number.",
    notifications.NotToResend: "This cannot be sent again: it arrived, was sent again already, or is too old.",
    notifications.NobodyToTell: "There is no such member.",
    notifications.ToldEnough: "She was told {most} times today. Please wait until tomorrow, or call her.",
    talks.NoSuchConversation: "There is no such conversation, or its words are not kept any more.",
    talks.NotAChat: "A session or a call cannot be taken over. Write an answer: it goes by SMS.",
    talks.TakenByAnother: "Somebody else answers in this chat ({staff}).",
    talks.NotTaken: "Nobody has taken this chat over, or it was given back.",
    talks.TooLong: "Please use at most {most} characters: more does not fit into one message.",
    talks.NothingSaid: "Please write something first.",
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
