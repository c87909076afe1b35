"""Whatever bytes somebody calls a CSV file, reading them ends with lines and faults, never with a crash."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from core.imports import cells, employees
from core.imports.columns import COLUMNS
from core.imports.messages import KINDS, Kind, text_of
from core.imports.reading import Reading, sheet

kinds = st.sampled_from(KINDS)
READS = (
    cells.amount("KES"), cells.day, cells.phone("254"), cells.member_number, cells.loan_number, cells.id_number,
    cells.name, cells.words(40), cells.whole(0, 99), cells.one_of({"a": ("b",)}), employees.employer,
    employees.payroll_number,
)  # fmt: skip
bits = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [",", ";", "\t", '"', "\n", "\r", "\ufeff", "\0", "=", "1,234.50", "31/02/2026", "\ud800", "\ufffd"]
    ),
)


@given(kinds, st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(kind: Kind, data: bytes):
    made = sheet(kind, text_of(data))
    assert made.lines or made.faults


@given(kinds, st.lists(bits, max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_mess_below_a_good_header_is_read_line_by_line(kind: Kind, mess: list[str]):
    text = ",".join(column.name for column in COLUMNS[kind]) + "\n" + "".join(mess)
    made = sheet(kind, text)
    numbers = [each.number for each in made.lines] + [fault.line for fault in made.faults]
    assert len(numbers) == len(set(numbers))
    reading = Reading(made)
    for line in made.lines:
        for name in line.cells:
            for read in READS:
                reading.cell(line, name, read)
    assert all(fault.says for fault in reading.faults)


@given(st.sampled_from(READS), st.text())
@settings(max_examples=500, deadline=None)
def test_any_cell_is_a_value_or_a_sentence(read: Callable[[str], object], cell: str):
    assert said(read, cell) is None or said(read, cell)


def said(read: Callable[[str], object], cell: str) -> str | None:
    try:
        read(cell)
    except cells.Wrong as wrong:
        return str(wrong)
    return None
