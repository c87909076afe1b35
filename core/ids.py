"""Ids that sort by the time they were made, and tokens that nobody can guess."""

from __future__ import annotations

import os
import secrets
import time

_LAST = [0, 0]


def new_id() -> str:
    """32 hex digits: 48 bits of milliseconds, 16 bits of order within one, 64 random bits."""
    now = time.time_ns() // 1_000_000
    if now <= _LAST[0]:
        now, _LAST[1] = _LAST[0], _LAST[1] + 1
    else:
        _LAST[1] = 0
    _LAST[0] = now
    return f"{now:012x}{_LAST[1] & 0xFFFF:04x}{os.urandom(8).hex()}"


def new_token() -> str:
    """32 hex digits with 128 random bits: unguessable, for addresses that providers call."""
    return secrets.token_hex(16)


def new_reference() -> str:
    """`P` and nine letters or digits without look-alikes: what a payer's paybill statement shows."""
    return "P" + "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(9))
