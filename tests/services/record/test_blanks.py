"""Blank forms: one for every kind that is kept, with the names of who is here and a code of its own."""

from __future__ import annotations

import io

import pikepdf
import pytest

from handrail.rules.permissions import Kind, Role
from handrail.services.errors import Absent, Forbidden
from handrail.services.record.blanks import blank, kinds
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.moment()


def test_every_kept_kind_has_its_form_on_a_page_or_two() -> None:
    firm = world.employer()
    crew = world.member(firm.organisation, Role.CREW)
    world.person(firm, "Luis Ortega")
    for kind in kinds(crew):
        with pikepdf.open(io.BytesIO(blank(crew, NOW, kind.id))) as pdf:
            assert 1 <= len(pdf.pages) <= 3, kind.id
            assert kind.owner_words in str(pdf.docinfo["/Title"])


def test_a_form_is_the_same_on_the_same_day_and_differs_by_firm() -> None:
    first = world.member(world.employer().organisation, Role.OWNER)
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    assert blank(first, NOW, "toolbox_talk") == blank(first, NOW, "toolbox_talk")
    assert blank(first, NOW, "toolbox_talk") != blank(other, NOW, "toolbox_talk")


def test_what_is_not_kept_has_no_form_and_others_get_none() -> None:
    owner = world.member(world.employer().organisation, Role.OWNER)
    for odd in ("policy_document", "nothing", ""):
        with pytest.raises(Absent):
            blank(owner, NOW, odd)
    with pytest.raises(Forbidden):
        blank(world.member(world.organisation(Kind.PARTNER, "A partner"), Role.REVIEWER), NOW, "toolbox_talk")
