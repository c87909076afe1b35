"""The description of the API, OpenAPI 3.1: made from the same table and the same types that answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any, get_args

import msgspec

from admin.api.answers import JSON, PROBLEM
from admin.api.binding import Field, fields_of
from admin.api.endpoint import Endpoint, Written
from admin.api.serving import code_of, is_list, status_of
from admin.api.wire import MOST_NUMBER, schema_of
from core.messages import SIGNED_REFUSALS, Command, Refusal, Request

VERSION = "1.0.0"
Schema = dict[str, Any]
_REFS = "#/components/schemas/{name}"

#: What any call may come to, and why.
ALWAYS: Mapping[int, str] = {
    401: "Nobody is signed in, or not any more.",
    403: "None of the caller's roles may ask this.",
    405: "The path answers other methods.",
    408: "The body did not come in time.",
    413: "The body is too long.",
    422: "Something that was sent is not as it should be.",
    429: "Too many calls; Retry-After says when to go on.",
}
WITH_BODY: Mapping[int, str] = {400: "The body is not JSON.", 415: "The body is sent as another type."}
OPEN: Mapping[int, str] = {status: why for status, why in ALWAYS.items() if status != 403}

PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "description": "RFC 9457. `code` names what is wrong; `errors` says it field by field; `facts` are a refusal's.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["field", "detail"],
            },
        },
        "facts": {"type": "object"},
    },
    "required": ["type", "title", "status", "code"],
}
WAITING_SCHEMA: Schema = {
    "type": "object",
    "description": "A second person has to look at it; nothing was done so far.",
    "properties": {
        "approval": {"type": "string"}, "state": {"const": "waiting"}, "detail": {"type": "string"},
    },
    "required": ["approval", "state"],
}  # fmt: skip


def document(table: Sequence[Endpoint | Written], *, name: str, two_people: Iterable[type[Request[Any]]]) -> Schema:
    """The whole document. `two_people` are requests that may wait for a second person."""
    made = _Made(table, frozenset(two_people))
    paths: dict[str, Schema] = {}
    for each in table:
        paths.setdefault(each.path, {})[each.method.lower()] = made.operation(each)
    schemas = {**made.schemas, "Problem": PROBLEM_SCHEMA, "Waiting": WAITING_SCHEMA}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name} API", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"bearer": []}],
    }


_ABOUT = """Money is a decimal text with its currency, dates are ISO 8601, ids are texts.

Lists answer `items` and `next`: send `next` as `cursor` for the part after. A POST that moves money needs an
`Idempotency-Key` header: the same key and body get the same answer, the same key with another body 422. A 202 means
that a second person has to say yes first."""


class _Made:
    """Collects the schemas that operations refer to."""

    def __init__(self, table: Sequence[Endpoint | Written], two_people: frozenset[type[Request[Any]]]) -> None:
        # All at once: two classes of one name in different features get names of their own.
        kinds = list(dict.fromkeys(kind for each in table for kind in _kinds(each)))
        made, found = msgspec.json.schema_components(kinds, schema_hook=schema_of, ref_template=_REFS)
        self._of: dict[Any, Schema] = dict(zip(kinds, made, strict=True))
        self.schemas: dict[str, Schema] = dict(found)
        self._two_people = two_people
        for kind in kinds:
            for each in _classes(kind):
                _describe(self.schemas, each)

    def operation(self, each: Endpoint | Written) -> Schema:
        made: Schema = {
            "summary": each.says,
            "tags": [each.area],
            "operationId": re.sub(r"\W+", "_", f"{each.method.lower()}{each.path.removeprefix('/api')}").strip("_"),
        }
        return made | (self._written(each) if isinstance(each, Written) else self._table_row(each))

    def _table_row(self, endpoint: Endpoint) -> Schema:
        known = fields_of(endpoint)
        made: Schema = {"parameters": [self._parameter(each) for each in known if each.place != "body"]}
        if issubclass(endpoint.request, Command):
            made["parameters"].append(_key(needed=endpoint.moves_money))
        body = [each for each in known if each.place == "body"]
        if body:
            made["requestBody"] = {
                "required": any(each.required for each in body),
                "content": {JSON: {"schema": self._object(body)}},
            }
        made["responses"] = self._responses(endpoint, has_body=bool(body))
        return made

    def _written(self, written: Written) -> Schema:
        made: Schema = {"security": []} if written.is_open else {}
        made["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
            for name in re.findall(r"\{(\w+)\}", written.path)
        ]
        if written.takes is not None:
            made["requestBody"] = {"required": True, "content": {JSON: {"schema": self.of(written.takes)}}}
        answers = {} if written.gives is None else {"content": {JSON: {"schema": self.of(written.gives)}}}
        found = {str(written.status): {"description": "Done.", **answers}}
        no = {status: f"`{code}`" for status, code in written.refuses}
        statuses = {**(OPEN if written.is_open else ALWAYS), **(WITH_BODY if written.takes is not None else {}), **no}
        made["responses"] = found | {str(status): _problem(why) for status, why in sorted(statuses.items())}
        return made

    def _parameter(self, each: Field) -> Schema:
        made = {"name": each.wire, "in": each.place, "required": each.required, "schema": self._field(each)}
        return made

    def _field(self, each: Field) -> Schema:
        """Its type, within what is accepted, and the default where a caller can see it."""
        schema = bounded(self.of(each.kind), most=each.most_text)
        if each.place == "path":
            schema = schema | {"minLength": 1}
        if not each.required and isinstance(each.default, str | int | bool):
            schema = schema | {"default": each.default}
        return schema

    def _object(self, body: Sequence[Field]) -> Schema:
        return {
            "type": "object",
            "properties": {each.wire: self._field(each) for each in body},
            "required": [each.wire for each in body if each.required],
            "additionalProperties": False,
        }

    def _responses(self, endpoint: Endpoint, *, has_body: bool) -> Schema:
        kind = endpoint.request.answer_type()
        if kind is type(None):
            made: Schema = {"204": {"description": "Done."}}
        else:
            made = {
                str(endpoint.status): {"description": "Done.", "content": {JSON: {"schema": self._answer(endpoint)}}}
            }
        if endpoint.request in self._two_people:
            waits = {"schema": {"$ref": _REFS.format(name="Waiting")}}
            made["202"] = {"description": WAITING_SCHEMA["description"], "content": {JSON: waits}}
        statuses = {**ALWAYS, **(WITH_BODY if has_body else {})}
        for status, codes in _refusals(endpoint.request).items():
            statuses[status] = " ".join([*([ALWAYS[status]] if status in ALWAYS else []), *codes])
        return made | {str(status): _problem(why) for status, why in sorted(statuses.items())}

    def _answer(self, endpoint: Endpoint) -> Schema:
        kind = endpoint.request.answer_type()
        if is_list(kind):
            return {
                "type": "object",
                "properties": {
                    "items": {"type": "array", "items": self.of(get_args(kind)[0])},
                    "next": {"type": ["string", "null"]},
                },
                "required": ["items", "next"],
            }
        if kind in (str, int, bool):
            return {"type": "object", "properties": {endpoint.answers: self.of(kind)}, "required": [endpoint.answers]}
        return self.of(kind)

    def of(self, kind: Any) -> Schema:
        """Its schema; what that refers to is among the components."""
        return self._of[kind]


def _kinds(each: Endpoint | Written) -> list[Any]:
    """The types that are shown of it."""
    if isinstance(each, Written):
        return [kind for kind in (each.takes, each.gives) if kind is not None]
    answer = each.request.answer_type()
    inside = get_args(answer)[0] if is_list(answer) else answer
    return [*(known.kind for known in fields_of(each)), *([] if inside is type(None) else [inside])]


def bounded(schema: Schema, *, most: int) -> Schema:
    """What is accepted of a type is less than the type: texts, numbers and dates have ends."""
    kind = schema.get("type")
    if kind == "string" and not {"format", "enum", "pattern", "const"} & schema.keys():
        return schema | {"maxLength": most}
    if kind == "integer":
        return {"minimum": -MOST_NUMBER, "maximum": MOST_NUMBER} | schema
    return schema


def _key(*, needed: bool) -> Schema:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": needed,
        "description": "Your own name for this act: repeated, it is done once.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    }


def _problem(why: str) -> Schema:
    return {"description": why, "content": {PROBLEM: {"schema": {"$ref": _REFS.format(name="Problem")}}}}


def _refusals(request: type[Request[Any]]) -> dict[int, list[str]]:
    kinds: list[type[Refusal]] = list(request.refuses)
    if getattr(request, "signed", False):
        kinds += SIGNED_REFUSALS
    made: dict[int, list[str]] = {}
    for kind in kinds:
        made.setdefault(status_of(kind), []).append(f"`{code_of(kind)}`: {_first_sentence(kind)}")
    return made


def _first_sentence(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def _classes(kind: Any) -> list[type]:
    inside = [each for arg in get_args(kind) for each in _classes(arg)]
    return [kind, *inside] if isinstance(kind, type) and is_dataclass(kind) else inside


def _describe(schemas: dict[str, Schema], kind: type) -> None:
    """A class is described by its docstring where it has one of its own."""
    schema = schemas.get(kind.__name__)
    if schema is not None and kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}("):
        schema["description"] = " ".join(kind.__doc__.split())
