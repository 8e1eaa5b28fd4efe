"""A person makes a firm and becomes its owner: the first step of the way."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Kind, Role
from handrail.services import journal
from handrail.services.account.acting import person_of
from handrail.services.actor import Actor
from handrail.services.errors import Invalid
from handrail.services.moment import Moment
from handrail.store.models import Employer, Membership, Organisation, User

NAME_MAX = 200


@transaction.atomic
def create_firm(  # noqa: PLR0917 - the answers of one form, in its order
    actor: Actor,
    moment: Moment,
    firm_name: str,
    wanted_by: str = "",
    wanted_on: date | None = None,
    this_week: str = "",
) -> Employer:
    """A new firm owned by the signed-in actor, with what he answered first; legal name and account come later.

    Sending the same form twice gives the firm that the first one made. Raises Forbidden for a stranger and Invalid for
    a missing or overlong name.
    """
    person = person_of(actor)
    name = " ".join(firm_name.split())
    if not name:
        raise Invalid({"firm_name": _("Write what people call your firm.")})
    if len(name) > NAME_MAX or len(wanted_by) > NAME_MAX:
        wrong = "firm_name" if len(name) > NAME_MAX else "wanted_by"
        raise Invalid({wrong: _("Use at most %(most)s characters.") % {"most": NAME_MAX}})
    # Locks out a second copy of the same form until this one is done.
    user = User.objects.select_for_update().get(pk=person)
    made = Employer.objects.filter(
        organisation__name=name,
        organisation__memberships__user=user,
        organisation__memberships__role=Role.OWNER,
        organisation__memberships__ended_at__isnull=True,
    ).first()
    if made is not None:
        return made
    organisation = Organisation.objects.create(kind=Kind.EMPLOYER, name=name, created_at=moment.now)
    employer = Employer.objects.create(
        organisation=organisation,
        wanted_by=wanted_by.strip(),
        wanted_on=wanted_on,
        this_week=this_week.strip(),
    )
    seat = Membership.objects.create(user=user, organisation=organisation, role=Role.OWNER, since=moment.now)
    journal.note(actor, moment, "employer.create", ("employer", employer.pk), chain=organisation.pk)
    journal.note(actor, moment, "member.join", ("membership", seat.pk), chain=organisation.pk, role=Role.OWNER.value)
    return employer
