"""A screen on a USSD phone: at most 156 septets behind `CON `, numbered choices, 98 for more."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from channels import gsm7
from dialogs.screen import Accent, Said

#: Safaricom shows 160 septets, Airtel Kenya 184; `CON ` and `END ` take four of them.
PAGE_SEPTETS, AIRTEL_PAGE_SEPTETS = 156, 180
MORE_KEY = "98"
#: A footer may take up to half of the page; a heavier one is shown once, like options.
FOOTER_SHARE = 2
#: The label of 98 where the language's own word would take half of the page.
PLAIN_MORE = "More"


class _Piece(NamedTuple):
    """What is never cut: a word, or an option's line. `glue` stands before it unless it opens a page."""

    text: str
    glue: str
    weight: int
    """Of the text and the glue."""
    opens_page: bool = False


@lru_cache(maxsize=16)
def accent(budget_septets: int = PAGE_SEPTETS) -> Accent:
    """How an operator with this budget shows a screen; the same budget gives the same accent."""

    def render(said: Said) -> list[str]:
        text = "\n".join((said.message, *map(_line, said.options), *map(_line, said.keys)))
        if len(text) <= budget_septets and gsm7.plain(text):
            return [text]
        text = gsm7.transliterate(text)
        if gsm7.weight(text) <= budget_septets:
            return [text]
        wide = not gsm7.fits(text + gsm7.transliterate(said.more))
        return _Pager(said, budget_septets, wide=wide).pages()

    return render


def _line(entry: tuple[str, str]) -> str:
    return f"{entry[0]}. {entry[1]}"


class _Pager:
    """Lays one long screen out over pages. `wide`: something in it needs UCS-2, so all is counted so."""

    def __init__(self, said: Said, budget: int, *, wide: bool) -> None:
        self._weigh = (lambda text: 2 * gsm7.ucs2(text)) if wide else gsm7.septets
        self._budget = budget
        more = f"\n{_line((MORE_KEY, gsm7.transliterate(said.more)))}"
        keys = "".join(f"\n{gsm7.transliterate(_line(key))}" for key in said.keys)
        options = said.options
        if self._weigh(more) > budget // FOOTER_SHARE:
            more = f"\n{_line((MORE_KEY, PLAIN_MORE))}"
        if self._weigh(more + keys) > budget // FOOTER_SHARE:
            keys, options = "", (*said.options, *said.keys)
        self._footer, self._last_footer = more + keys, keys
        self._room = budget - self._weigh(self._footer)
        self._pieces = self._words(gsm7.transliterate(said.message))
        for option in options:
            self._pieces += self._option(gsm7.transliterate(_line(option)))

    def pages(self) -> list[str]:
        """Fill page after page; as soon as all that is left fits without `98`, that is the last one."""
        pages, page, used = list[str](), "", 0
        room_on_last = self._budget - self._weigh(self._last_footer)
        for piece, left in zip(self._pieces, self._weights_left(), strict=True):
            fits = used + left <= room_on_last or used + piece.weight <= self._room
            if page and fits and not piece.opens_page:
                page, used = page + piece.glue + piece.text, used + piece.weight
                continue
            if page:
                pages.append(page + self._footer)
            page, used = piece.text, piece.weight - self._weigh(piece.glue)
        return [*pages, page + self._last_footer]

    def _weights_left(self) -> list[int]:
        """For each piece, what it and all that follow weigh; endless where a later piece must open a page."""
        left, total = [], 0
        for piece in reversed(self._pieces):
            total += piece.weight
            left.append(total)
            if piece.opens_page:
                total += self._budget
        return left[::-1]

    def _words(self, text: str) -> list[_Piece]:
        pieces: list[_Piece] = []
        for line in text.split("\n"):
            for number, word in enumerate(line.split(" ")):
                glue = " " if number else "\n"
                for chunk, weight in self._chunks(word):
                    pieces.append(_Piece(chunk, glue, weight + self._weigh(glue)))
                    glue = ""
        return pieces

    def _option(self, line: str) -> list[_Piece]:
        """One piece; a label too long for any page gets pages of its own, in words."""
        weight = self._weigh(line)
        if weight <= self._room:
            return [_Piece(line, "\n", weight + self._weigh("\n"))]
        first, *rest = self._words(line)
        return [first._replace(opens_page=True), *rest]

    def _chunks(self, word: str) -> list[tuple[str, int]]:
        """The word, or, longer than a page, parts of it; each with its weight."""
        weight = self._weigh(word)
        if weight <= self._room:
            return [(word, weight)]
        chunks = [("", 0)]
        for char in word:
            chunk, used = chunks[-1]
            weight = self._weigh(char)
            if used + weight > self._room:
                chunks.append((char, weight))
            else:
                chunks[-1] = (chunk + char, used + weight)
        return chunks
