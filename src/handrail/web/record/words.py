"""What a record says, in lines: for its page, its history, and two texts side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.program import RecordField, RecordKind
from handrail.rules.days import in_words, month_name
from handrail.rules.record.risk import Rank, rank
from handrail.web.figures import day as day_in

HIGH = 500  # a signature is drawn twice as wide as high


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a record says: its question and the answer. `differs`: the other text says something else."""

    name: str
    text: str
    differs: bool = False


def name_of(kind: RecordKind, title: str) -> str:
    """The kind in owner's words with what the record is about."""
    return f"{kind.owner_words}: {title}" if title else kind.owner_words


def answer_of(asked: RecordField, value: Any) -> str:
    """An answer as it is read; empty for none."""
    if value in (None, "", []):
        return ""
    match asked.kind:
        case "yes_no":
            return _("Yes") if value is True else _("No")
        case "checks":
            return ", ".join(str(one) for one in value)
        case "day":
            return in_words(date.fromisoformat(value))
        case _:
            return str(value)


def lines_of(kind: RecordKind, body: dict[str, Any], sites: dict[str, str]) -> list[Line]:
    """Everything that a body says (`sent.body_of`), one line for each thing said."""
    day = in_words(date.fromisoformat(body["happened_on"]))
    if body.get("happened_at"):
        day = f"{day}, {time.fromisoformat(body['happened_at']):%H:%M}"
    pairs = [
        (_("Day"), day),
        (_("Job"), sites.get(body.get("site_id") or "", "")),
        (_("Where"), body["place"]),
        (kind.title_asks or _("About"), body["title"]),
        (_("Whose form"), body["paper_of"]),
        *((asked.label, answer_of(asked, body["fields"].get(asked.id))) for asked in kind.fields),
        (_("Found"), "\n".join(one["what"] for one in body["defects"])),
        (_("People"), "\n".join(sorted(f"{one['name']}: {part_words(one['part'])}" for one in body["people"]))),
    ]
    return [Line(name, text) for name, text in pairs if text]


def side_by_side(one: list[Line], other: list[Line]) -> tuple[list[Line], list[Line]]:
    """Both texts with what differs between them marked."""

    def marked(lines: list[Line], beside: list[Line]) -> list[Line]:
        said = {line.name: line.text for line in beside}
        return [Line(line.name, line.text, said.get(line.name) != line.text) for line in lines]

    return marked(one, other), marked(other, one)


def part_words(part: str) -> str:
    return {"signed": _("signed"), "present": _("there"), "absent": _("not there")}.get(part, part)


def late_words(days: int) -> str:
    """How much later a record was captured than the day it tells of."""
    return ngettext("late entry: %(n)s day after", "late entry: %(n)s days after", days) % {"n": days}


def signature_path(strokes: Any) -> str:
    """The strokes as the path of an SVG 1,000 wide and 500 high; whole numbers only, whatever is stored."""
    parts = []
    for stroke in strokes if isinstance(strokes, list) else []:
        points = [f"{int(x)} {int(y) * HIGH // 1000}" for x, y in stroke]
        if len(points) == 1:
            points *= 2  # a dot
        if points:
            parts.append(f"M{'L'.join(points)}")
    return "".join(parts)


def risk_of(kind: RecordKind, fields: dict[str, Any]) -> tuple[Rank, str] | None:
    """The risk rank of a record whose kind asks how bad and how likely, in words; None for any other."""
    asked = {one.id: one for one in kind.fields}
    if "severity" not in asked or "likelihood" not in asked:
        return None
    found = rank(
        asked["severity"].options, fields.get("severity", ""), asked["likelihood"].options, fields.get("likelihood", "")
    )
    if found is None:
        return None
    words = {
        "first": _("Comes first: put it right before work starts"),
        "soon": _("Put it right soon"),
        "keep": _("Keep it under control as it is"),
    }[found.urgency]
    return found, words


def heading_of(number: int, first: date | None, this_month: int, day: date) -> str:
    """What the list knows: how many records since when, and whether this month has any."""
    if not number or first is None:
        return _("No records yet")
    said = ngettext("%(n)s record since %(day)s", "%(n)s records since %(day)s", number)
    text = said % {"n": number, "day": day_in(first, "short")}
    return text if this_month else _("%(text)s; nothing yet in %(month)s") % {"text": text, "month": month_name(day)}


def month_words(day: date) -> str:
    return f"{month_name(day)} {day.year}"
