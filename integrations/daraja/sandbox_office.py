"""The sandbox's back office: it sends paybill money back, and says what lies in the accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from integrations.daraja import sandbox_callbacks as bodies
from integrations.daraja.sandbox_scenario import PAYOUT_OUTCOMES, REVERSAL_OUTCOMES, Faults, result_of
from integrations.daraja.sandbox_world import World, name_of

#: What the real one writes where there is no receipt.
JUNK_RECEIPT = "SKE0000000"

#: Whether an encrypted initiator password, with its name, is ours.
Initiator = Callable[[str, str], bool]


@dataclass(frozen=True)
class Letter:
    """One call to the institution."""

    what: str
    url: str
    body: bytes


def result_body(row: Row, code: str, said: str, transaction: str, parameters: list[tuple[str, Any]]) -> bytes:
    return bodies.result(
        code=code, said=said, originator=row["other_id"], conversation=row["provider_id"],
        transaction=transaction, parameters=parameters,
    )  # fmt: skip


@dataclass(frozen=True)
class Office:
    """Over one world, for who knows the initiator's password."""

    world: World
    is_initiator: Initiator

    def reversal(self, row: Row, faults: Faults, fields: dict[str, Any]) -> list[Letter]:
        """All of a payment goes back to the wallet it came from, once."""
        came = self.world.find(receipt=row["reference"])
        code, said = result_of(REVERSAL_OUTCOMES, self._reversed(row, came, faults, fields))
        receipt, parameters = "", []
        if code == "0" and came is not None:
            receipt, msisdn = self.world.new_receipt(), came["msisdn"]
            working = self.world.org("working")
            self.world.move(receipt, row["cents"], source=working, target=f"wallet:{msisdn}")
            parameters = bodies.reversal_parameters(
                cents=row["cents"], original=row["reference"], receiver=msisdn, name=name_of(msisdn),
                shortcode=self.world.shortcode, at=self.world.clock(),
                balance_cents=self.world.balance(working),
            )  # fmt: skip
        self.world.finish(row["id"], code=code, receipt=receipt)
        body = result_body(row, code, said, receipt or JUNK_RECEIPT, parameters)
        result = Letter("result", fields["ResultURL"], body)
        if not faults.callback.queue_timeout:
            return [result]
        timed_out = result_body(row, "1", "Request timeout in queue", JUNK_RECEIPT, [])
        return [Letter("timeout", fields["QueueTimeOutURL"], timed_out), result]

    def _reversed(self, row: Row, came: Row | None, faults: Faults, fields: dict[str, Any]) -> str:
        if faults.outcome:
            return faults.outcome
        if not self.is_initiator(fields["Initiator"], fields["SecurityCredential"]):
            return "credential"
        if came is None or came["kind"] not in ("stk", "c2b") or came["cents"] != row["cents"]:
            return "no_such_receipt"
        done = "SELECT 1 FROM daraja_transaction WHERE kind = 'reversal' AND state = 'completed' AND reference = ?"
        if self.world.store.row(done, row["reference"]):
            return "already"
        return "ok" if self.world.balance(self.world.org("working")) >= row["cents"] else "insufficient"

    def balance(self, row: Row, faults: Faults, fields: dict[str, Any]) -> list[Letter]:
        outcome = faults.outcome
        if not outcome and not self.is_initiator(fields["Initiator"], fields["SecurityCredential"]):
            outcome = "credential"
        code, said = result_of(PAYOUT_OUTCOMES, outcome or "ok")
        parameters = []
        if code == "0":
            parameters = bodies.balance_parameters(
                working_cents=self.world.balance(self.world.org("working")),
                utility_cents=self.world.balance(self.world.org("utility")),
                at=self.world.clock(),
            )
        self.world.finish(row["id"], code=code)
        return [Letter("result", fields["ResultURL"], result_body(row, code, said, JUNK_RECEIPT, parameters))]
