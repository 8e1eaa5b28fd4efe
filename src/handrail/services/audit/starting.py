"""Starting an audit: what it is for follows from the certificate the firm holds, and a firm past ten is told so first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.program import Pack, load_pack
from handrail.rules.audit.carry_over import Carry, carry_over
from handrail.rules.audit.facts import Answer as AnswerFact
from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.window import Window, first_days
from handrail.rules.days import in_words
from handrail.rules.deadlines import DeadlineItem, Event, EventKind, State, deadlines
from handrail.rules.headcount import HeldCertificate
from handrail.rules.permissions import Action
from handrail.rules.reason import Reason
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.audit.reading import OPEN
from handrail.services.audit.sizing import Size, size_of
from handrail.services.certificate.standing import current
from handrail.services.employer.own import own
from handrail.services.errors import Invalid, Refused
from handrail.services.moment import Moment
from handrail.services.partner.choosing import partner_of
from handrail.store.facts.audit import facts_of
from handrail.store.models import Answer, Application, Audit, Certificate, Employer, Partner, ReviewedAnswer

FINISHED = ("certified", "maintained")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a new audit would be: its purpose, the day it meets, and what stands against starting it, if anything."""

    partner: Partner | None
    purpose: Purpose
    certificate: Certificate | None
    due_on: date | None
    size: Size
    refusal: Reason | None
    field: str = ""

    @property
    def yearly(self) -> bool:
        return self.purpose is Purpose.MAINTENANCE


def outlook(actor: Actor, moment: Moment) -> Outlook:
    """What starting an audit today would mean for the actor's firm."""
    return _outlook(own(actor, Action.AUDIT_READ), moment)


@transaction.atomic
def start(actor: Actor, moment: Moment, *, gathering_started_on: date | None = None) -> Audit:
    """Start the firm's audit, with one empty answer a question; a yearly one begins with what it may carry.

    `gathering_started_on` is the first of its days to gather proof (today unless said otherwise, never a day to come, nor
    one of a year before the audit's own: `rules.audit.window.first_days`).
    Raises Refused where there is no accepted partner, an audit is open, or the firm is past the limit.
    """
    audit, pack = drafted(own(actor, Action.AUDIT_ANSWER), moment, gathering_started_on or moment.day)
    try:
        with transaction.atomic():
            audit.save(force_insert=True)
    except IntegrityError:
        raise Refused("one_open_audit", _("An audit is open already. Go on with that one.")) from None
    carried = carried_into(audit, pack)
    Answer.objects.bulk_create(
        Answer(
            audit=audit,
            question=question.id,
            updated_at=moment.now,
            carried=(verdict := carried.get(question.id)) is not None,
            carried_why=verdict.sentence if verdict else "",
        )
        for question in pack.edition(audit.edition).questions
    )
    journal.note(
        actor,
        moment,
        "audit.start",
        ("audit", audit.pk),
        chain=audit.employer_id,
        purpose=audit.purpose,
        edition=audit.edition,
        began=audit.gathering_started_on.isoformat(),
        carried=len(carried),
    )
    return audit


def drafted(employer: Employer, moment: Moment, began: date) -> tuple[Audit, Pack]:
    """The audit that starting would make, not stored, and its pack; refused as starting is."""
    pack, found = load_pack(employer.pack), _outlook(employer, moment)
    program_id = found.partner.program_id if found.partner else None
    fits = first_days(found.due_on, moment.day, pack, program_id)
    if began > moment.day:
        raise Invalid({"gathering_started_on": _("That day has not come yet. %(fits)s") % {"fits": _fitting(fits)}})
    if began < (first := min(edition.from_ for edition in pack.editions.values())):
        said = _("The program has had its questions since %(day)s. Begin on that day or later.")
        raise Invalid({"gathering_started_on": said % {"day": in_words(first)}})
    if began < fits.from_ and found.refusal is None:
        said = _("That day is too long ago: it belongs to an audit of before. %(fits)s")
        if found.due_on is not None:
            said = _("That day is too early for the audit due by %(day)s. %(fits)s")
        told = {"day": in_words(found.due_on) if found.due_on else "", "fits": _fitting(fits)}
        raise Invalid({"gathering_started_on": said % told})
    if found.refusal is not None:
        raise Refused(found.refusal.code, found.refusal.sentence, found.field or None)
    assert found.partner is not None  # its absence is a refusal
    audit = Audit(
        employer=employer,
        partner=found.partner,
        maintains=found.certificate if found.yearly else None,
        previous=Audit.objects.filter(employer=employer, state__in=FINISHED).order_by("-closed_on").first(),
        pack=pack.id,
        edition=pack.edition_on(began).id,
        purpose=found.purpose.value,
        started_at=moment.now,
        gathering_started_on=began,
        records_from=employer.records_from,
        due_on=found.due_on,
        facts=found.size.facts(),
    )
    return audit, pack


def _fitting(fits: Window) -> str:
    if fits.from_ == fits.to:
        return _("Only today, %(day)s, can be its first day.") % {"day": in_words(fits.to)}
    said = _("Its first day can be any from %(from)s to today, %(to)s.")
    return said % {"from": in_words(fits.from_), "to": in_words(fits.to)}


def _outlook(employer: Employer, moment: Moment) -> Outlook:
    partner = partner_of(employer.pk)
    program_id = partner.program_id if partner else None
    pack, day = load_pack(employer.pack), moment.day
    held = current(employer.pk, day)
    certificate = held[0] if held and held[1].is_valid else None
    due = next_due(certificate, day, pack, program_id) if certificate else None
    size = size_of(employer, day, program_id, _held(certificate, due))
    refusal, field = _refusal(employer, partner, size, certificate, due)
    return Outlook(
        partner=partner,
        purpose=Purpose.MAINTENANCE if due else Purpose.CERTIFICATION,
        certificate=certificate,
        due_on=due.due if due else certificate.expires_on if certificate else None,
        size=size,
        refusal=refusal,
        field=field,
    )


def next_due(certificate: Certificate, day: date, pack: Pack, partner: str | None) -> DeadlineItem | None:
    """The yearly audit of a certificate that is due next and not met yet, or None once all are met."""
    events = [Event(EventKind.CERTIFICATE_ISSUED, certificate.issued_on, term_months=certificate.term_months)]
    met = Audit.objects.filter(maintains=certificate, state="maintained").exclude(submitted_on=None)
    events += [Event(EventKind.MAINTENANCE_SUBMITTED, row.submitted_on) for row in met if row.submitted_on]
    events += [Event(EventKind.MAINTENANCE_ACCEPTED, row.closed_on) for row in met if row.closed_on]
    ahead = [
        item
        for item in deadlines(events, day, pack, partner)
        if item.code == "maintenance_due" and item.state is State.OPEN and item.certificate == certificate.issued_on
    ]
    return ahead[0] if ahead else None


def _held(certificate: Certificate | None, due: DeadlineItem | None) -> HeldCertificate | None:
    if certificate is None:
        return None
    return HeldCertificate(certificate.issued_on, certificate.expires_on, due.due if due else certificate.expires_on)


def _refusal(
    employer: Employer,
    partner: Partner | None,
    size: Size,
    certificate: Certificate | None,
    due: DeadlineItem | None,
) -> tuple[Reason | None, str]:
    if partner is None:
        asked = Application.objects.filter(employer=employer, state=Application.State.APPLIED).first()
        if asked is not None:
            said = _("You applied on %(day)s. The audit starts when the Certifying Partner has accepted your firm.")
            return Reason("applied", said % {"day": in_words(asked.applied_on)}), "partner"
        sentence = _("A Certifying Partner accepts your firm before you start an audit. Apply to one first.")
        return Reason("no_partner", sentence), "partner"
    if Audit.objects.filter(employer=employer, state__in=OPEN).exists():
        return Reason("one_open_audit", _("An audit is open already. Go on with that one.")), ""
    counted = size.headcount
    if certificate is None and not counted.eligible:
        return next(reason for reason in counted.reasons if reason.code == "over_limit"), ""
    move = counted.move_to_cor
    this_audit = due.due if due else certificate.expires_on if certificate else None
    if move is not None and this_audit is not None and this_audit >= move.at_audit_due:
        sentence = _(
            "Your firm has been past %(limit)s people since %(since)s, so the audit due on %(due)s is a regular COR "
            "audit. Your certificate runs on. Ask your Certifying Partner how to move."
        )
        told = {"limit": counted.limit, "since": in_words(move.since), "due": in_words(this_audit)}
        return Reason("past_ten", sentence % told), ""
    return None, ""


def carried_into(audit: Audit, pack: Pack) -> dict[str, Carry]:
    """What a yearly audit begins with: policy questions that scored in full at the certification, and why."""
    certificate = audit.maintains
    if certificate is None:
        return {}
    verdicts = carry_over(
        pack.edition(audit.edition),
        final_answers(certificate.audit_id),
        facts_of(audit.facts),
        pack,
        on=audit.gathering_started_on,
        certified_on=certificate.issued_on,
        partner=audit.partner.program_id,
    )
    return {verdict.question: verdict for verdict in verdicts if verdict.allowed}


def final_answers(audit_id: UUID) -> dict[str, AnswerFact]:
    """The reviewer's final answers of an accepted audit, by question."""
    rows = ReviewedAnswer.objects.filter(review__audit=audit_id, review__state="accepted")
    final = {}
    for row in rows:
        if row.not_applicable:
            final[row.question] = AnswerFact(not_applicable=row.reason or "-")
        elif row.points is not None:
            final[row.question] = AnswerFact.of(row.points)
    return final
