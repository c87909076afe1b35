"""The description of the API, as a document for programs and as a page for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from admin.api.answers import JSON
from admin.api.endpoint import Endpoint, Written
from admin.api.openapi import document
from admin.pages.page import HTML
from admin.pages.shown import Shown
from admin.pages.site import dressed
from core.messages import Arrival, Reply, Route
from core.permissions.rules import RULES


def routes(table: Sequence[Endpoint | Written], shown: Shown) -> list[Route]:
    two_people = [request for request, rule in RULES.items() if rule.checkers]
    made = document(table, name=shown.institution.name, two_people=two_people)
    as_json = Reply(200, msgspec.json.encode(made), JSON, {"Access-Control-Allow-Origin": "*"})
    page = dressed(Reply(200, shown.render("api.html", {"title": "API", "visit": None, **_areas(made)}).encode(), HTML))

    async def openapi(_: Arrival) -> Reply:
        return as_json

    async def docs(_: Arrival) -> Reply:
        return page

    return [("GET", "/api/openapi.json", openapi), ("GET", "/api/docs", docs)]


def _areas(made: dict[str, Any]) -> dict[str, Any]:
    areas: dict[str, list[dict[str, Any]]] = {}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            areas.setdefault(operation["tags"][0], []).append({"method": method.upper(), "path": path, **operation})
    return {"about": made["info"]["description"], "areas": areas}
