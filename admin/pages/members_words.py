"""What lines of a timeline and of a statement are called: for staff in English, for a member in her language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from core.history.messages import Happening
from dialogs.library import TONGUES
from dialogs.say import spell
from dialogs.screen import Text
from dialogs.statement import WHAT

#: Names that are not plain enough as they are.
HAPPENED: Mapping[str, str] = {
    "opening": "balance brought in",
    "opening_of_books": "loan brought in",
    "reversal": "corrected",
    "write_off_loan": "loan written off",
    "send_back": "sent back",
    "checkoff_paid": "paid through her employer",
    "manual": "booked by hand",
    "deposit": "saved",
    "withdrawal": "took out",
    "withdrawal_returned": "payout failed, money back",
    "overpaid": "paid too much on a loan, to savings",
    "disburse_loan": "loan paid out",
    "undo_disbursement": "loan not paid out",
    "repay_loan": "loan repaid",
    "finish_loan": "loan finished",
    "apply_for_loan": "applied for a loan",
    "approve_loan": "loan approved",
    "decline_loan": "loan declined",
    "become_member": "became a member",
    "joined": "joined at the desk",
    "tier_0": "identity in doubt",
    "tier_1": "identity checked",
    "details": "details changed",
    "phone": "phone changed",
    "phone_is_hers": "phone is hers after all",
    "pin_reset": "new PIN begun by staff",
    "document": "document seen",
    "change_pin": "PIN changed",
    "pause_pin": "PIN paused after wrong tries",
    "wrong_pin": "wrong PIN",
    "ask_pin_reset": "asked for a new PIN",
    "use_reset_code": "typed the code for a new PIN",
    "prove_number": "proved that the number is hers",
    "choose_offers": "said whether she wants offers",
    "look": "was looked at",
    "talk": "talked with us",
    "open_case": "case opened",
    "close_case": "case closed",
}
LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "statement": "Statement", "member": "Member", "from": "From", "to": "to", "printed": "Printed", "date": "Date",
        "what": "What", "amount": "Amount", "balance": "Balance", "opening": "Balance before",
        "closing": "Balance after", "interest": "of it interest", "owed": "Owed", "loan": "Loan", "shares": "Shares",
        "deposits": "Deposits", "ordinary": "Savings", "none": "Nothing moved.", "care": "Questions and complaints",
    },
    "sw": {
        "statement": "Taarifa", "member": "Mwanachama", "from": "Kuanzia", "to": "hadi", "printed": "Imechapishwa",
        "date": "Tarehe", "what": "Maelezo", "amount": "Kiasi", "balance": "Salio", "opening": "Salio la mwanzo",
        "closing": "Salio la mwisho", "interest": "kati yake riba", "owed": "Deni", "loan": "Mkopo", "shares": "Hisa",
        "deposits": "Amana", "ordinary": "Akiba", "none": "Hakuna kilichobadilika.", "care": "Maswali na malalamiko",
    },
}  # fmt: skip
#: Lines that no dialog has a word for.
MORE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "late_charge": "Late charge", "write_off_loan": "Written off", "opening_of_books": "Brought in",
        "checkoff_paid": "Through employer", "send_back": "Sent back",
    },
    "sw": {
        "late_charge": "Adhabu ya kuchelewa", "write_off_loan": "Imefutwa", "opening_of_books": "Salio lililoletwa",
        "checkoff_paid": "Kupitia mwajiri", "send_back": "Imerudishwa",
    },
}  # fmt: skip


def what_happened(each: Happening) -> str:
    return HAPPENED.get(each.what, each.what.replace("_", " "))


def told(each: Happening) -> str:
    """The facts of a line, as words; where a page was opened is not worth a word."""
    facts = [(name, value) for name, value in each.facts if (each.what, name) != ("look", "channel")]
    return ", ".join(f"{name.replace('_', ' ')} {value.replace('_', ' ')}" for name, value in facts)


def labels_in(language: str) -> Mapping[str, str]:
    return LABELS.get(language, LABELS["en"])


def line_in(language: str, today: date) -> Callable[[str], str]:
    """What a movement is called in her language."""
    spoken = language if language in LABELS else "en"

    def what(code: str) -> str:
        return MORE[spoken].get(code) or spell(Text(WHAT.get(code, "Other")), TONGUES[spoken], today)

    return what
