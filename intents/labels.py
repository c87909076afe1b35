"""The words of this trade: the intents a message may have and the kinds of things it may mention."""

from __future__ import annotations

OUT_OF_SCOPE = "out_of_scope"
CONFIRM_YES, CONFIRM_NO, CANCEL = "confirm_yes", "confirm_no", "cancel"
STOP_OPTOUT, START_OPTIN = "stop_optout", "start_optin"

LABELS = (
    "balance_loan", "balance_savings", "payment_due", "loan_apply", "loan_limit", "loan_status", "repay", "deposit",
    "withdraw", "transfer", "statement", "interest_rates", "support", "register", "pin_change", "language_change",
    "inventory_price", "order_input", CONFIRM_YES, CONFIRM_NO, CANCEL, "menu_help", "greeting", STOP_OPTOUT,
    START_OPTIN, "report_fraud", "complaint", OUT_OF_SCOPE,
)  # fmt: skip

#: Acted on wrongly, these cost a member money: they need more certainty than the others.
MONEY_MOVING = frozenset({"repay", "deposit", "withdraw", "transfer", "loan_apply", "order_input"})

ENTITY_TYPES = (
    "amount", "date", "duration", "quantity", "item", "phone", "person", "member_no", "national_id", "account_no",
    "loan_id", "txn_code", "payment_method", "loan_product", "location", "language", "email", "pin",
)  # fmt: skip
