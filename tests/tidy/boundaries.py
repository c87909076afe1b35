"""Rules about who may do what: read the clock, the environment, catch everything, import a neighbour, write a log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.tidy.tree import PRODUCT, Module, Rule, Tree

CLOCKS = frozenset(
    {
        "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
        "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime",
        "sqlalchemy.func.now", "sqlalchemy.func.current_timestamp",
    }
)  # fmt: skip
#: Makes ids that sort; nobody reads a time from them.
SORTABLE_IDS = ("core/ids.py", "time.time_ns")
CATCH_ALL = frozenset({"deploy/web.py", "deploy/worker.py"})
ENVIRONMENT = frozenset({"os.environ", "os.getenv", "os.environb", "os.putenv"})
#: Of another feature its words; of the ledger also what it takes to post.
OPEN_TO_FEATURES = frozenset({"messages"})
OPEN_LEDGER = frozenset({"messages", "entry", "accounts", "posting_rules", "journal", "movements"})
PERSONAL = frozenset({"phone", "msisdn", "name", "first_name", "last_name", "pin", "secret", "text", "words", "body"})
LOG_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
REGISTRIES = {
    "core/handlers.py": ("FEATURES", "HANDLERS"),
    "dialogs/library.py": ("DIALOGS",),
    "channels/registry.py": ("CHANNELS",),
    "integrations/registry.py": ("INTEGRATIONS",),
}
GROWS = frozenset({"append", "extend", "add", "update", "setdefault", "insert", "register"})
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")


def clocks(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*PRODUCT):
        if module.path.startswith("deploy/") or "sandbox" in module.path:
            continue
        for node in module.nodes:
            if isinstance(node, ast.Attribute | ast.Name):
                name = module.dotted(node)
                if name in CLOCKS and (module.path, name) != SORTABLE_IDS:
                    yield module.at(node, f"{name}: take tx.now, or a clock that is handed in")


def catch_all(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*PRODUCT):
        for node in module.nodes:
            if isinstance(node, ast.ExceptHandler) and module.path not in CATCH_ALL and _catches_all(node):
                yield module.at(node, "only the edge and the worker catch everything; name what you expect")
        for call in module.calls():
            if module.dotted(call.func) == "contextlib.suppress" and any(map(_is_all, call.args)):
                yield module.at(call, "name what is suppressed")


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    undone = bool(handler.body) and isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
    return any(map(_is_all, kinds)) and not undone


def _is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("Exception", "BaseException")


def environment(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*PRODUCT):
        if not module.path.startswith("deploy/"):
            for node in module.nodes:
                if isinstance(node, ast.Attribute | ast.Name) and module.dotted(node) in ENVIRONMENT:
                    yield module.at(node, "only deploy reads the environment; take the value as an argument")


def features(tree: Tree) -> list[str]:
    return [name for name in tree.folders("core") if (tree.root / "core" / name / "__init__.py").exists()]


def feature_shape(tree: Tree) -> Iterator[str]:
    for feature in features(tree):
        home = tree.root / "core" / feature
        for name in ("messages", "service"):
            # A vocabulary that is long is a folder, whose __init__ is all that others import.
            if not (home / f"{name}.py").exists() and not (home / name / "__init__.py").exists():
                yield f"core/{feature}: has no {name}.py"


def neighbours(tree: Tree) -> Iterator[str]:
    known = features(tree)
    for feature in known:
        for module in tree.modules(f"core/{feature}"):
            for _, name, line in module.imports():
                parts = name.split(".")
                if len(parts) < 2 or parts[0] != "core" or parts[1] not in known or parts[1] == feature:
                    continue
                allowed = OPEN_LEDGER if parts[1] == "ledger" else OPEN_TO_FEATURES
                if len(parts) < 3 or parts[2] not in allowed:
                    yield f"{module.path}:{line}: imports {name}; ask with tx.perform instead"


def registries(tree: Tree) -> Iterator[str]:
    named = dict(REGISTRIES)
    named |= {f"core/{feature}/service.py": ("HANDLERS",) for feature in features(tree)}
    for module in tree.modules(*PRODUCT):
        for name in named.get(module.path, ()):
            if not _is_displayed(module, name):
                yield f"{module.path}: {name} is written out, line by line, where everybody can read it"
        for node in module.nodes:
            yield from _grows(module, node)


def _is_displayed(module: Module, name: str) -> bool:
    """Assigned once, at the top of the module, from a literal or from one comprehension over such literals."""
    values = [
        node.value
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and any(_is_named(to, name) for to in _targets(node))
    ]
    return len(values) == 1 and isinstance(values[0], ast.Tuple | ast.List | ast.Dict | ast.DictComp)


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _grows(module: Module, node: ast.AST) -> Iterator[str]:
    """Tables that are changed after they were written, and classes that enter themselves somewhere."""
    if isinstance(node, ast.FunctionDef) and node.name == "__init_subclass__":
        yield module.at(node, "being defined has no side effects: write the class into a table")
    method = node.func if isinstance(node, ast.Call) else None
    if isinstance(method, ast.Attribute) and method.attr in GROWS and _is_constant(method.value):
        yield module.at(node, "a table in capitals does not grow")
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(to, ast.Subscript) and _is_constant(to.value) for to in targets):
            yield module.at(node, "a table in capitals does not change")


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and CONSTANT.fullmatch(node.id) is not None


def personal_logs(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*PRODUCT):
        for call in module.calls():
            if isinstance(call.func, ast.Attribute) and call.func.attr in LOG_LEVELS and _is_log(call.func.value):
                for each in call.keywords:
                    if each.arg in PERSONAL:
                        yield module.at(call, f"a log has no field {each.arg}: no names, phones, PINs or texts")
                if call.args and not (isinstance(call.args[0], ast.Constant) and len(call.args) == 1):
                    yield module.at(call, "a log is an event and fields, not a sentence")


def _is_log(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("log", "logger")


_CAUGHT = "try:\n    f()\nexcept {}:\n    {}\n"

RULES = (
    Rule(
        "only deploy and the sandboxes look at a clock",
        clocks,
        planted=(
            ("core/savings/service.py", "from datetime import datetime\nnow = datetime.now()"),
            ("dialogs/say.py", "import datetime\ntoday = datetime.date.today()"),
            ("channels/new.py", "from time import time\nnow = time()"),
            ("core/ids.py", "import time\nnow = time.time()"),
            ("core/new.py", "from sqlalchemy import func\nat = func.now()"),
        ),
        fine=(
            ("deploy/clock.py", "from datetime import datetime\nnow = datetime.now()"),
            ("core/ids.py", "import time\nnow = time.time_ns()"),
            ("integrations/daraja/client.py", "from time import perf_counter, monotonic\nnow = monotonic()"),
            ("core/new.py", "now = tx.now"),
        ),
    ),
    Rule(
        "only the edge and the worker catch everything",
        catch_all,
        planted=(
            ("core/bus.py", _CAUGHT.format("Exception", "pass")),
            ("dialogs/host.py", _CAUGHT.format("(ValueError, Exception)", "pass")),
            ("deploy/app.py", _CAUGHT.format("BaseException as error", "log(error)")),
            ("channels/new.py", "try:\n    f()\nexcept:\n    pass"),
            ("core/new.py", "import contextlib\nwith contextlib.suppress(Exception):\n    f()"),
        ),
        fine=(
            ("deploy/web.py", _CAUGHT.format("Exception", "pass")),
            ("core/new.py", _CAUGHT.format("ValueError", "pass")),
            ("core/new.py", _CAUGHT.format("BaseException", "raise")),
        ),
    ),
    Rule(
        "only deploy reads the environment",
        environment,
        planted=(
            ("core/db.py", "import os\nurl = os.environ['X']"),
            ("integrations/daraja/config.py", "from os import getenv\nkey = getenv('X')"),
        ),
        fine=(("deploy/cli.py", "import os\nurl = os.environ['X']"),),
    ),
    Rule(
        "every feature has its messages and its service",
        feature_shape,
        planted=(("core/groups/__init__.py", ""),),
    ),
    Rule(
        "a feature imports of another its messages only",
        neighbours,
        planted=(
            ("core/ledger/service.py", "from core.savings.queries import balance"),
            ("core/ledger/service.py", "from core.savings import tables"),
            ("core/savings/service.py", "from core.ledger.tables import PostingRow"),
        ),
        fine=(
            (
                "core/savings/service.py",
                "from core.ledger import journal, posting_rules\nfrom core.savings import rules",
            ),
            ("core/ledger/service.py", "from core.savings.messages import Account\nfrom core.money import Money"),
        ),
    ),
    Rule(
        "registries are lists that one can read",
        registries,
        planted=(
            ("channels/registry.py", "CHANNELS = tuple(found())"),
            ("integrations/registry.py", "INTEGRATIONS = []\nINTEGRATIONS.append(1)"),
            ("core/handlers.py", "FEATURES = (1,)\nHANDLERS = {}\nHANDLERS[1] = 2"),
            ("core/new.py", "class Notice:\n    def __init_subclass__(cls):\n        known[cls] = cls"),
        ),
        fine=(
            ("channels/registry.py", "CHANNELS = (Channel('ussd'),)"),
            ("core/handlers.py", "FEATURES = (1,)\nHANDLERS: dict = {k: v for f in FEATURES for k, v in f.items()}"),
        ),
    ),
    Rule(
        "logs are events without anybody's name, phone, PIN or words",
        personal_logs,
        planted=(
            ("core/new.py", "log.info('loan_paid', phone=phone)"),
            ("deploy/new.py", "log.error('crashed', text=text)"),
            ("deploy/new.py", "log.info(f'loan {loan} paid')"),
            ("deploy/new.py", "log.info('loan %s paid', loan)"),
        ),
        fine=(("core/new.py", "log.info('loan_paid', loan=loan, **more)\ncatalogue.info(phone=1)"),),
    ),
)
