"""Files read twice: a decided first round with its second reading, as far along as a test asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import F

from handrail.services.actor import Actor
from handrail.services.review import deciding, noting, opening, second
from handrail.services.review.deciding import Decision
from handrail.store.models import Employer, Partner, Review, ReviewedAnswer, SecondAnswer, SecondRead
from tests import world
from tests.services.review.files import EDITION, READ, gathered, sent

FIRST_REASON, FIRST_NOTE, FIRST_WORDS = (
    "Only one drill is dated.",
    "Attach the second drill.",
    "Two drills are missing.",
)
LATER = date(2026, 4, 29)
FULL = {one.id: Decimal(one.points) for one in EDITION.questions}


def decided(
    actor: Actor,
    partner: Partner,
    lost: Mapping[str, int] | None = None,
    *,
    how: str = "return",
    firm: Employer | None = None,
) -> Review:
    """A first round decided by this reviewer: full points but for `lost`, 6.3 not applicable, one note to fix."""
    review = opening.open_round(actor, world.moment(READ), sent(gathered(partner, firm)).pk)
    rows = ReviewedAnswer.objects.filter(review=review)
    for row in rows:
        row.points = None if row.question == "6.3" else Decimal((lost or {}).get(row.question, FULL[row.question]))
        row.not_applicable, row.reason = row.question == "6.3", FIRST_REASON if row.question == "8.3" else ""
    ReviewedAnswer.objects.bulk_update(rows, ["points", "not_applicable", "reason"])
    if how == "return":
        noting.write_note(actor, world.moment(READ), review.pk, "8.3", kind="must_fix", text=FIRST_NOTE)
    moves = {"return": deciding.return_round, "accept": deciding.accept, "decline": deciding.decline}
    return moves[how](actor, world.moment(READ), review.pk, Decision(FIRST_WORDS), version=review.version)


def drawn(review: Review) -> SecondRead:
    """The second reading of a decided round, whether or not the lot fell on it."""
    return SecondRead.objects.get_or_create(review=review, defaults={"drawn_at": world.moment(READ).now})[0]


def being_read_again(actor: Actor, review: Review) -> SecondRead:
    return second.open_second(actor, world.moment(LATER), drawn(review).pk)


def judged(row: SecondRead, differing: Mapping[str, int] | None = None) -> None:
    """The second reader's points: those of the first but for `differing`."""
    first = {one.question: one for one in ReviewedAnswer.objects.filter(review=row.review_id)}
    rows = list(SecondAnswer.objects.filter(second_read=row))
    for one in rows:
        one.points, one.not_applicable = first[one.question].points, first[one.question].not_applicable
        if differing and one.question in differing:
            one.points, one.not_applicable = Decimal(differing[one.question]), False
        one.version = F("version") + 1  # type: ignore[assignment]
    SecondAnswer.objects.bulk_update(rows, ["points", "not_applicable"])


def read_twice(
    first: Actor, other: Actor, partner: Partner, differing: Mapping[str, int] | None = None, **more: object
) -> SecondRead:
    """A file both have read to the end."""
    row = being_read_again(other, decided(first, partner, **more))  # type: ignore[arg-type]
    judged(row, differing)
    return second.finish(other, world.moment(LATER), row.pk)
