"""Rules about money: whole numbers only, and one page through which every cent moves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.tidy.tree import PRODUCT, Module, Rule, Tree

MONEY = ("core/money.py", "core/ledger", "core/lending", "core/savings", "core/payments")
INEXACT = frozenset({"math", "random", "statistics", "numpy"})

WRITER = "core/ledger/journal.py"
POSTED = frozenset({"core.ledger.tables.PostingRow", "core.ledger.tables.EntryRow"})
WRITES = frozenset({"insert", "insert_once", "update", "delete", "add", "add_all", "merge"})
WRITING_SQL = re.compile(r"\b(insert\s+into|update|delete\s+from)\s+(postings|entries)\b", re.I)


def floats(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*MONEY):
        for node in module.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
                yield module.at(node, f"{node.value} is a float: money is whole minor units, a rate is a Decimal")
            if isinstance(node, ast.Name) and node.id == "float":
                yield module.at(node, "no float where money is: a Decimal, or whole seconds")
            if isinstance(node, ast.Attribute) and node.attr == "total_seconds":
                yield module.at(node, "total_seconds() is a float: use days, or compare durations")
        for _, name, line in module.imports():
            if name.split(".")[0] in INEXACT:
                yield f"{module.path}:{line}: {name} works with floats"


def writers(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*PRODUCT):
        if module.path != WRITER:
            yield from _writes(module)


def _writes(module: Module) -> Iterator[str]:
    says = f"only {WRITER} writes entries and postings; make a rule in posting_rules.py"
    for call in module.calls():
        verb = call.func.attr if isinstance(call.func, ast.Attribute) else module.dotted(call.func).rpartition(".")[2]
        on = [call.func, *call.args]
        if verb in WRITES and any(_names_posted(module, part) for part in on):
            yield module.at(call, says)
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITING_SQL.search(node.value):
            yield module.at(node, says)
        if isinstance(node, ast.Attribute) and node.attr == "__table__" and module.dotted(node.value) in POSTED:
            yield module.at(node, says)


def _names_posted(module: Module, node: ast.AST) -> bool:
    return any(module.dotted(part) in POSTED for part in ast.walk(node))


_ROWS = "from core.ledger.tables import PostingRow\n"

RULES = (
    Rule(
        "no float where money is",
        floats,
        planted=(
            ("core/money.py", "half = 0.5"),
            ("core/lending/price.py", "class Price:\n    rate: float"),
            ("core/savings/rules.py", "def fee(amount: 'int') -> int:\n    return round(float(amount))"),
            ("core/payments/rules.py", "from math import floor"),
            ("core/ledger/queries.py", "age = (now - then).total_seconds()"),
        ),
        fine=(
            ("core/lending/price.py", "rate = Decimal('0.015')\nfloating = 1"),
            ("deploy/worker.py", "poll_seconds = 0.5"),
        ),
    ),
    Rule(
        "one writer of postings",
        writers,
        planted=(
            ("core/savings/service.py", _ROWS + "s = insert(PostingRow)"),
            ("core/payments/settling.py", _ROWS + "async def f(tx):\n    await tx.insert_once(PostingRow, {})"),
            ("deploy/seed.py", "s = text('INSERT INTO postings VALUES (1)')"),
            ("core/ledger/service.py", "from core.ledger import tables\ns = update(tables.EntryRow)"),
            ("core/ledger/queries.py", _ROWS + "_table = PostingRow.__table__"),
        ),
        fine=(
            (WRITER, _ROWS + "s = insert(PostingRow)"),
            ("core/ledger/queries.py", _ROWS + "s = select(PostingRow.account)"),
        ),
    ),
)
