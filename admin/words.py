"""What staff and programs read when core says no: a sentence that says what to do. `{field}` is a fact of the refusal.

Refusals that members hear have their sentences in `dialogs/refusals.py`; these are the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from core.cases import messages as cases
from core.closing import messages as closing
from core.history import messages as history
from core.imports import messages as imports
from core.institution import Institution
from core.jobs import messages as jobs
from core.ledger import messages as ledger
from core.lending import messages as lending
from core.members import messages as members
from core.messages import NotPermitted, Refusal, SecondPersonNeeded
from core.notifications import messages as notifications
from core.payments import messages as payments
from core.permissions import messages as permissions
from core.providers import messages as providers
from core.reconciling import messages as reconciling
from core.staff import messages as staff
from core.talks import messages as talks
from core.terms import messages as terms
from core.tills import messages as tills
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
    staff.NoSuchStaff: "Nobody who works here has this id.",
    staff.UsernameTaken: "Somebody has this user name. Take another one.",
    staff.NotAUsername: "A user name is an e-mail address, for example wanjiku@example.org.",
    staff.NoSuchRole: "Choose at least one of the roles under Roles. There is no role {role!r}.",
    staff.NoInvitation: "No code stands for her. Start a new password for her to make one.",
    staff.WrongInvitation: "This code opens nothing any more. Ask an administrator for a new one.",
    staff.WeakPassword: "Take another password ({reason}): ten letters or more, not well known, without your name.",
    staff.SessionOver: "You are signed out. Please sign in again.",
    staff.WrongSignIn: "User name and password do not belong together. Try again, or ask an administrator.",
    staff.WrongFactor: "This code does not fit. Wait for the next one, or type one of your recovery codes.",
    staff.WrongPassword: "This is not your password. Please try again.",
    staff.WrongPasskey: "This device could not prove who you are. Try again, or sign in with your password.",
    staff.NoSuchPasskey: "You have no such passkey any more.",
    staff.ProveFirst: "Please type your password once more: for this you must have shown who you are just now.",
    staff.TotpStands: "You have an authenticator. Remove it before you add another one.",
    staff.LastAdministrator: "Nobody would be left who looks after staff. Make somebody else an administrator first.",
    staff.SignInPaused: "Too many wrong tries. Try again after {until}.",
    #
    # members
    members.NoSuchMember: "We know no such member.",
    members.TooYoung: "She is under 18: she needs a junior account with a guardian.",
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
    lending.FigureOutOfBounds: "There is no schedule like this: look at {field}.",
    lending.NotInThisState: "This cannot be done to a loan that is {state}.",
    lending.ReasonMissing: "Please say why.",
    lending.ConsentMissing: "Please write down what she agreed to, and how.",
    lending.NoteTooLong: "Please use at most {most} characters.",
    lending.MemberBlocked: "Her account is blocked: no money leaves it. Lift the block first.",
    lending.CannotBePlanned: "What is left cannot be spread like this. Choose other months, {most_months} at most.",
    lending.WrongReference: "A bank's reference has 4 to 40 letters and digits.",
    lending.ReferenceUsed: "This transfer was booked before, for loan {number}.",
    lending.WrongAmount: "Please give an amount above zero in the currency of the loan.",
    lending.TooLongAgo: "She signed more than {days} days ago. Please have her apply again.",
    lending.DayOutOfRange: "Choose a day from {first} to {last}.",
    lending.DayPassed: "A change holds from today ({first}) or from a later day.",
    lending.ProductNotSaved: "Nothing can be lent like this: look at {field}.",
    lending.NoSuchProduct: "No product with this code is in force for this amount and these months.",
    #
    # payments
    payments.PayoutsAreNotReversed: "Money that was paid out cannot be called back. Ask the member to pay it in again.",
    payments.NothingToSendBack: "Nothing can go back: the money did not come, is not confirmed, or has no receipt.",
    payments.AlreadySentBack: "This is sent back already, or on its way.",
    payments.SpentSince: "The money was taken out or pledged since, {left} is left. Ask her to pay it in again.",
    reconciling.NotAStatement: "This is no statement that we can read: line {line} ({why}). Export it again as CSV.",
    reconciling.NoSuchReconciliation: "No reconciliation has this id.",
    providers.NoSuchProvider: "We do not deal with this provider.",
    #
    # the cash desk
    tills.NoSuchTill: "No till has this code.",
    tills.TillNameTaken: "Give the till and its branch a name of 1 to 40 letters that no other till of the branch has.",
    tills.TillInUse: "The day of this till is open already. Take another till.",
    tills.TellerHasTill: "You keep till {till} already. Close it first.",
    tills.NoTillOpen: "No till is open here. Open one first.",
    tills.NotYourTill: "Somebody else keeps this till. Only she, or a manager, may use it.",
    tills.TillDayOver: "This till was opened for {day}. Count and close it, then open it for today.",
    tills.NotInCash: "Cash is counted in whole coins: type an amount from {least} to {most}.",
    tills.PiecesDiffer: "The notes and coins come to {total}. Count them again, or correct the amount.",
    tills.CashNotThere: "There is only {holds} in it. Move cash first.",
    tills.CountFirst: "Cash has moved since the last count. Count the till, then close it.",
    tills.OtherDifference: "The last count shows a difference of {difference}. Look at it again before you close.",
    tills.ReasonNeeded: "Write down the reason.",
    tills.IdentityNotSeen: "Compare the member's ID with the face, and say that you did.",
    tills.LoanIsFinished: "Nothing is left to repay on this loan. Take the cash as savings.",
    tills.NoSuchReceipt: "No receipt has this number. It is written like R-000123.",
    tills.NotReversible: (
        "Only what a member paid in or took out can be taken back, once, on the same day, while the till is open."
    ),
    lending.NotTheLast: "Something else was paid on this loan since then. Take that back first.",
    closing.NotYetClosable: "The day cannot be closed yet ({check}: {detail}).",
    #
    # coming in
    imports.FileHasFaults: "The file has faults: {count}. Look at them line by line, correct the file, stage it again.",
    imports.NoSuchImport: "Nothing is staged under this number: it was brought in, or waited too long. Stage it again.",
    imports.SomeKnown: "One of them is a member already.",
    imports.SomeLoanRefused: "One of the loans cannot be brought in.",
    #
    # conversations, cases and notifications
    cases.NoSuchCase: "No open case has this number.",
    cases.NobodyConcerned: "There is no such member.",
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
    jobs.NoSuchDeadJob: "This job is not dead: it waits, or it is done.",
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


def said(refusal: Refusal, house: Institution, today: date) -> str:
    """What to read; where it is a member's refusal, the words that she would hear."""
    own = SENTENCES.get(type(refusal))
    if own is None:
        return spell(refusals.sentence(refusal, house), TONGUES[LANGUAGE], today)
    return spell(
        Text(own, {each.name: getattr(refusal, each.name) for each in fields(refusal)}), TONGUES[LANGUAGE], today
    )
