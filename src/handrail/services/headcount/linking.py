"""Saying whose sign-in belongs to a person on the list: from then on their tickets are theirs, after they leave too."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Conflict, Refused
from handrail.services.moment import Moment
from handrail.store.models import Membership, Person, User


def sign_ins(actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """The accounts that act for the actor's own firm: key and name."""
    access.require(actor, Action.PEOPLE_WRITE)
    rows = Membership.objects.filter(organisation=actor.organisation_id, ended_at__isnull=True).select_related("user")
    return tuple({row.user_id: str(row.user) for row in rows.order_by("user__name", "user__email")}.items())


@transaction.atomic
def link(actor: Actor, moment: Moment, person_id: UUID | str, *, user_id: UUID | None, version: int) -> Person:
    """Say whose account it is, or that it is nobody's. Refused for an account of no member, or of somebody else here."""
    person = access.one(access.people(actor, Action.PEOPLE_WRITE), person_id, _("person"))
    if user_id is not None:
        if user_id not in dict(sign_ins(actor)):
            raise Refused("no_member", _("Choose somebody who signs in to your firm."), "user_id")
        taken = Person.objects.filter(employer=person.employer_id, user=user_id).exclude(pk=person.pk).first()
        if taken is not None:
            said = _("This sign-in belongs to %(name)s on your list already.") % {"name": taken.name}
            raise Refused("sign_in_taken", said, "user_id")
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if not Person.objects.filter(pk=person.pk, version=version).update(user=user, version=F("version") + 1):
        raise Conflict(
            _("Somebody changed this person while you had the page open. Send it again to keep yours."),
            version=person.version,
        )
    journal.note(
        actor, moment, Action.PEOPLE_WRITE.value, ("person", person.pk), chain=person.employer_id,
        what="sign_in", linked=user is not None,
    )  # fmt: skip
    person.refresh_from_db()
    return person
