"""Who acts for an organisation, and how somebody stops: the last keeper of the keys is guarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action, Kind, Role
from handrail.services import journal
from handrail.services.access import require
from handrail.services.account.acting import organisation_of, person_of, still_seated
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Refused
from handrail.services.moment import Moment
from handrail.store.models import Membership, Organisation

# The role that may let people in and out; every organisation keeps at least one.
KEEPER: dict[Kind, Role] = {
    Kind.EMPLOYER: Role.OWNER,
    Kind.PARTNER: Role.PARTNER_ADMIN,
    Kind.OFFICE: Role.OFFICE,
    Kind.WCB: Role.WCB,
    Kind.OPERATOR: Role.OPERATOR,
}


@dataclass(frozen=True, slots=True)
class Member:
    """One current member as the members page shows him."""

    id: UUID
    name: str
    email: str
    role: Role
    since: datetime
    is_you: bool


def team(actor: Actor) -> tuple[Member, ...]:
    """The current members of the actor's own organisation, keepers first; Forbidden for who may not manage them."""
    require(actor, Action.MEMBERS_MANAGE)
    keeper = KEEPER[actor.organisation_kind] if actor.organisation_kind else ""
    rows = (
        Membership.objects.filter(organisation=actor.organisation_id, ended_at__isnull=True)
        .select_related("user")
        .order_by(Case(When(role=keeper, then=Value(0)), default=Value(1), output_field=IntegerField()), "since", "id")
    )
    return tuple(
        Member(row.id, row.user.name, row.user.email, Role(row.role), row.since, row.user_id == actor.user_id)
        for row in rows
    )


def member(actor: Actor, membership_id: UUID) -> Member:
    """One current member of the actor's own organisation, for the page that asks before removing; Absent otherwise."""
    found = next((one for one in team(actor) if one.id == membership_id), None)
    if found is None:
        raise Absent("member")
    return found


@transaction.atomic
def remove(actor: Actor, moment: Moment, membership_id: UUID) -> None:
    """End a membership of the actor's own organisation: it holds from that person's next request on.

    Raises Absent for a membership that is not there, foreign or ended, and Refused(last_keeper) for the last one who
    could let anybody in.
    """
    require(actor, Action.MEMBERS_MANAGE)
    # Two keepers who remove each other at once stand in line here, and the second is told.
    organisation = Organisation.objects.select_for_update().get(pk=organisation_of(actor))
    still_seated(actor)
    _end(actor, moment, organisation, membership_id)


@transaction.atomic
def leave(actor: Actor, moment: Moment, membership_id: UUID) -> None:
    """End one's own membership, whatever the role; the last keeper cannot."""
    own = Membership.objects.filter(pk=membership_id, user=person_of(actor), ended_at__isnull=True).first()
    if own is None:
        raise Absent("membership")
    organisation = Organisation.objects.select_for_update().get(pk=own.organisation_id)
    _end(actor, moment, organisation, membership_id)


def _end(actor: Actor, moment: Moment, organisation: Organisation, membership_id: UUID) -> None:
    current = Membership.objects.filter(organisation=organisation, ended_at__isnull=True)
    row = current.filter(pk=membership_id).first()
    if row is None:
        raise Absent("member")
    keeper = KEEPER[Kind(organisation.kind)]
    if row.role == keeper and not current.filter(role=keeper, user__is_active=True).exclude(pk=row.pk).exists():
        raise Refused("last_keeper", _last_keeper(keeper, organisation.name))
    if not current.filter(pk=row.pk).update(ended_at=moment.now, ended_by=actor.user_id):
        raise Absent("member")
    journal.note(
        actor,
        moment,
        "member.leave" if row.user_id == actor.user_id else "member.remove",
        ("membership", row.pk),
        chain=organisation.pk,
        role=row.role,
    )


def _last_keeper(keeper: Role, name: str) -> str:
    match keeper:
        case Role.OWNER:
            said = _(
                "This is the last owner of %(name)s. Invite another owner first; once they joined, this one can go."
            )
        case Role.PARTNER_ADMIN:
            said = _("This is the last administrator of %(name)s. Invite another one first, then this one can go.")
        case Role():
            said = _("This is the last member of %(name)s. Invite another one first, then this one can go.")
    return said % {"name": name}
