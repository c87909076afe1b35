"""What Daraja's messages look like and what they say: JSON of many tempers in, typed values out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.money import Money
from core.payments.messages import Result
from integrations.daraja import codes
from integrations.daraja.codes import UNKNOWN, Meaning
from integrations.daraja.credential import NAIROBI

MOST_TEXT = 120
MOST_AMOUNT = Decimal(1_000_000_000)
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,8})?")
_MSISDN = re.compile(r"\d{9,15}")
_RECEIPT = re.compile(r"[A-Z0-9]{4,40}")
MOST_PAYER = 64
_PARTY = re.compile(r"\s*(\d{5,15})\s*(?:-\s*(.*))?", re.DOTALL)


class Unreadable(ValueError):
    """The message is not what Daraja sends: not JSON, cut short, or without the field that matters."""


@dataclass(frozen=True)
class Spoken:
    """A result and the provider's own id of the request that it answers."""

    provider_id: str
    result: Result


@dataclass(frozen=True, kw_only=True)
class Paybill:
    """Money that somebody paid in at the paybill, or asks to; `payer` is hashed (v1) or masked (v2)."""

    receipt: str
    amount: Money
    shortcode: str
    reference: str
    payer: str
    at: datetime | None


def _no_constant(word: str) -> Decimal:
    raise Unreadable(f"{word} is no number")


def read_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in `body`, with decimals instead of floats. Raises Unreadable."""
    try:
        fields = json.loads(body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError) as trouble:
        raise Unreadable("the body is not JSON") from trouble
    if not isinstance(fields, Mapping):
        raise Unreadable("the body is not a JSON object")
    return fields


def text_of(value: object) -> str:
    """A scalar as one line of printable text; anything else is empty. Ids come as numbers and as strings."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return ""
    return "".join(letter for letter in str(value)[:MOST_TEXT] if letter.isprintable()).strip()


def _inner(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = fields.get(name)
    if not isinstance(found, Mapping):
        raise Unreadable(f"{name} is missing")
    return found


def _pairs(holder: object, *, name: str, label: str) -> dict[str, Any]:
    """Named values of a list, or of the single object that Daraja sends instead of a list of one.

    Names repeat now and then; the first one with a value counts.
    """
    items = holder.get(name) if isinstance(holder, Mapping) else None
    rows = [items] if isinstance(items, Mapping) else items if isinstance(items, list) else []
    found: dict[str, Any] = {}
    for row in rows:
        if isinstance(row, Mapping) and row.get("Value") not in (None, ""):
            found.setdefault(text_of(row.get(label)), row["Value"])
    return found


def money_of(value: object, currency: str) -> Money | None:
    """A positive amount, or None for anything else."""
    written = text_of(value)
    if not _AMOUNT.fullmatch(written):
        return None
    amount = Decimal(written)
    if not 0 < amount <= MOST_AMOUNT:
        return None
    try:
        return Money.of(amount, currency)
    except ValueError:
        return None


def time_of(value: object) -> datetime | None:
    """`20231121121325`, East African time."""
    try:
        return datetime.strptime(text_of(value), "%Y%m%d%H%M%S").replace(tzinfo=NAIROBI)
    except ValueError:
        return None


def receipt_of(value: object) -> str:
    """A receipt in capitals, the same from every channel; empty for what cannot be one."""
    written = text_of(value).upper()
    return written if _RECEIPT.fullmatch(written) else ""


def _digits(value: object) -> str:
    written = text_of(value)
    return written if _MSISDN.fullmatch(written) else ""


def _party(value: object) -> tuple[str, str]:
    """`2547... - NAME` as digits and name; the name alone where there are no digits."""
    written = text_of(value)
    match = _PARTY.fullmatch(written)
    return (match[1], (match[2] or "").strip()) if match else ("", written)


def read_prompt_callback(body: bytes, *, currency: str = "KES") -> Spoken:
    """`Body.stkCallback`: did the payer pay. Raises Unreadable."""
    callback = _inner(_inner(read_object(body), "Body"), "stkCallback")
    code = text_of(callback.get("ResultCode"))
    if not code:
        raise Unreadable("ResultCode is missing")
    meaning = codes.PROMPT_CODES.get(code, UNKNOWN)
    said = _pairs(callback.get("CallbackMetadata"), name="Item", label="Name")
    result = Result(
        meaning.state,
        code,
        meaning.reason,
        receipt=receipt_of(said.get("MpesaReceiptNumber")) if meaning.state == "succeeded" else "",
        amount=money_of(said.get("Amount"), currency),
        phone_digits=_digits(said.get("PhoneNumber")),
    )
    return Spoken(text_of(callback.get("CheckoutRequestID")), result)


def read_prompt_query(body: bytes) -> Spoken:
    """The answer to an STK query: a code, but never a receipt or an amount. No answer is unknown."""
    fields = read_object(body)
    code = text_of(fields.get("ResultCode"))
    if not code or text_of(fields.get("ResponseCode")) not in ("", "0"):
        error = text_of(fields.get("errorCode"))
        # One error code stands for "wait" and for nothing at all; neither is a failure.
        message = text_of(fields.get("errorMessage")).lower()
        waits = error == codes.BUSY_OR_WRONG and "being processed" in message
        return Spoken("", Result("pending" if waits else "unknown", error or "no_answer"))
    meaning = codes.PROMPT_CODES.get(code, UNKNOWN)
    return Spoken(text_of(fields.get("CheckoutRequestID")), Result(meaning.state, code, meaning.reason))


def read_result(
    body: bytes, *, token: str, absent_codes: frozenset[str] = frozenset(), currency: str = "KES"
) -> Spoken:
    """The `Result` envelope of payouts and questions, come to the address of `token`. Raises Unreadable."""
    envelope = _inner(read_object(body), "Result")
    code = text_of(envelope.get("ResultCode"))
    if not code:
        raise Unreadable("ResultCode is missing")
    said = _pairs(envelope.get("ResultParameters"), name="ResultParameter", label="Key")
    # A payout carries our token as its originator id; a question gets an originator id from Daraja.
    # The difference matters: a question that failed says nothing about the payment.
    own = text_of(envelope.get("OriginatorConversationID")) == token
    provider_id = text_of(envelope.get("ConversationID"))
    if text_of(envelope.get("ResultType")) == "1":
        return Spoken(provider_id, Result("pending", code))
    if code == "0":
        asked = "TransactionStatus" in said
        result = _of_status(said, currency) if asked else _of_payout(envelope, said, currency)
    elif own:
        meaning = codes.PAYOUT_CODES.get(code, UNKNOWN)
        result = Result(meaning.state, code, meaning.reason)
    else:
        result = Result("absent" if code in absent_codes else "unknown", code)
    return Spoken(provider_id, result)


def parameters_of(body: bytes) -> Mapping[str, Any]:
    """The named values of a `Result` that says yes, none of any other. Raises Unreadable."""
    envelope = _inner(read_object(body), "Result")
    if text_of(envelope.get("ResultCode")) != "0":
        return {}
    return _pairs(envelope.get("ResultParameters"), name="ResultParameter", label="Key")


def read_reversal(body: bytes, *, currency: str = "KES") -> Spoken:
    """The `Result` of a reversal. The receipt of the way back is the transaction's own id. Raises Unreadable."""
    envelope = _inner(read_object(body), "Result")
    code = text_of(envelope.get("ResultCode"))
    if not code:
        raise Unreadable("ResultCode is missing")
    provider_id = text_of(envelope.get("OriginatorConversationID"))
    if text_of(envelope.get("ResultType")) == "1":
        return Spoken(provider_id, Result("pending", code))
    meaning = codes.REVERSAL_CODES.get(code, UNKNOWN)
    if code != "0":
        return Spoken(provider_id, Result(meaning.state, code, meaning.reason))
    said = _pairs(envelope.get("ResultParameters"), name="ResultParameter", label="Key")
    receipt = receipt_of(envelope.get("TransactionID"))
    if not receipt:
        return Spoken(provider_id, Result("unknown", "no_receipt"))
    digits, name = _party(said.get("CreditPartyPublicName"))
    amount = money_of(said.get("Amount"), currency)
    result = Result("succeeded", "0", receipt=receipt, amount=amount, receiver_digits=digits, receiver_name=name)
    return Spoken(provider_id, result)


def _of_payout(envelope: Mapping[str, Any], said: Mapping[str, Any], currency: str) -> Result:
    receipt = receipt_of(said.get("TransactionReceipt")) or receipt_of(envelope.get("TransactionID"))
    digits, name = _party(said.get("ReceiverPartyPublicName"))
    amount = money_of(said.get("TransactionAmount"), currency)
    if not receipt:
        return Result("unknown", "no_receipt")
    return Result("succeeded", "0", receipt=receipt, amount=amount, receiver_digits=digits, receiver_name=name)


def _of_status(said: Mapping[str, Any], currency: str) -> Result:
    """The outer code 0 means that the question worked; the payment's own state is a word inside."""
    word = text_of(said.get("TransactionStatus"))
    meaning: Meaning = codes.STATUS_WORDS.get(word.lower(), UNKNOWN)
    digits, name = _party(said.get("CreditPartyName"))
    return Result(
        meaning.state,
        "0" if meaning.state == "succeeded" else word or "no_status",
        meaning.reason,
        receipt=receipt_of(said.get("ReceiptNo")) if meaning.state == "succeeded" else "",
        amount=money_of(said.get("Amount"), currency),
        phone_digits=_party(said.get("DebitPartyName"))[0],
        receiver_digits=digits,
        receiver_name=name,
    )


def read_paybill(body: bytes, *, currency: str = "KES") -> Paybill:
    """A C2B confirmation. Raises Unreadable when receipt or amount cannot be told."""
    fields = read_object(body)
    amount = money_of(fields.get("TransAmount"), currency)
    receipt = receipt_of(fields.get("TransID"))
    if not receipt:
        raise Unreadable("TransID is no receipt")
    if amount is None:
        raise Unreadable("TransAmount is no amount")
    return Paybill(
        receipt=receipt,
        amount=amount,
        shortcode=text_of(fields.get("BusinessShortCode")),
        reference=text_of(fields.get("BillRefNumber")),
        payer=text_of(fields.get("MSISDN"))[:MOST_PAYER],
        at=time_of(fields.get("TransTime")),
    )
