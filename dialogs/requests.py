"""Fills the request of a `do` step from the form, the context, the step's functions and the secrets of this turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from core.messages import Request
from core.secret import Secret
from dialogs.stack import Facts
from dialogs.steps import Do


def fill(step: Do, facts: Facts, secrets: Mapping[str, Secret]) -> Request[Any] | str:
    """The request, or the name of the step that asks for a secret which is gone."""
    values: dict[str, Any] = {}
    for name, is_secret in _fields(step.request):
        if is_secret:
            asked = step.secrets.get(name, name)
            if asked not in secrets:
                return asked
            values[name] = secrets[asked]
        elif name in step.given:
            values[name] = step.given[name](facts)
        elif name in facts:
            values[name] = facts[name]
    return step.request(**values)


_KNOWN: dict[type, tuple[tuple[str, bool], ...]] = {}


def _fields(request: type[Request[Any]]) -> tuple[tuple[str, bool], ...]:
    """(field, is it a secret) of a request type, worked out once."""
    if request not in _KNOWN:
        _KNOWN[request] = tuple((each.name, each.type == "Secret") for each in dataclasses.fields(request))  # type: ignore[arg-type]
    return _KNOWN[request]
