"""The first page of the day: what waits for somebody, as links, and how the institution is doing, as charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from admin.pages import charts
from admin.pages.charts import Bar, Series
from admin.pages.page import Link, Visit, view
from core.messages import Reply
from core.money import Money
from core.permissions.messages import Approvals
from core.today.messages import Queue, Today, TodayFigures

HERE = "/admin/"
CASES = "/admin/cases"
#: Queue -> what it is called, and the page that lists it.
QUEUES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "applications": ("applications to decide", "/admin/applications", {}),
    "approvals": ("waiting for a second person", "/admin/approvals", {}),
    "unmatched": ("payments nobody could place", "/admin/unmatched", {}),
    "payouts": ("payouts without an end", "/admin/disbursements", {}),
    "floats": ("floats that are low", "/admin/providers", {}),
    "jobs": ("jobs that gave up", "/admin/jobs", {"state": "dead"}),
}


@dataclass(frozen=True)
class Card:
    """One queue. `link` is empty where she may not see the list."""

    label: str
    waiting: int
    late: int
    link: str


@dataclass(frozen=True)
class Figure:
    """A chart and the table that says the same."""

    title: str
    chart: Markup
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


async def today(visit: Visit) -> Reply:
    if not visit.may(TodayFigures):
        waiting = await visit.ask(Approvals()) if visit.may(Approvals) else None
        return visit.page("home.html", title="Today", waiting=waiting, cards=[], figures=[], day=None)
    found = await visit.ask(TodayFigures())
    cards = [_card(visit, queue) for queue in found.queues] + [_case(visit, queue) for queue in found.cases]
    return visit.page("home.html", title="Today", waiting=None, cards=cards, figures=figures(found), day=found)


def _card(visit: Visit, queue: Queue) -> Card:
    label, path, query = QUEUES.get(queue.name, (queue.name.replace("_", " "), "", {}))
    return Card(label, queue.waiting, queue.late, _link(visit, path, query))


def _case(visit: Visit, queue: Queue) -> Card:
    label = f"cases: {queue.name.replace('_', ' ')}"
    return Card(label, queue.waiting, queue.late, _link(visit, CASES, {"kind": queue.name}))


def _link(visit: Visit, path: str, query: Mapping[str, str]) -> str:
    known = {link.path for _, links in visit.navigation for link in links}
    if path not in known:
        return ""
    return f"{path}?{urlencode(query)}" if query else path


def figures(found: Today) -> list[Figure]:
    return [
        _over_days("Loans paid out and repaid", found, (("Paid out", "disbursed"), ("Repaid", "repaid"))),
        _over_days("Savings in and out", found, (("In", "saved"), ("Out", "withdrawn"))),
        _joined(found),
        _at_risk(found),
        *([_channels(found)] if found.channels else []),
    ]


def _over_days(title: str, found: Today, columns: tuple[tuple[str, str], ...]) -> Figure:
    labels = [_day(each.on) for each in found.days]
    names = tuple(name for name, _ in columns)
    series = [Series(name, [_whole(getattr(each, fact)) for each in found.days]) for name, fact in columns]
    rows = tuple(
        (_day(each.on), *(f"{getattr(each, fact).decimal:,}" for _, fact in columns))
        for each in reversed(found.days)
        if any(getattr(each, fact) for _, fact in columns)
    )
    return Figure(title, charts.lines(title, labels, series), ("Day", *names), rows)


def _joined(found: Today) -> Figure:
    title = "Members who joined"
    series = [Series("Joined", [each.joined for each in found.days])]
    rows = tuple((_day(each.on), str(each.joined)) for each in reversed(found.days) if each.joined)
    return Figure(title, charts.lines(title, [_day(each.on) for each in found.days], series), ("Day", "Joined"), rows)


def _at_risk(found: Today) -> Figure:
    title = "Owed on late loans"
    bars = [
        Bar(
            f"{risk.days} {'day' if risk.days == 1 else 'days'} and more",
            _whole(risk.owed),
            f"{risk.owed.plain()} ({risk.share * 100:.1f} %)",
        )
        for risk in found.portfolio.at_risk
    ]
    rows = tuple((bar.label, bar.shown) for bar in bars)
    return Figure(title, charts.bars(title, bars), ("Late", f"Owed in {found.portfolio.owed.currency}"), rows)


def _channels(found: Today) -> Figure:
    title = "Sessions by channel, seven days"
    bars = [Bar(each.channel, each.sessions, f"{each.sessions:,}") for each in found.channels]
    rows = tuple(
        (each.channel, f"{each.sessions:,}", f"{each.completed:,}", f"{each.handed_over:,}", f"{each.drops:,}")
        for each in found.channels
    )
    return Figure(title, charts.bars(title, bars), ("Channel", "Sessions", "Completed", "Handed over", "Dropped"), rows)


def _day(on: object) -> str:
    return f"{on:%-d %b}"


def _whole(amount: Money) -> int:
    return int(amount.decimal)


PAGES = (view(HERE, today),)
LINKS = (Link("Today", "Today", HERE),)
