"""Two readings of one round as what the rules compare: the decided points of the first reader and those of the second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.review.agreement import Compared, Judged, TwoReadings, compare
from handrail.services.moment import zone
from handrail.store.models import ReviewedAnswer, SecondAnswer, SecondRead


class Given(Protocol):
    """What a reader gave one question."""

    question: str
    points: Decimal | None
    not_applicable: bool


def readings(rows: Sequence[SecondRead]) -> tuple[TwoReadings, ...]:
    """Both readings of each of these (their `review__audit` read along), in their order; two statements for all.

    A question the first reader left without points when returning the file is no judgement, and neither is one the
    second reader has not come to.
    """
    first: dict[UUID, list[ReviewedAnswer]] = defaultdict(list)
    for one in ReviewedAnswer.objects.filter(review__second_read__in=[row.pk for row in rows]).only(
        "review_id", "question", "points", "not_applicable"
    ):
        first[one.review_id].append(one)
    second: dict[UUID, list[SecondAnswer]] = defaultdict(list)
    for two in SecondAnswer.objects.filter(second_read__in=[row.pk for row in rows]).only(
        "second_read_id", "question", "points", "not_applicable"
    ):
        second[two.second_read_id].append(two)
    return tuple(_two(row, first[row.review_id], second[row.pk]) for row in rows)


def compared(row: SecondRead) -> Compared:
    """Where the two readers of one round differ."""
    return compare(readings([row])[0])


def _two(row: SecondRead, first: Iterable[ReviewedAnswer], second: Iterable[SecondAnswer]) -> TwoReadings:
    audit = row.review.audit
    edition = load_pack(audit.pack).edition(audit.edition)
    of = {one.id: Decimal(one.points) for one in edition.questions}
    on = row.done_on or row.drawn_at.astimezone(zone()).date()
    return TwoReadings(str(row.pk), on, _judged(first, of), _judged(second, of))


def _judged(rows: Iterable[Given], of: Mapping[str, Decimal]) -> dict[str, Judged]:
    """The judgements in the instrument's order."""
    given = {row.question: row for row in rows if row.points is not None or row.not_applicable}
    return {
        question: Judged(None if given[question].not_applicable else given[question].points, full)
        for question, full in of.items()
        if question in given
    }
