"""Opening an organisation from the command line: a first keeper, once, with clear refusals."""

from __future__ import annotations

import pytest

from handrail.rules.reason import BadInput
from handrail.services.account.opening import open_organisation
from handrail.store.models import Invitation, Organisation, OutboxItem, Partner
from tests import world

pytestmark = pytest.mark.django_db


def test_a_partner_is_opened_with_its_file_and_an_invitation() -> None:
    open_organisation(world.moment(), "partner", "Demo Partner", "Ada@example.com", "demo-construction")
    assert Partner.objects.get().program_id == "demo-construction"
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == ("ada@example.com", "partner_admin", None)
    assert OutboxItem.objects.filter(kind="mail").count() == 1


def test_opening_again_invites_again_and_makes_no_second_organisation() -> None:
    for email in ("a@example.com", "b@example.com"):
        open_organisation(world.moment(), "office", "Office", email)
    assert Organisation.objects.count() == 1
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "email", "program", "where"),
    [
        ("employer", "a@example.com", "", "KIND"),
        ("partner", "a@example.com", "", "--program"),
        ("partner", "a@example.com", "no-such", "--program"),
        ("office", "not an address", "", "EMAIL"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_leaves_nothing(kind: str, email: str, program: str, where: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_organisation(world.moment(), kind, "Name", email, program)
    assert refused.value.where == where
    assert not Organisation.objects.exists()
