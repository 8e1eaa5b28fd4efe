"""A firm asks a Certifying Partner to take it on, and the partner accepts or refuses with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.headcount import Headcount
from handrail.rules.permissions import Action
from handrail.services import journal
from handrail.services.access import require
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Invalid, Refused, WrongState
from handrail.services.headcount.counting import counts
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.store.models import Application, Partner

MESSAGE_MAX = 4000
State = Application.State


def partner_of(employer_id: UUID | None) -> Partner | None:
    """The Certifying Partner that accepted this employer, with its organisation; None while there is none."""
    row = (
        Application.objects.filter(employer=employer_id, state=State.ACCEPTED)
        .select_related("partner__organisation")
        .first()
    )
    return row.partner if row else None


def current_application(employer_id: UUID | None) -> Application | None:
    """The employer's newest application with its partner, whatever became of it; None before the first."""
    return (
        Application.objects.filter(employer=employer_id)
        .select_related("partner__organisation")
        .order_by("-applied_on", "-id")
        .first()
    )


@transaction.atomic
def apply(actor: Actor, moment: Moment, partner_id: UUID, message: str = "") -> Application:
    """The actor's firm applies to a partner. Applying twice to the same one gives the first application.

    Raises Absent for an unknown partner, Refused where the partner does not serve small employers or the firm is
    already with, or asking, another one.
    """
    require(actor, Action.PARTNER_APPLY)
    partner = Partner.objects.select_related("organisation").filter(pk=partner_id).first()
    if partner is None:
        raise Absent("Certifying Partner")
    if len(message) > MESSAGE_MAX:
        raise Invalid({"message": _("Use at most %(most)s characters.") % {"most": MESSAGE_MAX}})
    known = load_pack().partners.get(partner.program_id)
    if known is not None and not known.serves_secor:
        said = _("%(name)s does not serve small employers.") % {"name": partner.organisation.name}
        raise Refused("not_served", said, "partner")
    standing = _open_of(actor.organisation_id)
    if standing is not None:
        return _same_or_refused(standing, partner)
    try:
        with transaction.atomic():
            row = Application.objects.create(
                employer_id=actor.organisation_id,
                partner=partner,
                applied_on=moment.day,
                applied_by_id=actor.user_id,
                message=message.strip(),
            )
    except IntegrityError:
        other = _open_of(actor.organisation_id)
        if other is None:
            raise
        return _same_or_refused(other, partner)
    _note(actor, moment, row, "applied")
    tell(
        moment,
        "application_received",
        row.employer_id,
        # Taken back and sent again, it stands on the desk anew; one letter a day is enough.
        key=f"application:{row.employer_id}:{partner.pk}:{moment.day.isoformat()}",
        partner_id=partner.pk,
        partner=partner.organisation.name,
        path=f"/applications/{row.pk}",
    )
    return row


def _open_of(employer_id: UUID | None) -> Application | None:
    return (
        Application.objects.filter(employer=employer_id, state__in=[State.APPLIED, State.ACCEPTED])
        .select_related("partner__organisation")
        .first()
    )


def _same_or_refused(standing: Application, partner: Partner) -> Application:
    if standing.partner_id == partner.pk:
        return standing
    name = {"name": standing.partner.organisation.name}
    if standing.state == State.ACCEPTED:
        raise Refused("has_partner", _("%(name)s is your Certifying Partner already.") % name, "partner")
    said = _("Your application is with %(name)s. Take it back before you apply to another one.") % name
    raise Refused("applied_already", said, "partner")


@transaction.atomic
def withdraw(actor: Actor, moment: Moment, application_id: UUID) -> None:
    """The firm takes back an application that was not decided yet. Absent for a foreign one, WrongState once decided."""
    require(actor, Action.PARTNER_APPLY)
    own = Application.objects.filter(pk=application_id, employer=actor.organisation_id)
    row = own.first()
    if row is None:
        raise Absent("application")
    if not own.filter(state=State.APPLIED).update(state=State.WITHDRAWN, decided_on=moment.day):
        raise WrongState(_decided_sentence(row), row.state)
    _note(actor, moment, row, "withdrawn")


@dataclass(frozen=True, slots=True)
class Considered:
    """One application as the partner decides it: who asks, their head-count under this partner's rules, may it be."""

    application: Application
    headcount: Headcount
    over_limit: str


def _desk(actor: Actor) -> QuerySet[Application]:
    require(actor, Action.PARTNER_DECIDE)
    return Application.objects.filter(partner=actor.organisation_id).select_related(
        "employer__organisation", "partner__organisation"
    )


def applications(actor: Actor) -> QuerySet[Application]:
    """The partner's applications: those to decide first by their day, then the decided ones, newest first."""
    return _desk(actor).filter(state=State.APPLIED).order_by("applied_on", "id")


def decided(actor: Actor) -> QuerySet[Application]:
    """Applications that the partner decided or the firm took back, newest first."""
    return _desk(actor).exclude(state=State.APPLIED).order_by("-decided_on", "-id")


def consider(actor: Actor, moment: Moment, application_id: UUID) -> Considered:
    """One application to the actor's partner with the firm's head-count today; Absent for a foreign one."""
    row = _desk(actor).filter(pk=application_id).first()
    if row is None:
        raise Absent("application")
    counted = counts(row.employer, moment.day, row.partner.program_id)
    return Considered(row, counted, _over_limit(row, counted, moment))


@transaction.atomic
def decide(actor: Actor, moment: Moment, application_id: UUID, accept: bool, reason: str = "") -> Application:
    """Accept an application, or refuse it with a reason that the firm reads.

    Raises Absent for a foreign one, Invalid for a refusal without a reason, Refused(over_limit) for accepting a firm
    that the partner's rule of size does not admit, and WrongState for one that was decided already.
    """
    considered = consider(actor, moment, application_id)
    row = considered.application
    if row.state != State.APPLIED:
        raise WrongState(_decided_sentence(row), row.state)
    if accept and considered.over_limit:
        raise Refused("over_limit", considered.over_limit)
    if not accept and not reason.strip():
        raise Invalid({"reason": _("Write why. The firm reads it and learns what to change.")})
    state = State.ACCEPTED if accept else State.REFUSED
    changed = Application.objects.filter(pk=row.pk, state=State.APPLIED).update(
        state=state, decided_on=moment.day, decided_by=actor.user_id, reason=reason.strip()
    )
    if not changed:
        row.refresh_from_db()
        raise WrongState(_decided_sentence(row), row.state)
    row.state, row.decided_on, row.reason = state, moment.day, reason.strip()
    _note(actor, moment, row, str(state), count=considered.headcount.count, peak=considered.headcount.peak)
    tell(
        moment,
        f"application_{state}",
        row.employer_id,
        partner_id=row.partner_id,
        partner=row.partner.organisation.name,
        reason=row.reason,
        path="/home",
    )
    return row


def _over_limit(row: Application, counted: Headcount, moment: Moment) -> str:
    """Why the partner's rule of size keeps this firm out; empty where it does not."""
    rule = load_pack(row.employer.pack).parameter(
        "size.application_over_limit", on=moment.day, partner=row.partner.program_id
    )
    if counted.eligible or rule.value != "refused":
        return ""
    return next((one.sentence for one in counted.reasons if one.code == "over_limit"), "")


def _decided_sentence(row: Application) -> str:
    return {
        State.ACCEPTED: _("This application was accepted already."),
        State.REFUSED: _("This application was refused already."),
        State.WITHDRAWN: _("The firm took this application back."),
        State.ENDED: _("This firm has left."),
    }.get(State(row.state), _("This application was not decided yet."))


def _note(actor: Actor, moment: Moment, row: Application, became: str, **facts: int) -> None:
    action = Action.PARTNER_DECIDE if became in {State.ACCEPTED, State.REFUSED} else Action.PARTNER_APPLY
    journal.note(
        actor,
        moment,
        action,
        ("application", row.pk),
        chain=row.employer_id,
        partner=str(row.partner_id),
        state=became,
        **facts,
    )
