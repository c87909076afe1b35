"""Remembers which language a caller speaks, so that an apology, which may ask nobody, is in words she reads."""

from __future__ import annotations

from collections import OrderedDict

from core.members.messages import Caller, ChooseLanguage, WhoCalls
from core.messages import SYSTEM, A, Door, Origin, Refusal, Request

MOST_CALLERS = 20_000
DEFAULT = "en"


class Overheard:
    """A door that listens: who calls is asked here at the beginning of every session."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._languages: OrderedDict[str, str] = OrderedDict()

    async def perform(self, request: Request[A], *, key: str = "", scope: str = "", by: Origin = SYSTEM) -> A | Refusal:
        answer = await self._door.perform(request, key=key, scope=scope, by=by)
        if isinstance(request, WhoCalls) and isinstance(answer, Caller):
            self._keep(request.phone.number, answer.language)
        if isinstance(request, ChooseLanguage) and not isinstance(answer, Refusal):
            self._keep(request.phone.number, request.language)
        return answer

    def of(self, phone: str) -> str:
        return self._languages.get(phone) or DEFAULT

    def _keep(self, phone: str, language: str) -> None:
        self._languages[phone] = language
        self._languages.move_to_end(phone)
        if len(self._languages) > MOST_CALLERS:
            self._languages.popitem(last=False)
