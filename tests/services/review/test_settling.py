"""What two readers settle: who sees it, two persons, words that name nobody, and decided points that never change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, WrongState
from handrail.services.review import agreeing, settling
from handrail.services.review.settling import Proposal, mark_of
from handrail.store.models import Partner, Review, ReviewedAnswer, SecondRead, Settlement, User
from tests import world
from tests.services.review.files import reviewer
from tests.services.review.twice import LATER, being_read_again, decided, read_twice

pytestmark = pytest.mark.django_db
NOW = world.moment(LATER, 15)
FAIR = Proposal("4", words="One dated drill of two carries half of the points.", is_example=True)
DIFFERING = {"8.3": 2, "1.5": 1, "2.6": 14, "3.5": 5}


@pytest.fixture
def row(first: Actor, other: Actor, partner: Partner) -> SecondRead:
    return read_twice(first, other, partner, DIFFERING)


def agree(actor: Actor, row: SecondRead, question: str) -> Settlement:
    seen = mark_of(Settlement.objects.get(second_read=row, question=question))
    return settling.agree(actor, NOW, row.pk, question, seen=seen)


def test_both_see_where_they_differ_the_widest_first(
    first: Actor, other: Actor, row: SecondRead, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        found = settling.together(first, row.pk)
    assert {line.question.id for line in found.lines} == set(DIFFERING)
    assert sum(line.first_to_look_at for line in found.lines) == 3
    apart = [line.difference.apart for line in found.lines]
    assert apart == sorted(apart, reverse=True)
    assert (found.side, settling.together(other, row.pk).side) == ("first", "second")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page, lines = settling.finished(first)
    assert (page.paginator.count, len(lines[0].compared.differences), lines[0].settled) == (1, 4, 0)


def test_the_list_says_whose_word_a_proposal_waits_for(first: Actor, other: Actor, row: SecondRead) -> None:
    question = settling.together(first, row.pk).lines[0].question.id
    settling.propose(first, NOW, row.pk, question, Proposal("4", words="What is dated counts."))
    assert [settling.finished(actor)[1][0].for_me for actor in (first, other)] == [0, 1]


def test_nobody_else_sees_it_and_nobody_before_both_are_done(
    first: Actor, other: Actor, partner: Partner, row: SecondRead
) -> None:
    third = reviewer(partner, "third@example.com")
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    for actor in (third, stranger):
        with pytest.raises(Absent):
            settling.together(actor, row.pk)
    running = being_read_again(other, decided(first, partner))
    for actor in (first, other):
        with pytest.raises(Absent):
            settling.together(actor, running.pk)
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    with pytest.raises(Forbidden):
        settling.together(admin, row.pk)


def test_one_proposes_the_other_agrees_and_the_decision_stays(
    first: Actor, other: Actor, partner: Partner, row: SecondRead
) -> None:
    points = list(ReviewedAnswer.objects.order_by("pk").values("pk", "points", "version"))
    before = Review.objects.values().get()
    settling.propose(first, NOW, row.pk, "8.3", FAIR)
    with pytest.raises(Forbidden, match="Two people"):
        agree(first, row, "8.3")
    assert settling.examples(first) == ()
    done = agree(other, row, "8.3")
    assert (done.agreed_by_id, done.points) == (other.user_id, Decimal(4))
    assert points == list(ReviewedAnswer.objects.order_by("pk").values("pk", "points", "version"))
    assert before == Review.objects.values().get()
    example = settling.examples(other, "8.3")[0]
    assert (example.question.id, example.words) == ("8.3", FAIR.words)
    assert settling.examples(other, "1.5") == ()
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    assert settling.examples(stranger) == ()
    with pytest.raises(WrongState):
        settling.propose(other, NOW, row.pk, "8.3", FAIR, seen=mark_of(done))
    with pytest.raises(WrongState):
        agree(other, row, "8.3")


def test_the_file_is_settled_once_those_to_look_at_are(first: Actor, other: Actor, row: SecondRead) -> None:
    asked = [line.question.id for line in settling.together(first, row.pk).lines if line.first_to_look_at]
    for question in asked:
        row.refresh_from_db()
        assert row.state == "done"
        settling.propose(other, NOW, row.pk, question, Proposal("1", words="As the words of the question say."))
        agree(first, row, question)
    row.refresh_from_db()
    assert row.state == "settled" and row.settled_at is not None
    assert settling.examples(first) == (), "nobody asked for an example"


def test_words_name_neither_firm_nor_person(first: Actor, row: SecondRead) -> None:
    User.objects.filter(pk=first.user_id).update(name="Colette Brisebois")
    named = {
        "Prairie Test Roofing wrote it down once.": "Prairie Test Roofing",
        "PRAIRIE  test roofing, again.": "Prairie Test Roofing",
        "As Colette Brisebois says.": "Colette Brisebois",
        "As Brisebois says.": "Brisebois",
        "Dana Owner signed it.": "Dana Owner",
    }
    for words, name in named.items():
        with pytest.raises(Invalid) as wrong:
            settling.propose(first, NOW, row.pk, "8.3", Proposal("4", words=words))
        assert name in wrong.value.errors["words"]
    settling.propose(first, NOW, row.pk, "8.3", Proposal("4", words="The owner of a roofing firm signed it."))


def test_what_is_typed_wrong_is_told_field_by_field(first: Actor, row: SecondRead) -> None:
    with pytest.raises(Invalid) as wrong:
        settling.propose(first, NOW, row.pk, "8.3", Proposal("400", words=" "))
    assert set(wrong.value.errors) == {"points", "words"}
    with pytest.raises(Invalid) as wrong:
        settling.propose(first, NOW, row.pk, "1.5", Proposal(not_applicable=True, words="It does not apply."))
    assert set(wrong.value.errors) == {"points"}
    with pytest.raises(Absent):
        settling.propose(first, NOW, row.pk, "9.3", FAIR)


def test_a_proposal_made_meanwhile_is_read_before_it_is_answered(first: Actor, other: Actor, row: SecondRead) -> None:
    made = settling.propose(first, NOW, row.pk, "8.3", FAIR)
    with pytest.raises(Conflict) as stale:
        settling.propose(other, NOW, row.pk, "8.3", Proposal("2", words="Half of a drill is none."), seen="")
    assert stale.value.yours["words"] == "Half of a drill is none."
    assert stale.value.theirs["words"] == FAIR.words
    later = world.moment(LATER, 16)
    settling.propose(first, later, row.pk, "8.3", Proposal("5", words="Changed."), seen=mark_of(made))
    with pytest.raises(WrongState, match="changed"):
        settling.agree(other, later, row.pk, "8.3", seen=mark_of(made))
    for nonsense in ("", "yesterday", "2026-04-29T10:00"):
        with pytest.raises(WrongState):
            settling.agree(other, later, row.pk, "8.3", seen=nonsense)


def test_the_team_reads_its_agreement_without_names_in_few_statements(
    first: Actor, other: Actor, partner: Partner, row: SecondRead, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(4):  # type: ignore[operator]
        found = agreeing.team(first, NOW)
    assert (found.overall.files, found.few, found.percent) == (1, True, 5)
    assert (found.lines, found.left_out) == ((), found.overall.judged), "one file tells of no question"
    read_twice(other, first, partner, {"8.3": 2}, firm=world.employer("Another Test Ltd."))
    with django_assert_num_queries(4):  # type: ignore[operator]
        again = agreeing.team(first, NOW)
    assert again.overall.files == 2
    text = "".join(agreeing.csv_of(first, NOW))
    assert text.splitlines()[0] == "what,which,files,judged,the same,share,low,high"
    assert "kappa,,2," in text and text.splitlines()[2].endswith(",,,"), "too few files for kappa"
    assert "question,8.3" not in text
    assert "quarter,2026-04-01,2,,,,," in text.splitlines(), "nor for a quarter, in the file as on the page"
    assert first.email not in text and "Prairie" not in text
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    assert agreeing.team(stranger, NOW).overall.files == 0
    owner = world.member(row.review.audit.employer.organisation, Role.OWNER)
    with pytest.raises(Forbidden):
        agreeing.team(owner, NOW)
