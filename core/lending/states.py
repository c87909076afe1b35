"""The life of a loan: a machine that is checked and drawn, and the table compiled from it for handlers."""

from __future__ import annotations

from transitions import Machine

STATES = (
    "applied", "referred", "approved", "declined", "paying_out", "undone", "active", "closed", "written_off",
)  # fmt: skip

#: (event, state before, state after)
MOVES = (
    ("refer", "applied", "referred"),
    ("approve", "applied", "approved"),
    ("approve", "referred", "approved"),
    ("decline", "referred", "declined"),
    ("pay_out", "approved", "paying_out"),
    ("paid", "paying_out", "active"),
    ("not_paid", "paying_out", "undone"),
    ("send_again", "undone", "paying_out"),
    ("finish", "active", "closed"),
    ("reopen", "closed", "active"),
    ("write_off", "active", "written_off"),
)

#: Asked for and not yet in her hands: one at a time per member and product.
APPLICATIONS = ("applied", "referred", "approved", "paying_out")
OPEN = (*APPLICATIONS, "active")
#: Hers, whether or not the money has arrived; an application that waits for a person is not a loan yet.
GRANTED = ("approved", "paying_out", "active")
#: The channel of a loan that was running when it came to us.
BROUGHT_IN = "opening"
#: Money may come for these.
REPAYABLE = ("active", "closed", "written_off")
#: What staff may do to a loan in each state; what needs two people is said in core/permissions/rules.py.
STAFF_MAY = {
    "referred": ("decide",),
    "undone": ("disburse",),
    "active": ("repay", "reschedule", "write_off"),
    "closed": ("repay",),
    "written_off": ("repay",),
}


def machine() -> Machine:
    """The declaration as `transitions` understands it; for tests and drawings."""
    return Machine(
        states=list(STATES),
        transitions=[{"trigger": event, "source": before, "dest": after} for event, before, after in MOVES],
        initial="applied",
        auto_transitions=False,
    )


def compile_table(built: Machine) -> dict[tuple[str, str], str]:
    return {
        (transition.source, event.name): str(transition.dest)
        for event in built.events.values()
        for moves in event.transitions.values()
        for transition in moves
    }


TABLE = compile_table(machine())


class NoSuchMove(Exception):
    """The loan is not in a state for this. A bug: handlers look before they move."""


def after(state: str, *events: str) -> str:
    """The state that these events, one after another, lead to."""
    for event in events:
        if (state, event) not in TABLE:
            raise NoSuchMove(f"{event} in state {state}")
        state = TABLE[state, event]
    return state
