"""The command `imarisha`: what it can do, and with which words."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from deploy import logs, safety, settings
from deploy.settings import Settings, WrongSetting

Run = Callable[[Settings, argparse.Namespace], Awaitable[int]]
#: Commands, and what they are for.
COMMANDS: Mapping[str, str] = {
    "serve": "the web server; by itself it is the whole system on one laptop",
    "work": "a worker process, for production: many of them",
    "sandbox": "the provider sandboxes, each on its own port of this machine",
    "chat": "a phone in the terminal",
    "migrate": "the database to its newest shape",
    "seed": "the demo's members and products",
    "settings": "the table of settings, as Markdown",
    "prove": "check the books; succeeds only when every proof holds",
    "staff": "add somebody who works here, or help her in again: `staff add EMAIL --role administrator`",
    "import": "members, balances, running loans or a check-off from a CSV file, as a whole or not at all",
    "close-day": "close a business day: nothing is booked into it any more",
}
#: Commands that look and leave secrets alone.
LOOKS = frozenset({"migrate", "prove", "sandbox"})
#: On these, logs are for the screen beside the log: only what went wrong.
QUIET = frozenset({"chat", "prove", "migrate", "seed", "settings", "staff", "import", "close-day"})
#: Commands whose names are no names of functions.
CALLED = {"import": "import_file", "close-day": "close_day"}
KINDS = ("members", "balances", "loans", "checkoff")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="imarisha", description="A microfinance institution, met by feature phones.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    made = {}
    for name, purpose in COMMANDS.items():
        made[name] = commands.add_parser(name, help=purpose, description=purpose)
        made[name].add_argument("--data", type=Path, metavar="DIR", help="folder of the embedded database (./var)")
    serve, chat = made["serve"], made["chat"]
    made["close-day"].add_argument(
        "--date", type=date.fromisoformat, metavar="D", help="the day to close, like 2026-11-24 (today)"
    )
    made["staff"].add_argument("act", nargs="?", choices=["add", "reset"], help="what to do")
    made["staff"].add_argument("username", nargs="?", metavar="EMAIL", help="whom she signs in as")
    made["staff"].add_argument("--role", action="append", default=[], metavar="ROLE", help="may be said more than once")
    made["staff"].add_argument("--name", default="", help="her name")
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on (8080), 0 for any")
    for each in (serve, chat, made["work"]):
        each.add_argument("--demo", action="store_const", const=True, help="demo data, and secrets that are no secrets")
    serve.add_argument(
        "--demo-in-public", action="store_const", const=True, help="let the demo be reached from other machines"
    )
    made["prove"].add_argument(
        "--audit", action="store_true", help="the audit trail alone: walks its chain and prints its head"
    )
    chat.add_argument("--phone", default="+254700000001", help="whose phone it is")
    chat.add_argument(
        "--channel", choices=["ussd", "sms", "whatsapp", "voice"], default="ussd", help="the channel to talk on"
    )
    chat.add_argument("--record", metavar="FILE", help="write a transcript")
    _import(made["import"])
    return top


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    command.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8, with a header line")
    command.add_argument("--dry-run", action="store_true", help="say what is wrong and what would be new, no more")
    command.add_argument("--on", type=date.fromisoformat, metavar="D", help="the cut-over date, like 2026-11-24")
    command.add_argument("--total", metavar="AMOUNT", help="what the lines have to add up to, like 12,345,678.90")
    command.add_argument("--rows", type=int, metavar="N", help="how many lines there have to be")
    command.add_argument("--employer", default="", metavar="WORD", help="of a check-off: a short word, like tea-board")
    command.add_argument("--month", type=date.fromisoformat, metavar="D", help="of a check-off: any day of its month")
    command.add_argument("--paid", metavar="AMOUNT", help="of a check-off: what the employer paid into the bank")


def main(words: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> None:
    """Ends the process with the command's status; a wrong setting is said in words."""
    arguments = parser().parse_args(words)
    if arguments.command == "settings":
        print(settings.table(), end="")
        return
    try:
        sys.exit(_run(arguments, environ))
    except WrongSetting as wrong:
        sys.exit(f"imarisha: {wrong}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    chosen = {name: getattr(arguments, name, None) for name in ("data", "host", "port", "demo", "demo_in_public")}
    found = settings.read(environ, **chosen)
    if arguments.command not in LOOKS:
        found = safety.ready(found)
    logs.configure("error" if arguments.command in QUIET else found.log_level)
    # Imported late: `--help` and `settings` answer at once.
    from deploy import commands

    run: Run = getattr(commands, CALLED.get(arguments.command, arguments.command))
    return _loop(run(found, arguments))


def _loop(work: Awaitable[int]) -> int:
    async def wrapped() -> int:
        return await work

    if sys.platform == "win32":
        return asyncio.run(wrapped())
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(wrapped())


if __name__ == "__main__":
    main()
