"""The parts of pages: lists as files, forms as they are typed, charts that say in words what they show."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.pages import charts
from admin.pages.charts import Bar, Series
from admin.pages.csv import DANGEROUS, cell, written
from admin.pages.forms import Form, Unreadable, read
from admin.pages.shown import day, money, percent, spaced, words
from core.messages import Arrival
from core.money import Money
from tests.house import NOON

# Lists as files


@pytest.mark.parametrize("begins", ["=1+1", "+254", "-x", "@sum", "\t=1", " =1", "|calc", "%x", "\r=1"])
def test_a_cell_that_looks_like_a_formula_is_a_text(begins: str):
    assert cell(begins).startswith("'")


def test_amounts_stay_numbers_below_zero_too():
    assert cell(Money(-150_050, "KES")) == "-1500.50"
    assert cell(-3) == "-3"
    assert cell(None) == ""


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_whatever_is_in_a_list_comes_back_from_its_file_and_is_no_formula(row: list[str]):
    made = written(("a",) * len(row), [row]).decode("utf-8-sig")
    _, *lines = list(csv.reader(io.StringIO(made, newline="")))
    assert lines == [[cell(value) for value in row]]
    assert not any(value.lstrip().startswith(DANGEROUS) for value in lines[0])


# Forms


def sent(body: bytes, kind: str = "application/x-www-form-urlencoded") -> Form:
    return read(Arrival({}, {}, {"content-type": kind}, body, NOON))


def test_a_form_is_read_as_people_type():
    form = sent(b"amount=1%2C500.50&day=2026-03-11&rate=1.5&phone=0700+000+001&many=7&name=+Amina+")
    assert form.money("amount", "KES") == Money(150_050, "KES")
    assert form.day("day") == date(2026, 3, 11)
    assert form.rate("rate") == Decimal("0.015")
    assert str(form.phone("phone")) == "0700 000 001"
    assert form.number("many", least=1, most=9) == 7
    assert form.text("name") == "Amina"
    assert form.errors == {}


def test_what_is_wrong_is_said_by_field_and_says_what_to_do():
    form = sent(b"amount=1.005&day=soon&phone=12&many=10&name=&kind=x&rate=nan")
    form.money("amount", "KES")
    form.day("day")
    form.phone("phone")
    form.number("many", least=1, most=9)
    form.text("name")
    form.one_of("kind", ("a", "b"))
    form.rate("rate")
    assert set(form.errors) == {"amount", "day", "phone", "many", "name", "kind", "rate"}
    assert all(says.startswith("Please ") for says in form.errors.values())


def test_a_file_comes_with_its_fields():
    body = (
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nmembers\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../m.csv"\r\n\r\na,b\r\n1,2\r\n--x--\r\n'
    )
    form = sent(body, "multipart/form-data; boundary=x")
    assert form.text("kind") == "members"
    assert form.files == {"file": b"a,b\r\n1,2"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1", "text/plain"), (b"\xff=\xfe", "application/x-www-form-urlencoded"),
        (b"a=%ff", "application/x-www-form-urlencoded"), (b"a=" + b"x" * 5_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % count for count in range(300)), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"), (b"", "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"x" * 1_100_000 + b"\r\n--x--\r\n",
         "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_what_no_page_sends_is_unreadable(body: bytes, kind: str):
    with pytest.raises(Unreadable):
        sent(body, kind)


@given(
    st.binary(max_size=300), st.sampled_from(["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
)
def test_no_bytes_break_the_reader(body: bytes, kind: str):
    try:
        sent(body, kind)
    except Unreadable:
        return


# How values are written


def test_values_as_staff_read_them():
    assert money(Money(150_000_000, "KES")) == "1,500,000.00"
    assert money(Money(-5, "KES")) == "-0.05"
    assert money(None) == day(None) == ""
    assert day(date(2026, 3, 1)) == "1 Mar 2026"
    assert percent(Decimal("0.015")) == "1.5 %"
    assert percent(Decimal("0.2")) == "20 %"
    assert words("loan_decision") == "loan decision"
    assert spaced("UnblockMember") == "Unblock member"


# Charts


def test_bars_say_what_they_show_and_lead_to_it():
    made = charts.bars("Late loans", [Bar("1-30 days", 3, "3 loans", "/admin/loans?late=1"), Bar("31-60", 0, "none")])
    assert 'aria-label="Late loans"' in made
    assert "<desc>1-30 days 3 loans; 31-60 none</desc>" in made
    assert '<a href="/admin/loans?late=1">' in made


def test_a_label_is_never_markup():
    made = charts.bars("<b>", [Bar("<script>", 1, '"', "javascript:x")])
    assert "<script>" not in made
    assert "<b>" not in made


@given(st.lists(st.integers(min_value=0, max_value=10**15), max_size=200))
def test_a_line_stays_within_its_frame(values: list[int]):
    made = charts.lines("Days", [str(count) for count in range(len(values))], [Series("in", values)])
    points = made.partition('points="')[2].partition('"')[0].split()
    assert all(0 <= int(x) <= charts.WIDTH and 0 <= int(y) <= charts.HEIGHT for x, y in (p.split(",") for p in points))
