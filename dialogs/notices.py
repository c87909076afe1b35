"""The sentence for everything a member is told by SMS: one segment, first name only, no balance she did not ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.cases import messages as cases
from core.codec import decode
from core.conversations import messages as conversations
from core.institution import Institution
from core.lending import messages as lending
from core.members import messages as members
from core.messages import Door, Notice, Refusal
from core.notifications import messages as notifications
from core.notifications.messages import Tell
from core.payments import messages as payments
from core.phone import Phone
from core.savings import messages as savings
from core.talks import messages as talks
from core.tills import messages as tills
from dialogs.pick import Pick, Words, choose
from dialogs.say import LONGEST_NAME, Tongue, spell
from dialogs.screen import Text
from dialogs.statement import lines_of

#: Why a prompt brought no money, in her words.
REASONS = {
    "cancelled": "the M-PESA prompt was cancelled",
    "wrong_pin": "the M-PESA PIN was wrong",
    "not_enough": "there was not enough in M-PESA",
    "no_answer": "nobody answered the M-PESA prompt",
    "busy": "M-PESA is busy",
    "limit": "it is over an M-PESA limit",
    "not_registered": "this phone has no M-PESA",
    "ours": "something went wrong on our side",
    "other": "M-PESA refused it",
}
NOT_APPROVED = {
    "identity": "your identity is not checked",
    "months": "you have saved for too short a time",
    "loan": "you have a running loan",
    "late": "a payment is late",
    "savings": "you have too little savings",
    "blocked": "your account is blocked",
    "purse": "we do not give loans now",
}

#: What somebody typed at a paybill is said again this far.
LONGEST_REFERENCE = 12

#: A payment that we learnt of by asking has no receipt yet; she has it in M-PESA's own SMS.
NO_RECEIPT = "from M-PESA"

FINISHED = "Imarisha: {amount} received, receipt {receipt}. Loan {number} is finished. Well done, {name}."

SENTENCES: dict[type[Notice], Words] = {
    members.Welcome: (
        "Welcome to Imarisha, {name}. Member {number}. Dial {ussd}. Save: Paybill {paybill}, account {account}."
        " We never ask for your PIN. Help: {care}."
    ),
    members.PrivacyNotice: (
        "Imarisha keeps your name, ID, birth date and phone to run your account and check who you are. Not sold."
        " To see or delete them: {care}. Text {version}."
    ),
    members.PinChanged: (
        "Imarisha: your PIN was changed at {at}. Was it not you? Call {care} now."
        " For 24 hours you can withdraw up to {most}."
    ),
    members.PinWasPaused: Pick(
        lambda told: told.until is not None,
        {
            True: "Imarisha: a wrong PIN was typed 3 times on your account. PIN use is paused until {until}."
            " Was it not you? Call {care} now. Never share your PIN.",
            False: "Imarisha: a wrong PIN was typed 3 times again. PIN use is paused until you get a new PIN."
            " Was it not you? Call {care} now. Never share your PIN.",
        },
    ),
    members.ResetCode: (
        "Imarisha: your code for a new PIN is {code}. It is good for 10 minutes. Dial {ussd}, 7, 4."
        " Tell nobody, not even us. Not you? Call {care}."
    ),
    members.LanguageChanged: "Imarisha: your language was changed at {at}. Was it not you? Call {care}.",
    members.AccountWasBlocked: (
        "Imarisha: your account was blocked at {at}. Money out is stopped, money in arrives."
        " Only a person can open it: call {care}."
    ),
    members.AccountWasOpened: "Imarisha: your account is open again since {at}. Was it not you? Call {care} now.",
    members.AccountWasSuspended: (
        "Imarisha: we stopped loans and withdrawals on your account at {at}. Money in arrives."
        " To talk about it call {care}."
    ),
    members.DetailsChanged: (
        "Imarisha: our staff changed your details at {at}. Did you not ask for it? Call {care} now."
    ),
    members.PhoneChanged: (
        "Imarisha: your number was changed at {at} to one ending {ending}. Not you? Call {care} now."
        " For 24 hours you can withdraw up to {most}."
    ),
    members.NewNumberAsked: (
        "Imarisha: somebody asks to move your account to a new number (case {case}). Not you? Call {care} now."
        " Nothing has changed."
    ),
    conversations.CallUnfinished: "Imarisha: our call ended before we were done. Dial {ussd} to go on. Help: {care}.",
    talks.PersonComes: "A person of Imarisha will answer you here. Help: {care}.",
    talks.NobodyAnswered: "Sorry, nobody could answer you in time. You can go on here by yourself, or call {care}.",
    notifications.PleaseCall: "Imarisha: please call us on {care}, or come to the office. We need to talk to you. {hours}.",
    notifications.WeCalled: "Imarisha: we called you and nobody answered. Please call {care}, or come to the office.",
    notifications.BringId: (
        "Imarisha: please bring your ID card to the office, so that we can check your account. Help: {care}."
    ),
    cases.CaseOpened: "Imarisha: your case {number} is open. A person will look at it and call you. Help: {care}.",
    savings.DepositArrived: (
        "Imarisha: your deposit of {amount} is in your savings, receipt {receipt}. Thank you, {name}."
        " Balance: {dial}1#."
    ),
    savings.WithdrawalTaken: (
        "Imarisha: your request to withdraw {amount} (fee {fee}) is taken. It is on its way to your M-PESA."
        " Not you? Call {care} now."
    ),
    savings.WithdrawalPaid: "Imarisha: {amount} sent to your M-PESA, receipt {receipt}. Not you? Call {care} now.",
    savings.WithdrawalReturned: (
        "Imarisha: M-PESA did not pay out your {amount}. {amount} and the fee are back in your savings. Help: {care}."
    ),
    savings.CashPaidOut: (
        "Imarisha: you took out {amount} in cash, receipt {receipt}. Not you? Call {care} now. Balance: {dial}1#."
    ),
    tills.ReceiptReversed: (
        "Imarisha: receipt {receipt} for {amount} was wrong and is taken back, receipt {back}."
        " Do you not agree? Call {care}."
    ),
    savings.MiniStatement: "{lines}",
    lending.LoanPaidOut: (
        "Imarisha: {net} sent to your M-PESA, receipt {receipt}. Loan {number}: pay {months} x {instalment:n}"
        " from {first_due}, {total} in all. Dial {dial}3# to pay."
    ),
    lending.LoanAgreement: (
        "Loan {number}: cost {cost}, yearly rate {yearly_percent}%, late {late_percent}% a month of what is late."
        " Pay early, pay less. Terms {version}. Complaints: {care}."
    ),
    lending.LoanReferred: (
        "Imarisha: your request {number} is in. A loan officer will decide by {decided_by}; we send an SMS. Help: {care}."
    ),
    lending.LoanDeclined: (
        "Imarisha: we cannot give loan {number}: {why}. A person can look at it again: call {care}."
    ),
    lending.LoanNotPaidOut: (
        "Imarisha: M-PESA did not pay out {net} for loan {number}. You owe nothing for it."
        " Please ask again later. Help: {care}."
    ),
    lending.RepaymentArrived: (
        "Imarisha: {amount} received for loan {number}, receipt {receipt}. Thank you, {name}."
        " Next: {next_amount} on {next_due}. Details: {dial}1#."
    ),
    lending.LoanFinished: Pick(
        lambda told: (bool(told.over), bool(told.limit)),
        {
            (False, False): FINISHED,
            (True, False): FINISHED + " {over} more is in your savings.",
            (False, True): FINISHED + " You may now borrow up to {limit}.",
            (True, True): FINISHED + " {over} more is in your savings.",
        },
    ),
    lending.LoanReplanned: (
        "Imarisha: loan {number} has the new plan you agreed to: {months} months, {instalment} from {first_due},"
        " {total} in all. Did you not agree? Call {care}."
    ),
    lending.RecoveryArrived: Pick(
        lambda told: bool(told.left),
        {
            True: "Imarisha: {amount} received for loan {number}, receipt {receipt}. Thank you, {name}."
            " {left} is still open. Help: {care}.",
            False: "Imarisha: {amount} received for loan {number}, receipt {receipt}. Thank you, {name}."
            " Nothing is open any more.",
        },
    ),
    lending.InstalmentDue: Pick(
        lambda told: told.days > 0,
        {
            True: "Imarisha: {amount} for loan {number} is due on {on}, in {days} days."
            " Pay: {dial}3# or Paybill {paybill}, account {account}. Trouble paying? {care}.",
            False: "Imarisha: {amount} for loan {number} is due today."
            " Pay: {dial}3# or Paybill {paybill}, account {account}. Trouble paying? {care}.",
        },
    ),
    lending.InstalmentLate: Pick(
        lambda told: told.days == 1,
        {
            True: "Imarisha: {amount} for loan {number} is 1 day late."
            " Pay: {dial}3# or Paybill {paybill}, account {account}. Trouble paying? {care}.",
            False: "Imarisha: {amount} for loan {number} is {days} days late."
            " Pay: {dial}3# or Paybill {paybill}, account {account}. Trouble paying? {care}.",
        },
    ),
    payments.NotPaid: Pick(
        lambda told: bool(told.loan),
        {
            True: "Imarisha: {amount} was not paid: {why}. No money moved."
            " Pay: {dial}3# or Paybill {paybill}, account {account}.",
            False: "Imarisha: {amount} was not saved: {why}. No money moved."
            " Try again: {dial}4# or Paybill {paybill}, account {account}.",
        },
    ),
    payments.StillAsking: Pick(
        lambda told: bool(told.loan),
        {
            True: "Imarisha: we are still asking M-PESA about your {amount} for {loan}. Please do not pay again."
            " We will tell you by SMS. Help: {care}.",
            False: "Imarisha: we are still asking M-PESA about your {amount}. Please do not pay again."
            " We will tell you by SMS. Help: {care}.",
        },
    ),
    payments.MoneyUnplaced: (
        'Imarisha: we received your {amount} but account "{reference}" is not known. It is safe.'
        " Dial {dial}7*2# or call {care} to tell us what it is for."
    ),
    payments.MoneySentBack: (
        "Imarisha: {amount}, receipt {receipt}, was paid to you by mistake and is sent back to the payer."
        " Questions? Call {care}."
    ),
    payments.MoneyStays: (
        "Imarisha: {amount}, receipt {receipt}, could not be sent back. It is booked for you again."
        " Questions? Call {care}."
    ),
    payments.PayoutWaits: (
        "Imarisha: M-PESA has trouble just now. Your {amount} is set aside and goes out as soon as it can."
        " No need to ask again. Help: {care}."
    ),
    payments.MoneyPlaced: "Imarisha: your {amount} is now booked for {target}. Thank you for telling us. Help: {care}.",
}

#: Every notice by the name under which it waits in the outbox.
NOTICES = {kind.__name__: kind for kind in SENTENCES}


def sentence(notice: Notice, house: Institution, more: Mapping[str, Any]) -> Text:
    """The words of a notice and the facts they need; `more` are those that only the sender knows (name, code, lines)."""
    words = SENTENCES[type(notice)]
    facts: dict[str, Any] = {each.name: getattr(notice, each.name) for each in fields(notice)}  # type: ignore[arg-type]
    reason = facts.get("reason", "")
    why = NOT_APPROVED.get(reason) if isinstance(notice, lending.LoanDeclined) else REASONS.get(reason)
    facts |= {
        "care": house.care_number,
        "hours": Text(house.care_hours),
        "ussd": house.ussd_code,
        "dial": house.ussd_code.rstrip("#") + "*",
        "paybill": house.paybill,
        "why": Text(why or REASONS["other"]),
    }
    if "reference" in facts:
        facts["reference"] = re.sub(r"[^\w-]", "", facts["reference"], flags=re.ASCII)[:LONGEST_REFERENCE]
    if not facts.get("receipt", "given"):
        facts["receipt"] = Text(NO_RECEIPT)
    facts.setdefault("account", str(facts.get("number", "")).replace("-", ""))
    return Text(choose(words, notice), facts | dict(more))


class Wording:
    """Words a `Tell` when it is sent: asks core for the name, the language and what must not lie in the outbox."""

    def __init__(self, house: Institution, tongues: Mapping[str, Tongue], clock: Callable[[], datetime]) -> None:
        self._house = house
        self._tongues = tongues
        self._clock = clock

    async def __call__(self, tell: Tell, door: Door) -> tuple[Phone, str, str] | None:
        """(phone, text, member id), or None when nobody is there to be told."""
        notice: Notice = decode(NOTICES[tell.notice], tell.facts)
        if not tell.member:
            return Phone(tell.phone), self._spell(notice, {"name": ""}, tell.language), ""
        contact = await door.perform(members.ContactOf(member=tell.member))
        if isinstance(contact, Refusal):
            return None
        name = contact.first_name if len(contact.first_name) <= LONGEST_NAME else Text("member")
        more: dict[str, Any] = {"name": name}
        if isinstance(notice, savings.MiniStatement):
            lines = await door.perform(savings.LastLines(member=tell.member))
            more["lines"] = lines_of(()) if isinstance(lines, Refusal) else lines_of(lines)
        if isinstance(notice, members.ResetCode):
            code = await door.perform(members.ResetCodeOf(reset=notice.reset))
            if isinstance(code, Refusal):
                return None
            more["code"] = code.reveal()
        return contact.phone, self._spell(notice, more, contact.language), tell.member

    def _spell(self, notice: Notice, more: Mapping[str, Any], language: str) -> str:
        tongue = self._tongues.get(language) or self._tongues["en"]
        today = self._clock().astimezone(ZoneInfo(self._house.time_zone)).date()
        return spell(sentence(notice, self._house, more), tongue, today)
