"""The table that handlers use says exactly what the declared machine says."""

from __future__ import annotations

import pytest
from transitions import MachineError

from core.lending.states import APPLICATIONS, MOVES, OPEN, STATES, TABLE, NoSuchMove, after, machine

EVENTS = sorted({event for event, _, _ in MOVES})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_machine_and_table_agree_on_every_event_in_every_state(state, event):
    walked = machine()
    walked.set_state(state)
    try:
        walked.trigger(event)
    except MachineError:
        assert (state, event) not in TABLE
    else:
        assert TABLE[state, event] == walked.state


def test_the_life_of_an_ordinary_loan():
    assert after("applied", "approve", "pay_out", "paid", "finish") == "closed"


def test_what_is_over_stays_over():
    ends = {state for state in STATES if not any(before == state for before, _ in TABLE)}
    assert ends == {"declined", "written_off"}
    assert not ends & set(OPEN)
    assert set(APPLICATIONS) < set(OPEN)


def test_a_finished_loan_is_open_again_when_its_last_repayment_was_a_mistake():
    assert after("active", "finish", "reopen") == "active"


def test_a_move_that_is_none_is_a_bug():
    with pytest.raises(NoSuchMove):
        after("closed", "approve")
