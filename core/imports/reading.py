"""A CSV file as lines of named cells, and everything that is wrong with its letters, quotes and columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from core.imports.cells import Read, Wrong, shown
from core.imports.columns import Column, names_of, plain
from core.imports.messages import Fault, Kind

MOST_ROWS = 50_000
MOST_LETTERS = 10_000_000
DELIMITERS = (",", ";", "\t")
T = TypeVar("T")

_ENDS = re.compile(r"\r\n|\n|\r")
_NOT_UTF_8 = re.compile("[\ufffd\ud800-\udfff]")
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.I)


@dataclass(frozen=True)
class Line:
    """One line of the file: column name -> cell, blanks around it taken off."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """`columns` are those that the file has, by name. `notes` stop nothing."""

    columns: Mapping[str, Column]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


@dataclass(frozen=True)
class _Header:
    number: int
    delimiter: str
    columns: tuple[Column | None, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def sheet(kind: Kind, text: str) -> Sheet:
    """Never raises, whatever the text is."""
    numbered, whole = _numbered(text)
    if whole is not None:
        return Sheet({}, (), (Fault(0, "", whole),), ())
    header = _header(kind, *numbered[0])
    columns = {column.name: column for column in header.columns if column is not None}
    if header.faults:
        return Sheet(columns, (), header.faults, header.notes)
    found = [_line(header, number, line) for number, line in numbered[1:]]
    lines = tuple(each for each in found if isinstance(each, Line))
    faults = tuple(each for each in found if isinstance(each, Fault))
    return Sheet(columns, lines, faults, header.notes)


def _numbered(text: str) -> tuple[list[tuple[int, str]], str | None]:
    """The lines that say something with their numbers, or why the file cannot be read at all."""
    if len(text) > MOST_LETTERS:
        return [], f"The file has more than {MOST_LETTERS:,} letters. Split it, each part with the header line."
    if "\0" in text:
        return [], "The file is no UTF-8 text. Save it as “CSV UTF-8 (comma delimited)”."
    lines = enumerate(_ENDS.split(text.removeprefix("\ufeff")), 1)
    numbered = [(number, line) for number, line in lines if line.strip(' ,;\t"')]
    if numbered and _SEPARATOR_LINE.fullmatch(numbered[0][1].strip()):
        numbered = numbered[1:]
    if len(numbered) < 2:
        return [], "The file has no lines but the header. Write one line for each." if numbered else (
            "The file is empty. Choose the file again, or save the sheet again as CSV."
        )
    if len(numbered) - 1 > MOST_ROWS:
        return [], f"The file has {len(numbered) - 1:,} lines; {MOST_ROWS:,} at most. Split it."
    return numbered, None


def _header(kind: Kind, number: int, line: str) -> _Header:
    known = names_of(kind)
    choices = {delimiter: _cells(line, delimiter) for delimiter in DELIMITERS}
    fitting = {
        delimiter: sum(plain(cell) in known for cell in cells)
        for delimiter, cells in choices.items()
        if not isinstance(cells, str)
    }
    delimiter = max(fitting, key=lambda each: fitting[each], default=",")
    cells = choices[delimiter]
    if isinstance(cells, str):
        return _Header(number, delimiter, (), (Fault(number, "", cells),), ())
    columns = tuple(known.get(plain(cell)) for cell in cells)
    return _Header(
        number, delimiter, columns,
        tuple(_header_faults(number, set(known.values()), columns)),
        tuple(
            Fault(number, shown(cell), "is no column that is read here. It is left aside.")
            for cell, column in zip(cells, columns, strict=True)
            if column is None and cell.strip()
        ),
    )  # fmt: skip


def _header_faults(number: int, known: set[Column], columns: tuple[Column | None, ...]) -> Iterator[Fault]:
    for column in sorted(known, key=lambda each: each.name):
        times = columns.count(column)
        if times > 1:
            yield Fault(number, column.name, f"stands {times} times in the header. Take all but one away.")
        if not times and column.needed:
            yield Fault(number, column.name, "is missing. The first line names the columns; see the template.")


def _line(header: _Header, number: int, line: str) -> Line | Fault:
    if _NOT_UTF_8.search(line):
        return Fault(number, "", "has letters that are not UTF-8. Save the file as “CSV UTF-8”.")
    cells = _cells(line, header.delimiter)
    if isinstance(cells, str):
        return Fault(number, "", cells)
    most = len(header.columns)
    if len(cells) < most or any(cell.strip() for cell in cells[most:]):
        return Fault(
            number, "", f"has {len(cells)} cells; the header has {most}. Look for a comma that belongs into quotes."
        )
    named = zip(header.columns, cells, strict=False)
    return Line(number, {column.name: cell.strip() for column, cell in named if column is not None})


def _cells(line: str, delimiter: str) -> list[str] | str:
    """The cells, or what is wrong with the quotes. A cell ends with its line: sheets of money need no line breaks."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "unexpected end" in str(error):
            return "has a quote that is never closed. Close it, and take line breaks out of cells."
        return "has a quote in the middle of a cell, or a cell that is too long. Write quotes inside cells twice."


@dataclass
class Reading:
    """One walk over a sheet: what is wrong so far, and what was seen in which line."""

    sheet: Sheet
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults += self.sheet.faults
        self.notes += self.sheet.notes

    def wrong(self, line: int, field: str, says: str) -> None:
        self.faults.append(Fault(line, field, says))

    def cell(self, line: Line, name: str, read: Read[T]) -> T | None:
        """What the cell says; None where it is empty or wrong, and where it must not be that is a fault."""
        column, typed = self.sheet.columns.get(name), line.cells.get(name, "")
        if not typed:
            if column is not None and column.needed:
                self.wrong(line.number, name, f"is empty. Write it: {column.takes}.")
            return None
        try:
            return read(typed)
        except Wrong as wrong:
            self.wrong(line.number, name, str(wrong))
            return None

    def once(self, line: int, field: str, value: str | None) -> None:
        """A value that stands in one line only."""
        if value is None:
            return
        first = self._seen.setdefault((field, value), line)
        if first != line:
            self.wrong(line, field, f"{shown(value)} stands in line {first} already. Keep one of the two.")

    def is_wrong(self, line: int) -> bool:
        return any(fault.line == line for fault in reversed(self.faults[-20:]))
