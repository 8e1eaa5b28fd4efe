"""The audits of background firms, as far along as each firm's stage."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from handrail.rules.days import add_months
from handrail.services.actor import CLOCKWORK
from handrail.services.demonstration.background_rows import Course, Rows, person_of
from handrail.services.demonstration.cast import on
from handrail.store.ids import new_id
from handrail.store.models import Audit, Certificate, CertificateStatus, StartCall

if TYPE_CHECKING:
    from handrail.services.demonstration.background_firm import Made


# How long ago gathering ended for files under way, and by how many days that varies; some are past their target day.
DAYS_AGO = {"submitted": (10, 40), "returned": (38, 9), "accepted": (40, 9), "signed": (48, 9)}


def in_season(made: Made, ended: date) -> date:
    """Most firms of the partner that counts from the anniversary gather when their crews are back in spring."""
    dice = Random(f"season {made.account}")  # noqa: S311
    if made.desk.partner.program_id == "demo-anyindustry" or dice.random() > 0.85:
        return ended
    spring = date(ended.year, 3, 20) + timedelta(days=dice.randint(0, 45))
    return spring if made.day - timedelta(days=1050) < spring <= made.day - timedelta(days=40) else ended


def in_queue(made: Made, days: Course) -> Course:
    """The same course as a desk in its busy months would have it: decided two or three weeks later."""
    busy = (11, 12, 1) if made.desk.partner.program_id == "demo-anyindustry" else (3, 4, 5, 6)
    dice = Random(f"queue {made.account} {days.submitted}")  # noqa: S311
    if days.submitted.month in busy:
        later = days.decided + timedelta(days=dice.randint(6, 18))
        days.decided = max(days.decided, min(later, made.day - timedelta(days=9)))
        days.signed = days.decided + timedelta(days=6)
    return days


class Audits(Rows):
    """Writes the stories of firms into a batch."""

    def story(self, made: Made, stage: str) -> None:
        """Everything a firm of this stage has been through by its day."""
        dice, day = made.dice, made.day
        match stage:
            case "gathering":
                self._gathering(made, day - timedelta(days=dice.randint(0, 12)))
            case "submitted" | "returned" | "accepted" | "signed" | "not_accepted" | "withdrawn":
                self._under_way(made, stage)
            case "certified" | "grown":
                self._certified(made, in_season(made, day - timedelta(days=dice.randint(40, 1050))))
            case "expired":
                self._certified(made, add_months(day, -36) - timedelta(days=dice.randint(5, 400)))
            case "lapsed":
                self._certified(made, day - timedelta(days=dice.randint(460, 1000)), missed=True)

    # ---- stages -----------------------------------------------------------------------------------------------------

    def _gathering(self, made: Made, started: date) -> None:
        audit = self.audit(made, Course(started, started, started, started, started), "gathering", ended=False)
        chosen = self.profile(made, weak=False)
        half = dict(list(chosen.points.items())[: made.dice.randint(3, len(chosen.points))])
        self.answers(made, audit, half, on(made.day - timedelta(days=1), 19).now)

    def _under_way(self, made: Made, stage: str) -> None:
        dice, day = made.dice, made.day
        ago, spread = DAYS_AGO.get(stage, (160, 9))
        ended = day - timedelta(days=ago + dice.randint(0, spread))
        days = Course.ending(ended, dice)
        days.submitted = min(days.submitted, day - timedelta(days=1))
        days.decided = min(days.decided, day - timedelta(days=1 if stage != "signed" else 4))
        days.signed = min(days.signed, day - timedelta(days=1))
        audit = self.audit(made, days, stage)
        weak = stage in {"returned", "not_accepted"}
        chosen = self.profile(made, weak=weak)
        # What lies on a desk, and what is read there a second time.
        again = stage == "returned" and made.desk is self.cast.construction
        self.sent(made, audit, chosen, days, proven=stage == "submitted" or again)
        reviewer = dice.choice(made.desk.reviewers)
        match stage:
            case "submitted":
                reading = dice.random() < 0.3
                reader, state = (reviewer, "reading") if reading else (None, "waiting")
                self.review(made, audit, None, days.submitted, reviewer=reader, state=state)
            case "withdrawn":
                self.review(made, audit, None, days.submitted, reviewer=None, state="withdrawn", decided=days.decided)
            case _:
                state = "accepted" if stage == "signed" else stage
                self.review(made, audit, chosen, days.submitted, reviewer=reviewer, state=state, decided=days.decided)
        if stage in {"accepted", "signed"}:
            self.plan(made, audit, chosen)
        if stage == "signed":
            self.certificate(made, audit, days, 36, cosigned=False)

    def _certified(self, made: Made, ended: date, *, missed: bool = False) -> None:
        dice = made.dice
        days = in_queue(made, Course.ending(ended, dice)).over_by(made.day)
        audit = self.audit(made, days, "certified")
        chosen = self.profile(made, weak=False)
        if dice.random() < 0.2:
            weak = self.profile(made, weak=True)
            self.sent(made, audit, weak, days)
            reviewer = dice.choice(made.desk.reviewers)
            back = days.decided - timedelta(days=8)
            self.review(made, audit, weak, days.submitted, reviewer=reviewer, state="returned", decided=back)
            audit.round = 2
            self.sent(made, audit, chosen, days, on_day=back + timedelta(days=4), answers=False)
        else:
            self.sent(made, audit, chosen, days)
        again = audit.round == 2
        received = days.decided - timedelta(days=4) if again else days.submitted
        reviewer = dice.choice(made.desk.reviewers)
        self.review(made, audit, chosen, received, reviewer=reviewer, state="accepted", decided=days.decided)
        self.plan(made, audit, chosen)
        term = 36 if dice.random() < 0.92 or missed else 12
        certificate = self.certificate(made, audit, days, term)
        self._years(made, audit, certificate, missed=missed)

    def _years(self, made: Made, first: Audit, certificate: Certificate, *, missed: bool) -> None:
        """The yearly audits that fell due by the day: done, or the last of them missed."""
        by_year_end = made.desk.partner.program_id == "demo-anyindustry"
        months = (12, 24) if certificate.term_months == 36 else ()
        dues = [add_months(certificate.issued_on, one) for one in months]
        dues = [date(due.year, 12, 31) if by_year_end else due for due in dues]
        past = [due for due in dues if due < made.day]
        for number, due in enumerate(past):
            if missed and number == len(past) - 1:
                self._cancelled(made, certificate, due)
                return
            self._maintained(made, first, certificate, due)

    def _maintained(self, made: Made, first: Audit, certificate: Certificate, due: date) -> None:
        days = in_queue(made, Course.ending(due - timedelta(days=made.dice.randint(30, 60)), made.dice))
        days.submitted = min(days.submitted, due - timedelta(days=2))
        days.decided = min(days.decided, made.day - timedelta(days=1))
        audit = self.audit(made, days, "maintained", maintains=certificate, previous=first, due=due)
        chosen = self.profile(made, weak=False)
        self.sent(made, audit, chosen, days)
        reviewer = made.dice.choice(made.desk.reviewers)
        self.review(made, audit, chosen, days.submitted, reviewer=reviewer, state="accepted", decided=days.decided)
        self.plan(made, audit, chosen)

    def _called(self, made: Made, due: date) -> None:
        """What the last call came to before the due day passed; some were never called."""
        dice = Random(f"called {made.account}")  # noqa: S311
        outcome = dice.choices(
            ("", "no_answer", "closing", "over_ten", "no_bid", "trained_left", "cost"), (3, 4, 3, 2, 4, 2, 3)
        )[0]
        if outcome:
            called = due - timedelta(days=dice.randint(10, 60))
            self.batch.add(
                StartCall(
                    pk=new_id(), partner=made.desk.partner, employer_id=made.key, due_on=due, outcome=outcome,
                    called_at=on(called, 10).now, called_on=called, called_by_id=person_of(made.desk.admin),
                )
            )  # fmt: skip

    def _cancelled(self, made: Made, certificate: Certificate, due: date) -> None:
        self._called(made, due)
        ends = due + timedelta(days=1)
        self.batch.add(
            CertificateStatus(
                pk=new_id(),
                certificate=certificate,
                status="cancelled",
                effective_on=ends,
                reason=f"No yearly audit was sent in by {due:%A} {due.day} {due:%B} {due.year}.",
                recorded_at=on(ends, 1).now,
            )
        )
        self.batch.note(
            CLOCKWORK, on(ends, 1), "certificate.status", ("certificate", certificate.pk), chain=made.key,
            status="cancelled", effective_on=ends.isoformat(),
        )  # fmt: skip
