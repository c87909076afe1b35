"""What the control plane may let go wrong: which requests it concerns, and what happens to them."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["", "stk", "query", "b2c", "status", "c2b", "reversal", "balance"]
#: Before any effect: reset, html, 429, spike, busy. After the effect: lost, hang, empty, error.
Ack = Literal["", "reset", "html", "429", "spike", "busy", "lost", "hang", "empty", "error"]

#: Outcome -> (result code, description) of a prompt.
PROMPT_OUTCOMES = {
    "ok": ("0", "The service request is processed successfully."),
    "insufficient": ("1", "The balance is insufficient for the transaction."),
    "limit": ("17", "Rule limited."),
    "busy": ("26", "System busy. The service request is rejected."),
    "locked": ("1001", "Unable to lock subscriber, a transaction is already in process."),
    "expired": ("1019", "Transaction expired. No MO has been received"),
    "too_long": ("1025", "An error occurred while sending a push request."),
    "cancelled": ("1032", "Request cancelled by user"),
    "timeout": ("1037", "DS timeout user cannot be reached"),
    "wrong_pin": ("2001", "The initiator information is invalid."),
    "generic": ("9999", "An error occurred while sending a push request."),
}
#: Outcome -> (result code, description) of a payout.
PAYOUT_OUTCOMES = {
    "ok": ("0", "The service request is processed successfully."),
    "insufficient": ("1", "The balance is insufficient for the transaction."),
    "too_small": ("2", "Declined due to limit rule: less than the minimum transaction amount."),
    "too_large": ("3", "Declined due to limit rule: greater than the maximum transaction amount."),
    "limit": ("4", "Declined due to limit rule: would exceed daily transfer limit."),
    "balance_limit": ("8", "Declined due to limit rule: would exceed the maximum balance."),
    "role": ("21", "The initiator is not allowed to initiate this request."),
    "busy": ("26", "System busy. The service request is rejected."),
    "credential": ("2001", "The initiator information is invalid."),
    "unregistered": ("2040", "Credit Party customer type can't be supported by the service."),
    "credential_locked": ("8006", "The security credential is locked."),
    "no_such_phone": ("SFC_IC0003", "The operator does not exist."),
}
#: Outcome -> (result code, description) of a reversal.
REVERSAL_OUTCOMES = PAYOUT_OUTCOMES | {
    "already": ("R000001", "The transaction has already been reversed."),
    "no_such_receipt": ("R000002", "The OriginalTransactionID is invalid."),
}
#: Numbers on which a person can try each outcome without a scenario.
MAGIC_PHONES = {
    "254700000901": "insufficient",
    "254700000921": "wrong_pin",
    "254700000926": "busy",
    "254700000932": "cancelled",
    "254700000937": "timeout",
}


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out matches everything."""

    kind: Kind = ""
    msisdn: str = ""
    amount: int = 0
    reference: str = ""

    def fits(self, *, kind: str, msisdn: str, amount: int, reference: str) -> bool:
        return (
            self.kind in ("", kind)
            and self.msisdn.lstrip("+") in ("", msisdn)
            and self.amount in (0, amount)
            and self.reference in ("", reference)
        )


class Callback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to the callbacks of a request."""

    drop: bool = False
    duplicate: int = 1
    delay_seconds: float = 0.0
    before_ack: bool = False
    reorder: bool = False
    truncated: bool = False
    queue_timeout: bool = False
    """A payout's QueueTimeOutURL is called first; the result follows all the same."""


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody else whom a payout reaches."""

    msisdn: str = ""
    name: str = ""


class Faults(msgspec.Struct, frozen=True):
    """What goes wrong with one request. `outcome` is a name of the tables above, or a result code."""

    ack: Ack = ""
    outcome: str = ""
    callback: Callback = Callback()
    receiver: Receiver = Receiver()


class Scenario(Faults, frozen=True, forbid_unknown_fields=True):
    """`times` None: until the next reset."""

    match: Match = Match()
    times: int | None = 1


def result_of(table: dict[str, tuple[str, str]], outcome: str) -> tuple[str, str]:
    """The code and the description of an outcome, which may be a bare code."""
    return table.get(outcome) or (outcome, f"Result {outcome}")
