"""How long each kind of case may take, in hours of those in which somebody is at work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

A_DAY = timedelta(hours=10)

#: A lost phone cannot wait; who complains is called the same day.
DUE: Mapping[str, timedelta] = {
    "fraud": timedelta(hours=1),
    "alarm": timedelta(hours=2),
    "call_back": timedelta(hours=4),
    "pin_reset": timedelta(hours=4),
    "complaint": A_DAY,
    "missing_payment": A_DAY,
    "new_number": A_DAY,
    "loan_decision": A_DAY,
    "review": 3 * A_DAY,
    "junior": 3 * A_DAY,
}
