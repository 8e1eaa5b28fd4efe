"""A round of the worker pulse: asked by the owner, answered without a name, told only where nobody is given away."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.rules.record.pulse import Scope
from handrail.services.actor import Actor
from handrail.services.employer import sharing
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.notice import daily
from handrail.services.record import pulse
from handrail.store.models import Employer, Event, Partner, PulsePhone, PulseRound
from tests import world
from tests.conftest import AtOnce

pytestmark = pytest.mark.django_db
NOW = world.moment(date(2026, 4, 13))
AFTER = world.moment(date(2026, 5, 13))
NEXT_QUARTER = world.moment(date(2026, 7, 1))
YES = {"speak": "yes", "means": "yes", "mended": "yes"}
MIXED = {"speak": "no", "means": "sometimes", "mended": "yes"}


class Firm:
    """A firm with a crew and a code on its truck door."""

    def __init__(self, name: str = "Prairie Test Roofing Ltd.", crew: int = 6, partner: Partner | None = None) -> None:
        self.row: Employer = world.employer(name)
        for number in range(crew):
            world.person(self.row, f"Worker {number}")
        self.owner: Actor = world.member(self.row.organisation, Role.OWNER)
        self.token = sharing.give_crew(self.owner, NOW, label="Truck").token
        if partner:
            world.accepted(self.row, partner)

    def asked_of(self, answers: int, sentence: str = "") -> PulseRound:
        """A round in which so many answered: the first one otherwise than the rest, the last with a sentence."""
        row = pulse.open_round(self.owner, NOW)
        for number in range(answers):
            given = MIXED if number < 2 else YES
            self.answer(given, f"mark-{number}", sentence=sentence if number == answers - 1 else "")
        row.refresh_from_db()
        return row

    def answer(
        self,
        given: dict[str, str] | None = None,
        mark: str = "mark",
        at: Moment = NOW,
        sentence: str = "",
        language: str = "en",
    ) -> None:
        pulse.answer(
            at, self.token, mark=mark, answers=YES if given is None else given, sentence=sentence, language=language
        )


@pytest.fixture
def firm() -> Firm:
    return Firm()


def test_an_answer_is_added_and_kept_nowhere_else(firm: Firm) -> None:
    events = set(Event.objects.values_list("pk", flat=True))
    row = firm.asked_of(2, sentence="More  water\non the roof.")
    assert row.sums == {
        "speak": {"yes": 0, "sometimes": 0, "no": 2},
        "means": {"yes": 0, "sometimes": 2, "no": 0},
        "mended": {"yes": 2, "sometimes": 0, "no": 0},
    }
    assert (row.answered, row.sentences) == (2, ["More water on the roof."])
    new = Event.objects.exclude(pk__in=events)
    assert [one.action for one in new] == ["pulse.open"], "no event says when somebody answered"
    columns = {field.name for field in PulsePhone._meta.get_fields()}
    assert columns == {"id", "round", "mark_sha256"}, "nothing of a phone stands beside an answer, and no time"
    assert all(one.pk.version == 4 for one in PulsePhone.objects.all()), "a key made from the time would tell it"
    assert "mark-0" not in str(list(PulsePhone.objects.values_list("mark_sha256", flat=True)))


def test_neither_sums_nor_sentences_tell_who_came_first(firm: Firm) -> None:
    other = Firm("Other Ltd.")
    for one, order in ((firm, ("Zebra", "Apple", "Mole")), (other, ("Mole", "Zebra", "Apple"))):
        pulse.open_round(one.owner, NOW)
        for number, text in enumerate(order):
            one.answer(mark=f"m{number}", sentence=text)
    first, second = PulseRound.objects.all()
    assert (first.sums, first.sentences) == (second.sums, second.sentences)


def test_a_phone_answers_once_a_round_and_again_in_the_next(firm: Firm) -> None:
    pulse.open_round(firm.owner, NOW)
    firm.answer()
    with pytest.raises(WrongState) as again:
        firm.answer(MIXED)
    assert again.value.state == pulse.ANSWERED
    firm.answer(MIXED, mark="another phone")
    assert PulseRound.objects.get().answered == 2
    assert pulse.asked(NOW, firm.token, "mark").answered and not pulse.asked(NOW, firm.token, "new").answered
    marks = set(PulsePhone.objects.values_list("mark_sha256", flat=True))
    pulse.open_round(firm.owner, NEXT_QUARTER)
    firm.answer(at=NEXT_QUARTER)
    assert not marks & set(
        PulsePhone.objects.filter(round__quarter=NEXT_QUARTER.day).values_list("mark_sha256", flat=True)
    )


def test_answers_are_those_of_the_questions_and_errors_speak_the_workers_language(firm: Firm) -> None:
    pulse.open_round(firm.owner, NOW)
    words = load_pack().pulse.on(NOW.day).words("pa")
    for given in ({}, {"speak": "yes", "means": "maybe"}):
        with pytest.raises(Invalid) as wrong:
            firm.answer(given, language="pa")
        assert set(wrong.value.errors) >= {"means", "mended"} and set(wrong.value.errors.values()) == {words.missing}
    with pytest.raises(Invalid) as long:
        firm.answer(sentence="x" * 201, language="uk")
    assert long.value.errors == {"sentence": load_pack().pulse.on(NOW.day).words("uk").again}
    assert PulseRound.objects.get().answered == 0 and not PulsePhone.objects.exists()


def test_nothing_is_taken_before_after_or_through_a_dead_code(firm: Firm) -> None:
    def closed(at: Moment) -> None:
        with pytest.raises(WrongState) as wrong:
            firm.answer(at=at, mark=uuid4().hex)
        assert wrong.value.state == pulse.CLOSED
        assert pulse.asked(at, firm.token).row is None

    closed(NOW)
    row = pulse.open_round(firm.owner, NOW)
    firm.answer(at=world.moment(row.last_day, 23))
    closed(world.moment(row.last_day + timedelta(days=1), 0))
    sharing.take_back(firm.owner, NOW, sharing.links(firm.owner, sharing.Purpose.CREW).get().pk)
    for act in (lambda: firm.answer(mark="x"), lambda: pulse.asked(NOW, firm.token)):
        with pytest.raises(Absent):
            act()
    assert PulseRound.objects.get().answered == 1


def test_a_prank_is_stopped_and_shows_nothing(firm: Firm) -> None:
    row = pulse.open_round(firm.owner, NOW)
    for number in range(pulse.MOST_ANSWERS):
        firm.answer(mark=f"m{number}")
    with pytest.raises(WrongState):
        firm.answer(mark="one more")
    found = pulse.result(firm.owner, NEXT_QUARTER, row.pk)
    assert (found.showing.reason.code, found.lines) == ("more_than_crew", ())


def test_somebody_hired_meanwhile_may_answer_too() -> None:
    firm = Firm(crew=5)
    row = firm.asked_of(5)
    world.person(firm.row, "New hand", since=NOW.day + timedelta(days=3))
    firm.answer(mark="new hand", at=world.moment(NOW.day + timedelta(days=4)))
    assert pulse.result(firm.owner, AFTER, row.pk).showing.reason.code == "own"


def test_opening_is_the_firms_own_once_a_quarter_and_needs_a_crew(firm: Firm) -> None:
    crew = world.member(firm.row.organisation, Role.CREW)
    reviewer = world.member(world.partner().organisation, Role.REVIEWER)
    for actor in (crew, reviewer):
        with pytest.raises(Forbidden):
            pulse.open_round(actor, NOW)
        with pytest.raises(Forbidden):
            pulse.rounds(actor)
    row = pulse.open_round(firm.owner, NOW)
    assert (row.crew, row.last_day, row.quarter) == (6, date(2026, 5, 12), date(2026, 4, 1))
    for again in (NOW, AFTER, world.moment(date(2026, 6, 30))):
        with pytest.raises(Refused) as wrong:
            pulse.open_round(firm.owner, again)
        assert wrong.value.code == "once_a_quarter"
        assert pulse.offer(firm.owner, again).refused == wrong.value.sentence
    assert pulse.open_round(firm.owner, NEXT_QUARTER).quarter == NEXT_QUARTER.day
    with pytest.raises(Refused) as nobody:
        pulse.open_round(Firm("Alone Ltd.", crew=0).owner, NOW)
    assert nobody.value.code == "no_crew"
    assert Event.objects.filter(action="pulse.open").count() == 2


def test_a_foreign_round_is_absent(firm: Firm) -> None:
    row, other = firm.asked_of(6), Firm("Other Ltd.")
    for act in (pulse.result, pulse.close):
        with pytest.raises(Absent):
            act(other.owner, AFTER, row.pk)
        with pytest.raises(Absent):
            act(other.owner, AFTER, "nothing")
    assert not pulse.rounds(other.owner).exists()
    with pytest.raises(Forbidden):
        pulse.close(world.member(firm.row.organisation, Role.CREW), NOW, row.pk)


def test_no_figure_stands_before_the_round_is_over_then_the_firms_own(firm: Firm) -> None:
    row = firm.asked_of(6, sentence="The harness is old.")
    during = pulse.result(firm.owner, world.moment(row.last_day, 23), row.pk)
    assert (during.answered, during.lines, during.sentences, during.firms) == (None, (), (), 0)
    assert during.showing.from_ == AFTER.day
    after = pulse.result(firm.owner, AFTER, row.pk)
    assert (after.answered, after.firms, after.sentences) == (6, 1, ("The harness is old.",))
    assert after.lines[0].counts == (("yes", 4), ("sometimes", 0), ("no", 2))
    assert (after.lines[2].counts, after.lines[2].nearly_all) == ((), "yes")


def test_closed_early_it_takes_no_more_and_is_closed_once(firm: Firm) -> None:
    row = firm.asked_of(5, sentence="Good crew.")
    pulse.close(firm.owner, NOW, row.pk)
    assert pulse.result(firm.owner, NOW, row.pk).sentences == ("Good crew.",)
    assert not PulsePhone.objects.exists(), "over, nobody can answer twice any more"
    for at in (NOW, AFTER):
        with pytest.raises(WrongState):
            pulse.close(firm.owner, at, row.pk)
    with pytest.raises(WrongState):
        firm.answer(mark="late")
    assert Event.objects.filter(action="pulse.close").count() == 1


def test_a_small_firm_sees_the_small_firms_of_its_partner_together_and_no_sentence() -> None:
    partner = world.partner()
    small = [Firm(f"Small {number} Ltd.", crew=4, partner=partner) for number in range(3)]
    rows = [one.asked_of(answers, "My name is Eli.") for one, answers in zip(small, (4, 3, 2), strict=True)]
    big = Firm("Big Ltd.", crew=8, partner=partner)
    big.asked_of(8)
    early = pulse.result(small[0].owner, world.moment(date(2026, 6, 30)), rows[0].pk)
    assert (early.answered, early.showing.reason.code, early.lines) == (4, "few_later", ())
    for one, row in zip(small, rows, strict=True):
        found = pulse.result(one.owner, NEXT_QUARTER, row.pk)
        group = found.showing.group
        assert group is not None
        assert (group.scope, group.answered, found.firms, found.sentences) == (Scope.PARTNER, 9, 3, ())
        assert found.lines[0].counts == (("yes", 3), ("sometimes", 0), ("no", 6))


def test_without_enough_small_firms_nobody_sees_anything(firm: Firm) -> None:
    row = firm.asked_of(4)
    Firm("Big Ltd.").asked_of(6)
    found = pulse.result(firm.owner, NEXT_QUARTER, row.pk)
    assert (found.showing.reason.code, found.lines, found.answered) == ("few_alone", (), 4)


def test_a_firm_that_changes_its_partner_stays_in_the_group_it_was_in() -> None:
    partner, other = world.partner(), world.partner("demo-anyindustry", "Demo Any Industry")
    small = [Firm(f"Small {number} Ltd.", crew=4, partner=partner) for number in range(3)]
    rows = [one.asked_of(3) for one in small]
    before = pulse.result(small[0].owner, NEXT_QUARTER, rows[0].pk)
    small[2].row.applications.update(state="ended")
    world.accepted(small[2].row, other)
    assert pulse.result(small[0].owner, NEXT_QUARTER, rows[0].pk) == before


def test_what_nobody_will_read_is_dropped_when_the_round_is_over(firm: Firm) -> None:
    small = Firm("Small Ltd.", crew=3)
    few, own = small.asked_of(3, "My name is Eli."), firm.asked_of(6, "The harness is old.")
    daily.run(world.moment(few.last_day))
    assert PulseRound.objects.get(pk=few.pk).sentences and PulsePhone.objects.exists(), "the last day is not over yet"
    daily.run(AFTER)
    assert not PulsePhone.objects.exists()
    assert [PulseRound.objects.get(pk=one.pk).sentences for one in (few, own)] == [[], ["The harness is old."]]


def test_the_table_itself_holds_one_round_a_quarter_and_one_answer_a_phone(firm: Firm) -> None:
    """Two at once pass the look before; the second is stopped where it is written."""
    row = firm.asked_of(1)
    for table, columns in (
        (PulsePhone, {"round": row, "mark_sha256": PulsePhone.objects.get().mark_sha256}),
        (
            PulseRound,
            {
                "employer": firm.row, "quarter": row.quarter, "questions": "first", "crew": 1, "opened_on": NOW.day,
                "opened_by_id": firm.owner.user_id, "last_day": NOW.day,
            },
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            table.objects.create(**columns)


@pytest.mark.slow
def test_many_phones_at_once_are_all_counted_and_one_phone_once(at_once: AtOnce) -> None:
    firm, row = at_once.one(lambda: (made := Firm(crew=9), pulse.open_round(made.owner, NOW)))
    marks = ["same", "same", "same", *(f"phone {number}" for number in range(5))]
    came = at_once.all([partial(firm.answer, YES, mark) for mark in marks])
    assert sum(isinstance(one, WrongState) for one in came) == 2 and came.count(None) == 6
    stands = at_once.one(lambda: PulseRound.objects.get(pk=row.pk))
    assert (stands.answered, stands.sums["speak"]["yes"]) == (6, 6)


@pytest.mark.slow
def test_two_owners_at_once_open_one_round(at_once: AtOnce) -> None:
    firm = at_once.one(Firm)
    came = at_once.all([lambda: pulse.open_round(firm.owner, NOW) for _ in range(3)])
    assert sum(isinstance(one, Refused) for one in came) == 2
    assert at_once.one(PulseRound.objects.count) == 1
