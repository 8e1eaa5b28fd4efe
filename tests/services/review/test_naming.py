"""Words that others read name neither the firm nor anybody in it, however the name is written."""

from __future__ import annotations

import pytest

from handrail.rules.permissions import Role
from handrail.services.review import naming
from handrail.store.models import CallNote, Partner, Review, User
from tests import world
from tests.services.review.files import READ, gathered, reviewer, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(partner: Partner) -> Review:
    firm = world.employer("Prairie Crest Roofing Ltd.")
    for name in ("Kim Lee", "Jesse O'Neil", "Mo Field"):
        world.person(firm, name)
    owner = world.member(firm.organisation, Role.OWNER, "dale@pc.example")
    User.objects.filter(pk=owner.user_id).update(name="Dale Whitmore")
    row = sent(gathered(partner, firm))
    for spoken in ("Ruth Otter", "the owner", "Dispatch"):
        CallNote.objects.create(
            review=row, spoke_with=spoken, text="x", called_on=READ, written_at=world.moment(READ).now,
            written_by_id=reviewer(partner, f"{len(spoken)}@example.com").user_id,
        )  # fmt: skip
    return row


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Prairie Crest Roofing has one drill.", "Prairie Crest Roofing"),
        ("Prairie Crest shows one dated drill.", "Prairie Crest"),
        ("PRAIRIE CREST shows one.", "Prairie Crest"),
        ("Kim has no ticket.", "Kim"),
        ("kim lee has no ticket.", "Kim Lee"),
        ("JESSE signed.", "Jesse"),
        ("See O'Neil's card.", "O'Neil"),
        ("Mo signed late.", "Mo"),
        ("Dale Whitmore signed late.", "Dale Whitmore"),
        ("Ask Otter about it.", "Otter"),
        ("Write to dale@pc.example.", "dale@pc.example."),
        ("Call 780-555-0100 first.", "780-555-0100"),
    ],
)
def test_a_name_is_found_however_it_is_written(review: Review, words: str, name: str) -> None:
    assert naming.named(review, words) == name


@pytest.mark.parametrize(
    "words",
    [
        "Two drills in the field, of the prairie kind.",
        "Dispatch and the owner both signed on 2026-04-12.",
        "A drill counts where it is dated; 12 of 20 points.",
    ],
)
def test_words_of_the_language_name_nobody(review: Review, words: str) -> None:
    assert naming.named(review, words) == ""
