"""Charts as SVG, made on the server: bars that link to what they count, and lines; each says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 640, 200
LEFT, BOTTOM, TOP = 64, 24, 12
BAR_HEIGHT, BAR_GAP = 22, 8
MOST_POINTS = 120
#: From so much on, numbers are shown in such units, with such a letter.
SHORT = ((1_000_000, 1_000_000, "m"), (10_000, 1_000, "k"))


@dataclass(frozen=True)
class Bar:
    """One bar; `shown` is its value in words, `link` where it leads."""

    label: str
    value: int
    shown: str
    link: str = ""


@dataclass(frozen=True)
class Series:
    """One line of points, all series of a chart over the same labels."""

    name: str
    values: Sequence[int]


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """Lying bars, one under the other."""
    most = max((row.value for row in rows), default=0) or 1
    height = len(rows) * (BAR_HEIGHT + BAR_GAP) + BAR_GAP
    parts = [_bar(row, place, most) for place, row in enumerate(rows)]
    described = "; ".join(f"{row.label} {row.shown}" for row in rows)
    return _svg(title, described, height, Markup("").join(parts))


def _bar(row: Bar, place: int, most: int) -> Markup:
    top = BAR_GAP + place * (BAR_HEIGHT + BAR_GAP)
    width = max(2, (WIDTH - 360) * max(row.value, 0) // most)
    drawn = Markup(
        '<text class="label" x="170" y="{y}" text-anchor="end">{label}</text>'
        '<rect class="bar" x="180" y="{top}" width="{width}" height="{height}" rx="3"/>'
        '<text class="value" x="{after}" y="{y}">{shown}</text>'
    ).format(
        y=top + BAR_HEIGHT * 3 // 4, label=row.label, top=top, width=width, height=BAR_HEIGHT,
        after=188 + width, shown=row.shown,
    )  # fmt: skip
    return Markup('<a href="{link}">{drawn}</a>').format(link=row.link, drawn=drawn) if row.link else drawn


def lines(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Points over time, `labels` below the first, the middle and the last one."""
    most = max((value for each in series for value in each.values), default=0) or 1
    parts = [_line(each, place, most) for place, each in enumerate(series)]
    highest = Markup('<text class="label" x="{x}" y="20" text-anchor="end">{most}</text>')
    parts.append(highest.format(x=LEFT - 6, most=short(most)))
    for place in sorted({0, len(labels) // 2, len(labels) - 1}) if labels else ():
        x = _x(place, len(labels))
        anchor = "start" if place == 0 else "end" if place == len(labels) - 1 else "middle"
        parts.append(
            Markup('<text class="label" x="{x}" y="{y}" text-anchor="{anchor}">{label}</text>').format(
                x=x, y=HEIGHT - 6, anchor=anchor, label=labels[place]
            )
        )
    described = "; ".join(f"{each.name}: {sum(each.values):,} in all" for each in series)
    return _svg(title, described, HEIGHT, Markup("").join(parts))


def short(value: int) -> str:
    """A large number in little room: 5,000, 25.4k, 1.2m; what is less than a tenth is left out."""
    for least, size, letter in SHORT:
        if value >= least:
            whole, tenths = divmod(value * 10 // size, 10)
            return f"{whole}.{tenths}{letter}" if tenths else f"{whole}{letter}"
    return f"{value:,}"


def _line(series: Series, place: int, most: int) -> Markup:
    values = list(series.values)[-MOST_POINTS:]
    points = " ".join(f"{_x(at, len(values))},{_y(value, most)}" for at, value in enumerate(values))
    return Markup('<polyline class="line line-{place}" points="{points}"><title>{name}</title></polyline>').format(
        place=place, points=points, name=series.name
    )


def _x(place: int, count: int) -> int:
    return LEFT + (WIDTH - LEFT - 8) * place // max(1, count - 1)


def _y(value: int, most: int) -> int:
    return TOP + (HEIGHT - TOP - BOTTOM) * (most - max(0, value)) // most


def _svg(title: str, described: str, height: int, inside: Markup) -> Markup:
    return Markup(
        '<svg class="chart" role="img" viewBox="0 0 {width} {height}" aria-label="{title}">'
        "<title>{title}</title><desc>{described}</desc>{inside}</svg>"
    ).format(width=WIDTH, height=height, title=title, described=described, inside=inside)
