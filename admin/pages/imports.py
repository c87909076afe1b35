"""Coming in, in the console: choose a file, read what is wrong with it, bring it in with a second person."""

from __future__ import annotations

from admin.pages.page import Link, Refused, Visit, act, view
from core.imports.messages import (
    KINDS,
    Checked,
    CheckedImport,
    Import,
    ImportOf,
    Imports,
    Kind,
    NoSuchImport,
    RunImport,
    StageFile,
    TemplateOf,
    text_of,
)
from core.messages import PAGE, Refusal, Reply
from core.money import Money
from core.permissions.messages import Approvals

HERE = "/admin/imports"
#: More would make the page slow; the file of them has all.
MOST_SHOWN = 100
LABELS: dict[Kind, str] = {
    "members": "Members",
    "balances": "Balances of savings",
    "loans": "Running loans",
    "checkoff": "Check-off of an employer",
}
WHY = {
    "not_found": "Not known, or not her loan: to suspense.",
    "amount": "Not what was due.",
    "missing": "Expected, and in no line.",
    "total": "The lines in all, and what was paid.",
}


async def every(visit: Visit) -> Reply:
    kind = visit.query.get("kind", "")
    found = await visit.ask(
        Imports(kind=kind if kind in KINDS else "", limit=PAGE, cursor=visit.query.get("cursor", ""))
    )
    return visit.page(
        "imports/list.html", title="Coming in", found=found, labels=LABELS, may_stage=visit.may(StageFile)
    )  # fmt: skip


async def new(visit: Visit) -> Reply:
    templates = [await visit.ask(TemplateOf(kind=kind)) for kind in KINDS]
    return visit.page(
        "imports/new.html", title="Bring in a file", labels=LABELS, templates=templates, today=visit.shown.today
    )


async def stage(visit: Visit) -> Reply:
    form, currency = visit.form, visit.institution.currency
    kind = form.one_of("kind", KINDS)
    is_checkoff = kind == "checkoff"
    data = form.files.get("file", b"")
    if not data:
        form.errors["file"] = "Please choose the file."
    on = form.day("on", otherwise=visit.shown.today)
    total = form.money("total", currency, needed=False) if form.fields.get("total") else None
    rows = form.number("rows", least=0, most=1_000_000, otherwise=-1)
    employer = form.text("employer", needed=is_checkoff)
    month = form.day("month") if is_checkoff else None
    paid = form.money("paid", currency) if is_checkoff else None
    if form.errors:
        return await new(visit)
    wish = StageFile(
        kind=next(each for each in KINDS if each == kind), text=text_of(data), on=on, total=total,
        rows=None if rows < 0 else rows, employer=employer if is_checkoff else "", month=month, paid=paid,
    )  # fmt: skip
    batch = await visit.perform(wish)
    if isinstance(batch, Refusal):
        return visit.goes_to(f"{HERE}/new", says=visit.shown.said(batch), bad=True)
    return visit.goes_to(f"{HERE}/{batch}")


async def one(visit: Visit) -> Reply:
    batch = visit.path["batch"]
    found = await visit.ask(ImportOf(batch=batch))
    checked = await visit.perform(CheckedImport(batch=batch))
    waits = await visit.perform(Approvals(about=batch)) if visit.may(Approvals) else None
    return visit.page(
        "imports/one.html",
        title=LABELS[found.kind],
        found=found,
        checked=checked if isinstance(checked, Checked) else None,
        waiting=[] if waits is None or isinstance(waits, Refusal) else list(waits.items),
        may_run=visit.may(RunImport) and found.state == "staged",
        why=WHY,
        most=MOST_SHOWN,
        pairs=_pairs(found),
    )


def _pairs(found: Import) -> list[tuple[str, str]]:
    pairs = [("Cut-over date", str(found.on)), ("Lines", f"{found.rows:,}"), ("Staged by", found.by)]
    if found.kind == "checkoff" and found.month:
        pairs += [("Employer", found.employer), ("Month", f"{found.month:%B %Y}")]
    return pairs


async def run(visit: Visit) -> Reply:
    batch = visit.path["batch"]
    return await visit.do(RunImport(batch=batch), to=f"{HERE}/{batch}", says="Brought in.")


async def faults(visit: Visit) -> Reply:
    checked = await visit.ask(CheckedImport(batch=visit.path["batch"]))
    rows = [("fault", each.line, each.field, each.says) for each in checked.faults]
    rows += [("note", each.line, each.field, each.says) for each in checked.notes]
    return visit.csv("faults", ("what", "line", "field", "what to do"), rows)


async def differences(visit: Visit) -> Reply:
    checked = await visit.ask(CheckedImport(batch=visit.path["batch"]))
    rows: list[tuple[str, int, str, Money | None, Money | None]] = [
        (each.why, each.line, each.who, each.expected, each.amount) for each in checked.differences
    ]
    return visit.csv("differences", ("why", "line", "who", "expected", "amount"), rows)


async def template(visit: Visit) -> Reply:
    kind = next((each for each in KINDS if each == visit.path["kind"]), None)
    if kind is None:
        raise Refused(NoSuchImport())
    made = await visit.ask(TemplateOf(kind=kind))
    header, *rows = ([cell.strip('"') for cell in _cells(line)] for line in made.text.splitlines())
    return visit.csv(f"template-{kind}", tuple(header), rows)


def _cells(line: str) -> list[str]:
    """A comma within quotes is no separator: amounts have them."""
    parts = line.split('"')
    outside = [part.replace(",", "\0") if place % 2 == 0 else part for place, part in enumerate(parts)]
    return "".join(outside).split("\0")


PAGES = (
    view(HERE, every, Imports),
    view(f"{HERE}/new", new, StageFile),
    act(f"{HERE}/new", stage, StageFile),
    view(f"{HERE}/templates/{{kind}}.csv", template, TemplateOf),
    view(f"{HERE}/{{batch}}", one, ImportOf),
    act(f"{HERE}/{{batch}}", run, RunImport),
    view(f"{HERE}/{{batch}}/faults.csv", faults, CheckedImport),
    view(f"{HERE}/{{batch}}/differences.csv", differences, CheckedImport),
)
LINKS = (Link("House", "Coming in", HERE, Imports),)
