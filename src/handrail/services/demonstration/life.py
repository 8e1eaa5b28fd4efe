"""What background firms and their partners do, one step at a time: rows and chained events, written in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from handrail.program import load_pack
from handrail.rules.days import add_months
from handrail.rules.deadlines import Event, EventKind
from handrail.rules.deadlines.certificate import Certificate as Running
from handrail.services.actor import CLOCKWORK, Actor
from handrail.services.certificate.yearly import life_of
from handrail.services.demonstration.background_firm import Made
from handrail.services.demonstration.background_packages import cover
from handrail.services.demonstration.background_profiles import VISITORS, Profile
from handrail.services.demonstration.background_rows import DECIDED, Course, Rows, person_of
from handrail.services.demonstration.background_words import reply
from handrail.services.demonstration.cast import on
from handrail.store.ids import new_id
from handrail.store.models import (
    Answer,
    Application,
    Audit,
    Certificate,
    CertificateStatus,
    Review,
    ReviewedAnswer,
    ReviewNote,
    Signature,
    Training,
)

TERM = 36
ENDED = frozenset({"superseded", "withdrawn", "cancelled"})
# Of a hundred first readings: how many are sent back, and how many files for a certificate are not accepted at all.
SENT_BACK, NOT_ACCEPTED = 0.16, 0.03
ANSWERED = (
    "points",
    "criteria",
    "not_applicable",
    "note",
    "own_knowledge",
    "version",
    "changed_in_round",
    "updated_at",
)


def ending(certificate: Certificate) -> date | None:
    """The day a stored certificate ended before its last day."""
    if certificate._state.adding:
        return None
    return min((row.effective_on for row in certificate.history.all() if row.status in ENDED), default=None)


@dataclass
class Living:
    """One background firm as it stands now: its last audit with the last round, its last certificate."""

    made: Made
    application: Application | None = None
    audit: Audit | None = None
    review: Review | None = None
    certificates: list[Certificate] = field(default_factory=list)  # the newest last
    trained: date | None = None
    met: list[date] = field(default_factory=list)  # days on which yearly audits of the certificate were sent in
    answers: dict[str, Answer] = field(default_factory=dict)
    reviewed: dict[str, ReviewedAnswer] = field(default_factory=dict)
    notes: list[ReviewNote] = field(default_factory=list)

    @property
    def certificate(self) -> Certificate | None:
        return self.certificates[-1] if self.certificates else None

    def running(self, day: date) -> Running | None:
        """The yearly audits of the last certificate as they stand on a day."""
        if self.certificate is None:
            return None
        sent = [Event(EventKind.MAINTENANCE_SUBMITTED, sent) for sent in self.met]
        return life_of(self.certificate, sent, day)

    def due(self, day: date) -> date | None:
        """The day by which the next yearly audit is sent in; None if none is left."""
        running = self.running(day)
        return next((audit.due for audit in running.yearly if audit.met_on is None), None) if running else None

    def begun_by_hand(self) -> bool:
        """Whether somebody has given points in the round that runs: the file is his."""
        review = self.review
        if review is None or review._state.adding:
            return False
        return ReviewedAnswer.objects.filter(review=review, points__isnull=False).exists()

    def read_answers(self) -> dict[str, Answer]:
        if not self.answers and self.audit is not None:
            self.answers = {row.question: row for row in Answer.objects.filter(audit=self.audit)}
        return self.answers

    def read_reviewed(self) -> dict[str, ReviewedAnswer]:
        if not self.reviewed and self.review is not None:
            self.reviewed = {row.question: row for row in ReviewedAnswer.objects.filter(review=self.review)}
        return self.reviewed

    def read_notes(self) -> list[ReviewNote]:
        if not self.notes and self.audit is not None:
            self.notes = list(ReviewNote.objects.filter(review__audit=self.audit))
        return self.notes


class Life(Rows):
    """The steps. Each takes a firm and the day it happens on."""

    # ---- getting in --------------------------------------------------------------------------------------------------

    def apply(self, one: Living, day: date) -> None:
        made = one.made
        one.application = Application(
            pk=new_id(), employer_id=made.key, partner=made.desk.partner, state="applied", applied_on=day,
            message=f"{made.people} people, {made.industry.lower()}.",
        )  # fmt: skip
        self.batch.add(one.application)
        self._applied(one, CLOCKWORK, day, "partner.apply")

    def take_in(self, one: Living, day: date) -> None:
        row, admin = one.application, one.made.desk.admin
        assert row is not None
        row.state, row.decided_on, row.decided_by_id = "accepted", day, admin.user_id
        self.batch.change(row, "state", "decided_on", "decided_by")
        self._applied(one, admin, day, "partner.decide")

    def _applied(self, one: Living, actor: Actor, day: date, action: str) -> None:
        row = one.application
        assert row is not None
        self.batch.note(
            actor, on(day, 11), action, ("application", row.pk), chain=one.made.key, state=row.state, partner=str(row.partner_id)
        )  # fmt: skip

    def train(self, one: Living, day: date) -> None:
        two_days = one.made.desk.partner.program_id == "demo-anyindustry"
        self._trained(one, day, "building-two-day" if two_days else "building")

    def refresh(self, one: Living, day: date) -> None:
        self._trained(one, day, "refresher")

    def _trained(self, one: Living, day: date, course: str) -> None:
        desk, one.trained = one.made.desk, day
        row = Training(
            pk=new_id(), person=one.made.owner, course=course, title=load_pack().courses[course].name, taken_on=day,
            is_refresher=course == "refresher", partner=desk.partner, confirmed_by_id=desk.trainer.user_id, confirmed_on=day,
        )  # fmt: skip
        self.batch.add(row)
        self.batch.note(desk.trainer, on(day, 16), "training.confirm", ("training", row.pk), chain=one.made.key, course=course)  # fmt: skip

    # ---- the firm's side of an audit ---------------------------------------------------------------------------------

    def begin(self, one: Living, day: date) -> None:
        """A certification: the first, the next, or one after a pause."""
        self._start(one, day, maintains=None, due=None)

    def maintain(self, one: Living, day: date) -> None:
        """The yearly audit of the certificate that runs."""
        self._start(one, day, maintains=one.certificate, due=one.due(day))

    def _start(self, one: Living, day: date, *, maintains: Certificate | None, due: date | None) -> None:
        previous = one.audit
        one.audit = self.audit(
            one.made, Course(day, day, day, day, day), "gathering", ended=False, maintains=maintains, previous=previous, due=due
        )  # fmt: skip
        one.review, one.answers, one.reviewed, one.notes = None, {}, {}, []
        chosen = self._profile(one, weak=False)
        half = dict(list(chosen.points.items())[: len(chosen.points) // 2])
        self.answers(one.made, one.audit, half, on(day, 19).now, into=one.answers)

    def send(self, one: Living, day: date) -> None:
        """Gathering ends, the rest is answered, the package is frozen."""
        audit = one.audit
        assert audit is not None
        started, dice = audit.gathering_started_on, self._dice(one)
        ended = min(started + timedelta(days=dice.randint(4, 13)), day - timedelta(days=1))
        audit.gathering_ended_on = max(ended, started)
        audit.records_from = add_months(audit.gathering_ended_on, -13)
        audit.submitted_on, audit.declared_at = day, on(day, 19).now
        audit.cover, audit.assessor = cover(one.made), one.made.owner
        chosen = self._profile(one, weak=self._outcome(one) != "accepted")
        self._answer(one, chosen, day)
        self._hand_in(one, chosen, day)
        if audit.maintains_id:
            one.met.append(day)

    def send_again(self, one: Living, day: date) -> None:
        """The notes are answered, what was missing is there, round two."""
        audit = one.audit
        assert audit is not None
        audit.round += 1
        for note in one.read_notes():
            if note.answered_at is None:
                note.answered_at, note.reply = on(day, 18).now, reply(f"{one.made.account} {note.question}")
                self.batch.change(note, "answered_at", "reply")
        chosen = self._profile(one, weak=False)
        self._answer(one, chosen, day)
        self._hand_in(one, chosen, day)

    def _answer(self, one: Living, chosen: Profile, day: date) -> None:
        assert one.audit is not None
        words = self.words(one.made)
        for question, row in one.read_answers().items():
            given = chosen.points.get(question)
            skipped = VISITORS if question == "6.3" else ""
            if row.points == given and row.not_applicable == skipped:
                continue
            row.points, row.not_applicable, row.note = given, skipped, words(question) if given is not None else ""
            scale = self.edition.question(question).scale
            row.criteria = list(range(1, int(given) + 1)) if scale == "criteria" and given else []
            row.own_knowledge = "Asked on the job." if scale == "share" and given is not None else ""
            row.version, row.changed_in_round, row.updated_at = row.version + 1, one.audit.round, on(day, 18).now
            self.batch.change(row, *ANSWERED)

    def _hand_in(self, one: Living, chosen: Profile, day: date) -> None:
        audit = one.audit
        assert audit is not None
        audit.state, audit.version = "submitted", audit.version + 1
        self.batch.change(
            audit, "state", "version", "round", "gathering_ended_on", "records_from", "submitted_on", "declared_at", "cover", "assessor"
        )  # fmt: skip
        days = Course(audit.gathering_started_on, audit.gathering_ended_on or day, day, day, day)
        self.sent(one.made, audit, chosen, days, answers=False)
        one.reviewed = {}
        one.review = self.review(one.made, audit, None, day, reviewer=None, state="waiting", into=one.reviewed)

    # ---- the partner's side ------------------------------------------------------------------------------------------

    def open(self, one: Living, day: date) -> None:
        review, reviewer = one.review, self._reviewer(one)
        assert review is not None
        review.state, review.version = "reading", review.version + 1
        review.reviewer_id, review.opened_at = reviewer.user_id, on(day, 9).now
        self.batch.change(review, "state", "version", "reviewer", "opened_at")
        self.batch.note(
            reviewer, on(day, 9), "review.open", ("review", review.pk), chain=one.made.key, round=review.round
        )

    def decide(self, one: Living, day: date) -> None:
        """The round is read and accepted, sent back or, seldom, not accepted."""
        audit, review = one.audit, one.review
        assert audit is not None
        assert review is not None
        outcome = self._outcome(one) if audit.round == 1 else "accepted"
        chosen = self._profile(one, weak=outcome != "accepted")
        reviewer, at = self._reviewer(one), on(day, 14)
        review.reviewer_id = review.reviewer_id or reviewer.user_id
        review.version += 1
        self.decided(one.made, review, chosen, state=outcome, day=day)
        self.batch.change(review, *DECIDED)
        for question, row in one.read_reviewed().items():
            row.points, row.not_applicable = chosen.points.get(question), question == "6.3"
            row.updated_at, row.version = at.now, row.version + 1
            self.batch.change(row, "points", "not_applicable", "updated_at", "version")
        self.batch.note(
            reviewer, at, f"review.{outcome}", ("review", review.pk), chain=one.made.key, round=review.round, percent=str(review.percent)
        )  # fmt: skip
        if outcome == "returned":
            one.notes = self.notes(review, chosen, reviewer, at.now, settled=False)
        if outcome == "accepted":
            self._settle(one, day)
            self.plan(one.made, audit, chosen)
        self._move(one, "maintained" if outcome == "accepted" and audit.maintains_id else outcome, day)

    def _settle(self, one: Living, day: date) -> None:
        for note in one.read_notes():
            if note.resolved_at is None:
                note.resolved_at = on(day, 14).now
                self.batch.change(note, "resolved_at")

    def _move(self, one: Living, state: str, day: date) -> None:
        audit = one.audit
        assert audit is not None
        audit.state, audit.version = state, audit.version + 1
        if state in {"maintained", "certified", "not_accepted"}:
            audit.closed_on = day
        self.batch.change(audit, "state", "version", "closed_on")

    # ---- the certificate ---------------------------------------------------------------------------------------------

    def sign(self, one: Living, day: date) -> None:
        """The office signs."""
        audit = one.audit
        assert audit is not None
        ended = audit.gathering_ended_on or day
        days = Course(audit.gathering_started_on, ended, audit.submitted_on or day, day, day)
        one.certificates.append(self.certificate(one.made, audit, days, TERM, cosigned=False))
        self._move(one, "signed", day)

    def cosign(self, one: Living, day: date) -> None:
        """The partner signs: the certificate stands, an older one that still runs is replaced."""
        held, admin, at = one.certificate, one.made.desk.admin, on(day, 15)
        assert held is not None
        self.batch.add(
            Signature(
                pk=new_id(), certificate=held, side="partner", user_id=person_of(admin), name=admin.name, signed_at=at.now, signed_on=day
            )
        )  # fmt: skip
        held.signed_by_both_at = at.now
        self.batch.change(held, "signed_by_both_at")
        replaced = self._supersede(one, held, day)
        self._move(one, "certified", day)
        one.met = []
        self.batch.note(
            admin, at, "certificate.cosign", ("certificate", held.pk), chain=one.made.key, number=held.number, replaced=replaced
        )  # fmt: skip

    def _supersede(self, one: Living, held: Certificate, day: date) -> int:
        older = [
            row for row in one.certificates[:-1]
            if row.signed_by_both_at is not None and row.expires_on >= held.issued_on and ending(row) is None
        ]  # fmt: skip
        for row in older:
            self.batch.add(
                CertificateStatus(
                    pk=new_id(), certificate=row, status="superseded", effective_on=held.issued_on,
                    reason=f"The newer certificate is {held.number}.", recorded_at=on(day, 15).now,
                    recorded_by_id=one.made.desk.admin.user_id,
                )
            )  # fmt: skip
        return len(older)

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def _dice(self, one: Living) -> Random:
        """The same for everything that is chosen about one audit."""
        assert one.audit is not None
        return Random(f"{one.made.account} {one.audit.gathering_started_on}")  # noqa: S311

    def _profile(self, one: Living, *, weak: bool) -> Profile:
        return self.profile(one.made, weak=weak, dice=self._dice(one))

    def _reviewer(self, one: Living) -> Actor:
        return self._dice(one).choice(one.made.desk.reviewers)

    def _outcome(self, one: Living) -> str:
        """How the first reading ends; a yearly audit that misses the mark is sent back, never turned down."""
        assert one.audit is not None
        found = self._dice(one).random()
        if found < NOT_ACCEPTED and not one.audit.maintains_id:
            return "not_accepted"
        return "returned" if found < NOT_ACCEPTED + SENT_BACK else "accepted"
