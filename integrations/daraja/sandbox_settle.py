"""How a request ends in the sandbox: money moves or does not, and the calls that say so are worded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import Any

import msgspec

from integrations.daraja import sandbox_callbacks as bodies
from integrations.daraja.config import LEAST_PAYOUT, MOST_PAYOUT
from integrations.daraja.sandbox_office import JUNK_RECEIPT, Initiator, Letter, Office, result_body
from integrations.daraja.sandbox_scenario import (
    MAGIC_PHONES,
    PAYOUT_OUTCOMES,
    PROMPT_OUTCOMES,
    Callback,
    Faults,
    result_of,
)
from integrations.daraja.sandbox_world import World, name_of

#: The result code by which this sandbox says "no such transaction". The real one documents none.
ABSENT = "R000002"
_STATUS_OF = {"completed": "Completed", "waiting": "Initiated", "failed": "Declined"}


@dataclass(frozen=True)
class Settled:
    """The letters to send, in order, and what goes wrong with them."""

    letters: tuple[Letter, ...]
    callback: Callback


@dataclass(frozen=True)
class Settling:
    """Ends the transactions of one world."""

    world: World
    is_initiator: Initiator

    @property
    def back(self) -> Office:
        return Office(self.world, self.is_initiator)

    def settle(self, number: int) -> Settled | None:
        """None: it was settled before."""
        with self.world.store.together():
            row = self.world.transaction(number)
            if row is None or row["state"] != "waiting":
                return None
            faults = msgspec.json.decode(row["faults"], type=Faults)
            ends = {
                "stk": self._prompt, "b2c": self._payout, "status": self._status,
                "reversal": self.back.reversal, "balance": self.back.balance,
            }  # fmt: skip
            letters = ends[row["kind"]](row, faults, json.loads(row["fields"]))
            return Settled(tuple(letters), faults.callback)

    # Prompts

    def _prompt(self, row: Row, faults: Faults, fields: dict[str, Any]) -> list[Letter]:
        code, said = result_of(PROMPT_OUTCOMES, self._prompt_outcome(row, faults))
        receipt, paid, letters = "", None, []
        if code == "0":
            receipt = self.world.new_receipt()
            self.take(receipt, row["msisdn"], row["cents"])
            at = self.world.clock()
            paid = {"receipt": receipt, "cents": row["cents"], "msisdn": row["msisdn"], "at": at}
            letters = self.confirmation(receipt, row["msisdn"], row["cents"], row["reference"], at)
        self.world.finish(row["id"], code=code, receipt=receipt)
        body = bodies.prompt_callback(
            merchant=row["other_id"], checkout=row["provider_id"], code=code, said=said, paid=paid
        )
        return [Letter("stk", fields["CallBackURL"], body), *letters]

    def _prompt_outcome(self, row: Row, faults: Faults) -> str:
        if faults.outcome:
            return faults.outcome
        if self.world.in_session(row["msisdn"]):
            return "locked"
        poor = self.world.balance(f"wallet:{row['msisdn']}") < row["cents"]
        return MAGIC_PHONES.get(row["msisdn"]) or ("insufficient" if poor else "ok")

    def take(self, receipt: str, msisdn: str, cents: int) -> None:
        """From a wallet to the paybill."""
        self.world.move(receipt, cents, source=f"wallet:{msisdn}", target=self.world.org("working"))

    def confirmation(self, receipt: str, msisdn: str, cents: int, reference: str, at: datetime) -> list[Letter]:
        """The C2B confirmation, where addresses are registered."""
        address = self.world.address()
        if address is None:
            return []
        said = bodies.paybill(
            receipt=receipt, cents=cents, shortcode=self.world.shortcode, reference=reference, msisdn=msisdn,
            name=name_of(msisdn), at=at, version=address["version"],
            balance_cents=self.world.balance(self.world.org("working")),
        )  # fmt: skip
        return [Letter("c2b", address["confirmation"], bodies.packed(said))]

    # Payouts

    def _payout(self, row: Row, faults: Faults, fields: dict[str, Any]) -> list[Letter]:
        code, said = result_of(PAYOUT_OUTCOMES, self._payout_outcome(row, faults, fields))
        receipt, parameters = "", []
        if code == "0":
            receipt = self.world.new_receipt()
            msisdn = faults.receiver.msisdn.lstrip("+") or row["msisdn"]
            utility, wallet = self.world.org("utility"), f"wallet:{msisdn}"
            self.world.move(receipt, row["cents"], source=utility, target=wallet)
            parameters = bodies.payout_parameters(
                cents=row["cents"], receipt=receipt, receiver=msisdn,
                name=faults.receiver.name or name_of(msisdn), at=self.world.clock(),
                utility_cents=self.world.balance(utility),
                working_cents=self.world.balance(self.world.org("working")),
            )  # fmt: skip
        self.world.finish(row["id"], code=code, receipt=receipt)
        body = result_body(row, code, said, receipt or JUNK_RECEIPT, parameters)
        result = Letter("result", fields["ResultURL"], body)
        if not faults.callback.queue_timeout:
            return [result]
        timed_out = result_body(row, "1", "Request timeout in queue", JUNK_RECEIPT, [])
        return [Letter("timeout", fields["QueueTimeOutURL"], timed_out), result]

    def _payout_outcome(self, row: Row, faults: Faults, fields: dict[str, Any]) -> str:
        if faults.outcome:
            return faults.outcome
        if not self.is_initiator(fields["InitiatorName"], fields["SecurityCredential"]):
            return "credential"
        if row["cents"] < LEAST_PAYOUT * 100:
            return "too_small"
        if row["cents"] > MOST_PAYOUT * 100:
            return "too_large"
        return "ok" if self.world.balance(self.world.org("utility")) >= row["cents"] else "insufficient"

    # Questions

    def _status(self, row: Row, faults: Faults, fields: dict[str, Any]) -> list[Letter]:
        found = self.world.find(
            receipt=fields.get("TransactionID", ""), originator=fields.get("OriginalConversationID", "")
        )
        code, said, parameters = "0", "The service request is processed successfully.", []
        if faults.outcome:
            code, said = result_of(PAYOUT_OUTCOMES, faults.outcome)
        elif not self.is_initiator(fields["Initiator"], fields["SecurityCredential"]):
            code, said = PAYOUT_OUTCOMES["credential"]
        elif found is None:
            code, said = ABSENT, "The transaction does not exist."
        else:
            parameters = self._status_of(found)
        self.world.finish(row["id"], code=code)
        body = result_body(row, code, said, "MBN0000000", parameters)
        return [Letter("result", fields["ResultURL"], body)]

    def _status_of(self, found: Row) -> list[tuple[str, Any]]:
        person = f"{found['msisdn']} - {name_of(found['msisdn'])}".removesuffix(" - ")
        house = f"{self.world.shortcode} - Imarisha"
        outwards = found["kind"] in ("b2c", "reversal")
        return bodies.status_parameters(
            status=_STATUS_OF[found["state"]], receipt=found["receipt"], cents=found["cents"],
            debit=house if outwards else person, credit=person if outwards else house,
            originator=found["other_id"], conversation=found["provider_id"],
            started=found["started_at"], done=found["done_at"],
        )  # fmt: skip
