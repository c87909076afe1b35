"""What may be asked of imports: check a file, stage it, bring it in, book a check-off; and what imports ask others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from core.messages import PAGE, Command, Page, Query, Refusal
from core.money import Money
from core.phone import Phone

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
class Template:
    """The first line of a file, and what each column takes: (name, needed, what it takes, other names)."""

    kind: Kind
    text: str
    columns: tuple[tuple[str, bool, str, tuple[str, ...]], ...]


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


# Asked of members


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """As in members.RegisterMember, with a number of her own and no PIN: a reset gives her one."""

    number: str
    full_name: str
    id_number: str
    born_on: date
    phone: Phone
    language: str
    tier: int
    joined_on: date


@dataclass(frozen=True)
class KnownMember:
    """A member as the books know her."""

    member: str
    number: str
    full_name: str
    id_number: str
    born_on: date
    joined_on: date
    phones: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class KnownMembers(Query[tuple[KnownMember, ...]]):
    """Everybody who has one of these member numbers, ID numbers or phones, as they are stored."""

    numbers: tuple[str, ...] = ()
    id_numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LatestBirth(Query[date]):
    """Who was born after this day is too young to be a member by herself."""


@dataclass(frozen=True)
class SomeKnown(Refusal):
    """One of the new members is a member already: nobody was registered."""


@dataclass(frozen=True, kw_only=True)
class RegisterMembers(Command[tuple[str, ...]]):
    """Many members who are members already, with their accounts. Answers their ids; tells nobody."""

    refuses: ClassVar = (SomeKnown,)
    members: tuple[NewMember, ...]


# Asked of savings


@dataclass(frozen=True)
class AccountToOpen:
    """`opened_with` is what was brought in for it, None while nothing was."""

    member: str
    kind: str
    number: str
    opened_with: Money | None


@dataclass(frozen=True, kw_only=True)
class AccountsToOpen(Query[tuple[AccountToOpen, ...]]):
    """The open accounts of these members, and what was brought in for each."""

    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OpenBalances(Command[None]):
    """Balances of (account number, amount), in one entry under `entry_key`; accounts are opened once."""

    balances: tuple[tuple[str, Money], ...]
    entry_key: str
    about: str
    on: date


# Asked of lending


@dataclass(frozen=True, kw_only=True)
class RunningLoan:
    """A loan of other books. `left` is the principal they say is open, None: what our schedule leaves."""

    member: str
    number: str
    product: str
    amount: Money
    months: int
    disbursed_on: date
    paid_instalments: int
    left: Money | None
    penalties: Money


@dataclass(frozen=True)
class LoanLook:
    """What lending says of a RunningLoan. `trouble`: product | plan | number, or nothing.

    `left` is the principal that our schedule leaves open; `known` is the loan that has this number already.
    """

    trouble: str
    left: Money | None
    known: RunningLoan | None


@dataclass(frozen=True, kw_only=True)
class LookAtLoans(Query[tuple[LoanLook, ...]]):
    """One look for each loan, in their order; `on` is the day they come in."""

    loans: tuple[RunningLoan, ...]
    on: date


@dataclass(frozen=True)
class SomeLoanRefused(Refusal):
    """One of the loans cannot be brought in: none was."""


@dataclass(frozen=True, kw_only=True)
class OpenLoans(Command[None]):
    """Running loans that come in on one day, their principal and late charges in one entry under `entry_key`."""

    refuses: ClassVar = (SomeLoanRefused,)
    loans: tuple[RunningLoan, ...]
    entry_key: str
    about: str
    on: date


@dataclass(frozen=True)
class DueOf:
    """What is due of a running loan until a day, the oldest first. Nothing due: zero."""

    member: str
    loan: str
    number: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class DuesOf(Query[tuple[DueOf, ...]]):
    """The running loans of these members, and what of each is due until `until`, late parts and charges included."""

    members: tuple[str, ...]
    until: date
