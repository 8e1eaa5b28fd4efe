"""The points of one question as they are typed and shown, the same for a first and a second reader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Protocol

from handrail.program import Question
from handrail.services.review.pointing import Judgement
from handrail.web.requests import Request

_LARGEST_CHIPS: Final = 20


class Pointed(Protocol):
    """A row with a reader's points."""

    @property
    def points(self) -> Decimal | None: ...
    @property
    def not_applicable(self) -> bool: ...
    @property
    def reason(self) -> str: ...


def stored(row: Pointed) -> Judgement:
    """What stands in a row, as it would be typed."""
    return Judgement("" if row.points is None else f"{row.points.normalize():f}", row.not_applicable, row.reason)


def typed(request: Request) -> tuple[Judgement, int]:
    """What the form says, and the version of the row it was made from; 0 where none can be read."""
    other = request.POST.get("other", "").strip()
    given = Judgement(
        points=other or request.POST.get("points", ""),
        not_applicable=request.POST.get("points") == "not_applicable" and not other,
        reason=request.POST.get("reason", ""),
    )
    text = request.POST.get("version", "")
    return given, int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def chips(question: Question, given: Judgement) -> list[dict[str, Any]]:
    """Whole points to press; none where the question has more than twenty."""
    full = int(question.points)
    if full > _LARGEST_CHIPS:
        return []
    return [{"value": str(point), "checked": given.points == str(point)} for point in range(full + 1)]
