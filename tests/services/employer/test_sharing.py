"""A link to a client: made once, opens what it holds until its last day, and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.rules.training.tickets import TicketState
from handrail.services.actor import STRANGER, Actor
from handrail.services.employer import sharing, shown
from handrail.services.employer.letter import letter_pdf
from handrail.services.employer.shown import LetterCode
from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.store.models import Audit, Certificate, Employer, Event, Person, SharedLink, SystemSection, Training
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.moment()


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def given(owner: Actor, **more: object) -> sharing.Given:
    typed = {"label": "Big Builder", "holds": sharing.HOLDS, "ends_on": NOW.day + timedelta(days=14), **more}
    return sharing.give(owner, NOW, **typed)  # type: ignore[arg-type]


def test_the_token_is_given_once_and_only_its_digest_is_kept(owner: Actor) -> None:
    made = given(owner)
    assert made.token not in str(SharedLink.objects.values_list())
    assert made.token not in str(list(Event.objects.values_list("facts", "subject_id")))
    assert shown.open_link(STRANGER, NOW, made.token).link == made.row


def test_what_is_missing_is_named_field_by_field(owner: Actor) -> None:
    with pytest.raises(Invalid) as wrong:
        given(owner, label=" ", holds=["scores"], ends_on=NOW.day - timedelta(days=1))
    assert set(wrong.value.errors) == {"label", "holds", "ends_on"}
    with pytest.raises(Invalid) as far:
        given(owner, ends_on=NOW.day + timedelta(days=sharing.MOST_DAYS + 1))
    assert set(far.value.errors) == {"ends_on"}
    assert not SharedLink.objects.exists()


def test_crew_and_strangers_give_nothing_away(firm: Employer) -> None:
    for actor in (world.member(firm.organisation, Role.CREW), STRANGER):
        with pytest.raises(Forbidden):
            given(actor)
        with pytest.raises(Forbidden):
            sharing.links(actor, sharing.Purpose.CLIENT)


def test_a_form_sent_twice_makes_one_link(owner: Actor) -> None:
    key = uuid4()
    given(owner, key=key)
    with pytest.raises(WrongState):
        given(owner, key=key)
    assert SharedLink.objects.count() == 1


def test_ended_taken_back_and_unknown_look_the_same(owner: Actor) -> None:
    made = given(owner)
    last = made.row.ends_on
    assert last is not None
    assert shown.open_link(STRANGER, world.moment(last, 23, 59), made.token).firm.pk == owner.organisation_id
    sentences = []
    for act in (
        lambda: shown.open_link(STRANGER, world.moment(last + timedelta(days=1), 0), made.token),
        lambda: shown.open_link(STRANGER, NOW, "nobody-has-this"),
    ):
        with pytest.raises(Absent) as gone:
            act()
        sentences.append(gone.value.sentence)
    sharing.take_back(owner, NOW, made.row.pk)
    sharing.take_back(owner, NOW, made.row.pk)
    with pytest.raises(Absent) as gone:
        shown.open_link(STRANGER, NOW, made.token)
    assert len({*sentences, gone.value.sentence}) == 1
    assert Event.objects.filter(subject_kind="link", facts__what="taken_back").count() == 1


def test_nobody_takes_back_the_link_of_another_firm(owner: Actor) -> None:
    made = given(owner)
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    with pytest.raises(Absent):
        sharing.take_back(other, NOW, made.row.pk)
    assert shown.open_link(STRANGER, NOW, made.token)


def test_a_client_link_is_no_crew_code(owner: Actor) -> None:
    with pytest.raises(Absent):
        sharing.found(NOW, given(owner).token, sharing.Purpose.CREW)


def test_looks_are_counted_but_not_the_owners_own(owner: Actor) -> None:
    made = given(owner)
    shown.open_link(owner, NOW, made.token)
    for _ in range(2):
        shown.open_link(STRANGER, NOW, made.token)
    made.row.refresh_from_db()
    assert (made.row.opened, made.row.opened_at) == (2, NOW.now)


def test_a_sheet_taken_straight_from_its_own_address_is_a_look_too(owner: Actor, firm: Employer) -> None:
    """Whoever opens only the PDF they were pointed to has seen the link, and the owner reads that it was opened."""
    SystemSection.objects.create(
        employer=firm, key="emergency", title="Emergencies", body="Phone 911.", position=1, updated_at=NOW.now
    )
    made = given(owner)
    shown.part_shown(owner, NOW, made.token, "plan")
    letter_pdf(owner, NOW, made.token)
    with pytest.raises(Absent):
        shown.part_shown(STRANGER, NOW, made.token, "policy")
    made.row.refresh_from_db()
    assert (made.row.opened, made.row.opened_at) == (0, None)
    shown.part_shown(STRANGER, NOW, made.token, "plan")
    letter_pdf(STRANGER, NOW, made.token)
    made.row.refresh_from_db()
    assert (made.row.opened, made.row.opened_at) == (2, NOW.now)


def test_only_what_was_chosen_is_shown(owner: Actor, firm: Employer) -> None:
    SystemSection.objects.create(
        employer=firm, key="emergency", title="Emergencies", body="Phone 911.", position=1, updated_at=NOW.now
    )
    found = shown.open_link(STRANGER, NOW, given(owner, holds=[sharing.ACCOUNT]).token)
    assert [row.account for row in found.accounts or ()] == ["TEST-0001"]
    assert (found.letter, found.tickets, found.policy, found.plan) == (None, None, None, None)
    token = given(owner, holds=[sharing.PLAN]).token
    assert shown.part_shown(STRANGER, NOW, token, "plan")[1].row.body == "Phone 911."  # type: ignore[union-attr]
    for what in ("policy", "tickets", "nothing"):
        with pytest.raises(Absent):
            shown.part_shown(STRANGER, NOW, token, what)


def test_tickets_are_the_latest_of_those_who_are_here(owner: Actor, firm: Employer) -> None:
    here = world.person(firm, "Luis")
    gone = world.person(firm, "Gone", to=NOW.day - timedelta(days=1))
    for person, until in ((here, date(2026, 1, 31)), (here, date(2029, 4, 28)), (gone, date(2029, 1, 1))):
        Training.objects.create(person=person, title="First aid", taken_on=date(2026, 1, 1), expires_on=until)
    found = shown.open_link(STRANGER, NOW, given(owner).token)
    assert [(one.person, one.expires_on, one.state) for one in found.tickets or ()] == [
        ("Luis", date(2029, 4, 28), TicketState.GOOD)
    ]


def test_the_letter_says_how_far_and_never_more(owner: Actor, firm: Employer) -> None:
    assert shown.letter_of(firm, NOW.day).code is LetterCode.BEGUN
    partner = world.partner()
    world.accepted(firm, partner)
    assert shown.letter_of(firm, NOW.day).code is LetterCode.CHOSEN
    dana = Person.objects.get(employer=firm, name="Dana Owner")
    Training.objects.create(person=dana, course="building", title="Course", taken_on=date(2026, 2, 2))
    assert shown.letter_of(firm, NOW.day).code is LetterCode.TRAINED
    audit = Audit.objects.create(
        employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification", state="gathering",
        started_at=NOW.now, gathering_started_on=date(2026, 5, 25),
    )  # fmt: skip
    assert shown.letter_of(firm, NOW.day).code is LetterCode.GATHERING
    Audit.objects.update(state="submitted", submitted_on=NOW.day)
    assert shown.letter_of(firm, NOW.day).code is LetterCode.SENT
    Certificate.objects.create(
        number="HR-26-00042-N", year=2026, serial=42, employer=firm, audit=audit, partner=partner, legal_name="Legal",
        accounts=[], term_months=36, issued_on=NOW.day, expires_on=date(2029, 6, 1), signed_by_both_at=NOW.now,
    )  # fmt: skip
    letter = shown.letter_of(firm, NOW.day)
    assert (letter.code, letter.number, letter.firm, letter.until) == (
        LetterCode.VALID,
        "HR-26-00042-N",
        "Legal",
        date(2029, 6, 1),
    )
    assert shown.letter_of(firm, date(2029, 6, 2)).code is LetterCode.NOT_VALID
