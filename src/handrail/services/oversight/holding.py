"""The office looks into an employer: from a day on, with a reason, until it is lifted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Invalid, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Employer, EmployerHold


@transaction.atomic
def place(actor: Actor, moment: Moment, employer_id: UUID | str, *, reason: str) -> EmployerHold:
    """Hold an employer from today. One hold at a time (WrongState)."""
    rows = access.employers(actor, Action.OVERSIGHT_HOLD).select_for_update(of=("self",))
    employer: Employer = access.one(rows, employer_id, "employer")
    if not reason.strip():
        raise Invalid({"reason": _("Give the reason for the review in a sentence.")})
    if running(employer.pk, moment):
        raise WrongState(_("This employer is under review already."), "held")
    hold = EmployerHold.objects.create(
        employer=employer, since=moment.day, reason=reason.strip(), placed_by_id=actor.user_id
    )
    journal.note(actor, moment, "oversight.place", ("hold", hold.pk), chain=employer.pk)
    return hold


@transaction.atomic
def lift(actor: Actor, moment: Moment, employer_id: UUID | str) -> EmployerHold:
    """End the hold today; WrongState where there is none."""
    employer = access.one(access.employers(actor, Action.OVERSIGHT_HOLD), employer_id, "employer")
    hold = running(employer.pk, moment)
    if hold is None:
        raise WrongState(_("This employer is not under review."), "free")
    hold.until = moment.day
    hold.save(update_fields=["until"])
    journal.note(actor, moment, "oversight.lift", ("hold", hold.pk), chain=employer.pk)
    return hold


def running(employer_id: UUID, moment: Moment) -> EmployerHold | None:
    """The hold that runs on the day, if any; the day it was lifted is free again."""
    rows = EmployerHold.objects.filter(employer=employer_id, since__lte=moment.day)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=moment.day)).first()
