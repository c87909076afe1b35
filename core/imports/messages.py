"""What may be asked of imports: check a file, stage it, bring it in, book a check-off; and what imports ask others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from core.imports.asked import AccountsToOpen as AccountsToOpen
from core.imports.asked import AccountToOpen as AccountToOpen
from core.imports.asked import DueOf as DueOf
from core.imports.asked import DuesOf as DuesOf
from core.imports.asked import KnownMember as KnownMember
from core.imports.asked import KnownMembers as KnownMembers
from core.imports.asked import LatestBirth as LatestBirth
from core.imports.asked import LoanLook as LoanLook
from core.imports.asked import LookAtLoans as LookAtLoans
from core.imports.asked import NewMember as NewMember
from core.imports.asked import OpenBalances as OpenBalances
from core.imports.asked import OpenLoans as OpenLoans
from core.imports.asked import RegisterMembers as RegisterMembers
from core.imports.asked import RunningLoan as RunningLoan
from core.imports.asked import SomeKnown as SomeKnown
from core.imports.asked import SomeLoanRefused as SomeLoanRefused
from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money

Kind = Literal["members", "balances", "loans", "checkoff"]
KINDS: tuple[Kind, ...] = ("members", "balances", "loans", "checkoff")
#: A file that was staged waits so long for somebody who brings it in; then its text is forgotten.
STAGED_FOR = timedelta(days=3)
MOST_FAULTS = 1_000
STATES = ("staged", "faulty", "booking", "done", "expired")


def text_of(data: bytes) -> str:
    """A file as it goes into a request: what is not UTF-8 becomes U+FFFD, and the check names its lines."""
    return data.decode("utf-8", "replace")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line (0: in the file as a whole) and field, and what to do about it."""

    line: int
    field: str
    says: str


@dataclass(frozen=True)
class Part:
    """The control total of a part of a file: a kind of savings, principal, late charges, a place of check-off."""

    name: str
    count: int
    amount: Money


@dataclass(frozen=True)
class Totals:
    """Control totals over the lines that could be read. `new` are to be brought in, `there` are there already."""

    rows: int
    new: int
    there: int
    members: int
    amount: Money
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Difference:
    """What an employer's file and our books say differently.

    `why`: not_found | amount | missing (a member who was expected) | total (what was paid is not what is listed).
    `who` is what the file calls her, or her member number.
    """

    why: str
    line: int
    who: str
    member: str
    expected: Money | None
    amount: Money | None


@dataclass(frozen=True)
class Checked:
    """A dry run. Nothing is brought in while there is a fault; `notes` are to be read and stop nothing.

    `faults` are the first MOST_FAULTS of `count`. `imported_as` is the batch that brought in this very file before.
    """

    kind: Kind
    on: date
    totals: Totals
    count: int
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    differences: tuple[Difference, ...]
    imported_as: str = ""


@dataclass(frozen=True, kw_only=True)
class FileAsked:
    """A file and what is said of it.

    `on` is the cut-over date (today where it is left out), `total` and `rows` what the control totals have to be.
    A check-off also has its `employer` (a short word: tea-board), its `month` (any day of it), and what was `paid`.
    """

    kind: Kind
    text: str
    on: date | None = None
    total: Money | None = None
    rows: int | None = None
    employer: str = ""
    month: date | None = None
    paid: Money | None = None


@dataclass(frozen=True, kw_only=True)
class CheckFile(FileAsked, Query[Checked]):
    """A dry run: all that is wrong, line by line, and the control totals. Nothing is kept."""


@dataclass(frozen=True)
class FileHasFaults(Refusal):
    """The file, or the books by now, have `count` faults: nothing was brought in."""

    count: int


@dataclass(frozen=True)
class Imported:
    """`there` lines were there already. `left` lines of a check-off are still to be booked (BookCheckoff)."""

    batch: str
    new: int
    there: int
    amount: Money
    left: int = 0


@dataclass(frozen=True, kw_only=True)
class ImportFile(FileAsked, Command[Imported]):
    """All of the file or nothing of it, for whoever operates the system; staff stage it and need a second person.

    The same file again changes nothing.
    """

    refuses: ClassVar = (FileHasFaults,)


@dataclass(frozen=True, kw_only=True)
class StageFile(FileAsked, Command[str]):
    """Check the file and keep it for STAGED_FOR, so that a second person brings in exactly this. Answers the batch.

    A file with faults is kept, too, so that they can be looked at; RunImport refuses it.
    """


@dataclass(frozen=True)
class NoSuchImport(Refusal):
    """Nothing is staged under this id: it was brought in, or waited too long."""


@dataclass(frozen=True, kw_only=True)
class CheckedImport(Query[Checked]):
    """The dry run of a staged file, against the books as they are now; of a check-off also afterwards."""

    refuses: ClassVar = (NoSuchImport,)
    batch: str


@dataclass(frozen=True, kw_only=True)
class RunImport(Command[Imported]):
    """Bring in what is staged. It is checked again: the books may have moved on."""

    refuses: ClassVar = (NoSuchImport, FileHasFaults)
    batch: str


@dataclass(frozen=True)
class Import:
    """One import as it is listed; `faults` counts them. `employer` and `month` are a check-off's."""

    batch: str
    kind: Kind
    state: str
    on: date
    at: datetime
    by: str
    rows: int
    faults: int
    amount: Money
    employer: str
    month: date | None
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Imports(Query[Page[Import]]):
    """The newest first; `kind` empty: all of them."""

    kind: str = ""
    limit: int = PAGE
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportOf(Query[Import]):
    refuses: ClassVar = (NoSuchImport,)
    batch: str


@dataclass(frozen=True)
class TemplateColumn:
    """`also` are other names that are understood."""

    name: str
    needed: bool
    takes: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A file with its header and one line, and what each column takes."""

    kind: Kind
    text: str
    columns: tuple[TemplateColumn, ...]


@dataclass(frozen=True, kw_only=True)
class TemplateOf(Query[Template]):
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class BookCheckoff(Command[int]):
    """Book the next lines of a check-off that was brought in. Answers how many are left: until zero, again."""

    refuses: ClassVar = (NoSuchImport,)
    batch: str


@dataclass(frozen=True)
class ToBook:
    """The payload of the job `imports.checkoff`."""

    batch: str
