"""Lists as CSV for spreadsheets: a cell that would be taken for a formula is made a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from core.messages import Reply
from core.money import Money

#: What spreadsheets take for the beginning of a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
CSV = "text/csv; charset=utf-8"
#: Spreadsheets take a file for UTF-8 only with this before it.
MARK = "\ufeff"


def cell(value: Any) -> str:
    """As text. Amounts are plain numbers, negative ones too; all other texts that look like formulas get a quote."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return str(value.decimal)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(DANGEROUS) else text


def written(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return (MARK + out.getvalue()).encode()


def reply(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Reply:
    """`name` is ours, plain ASCII."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Reply(200, written(header, rows), CSV, headers)
