"""The people on the other side of a fresh firm's way: partner, office and their second step of signing in."""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from handrail.rules.permissions import Kind, Role
from handrail.services.audit import starting
from handrail.store.models import Organisation, Partner, User
from tests import world
from tests.journeys.browsing import Visitor


@dataclass
class Colleague:
    """Somebody with a password and, where the role asks for one, an authenticator."""

    email: str
    secret: str

    def code(self) -> str:
        """The six digits that the authenticator shows now."""
        return code_of(self.secret)

    def sign_in(self, visitor: Visitor, to: str = "/home") -> None:
        visitor.sign_in(self.email, world.PASSWORD, to)
        visitor.fill(code=self.code())
        visitor.press("Sign in")
        visitor.leaves("/sign-in/code")


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD)))


@dataclass
class Staff:
    partner: Partner
    admin: Colleague
    office: Colleague


def with_authenticator(email: str) -> Colleague:
    """Somebody who is a member already, now with an authenticator."""
    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(email=email), secret)
    return Colleague(email, secret)


def _colleague(organisation: Organisation, role: Role, email: str, name: str) -> Colleague:
    world.member(organisation, role, email, name)
    return with_authenticator(email)


def settle() -> Staff:
    """A partner with its administrator, and the office; the administrator lets the reviewer in himself."""
    partner = world.partner(name="Demonstration Construction Safety Partner")
    admin = _colleague(partner.organisation, Role.PARTNER_ADMIN, "admin@partner.example", "Pat Adman")
    seat = world.organisation(Kind.OFFICE, "Partnerships office")
    return Staff(partner, admin, _colleague(seat, Role.OFFICE, "office@program.example", "Ola Fisk"))


def gathering(email: str) -> tuple[str, Partner]:
    """A firm whose owner has this address and which has just begun an audit; gives the audit's page and the partner."""
    partner = world.partner()
    firm = world.employer()
    world.person(firm, "Abe Stone")
    world.accepted(firm, partner)
    owner = world.member(firm.organisation, Role.OWNER, email, "Dana Owner")
    return f"/audit/{starting.start(owner, world.moment()).pk}", partner
