"""The sandbox's world: wallets, the paybill's accounts, receipts, and what each transaction does to them."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from integrations.daraja.credential import NAIROBI
from integrations.daraja.sandbox_scenario import Faults, Match, Scenario
from integrations.daraja.sandbox_store import Store

OPENING_WALLET_CENTS = 14_000_000
OPENING_UTILITY_CENTS = 5_000_000_000
_RECEIPT_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_DAYS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
#: A prompt on a phone that somebody holds waits so long for her, then ends without an answer.
HELD_SECONDS = 60.0
_FIRST_YEAR = 2006  # the letter A, if R is 2023
_KNOWN = {"254700000001": "AMINA WANJIRU", "254700000002": "BARAKA OTIENO", "254700000003": "CHEBET KIPRONO"}


def name_of(msisdn: str) -> str:
    """Whose wallet it is, where the sandbox knows; of everybody else it shows the number alone."""
    return _KNOWN.get(msisdn, "")


def receipt_code(at: datetime, *, seed: int, number: int) -> str:
    """Ten characters: year, month and day as letters, then seven that follow from seed and number."""
    day = at.astimezone(NAIROBI)
    date = chr(ord("A") + (day.year - _FIRST_YEAR) % 26) + chr(ord("A") + day.month - 1) + _DAYS[day.day]
    return date + "".join(random.Random(f"{seed}:{number}").choices(_RECEIPT_LETTERS, k=7))


@dataclass
class Timing:
    """How long things take, in seconds; the control plane may change it while the sandbox runs."""

    prompt_seconds: float = 2.0
    payout_seconds: float = 2.0
    status_seconds: float = 0.5
    hang_seconds: float = 60.0
    register_once: bool = False
    """As in production: a second registration is refused."""


@dataclass
class World:
    """State lives in the store; this holds what is fixed while the process runs."""

    store: Store
    clock: Callable[[], datetime]
    shortcode: str
    seed: int = 1
    timing: Timing = field(default_factory=Timing)
    held: dict[str, float] = field(default_factory=dict)
    """Phones that somebody holds, and until when (monotonic); the others answer prompts by themselves."""

    def now(self) -> str:
        return self.clock().isoformat()

    # Money

    def org(self, account: str) -> str:
        return f"org:{self.shortcode}:{account}"

    def balance(self, account: str) -> int:
        """In cents. Accounts open themselves when they are first looked at."""
        found = self.store.row("SELECT cents FROM daraja_account WHERE name = ?", account)
        return found["cents"] if found else self._open(account)

    def _open(self, account: str) -> int:
        cents = OPENING_WALLET_CENTS if account.startswith("wallet:") else 0
        cents = OPENING_UTILITY_CENTS if account == self.org("utility") else cents
        self.store.run("INSERT INTO daraja_account (name, cents) VALUES (?, 0)", account)
        if cents:
            self.store.run("INSERT OR IGNORE INTO daraja_account (name, cents) VALUES ('issued', 0)")
            self.move("opening", cents, source="issued", target=account)
        return cents

    def move(self, receipt: str, cents: int, *, source: str, target: str) -> None:
        """Two postings that cancel each other."""
        for account, change in ((source, -cents), (target, cents)):
            self.balance(account)
            self.store.run("UPDATE daraja_account SET cents = cents + ? WHERE name = ?", change, account)
            self.store.run(
                "INSERT INTO daraja_posting (receipt, account, cents) VALUES (?, ?, ?)",
                receipt, account, change,
            )  # fmt: skip

    def new_receipt(self) -> str:
        return receipt_code(self.clock(), seed=self.seed, number=self.store.next_number("receipt"))

    def new_id(self, prefix: str) -> str:
        """An id that looks like the provider's, told apart by a running number."""
        number = self.store.next_number("id")
        letters = random.Random(f"{self.seed}:id:{number}").choices("0123456789abcdef", k=12)
        return f"{prefix}{self.clock().astimezone(NAIROBI):%Y%m%d}_{number:06d}{''.join(letters)}"

    # Transactions

    def begin(
        self,
        kind: str,
        *,
        provider_id: str,
        other_id: str,
        fields: Mapping[str, Any],
        faults: Faults,
        msisdn: str = "",
        cents: int = 0,
        reference: str = "",
    ) -> int | None:
        """Write down a request that was taken. None: its `other_id` was here before."""
        columns = (kind, msisdn, cents, reference, provider_id, other_id)
        kept = {name: value for name, value in fields.items() if name != "Password"}
        try:
            return self.store.add(
                "INSERT INTO daraja_transaction (kind, state, msisdn, cents, reference, provider_id,"
                " other_id, fields, faults, started_at) VALUES (?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?)",
                *columns, json.dumps(kept, default=str), msgspec.json.encode(faults).decode(), self.now(),
            )  # fmt: skip
        except sqlite3.IntegrityError:
            return None

    def finish(self, number: int, *, code: str, receipt: str = "", state: str = "") -> None:
        self.store.run(
            "UPDATE daraja_transaction SET state = ?, code = ?, receipt = ?, done_at = ? WHERE id = ?",
            state or ("completed" if code == "0" else "failed"), code, receipt, self.now(), number,
        )  # fmt: skip

    def transaction(self, number: int) -> sqlite3.Row | None:
        return self.store.row("SELECT * FROM daraja_transaction WHERE id = ?", number)

    def find(self, *, receipt: str = "", originator: str = "") -> sqlite3.Row | None:
        """Money that moved or should have: by receipt, by the caller's id, or by the provider's."""
        kinds = "kind IN ('stk', 'b2c', 'c2b', 'reversal')"
        if receipt:
            return self.store.row(f"SELECT * FROM daraja_transaction WHERE {kinds} AND receipt = ?", receipt)
        return self.store.row(
            f"SELECT * FROM daraja_transaction WHERE {kinds} AND ? IN (provider_id, other_id)", originator
        )

    def waiting(self) -> list[sqlite3.Row]:
        return self.store.rows("SELECT id, kind FROM daraja_transaction WHERE state = 'waiting' ORDER BY id")

    def has_open_prompt(self, msisdn: str) -> bool:
        sql = "SELECT 1 FROM daraja_transaction WHERE msisdn = ? AND state = 'waiting' AND kind = 'stk'"
        return self.store.row(sql, msisdn) is not None

    def in_session(self, msisdn: str) -> bool:
        return self.store.row("SELECT 1 FROM daraja_session WHERE msisdn = ?", msisdn) is not None

    def address(self) -> sqlite3.Row | None:
        """Where paybill payments are announced, if anywhere."""
        return self.store.row("SELECT * FROM daraja_address WHERE shortcode = ?", self.shortcode)

    # Phones in somebody's hand

    def hold(self, msisdn: str, seconds: float) -> None:
        self.held[msisdn] = time.monotonic() + seconds

    def is_held(self, msisdn: str) -> bool:
        return self.held.get(msisdn, 0.0) > time.monotonic()

    def open_prompts(self, msisdn: str) -> list[sqlite3.Row]:
        sql = (
            "SELECT id, cents, reference, started_at FROM daraja_transaction"
            " WHERE kind = 'stk' AND state = 'waiting' AND msisdn = ?"
        )
        return self.store.rows(sql, msisdn)

    def movements(self, msisdn: str, most: int) -> list[sqlite3.Row]:
        """Money that came and went on this phone, newest first."""
        sql = (
            "SELECT id, kind, cents, reference, receipt, done_at FROM daraja_transaction"
            " WHERE state = 'completed' AND kind IN ('stk', 'b2c', 'c2b') AND msisdn = ? ORDER BY id DESC LIMIT ?"
        )
        return self.store.rows(sql, msisdn, most)

    # Scenarios

    def faults_for(self, *, kind: str, msisdn: str, amount: int, reference: str) -> Faults:
        """Those of the first scenario that fits; each counts down."""
        rows = self.store.rows("SELECT * FROM daraja_scenario WHERE left_over IS NULL OR left_over > 0 ORDER BY id")
        for row in rows:
            scenario = msgspec.json.decode(row["scenario"], type=Scenario)
            match: Match = scenario.match
            if match.fits(kind=kind, msisdn=msisdn, amount=amount, reference=reference):
                self.store.run("UPDATE daraja_scenario SET left_over = left_over - 1 WHERE id = ?", row["id"])
                return scenario
        return Faults()
