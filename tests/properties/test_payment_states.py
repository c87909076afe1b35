"""The compiled table of a payment's life is the machine: walked side by side, they never part."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.payments import states

TRIGGERS = sorted({each["trigger"] for each in states.TRANSITIONS})


class Model:
    """What the machine moves."""

    state: str


def _walked(machine_walk: list[str]) -> list[str]:
    machine, model = states.machine(), Model()
    machine.add_model(model, initial="created")
    seen = []
    for trigger in machine_walk:
        machine.events[trigger].trigger(model)
        seen.append(model.state)
    return seen


@settings(max_examples=100, deadline=None)
@given(walk=st.lists(st.sampled_from(TRIGGERS), max_size=12))
def test_machine_and_table_walk_together(walk: list[str]) -> None:
    state, seen = "created", []
    for trigger in walk:
        state = states.after(state, trigger)
        seen.append(state)
    assert seen == _walked(walk)


@given(walk=st.lists(st.sampled_from([each for each in TRIGGERS if each != "reverse"]), max_size=12))
def test_a_success_is_never_downgraded(walk: list[str]) -> None:
    state = "succeeded"
    for trigger in walk:
        state = states.after(state, trigger)
    assert state == "succeeded"


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    assert set(states.TABLE.values()) | {"created"} == set(states.STATES)
    for state in states.OPEN:
        assert {states.after(state, trigger) for trigger in ("succeed", "fail", "expire")} == {
            "succeeded",
            "failed",
            "expired",
        }
