"""The picture of both head-counts: two stepped lines under the limit, drawn on the server, with the table it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.rules.headcount.over_time import OverTime
from handrail.web.components import Column
from handrail.web.figures import day

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 420, 190, 34, 14, 26


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths and labels in the drawing's own units; `rows` say the same in words."""

    width: int
    height: int
    counting: str
    employed: str
    limit_y: float
    limit: int
    left: int
    marks: tuple[tuple[float, str], ...]
    months: tuple[tuple[float, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[dict[str, object], ...]


def picture(found: OverTime, headings: tuple[str, str, str]) -> Picture:
    """The drawing of the levels; `headings` name the table's columns: from when, who counts, who works regularly."""
    top = max(found.limit + 1, found.highest + 1)
    span = max((found.to - found.from_).days, 1)

    def across(when: date) -> float:
        return round(LEFT + (WIDTH - LEFT - 8) * (when - found.from_).days / span, 1)

    def up(count: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / top, 1)

    def path(counts: list[tuple[date, int]]) -> str:
        first_day, first = counts[0]
        drawn = [f"M{across(first_day)} {up(first)}"]
        for when, count in counts[1:]:
            drawn += [f"H{across(when)}", f"V{up(count)}"]
        return "".join([*drawn, f"H{across(found.to)}"])

    return Picture(
        width=WIDTH,
        height=HEIGHT,
        counting=path([(one.day, one.counting) for one in found.levels]),
        employed=path([(one.day, one.employed) for one in found.levels]),
        limit_y=up(found.limit),
        limit=found.limit,
        left=LEFT,
        marks=tuple((up(count), str(count)) for count in range(0, top, 5) if count != found.limit),
        months=tuple((across(when), day(when, "short").split(" ", 1)[1]) for when in _years(found)),
        columns=(
            Column("day", headings[0], names_row=True),
            Column("counting", headings[1], figures=True),
            Column("employed", headings[2], figures=True),
        ),
        rows=tuple(
            {"day": day(one.day, "short"), "counting": str(one.counting), "employed": str(one.employed)}
            for one in reversed(found.levels)
        ),
    )


def _years(found: OverTime) -> list[date]:
    """The first day of each year that is far enough from the end to be written beneath."""
    days = [date(year, 1, 1) for year in range(found.from_.year, found.to.year + 1)]
    return [when for when in days if found.from_ <= when and (found.to - when).days > 150]
