"""Daraja's codes and what they mean for a payment: tables, never prose; what is not listed is unknown."""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal["succeeded", "failed", "expired", "pending", "unknown", "absent"]
Outcome = Literal["accepted", "refused", "unknown"]


class Meaning(NamedTuple):
    """What a result code says: the state of the payment and, in a member's words, why."""

    state: State
    reason: str = ""


UNKNOWN = Meaning("unknown")

#: Result codes that prompts and payouts share.
_COMMON = {
    "0": Meaning("succeeded"),
    "1": Meaning("failed", "not_enough"),
    "2": Meaning("failed", "limit"),
    "3": Meaning("failed", "limit"),
    "4": Meaning("failed", "limit"),
    "8": Meaning("failed", "limit"),
    "17": Meaning("failed", "limit"),
    "26": Meaning("failed", "busy"),
    "8006": Meaning("failed", "ours"),
    "2028": Meaning("failed", "ours"),
}

#: STK callbacks and STK queries.
PROMPT_CODES = _COMMON | {
    "1001": Meaning("failed", "busy"),
    "1019": Meaning("expired", "no_answer"),
    "1025": Meaning("failed", "busy"),
    "1032": Meaning("failed", "cancelled"),
    "1036": Meaning("expired", "no_answer"),
    "1037": Meaning("expired", "no_answer"),
    "2001": Meaning("failed", "wrong_pin"),
    "4999": Meaning("pending"),
    "9999": Meaning("failed", "busy"),
    "SFC_IC0003": Meaning("failed", "ours"),
}

#: B2C results. `1` is our float, not the member's; 2001 is our password, not her PIN.
PAYOUT_CODES = _COMMON | {
    "1": Meaning("failed", "ours"),
    "11": Meaning("failed", "ours"),
    "21": Meaning("failed", "ours"),
    "2001": Meaning("failed", "ours"),
    "2006": Meaning("failed", "ours"),
    "2040": Meaning("failed", "not_registered"),
    "SFC_IC0003": Meaning("failed", "not_registered"),
}

#: Reversals. That it went back before is what we want, by whoever's hand; an unknown receipt will stay unknown.
REVERSAL_CODES = PAYOUT_CODES | {
    "R000001": Meaning("succeeded"),
    "R000002": Meaning("failed", "other"),
}

#: The field `TransactionStatus` of an answered status question, in lower case.
STATUS_WORDS = {
    "completed": Meaning("succeeded"),
    "cancelled": Meaning("failed", "cancelled"),
    "declined": Meaning("failed", "other"),
    "expired": Meaning("expired", "no_answer"),
    "initiated": Meaning("pending"),
    "authorized": Meaning("pending"),
}

#: The access token was not taken: the call was not executed, fetch another and call once more.
TOKEN_ERRORS = frozenset({"404.001.03", "401.003.01", "401.002.01", "400.003.01"})


class Verdict(NamedTuple):
    """What an error code proves about a submission."""

    outcome: Outcome
    retryable: bool = False


REFUSED = Verdict("refused")
TRY_AGAIN = Verdict("refused", retryable=True)
AMBIGUOUS = Verdict("unknown")

DUPLICATE_ORIGINATOR = "500.002.1001"
ALREADY_REGISTERED = "500.003.1001"
BUSY_OR_WRONG = "500.001.1001"

#: Server errors that prove something. Every other 5xx is ambiguous.
ERROR_CODES = {"500.003.02": TRY_AGAIN, "500.003.03": TRY_AGAIN}

#: One code stands for four troubles; only here the message must tell them apart.
BUSY_OR_WRONG_HINTS = (
    ("wrong credentials", REFUSED),
    ("merchant does not exist", REFUSED),
    ("unable to lock subscriber", TRY_AGAIN),
)

#: What the gateway before Daraja says in `fault.detail.errorcode`.
RATE_FAULTS = ("spikearrest", "quotaviolation", "ratelimit")
