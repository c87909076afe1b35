"""From an arrival to a request of core: every field is read by its type, and all that is wrong is said at once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from typing import Any, get_type_hints

from admin.api.answers import problem
from admin.api.bodies import read_object
from admin.api.endpoint import Endpoint
from admin.api.wire import MOST_TEXT, MOST_WORD, Unfit, currencies, read
from core.messages import Arrival, Reply, Request

MOST_BODY_BYTES = 64 * 1024

_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Field:
    """One field of a request as the outside knows it. `place` is path, query or body."""

    name: str
    wire: str
    place: str
    kind: Any
    required: bool
    default: Any = None
    most_text: int = MOST_TEXT


def fields_of(endpoint: Endpoint) -> tuple[Field, ...]:
    """What a caller may send. Raises TypeError for an endpoint whose path or fixed values no field takes."""
    hints = get_type_hints(endpoint.request)
    known = {each.name: each for each in dataclasses.fields(endpoint.request)}  # type: ignore[arg-type]
    inside = {outside: name for name, outside in endpoint.wire.items()}
    in_path = {inside.get(name, name) for name in _NAMED.findall(endpoint.path)}
    if strange := (in_path | endpoint.fixed.keys() | endpoint.wire.keys()) - known.keys():
        raise TypeError(f"{endpoint.method} {endpoint.path}: {endpoint.request.__name__} has no {', '.join(strange)}")
    elsewhere = "query" if endpoint.method == "GET" else "body"
    return tuple(
        Field(
            name=name,
            wire=endpoint.wire.get(name, name),
            place="path" if name in in_path else elsewhere,
            kind=hints[name],
            required=each.default is MISSING and each.default_factory is MISSING,
            default=None if each.default is MISSING else each.default,
            most_text=MOST_WORD if name in in_path or elsewhere == "query" else endpoint.most_text or MOST_TEXT,
        )
        for name, each in known.items()
        if name not in endpoint.fixed
    )


@dataclass(frozen=True)
class Binding:
    """Makes the request of one endpoint."""

    endpoint: Endpoint
    fields: tuple[Field, ...]
    currency: str
    """The one that the institution keeps its books in."""

    @classmethod
    def of(cls, endpoint: Endpoint, *, currency: str) -> Binding:
        return cls(endpoint, fields_of(endpoint), currency)

    @property
    def has_body(self) -> bool:
        return any(each.place == "body" for each in self.fields)

    def request(self, arrival: Arrival) -> Request[Any] | Reply:
        """The request, or what to answer instead of performing it."""
        # No body at all is an empty object: every field may have a default. A file in it takes its own room.
        most = MOST_BODY_BYTES + 2 * self.endpoint.most_text
        body = read_object(arrival, most_bytes=most) if self.has_body and arrival.body else {}
        if isinstance(body, Reply):
            return body
        sent: Mapping[str, Mapping[str, Any]] = {"path": arrival.path, "query": arrival.query, "body": body}
        errors = {name: f"there is no field {name}" for name in self._strangers(sent)}
        values = dict(self.endpoint.fixed)
        for each in self.fields:
            found = sent[each.place].get(each.wire, MISSING)
            if found is MISSING:
                if each.required:
                    errors[each.wire] = "is needed"
                continue
            try:
                values[each.name] = self._read(each, found)
            except Unfit as unfit:
                errors[each.wire] = str(unfit)
        if errors:
            return problem(422, "Some fields are not as they should be.", code="invalid", errors=errors)
        return self.endpoint.request(**values)

    def _read(self, each: Field, found: Any) -> Any:
        """Raises Unfit."""
        value = read(each.kind, found, is_text=each.place != "body", most_text=each.most_text)
        if not self.endpoint.any_currency and any(known != self.currency for known in currencies(value)):
            raise Unfit(f"an amount in {self.currency}")
        return value

    def _strangers(self, sent: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
        """Fields that nobody asked for: a slip of the pen in a name would else be a default."""
        for place in ("query", "body"):
            known = {each.wire for each in self.fields if each.place == place}
            yield from (name for name in sent[place] if name not in known)
