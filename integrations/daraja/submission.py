"""What a provider's immediate answer proves: accepted, refused, or unknown, which is never failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.daraja import codes
from integrations.daraja.codes import Outcome, Verdict
from integrations.daraja.wire import Unreadable, read_object, text_of

#: In the order of preference; the third is misspelt on the wire.
PROVIDER_ID_FIELDS = ("CheckoutRequestID", "ConversationID", "OriginatorCoversationID")
#: Of a reversal Daraja makes up the originator id, and asks for it in a status question.
BY_ORIGINATOR = ("OriginatorConversationID",)


@dataclass(frozen=True)
class Submission:
    """The outcome of one call. `retryable` belongs to a refusal that provably changed nothing."""

    outcome: Outcome
    provider_id: str = ""
    code: str = ""
    retryable: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP, unread."""

    status: int
    body: bytes


def error_of(answer: Answer) -> tuple[str, str]:
    """Daraja's error code and message, or those of the gateway in front of it; empty when there are none."""
    try:
        fields = read_object(answer.body)
    except Unreadable:
        return "", ""
    if isinstance(fault := fields.get("fault"), Mapping):
        detail = fault.get("detail")
        code = text_of(detail.get("errorcode")) if isinstance(detail, Mapping) else ""
        return code or "fault", text_of(fault.get("faultstring"))
    return text_of(fields.get("errorCode")), text_of(fields.get("errorMessage"))


def _by_error(status: int, code: str, message: str) -> Verdict:
    if code == codes.BUSY_OR_WRONG:
        low = message.lower()
        return next((verdict for hint, verdict in codes.BUSY_OR_WRONG_HINTS if hint in low), codes.AMBIGUOUS)
    if code in codes.ERROR_CODES:
        return codes.ERROR_CODES[code]
    if code in codes.TOKEN_ERRORS or status == 401:
        return codes.TRY_AGAIN
    if status == 429 or any(word in code.lower() for word in codes.RATE_FAULTS):
        return codes.TRY_AGAIN
    # 408 is the one 4xx that a proxy says after it has passed the request on.
    return codes.REFUSED if 400 <= status < 500 and status != 408 else codes.AMBIGUOUS


def _provider_id(fields: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((text_of(fields[name]) for name in names if fields.get(name)), "")


def _accepted_or_refused(answer: Answer, names: Sequence[str]) -> Submission | None:
    try:
        fields = read_object(answer.body)
    except Unreadable:
        return None
    code = text_of(fields.get("ResponseCode"))
    if answer.status != 200 or not code:
        return None
    if code == "0":
        return Submission("accepted", _provider_id(fields, names), code)
    return Submission("refused", _provider_id(fields, names), code)


def judge(answer: Answer, *, already: str = "", named_by: Sequence[str] = PROVIDER_ID_FIELDS) -> Submission:
    """Read an immediate answer. `already` is the error code for "an earlier call with this id got there".

    `named_by` are the fields that hold the id by which the provider can be asked about this request.
    """
    if plain := _accepted_or_refused(answer, named_by):
        return plain
    code, message = error_of(answer)
    if already and code == already:
        return Submission("accepted", code=code)
    verdict = _by_error(answer.status, code, message)
    return Submission(verdict.outcome, code=code or f"http {answer.status}", retryable=verdict.retryable)
