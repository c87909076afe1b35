"""The simulator in a real browser: a person takes a phone, presses its keys, and sees what the money did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from channels.sms import africastalking_webhook as sms_webhook
from tests.whole.browser import LAPTOP, POCKET, Sitting, chromium, sitting
from tests.whole.running import Site

BARAKA, DAUDI, GITONGA, ISAAC, JOYCE, LILIAN, NALIAKA, OMONDI, SAMUEL, TABITHA, WAFULA, NOBODY = (
    f"+2547000000{end}" for end in ("02", "04", "07", "09", "10", "12", "14", "15", "18", "19", "20", "99")
)
TABS = ("ussd", "sms", "whatsapp", "call")
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of its own: here time is put forward."""
    site = Site(tmp_path_factory.mktemp("simulator") / "var")
    try:
        asyncio.run(site.start("serve", "--demo"))
        yield site
    finally:
        site.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Any]:
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def seat(browser: Any, house: Site) -> AsyncIterator[Sitting]:
    async with sitting(browser, house.url) as found:
        yield found


class TestTheFeaturePhone:
    async def test_a_loan_from_the_first_key_to_the_books(self, seat: Sitting) -> None:
        assert (await seat.dial()).startswith("Imarisha. Hello Amina")
        assert "You pay 3 x 1,742" in await seat.answer("2", "1", "5000", "3")
        assert "KES 4,940 is on its way" in await seat.answer("1", "4821")
        await seat.sees("KES 5,225", "#money .loan")
        await seat.sees("KES 4,940 sent to your M-PESA", "#texts li")
        await seat.sees("M-PESA paid it out", "#books .entry.new")
        await seat.sees("loans:LN-0018:principal", "#books .own")
        await seat.sees("KES 144,940", "#mpesa .wallet")
        assert await seat.page.locator("#counters > div").nth(0).inner_text() == "Answers typed\n6"

    async def test_its_own_keys_do_the_same_and_letters_come_by_pressing_again(self, seat: Sitting) -> None:
        await seat.take(NOBODY)
        key = seat.page.locator
        for name in "*384*1#":
            await key(f"[data-key='{name}']").click()
        await key("[data-key=call]").click()
        await seat.mode("menu")
        assert "Karibu Imarisha" in await seat.screen()
        await key("[data-key='#']").click()
        for name in ("2", "2", "3"):
            await key(f"[data-key='{name}']").click()
        assert await seat.page.locator(".reply").inner_text() == "Bd"
        await key("[data-key=end]").click()
        await seat.mode("idle")

    async def test_somebody_joins_with_a_real_keyboard(self, seat: Sitting) -> None:
        await seat.take(NOBODY)
        await seat.dial()
        assert "Your full name" in await seat.answer("2", "1")
        await seat.answer("Zawadi Chebet", "31234567", "14061990")
        assert "PIN" in await seat.answer("1")
        assert "Zawadi" in await seat.answer("7193", "7193")
        await seat.sees("Zawadi", "#money .whose")
        await seat.sees("Welcome", "#texts li")

    async def test_a_dropped_line_is_taken_up_again(self, seat: Sitting) -> None:
        await seat.take(DAUDI)
        await seat.dial("*384*1*2#")
        await seat.answer("1", "5000")
        await seat.page.click("#drop")
        await seat.mode("dropped")
        assert "The line dropped." in await seat.screen()
        await seat.page.keyboard.press("Enter")
        assert "You had not finished: Borrow" in await seat.dial()
        assert "Repay in how many months?" in await seat.answer("1")
        await seat.page.keyboard.press("Escape")

    async def test_a_code_of_somebody_else_is_not_ours(self, seat: Sitting) -> None:
        await seat.page.keyboard.type("*100#")
        await seat.page.keyboard.press("Enter")
        await seat.mode("dropped")
        assert "invalid MMI code" in await seat.screen()


class TestMpesa:
    async def test_a_prompt_is_paid_on_the_phone(self, seat: Sitting) -> None:
        await seat.take(BARAKA)
        await repay(seat)
        assert "Do you want to pay Ksh 1,742" in await seat.screen()
        await seat.page.keyboard.type("1234")
        await seat.page.keyboard.press("Enter")
        await seat.sees("KES 1,742 received for loan LN-0017", "#texts li")
        await seat.sees("A repayment", "#books .entry.new")

    @pytest.mark.parametrize(
        ("phone", "way", "told"),
        [
            (GITONGA, "Cancelled", "was not paid: the M-PESA prompt was cancelled"),
            (NALIAKA, "Wrong PIN", "was not paid"),
            (JOYCE, "twice", "Loan LN-0015 is finished"),
            (ISAAC, "never", "your deposit of KES 300 is in your savings"),
        ],
    )
    async def test_it_ends_as_it_is_told_to(self, seat: Sitting, phone: str, way: str, told: str) -> None:
        await seat.take(phone)
        await (save(seat) if phone == ISAAC else repay(seat))
        await seat.page.click(f"#mpesa .prompt >> text='{way}'")
        if way == "never":
            await seat.page.click("text='+1 min'")
        await seat.sees(told, "#texts li", seconds=30)

    async def test_money_at_the_paybill_finds_its_place_or_suspense(self, seat: Sitting, house: Site) -> None:
        await seat.take(OMONDI)
        await seat.page.click("#mpesa summary")
        await seat.page.fill("#amount", "250")
        await seat.page.click(".paybill button")
        await seat.sees("KES 1,050", "#money td")
        await seat.page.fill("#account", "WHO-KNOWS")
        await seat.page.click(".paybill button")
        await seat.sees('account "WHO-KNOWS"', "#texts li")
        await seat.page.fill("#amount", "0.5")
        await seat.page.click(".paybill button")
        await seat.sees("Whole shillings", ".paybill .wrong")

    async def test_a_line_of_another_network_has_no_mpesa(self, seat: Sitting) -> None:
        await seat.take(BARAKA)
        await seat.page.click("#networks >> text=Airtel")
        await seat.dial("*384*1*3#")
        assert "This line has no M-PESA" in await seat.answer("4821")
        await seat.page.keyboard.press("Escape")


async def repay(seat: Sitting) -> None:
    await seat.dial("*384*1*3#")
    await seat.answer("4821")
    assert "M-PESA asks" in await seat.answer("1")
    await seat.mode("prompt")


async def save(seat: Sitting) -> None:
    await seat.dial("*384*1*4#")
    await seat.answer("300")
    await seat.mode("prompt")


class TestTheOtherDevices:
    async def test_a_chat_has_lists_that_are_tapped(self, seat: Sitting) -> None:
        await seat.take(SAMUEL)
        await seat.page.click("#tab-whatsapp")
        await write(seat, "whatsapp", "hello")
        await seat.sees("Hello Samuel", "#device-whatsapp .bubble")
        assert "Hello Samuel" in await seat.page.locator("#device-whatsapp .bubble").last.inner_text()
        await seat.page.click("#device-whatsapp .touch")
        await seat.page.click("#device-whatsapp .rows >> text=Borrow")
        await seat.sees("Which loan?", "#device-whatsapp .bubble")
        assert await seat.page.locator("#device-whatsapp .bubble.mine").all_inner_texts() != []

    async def test_a_text_is_answered_and_goes_on_by_itself_once_the_pin_was_typed_elsewhere(
        self, seat: Sitting, house: Site
    ) -> None:
        await seat.take(WAFULA)
        await seat.page.click("#tab-sms")
        await write(seat, "sms", "balance")
        await seat.sees("dial *384*1*8#", "#device-sms .bubble")
        await seat.page.click("#tab-ussd")
        await seat.dial("*384*1*8#")
        await seat.answer("4821")
        await seat.page.keyboard.press("Escape")
        await seat.sees("Savings: KES 4,100", "#texts li")
        kept = house.rows("select source from inbox where about = ?", WAFULA)
        assert {row["source"] for row in kept} == {sms_webhook.TEXTS}

    @pytest.mark.parametrize(("operator", "says"), [("africastalking", ""), ("twilio", "salio")])
    async def test_a_call_is_heard_and_answered(self, seat: Sitting, operator: str, says: str) -> None:
        await seat.take(TABITHA if operator == "twilio" else SAMUEL)
        await seat.page.click("#tab-call")
        await seat.page.select_option("#operator", operator)
        await seat.page.click("#device-call .ring")
        await seat.page.wait_for_selector("#device-call .call-pad button:enabled")
        if says:
            await write(seat, "call", says)
        else:
            await seat.page.keyboard.press("1")
        await seat.sees("PIN", "#device-call .bubble")
        await seat.page.wait_for_selector("#device-call .call-pad button:enabled")
        for key in "4821":
            await seat.page.click(f"#device-call .call-pad >> text='{key}'")
        await seat.sees("elfu mbili" if says else "thirty-one thousand", "#device-call .bubble")
        assert "4821" not in await seat.page.inner_text("#device-call .thread")
        await seat.page.click("#device-call .hang")
        await seat.sees("The call is over.", "#device-call .bubble")


async def write(seat: Sitting, device: str, words: str) -> None:
    await seat.page.fill(f"#device-{device} .composer input", words)
    await seat.page.keyboard.press("Enter")


class TestTheRoom:
    async def test_time_is_put_forward_and_reminders_come_by_themselves(self, seat: Sitting, house: Site) -> None:
        await seat.take(LILIAN)
        await seat.dial()
        await seat.answer("2", "1", "3000", "1", "1", "4821")
        await seat.sees("sent to your M-PESA", "#texts li")
        await seat.page.click("text='+30 days'")
        await seat.sees("is due", "#texts li", seconds=60)
        assert (house.data / "clock").read_text().strip().isdecimal(), "a restart does not go back in time"
        await house.proven()

    async def test_tabs_and_people_are_reached_by_keys_alone(self, seat: Sitting) -> None:
        await seat.page.focus("#tab-ussd")
        for name in (*TABS[1:], TABS[0]):
            await seat.page.keyboard.press("ArrowRight")
            assert await seat.page.locator(f"#device-{name}").is_visible()
        await seat.page.focus("#people input:checked")
        await seat.page.keyboard.press("ArrowDown")
        await seat.sees("Baraka", "#money .whose")
        assert "Hello Baraka" in await seat.dial()
        await seat.page.keyboard.press("Escape")

    @pytest.mark.parametrize("size", [LAPTOP, POCKET], ids=["laptop", "pocket"])
    async def test_axe_finds_nothing_serious(self, browser: Any, house: Site, size: tuple[int, int]) -> None:
        async with sitting(browser, house.url, size) as seat:
            found = []
            for name in TABS:
                await seat.page.click(f"#tab-{name}")
                found += [f"{name}: {line}" for line in await seat.axe()]
            assert found == []
            width = await seat.page.evaluate("document.documentElement.scrollWidth")
            assert width <= size[0], "nothing stands out at the side"
