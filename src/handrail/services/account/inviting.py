"""Inviting somebody by mail: a link with a role and a last day. Only the link's digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.rules.permissions import ROLES_OF, Action, Role
from handrail.services import journal
from handrail.services.access import require
from handrail.services.account.acting import organisation_of, person_of, still_seated
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Invalid, Refused
from handrail.services.moment import Moment, on, zone
from handrail.services.notice.hand_off import tell
from handrail.store.models import Invitation, Membership, Organisation

DAYS_OPEN = 14
# A mailbox is not ours to fill: more open invitations than any crew needs are refused.
OPEN_AT_ONCE = 30
# Taking back and inviting again sends a letter each time, so letters are counted, too.
LETTERS_A_DAY = 60
LETTERS_A_DAY_TO_ONE = 3


@dataclass(frozen=True, slots=True)
class Invited:
    """One open invitation as the members page shows it; `last_day` is the last day its link works."""

    id: UUID
    email: str
    role: Role
    last_day: date
    expired: bool


def digest(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def last_day(row: Invitation) -> date:
    """The last program day on which the link works."""
    return (row.expires_at.astimezone(zone()) - timedelta(seconds=1)).date()


def roles(actor: Actor) -> tuple[Role, ...]:
    """The roles the actor may invite to, in the order of the role list."""
    require(actor, Action.MEMBERS_MANAGE)
    offered = ROLES_OF[actor.organisation_kind] if actor.organisation_kind else frozenset()
    return tuple(role for role in Role if role in offered)


def _waiting(organisation_id: UUID | None) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        organisation=organisation_id, accepted_at__isnull=True, revoked_at__isnull=True
    ).order_by("-invited_at", "-id")


def waiting(actor: Actor, moment: Moment) -> tuple[Invited, ...]:
    """Invitations of the actor's own organisation that nobody accepted or took back, newest first."""
    require(actor, Action.MEMBERS_MANAGE)
    return tuple(
        Invited(row.pk, row.email, Role(row.role), last_day(row), row.expires_at <= moment.now)
        for row in _waiting(actor.organisation_id)[: 2 * OPEN_AT_ONCE]
    )


@transaction.atomic
def invite(actor: Actor, moment: Moment, email: str, role: str) -> Invitation:
    """Mail a link that makes its reader a member with this role of the actor's own organisation.

    Inviting the same person to the same role again takes back the earlier link. Raises Invalid for a wrong address or
    role, and Refused for somebody who has that role already, when too many invitations are open, or when the actor sent
    too many letters since yesterday.
    """
    require(actor, Action.MEMBERS_MANAGE)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid({"email": _("Write an e-mail address, such as sam@example.com.")}) from None
    if role not in {one.value for one in roles(actor)}:
        raise Invalid({"role": _("Choose what they will do here.")})
    organisation = Organisation.objects.select_for_update().get(pk=organisation_of(actor))
    still_seated(actor)
    member = Membership.objects.filter(
        organisation=organisation, role=role, user__email__iexact=address, ended_at__isnull=True
    )
    if member.exists():
        said = _("%(email)s has that role in %(name)s already.") % {"email": address, "name": organisation.name}
        raise Refused("member_already", said, "email")
    _not_too_often(actor, moment, address)
    earlier = _waiting(organisation.pk)
    earlier.filter(email=address, role=role).update(revoked_at=moment.now)
    if earlier.filter(expires_at__gt=moment.now).count() >= OPEN_AT_ONCE:
        said = _("%(count)s invitations are open. Take one back before you send another.") % {"count": OPEN_AT_ONCE}
        raise Refused("too_many_open", said, "email")
    return send(actor, moment, organisation, address, Role(role), by=person_of(actor))


def _not_too_often(actor: Actor, moment: Moment, address: str) -> None:
    """Refuse to fill mailboxes: so many letters a day by one person, for whatever firms, and so many to one address."""
    sent = Invitation.objects.filter(invited_by=person_of(actor), invited_at__gt=moment.now - timedelta(days=1))
    if sent.filter(email=address).count() >= LETTERS_A_DAY_TO_ONE:
        said = _("%(email)s was invited %(count)s times since yesterday. Ask them to look in their junk mail.")
        raise Refused("invited_too_often", said % {"email": address, "count": LETTERS_A_DAY_TO_ONE}, "email")
    if sent.count() >= LETTERS_A_DAY:
        said = _("You sent %(count)s invitations since yesterday. Send the others tomorrow.")
        raise Refused("too_many_letters", said % {"count": LETTERS_A_DAY}, "email")


def send(
    actor: Actor, moment: Moment, organisation: Organisation, address: str, role: Role, *, by: UUID | None
) -> Invitation:
    """Write the invitation and queue its mail; the caller has let the actor in."""
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role,
        token_sha256=digest(token),
        invited_by_id=by,
        invited_at=moment.now,
        expires_at=on(moment.day + timedelta(days=DAYS_OPEN + 1), 0).now,
    )
    journal.note(actor, moment, "member.invite", ("invitation", row.pk), chain=organisation.pk, role=role.value)
    tell(
        moment,
        "invitation",
        None,
        email=address,
        firm=organisation.name,
        by=actor.name or organisation.name,
        day=last_day(row).isoformat(),
        path=f"/invitation/{token}",
    )
    return row


@transaction.atomic
def revoke(actor: Actor, moment: Moment, invitation_id: UUID) -> None:
    """Take an open invitation back. Absent for one that is foreign, accepted or taken back already."""
    require(actor, Action.MEMBERS_MANAGE)
    still_seated(actor)
    if not _waiting(actor.organisation_id).filter(pk=invitation_id).update(revoked_at=moment.now):
        raise Absent("invitation")
    journal.note(actor, moment, "member.uninvite", ("invitation", invitation_id), chain=organisation_of(actor))
