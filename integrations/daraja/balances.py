"""What Daraja says lies in our accounts: one text of many accounts, of which two are of use to us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from core.money import Money
from core.providers.messages import AccountName, Held
from integrations.daraja.wire import Unreadable, parameters_of, text_of

#: Daraja's account -> ours. Charges and the float that agents use are no money we can spend.
ACCOUNTS: Mapping[str, AccountName] = {"working account": "paybill", "utility account": "payouts"}
#: Five accounts with their figures are longer than a field may be elsewhere.
MOST_ACCOUNTS = 20
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")


def read_balances(body: bytes, *, currency: str = "KES") -> tuple[Held, ...]:
    """`Working Account|KES|700000.00|...&Utility Account|KES|...`: what is available.

    Nothing where the question itself failed. Raises Unreadable.
    """
    said = parameters_of(body)
    written = said.get("AccountBalance")
    if not isinstance(written, str):
        return ()
    found = [_held(part, currency) for part in written.split("&")[:MOST_ACCOUNTS]]
    return tuple(each for each in found if each is not None)


def _held(part: str, currency: str) -> Held | None:
    """Name, currency, current, available, reserved, uncleared: what is available is what can be spent."""
    name, *figures = [text_of(field) for field in part.split("|")]
    account = ACCOUNTS.get(name.lower())
    if account is None or len(figures) < 3 or figures[0] != currency:
        return None
    if not _AMOUNT.fullmatch(figures[2]):
        raise Unreadable(f"{name} has no amount")
    return Held(account, Money.of(Decimal(figures[2]), currency))
