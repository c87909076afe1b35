"""Which dialog each intent opens, what it is called when we must ask, and which entity fills which step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.names import HOME_DIALOG, STRANGER_DIALOG
from intents.entities import Entity


@dataclass(frozen=True)
class Meaning:
    """`says` names it in "did you mean". `stranger` is where it leads who is no member; empty: to the first screen.

    `aside`: it only tells something, so asked in the middle of a dialog it is answered there.
    """

    dialog: str
    says: str
    stranger: str = ""
    aside: bool = False


MEANINGS: Mapping[str, Meaning] = {
    "balance_loan": Meaning("balance", "What I owe", aside=True),
    "balance_savings": Meaning("balance", "My balance", aside=True),
    "payment_due": Meaning("payment_due", "When I must pay", aside=True),
    "loan_apply": Meaning("apply_for_loan", "Borrow"),
    "loan_limit": Meaning("loan_limit", "How much I may borrow", aside=True),
    "loan_status": Meaning("loan_status", "My loan request", aside=True),
    "repay": Meaning("repay", "Repay my loan"),
    "deposit": Meaning("save", "Save"),
    "withdraw": Meaning("withdraw", "Take money out"),
    "transfer": Meaning("transfer", "Send money to somebody"),
    "statement": Meaning("statement", "My last movements", aside=True),
    "interest_rates": Meaning("prices", "What it costs", stranger="prices", aside=True),
    "support": Meaning("help", "Talk to a person", stranger="help"),
    "register": Meaning("already_member", "Join", stranger="join"),
    "pin_change": Meaning("change_pin", "My PIN"),
    "language_change": Meaning("language", "Change the language"),
    "inventory_price": Meaning("shop", "Prices in the shop", stranger="shop", aside=True),
    "order_input": Meaning("shop", "Order from the shop", stranger="shop"),
    "menu_help": Meaning(HOME_DIALOG, "The menu", stranger=STRANGER_DIALOG),
    "greeting": Meaning(HOME_DIALOG, "The menu", stranger=STRANGER_DIALOG),
    "stop_optout": Meaning("opt_out", "Stop offers", stranger="stranger_opt_out"),
    "start_optin": Meaning("opt_in", "Get offers", stranger="stranger_opt_out"),
    "report_fraud": Meaning("fraud", "Fraud: block my account", stranger="block_other"),
    "complaint": Meaning("complaint", "A complaint", stranger="complaint"),
}

#: Not in the table: they answer a question that is open, or nothing.
ANSWERS = frozenset({"confirm_yes", "confirm_no", "cancel", "out_of_scope"})
#: What the answers among them are called.
ANSWERS_SAY: Mapping[str, str] = {"confirm_yes": "Yes", "confirm_no": "No", "cancel": "Cancel"}

#: dialog -> step -> the kind of entity that answers it.
SLOTS: Mapping[str, Mapping[str, str]] = {
    "apply_for_loan": {"loan": "loan_product", "amount": "amount", "choice": "duration"},
    "save": {"amount": "amount"},
    "repay": {"way": "amount", "amount": "amount"},
    "withdraw": {"amount": "amount"},
}

_MONTHS = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
DAYS_OF_A_MONTH, WEEKS_OF_A_MONTH, MONTHS_OF_A_YEAR = 30, 4, 12


def slot_words(entity: Entity) -> str:
    """An entity as somebody would type it: a length of time in months, anything else as it is."""
    if entity.type != "duration":
        return entity.value
    found = _MONTHS.fullmatch(entity.value)
    if not found:
        return entity.text
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return str(years * MONTHS_OF_A_YEAR + months + weeks // WEEKS_OF_A_MONTH + days // DAYS_OF_A_MONTH)
