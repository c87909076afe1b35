"""We call Daraja: prompts, payouts, reversals, questions, registration; each with an outcome that can be proved."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import aiohttp
import msgspec
import structlog

from core.money import Money
from core.payments.messages import Result
from core.phone import Phone
from integrations.daraja import codes
from integrations.daraja import config as limits
from integrations.daraja.access import Access
from integrations.daraja.config import DarajaConfig
from integrations.daraja.credential import password, security_credential, timestamp
from integrations.daraja.pace import Pace
from integrations.daraja.submission import (
    BY_ORIGINATOR,
    PROVIDER_ID_FIELDS,
    Answer,
    Submission,
    error_of,
    judge,
)
from integrations.daraja.wire import Unreadable, read_object, read_prompt_query

log = structlog.get_logger()
MOST_ANSWER_BYTES = 256 * 1024

Clock = Callable[[], datetime]


class Undelivered(Exception):
    """The call did not get an answer. `sent` says whether Daraja may have seen it."""

    def __init__(self, code: str, *, sent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.sent = sent


def refused(code: str) -> Submission:
    """We ourselves refuse: Daraja would, and nothing has left."""
    return Submission("refused", code=code)


def whole_shillings(amount: Money, *, currency: str, least: int, most: int) -> int | None:
    """The amount in whole shillings between the limits, or None."""
    if amount.currency != currency or amount.decimal != amount.decimal.to_integral_value():
        return None
    shillings = int(amount.decimal)
    return shillings if least <= shillings <= most else None


async def _read(content: aiohttp.StreamReader) -> bytes:
    """The body, or as much of it as an answer of Daraja's may have."""
    body = b""
    async for piece in content.iter_chunked(16 * 1024):
        body += piece
        if len(body) > MOST_ANSWER_BYTES:
            break
    return body


class DarajaClient:
    """One per process. A session that is handed in stays its owner's; one of our own ends with `close`."""

    def __init__(self, config: DarajaConfig, *, clock: Clock, session: aiohttp.ClientSession | None = None) -> None:
        self.config = config
        self._clock = clock
        self._session = session
        self._owned = session is None
        self._access = Access(self._fetch_token, clock=clock, lasts_seconds=config.token_seconds)
        self._pace = Pace(at_once=config.most_calls_at_once, per_second=config.calls_per_second)
        self._timeout = aiohttp.ClientTimeout(
            total=config.timeout_seconds, sock_connect=config.connect_seconds, connect=config.connect_seconds
        )

    async def close(self) -> None:
        """End the session if it is ours."""
        if self._owned and self._session is not None:
            await self._session.close()
            self._session = None

    async def prompt(
        self, *, attempt: str, phone: Phone, amount: Money, reference: str, description: str
    ) -> Submission:
        """Ask a phone to pay (STK push). Daraja has no idempotency here: calling twice asks twice."""
        shillings = whole_shillings(
            amount, currency=self.config.currency, least=limits.LEAST_PROMPT, most=limits.MOST_PROMPT
        )
        if shillings is None:
            return refused("amount")
        if not 0 < len(reference) <= limits.MOST_ACCOUNT_REFERENCE:
            return refused("reference")
        if not 0 < len(description) <= limits.MOST_DESCRIPTION:
            return refused("description")
        fields = self._signed() | {
            "TransactionType": "CustomerPayBillOnline",
            "Amount": shillings,
            "PartyA": phone.digits,
            "PartyB": self.config.shortcode,
            "PhoneNumber": phone.digits,
            "CallBackURL": self.config.prompt_url(attempt),
            "AccountReference": reference,
            "TransactionDesc": description,
        }
        return await self._submit("/mpesa/stkpush/v1/processrequest", fields)

    async def ask_prompt(self, checkout: str) -> Result:
        """What became of a prompt (STK query). Trouble on the way is unknown, never failed."""
        fields = self._signed() | {"CheckoutRequestID": checkout}
        try:
            answer = await self._call("/mpesa/stkpushquery/v1/query", fields)
            spoken = read_prompt_query(answer.body)
        except Undelivered as trouble:
            return Result("unknown", trouble.code)
        except Unreadable:
            return Result("unknown", f"http {answer.status}")
        if spoken.provider_id and spoken.provider_id != checkout:
            return Result("unknown", "other_request")
        return spoken.result

    async def payout(self, *, attempt: str, phone: Phone, amount: Money, remarks: str, occasion: str) -> Submission:
        """Pay to a phone (B2C v3). `attempt` is the idempotency id: a second call is "already there"."""
        shillings = whole_shillings(
            amount, currency=self.config.currency, least=limits.LEAST_PAYOUT, most=limits.MOST_PAYOUT
        )
        if shillings is None:
            return refused("amount")
        if not limits.LEAST_REMARKS <= len(remarks) <= limits.MOST_REMARKS >= len(occasion):
            return refused("remarks")
        fields = self._initiated(attempt, name="InitiatorName") | {
            "OriginatorConversationID": attempt,
            "CommandID": "BusinessPayment",
            "Amount": shillings,
            "PartyA": self.config.payer_shortcode,
            "PartyB": phone.digits,
            "Remarks": remarks,
            "Occassion": occasion,  # spelled so at Daraja
        }
        return await self._submit("/mpesa/b2c/v3/paymentrequest", fields, already=codes.DUPLICATE_ORIGINATOR)

    async def ask_status(
        self, *, attempt: str, receipt: str = "", originator: str = "", shortcode: str = ""
    ) -> Submission:
        """Ask what became of a payment, by its receipt or by its originator id (TransactionStatus).

        The answer comes later, to the result address of `attempt`, which is this question's own token.
        """
        if not receipt and not originator:
            return refused("nothing_to_ask_by")
        about = {"TransactionID": receipt} if receipt else {"OriginalConversationID": originator}
        fields = (
            self._initiated(attempt, name="Initiator")
            | about
            | {
                "CommandID": "TransactionStatusQuery",
                "PartyA": shortcode or self.config.shortcode,
                "IdentifierType": "4",
                "Remarks": "Status",
                "Occasion": "",
            }
        )
        return await self._submit("/mpesa/transactionstatus/v1/query", fields)

    async def reverse(self, *, attempt: str, receipt: str, amount: Money, remarks: str) -> Submission:
        """Send paybill money back (TransactionReversal), all of it. A receipt can be reversed once."""
        shillings = whole_shillings(amount, currency=self.config.currency, least=1, most=limits.MOST_PROMPT)
        if shillings is None or not receipt:
            return refused("amount" if receipt else "receipt")
        fields = (
            self._initiated(attempt, name="Initiator")
            | {
                "CommandID": "TransactionReversal",
                "TransactionID": receipt,
                "Amount": shillings,
                "ReceiverParty": self.config.shortcode,
                "RecieverIdentifierType": "11",  # spelled so at Daraja
                "Remarks": remarks[: limits.MOST_REMARKS],
                "Occasion": "",
            }
        )
        return await self._submit("/mpesa/reversal/v1/request", fields, named_by=BY_ORIGINATOR)

    async def ask_balance(self, *, attempt: str, shortcode: str) -> Submission:
        """Ask what lies in the accounts of a shortcode (AccountBalance); the answer comes to the result address."""
        fields = self._initiated(attempt, name="Initiator") | {
            "CommandID": "AccountBalance",
            "PartyA": shortcode,
            "IdentifierType": "4",
            "Remarks": "Balance",
        }
        return await self._submit("/mpesa/accountbalance/v1/query", fields)

    async def register(self) -> Submission:
        """Tell Daraja where paybill money is announced. In production once; again counts as done."""
        fields = {
            "ShortCode": self.config.shortcode,
            "ResponseType": self.config.when_silent,
            "ConfirmationURL": self.config.confirmation_url(),
            "ValidationURL": self.config.validation_url(),
        }
        path = f"/mpesa/c2b/{self.config.c2b_version}/registerurl"
        return await self._submit(path, fields, already=codes.ALREADY_REGISTERED)

    def _signed(self) -> dict[str, Any]:
        stamp = timestamp(self._clock())
        code = self.config.shortcode
        proof = password(shortcode=code, passkey=self.config.passkey, stamp=stamp)
        return {"BusinessShortCode": code, "Password": proof, "Timestamp": stamp}

    def _initiated(self, attempt: str, *, name: str) -> dict[str, Any]:
        return {
            name: self.config.initiator_name,
            "SecurityCredential": security_credential(self.config.initiator_password, self.config.certificate_pem),
            "ResultURL": self.config.result_url(attempt),
            "QueueTimeOutURL": self.config.timeout_url(attempt),
        }

    async def _submit(
        self, path: str, fields: Mapping[str, Any], *, already: str = "", named_by: Sequence[str] = PROVIDER_ID_FIELDS
    ) -> Submission:
        try:
            submission = judge(await self._call(path, fields), already=already, named_by=named_by)
        except Undelivered as trouble:
            # Only what provably never reached Daraja may be tried again.
            outcome = codes.AMBIGUOUS if trouble.sent else codes.TRY_AGAIN
            submission = Submission(outcome.outcome, code=trouble.code, retryable=outcome.retryable)
        log.info("daraja_called", path=path, outcome=submission.outcome, code=submission.code)
        return submission

    async def _call(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """POST with a token. A token that is not taken is replaced once: that call was not executed."""
        body = msgspec.json.encode(fields)
        async with self._pace.turn():
            token = await self._access.token()
            answer = await self._post(path, body, token)
            if answer.status != 401 and error_of(answer)[0] not in codes.TOKEN_ERRORS:
                return answer
            self._access.drop(token)
            return await self._post(path, body, await self._access.token())

    async def _post(self, path: str, body: bytes, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return await self._send("POST", path, headers=headers, data=body)

    async def _fetch_token(self) -> str:
        pair = f"{self.config.consumer_key.reveal()}:{self.config.consumer_secret.reveal()}"
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        path = "/oauth/v1/generate?grant_type=client_credentials"
        try:
            answer = await self._send("GET", path, headers=headers)
            token = read_object(answer.body).get("access_token")
        except Undelivered as trouble:
            raise Undelivered(f"token {trouble.code}", sent=False) from trouble
        except Unreadable:
            token = None  # wrong credentials often answer with an empty body
        if answer.status != 200 or not isinstance(token, str) or not token:
            code = f"token http {answer.status} {error_of(answer)[0]}"
            raise Undelivered(code.rstrip(), sent=False)
        return token

    async def _send(self, method: str, path: str, *, headers: Mapping[str, str], data: bytes | None = None) -> Answer:
        session = self._session_in_use()
        try:
            async with session.request(
                method,
                self.config.base_url.rstrip("/") + path,
                headers=headers,
                data=data,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                return Answer(response.status, await _read(response.content))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as trouble:
            raise Undelivered("unreachable", sent=False) from trouble
        except TimeoutError as trouble:
            raise Undelivered("timeout", sent=True) from trouble
        except (aiohttp.ClientError, OSError) as trouble:
            raise Undelivered("no_answer", sent=True) from trouble

    def _session_in_use(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self.config.most_calls_at_once)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session
