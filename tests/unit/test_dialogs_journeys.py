"""What members meet on their way: a no and what follows it, a line without M-PESA, a statement, consent, a block."""

from __future__ import annotations

from core.members import messages as members
from dialogs.host import Host
from tests.house import House
from tests.people import AMINA, CHEBET, PIN, amina, baraka, host, kes, remembered, seeded, stranger, town
from tests.talk import Handset

__all__ = ["amina", "baraka", "host", "seeded", "stranger", "town"]


async def test_a_no_says_why_and_offers_a_person(host: Host) -> None:
    chebet = Handset(host, CHEBET)
    await chebet.dial()
    assert await chebet.press("2") == (
        "We cannot lend to you now: a payment is late. Pay what is late and ask again.\n"
        "1. Save now\n2. Ask a person to check\n00. Home"
    )
    assert (await chebet.press("2")).startswith("Thank you. A person will look at it")
    assert chebet.answer.ends


async def test_a_member_without_a_loan_hears_so(amina: Handset) -> None:
    await amina.dial()
    assert await amina.press("3", PIN) == "You have no loan to repay. Help: 0700 000 000.\n00. Home"


async def test_the_same_withdrawal_at_once_is_asked_about(amina: Handset, town: House) -> None:
    await amina.dial("5")
    await amina.press(PIN, "2000", PIN)
    await amina.dial("5")
    await amina.press(PIN, "2000", PIN)
    assert amina.screen == "You asked for KES 2,000 at 12pm. Do you want the same once more?\n1. Yes\n2. No"
    assert len(await town.jobs("daraja.payout")) == 1
    assert (await amina.press("1")).startswith("Enter PIN to sign.")
    assert (await amina.press(PIN)).startswith("Request taken.")
    assert len(await town.jobs("daraja.payout")) == 2


async def test_a_line_without_mpesa_is_offered_another_phone(host: Host) -> None:
    airtel = Handset(host, AMINA, wallet="airtel")
    await airtel.dial("4")
    assert airtel.screen == (
        "This line has no M-PESA.\n1. Send the prompt to an M-PESA phone\n3. Show the Paybill\n0. Back"
    )
    await airtel.press("1", "0700000002")
    assert airtel.screen == "The prompt goes to 0700 000 002. Is that right?\n1. Yes\n2. No"
    assert (await airtel.press("1")).startswith("How much do you want to save?")


async def test_a_prompt_that_is_open_is_asked_after(amina: Handset) -> None:
    await amina.dial("4")
    await amina.press("500")
    await amina.dial("4")
    assert amina.screen.startswith("We sent you an M-PESA prompt for KES 500 at 12pm. We have no answer yet.")
    assert (await amina.press("1")).startswith("We are asking M-PESA about your KES 500.")


async def test_changing_the_language_changes_the_screen_at_once(amina: Handset) -> None:
    await amina.dial()
    assert (await amina.press("9")).startswith("Imarisha. Habari Amina\n1. Salio")


async def test_a_statement_calls_each_movement_by_its_name(amina: Handset, town: House) -> None:
    await amina.dial("5")
    await amina.press(PIN, "2000", PIN)
    await amina.dial("6*1")
    assert (await amina.press(PIN)).startswith("11 Mar Taken out -2,015\nMar 2025 Brought in 12,000")


async def test_consent_refused_forgets_what_was_typed(stranger: Handset, host: Host) -> None:
    await stranger.dial()
    await stranger.press("2", "1", "Wanjiku Njeri", "23456789", "25081990", "2")
    assert stranger.screen.startswith("That is all right. Nothing you typed was kept.")
    kept = remembered(host, stranger.phone)
    assert b"23456789" not in kept
    assert b"Njeri" not in kept


async def test_a_member_is_told_the_same_as_everybody_who_types_a_known_number(stranger: Handset) -> None:
    await stranger.dial()
    await stranger.press("2", "1", "Amina Otieno", "2345678", "01051990")
    assert stranger.screen.startswith("This ID number cannot join by phone.")


async def test_blocking_needs_a_yes(amina: Handset, town: House) -> None:
    await amina.dial("7*3*1")
    assert (await amina.press("2")).startswith("Which account do you want to block?")
    await amina.press("1", "1")
    assert amina.screen.startswith("Your account is blocked: no money goes out")
    assert (await town.must(members.WhoCalls(phone=AMINA))).blocked


async def test_repay_another_amount_from_another_phone(baraka: Handset, town: House) -> None:
    await baraka.dial("3")
    await baraka.press(PIN, "4", "0700000001", "1", "3", "250")
    assert baraka.screen.startswith("Baada ya sekunde chache M-PESA itaomba PIN ya M-PESA kulipa KES 250.")
    (prompt,) = await town.rows("select minor_units, phone from payments")
    assert (prompt.minor_units, prompt.phone) == (kes(250).minor_units, AMINA.number)


async def test_a_long_first_name_is_thanked_whole(stranger: Handset) -> None:
    await stranger.dial()
    assert (await stranger.press("2", "1", "Christopherson Ouma")).startswith("Thank you Christopherson.")
