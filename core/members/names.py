"""The names of members, as other features ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Query


@dataclass(frozen=True, kw_only=True)
class NamesOf(Query[dict[str, str]]):
    """The full names of some members, by id, for a list."""

    members: tuple[str, ...]
