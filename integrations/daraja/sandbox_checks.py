"""What Daraja finds wrong with a request before taking it: fields, lengths, amounts, passwords, addresses."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrations.daraja.config import (
    MOST_ACCOUNT_REFERENCE,
    MOST_DESCRIPTION,
    MOST_PROMPT,
    MOST_REMARKS,
    banned_word,
)
from integrations.daraja.wire import text_of, time_of

_SKEW = timedelta(minutes=15)
_MSISDN = re.compile(r"254\d{9}")
_WHOLE = re.compile(r"[1-9]\d{0,8}")
MOST_ORIGINATOR = 100


@dataclass(frozen=True)
class Trouble:
    """An error as Daraja answers it."""

    status: int
    code: str
    message: str


@dataclass(frozen=True)
class Terms:
    """What a request is checked against."""

    shortcode: str
    passkey: str
    now: datetime


def bad(field: str) -> Trouble:
    return Trouble(400, "400.002.02", f"Bad Request - Invalid {field}")


def _first_missing(fields: Mapping[str, Any], *names: str) -> Trouble | None:
    return next((bad(name) for name in names if not text_of(fields.get(name))), None)


def _address(fields: Mapping[str, Any], *names: str) -> Trouble | None:
    for name in names:
        url = text_of(fields.get(name))
        if not url.startswith(("http://", "https://")) or banned_word(url):
            return bad(name)
    return None


def _length(fields: Mapping[str, Any], name: str, least: int, most: int) -> Trouble | None:
    return None if least <= len(text_of(fields.get(name))) <= most else bad(name)


def _password(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    wrong = Trouble(500, "500.001.1001", "Wrong credentials")
    if text_of(fields.get("BusinessShortCode")) != terms.shortcode:
        return Trouble(500, "500.001.1001", "Merchant does not exist")
    stamp = text_of(fields.get("Timestamp"))
    at = time_of(stamp)
    if at is None:
        return bad("Timestamp")
    due = base64.b64encode(f"{terms.shortcode}{terms.passkey}{stamp}".encode()).decode()
    # A clock in UTC is three hours off and looks to Daraja like a wrong password.
    return wrong if abs(terms.now - at) > _SKEW or fields.get("Password") != due else None


def _amount(fields: Mapping[str, Any]) -> Trouble | None:
    written = text_of(fields.get("Amount"))
    return None if _WHOLE.fullmatch(written) else bad("Amount")


def _phone(fields: Mapping[str, Any], name: str) -> Trouble | None:
    return None if _MSISDN.fullmatch(text_of(fields.get(name))) else bad(name)


def check_prompt(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """STK push."""
    return (
        _first_missing(fields, "BusinessShortCode", "Password", "Timestamp", "TransactionType", "PartyB")
        or _password(fields, terms)
        or _amount(fields)
        or (bad("Amount") if int(text_of(fields["Amount"])) > MOST_PROMPT else None)
        or _phone(fields, "PhoneNumber")
        or _length(fields, "AccountReference", 1, MOST_ACCOUNT_REFERENCE)
        or _length(fields, "TransactionDesc", 1, MOST_DESCRIPTION)
        or _address(fields, "CallBackURL")
    )


def check_query(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """STK query."""
    return _first_missing(fields, "CheckoutRequestID", "Password", "Timestamp") or _password(fields, terms)


def check_payout(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """B2C v3. The credential is not looked at here: it fails later, in the Result."""
    return (
        _first_missing(fields, "InitiatorName", "SecurityCredential", "CommandID", "PartyA")
        or _length(fields, "OriginatorConversationID", 1, MOST_ORIGINATOR)
        or _amount(fields)
        or _phone(fields, "PartyB")
        or _length(fields, "Remarks", 2, MOST_REMARKS)
        or (None if len(text_of(fields.get("Occassion"))) <= MOST_REMARKS else bad("Occassion"))
        or _address(fields, "ResultURL", "QueueTimeOutURL")
        or (None if text_of(fields["PartyA"]) == terms.shortcode else bad("PartyA"))
    )


def check_status(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """TransactionStatus."""
    about = text_of(fields.get("TransactionID")) or text_of(fields.get("OriginalConversationID"))
    return (
        _first_missing(fields, "Initiator", "SecurityCredential", "PartyA", "IdentifierType")
        or (None if fields.get("CommandID") == "TransactionStatusQuery" else bad("CommandID"))
        or (None if about else bad("TransactionID"))
        or _length(fields, "Remarks", 2, MOST_REMARKS)
        or _address(fields, "ResultURL", "QueueTimeOutURL")
    )


def check_reversal(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """TransactionReversal. The misspelt identifier type is the right one."""
    return (
        _first_missing(fields, "Initiator", "SecurityCredential", "TransactionID")
        or (None if fields.get("CommandID") == "TransactionReversal" else bad("CommandID"))
        or _amount(fields)
        or (None if text_of(fields.get("ReceiverParty")) == terms.shortcode else bad("ReceiverParty"))
        or (None if text_of(fields.get("RecieverIdentifierType")) == "11" else bad("RecieverIdentifierType"))
        or _length(fields, "Remarks", 2, MOST_REMARKS)
        or _address(fields, "ResultURL", "QueueTimeOutURL")
    )


def check_balance(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """AccountBalance."""
    return (
        _first_missing(fields, "Initiator", "SecurityCredential", "IdentifierType")
        or (None if fields.get("CommandID") == "AccountBalance" else bad("CommandID"))
        or (None if text_of(fields.get("PartyA")) == terms.shortcode else bad("PartyA"))
        or _length(fields, "Remarks", 2, MOST_REMARKS)
        or _address(fields, "ResultURL", "QueueTimeOutURL")
    )


def check_register(fields: Mapping[str, Any], terms: Terms) -> Trouble | None:
    """C2B register. The case of ResponseType matters."""
    return (
        (None if text_of(fields.get("ShortCode")) == terms.shortcode else bad("ShortCode"))
        or (None if fields.get("ResponseType") in ("Completed", "Cancelled") else bad("ResponseType"))
        or _address(fields, "ConfirmationURL", "ValidationURL")
    )
