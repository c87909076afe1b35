"""What a transcript looks at: account balances that changed, cases that were opened, what M-PESA showed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from core.ledger.accounts import own_side
from tests.conversations.town import Town

_balances = text("select account, sum(minor_units) as total from postings group by account order by account")
_cases = text("select number, kind, member, phone, about from cases where number > :after order by number")
_HEX = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"(new PIN is|PIN mpya ni) (\d{6})")


def money(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + f"{whole:,}" + (f".{rest:02d}" if rest else "")


@dataclass
class Looks:
    """Remembers what was seen, to show what is new."""

    town: Town
    balances: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    texts: int = 0
    bubbles: int = 0
    calls: int = 0
    prompts: dict[int, str] = field(default_factory=dict)
    code: str = ""

    async def books(self) -> list[str]:
        """Accounts whose balance changed since we looked last: the balance, and the change."""
        async with self.town.app.database.reading() as connection:
            now = {row.account: own_side(row.account, int(row.total)) for row in await connection.execute(_balances)}
        changed = {name: cents - self.balances.get(name, 0) for name, cents in now.items()}
        self.balances = now
        lines = [
            f"  {name:<32} {money(now[name]):>12} {_signed(change):>12}" for name, change in changed.items() if change
        ]
        return lines or ["  nothing moved"]

    async def opened_cases(self) -> list[str]:
        async with self.town.app.database.reading() as connection:
            rows = (await connection.execute(_cases, {"after": self.cases})).all()
        self.cases = max((row.number for row in rows), default=self.cases)
        lines = [f"  C-{row.number:04d} {row.kind:<16} {self._words(row)}".rstrip() for row in rows]
        return lines or ["  no new case"]

    def _words(self, row: Any) -> str:
        """Whose it is and what it is about; ids become names."""
        who = self.town.names.get(row.member, "") or (self.town.name_of(row.phone) if row.phone else "")
        about = _HEX.sub(lambda found: self.town.names.get(found[0], "(id)"), row.about)
        return f"{who}  {about}" if about not in (who, "") else who

    async def news(self) -> list[str]:
        """What M-PESA showed on phones and what SMS left since we looked last."""
        heard = [*await self._new_calls(), *await self._shown_by_mpesa()]
        return [*heard, *await self._new_bubbles(), *await self._new_texts()]

    async def _shown_by_mpesa(self) -> list[str]:
        lines = []
        for row in reversed((await self.town.mpesa_log())["transactions"]):
            before, self.prompts[row["id"]] = self.prompts.get(row["id"], ""), row["state"]
            if before != row["state"] and (words := _WORDS.get((row["kind"], row["state"]))):
                facts = {"amount": money(row["cents"]), "receipt": row["receipt"], "code": row["code"]}
                lines.append(f"mpesa {self.town.name_of(row['msisdn'])} | {words.format(**facts)}")
        return lines

    async def _new_calls(self) -> list[str]:
        """What was said and pressed in calls that have ended."""
        calls = await self.town.calls()
        new, self.calls = calls[self.calls :], len(calls)
        wrong = [complaint for call in new for complaint in call["complaints"]]
        assert not wrong, f"the provider complains: {wrong}"
        return [f"call {self.town.name_of(call['phone'])} | {line}" for call in new for line in call["heard"]]

    async def _new_bubbles(self) -> list[str]:
        bubbles = await self.town.bubbles()
        new, self.bubbles = bubbles[self.bubbles :], len(bubbles)
        return [f"whatsapp {self.town.name_of(each['to'])} | {line}" for each in new for line in _bubble(each)]

    async def _new_texts(self) -> list[str]:
        texts = await self.town.texts()
        new, self.texts = texts[self.texts :], len(texts)
        return [
            f"sms {self.town.name_of(each['to'])} | {line}"
            for each in new
            for line in self._masked(each["text"]).split("\n")
        ]

    def _masked(self, words: str) -> str:
        """A code for a new PIN is by chance: it is kept for `signs code` and not shown."""
        if found := _CODE.search(words):
            self.code = found[2]
            return words.replace(self.code, "(code)")
        return words


def _signed(cents: int) -> str:
    return ("+" if cents > 0 else "") + money(cents)


#: What the phone shows, or what M-PESA knows of a payout that did not work.
_WORDS = {
    ("stk", "waiting"): "Pay KES {amount} to Imarisha? Type your M-PESA PIN.",
    ("stk", "completed"): "KES {amount} paid to Imarisha, receipt {receipt}.",
    ("stk", "failed"): "Nothing paid (result {code}).",
    ("b2c", "completed"): "KES {amount} received from Imarisha, receipt {receipt}.",
    ("b2c", "failed"): "KES {amount} not paid out (result {code}).",
    ("c2b", "completed"): "KES {amount} paid to Imarisha, receipt {receipt}.",
}


def _bubble(seen: dict[str, Any]) -> list[str]:
    """The words, and below them what can be touched; a list shows its button first."""
    rows = [f"  [{row['title']}]{' ' + row['description'] if row.get('description') else ''}" for row in seen["rows"]]
    opens = [f"  ({seen['choose']})"] if seen.get("choose") else []
    return [*seen["text"].split("\n"), *opens, *rows]
