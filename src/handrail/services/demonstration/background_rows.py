"""The rows of a background firm's audit: answers, submission, review round, plan and certificate, with their events."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.audit.facts import Facts
from handrail.rules.audit.score import rows_in_force
from handrail.rules.certificate.number import certificate_number
from handrail.rules.days import add_months
from handrail.services.actor import CLOCKWORK, Actor
from handrail.services.certificate.issuing import PREFIX
from handrail.services.demonstration.background_packages import cover, package
from handrail.services.demonstration.background_papers import papers
from handrail.services.demonstration.background_profiles import EDITION, PROFILES, VISITORS, Profile, profile
from handrail.services.demonstration.background_words import reply, said, summary, to_fix
from handrail.services.demonstration.cast import Cast, on
from handrail.services.installation.importing import Batch
from handrail.store.ids import new_id
from handrail.store.models import (
    ActionLine,
    Answer,
    Audit,
    Certificate,
    Review,
    ReviewedAnswer,
    ReviewNote,
    Signature,
    Submission,
)

if TYPE_CHECKING:
    from handrail.services.demonstration.background_firm import Made

# The columns of a round that a decision fills in.
DECIDED = (
    "state", "version", "reviewer", "decided_at", "decided_on", "correct_by", "summary", "quality_percent", "awarded",
    "available", "percent", "passed",
)  # fmt: skip


@dataclass
class Course:
    """The days of one audit."""

    started: date
    ended: date
    submitted: date
    decided: date
    signed: date

    @classmethod
    def ending(cls, ended: date, dice: Random) -> Course:
        submitted = ended + timedelta(days=dice.randint(2, 20))
        decided = submitted + timedelta(days=dice.randint(10, 27))
        return cls(ended - timedelta(days=dice.randint(4, 13)), ended, submitted, decided, decided + timedelta(days=6))

    def over_by(self, day: date) -> Course:
        """The same course where its decision and signatures lie before a day."""
        self.decided = min(self.decided, day - timedelta(days=4))
        self.signed = min(self.signed, day - timedelta(days=1))
        return self


class Rows:
    """Writes rows into a batch; `serials` go on from the certificates that are there."""

    def __init__(self, batch: Batch, cast: Cast, serials: dict[int, int]) -> None:
        self.batch, self.cast, self.serials = batch, cast, serials
        self.edition = load_pack().edition(EDITION)

    def profile(self, made: Made, *, weak: bool, dice: Random | None = None) -> Profile:
        return profile((dice or made.dice).randrange(PROFILES), made.regularly, owner_only=made.people == 1, weak=weak)

    def audit(
        self,
        made: Made,
        days: Course,
        state: str,
        *,
        ended: bool = True,
        maintains: Certificate | None = None,
        previous: Audit | None = None,
        due: date | None = None,
    ) -> Audit:
        done = {
            "certified": days.signed,
            "maintained": days.decided,
            "not_accepted": days.decided,
            "withdrawn": days.decided,
        }
        audit = Audit(
            pk=new_id(),
            employer_id=made.key,
            partner=made.desk.partner,
            maintains=maintains,
            previous=previous,
            pack="ca-ab",
            edition=EDITION,
            purpose="maintenance" if maintains else "certification",
            state=state,
            started_at=on(days.started, 8).now,
            gathering_started_on=days.started,
            gathering_ended_on=days.ended if ended else None,
            records_from=add_months(days.ended, -12) if ended else made.since,
            due_on=due,
            submitted_on=days.submitted if ended else None,
            closed_on=done.get(state),
            facts={"regularly_employed": made.regularly, "owner_only": made.people == 1, "visitors": False},
            cover=cover(made) if ended else {},
            assessor=made.owner,
            declared_at=on(days.submitted, 19).now if ended else None,
        )
        self.batch.add(audit)
        self.batch.note(
            CLOCKWORK,
            on(days.started, 8),
            "audit.start",
            ("audit", audit.pk),
            chain=made.key,
            purpose=audit.purpose,
            edition=EDITION,
        )
        return audit

    def words(self, made: Made) -> Callable[[str], str]:
        """What the firm writes beside a question."""
        return lambda question: said(made, question)

    def answers(
        self,
        made: Made,
        audit: Audit,
        points: Mapping[str, Decimal],
        at: Any,
        *,
        into: dict[str, Answer] | None = None,
    ) -> None:
        words = self.words(made)
        for question in self.edition.questions:
            given = points.get(question.id)
            skipped = "6.3" if audit.state != "gathering" or len(points) > 40 else ""
            row = Answer(
                pk=new_id(),
                audit=audit,
                question=question.id,
                points=given,
                criteria=list(range(1, int(given) + 1)) if question.scale == "criteria" and given else [],
                not_applicable=VISITORS if question.id == skipped else "",
                note=words(question.id) if given is not None else "",
                own_knowledge="" if question.scale != "share" or given is None else "Asked on the job.",
                version=2 if given is not None else 1,
                updated_at=at,
            )
            self.batch.add(row)
            if into is not None:
                into[question.id] = row

    def sent(
        self,
        made: Made,
        audit: Audit,
        chosen: Profile,
        days: Course,
        *,
        on_day: date | None = None,
        answers: bool = True,
        proven: bool = False,
    ) -> None:
        """The audit is sent; `proven`: with the papers that a reviewer will open."""
        sent = on_day or days.submitted
        moment = on(sent, 19)
        laid = papers(made, audit, chosen, self.edition) if proven else None
        if answers:
            into: dict[str, Answer] = {}
            self.answers(made, audit, chosen.points, moment.now, into=into)
            for row in [*laid.files, *laid.rows(into, audit)] if laid else ():
                self.batch.add(row)
        text = package(made, audit, chosen, sent, laid=laid)
        self.batch.add(
            Submission(
                pk=new_id(), audit=audit, round=audit.round, submitted_at=moment.now, submitted_on=sent,
                package=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
        )  # fmt: skip
        self.batch.note(
            CLOCKWORK,
            moment,
            "audit.submit" if audit.round == 1 else "audit.resubmit",
            ("audit", audit.pk),
            chain=made.key,
            round=audit.round,
        )

    def review(
        self,
        made: Made,
        audit: Audit,
        chosen: Profile | None,
        received: date,
        *,
        reviewer: Actor | None,
        state: str,
        decided: date | None = None,
        into: dict[str, ReviewedAnswer] | None = None,
    ) -> Review:
        moment = on(decided or received, 14)
        review = Review(
            pk=new_id(),
            audit=audit,
            round=audit.round,
            state=state,
            received_on=received,
            reviewer_id=reviewer.user_id if reviewer else None,
            opened_at=_opened(made, received, decided) if reviewer else None,
        )
        if decided:
            self.decided(made, review, chosen, state=state, day=decided)
        self.batch.add(review)
        for identity, _element, _points, _question in rows_in_force(
            self.edition, Facts(regularly_employed=made.regularly, owner_only=made.people == 1, visitors=False)
        )[0]:
            row = ReviewedAnswer(
                pk=new_id(),
                review=review,
                question=identity,
                points=chosen.points.get(identity) if chosen else None,
                not_applicable=bool(chosen) and identity == "6.3",
                updated_at=moment.now,
            )
            self.batch.add(row)
            if into is not None:
                into[identity] = row
        if chosen and reviewer and state == "returned":
            self.notes(review, chosen, reviewer, moment.now, settled=audit.state == "certified")
        if decided:
            self.batch.note(
                reviewer or CLOCKWORK,
                moment,
                f"review.{state}",
                ("review", review.pk),
                chain=made.key,
                round=audit.round,
                percent=str(chosen.score.percent) if chosen else "",
            )
        return review

    def decided(self, made: Made, review: Review, chosen: Profile | None, *, state: str, day: date) -> None:
        """Put a decision on a round: its day, its words and what it came to."""
        review.state, review.decided_at, review.decided_on = state, on(day, 14).now, day
        review.correct_by = day + timedelta(days=15) if state == "returned" else None
        if chosen is None:
            return
        found = chosen.score
        review.summary = summary(state, f"{made.account} {day}")
        if made.desk.partner.program_id == "demo-anyindustry":
            review.quality_percent = Decimal(88)
        review.awarded, review.available = found.awarded, found.available
        review.percent, review.passed = found.percent, found.passed

    def notes(self, review: Review, chosen: Profile, reviewer: Actor, at: Any, *, settled: bool) -> list[ReviewNote]:
        """What must be fixed: a note on each of the questions that lost most."""
        lost = sorted(chosen.lost(self.edition).items(), key=lambda one: -one[1])
        written = [
            ReviewNote(
                pk=new_id(), review=review, question=question, kind="must_fix",
                text=to_fix(question, f"{question} {review.received_on}"), author_id=person_of(reviewer),
                written_at=at, answered_at=at if settled else None, reply=reply(f"{question} {review.received_on}") if settled else "", resolved_at=at if settled else None,
            )
            for question, _points in lost[:5]
        ]  # fmt: skip
        for note in written:
            self.batch.add(note)
        return written

    def plan(self, made: Made, audit: Audit, chosen: Profile) -> None:
        for question, lost in chosen.lost(self.edition).items():
            what = self.edition.question(question)
            self.batch.add(
                ActionLine(
                    pk=new_id(), employer_id=made.key, audit=audit, question=question, points_lost=lost,
                    what=f"{what.title}: {what.good_proof}",
                )
            )  # fmt: skip

    def certificate(self, made: Made, audit: Audit, days: Course, term: int, *, cosigned: bool = True) -> Certificate:
        year = days.ended.year
        self.serials[year] = serial = self.serials.get(year, 0) + 1
        moment = on(days.signed, 15)
        certificate = Certificate(
            pk=new_id(),
            number=str(certificate_number(PREFIX, year, serial)),
            year=year,
            serial=serial,
            employer_id=made.key,
            audit=audit,
            partner=made.desk.partner,
            legal_name=made.name,
            accounts=[{"account": made.account, "industry_code": made.code, "industry": made.industry}],
            term_months=term,
            issued_on=days.ended,
            expires_on=add_months(days.ended, term),
            signed_by_both_at=moment.now if cosigned else None,
        )
        self.batch.add(certificate)
        signers = (("office", self.cast.office, 10), ("partner", made.desk.admin, 15))
        for side, actor, hour in signers[: 2 if cosigned else 1]:
            self.batch.add(
                Signature(
                    pk=new_id(), certificate=certificate, side=side, user_id=person_of(actor), name=actor.name,
                    signed_at=on(days.signed, hour).now, signed_on=days.signed,
                )
            )  # fmt: skip
            action = "certificate.sign" if side == "office" else "certificate.cosign"
            self.batch.note(
                actor,
                on(days.signed, hour),
                action,
                ("certificate", certificate.pk),
                chain=made.key,
                number=certificate.number,
            )
        return certificate


def _opened(made: Made, received: date, decided: date | None) -> datetime:
    """Two days after it came, if that is over by the firm's day and before the decision."""
    day = min(received + timedelta(days=2), decided or made.day - timedelta(days=1))
    return on(max(day, received), 20 if day <= received and not decided else 9).now


def person_of(actor: Actor) -> UUID:
    """Who signs in for somebody of the cast."""
    assert actor.user_id is not None  # everybody in the cast signs in
    return actor.user_id
