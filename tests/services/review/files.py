"""Audits on a reviewer's desk: sent in with real packages, in as many rounds as a test asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.audit.checking import check
from handrail.services.audit.packaging import package_of, sealed
from handrail.services.review import opening, pointing, receiving
from handrail.services.review.pointing import Judgement
from handrail.store.models import (
    Answer,
    AnswerEvidence,
    Audit,
    Employer,
    Evidence,
    Partner,
    Review,
    ReviewedAnswer,
    Submission,
)
from tests import world

SENT = date(2026, 4, 7)
READ = date(2026, 4, 24)
AGAIN = date(2026, 5, 5)
EDITION = load_pack("ca-ab").edition("ref10-2023")
# What the reviewer of the worked example gave in the first round and in the second, where not full points.
FIRST = {
    "1.5": 5, "1.6": 6, "1.7": 3, "2.3": 12, "2.5": 5, "2.6": 10, "2.9": 0, "3.3": 6, "3.5": 4, "3.8": 3, "3.10": 2,
    "4.2": 0, "5.3": 10, "5.4": 4, "6.2": 4, "7.2": 15, "7.3": 7, "8.1": 6, "8.2": 3, "8.3": 0, "8.4": 0, "8.6": 2,
    "8.7": 2, "9.3": 4, "9.4": 4, "10.1": 3,
}  # fmt: skip
SECOND = {
    "1.6": 10, "2.3": 16, "2.6": 13, "2.9": 5, "3.3": 10, "3.5": 6, "3.8": 6, "3.10": 4, "4.2": 6, "5.3": 14, "5.4": 8,
    "6.2": 6, "7.2": 18, "7.3": 12, "8.1": 8, "8.2": 6, "8.3": 8, "8.4": 3, "8.6": 5, "8.7": 3, "9.3": 7, "9.4": 6,
    "10.1": 5,
}  # fmt: skip


def reviewer(partner: Partner, email: str | None = None) -> Actor:
    return world.member(partner.organisation, Role.REVIEWER, email or f"reviewer-{partner.pk}@example.com")


def gathered(partner: Partner, employer: Employer | None = None, **fields: Any) -> Audit:
    """An audit whose every question claims full points, 6.3 claimed not applicable."""
    values: dict[str, Any] = {
        "gathering_started_on": date(2026, 3, 9),
        "gathering_ended_on": date(2026, 3, 20),
        "records_from": date(2025, 3, 3),
        "purpose": "certification",
        "facts": {"regularly_employed": 5, "visitors": False},
        **fields,
    }
    audit = Audit.objects.create(
        employer=employer or crewed(),
        partner=partner,
        pack="ca-ab",
        edition="ref10-2023",
        started_at=world.moment(date(2026, 3, 9)).now,
        **values,
    )
    Answer.objects.bulk_create(
        Answer(
            audit=audit,
            question=question.id,
            points=None if question.id == "6.3" else Decimal(question.points),
            not_applicable="No visitors came this year." if question.id == "6.3" else "",
            note=f"How {question.id} is done here.",
            updated_at=world.moment(SENT).now,
        )
        for question in EDITION.questions
    )
    return audit


def crewed(name: str = "Prairie Test Roofing Ltd.") -> Employer:
    """A firm with five people who are regularly employed, so that every element is in force."""
    employer = world.employer(name)
    for number in range(5):
        world.person(employer, f"Worker {number}")
    return employer


def sent(audit: Audit, day: date = SENT) -> Review:
    """The audit frozen and sent in its next round; gives the round that waits."""
    again = audit.state == "returned"
    audit.state, audit.round = "submitted", audit.round + 1 if again else 1
    audit.submitted_on = audit.submitted_on or day
    audit.version += 1
    audit.save()
    moment = world.moment(day)
    checked = check(audit, moment, signed=True)
    text, digest = sealed(package_of(checked, moment))
    Submission.objects.create(
        audit=audit, round=audit.round, submitted_at=moment.now, submitted_on=day, package=text, sha256=digest
    )
    return receiving.receive(
        world.member(audit.employer.organisation, Role.OWNER, f"{audit.round}{audit.pk}@x.example"), moment, audit
    )


def being_read(actor: Actor, partner: Partner, employer: Employer | None = None, **fields: Any) -> Review:
    """A first round that this reviewer has begun to read."""
    review = sent(gathered(partner, employer, **fields))
    return opening.open_round(actor, world.moment(READ), review.pk)


def give(actor: Actor, review: Review, points: Mapping[str, int], day: date = READ, reason: str = "") -> None:
    """The reviewer's points for these questions."""
    rows = {row.question: row.version for row in ReviewedAnswer.objects.filter(review=review)}
    for question, given in points.items():
        pointing.set_points(
            actor, world.moment(day), review.pk, question, Judgement(str(given), reason=reason), version=rows[question]
        )


def read_all(actor: Actor, review: Review, points: Mapping[str, int] | None = None, day: date = READ) -> None:
    """These points, and the firm's claim for everything else."""
    give(actor, review, points or {}, day)
    for element in EDITION.elements:
        pointing.agree_with_element(actor, world.moment(day), review.pk, element.id)
    read_unproved(review)


def read_unproved(review: Review) -> None:
    """Full points for what agreeing leaves to the reviewer: the files of these tests show no documents."""
    for points in {question.points for question in EDITION.questions}:
        questions = [question.id for question in EDITION.questions if question.points == points]
        rows = ReviewedAnswer.objects.filter(review=review, question__in=questions, points=None, not_applicable=False)
        rows.update(points=points, version=F("version") + 1)


def prove(audit: Audit, question: str, happened_on: date, name: str = "proof.pdf") -> Evidence:
    """A piece of proof laid beside an answer."""
    digest = f"{name}{question}{happened_on}".encode().hex()[:64]
    piece = Evidence.objects.create(
        employer=audit.employer, name=name, label=name, happened_on=happened_on, media_type="application/pdf", size=10,
        stored="aa/none.pdf", sha256=digest, original_sha256=digest, received_at=world.moment(SENT).now,
    )  # fmt: skip
    answer = Answer.objects.get(audit=audit, question=question)
    AnswerEvidence.objects.create(
        answer=answer,
        evidence=piece,
        first_page=2,
        last_page=3,
        added_in_round=audit.round,
        added_at=world.moment(SENT).now,
    )
    return piece
