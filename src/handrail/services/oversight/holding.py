"""The office looks into an employer: from a day on, with a reason, until it is lifted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Invalid, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.notice.letters import long_day
from handrail.store.models import Employer, EmployerHold


@transaction.atomic
def place(actor: Actor, moment: Moment, employer_id: UUID | str, *, reason: str) -> EmployerHold:
    """Hold an employer from today, and tell its owners by mail. One hold at a time (WrongState)."""
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
    _tell(
        moment,
        employer,
        _("under employer review from today"),
        _(
            "From %(day)s the Partnerships office looks into your firm. The reason given: %(reason)s\n"
            "Your certificate stands as it does; a refund of premium waits until the review is over."
        )
        % {"day": long_day(moment.day), "reason": hold.reason},
    )
    return hold


@transaction.atomic
def lift(actor: Actor, moment: Moment, employer_id: UUID | str) -> EmployerHold:
    """End the hold today, and tell the firm's owners by mail; WrongState where there is none."""
    employer = access.one(access.employers(actor, Action.OVERSIGHT_HOLD), employer_id, "employer")
    hold = running(employer.pk, moment)
    if hold is None:
        raise WrongState(_("This employer is not under review."), "free")
    # Lifted by two at once it ends once, and one letter goes out.
    if not _running(employer.pk, moment).filter(pk=hold.pk).update(until=moment.day):
        raise WrongState(_("This employer is not under review."), "free")
    hold.until = moment.day
    journal.note(actor, moment, "oversight.lift", ("hold", hold.pk), chain=employer.pk)
    _tell(
        moment,
        employer,
        _("the employer review is over"),
        _("The Partnerships office ended its review of your firm on %(day)s. A refund no longer waits because of it.")
        % {"day": long_day(moment.day)},
    )
    return hold


def running(employer_id: UUID, moment: Moment) -> EmployerHold | None:
    """The hold that runs on the day, if any; the day it was lifted is free again."""
    return _running(employer_id, moment).first()


def _running(employer_id: UUID, moment: Moment) -> QuerySet[EmployerHold]:
    rows = EmployerHold.objects.filter(employer=employer_id, since__lte=moment.day)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=moment.day))


def _tell(moment: Moment, employer: Employer, what: str, text: str) -> None:
    tell(moment, "held", employer.pk, what=what, text=text, path=reverse("home"))
