"""The sentence for every no of core. A refusal says what happened; here it is said what to do."""

from __future__ import annotations

from dataclasses import fields

from core.institution import Institution
from core.lending import messages as lending
from core.members import messages as members
from core.messages import AccountBlocked, KeyReused, PinPaused, Refusal, WrongPin
from core.payments import messages as payments
from core.savings import messages as savings
from dialogs.pick import Pick, Words, choose
from dialogs.screen import Text

#: One true reason each; `{have}`, `{need}`, `{on}` are the facts of the refusal.
NOT_YET = {
    "identity": "We cannot lend to you yet: your identity is not checked. Bring your ID to the office or call {care}.",
    "months": "We cannot lend to you yet. You have saved for {have} months; {need} are needed. You can ask from {on}.",
    "months_one": "We cannot lend to you yet. You have saved for 1 month; {need} are needed. You can ask from {on}.",
    "loan": "You have a running loan. Repay it and you can borrow again.",
    "late": "We cannot lend to you now: a payment is late. Pay what is late and ask again.",
    "savings": "We cannot lend to you yet: you have no savings. Save something first.",
    "blocked": "Your account is blocked. Call {care}; only a person can open it.",
    "purse": "We do not give loans today. Please ask again tomorrow or call {care}.",
}
OVER_LIMIT = {
    "tier": "You can still take out {left} today. The rest tomorrow, or call {care}.",
    "new_number": "After a new number you can take out little for 24 hours: {left} now. Call {care}.",
    "new_pin": "After a new PIN you can take out little for 24 hours: {left} now. Call {care}.",
}

SENTENCES: dict[type[Refusal], Words] = {
    WrongPin: Pick(
        lambda no: no.tries_left == 1,
        {
            True: "That PIN is not right. You can try once more.\nEnter your Imarisha PIN, not M-PESA's.",
            False: "That PIN is not right. You can try {tries_left} more times.\nEnter your Imarisha PIN, not M-PESA's.",
        },
    ),
    PinPaused: Pick(
        lambda no: no.until is not None,
        {
            True: "Too many wrong PINs. Your money is safe; PIN use is paused until {until}. You can still pay in."
            " Forgot it? Call {care}.",
            False: "Too many wrong PINs. Your money is safe; only a new PIN opens it again. You can still pay in."
            " Call {care}.",
        },
    ),
    AccountBlocked: "Your account is blocked. You can still pay in. Call {care}; only a person can open it.",
    KeyReused: "Sorry, that did not work, and nothing was changed. Please dial {ussd} again.",
    members.NoSuchMember: "We do not know this number. Please check it, or call {care}.",
    members.EasyPin: "That PIN is easy to guess. Choose 4 other digits.",
    members.PinsDiffer: "The two PINs are not the same. Choose a PIN of 4 digits.",
    members.PinExpired: "That took too long. Choose a PIN of 4 digits.",
    members.AlreadyMember: "This ID number cannot join by phone. Call {care}, or bring your ID card to the office.",
    members.TooYoung: "You can have a junior account with a guardian. We will call you.",
    members.NotAllowed: "That took too long. Please start again, or call {care}.",
    members.WrongCode: "That code is not right or too old. Type the 6 digits from our SMS.",
    savings.NoSuchAccount: "We do not know this account. Please check it, or call {care}.",
    savings.NotEnough: Pick(
        lambda no: no.most.minor_units > 0,
        {
            True: "You can take out up to {most} now. Type a smaller amount.",
            False: "There is nothing to take out now. Call {care} for help.",
        },
    ),
    savings.OverDailyLimit: Pick(lambda no: no.why, OVER_LIMIT),
    savings.AmountOutOfRange: "Type an amount from {least:n} to {most:n}.",
    savings.JustDone: "You asked for {amount} at {at}. Do you want the same once more?",
    savings.FeeChanged: "The fee for taking money out is {fee} from today. Nothing was taken yet. Help: {care}.",
    savings.IdentityNeeded: (
        "Your identity is not checked yet, so money cannot go out. Bring your ID card to the office or call {care}."
    ),
    lending.NotYet: Pick(lambda no: "months_one" if no.reason == "months" and no.have == 1 else no.reason, NOT_YET),
    lending.AmountNotOffered: "Type an amount from {least:n} to {most:n}.",
    members.WrongDigits: "These are not the last digits of your ID number. Type the last 4 again.",
    lending.AlreadyApplied: (
        "Your request {number} reached us at {at}. Nothing was lost. An SMS will tell you the result."
    ),
    lending.NoSuchLoan: "We do not know this loan. Please check the number, or call {care}.",
    lending.NoLoan: "You have no loan to repay. Help: {care}.",
    payments.PromptOpen: "We sent you an M-PESA prompt for {amount} at {at}. We have no answer yet.",
    payments.NotPayable: "M-PESA moves {least:n} to {most:n} shillings at once. Type an amount in whole shillings.",
    payments.OverTierLimit: (
        "Until your identity is checked you can still pay in {left} today. Bring your ID card to the office or call {care}."
    ),
    payments.TooManyPrompts: "Three prompts to other phones today are enough. Pay by Paybill {paybill}, or call {care}.",
    payments.PromptsPaused: "M-PESA prompts do not work just now. You can pay by Paybill {paybill}. Help: {care}.",
    payments.NoOpenPrompt: "No prompt is waiting.",
    payments.NothingToDo: "This is done already.",
    payments.NoSuchPayment: "We do not know this payment. Please check the code, or call {care}.",
}


def sentence(refusal: Refusal, house: Institution) -> Text:
    """What the member hears: the facts of the refusal, and whom to call."""
    facts = {each.name: getattr(refusal, each.name) for each in fields(refusal)}
    return Text(
        choose(SENTENCES[type(refusal)], refusal),
        facts | {"care": house.care_number, "ussd": house.ussd_code, "paybill": house.paybill},
    )
