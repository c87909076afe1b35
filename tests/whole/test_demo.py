"""What `make run` promises: the demo by plain HTTP, from the first dial to a clean proof."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from deploy.people import PASSWORD, PEOPLE
from tests.whole.phones import phone
from tests.whole.running import Http, Site, eventually, patience

AMINA, DAUDI, JOYCE, LILIAN, NOBODY = (f"+2547000000{end}" for end in ("01", "04", "10", "12", "99"))
#: Promised: paid out and told within ten seconds.
PAID_OUT_SECONDS = 10
#: A prompt leaves so long after END at the latest, and then takes a little.
PROMPT_SECONDS = 5.0


class TestTheDemoKeys:
    """HTTP.md §4, hop by hop; as deep dials they stop before the first PIN or confirmation."""

    @pytest.mark.parametrize(
        ("number", "keys", "shows"),
        [
            (AMINA, "1*4821", "CON Savings: KES 12,000"),
            (DAUDI, "2*1*5000*3*1*4821", "END Thank you Daudi. Loan LN-"),
            (JOYCE, "3*4821*1", "END In a few seconds M-PESA asks"),
            (DAUDI, "4*500", "END In a few seconds M-PESA asks"),
        ],
    )
    async def test_hop_by_hop(self, town: Site, http: Http, number: str, keys: str, shows: str) -> None:
        assert (await phone(http, town, number).keys(keys)).startswith(shows)

    @pytest.mark.parametrize(
        ("keys", "stops_at"),
        [
            ("1*4821", "CON Enter your Imarisha PIN."),
            ("2*1*5000*3*1*4821", "CON You get KES 4,940 today"),
            ("3*4821*1", "CON Enter your Imarisha PIN."),
            ("4*500", "CON How much do you want to save?"),
        ],
    )
    async def test_dialled_at_once(self, town: Site, http: Http, keys: str, stops_at: str) -> None:
        """Nothing that was dialled by redial or by a button of the phone is ever taken for a signature."""
        assert (await phone(http, town, LILIAN).dial(keys)).startswith(stops_at)

    async def test_a_stranger_may_join(self, town: Site, http: Http) -> None:
        assert "Karibu Imarisha" in await phone(http, town, NOBODY).dial()


async def test_a_loan_is_paid_out_and_told_within_ten_seconds(town: Site, http: Http) -> None:
    amina = phone(http, town, AMINA)
    await amina.dial()
    assert "too little" in await amina.press("2", "1", "50")
    assert "You pay 3 x 1,742" in await amina.press("5000", "3")
    assert "You can try 2 more times" in await amina.press("1", "4822")
    assert "KES 4,940 is on its way" in await amina.press("4821")
    signed = amina.screen
    assert await amina.again() == signed

    def told() -> bool:
        return any("4,940" in text for text in town.texts(AMINA))

    took = await eventually(told, "an SMS about the loan", seconds=PAID_OUT_SECONDS)
    print(f"paid out and told after {took:.1f} s")
    paid = town.sandbox_rows(
        "select cents, state from daraja_transaction where kind = 'b2c' and msisdn = ?", AMINA.removeprefix("+")
    )
    assert [tuple(row) for row in paid] == [(494_000, "completed")], "one loan, however often the hop came"
    await town.proven()


class TestMoneyThatArrives:
    async def test_a_confirmation_that_comes_twice_is_booked_once(self, town: Site, http: Http) -> None:
        """Baraka's loan, at the paybill."""
        before = loan_balance(town, "LN-0017")
        for _ in range(2):
            assert await confirm(http, town, paybill("SKE1BARAKA", 1742, "LN-0017")) == 200
        await eventually(lambda: loan_balance(town, "LN-0017") < before, "the repayment", seconds=10)
        await idle(town, http)
        owed = town.rows("select count(*) as times, sum(booked) as cents from payments where receipt = 'SKE1BARAKA'")
        assert tuple(owed[0]) == (1, 174_200)
        await town.proven()

    async def test_an_unknown_account_goes_to_suspense(self, town: Site, http: Http) -> None:
        assert await confirm(http, town, paybill("SKE1NOBODY", 300, "WHO-KNOWS")) == 200

        def kept() -> bool:
            found = town.rows("select reference, minor_units, state from suspense where receipt = 'SKE1NOBODY'")
            return [tuple(row) for row in found] == [("WHO-KNOWS", 30_000, "open")]

        await eventually(kept, "suspense", seconds=10)
        await town.proven()


class TestSavingByPrompt:
    async def test_the_prompt_waits_for_the_end_of_the_session(self, town: Site, http: Http) -> None:
        """M-PESA locks a subscriber who is in a session (1001): the note that it ended lets the prompt go at once."""
        kamau = phone(http, town, "+254700000012")
        await in_session(http, town, kamau.number, is_open=True)
        began = time.monotonic()
        await kamau.keys("4*310")
        assert prompts(town, kamau.number) == [], "it did not leave while she was looking at the screen"
        await in_session(http, town, kamau.number, is_open=False)
        assert await kamau.hang_up() == 200
        await eventually(lambda: prompts(town, kamau.number), "the prompt", seconds=PROMPT_SECONDS)
        assert time.monotonic() - began < patience(PROMPT_SECONDS)
        await eventually(lambda: prompts(town, kamau.number) == ["completed"], "its answer", seconds=10)
        await eventually(lambda: any("310" in text for text in town.texts(kamau.number)), "a receipt", seconds=10)

    async def test_without_a_note_it_leaves_five_seconds_after_the_end(self, town: Site, http: Http) -> None:
        caller = phone(http, town, "+254700000018")
        await caller.keys("4*320")
        ended = time.monotonic()
        await eventually(lambda: prompts(town, caller.number), "the prompt", seconds=PROMPT_SECONDS + 10)
        assert time.monotonic() - ended > PROMPT_SECONDS - 0.5

    async def test_a_cancelled_prompt_is_told(self, town: Site, http: Http) -> None:
        caller = phone(http, town, "+254700000006")
        before = ordinary_balance(town, "S00006")
        fault = {"match": {"kind": "stk", "msisdn": caller.number}, "outcome": "cancelled"}
        await post(http, f"{town.sandboxes['daraja']}/_sim/scenario", fault)
        await caller.keys("4*330")
        await caller.hang_up()
        await eventually(lambda: any("330" in text for text in town.texts(caller.number)), "an SMS", seconds=15)
        assert ordinary_balance(town, "S00006") == before


async def test_two_hundred_callers_see_only_their_own_screens(town: Site, http: Http) -> None:
    """Twenty members with ten strangers each between them; every screen that names somebody names the caller."""

    async def member(count: int) -> None:
        caller = phone(http, town, f"+2547{count:08d}")
        for _ in range(3):
            screen = await caller.dial()
            names = [person.name.split()[0] for person in PEOPLE if person.name.split()[0] in screen]
            assert names == [PEOPLE[count - 1].name.split()[0]], screen
            await caller.press("7")

    async def stranger(count: int) -> None:
        caller = phone(http, town, f"+25472200{count:04d}")
        name = f"{_letters(count)} Wa {_letters(count)}"
        await caller.dial()
        assert f"Thank you {_letters(count)}." in await caller.press("2", "1", name)

    together = [member(count) for count in range(1, 21)] + [stranger(count) for count in range(1, 181)]
    began = time.monotonic()
    await asyncio.gather(*together)
    print(f"200 callers, {20 * 6 + 180 * 4} hops in {time.monotonic() - began:.1f} s")


def _letters(count: int) -> str:
    return "Zu" + "".join(chr(ord("a") + int(digit)) for digit in f"{count:03d}")


# The sentences above, in HTTP and SQL


async def post(http: Http, url: str, body: Any) -> Any:
    async with http.post(url, json=body) as reply:
        assert reply.status == 200, await reply.text()
        return await reply.json()


async def in_session(http: Http, town: Site, number: str, *, is_open: bool) -> None:
    await post(http, f"{town.sandboxes['daraja']}/_sim/session", {"msisdn": number, "open": is_open})


def prompts(town: Site, number: str) -> list[str]:
    """The states of the prompts that M-PESA has for this phone."""
    sql = "select state from daraja_transaction where kind = 'stk' and msisdn = ? order by id"
    return [row["state"] for row in town.sandbox_rows(sql, number.removeprefix("+"))]


def paybill(receipt: str, shillings: int, reference: str) -> dict[str, str]:
    return {
        "TransactionType": "Pay Bill", "TransID": receipt, "TransTime": "20261123120000",
        "TransAmount": f"{shillings}.00", "BusinessShortCode": "600100", "BillRefNumber": reference,
        "InvoiceNumber": "", "OrgAccountBalance": "49197.00", "ThirdPartyTransID": "", "MSISDN": "2547 ***** 002",
        "FirstName": "BARAKA",
    }  # fmt: skip


async def confirm(http: Http, town: Site, money: dict[str, str]) -> int:
    async with http.post(f"{town.url}/payments/daraja/demo/c2b/confirmation", json=money) as reply:
        return reply.status


def loan_balance(town: Site, number: str) -> int:
    return int(town.rows("select owed from loans where number = ?", number)[0]["owed"])


def ordinary_balance(town: Site, account: str) -> int:
    found = town.rows("select -sum(minor_units) as cents from postings where account = ?", f"savings:{account}")
    return int(found[0]["cents"])


async def idle(town: Site, http: Http) -> None:
    """Everything that arrived has been read."""
    sql = "select 1 from jobs where state = 'waiting' and name like 'arrived.%'"
    await eventually(lambda: not town.rows(sql), "an empty queue", seconds=10)


async def test_staff_ask_about_a_member_with_their_own_token(town: Site, http: Http) -> None:
    body = {"username": "teller@imarisha.example", "password": PASSWORD}
    async with http.post(f"{town.url}/api/auth/login", json=body) as reply:
        headers = {"Authorization": f"Bearer {(await reply.json())['access_token']}"}
    async with http.get(f"{town.url}/api/members?words=amina", headers=headers) as reply:
        [amina] = (await reply.json())["items"]
    async with http.get(f"{town.url}/api/voice/analytics/{amina['member']}", headers=headers) as reply:
        assert reply.status == 200, await reply.text()
    async with http.get(f"{town.url}/api/audit", headers=headers) as reply:
        assert (reply.status, (await reply.json())["code"]) == (403, "not_permitted")
