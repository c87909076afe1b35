"""What each command does, once the settings are read: it answers the status that the process ends with."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from decimal import InvalidOperation
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.sms import africastalking_webhook as sms_webhook
from channels.sms.render import accent as sms_accent
from channels.terminal.calling import Call
from channels.terminal.chatting import Chat, bubble_shown, text_shown
from channels.terminal.terminal import talk
from channels.whatsapp.render import accent as whatsapp_accent
from core.db import Database
from core.imports.messages import FileAsked, text_of
from core.money import Money
from core.phone import Phone
from core.proofs import Proof, failed, prove_trail
from core.proofs import prove as prove_all
from deploy import clock, closing, employing, importing, providers
from deploy import migrate as migrations
from deploy.app import App, bus_of, institution_of
from deploy.people import COLLEAGUES, PASSWORD, PEOPLE, PIN
from deploy.serve import listen, prepare, serving, until_signal, working
from deploy.settings import EMBEDDED, Settings, WrongSetting
from deploy.simulation import PATH


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


async def serve(settings: Settings, _: argparse.Namespace) -> int:
    listening = listen(settings.host, settings.port)
    own = clock.of(settings)
    await prepare(settings, own)
    async with serving(settings, listening, clock=own) as app:
        _say(*_welcome(app, port=listening.getsockname()[1]))
        await until_signal()
        _say("Stopping.")
    return 0


async def work(settings: Settings, _: argparse.Namespace) -> int:
    own = clock.of(settings)
    await prepare(settings, own)
    async with working(settings, clock=own):
        _say("Working.")
        await until_signal()
    return 0


async def sandbox(settings: Settings, _: argparse.Namespace) -> int:
    if settings.production:
        _say("Sandboxes never run in production.")
        return 1
    async with AsyncExitStack() as stack:
        found, own = await providers.sandboxes(settings, clock.of(settings), stack)
        _say(*(f"{name} sandbox  {url}" for name, url in sorted(found.items())))
        if not own:
            _say("They run already.")
            return 0
        await until_signal()
    return 0


async def migrate(settings: Settings, _: argparse.Namespace) -> int:
    settings.data.mkdir(parents=True, exist_ok=True)
    await migrations.upgrade(settings.database)
    return 0


async def seed(settings: Settings, _: argparse.Namespace) -> int:
    if settings.production:
        _say("Demo data never goes into production.")
        return 1
    await prepare(settings, clock.of(settings), seeds=True)
    _say(f"{len(PEOPLE)} members, PIN {PIN}; {len(COLLEAGUES)} staff, password {PASSWORD}.")
    return 0


async def staff(settings: Settings, arguments: argparse.Namespace) -> int:
    if not arguments.act or not arguments.username:
        _say(*employing.USAGE)
        return 2
    own = clock.of(settings)
    await prepare(settings, own)
    database = Database(settings.database)
    try:
        door = bus_of(settings, database, own)
        if arguments.act == "add":
            code = await employing.add(door, arguments.username, arguments.name, arguments.role)
        else:
            code = await employing.reset(door, arguments.username)
    finally:
        await database.close()
    url = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    worked, lines = employing.told(code, institution_of(settings), url=url, today=own().date())
    _say(*lines)
    return 0 if worked else 1


async def prove(settings: Settings, arguments: argparse.Namespace) -> int:
    if not settings.database_url and not (settings.data / EMBEDDED).exists():
        _say(f"There is no database in {settings.data}.")
        return 1
    database = Database(settings.database)
    proofs: tuple[Proof, ...]
    try:
        async with database.reading() as connection:
            if arguments.audit:
                proof, head = await prove_trail(connection)
                proofs, also = (proof,), [head]
            else:
                proofs, also = await prove_all(connection, institution_of(settings)), []
    finally:
        await database.close()
    _say(*_proof_table(proofs), *also)
    return 1 if failed(proofs) else 0


async def close_day(settings: Settings, arguments: argparse.Namespace) -> int:
    own = clock.of(settings)
    await prepare(settings, own)
    day = arguments.date or own().astimezone(ZoneInfo(settings.time_zone)).date()
    database = Database(settings.database)
    try:
        closed, reasons = await closing.close(bus_of(settings, database, own), day)
    finally:
        await database.close()
    if closed is None:
        _say(f"{day} cannot be closed:", *(f"  {reason}" for reason in reasons))
        return 1
    _say(
        f"{day} is closed." if closed.is_new else f"{day} was closed already, at {closed.closed_at:%Y-%m-%d %H:%M} UTC."
    )
    return 0


async def import_file(settings: Settings, arguments: argparse.Namespace) -> int:
    """Of the operator: nobody else is asked. Staff bring files in on the page, and need a second person."""
    try:
        data = await asyncio.to_thread(Path(arguments.file).read_bytes)
    except OSError as error:
        _say(f"{arguments.file} cannot be read: {error.strerror}.")
        return 1
    asked = FileAsked(
        kind=arguments.kind, text=text_of(data), on=arguments.on, rows=arguments.rows, employer=arguments.employer,
        month=arguments.month, total=_amount("--total", arguments.total), paid=_amount("--paid", arguments.paid),
    )  # fmt: skip
    own = clock.of(settings)
    await prepare(settings, own)
    database = Database(settings.database)
    try:
        lines, well = await importing.bring_in(bus_of(settings, database, own), asked, dry_run=arguments.dry_run)
    finally:
        await database.close()
    _say(*lines)
    return 0 if well else 1


def _amount(option: str, typed: str | None) -> Money | None:
    try:
        return Money.of(typed.replace(",", ""), "KES") if typed else None
    except (InvalidOperation, ValueError):
        raise WrongSetting(f"{option} is an amount, like 12,345,678.90") from None


async def chat(settings: Settings, arguments: argparse.Namespace) -> int:
    """A phone beside the server of the same folder, or all alone: then with the demo's people."""
    phone, record = Phone.read(arguments.phone), arguments.record
    own = clock.of(settings)
    await prepare(settings, own, seeds=not settings.production and not (settings.data / EMBEDDED).exists())
    lines: list[str] = []
    # Callbacks of what is begun here come here: a server beside us keeps its own addresses.
    async with serving(replace(settings, port=0), listen("127.0.0.1", 0), clock=own, announces=False) as app:
        write = partial(print, end="", flush=True)
        if arguments.channel == "voice":
            call = Call(
                app.host.turn, phone, settings.digest_key, app.institution.wallet, write=write, record=lines.append
            )
            write(f"{phone} calls us: Enter rings, Enter hangs up; digits are keys, words are said.\n")
            while (line := await _read_line()) is not None:
                await call.type(line.strip())
        else:
            await talk(
                app.host.turn,
                phone,
                _read_line,
                write,
                inbox=lambda whose: providers.texts_to(app.providers.sms_url, whose.number),
                record=lines.append,
                code=app.institution.ussd_code,
                wallet=app.institution.wallet,
                chat=_chat(arguments.channel, settings),
                mask=app.host.masked,
            )
    if record:
        await asyncio.to_thread(Path(record).write_text, "\n".join(lines) + "\n")
    return 0


def _chat(channel: str, settings: Settings) -> Chat | None:
    """The chat of the terminal; none for a phone that only dials."""
    if channel == "sms":
        return Chat(channel, sms_webhook.TEXTS, sms_accent, text_shown, settings.digest_key)
    if channel == "whatsapp":
        return Chat(channel, "meta.whatsapp", whatsapp_accent, bubble_shown, settings.digest_key)
    return None


async def _read_line() -> str | None:
    line = await asyncio.to_thread(sys.stdin.readline)
    return line.rstrip("\n") if line else None


def _welcome(app: App, *, port: int) -> list[str]:
    settings, institution = app.settings, app.institution
    here = f"http://{'127.0.0.1' if settings.host == '0.0.0.0' else settings.host}:{port}"
    lines = [f"{institution.name} is open: {here}", f"  health    {here}/health", f"  metrics   {here}/metrics"]
    if not settings.production:
        lines.append(f"  simulator {here}{PATH}")
    if settings.demo:
        lines.append(f"  USSD      POST {here}/channels/africastalking/{_shown_token(settings)}/ussd")
    lines += [f"  sandbox   {name} {url}" for name, url in sorted(app.providers.sandboxes.items())]
    if settings.demo:
        lines += [f"  dial      {institution.ussd_code}, paybill {institution.paybill}, PIN {PIN} for everybody"]
        lines += [f"  member    +2547{count:08d} {PEOPLE[count - 1].name}" for count in (1, 2, 3)]
        lines += ["  stranger  +254700000099"]
        lines += [f"  staff     {each.username} {each.name}, password {PASSWORD}" for each in COLLEAGUES]
    return lines


def _shown_token(settings: Settings) -> str:
    """The demo's token is a public fact; no other is ever printed."""
    return settings.africastalking_token.reveal() if settings.demo else "***"


def _proof_table(proofs: Sequence[Proof]) -> list[str]:
    width = max(len(proof.name) for proof in proofs)
    lines = []
    for proof in proofs:
        verdict = "holds" if proof.holds else "look" if proof.warning else "BROKEN"
        lines.append(f"{proof.name:<{width}}  {verdict:<6}  {proof.detail}".rstrip())
    wrong = len(failed(proofs))
    return [*lines, f"{len(proofs)} proofs, {wrong} broken"]
