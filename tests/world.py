"""A small world for tests: organisations, members and days, made straight in the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from handrail.rules.permissions import Kind, Role
from handrail.services import moment as moments
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.store.models import (
    Application,
    Employer,
    Membership,
    Organisation,
    Partner,
    Person,
    Spell,
    User,
    WcbAccount,
)

DAY = date(2026, 6, 1)
PASSWORD = "a-long-enough-password"


def moment(day: date = DAY, hour: int = 12, minute: int = 0) -> Moment:
    return moments.on(day, hour, minute)


def organisation(kind: Kind, name: str) -> Organisation:
    return Organisation.objects.create(kind=kind.value, name=name, created_at=moment().now)


def user(email: str, name: str = "") -> User:
    from allauth.account.models import EmailAddress

    made = User.objects.create_user(
        email, PASSWORD, name=name or email.split("@", maxsplit=1)[0].title(), joined_at=moment().now
    )
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def member(organisation: Organisation, role: Role, email: str | None = None, name: str = "") -> Actor:
    """A new person with this role, as the actor he is in that seat."""
    made = user(email or f"{role.value}-{organisation.pk}@example.com", name)
    Membership.objects.create(user=made, organisation=organisation, role=role.value, since=moment().now)
    return seated(made, organisation, role)


def seated(person: User, organisation: Organisation, role: Role) -> Actor:
    return Actor(
        user_id=person.pk,
        name=str(person),
        email=person.email,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        organisation_kind=Kind(organisation.kind),
        role=role,
    )


def partner(program_id: str = "demo-construction", name: str = "Demo Construction Safety Partner") -> Partner:
    return Partner.objects.create(organisation=organisation(Kind.PARTNER, name), program_id=program_id)


def employer(name: str = "Prairie Test Roofing Ltd.", **fields: Any) -> Employer:
    """A firm with one WCB account and an owner on its list of people since 2025."""
    values = {"legal_name": name, "records_from": date(2025, 3, 3), **fields}
    made = Employer.objects.create(organisation=organisation(Kind.EMPLOYER, name), **values)
    WcbAccount.objects.create(employer=made, account="TEST-0001", industry_code="DEMO-ROOF", industry="Roofing")
    person(made, "Dana Owner", "owner", regularly_employed=False)
    return made


def person(
    employer: Employer,
    name: str,
    relation: str = "worker",
    since: date = date(2025, 1, 1),
    to: date | None = None,
    *,
    covered: bool = True,
    regularly_employed: bool = True,
) -> Person:
    made = Person.objects.create(employer=employer, name=name)
    Spell.objects.create(
        person=made,
        relation=relation,
        from_day=since,
        to_day=to,
        covered=covered,
        regularly_employed=regularly_employed,
    )
    return made


def accepted(employer: Employer, partner: Partner, day: date = date(2025, 1, 30)) -> Application:
    return Application.objects.create(
        employer=employer, partner=partner, state="accepted", applied_on=day, decided_on=day
    )
