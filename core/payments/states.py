"""The life of a payment: which word of a provider moves it from which state to which, and what can never happen."""

from __future__ import annotations

from typing import Any

from transitions import Machine

STATES = (
    "created", "submitted", "pending", "unknown", "review", "succeeded", "failed", "expired", "reversed",
)  # fmt: skip
#: No final answer yet.
OPEN = ("created", "submitted", "pending", "unknown", "review")
#: A request is with the provider (or may be): it is asked about, never sent again.
UNDER_WAY = ("submitted", "pending", "unknown", "review")
#: Nobody may settle it another way: a success is never taken back by a later word, only reversed.
PAID = ("succeeded", "reversed")
#: Proven: nothing moved.
NOT_MOVED = ("failed", "expired")

TRANSITIONS: list[dict[str, Any]] = [
    {"trigger": "begin", "source": "created", "dest": "submitted"},
    {"trigger": "accept", "source": ["submitted", "unknown"], "dest": "pending"},
    {"trigger": "lose", "source": ["submitted", "pending"], "dest": "unknown"},
    {"trigger": "give_up", "source": ["submitted", "pending", "unknown"], "dest": "review"},
    # Only after a proof that the last attempt was not done.
    {"trigger": "again", "source": list(UNDER_WAY), "dest": "created"},
    {"trigger": "fail", "source": list(OPEN), "dest": "failed"},
    {"trigger": "expire", "source": list(OPEN), "dest": "expired"},
    # Late money: a prompt that was called dead was paid after all.
    {"trigger": "succeed", "source": [*OPEN, "failed", "expired"], "dest": "succeeded"},
    {"trigger": "reverse", "source": "succeeded", "dest": "reversed"},
]


def machine() -> Machine:
    """The machine itself: for diagrams and for the test that walks it beside the table."""
    return Machine(
        model=None,
        states=list(STATES),
        transitions=TRANSITIONS,
        initial="created",
        auto_transitions=False,
        ignore_invalid_triggers=True,
    )


def _compiled(built: Machine) -> dict[tuple[str, str], str]:
    return {
        (source, trigger): str(each.dest)
        for trigger, event in built.events.items()
        for source, among in event.transitions.items()
        for each in among
    }


#: (state, trigger) -> state. What is not in it does not happen.
TABLE = _compiled(machine())


def after(state: str, trigger: str) -> str:
    """The state after `trigger`; the same state where the table has no such move."""
    return TABLE.get((state, trigger), state)
