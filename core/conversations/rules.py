"""How a session ended, which turns count as a success, and what half and nearly all of them took."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

#: A conversation that says nothing for so long will not go on.
SILENT_AFTER = timedelta(minutes=10)

#: Outcomes by which words of hers led somewhere, and those by which they did not.
SUCCEEDED = frozenset({"began", "answered", "meant", "handed_over", "went_on", "ended", "resumed"})
FAILED = frozenset({"unclear", "refused"})


def how_ended(*, outcome: str, ends: bool, half_way: bool, noted: str, silent: bool) -> str:
    """By the last turn of a session, the provider's note and the silence since.

    completed | handed_over | left (from a menu) | dropped | timed_out | still_open
    """
    if outcome == "handed_over":
        return "handed_over"
    if ends:
        return "completed"
    if not (noted or silent):
        return "still_open"
    if not half_way:
        return "left"
    return "timed_out" if noted == "timed_out" else "dropped"


def percentile(counts: Mapping[int, int], share: float) -> int:
    """The smallest value that this share of all is not above; 0 of nothing. `counts`: value -> how many."""
    left = share * sum(counts.values())
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return max(counts, default=0)


def average(counts: Mapping[int, int]) -> int:
    many = sum(counts.values())
    return round(sum(value * times for value, times in counts.items()) / many) if many else 0
