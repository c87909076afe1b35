"""Coming in: files of members, balances, loans and check-offs, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.imports import messages as imports

#: The server takes no body of more than a megabyte; larger files are split, or come in by the command line.
MOST_TEXT = 900_000

ENDPOINTS = (
    get("/api/imports", imports.Imports, "Files that were staged and what became of them, the newest first"),
    post(
        "/api/imports",
        imports.StageFile,
        "Stage a CSV file, as text: it is checked, and kept for some days for a second person",
        answers="batch",
        status=201,
        most_text=MOST_TEXT,
    ),
    get("/api/imports/{batch}", imports.ImportOf, "One of them"),
    get(
        "/api/imports/{batch}/check",
        imports.CheckedImport,
        "The dry run: faults by line, control totals, and the differences of a check-off",
    ),
    post(
        "/api/imports/{batch}/run",
        imports.RunImport,
        "Bring it in, as a whole or not at all; a second person decides",
        moves_money=True,
    ),
    get("/api/import-templates/{kind}", imports.TemplateOf, "A template, and what each column takes"),
)
