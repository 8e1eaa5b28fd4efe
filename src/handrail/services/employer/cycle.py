"""A firm's year on a day: its partner, its audit, its certificate, everything due, its people and their training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from handrail.program import load_pack
from handrail.rules.deadlines import DeadlineItem, State, deadlines
from handrail.rules.headcount import Headcount, HeldCertificate
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.headcount.counting import counts_of, with_spells
from handrail.services.moment import Moment
from handrail.services.training.currency import Trained, trained_of
from handrail.store.facts.deadlines import events_of, rounds
from handrail.store.facts.journey import last_day
from handrail.store.models import (
    Application,
    Audit,
    Certificate,
    CertificateStatus,
    Employer,
    Partner,
    Person,
    Submission,
    Training,
)

_YEARLY = frozenset({"maintenance_due", "recertify_by"})


@dataclass(frozen=True, slots=True)
class Cycle:
    """Everything of a firm that is a function of a day. `audit` is its newest, `certificate` its newest signed one."""

    firm: Employer
    day: date
    application: Application | None
    audit: Audit | None
    certificate: Certificate | None
    certificates: tuple[Certificate, ...]
    valid_until: date | None
    items: tuple[DeadlineItem, ...]
    people: tuple[Person, ...]
    headcount: Headcount
    trained: Trained

    @property
    def partner(self) -> Partner | None:
        """The accepted Certifying Partner."""
        accepted = self.application is not None and self.application.state == Application.State.ACCEPTED
        return self.application.partner if self.application is not None and accepted else None

    @property
    def certified(self) -> bool:
        return self.valid_until is not None and self.day <= self.valid_until

    @property
    def open(self) -> tuple[DeadlineItem, ...]:
        """What is still to be done, the earliest first; an audit that waits at the partner is not."""
        waiting = self.audit.submitted_on if self.audit and self.audit.state == "submitted" else None
        return tuple(
            item
            for item in self.items
            if item.state is State.OPEN and not (item.code == "maintenance_due" and waiting and waiting <= item.due)
        )

    @property
    def overdue(self) -> tuple[DeadlineItem, ...]:
        return tuple(item for item in self.items if item.state is State.OVERDUE)

    @property
    def next_yearly(self) -> DeadlineItem | None:
        """The next yearly audit or re-certification that is still to be done."""
        return next((item for item in self.open if item.code in _YEARLY), None)

    @property
    def year_of_certificate(self) -> tuple[int, int] | None:
        """Which year of its certificate the firm is in, and of how many: (2, 3)."""
        if self.certificate is None or not self.certified:
            return None
        issued, months = self.certificate.issued_on, self.certificate.term_months
        gone = (self.day.year - issued.year) * 12 + self.day.month - issued.month - (self.day.day < issued.day)
        return max(gone // 12, 0) + 1, max(-(-months // 12), 1)


def cycle(actor: Actor, moment: Moment) -> Cycle:
    """The year of the actor's own firm."""
    return cycle_of(own(actor, Action.EMPLOYER_READ), moment.day)


def cycle_of(firm: Employer, day: date) -> Cycle:
    """The year of a firm, in nine statements however long its history is."""
    pack = load_pack(firm.pack)
    application = (
        Application.objects.filter(employer=firm, state__in=[Application.State.APPLIED, Application.State.ACCEPTED])
        .select_related("partner__organisation")
        .first()
    )
    accepted = application is not None and application.state == Application.State.ACCEPTED
    partner_id = application.partner.program_id if application is not None and accepted else None
    audits = list(
        Audit.objects.filter(employer=firm)
        .select_related("partner")
        .prefetch_related(
            Prefetch("submissions", Submission.objects.defer("package").order_by("round")),
            Prefetch("reviews", rounds()),
        )
        .order_by("gathering_started_on", "started_at")
    )
    signed = list(
        Certificate.objects.filter(employer=firm, signed_by_both_at__isnull=False)
        .prefetch_related(Prefetch("history", CertificateStatus.objects.order_by("effective_on", "recorded_at")))
        .order_by("issued_on", "signed_by_both_at")
    )
    people = list(with_spells(Person.objects.filter(employer=firm)).order_by("name", "id"))
    rows = list(Training.objects.filter(person__employer=firm).select_related("person").order_by("taken_on", "id"))
    known = trained_of(firm, people, rows, day, partner_id)
    items = deadlines(events_of(audits, signed, known.trainings, known.on_staff), day, pack, partner_id)
    certificate = signed[-1] if signed else None
    until = last_day(certificate, items) if certificate else None
    held = _held(certificate, until, items, day)
    return Cycle(
        firm=firm,
        day=day,
        application=application,
        audit=audits[-1] if audits else None,
        certificate=certificate,
        certificates=tuple(signed),
        valid_until=until,
        items=items,
        people=tuple(people),
        headcount=counts_of(people, firm, day, partner_id, held),
        trained=known,
    )


def _held(
    certificate: Certificate | None, until: date | None, items: tuple[DeadlineItem, ...], day: date
) -> HeldCertificate | None:
    """The certificate in force, for the rule of growing past the limit."""
    if certificate is None or until is None or not certificate.issued_on <= day <= until:
        return None
    due = min((i.due for i in items if i.code in _YEARLY and i.state is State.OPEN), default=None)
    return HeldCertificate(certificate.issued_on, until, due)
