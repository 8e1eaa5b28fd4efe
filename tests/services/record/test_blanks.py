"""Blank forms: one for every kind that is kept, with the names of who is here and a code of its own."""

from __future__ import annotations

import io

import pikepdf
import pytest

from handrail.rules.permissions import Kind, Role
from handrail.services.errors import Absent, Forbidden
from handrail.services.record.blanks import A4, LETTER, all_blank, blank, kinds
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.moment()


SHEETS = {LETTER: (612, 792), A4: (595, 842)}


@pytest.mark.parametrize("paper", [LETTER, A4])
@pytest.mark.parametrize("people", [1, 13])
def test_every_form_stands_on_one_sheet_signatures_and_all(paper: str, people: int) -> None:
    firm = world.employer()
    crew = world.member(firm.organisation, Role.CREW)
    for number in range(people):
        world.person(firm, f"Luis Ortega-Castellanos {number}")
    with pikepdf.open(io.BytesIO(all_blank(crew, NOW, paper))) as pdf:
        assert len(pdf.pages) == len(kinds(crew)) > 20
        for page in pdf.pages:
            assert tuple(round(float(edge)) for edge in page.mediabox[2:]) == SHEETS[paper]


def test_each_form_comes_alone_too_and_says_what_it_is() -> None:
    crew = world.member(world.employer().organisation, Role.CREW)
    for kind in kinds(crew):
        with pikepdf.open(io.BytesIO(blank(crew, NOW, kind.id))) as pdf:
            assert len(pdf.pages) == 1, kind.id
            assert kind.owner_words in str(pdf.docinfo["/Title"])
            assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked


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
    reviewer = world.member(world.organisation(Kind.PARTNER, "A partner"), Role.REVIEWER)
    with pytest.raises(Forbidden):
        blank(reviewer, NOW, "toolbox_talk")
    with pytest.raises(Forbidden):
        all_blank(reviewer, NOW)
