"""My sign-in: the password, the authenticator, recovery codes, passkeys, and where I am signed in."""

from __future__ import annotations

import re
import secrets

import msgspec
import pyotp

from admin.pages.page import Visit, act, view
from admin.pages.qr import drawn
from admin.passkeys import Passkeys
from core.ids import new_id
from core.messages import Refusal, Reply
from core.secret import Secret
from core.staff.messages import (
    AddPasskey,
    ChangePassword,
    ConfirmTotp,
    MySessions,
    MySignIn,
    NewRecoveryCodes,
    ProveAgain,
    RemovePasskey,
    RemoveTotp,
    SignOut,
    StartTotp,
)

HERE = "/admin/me"
#: Without letters and digits that are taken for each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES, HALF_CODE = 10, 4
_SEED = re.compile(r"[A-Z2-7]{32}")


async def mine(visit: Visit) -> Reply:
    found = await visit.ask(MySignIn())
    sessions = await visit.ask(MySessions())
    return visit.page("me/mine.html", title="My sign-in", mine=found, sessions=sessions)


async def prove(visit: Visit) -> Reply:
    wish = ProveAgain(password=Secret(visit.form.fields.get("password", "")))
    return await visit.do(wish, to=HERE, says="Thank you. You have five minutes.", key=new_id())


async def password(visit: Visit) -> Reply:
    new = visit.form.fields.get("new", "")
    if new != visit.form.fields.get("again", ""):
        return visit.goes_to(HERE, says="The two are not the same.", bad=True)
    wish = ChangePassword(password=Secret(visit.form.fields.get("password", "")), new_password=Secret(new))
    answer = await visit.perform(wish, key=new_id())
    if isinstance(answer, Refusal):
        return visit.goes_to(HERE, says=visit.shown.said(answer), bad=True)
    return visit.goes_to(HERE, says="Your password is changed, and you are signed out everywhere else.")


# The authenticator


async def start_totp(visit: Visit) -> Reply:
    seed = pyotp.random_base32()
    answer = await visit.perform(StartTotp(seed=Secret(seed)), key=new_id())
    if isinstance(answer, Refusal):
        return visit.goes_to(HERE, says=visit.shown.said(answer), bad=True)
    return _totp(visit, seed)


async def confirm_totp(visit: Visit) -> Reply:
    seed = visit.form.fields.get("seed", "")
    if not _SEED.fullmatch(seed):
        return visit.goes_to(HERE, says="Please begin again.", bad=True)
    codes = new_codes()
    wish = ConfirmTotp(code=Secret(visit.form.text("code", most=20)), recovery=Secret(" ".join(codes)))
    answer = await visit.perform(wish, key=new_id())
    if isinstance(answer, Refusal):
        visit.form.errors["code"] = visit.shown.said(answer)
        return _totp(visit, seed)
    return _codes(visit, codes)


def _totp(visit: Visit, seed: str) -> Reply:
    address = pyotp.TOTP(seed).provisioning_uri(name=visit.seat.username, issuer_name=visit.institution.name)
    by_fours = " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
    return visit.page(
        "me/authenticator.html", title="Add an authenticator", seed=seed, by_fours=by_fours, address=address,
        picture=drawn(address, says="The same as a picture for the authenticator's camera"),
    )  # fmt: skip


async def remove_totp(visit: Visit) -> Reply:
    return await visit.do(RemoveTotp(), to=HERE, says="The authenticator is removed.", key=new_id())


async def recovery(visit: Visit) -> Reply:
    codes = new_codes()
    answer = await visit.perform(NewRecoveryCodes(recovery=Secret(" ".join(codes))), key=new_id())
    if isinstance(answer, Refusal):
        return visit.goes_to(HERE, says=visit.shown.said(answer), bad=True)
    return _codes(visit, codes)


def _codes(visit: Visit, codes: list[str]) -> Reply:
    return visit.page("me/codes.html", title="Your recovery codes", codes=codes)


def new_codes() -> list[str]:
    """Ten, of forty bits each."""
    return ["-".join(_half() for _ in range(2)) for _ in range(CODES)]


def _half() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(HALF_CODE))


# Passkeys


async def passkey_options(visit: Visit) -> Reply:
    options = await _passkeys(visit).to_add(visit.arrival, visit.seat, visit.by)
    if isinstance(options, Refusal):
        return Reply(409, msgspec.json.encode({"detail": visit.shown.said(options)}), "application/json")
    return Reply(200, msgspec.json.encode(options), "application/json")


async def add_passkey(visit: Visit) -> Reply:
    place = _passkeys(visit).place(visit.arrival)
    wish = AddPasskey(
        credential=visit.form.fields.get("credential", ""),
        name=visit.form.text("name", needed=False, most=60),
        site=place.site,
        origin=place.origin,
    )
    return await visit.do(wish, to=HERE, says="The passkey is added: next time it signs you in.", key=new_id())


async def remove_passkey(visit: Visit) -> Reply:
    wish = RemovePasskey(passkey=visit.path["passkey"])
    return await visit.do(wish, to=HERE, says="The passkey is removed.")


async def end_session(visit: Visit) -> Reply:
    return await visit.do(SignOut(session=visit.path["session"]), to=HERE, says="Signed out there.")


def _passkeys(visit: Visit) -> Passkeys:
    return Passkeys(visit.door, visit.institution.name, visit.shown.public_url)


PAGES = (
    view(HERE, mine, MySignIn),
    act(f"{HERE}/prove", prove, ProveAgain),
    act(f"{HERE}/password", password, ChangePassword),
    act(f"{HERE}/authenticator", start_totp, StartTotp),
    act(f"{HERE}/authenticator/confirm", confirm_totp, ConfirmTotp),
    act(f"{HERE}/authenticator/remove", remove_totp, RemoveTotp),
    act(f"{HERE}/recovery-codes", recovery, NewRecoveryCodes),
    act(f"{HERE}/passkeys/options", passkey_options, AddPasskey),
    act(f"{HERE}/passkeys", add_passkey, AddPasskey),
    act(f"{HERE}/passkeys/{{passkey}}/remove", remove_passkey, RemovePasskey),
    act(f"{HERE}/sessions/{{session}}/end", end_session, SignOut),
)
