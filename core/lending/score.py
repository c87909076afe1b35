"""Five factors from 0 to 100 and what they weigh: an expert's scorecard, until one is fitted to how loans ended.

Only what the books know: never who she is, where she lives or whom she knows. A score decides nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.lending.messages import Factor, Score

CARD = "expert-1"
#: (at least, band)
BANDS = ((80, "A"), (65, "B"), (50, "C"), (0, "D"))
WHOLE = 100
#: Nobody knows yet: in the middle.
UNKNOWN = 50
MONTHS_SEEN, FULL_TENURE = 12, 36
#: What comes in a month, in instalments: so much earns all points.
FULL_INFLOW = 3
#: What she would owe, in savings: so much earns none.
MOST_EXPOSURE = 5


@dataclass(frozen=True)
class History:
    """The instalments of other loans that were due: how many, how many paid late, and the longest delay in days."""

    instalments: int = 0
    late: int = 0
    worst_days: int = 0
    rescheduled: int = 0
    written_off: int = 0


@dataclass(frozen=True)
class Known:
    """What a score stands on; sums are minor units. `inflow` is the mean of a month, `saving_months` of the last 12."""

    history: History
    months: int
    saving_months: int
    saved: int
    inflow: int
    instalment: int
    amount: int
    owed: int


Judged = tuple[int, tuple[str, ...]]


def score(loan: str, known: Known) -> Score:
    factors = tuple(Factor(code, *_weighed(judge(known), weight)) for code, weight, judge in FACTORS)
    points = round_half_up(sum(each.points * each.weight for each in factors), WHOLE)
    band = next(band for least, band in BANDS if points >= least)
    return Score(loan, points, band, CARD, factors)


def _weighed(judged: Judged, weight: int) -> tuple[int, int, tuple[str, ...]]:
    points, reasons = judged
    return max(0, min(WHOLE, points)), weight, reasons


def round_half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def _repayment(known: Known) -> Judged:
    past = known.history
    if past.written_off:
        return 0, ("written_off",)
    if not past.instalments:
        return UNKNOWN, ("no_history",)
    points = WHOLE - round_half_up(60 * past.late, past.instalments) - min(40, past.worst_days) - 15 * past.rescheduled
    reasons = [
        (past.worst_days > 30, "very_late_before"),
        (past.late > 0, "paid_late"),
        (past.rescheduled > 0, "plan_changed"),
        (past.late == 0, "paid_on_time"),
    ]
    return points, _true(reasons)


def _savings(known: Known) -> Judged:
    seen = max(1, min(MONTHS_SEEN, known.months))
    regular = round_half_up(60 * min(known.saving_months, seen), seen)
    cover = round_half_up(40 * min(known.saved, known.amount), known.amount)
    reasons = [
        (known.saved == 0, "nothing_saved"),
        (2 * known.saving_months < seen, "saves_seldom"),
        (known.saved < known.amount, "savings_below_loan"),
        (2 * known.saving_months >= seen and known.saved >= known.amount, "saves_regularly"),
    ]
    return regular + cover, _true(reasons)


def _cash_flow(known: Known) -> Judged:
    if not known.inflow:
        return 20, ("no_inflow_seen",)
    enough = FULL_INFLOW * known.instalment
    points = round_half_up(WHOLE * min(known.inflow, enough), enough)
    return points, ("inflow_below_instalment",) if known.inflow < known.instalment else ("inflow_covers_instalment",)


def _tenure(known: Known) -> Judged:
    points = round_half_up(WHOLE * min(known.months, FULL_TENURE), FULL_TENURE)
    return points, ("new_member",) if known.months < MONTHS_SEEN else ("long_member",)


def _exposure(known: Known) -> Judged:
    would_owe = known.owed + known.amount
    if would_owe >= MOST_EXPOSURE * known.saved:
        return 0, ("owes_much_for_savings",)
    if would_owe <= known.saved:
        return WHOLE, ("covered_by_savings",)
    points = round_half_up(WHOLE * (MOST_EXPOSURE * known.saved - would_owe), (MOST_EXPOSURE - 1) * known.saved)
    return points, ("other_loans",) if known.owed else ("partly_covered",)


def _true(reasons: list[tuple[bool, str]]) -> tuple[str, ...]:
    return tuple(code for holds, code in reasons if holds)


#: (code, weight in per cent, how it is judged)
FACTORS = (
    ("repayment_history", 30, _repayment),
    ("savings_behaviour", 25, _savings),
    ("cash_flow", 20, _cash_flow),
    ("tenure", 10, _tenure),
    ("exposure", 15, _exposure),
)
