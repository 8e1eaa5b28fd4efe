"""The written system: sections written, signed, looked over and printed."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused
from handrail.services.evidence.keeping import keep
from handrail.services.system import manual, printing
from handrail.services.system.manual import SectionFields
from handrail.store.models import Employer, Evidence, SystemSection
from tests import world
from tests.services.audit.stage import photo

pytestmark = pytest.mark.django_db
TEXT = SectionFields(body="Everyone goes home.\n\n- No shortcuts\n- Stop when unsure")


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def paper(firm: Employer, pages: int = 3) -> Evidence:
    from io import BytesIO

    import pikepdf

    from handrail.integrations.files import file_store

    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    held = BytesIO()
    document.save(held, static_id=True)
    file = file_store().put(held.getvalue(), suffix=".pdf")
    return Evidence.objects.create(
        employer=firm, name="Manual.pdf", media_type="application/pdf", size=file.size, pages=pages, stored=file.key,
        sha256=file.sha256, original_sha256=file.sha256, received_at=world.moment().now,
    )  # fmt: skip


def test_every_binder_question_has_its_section() -> None:
    """The manual answers the policy questions, each in one place."""
    pack = load_pack()
    served = [one for section in pack.manual.section for one in section.questions]
    policy = [one.id for one in pack.edition("ref10-2023").questions if one.kind == "P"]
    assert sorted(served) == sorted(policy)
    assert len(served) == len(set(served))


def test_writing_signing_and_changing_again(firm: Employer, owner: Actor) -> None:
    manual.write(owner, world.moment(), "policy", version=0, fields=TEXT)
    manual.sign(owner, world.moment(), "policy", version=1, name="Dana Owner", on=world.DAY, review_on=date(2027, 6, 1))
    assert len(manual.manual(owner, world.moment()).signed) == 1
    manual.write(owner, world.moment(), "policy", version=2, fields=SectionFields(body="Other words."))
    row = SystemSection.objects.get(employer=firm)
    assert (row.signed_on, row.signed_name, row.version) == (None, "", 3)


def test_a_new_review_day_alone_leaves_the_signature(owner: Actor) -> None:
    manual.write(owner, world.moment(), "policy", version=0, fields=TEXT)
    manual.sign(owner, world.moment(), "policy", version=1, name="Dana", on=world.DAY)
    manual.write(
        owner, world.moment(), "policy", version=2, fields=SectionFields(body=TEXT.body, review_on=date(2027, 1, 1))
    )
    part = manual.part(owner, world.moment(), "policy")
    assert part.signed
    assert part.review_overdue(date(2027, 1, 2))
    assert not part.review_overdue(date(2027, 1, 1))


def test_two_people_writing_one_section_see_both_texts(owner: Actor) -> None:
    manual.write(owner, world.moment(), "policy", version=0, fields=TEXT)
    for version in (0, 7):
        with pytest.raises(Conflict) as conflict:
            manual.write(owner, world.moment(), "policy", version=version, fields=SectionFields(body="Mine."))
        assert conflict.value.yours["body"] == "Mine."
        assert conflict.value.theirs["body"].startswith("Everyone goes home.")
    assert SystemSection.objects.get().body.startswith("Everyone")


def test_an_empty_section_is_not_signed(owner: Actor) -> None:
    with pytest.raises(Refused, match="Nothing is written"):
        manual.sign(owner, world.moment(), "policy", version=0, name="Dana", on=world.DAY)


@pytest.mark.parametrize(
    ("name", "on", "review_on", "field"),
    [
        (" ", world.DAY, None, "name"),
        ("Dana", date(2026, 6, 2), None, "on"),
        ("Dana", world.DAY, world.DAY, "review_on"),
    ],
)
def test_a_signature_that_cannot_be(owner: Actor, name: str, on: date, review_on: date | None, field: str) -> None:
    manual.write(owner, world.moment(), "policy", version=0, fields=TEXT)
    with pytest.raises(Invalid) as refused:
        manual.sign(owner, world.moment(), "policy", version=1, name=name, on=on, review_on=review_on)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("first", "last", "field"), [(3, 2, "last_page"), (1, 4, "last_page"), (None, 2, "first_page")]
)
def test_pages_that_are_not_in_the_file(
    firm: Employer, owner: Actor, first: int | None, last: int | None, field: str
) -> None:
    fields = SectionFields(evidence_id=paper(firm).pk, first_page=first, last_page=last)
    with pytest.raises(Invalid) as refused:
        manual.write(owner, world.moment(), "policy", version=0, fields=fields)
    assert list(refused.value.errors) == [field]


def test_another_firms_file_is_absent(owner: Actor) -> None:
    theirs = paper(world.employer("Other Ltd."))
    with pytest.raises(Absent):
        manual.write(owner, world.moment(), "policy", version=0, fields=SectionFields(evidence_id=theirs.pk))


def test_the_safety_reps_section_is_needed_only_where_the_law_asks_for_one(firm: Employer, owner: Actor) -> None:
    few = manual.manual(owner, world.moment())
    for number in range(5):
        world.person(firm, f"Worker {number}")
    more = manual.manual(owner, world.moment())
    assert len(more.needed) == len(few.needed) + 1
    assert "representative" in {part.section.key for part in more.needed}


def test_the_manual_is_one_tagged_pdf_with_the_files_pages_in_it(firm: Employer, owner: Actor) -> None:
    from io import BytesIO

    import pikepdf

    with pytest.raises(Refused, match="Nothing is written"):
        printing.printed(owner, world.moment())
    manual.write(owner, world.moment(), "policy", version=0, fields=TEXT)
    fields = SectionFields(evidence_id=paper(firm).pk, first_page=2, last_page=3)
    manual.write(owner, world.moment(), "emergency", version=0, fields=fields)
    first = printing.printed(owner, world.moment())
    with pikepdf.open(BytesIO(first)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert "/Outlines" in document.Root
        assert len(document.pages) == 5, "cover, contents, one section, and two pages of a file under its heading"
    assert printing.printed(owner, world.moment()) == first


def test_one_section_begins_with_itself_and_its_files_first_page_stands_under_its_heading(
    firm: Employer, owner: Actor
) -> None:
    """Opened on a phone at the gate: the plan is what is seen first, not a cover and a list of contents with one line."""
    from io import BytesIO

    import pikepdf

    fields = SectionFields(evidence_id=paper(firm).pk, first_page=2, last_page=3)
    manual.write(owner, world.moment(), "emergency", version=0, fields=fields)
    manual.write(owner, world.moment(), "policy", version=0, fields=TEXT)
    parts = {part.section.key: part for part in manual.manual(owner, world.moment()).parts}
    for key, pages in (("emergency", 2), ("policy", 1)):
        with pikepdf.open(BytesIO(printing.printed_part(firm, parts[key], world.moment()))) as document:
            assert len(document.pages) == pages, key
            assert bool(document.Root.MarkInfo.Marked)


def test_plain_text_becomes_paragraphs_and_lists() -> None:
    assert printing.blocks("One\ntwo\n\n- a\n- b\nThree") == [
        {"kind": "text", "lines": ["One", "two"]},
        {"kind": "list", "lines": ["a", "b"]},
        {"kind": "text", "lines": ["Three"]},
    ]


def test_the_crew_reads_and_does_not_write(firm: Employer, owner: Actor) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    assert manual.manual(crew, world.moment()).parts
    with pytest.raises(Forbidden):
        manual.write(crew, world.moment(), "policy", version=0, fields=TEXT)
    with pytest.raises(Absent):
        manual.write(owner, world.moment(), "no-such-section", version=0, fields=TEXT)


def test_a_page_number_beyond_any_file_is_refused(owner: Actor) -> None:
    piece = keep(owner, world.moment(), "photo.jpg", photo())
    key = manual.manual(owner, world.moment()).parts[0].section.key
    with pytest.raises(Invalid) as wrong:
        manual.write(
            owner, world.moment(), key, version=0,
            fields=SectionFields(evidence_id=piece.pk, first_page=1, last_page=10**30),
        )  # fmt: skip
    assert "last_page" in wrong.value.errors
