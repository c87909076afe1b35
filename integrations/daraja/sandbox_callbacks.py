"""The bodies that Daraja sends, as the sandbox writes them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from integrations.daraja.credential import NAIROBI, timestamp


def amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _number(cents: int) -> int | float:
    # The real one writes 1.00, a JSON number; this is a fake's output, nothing computes with it.
    return cents / 100 if cents % 100 else cents // 100


def packed(body: object) -> bytes:
    return json.dumps(body).encode()


def prompt_callback(*, merchant: str, checkout: str, code: str, said: str, paid: dict[str, Any] | None) -> bytes:
    """`paid` has receipt, cents, msisdn and at, when the payer paid."""
    callback: dict[str, Any] = {
        "MerchantRequestID": merchant,
        "CheckoutRequestID": checkout,
        "ResultCode": int(code) if code.isdigit() else code,
        "ResultDesc": said,
    }
    if paid:
        callback["CallbackMetadata"] = {
            "Item": [
                {"Name": "Amount", "Value": _number(paid["cents"])},
                {"Name": "MpesaReceiptNumber", "Value": paid["receipt"]},
                {"Name": "Balance"},
                {"Name": "TransactionDate", "Value": int(timestamp(paid["at"]))},
                {"Name": "PhoneNumber", "Value": int(paid["msisdn"])},
            ]
        }
    return packed({"Body": {"stkCallback": callback}})


def payer_as(version: str, msisdn: str) -> str:
    """v1 hashes the payer's number, v2 masks it."""
    if version == "v1":
        return hashlib.sha256(msisdn.encode()).hexdigest()
    return f"{msisdn[:4]} ***** {msisdn[-3:]}"


def paybill(
    *, receipt: str, cents: int, shortcode: str, reference: str, msisdn: str, name: str, at: datetime,
    version: str, balance_cents: int | None,
) -> dict[str, str]:  # fmt: skip
    """Validation (no balance yet) and confirmation have one shape."""
    return {
        "TransactionType": "Pay Bill",
        "TransID": receipt,
        "TransTime": timestamp(at),
        "TransAmount": amount(cents),
        "BusinessShortCode": shortcode,
        "BillRefNumber": reference,
        "InvoiceNumber": "",
        "OrgAccountBalance": "" if balance_cents is None else amount(balance_cents),
        "ThirdPartyTransID": "",
        "MSISDN": payer_as(version, msisdn),
        "FirstName": name.split(" ")[0],
        "MiddleName": "",
        "LastName": "",
    }


def result(
    *, code: str, said: str, originator: str, conversation: str, transaction: str,
    parameters: list[tuple[str, Any]], kind: int = 0,
) -> bytes:  # fmt: skip
    """The Result envelope. A parameter whose value is None is sent without a Value."""
    envelope: dict[str, Any] = {
        "ResultType": kind,
        "ResultCode": int(code) if code.isdigit() else code,
        "ResultDesc": said,
        "OriginatorConversationID": originator,
        "ConversationID": conversation,
        "TransactionID": transaction,
    }
    if parameters:
        rows = [{"Key": key} | ({} if value is None else {"Value": value}) for key, value in parameters]
        envelope["ResultParameters"] = {"ResultParameter": rows}
    url = "http://internalapi/mpesa/b2cresults/v1/submit"
    envelope["ReferenceData"] = {"ReferenceItem": {"Key": "QueueTimeoutURL", "Value": url}}
    return packed({"Result": envelope})


def payout_parameters(
    *, cents: int, receipt: str, receiver: str, name: str, at: datetime,
    utility_cents: int, working_cents: int,
) -> list[tuple[str, Any]]:  # fmt: skip
    return [
        ("TransactionAmount", _number(cents)),
        ("TransactionReceipt", receipt),
        ("ReceiverPartyPublicName", f"{receiver} - {name}" if name else receiver),
        ("TransactionCompletedDateTime", at.astimezone(NAIROBI).strftime("%d.%m.%Y %H:%M:%S")),
        ("B2CUtilityAccountAvailableFunds", _number(utility_cents)),
        ("B2CWorkingAccountAvailableFunds", _number(working_cents)),
        ("B2CRecipientIsRegisteredCustomer", "Y"),
        ("B2CChargesPaidAccountAvailableFunds", 0),
    ]


def reversal_parameters(
    *, cents: int, original: str, receiver: str, name: str, shortcode: str, at: datetime, balance_cents: int,
) -> list[tuple[str, Any]]:  # fmt: skip
    left = amount(balance_cents)
    return [
        ("DebitAccountBalance", f"Working Account|KES|{left}|{left}|0.00|0.00"),
        ("Amount", _number(cents)),
        ("TransCompletedTime", int(timestamp(at))),
        ("OriginalTransactionID", original),
        ("Charge", 0),
        ("CreditPartyPublicName", f"{receiver} - {name}" if name else receiver),
        ("DebitPartyPublicName", f"{shortcode} - Imarisha"),
    ]


def balance_parameters(*, working_cents: int, utility_cents: int, at: datetime) -> list[tuple[str, Any]]:
    """Name, currency, current, available, reserved, uncleared; all accounts in one text."""
    accounts = (("Working", working_cents), ("Float", 0), ("Utility", utility_cents), ("Charges Paid", 0))
    written = "&".join(f"{name} Account|KES|{amount(cents)}|{amount(cents)}|0.00|0.00" for name, cents in accounts)
    return [("AccountBalance", written), ("BOCompletedTime", int(timestamp(at)))]


def status_parameters(
    *, status: str, receipt: str, cents: int, debit: str, credit: str, originator: str, conversation: str,
    started: str, done: str,
) -> list[tuple[str, Any]]:  # fmt: skip
    return [
        ("DebitPartyName", debit),
        ("DebitPartyName", debit),  # twice, as in the provider's own sample
        ("CreditPartyName", credit),
        ("OriginatorConversationID", originator),
        ("InitiatedTime", started),
        ("DebitAccountType", "Utility Account"),
        ("DebitPartyCharges", None),
        ("TransactionReason", None),
        ("ReasonType", "Business Payment to Customer via API"),
        ("TransactionStatus", status),
        ("FinalisedTime", done),
        ("Amount", str(_number(cents))),
        ("ConversationID", conversation),
        ("ReceiptNo", receipt),
    ]
