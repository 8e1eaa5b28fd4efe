"""Who is in the demonstration: organisations, people and what each signs in as. Everybody is made up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import make_password

from handrail.program import load_pack
from handrail.rules.permissions import Kind, Role
from handrail.services import journal
from handrail.services import moment as moments
from handrail.services.account import accepting, acting, inviting
from handrail.services.actor import CLOCKWORK, Actor
from handrail.services.moment import Moment
from handrail.store.models import Membership, Organisation, OutboxItem, Partner, User

# Printed for everybody who tries the demonstration; it opens nothing else.
PASSWORD = "handrail-demo"  # noqa: S105
BEGINNING = date(2024, 1, 8)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the list that is printed: who signs in with which address, as what."""

    email: str
    name: str
    role: str


SIGN_INS = (
    SignIn("owner@prairiecrest.example", "Dana Kowal", "owner of Prairie Crest Roofing Ltd., certified"),
    SignIn("crew@prairiecrest.example", "Luis Ortega", "lead hand of Prairie Crest"),
    SignIn("owner@foothillfencing.example", "Joanne Bellerose", "owner of Foothill Fencing Ltd., just starting"),
    SignIn("owner@redpoll.example", "Grace Yuen", "owner of Redpoll Plumbing & Heating Ltd., grown past ten"),
    SignIn("owner@sandhill.example", "Ross Kittredge", "owner of Sandhill Excavating Ltd., under employer review"),
    SignIn(
        "owner@tallgrass.example",
        "Noreen Baptiste",
        "owner of Tallgrass Roofing Ltd.: the audit came back with four notes, a day to correct, and an appeal that is open",
    ),
    SignIn(
        "owner@snowberry.example",
        "Teodor Vance",
        "owner of Snowberry Plumbing Ltd.: the audit is being read, one quick ask is open, and the day it hears is promised",
    ),
    SignIn("consultant@example.com", "Nadia Fehr", "consultant of Prairie Crest, Foothill and Redpoll"),
    SignIn("reviewer@demo-construction.example", "Colette Brisebois", "reviewer, Demo Construction"),
    SignIn("reviewer2@demo-construction.example", "Farid Rahimi", "second reviewer, Demo Construction"),
    SignIn("trainer@demo-construction.example", "Gordon Tse", "trainer, Demo Construction"),
    SignIn("admin@demo-construction.example", "Wanda Lysenko", "administrator, Demo Construction"),
    SignIn("reviewer@demo-anyindustry.example", "Imani Okafor", "reviewer, Demo Any-Industry"),
    SignIn("admin@demo-anyindustry.example", "Per Halvorsen", "administrator, Demo Any-Industry"),
    SignIn("office@partnerships.example", "Ruth Delorme", "the Partnerships office"),
    SignIn("wcb@wcb.example", "Calvin Yee", "WCB"),
    SignIn("operator@handrail.example", "Sam Pruden", "operator of this installation"),
)
REVIEWERS = {"demo-construction": ("reviewer", "reviewer2"), "demo-anyindustry": ("reviewer",)}
_NAMES = {one.email: one.name for one in SIGN_INS}


@dataclass(frozen=True, slots=True)
class Desk:
    """The people of one Certifying Partner."""

    partner: Partner
    admin: Actor
    reviewers: tuple[Actor, ...]
    trainer: Actor


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who is no firm."""

    construction: Desk
    any_industry: Desk
    office: Actor
    wcb: Actor
    operator: Actor
    desks: tuple[Desk, ...] = field(default=())


def set_up() -> Cast:
    """The partners, the office, the insurer and the operator with their people."""
    moment = on(BEGINNING, 8)
    construction = _desk(moment, "demo-construction", REVIEWERS["demo-construction"], trainer="trainer")
    any_industry = _desk(moment, "demo-anyindustry", REVIEWERS["demo-anyindustry"], trainer="admin")
    office = _organisation(moment, Kind.OFFICE, "Partnerships office (demonstration)")
    insurer = _organisation(moment, Kind.WCB, "WCB (demonstration)")
    house = _organisation(moment, Kind.OPERATOR, "Handrail demonstration")
    return Cast(
        construction,
        any_industry,
        office=member(moment, office, Role.OFFICE, "office@partnerships.example"),
        wcb=member(moment, insurer, Role.WCB, "wcb@wcb.example"),
        operator=member(moment, house, Role.OPERATOR, "operator@handrail.example"),
        desks=(construction, any_industry),
    )


def recall() -> Cast | None:
    """The cast as it sits in a loaded demonstration; None where somebody of it is not there (any more)."""
    desks = tuple(_desk_of(one, reviewers) for one, reviewers in REVIEWERS.items())
    people = [_sits(email) for email in ("office@partnerships.example", "wcb@wcb.example", "operator@handrail.example")]
    office, insurer, operator = people
    if None in desks or office is None or insurer is None or operator is None:
        return None
    construction, any_industry = (desk for desk in desks if desk is not None)
    return Cast(construction, any_industry, office, insurer, operator, desks=(construction, any_industry))


def _sits(email: str) -> Actor | None:
    user = User.objects.filter(email=email).first()
    held = acting.seats(user.pk) if user else ()
    return acting.actor(user, held, None) if user and held else None


def _desk_of(program_id: str, reviewers: tuple[str, ...]) -> Desk | None:
    partner = Partner.objects.select_related("organisation").filter(program_id=program_id).first()
    admin = _sits(f"admin@{program_id}.example")
    reading = tuple(one for one in (_sits(f"{name}@{program_id}.example") for name in reviewers) if one)
    if partner is None or admin is None or not reading:
        return None
    return Desk(partner, admin, reading, _sits(f"trainer@{program_id}.example") or admin)


def on(day: date, hour: int = 12, minute: int = 0) -> Moment:
    """A moment of the replay."""
    return moments.on(day, hour, minute, demonstration=True)


@cache
def _hashed() -> str:
    # Hashing is slow on purpose; one hash serves the whole cast, whose password is public anyway.
    return make_password(PASSWORD)


def person(moment: Moment, email: str) -> User:
    """A person of the cast with a checked e-mail and the demonstration's password, made at the first mention."""
    from allauth.account.models import EmailAddress

    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    made = User(email=email, name=_NAMES[email], joined_at=moment.now, password=_hashed())
    made.save(force_insert=True)
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def without_seat(user: User) -> Actor:
    """A person who acts for nobody yet."""
    return acting.actor(user, (), None)


def seat(user: User, organisation_id: UUID) -> Actor:
    """The person in his seat at an organisation."""
    held = acting.seats(user.pk)
    chosen = next(one for one in held if one.organisation_id == organisation_id)
    return acting.actor(user, held, str(chosen.id))


def invite(inviter: Actor, moment: Moment, email: str, role: Role) -> Actor:
    """Invite somebody by mail and have him open the link in it."""
    inviting.invite(inviter, moment, email, role.value)
    letter = OutboxItem.objects.get(kind="mail", payload__to=email, queued_at=moment.now)
    link = re.search(r"/invitation/(\S+)", letter.payload["text"])
    assert link is not None
    invited = person(moment, email)
    accepting.accept(without_seat(invited), moment, link[1])
    assert inviter.organisation_id is not None
    return seat(invited, inviter.organisation_id)


def _organisation(moment: Moment, kind: Kind, name: str) -> Organisation:
    made = Organisation.objects.create(kind=kind.value, name=name, created_at=moment.now)
    journal.note(CLOCKWORK, moment, "organisation.create", ("organisation", made.pk), chain=made.pk, kind=kind.value)
    return made


def member(moment: Moment, organisation: Organisation, role: Role, email: str) -> Actor:
    """Somebody of the cast in a seat of this role, from this moment."""
    made = person(moment, email)
    row = Membership.objects.create(user=made, organisation=organisation, role=role.value, since=moment.now)
    journal.note(
        CLOCKWORK, moment, "member.join", ("membership", row.pk), chain=organisation.pk, role=role.value
    )  # fmt: skip
    held = acting.seats(made.pk)
    return acting.actor(made, held, str(row.pk))


def _desk(moment: Moment, program_id: str, reviewers: tuple[str, ...], *, trainer: str) -> Desk:
    organisation = _organisation(moment, Kind.PARTNER, load_pack().partner(program_id).name)
    partner = Partner.objects.create(organisation=organisation, program_id=program_id)
    host = f"{program_id}.example"
    return Desk(
        partner,
        admin=member(moment, organisation, Role.PARTNER_ADMIN, f"admin@{host}"),
        reviewers=tuple(member(moment, organisation, Role.REVIEWER, f"{one}@{host}") for one in reviewers),
        trainer=member(moment, organisation, Role.TRAINER, f"{trainer}@{host}")
        if trainer != "admin"
        else seat(person(moment, f"admin@{host}"), organisation.pk),
    )
