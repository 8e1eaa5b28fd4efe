"""A submitted audit arrives: a round opens, and what was reviewed before and did not change is carried into it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from handrail.program import load_pack
from handrail.rules.audit.score import rows_in_force
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.review import looking, packages, promising
from handrail.store.facts.audit import facts_of
from handrail.store.models import Audit, Review, ReviewedAnswer, Submission


@transaction.atomic
def receive(actor: Actor, moment: Moment, audit: Audit) -> Review:
    """Open the review round of a just submitted audit; its package is frozen already."""
    return _open(actor, moment, audit, _unchanged(audit))


@transaction.atomic
def receive_anew(actor: Actor, moment: Moment, audit: Audit) -> Review:
    """Open a round in which the package of the round before is read anew, with no points carried: an appeal was right.

    The round before stays as it was decided. The firm sends nothing; its frozen text is laid on the desk again.
    """
    sent = Submission.objects.get(audit=audit, round=audit.round - 1)
    Submission.objects.create(
        audit=audit,
        round=audit.round,
        submitted_at=moment.now,
        submitted_on=moment.day,
        submitted_by_id=sent.submitted_by_id,
        package=sent.package,
        sha256=sent.sha256,
    )
    return _open(actor, moment, audit, {})


def _open(actor: Actor, moment: Moment, audit: Audit, carried: Mapping[str, ReviewedAnswer]) -> Review:
    review = Review(audit=audit, round=audit.round, received_on=moment.day)
    sent = Submission.objects.get(audit=audit, round=audit.round)
    review.stands_out = looking.in_short(review, packages.read(sent), sent.submitted_on)
    review.save(force_insert=True)
    edition = load_pack(audit.pack).edition(audit.edition)
    rows = []
    for row in rows_in_force(edition, facts_of(audit.facts))[0]:
        before = carried.get(row[0])
        rows.append(
            ReviewedAnswer(
                review=review,
                question=row[0],
                points=before.points if before else None,
                not_applicable=before.not_applicable if before else False,
                reason=before.reason if before else "",
                given_by_id=before.given_by_id if before else None,
                updated_at=moment.now,
            )
        )
    ReviewedAnswer.objects.bulk_create(rows)
    journal.note(
        actor,
        moment,
        "review.receive",
        ("review", review.pk),
        chain=audit.employer_id,
        round=review.round,
        carried=sum(row.points is not None or row.not_applicable for row in rows),
    )
    promising.promise(actor, moment, review)
    return review


def _unchanged(audit: Audit) -> dict[str, ReviewedAnswer]:
    """The last round's reviewed answers to questions the firm answers as it did then."""
    sent = list(Submission.objects.filter(audit=audit, round__in=(audit.round, audit.round - 1)).order_by("-round"))
    if len(sent) < 2:
        return {}
    differing = packages.changed(packages.read(sent[0]), packages.read(sent[1]))
    rows = ReviewedAnswer.objects.filter(review__audit=audit, review__round=audit.round - 1)
    return {row.question: row for row in rows if row.question not in differing}
