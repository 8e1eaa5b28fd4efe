"""Phones that keep records: the owner shows a code, one phone takes it once, and the owner can remove it again.

A phone has no account. It carries a secret of its own, of which only the SHA-256 is stored, and with it may do what crew
may: keep records and read what the crew kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.integrations.qr import qr_svg
from handrail.rules.permissions import Action, Kind, Role
from handrail.services import journal
from handrail.services.access import require
from handrail.services.account.acting import organisation_of, person_of, still_seated
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Device, DevicePass, Employer, Organisation, Person

# Without 0 and O, 1, I and L: read aloud on a windy roof, typed with gloves.
LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH: Final = 6
NAME_LENGTH: Final = 40
"""A phone's name in characters: it stands in a list and on every record the phone keeps."""
MINUTES_GOOD: Final = 15
# More codes than any crew has phones are a mistake or worse.
CODES_AN_HOUR: Final = 20
# Last seen is told to the hour; writing it more often would make every look a write.
SEEN_AGAIN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone as the owner's list shows it; times are instants (UTC)."""

    id: UUID
    name: str
    person: str
    added_at: datetime
    seen_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a code offers to whoever holds it: the firm, and whose phone it is meant for."""

    firm: str
    name: str


def digest(secret: str) -> str:
    """What is stored of a code or of a phone's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def plain(code: str) -> str:
    """A code as it was shown, however it was typed: `k7m 2qx` is `K7M2QX`."""
    return "".join(code.split()).replace("-", "").upper()


def phones(actor: Actor) -> tuple[Phone, ...]:
    """The firm's phones, those in use first, newest first."""
    require(actor, Action.DEVICE_MANAGE)
    rows = Device.objects.filter(employer=actor.organisation_id).select_related("person")
    found = [
        Phone(row.pk, row.name, row.person.name if row.person else "", row.added_at, row.seen_at, row.removed_at)
        for row in rows.order_by("-added_at", "-id")
    ]
    return tuple(sorted(found, key=lambda phone: phone.removed_at is not None))


def phone(actor: Actor, device_id: UUID) -> Phone:
    """One phone of the firm that is still in, for the page that asks before removing; Absent otherwise."""
    found = next((one for one in phones(actor) if one.id == device_id and one.removed_at is None), None)
    if found is None:
        raise Absent("phone")
    return found


def whose(actor: Actor, moment: Moment) -> list[tuple[UUID, str]]:
    """Who is with the firm on this day, by name: whose phone it may be."""
    require(actor, Action.DEVICE_MANAGE)
    here = Q(spells__from_day__lte=moment.day) & (Q(spells__to_day__isnull=True) | Q(spells__to_day__gte=moment.day))
    rows = Person.objects.filter(here, employer=actor.organisation_id).distinct().order_by("name")
    return list(rows.values_list("pk", "name"))


@transaction.atomic
def show_pass(actor: Actor, moment: Moment, *, person_id: UUID | None = None, name: str = "") -> tuple[DevicePass, str]:
    """A code for one more phone, good for MINUTES_GOOD minutes and once; the code itself is stored nowhere.

    The phone is a person's of the firm, or called by `name`. A code shown before and not used yet is void from now on.
    Raises Invalid for neither or for a longer name than NAME_LENGTH, Absent for a foreign person, Refused(too_many_codes) where codes are asked for again and
    again.
    """
    require(actor, Action.DEVICE_MANAGE)
    still_seated(actor)
    firm = Employer.objects.select_for_update().get(pk=organisation_of(actor))
    person = _person(firm, person_id)
    typed = " ".join(name.split())
    if len(typed) > NAME_LENGTH:
        long = _("This is %(n)s characters long. Give it a name of at most %(most)s.")
        raise Invalid({"name": long % {"n": len(typed), "most": NAME_LENGTH}})
    called = typed or (person.name[:120] if person else "")
    if not called:
        raise Invalid({"name": _("Choose whose phone it is, or write a name for it.")})
    passes = DevicePass.objects.filter(employer=firm)
    if passes.filter(made_at__gt=moment.now - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        said = _("%(count)s codes were shown in the last hour. Wait a little, then show another.")
        raise Refused("too_many_codes", said % {"count": CODES_AN_HOUR})
    passes.filter(used_at__isnull=True, expires_at__gt=moment.now).update(expires_at=moment.now)
    code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    shown = DevicePass.objects.create(
        employer=firm,
        person=person,
        name=called,
        code_sha256=digest(code),
        made_at=moment.now,
        made_by_id=person_of(actor),
        expires_at=moment.now + timedelta(minutes=MINUTES_GOOD),
    )
    journal.note(actor, moment, "device.offer", ("device_pass", shown.pk), chain=firm.pk)
    return shown, code


def drawing(address: str) -> str:
    """The address as a QR code to scan from the owner's screen, as an SVG drawing."""
    svg = qr_svg(address).decode()
    # With a view box it grows to the space it is given.
    return re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', svg, count=1)


def _person(firm: Employer, person_id: UUID | None) -> Person | None:
    if person_id is None:
        return None
    found = Person.objects.filter(pk=person_id, employer=firm).first()
    if found is None:
        raise Absent("person")
    return found


def offer(moment: Moment, code: str) -> Offer:
    """What the code offers now; Absent for one never shown, WrongState for one that was used or is too old."""
    found = _open(moment, code)
    return Offer(found.employer.name, found.name)


def _open(moment: Moment, code: str) -> DevicePass:
    found = DevicePass.objects.select_related("employer__organisation").filter(code_sha256=digest(plain(code))).first()
    if found is None:
        raise Absent("code")
    if found.used_at is not None:
        raise WrongState(_("This code let another phone in already. Ask for a new one."), "used")
    if found.expires_at <= moment.now:
        raise WrongState(_("This code is too old. Ask for a new one."), "expired")
    return found


@transaction.atomic
def pair(moment: Moment, code: str) -> tuple[Device, str]:
    """Let the phone in that holds this code, once. Gives the device and the secret it must carry from now on.

    Raises Absent for a code never shown, WrongState for one used or too old; of two phones at once, one gets in.
    """
    found = _open(moment, code)
    taken = DevicePass.objects.filter(pk=found.pk, used_at__isnull=True, expires_at__gt=moment.now).update(
        used_at=moment.now
    )
    if not taken:
        raise WrongState(_("This code let another phone in already. Ask for a new one."), "used")
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        employer_id=found.employer_id,
        person_id=found.person_id,
        name=found.name,
        token_sha256=digest(token),
        added_at=moment.now,
        added_by_id=found.made_by_id,
        seen_at=moment.now,
    )
    DevicePass.objects.filter(pk=found.pk).update(device=device)
    journal.note(
        _acting(device, found.employer.organisation),
        moment,
        "device.add",
        ("device", device.pk),
        chain=found.employer_id,
    )
    return device, token


def _acting(device: Device, organisation: Organisation) -> Actor:
    return Actor(
        user_id=None,
        name=device.name,
        email="",
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        organisation_kind=Kind.EMPLOYER,
        role=Role.CREW,
        device_id=device.pk,
    )


def _earlier(device: Device) -> frozenset[UUID]:
    """The phones that this one took the place of: those of the same person let in before it, or, for a phone that is
    nobody's in particular, those put out that the owner called by the same name."""
    before = Device.objects.filter(employer=device.employer_id, added_at__lte=device.added_at).exclude(pk=device.pk)
    if device.person_id is not None:
        return frozenset(before.filter(person=device.person_id).values_list("pk", flat=True))
    put_out = before.filter(person__isnull=True, removed_at__isnull=False).values_list("pk", "name")
    return frozenset(key for key, name in put_out if name.casefold() == device.name.casefold())


def actor_of(token: str, moment: Moment) -> Actor | None:
    """Who a phone with this secret acts as: crew of its firm, without an account. None for one unknown or removed.

    What the phones kept that it took the place of is its own to change, too. Notes when the phone was last seen, at most once an hour.
    """
    if not token:
        return None
    device = (
        Device.objects.select_related("employer__organisation", "person")
        .filter(token_sha256=digest(token), removed_at__isnull=True)
        .first()
    )
    if device is None:
        return None
    if device.seen_at is None or device.seen_at <= moment.now - SEEN_AGAIN_AFTER:
        Device.objects.filter(pk=device.pk).update(seen_at=moment.now)
    return replace(_acting(device, device.employer.organisation), earlier_devices=_earlier(device))


def was_removed(token: str) -> bool:
    """Whether this is the secret of a phone that was let in once and removed since: what it was lent it must give back."""
    return bool(token) and Device.objects.filter(token_sha256=digest(token), removed_at__isnull=False).exists()


@transaction.atomic
def remove(actor: Actor, moment: Moment, device_id: UUID) -> None:
    """Remove a phone: from its next request on it reads and sends nothing. What it kept stays with the firm.

    Raises Absent for a phone that is foreign, unknown or out already.
    """
    require(actor, Action.DEVICE_MANAGE)
    still_seated(actor)
    in_use = Device.objects.filter(employer=actor.organisation_id, removed_at__isnull=True)
    if not in_use.filter(pk=device_id).update(removed_at=moment.now):
        raise Absent("phone")
    journal.note(actor, moment, "device.remove", ("device", device_id), chain=organisation_of(actor))
