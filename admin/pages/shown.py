"""How pages are made: the templates, and how money, days, moments, states and refusals are written in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from admin.pages import charts
from admin.words import said
from core.institution import Institution
from core.messages import Refusal, Request
from core.money import Money
from core.permissions.rules import Roles, may

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"
#: Part of the address of every static file: a new version has a new address, so browsers may keep the old one.
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()[:12]

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Shown:
    """What every page needs to look like one of ours. `public_url` is where browsers reach us; empty: this machine."""

    institution: Institution
    clock: Clock
    environment: Environment
    public_url: str = ""

    def render(self, template: str, facts: Mapping[str, Any]) -> str:
        return self.environment.get_template(template).render(facts)

    def said(self, refusal: Refusal) -> str:
        return said(refusal, self.institution, self.today)

    @property
    def today(self) -> date:
        return self.local(self.clock()).date()

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.institution.time_zone))

    def may(self, roles: Roles, request: type[Request[Any]]) -> bool:
        return may(roles, request)


def made(institution: Institution, clock: Clock, public_url: str = "") -> Shown:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = Shown(institution, clock, environment, public_url)
    environment.filters |= {
        "money": money,
        "day": day,
        "moment": lambda value: moment(shown, value),
        "words": words,
        "percent": percent,
        "spaced": spaced,
    }
    environment.globals |= {
        "house": institution,
        "charts": charts,
        "static": lambda name: f"/admin/static/{VERSION}/{name}",
    }
    return shown


def money(value: Money | None) -> str:
    """`1,500.00`: tables of money have all their cents, so that columns line up."""
    return "" if value is None else f"{value.decimal:,}"


def day(value: date | None) -> str:
    """`11 Mar 2026`."""
    return "" if value is None else f"{value.day} {value:%b %Y}"


def moment(shown: Shown, value: datetime | None) -> str:
    """`11 Mar 2026, 12:05`, in the institution's own time."""
    return "" if value is None else f"{day(shown.local(value).date())}, {shown.local(value):%H:%M}"


def words(value: str) -> str:
    """A code as people read it: `loan_decision` is `loan decision`."""
    return value.replace("_", " ")


def spaced(value: str) -> str:
    """The name of a request as people read it: `UnblockMember` is `Unblock member`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", value).capitalize()


def percent(value: Any) -> str:
    """A share as per cent: 0.015 is `1.5 %`."""
    return f"{value * 100:.2f}".rstrip("0").rstrip(".") + " %"
