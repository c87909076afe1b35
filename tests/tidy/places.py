"""Rules about where things are: no address of a machine or an index, a README for whoever opens a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.tree import PRODUCT, Rule, Tree

MACHINE = re.compile(r"(?<![\w.>-])/(?:home|root|Users|work|mnt|private)/[\w.]|\b[A-Z]:\\\\?Users\\")
LOCKS = ("requirements.lock", "deploy/requirements.lock")
ONE_FOLDER_EACH = ("channels", "integrations")


def machine_paths(tree: Tree) -> Iterator[str]:
    for module in tree.texts():
        for number, line in enumerate(module.text.splitlines(), 1):
            if MACHINE.search(line):
                yield f"{module.path}:{number}: a path of somebody's machine"


def lock_addresses(tree: Tree) -> Iterator[str]:
    for name in LOCKS:
        yield from _addresses(name, tree.root / name)


def _addresses(name: str, path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text().splitlines() if path.exists() else (), 1):
        if "://" in line or line.startswith("--"):
            yield f"{name}:{number}: where packages come from is the business of the machine that installs them"


def readmes(tree: Tree) -> Iterator[str]:
    top = [name for name in (*PRODUCT, "tests") if (tree.root / name).is_dir()]
    inner = [f"{folder}/{name}" for folder in ONE_FOLDER_EACH for name in tree.folders(folder)]
    for folder in (*top, *inner):
        if not (tree.root / folder / "README.md").exists():
            yield f"{folder}: has no README.md"


RULES = (
    Rule(
        "no path of a machine",
        machine_paths,
        planted=(
            ("README.md", "see " + "/home" + "/somebody/x"),
            ("deploy/new.py", "path = '" + "/Users" + "/somebody'"),
            ("Makefile", "cp " + "/work" + "/x ."),
        ),
        fine=(
            ("README.md", "https://example.org/home/page and ./work/x and docs/work/x"),
            ("tests/services.py", "place = '/usr/lib/postgresql'"),
        ),
    ),
    Rule(
        "no lock file names an index",
        lock_addresses,
        planted=((LOCKS[0], "a @ https:" + "//example.org/a.whl"), (LOCKS[1], "--index-url x")),
        fine=((LOCKS[0], "a==1 \\\n    --hash=sha256:00"),),
    ),
    Rule(
        "every top-level folder, channel and integration has a README",
        readmes,
        planted=(("dialogs/new.py", ""), ("channels/ussd/render.py", "")),
        fine=(("core/README.md", ""), ("core/savings/rules.py", "")),
    ),
)
