"""Staff find a member by beginnings of her names, or by a whole number of hers as it is typed, and by nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.members import messages as members
from core.members import rules
from core.messages import Origin
from core.phone import Phone
from tests.house import House
from tests.unit.members_house import register

TELLER = Origin("staff:1", "console", frozenset({"teller"}), "session-1")
PEOPLE = (
    ("Amina Wanjiru Otieno", "2345678", "+254700000001"),
    ("Zoë Ng'ang'a-Müller", "A1234567", "+254711000002"),
    ("Baraka Otieno", "3456789", "+254722000003"),
)


@pytest.fixture
async def town(house: House) -> House:
    for full_name, id_number, phone in PEOPLE:
        await register(house, full_name=full_name, id_number=id_number, phone=Phone(phone), pin=None)
    return house


async def finds(house: House, words: str, **how) -> list[str]:
    page = await house.must(members.Members(words=words, **how), by=TELLER)
    return [each.full_name.split()[0] for each in page.items]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Baraka", "Zoë", "Amina"]),
        ("amina", ["Amina"]),
        ("OTIENO", ["Baraka", "Amina"]),
        ("oti bar", ["Baraka"]),
        ("wanj otien ami", ["Amina"]),
        ("zoe", ["Zoë"]),
        ("muller", ["Zoë"]),
        ("nganga", ["Zoë"]),
        ("Ng\u2019ang\u2019a", ["Zoë"]),
        ("tieno", []),
        ("amina baraka", []),
        ("m1", ["Amina"]),
        ("M-00002", ["Zoë"]),
        ("m 00003", ["Baraka"]),
        ("m9", []),
        ("0722 000 003", ["Baraka"]),
        ("+254 722-000-003", ["Baraka"]),
        ("00254722000003", ["Baraka"]),
        ("722000003", ["Baraka"]),
        ("2345678", ["Amina"]),
        ("a 1234567", ["Zoë"]),
        ("234567", []),
        ("%", []),
        ("_mina", []),
        ("a%", ["Amina"]),
        ("' or 1=1 --", []),
        ("\x00", []),
        ("ami\x00na", []),
        ("\ud800", []),
        ("9" * 5000, []),
    ],
)
async def test_what_is_typed_finds(town: House, words: str, found: list[str]):
    assert await finds(town, words) == found


async def test_a_search_is_narrowed_by_tier_stop_and_day_of_joining(town: House):
    house = town
    zoe = await register(house, full_name="Wangari Maathai", id_number="55555", phone=Phone("+254733000004"),
                         tier=0, joined_on=date(2026, 3, 1), pin=None)  # fmt: skip
    await house.must(members.SuspendMember(member=zoe, reason="x"))
    assert await finds(house, "", tier=0) == ["Wangari"]
    assert await finds(house, "wa", blocked=True) == ["Wangari"]
    assert await finds(house, "wa", blocked=False) == ["Amina"]
    assert await finds(house, "", joined_from=date(2026, 1, 1)) == ["Wangari"]
    assert await finds(house, "m4", joined_to=date(2026, 1, 1)) == []


async def test_a_line_shows_no_whole_phone_and_says_how_she_stands(town: House):
    [line] = (await town.must(members.Members(words="m1"), by=TELLER)).items
    assert (line.number, line.phone, line.state) == ("M-00001", "0700 *** 001", "active")
    await town.must(members.BlockMember(member=line.member))
    [line] = (await town.must(members.Members(words="m1"), by=TELLER)).items
    assert line.state == "blocked"


async def test_pages_follow_each_other_and_end(town: House):
    seen, cursor = [], ""
    while True:
        page = await town.must(members.Members(limit=2, cursor=cursor), by=TELLER)
        seen += [each.number for each in page.items]
        cursor = page.next
        if not cursor:
            break
    assert seen == ["M-00003", "M-00002", "M-00001"]
    assert (await town.must(members.Members(cursor="\x00"), by=TELLER)).items == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40) | st.text(alphabet="%_*?'\"\\;()[]{}.^$+-| aM0", max_size=20))
async def test_any_text_is_only_a_beginning_of_names_or_a_whole_number(town: House, words: str):
    page = await town.must(members.Members(words=words), by=TELLER)
    parts = rules.searched(words)
    if not words.strip():
        assert len(page.items) == len(PEOPLE)
    elif not parts:
        assert page.items == ()
    for line in page.items if words.strip() else ():
        names = rules.folded(line.full_name)
        by_name = all(any(name.startswith(part) for name in names) for part in parts)
        assert by_name or any(sign.isdigit() for sign in words)


async def test_a_new_name_is_found_and_the_old_one_is_not(town: House):
    [line] = (await town.must(members.Members(words="baraka"), by=TELLER)).items
    await town.must(members.ChangeDetails(member=line.member, full_name="barack otieno"))
    assert await finds(town, "baraka") == []
    assert await finds(town, "barack") == ["Barack"]
