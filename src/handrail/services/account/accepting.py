"""Opening an invitation's link: what it offers, whether it still works, and joining by it once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Role
from handrail.services import journal
from handrail.services.account.acting import person_of
from handrail.services.account.inviting import digest, last_day
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Invitation, Membership, User


class Standing(StrEnum):
    """How an invitation stands for whoever opened its link."""

    OPEN = "open"
    USED = "used"
    YOURS = "yours"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER_ACCOUNT = "other_account"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link offers: the organisation, the role, for whom (partly hidden), until when."""

    organisation: str
    role: Role
    invited_by: str
    for_whom: str
    last_day: date
    standing: Standing
    has_account: bool


def _found(token: str) -> Invitation:
    row = Invitation.objects.select_related("organisation", "invited_by").filter(token_sha256=digest(token)).first()
    if row is None:
        raise Absent("invitation")
    return row


def _standing(actor: Actor, moment: Moment, row: Invitation) -> Standing:
    if row.accepted_at is not None:
        return Standing.YOURS if actor.signed_in and row.accepted_by_id == actor.user_id else Standing.USED
    if row.revoked_at is not None:
        return Standing.REVOKED
    if row.expires_at <= moment.now:
        return Standing.EXPIRED
    if actor.signed_in and actor.email.lower() != row.email:
        return Standing.OTHER_ACCOUNT
    return Standing.OPEN


def partly_hidden(email: str) -> str:
    """`d…@example.com`: enough to know one's own address by, not enough to learn somebody else's."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def look(actor: Actor, moment: Moment, token: str) -> Offer:
    """What the link offers to this reader; Absent for a link that was never sent."""
    row = _found(token)
    standing = _standing(actor, moment, row)
    offer = Offer(
        organisation=row.organisation.name,
        role=Role(row.role),
        invited_by=(row.invited_by.name if row.invited_by else "") or row.organisation.name,
        for_whom=partly_hidden(row.email),
        last_day=last_day(row),
        standing=standing,
        has_account=False,
    )
    if standing is Standing.OPEN and not actor.signed_in:
        # Only the holder of a working link, which went to this very mailbox, is told.
        return replace(offer, has_account=User.objects.filter(email=row.email).exists())
    return offer


def mailbox(actor: Actor, moment: Moment, token: str) -> str:
    """The address an open link was mailed to: holding the link shows that its reader reads that mailbox."""
    row = _found(token)
    _let_in(_standing(actor, moment, row), row)
    return row.email


@transaction.atomic
def accept(actor: Actor, moment: Moment, token: str) -> UUID:
    """Join by the link, once; gives the membership's key. Pressing twice gives the same seat.

    Raises Absent for an unknown link, WrongState for a used, expired or revoked one, and Refused(other_account) where
    the link was mailed to another address than the actor's.
    """
    person = person_of(actor)
    row = _found(token)
    standing = _standing(actor, moment, row)
    if standing is Standing.YOURS:
        held = Membership.objects.filter(
            user=person, organisation=row.organisation_id, role=row.role, ended_at__isnull=True
        ).first()
        if held is not None:
            return held.pk
        standing = Standing.USED
    _let_in(standing, row)
    taken = Invitation.objects.filter(
        pk=row.pk, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=moment.now
    ).update(accepted_at=moment.now, accepted_by=person)
    if not taken:
        raise WrongState(_used(), "used")
    seat, _new = Membership.objects.get_or_create(
        user_id=person,
        organisation_id=row.organisation_id,
        role=row.role,
        ended_at=None,
        defaults={"since": moment.now},
    )
    journal.note(actor, moment, "member.join", ("membership", seat.pk), chain=row.organisation_id, role=row.role)
    return seat.pk


def _used() -> str:
    return _("This invitation was used already. Ask for a new one if it was not you.")


def _let_in(standing: Standing, row: Invitation) -> None:
    name = {"name": row.organisation.name}
    match standing:
        case Standing.USED | Standing.YOURS:
            raise WrongState(_used(), "used")
        case Standing.REVOKED:
            said = _("%(name)s took this invitation back. Ask them for a new one.") % name
            raise WrongState(said, "revoked")
        case Standing.EXPIRED:
            raise WrongState(_("This invitation is too old. Ask %(name)s to send a new one.") % name, "expired")
        case Standing.OTHER_ACCOUNT:
            said = _("This invitation was sent to %(email)s. Sign in with that address to accept it.")
            raise Refused("other_account", said % {"email": partly_hidden(row.email)})
        case Standing.OPEN:
            return
