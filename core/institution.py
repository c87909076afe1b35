"""The facts of the institution itself: its name, money, addresses, limits and prices that are not a product's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from core.money import Money


@dataclass(frozen=True, kw_only=True)
class Tier:
    """How much may come in and go out a day for members whose identity is known this well."""

    level: int
    in_a_day: Money
    out_a_day: Money


@dataclass(frozen=True, kw_only=True)
class Institution:
    """Handed in by `deploy` at start. What `core/terms` has in its table staff may change, from a day on."""

    name: str = "Imarisha"
    currency: str = "KES"
    country_code: str = "254"
    time_zone: str = "Africa/Nairobi"
    ussd_code: str = "*384*1#"
    paybill: str = "600100"
    care_number: str = "0700 000 000"
    care_hours: str = "Mon-Sat 8am-6pm"
    care_days: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    """`care_hours` as numbers: days from Monday, 0."""
    care_opens: time = time(8)
    care_closes: time = time(18)
    answer_within: timedelta = timedelta(hours=4)
    """Working hours in which a person answers a chat that she took over; then the dialog has it again."""
    words_kept: timedelta = timedelta(days=90)
    """How long the words of conversations are kept."""
    calls: bool = False
    """We can call members: to take a signature by keys, to remind, to call back."""
    reminder_calls: bool = False
    """Members who are a week late are called as well."""
    wallet: str = "mpesa"
    """The wallet that members pay from and are paid to unless a line says otherwise."""
    provider: str = "daraja"
    """Which integration serves `wallet`: jobs are named `<provider>.prompt`, `<provider>.payout`, `<provider>.ask`."""
    payable_unit: Money = Money(100, "KES")
    """The smallest amount the wallet moves: a whole shilling."""
    least_payment: Money = Money(100, "KES")
    most_payment: Money = Money(25_000_000, "KES")
    least_payout: Money = Money(1_000, "KES")
    withdrawal_fee: Money = Money(1_500, "KES")
    automatic_limit: Money = Money(2_000_000, "KES")
    """Loans above it are decided by a person."""
    two_people_above: Money = Money(2_000_000, "KES")
    """Loans above it are approved by one person and a second one."""
    low_float: Money = Money(10_000_000, "KES")
    """Less than this for payouts with a provider raises an alarm."""
    desk_two_people_above: Money = Money(5_000_000, "KES")
    """Cash paid out above it is seen by a second person."""
    float_two_people_above: Money = Money(10_000_000, "KES")
    """So is cash above it between vault and till."""
    most_cash: Money = Money(1_000_000_000, "KES")
    """The most that is moved in cash at once."""
    query_above: Money = Money(5_000_000, "KES")
    """A prompt's callback above this amount is believed only after a query."""
    after_pin_change: Money = Money(500_000, "KES")
    """Money out in the 24 hours after a new PIN."""
    tiers: tuple[Tier, ...] = (
        Tier(level=0, in_a_day=Money(1_000_000, "KES"), out_a_day=Money(0, "KES")),
        Tier(level=1, in_a_day=Money(30_000_000, "KES"), out_a_day=Money(7_000_000, "KES")),
    )
    prompt_after_seconds: float = 5.0
    """A prompt leaves this long after END unless the end-of-session note comes first."""
    ask_after_seconds: tuple[float, ...] = (10, 20, 40, 60, 120, 240, 480, 960, 1800, 3600)
    """When a provider is asked about a payment whose answer has not come; the last one repeats."""
    absent_after: timedelta = timedelta(minutes=10)
    """A payout the provider says it never saw, twice, this long after the attempt, is proven not to have left."""
    prompts_to_others_a_day: int = 3
    consent_version: str = "2026-11"
    terms_version: str = "2026-11"
