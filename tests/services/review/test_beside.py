"""What stands beside a question: the year before, what the checks ask, calls and phrases; and the way of a later round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.review import beside, calling, deciding, noting, opening, phrases, report
from handrail.services.review.deciding import Decision
from handrail.services.review.page import page
from handrail.store.models import Audit, CallNote, Event, Partner, Review, ReviewNote, SavedPhrase
from tests import world
from tests.services.review.files import AGAIN, READ, being_read, crewed, gathered, give, prove, read_all, reviewer, sent

pytestmark = pytest.mark.django_db
MOMENT = world.moment(READ)


def other_desk() -> Actor:
    return reviewer(world.partner("demo-anyindustry", "Another"))


def accepted(actor: Actor, review: Review, points: dict[str, int]) -> Audit:
    """The round read and accepted, and its audit out of the way of the next."""
    read_all(actor, review, points)
    review.refresh_from_db()
    deciding.accept(actor, MOMENT, review.pk, Decision(quality="90"), version=review.version)
    Audit.objects.filter(pk=review.audit_id).update(state="maintained")
    return Audit.objects.get(pk=review.audit_id)


# ---- the audit before ---------------------------------------------------------------------------------------------------


def test_the_answer_of_the_audit_before_stands_beside_with_what_it_was_given(actor: Actor, partner: Partner) -> None:
    firm = crewed()
    first = accepted(actor, being_read(actor, partner, firm), {"2.3": 12})
    review = being_read(actor, partner, firm, previous=first)
    last = beside.of_question(actor, MOMENT, page(actor, review.pk, "2.3")).last
    assert last is not None
    assert (last.claim.points, last.row.points, last.decided_on) == (20, 12, READ)
    assert last.claim.note == "How 2.3 is done here."


def test_another_partners_reading_is_not_shown(actor: Actor, partner: Partner) -> None:
    elsewhere = world.partner("demo-anyindustry", "Another")
    theirs = reviewer(elsewhere)
    firm = crewed()
    first = accepted(theirs, being_read(theirs, elsewhere, firm), {"2.3": 12})
    review = being_read(actor, partner, firm, previous=first)
    assert beside.of_question(actor, MOMENT, page(actor, review.pk, "2.3")).last is None


def test_a_carried_answer_says_when_its_proof_was_last_looked_at(actor: Actor, partner: Partner) -> None:
    firm = crewed()
    first = accepted(actor, being_read(actor, partner, firm), {})
    audit = gathered(partner, firm, previous=first)
    audit.answers.filter(question="1.1").update(points=None, carried=True, carried_why="The policy still hangs there.")
    review = opening.open_round(actor, MOMENT, sent(audit).pk)
    found = beside.of_question(actor, MOMENT, page(actor, review.pk, "1.1"))
    assert found.verified_on == READ
    assert page(actor, review.pk, "1.1").package.claims["1.1"].carried_why == "The policy still hangs there."


# ---- what the checks ask ------------------------------------------------------------------------------------------------


def test_findings_stand_with_their_question_and_those_of_none_with_the_round(actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "2.3", date(2024, 1, 9), "old sheet.pdf")
    audit.cover = {"legal_name": "Quite Another Name Ltd."}
    audit.save()
    review = opening.open_round(actor, MOMENT, sent(audit).pk)
    found = beside.of_question(actor, MOMENT, page(actor, review.pk, "2.3"))
    assert [gap.code for gap in found.findings] == ["proof_before_window"]
    assert all(gap.question is None for gap in found.round.findings.get("", ()))
    assert beside.of_question(actor, MOMENT, page(actor, review.pk, "2.4")).findings == ()


# ---- calls --------------------------------------------------------------------------------------------------------------


def call(actor: Actor, review: Review, **typed: object) -> CallNote:
    given = {"spoke_with": "Dana", "text": "The drill was on the Friday.", "called_on": READ, **typed}
    return calling.note_call(actor, MOMENT, review.pk, **given)  # type: ignore[arg-type]


def test_a_call_is_read_by_the_firm_once_the_round_is_decided(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    owner = world.member(review.audit.employer.organisation, Role.OWNER, "own@x.example")
    row = call(actor, review, question_id="8.3")
    assert call(actor, review, question_id="8.3").pk == row.pk
    call(actor, review, text="They move to a new shop.")
    assert Event.objects.filter(action="review.call").count() == 2
    assert "Dana" not in str(list(Event.objects.values_list("facts", flat=True)))
    with pytest.raises(Absent):
        report.report(owner, review.pk)
    read_all(actor, review)
    review.refresh_from_db()
    deciding.accept(actor, MOMENT, review.pk, Decision(), version=review.version)
    found = report.report(owner, review.pk)
    line = next(line for one in found.elements for line in one.lines if line.question.id == "8.3")
    assert [one.text for one in line.calls] == ["The drill was on the Friday."]
    assert [one.text for one in found.calls] == ["They move to a new shop."]
    assert report.report_pdf(owner, review.pk)[0].startswith(b"%PDF")
    with pytest.raises(WrongState):
        call(actor, review)


def test_a_call_needs_its_words_and_a_day_within_the_round(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    for field, typed in (
        ("spoke_with", {"spoke_with": "  "}),
        ("said", {"text": ""}),
        ("called_on", {"called_on": READ + timedelta(days=1)}),
        ("called_on", {"called_on": None}),
    ):
        with pytest.raises(Invalid) as wrong:
            call(actor, review, **typed)
        assert list(wrong.value.errors) == [field]
    with pytest.raises(Absent):
        call(actor, review, question_id="99.9")
    with pytest.raises(Absent):
        call(other_desk(), review)
    assert not CallNote.objects.exists()


# ---- phrases ------------------------------------------------------------------------------------------------------------


def noted(actor: Actor, review: Review, question: str, text: str) -> ReviewNote:
    return noting.write_note(actor, MOMENT, review.pk, question, kind="information", text=text)


def test_phrases_of_the_question_come_first_and_the_most_used_before_the_rest(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    for question, text, for_any in (
        ("2.6", "Sign every sheet.", False),
        ("2.6", "Date every sheet.", False),
        ("2.7", "Thank you, clear and complete.", True),
        ("2.7", "Of another question.", False),
    ):
        note = noted(actor, review, question, text)
        phrases.save_from_note(actor, MOMENT, review.pk, note.pk, for_any=for_any)
    again = phrases.save_from_note(actor, MOMENT, review.pk, ReviewNote.objects.get(text="Sign every sheet.").pk)
    assert SavedPhrase.objects.count() == 4
    used = phrases.count_use(actor, [str(again.phrase.pk), "", "junk"], "x")
    assert used == 0
    assert phrases.count_use(actor, [str(again.phrase.pk)], "Please: Sign every\nsheet. By Friday.") == 1
    assert phrases.count_use(actor, [str(again.phrase.pk)], "Words that were changed.") == 0
    assert [(one.text, one.used) for one in phrases.phrases(actor, "2.6")] == [
        ("Sign every sheet.", 1),
        ("Date every sheet.", 0),
        ("Thank you, clear and complete.", 0),
    ]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ask Worker 1 to sign the sheet.", "Worker 1"),
        ("Prairie Test Roofing signs by hand.", "Prairie Test Roofing"),
        ("Jolene's card, both sides, please.", "Jolene"),
        ("Talk to Fairweather first.", "Fairweather"),
    ],
)
def test_words_that_name_somebody_are_not_kept_for_others(
    actor: Actor, partner: Partner, words: str, name: str
) -> None:
    review = being_read(actor, partner)
    world.person(review.audit.employer, "Jolene Fairweather")
    note = noted(actor, review, "2.6", words)
    with pytest.raises(Refused) as refused:
        phrases.save_from_note(actor, MOMENT, review.pk, note.pk)
    assert name in refused.value.sentence
    assert not SavedPhrase.objects.exists()


def test_words_that_name_nobody_are_kept(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    world.person(review.audit.employer, "Jolene Fairweather")
    note = noted(actor, review, "2.6", "In fairweather or rain, each worker signs.")
    assert phrases.save_from_note(actor, MOMENT, review.pk, note.pk).phrase.text == note.text


def test_phrases_stay_with_the_partner_and_go_when_removed(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    kept = phrases.save_from_note(actor, MOMENT, review.pk, noted(actor, review, "2.6", "Sign every sheet.").pk)
    theirs = other_desk()
    assert not phrases.phrases(theirs, "2.6").exists()
    with pytest.raises(Absent):
        phrases.save_from_note(theirs, MOMENT, review.pk, kept.note.pk)
    with pytest.raises(Absent):
        phrases.remove(theirs, MOMENT, review.pk, kept.phrase.pk)
    assert phrases.count_use(theirs, [str(kept.phrase.pk)], "Sign every sheet.") == 0
    with pytest.raises(Forbidden):
        phrases.phrases(world.member(partner.organisation, Role.PARTNER_ADMIN, "adm@x.example"), "2.6")
    for _ in range(2):
        phrases.remove(actor, MOMENT, review.pk, kept.phrase.pk)
    told = Event.objects.filter(chain=partner.pk, action__startswith="phrase.").order_by("id")
    assert [one.action for one in told] == ["phrase.keep", "phrase.remove"], "taken out twice is once"
    assert not phrases.phrases(actor, "2.6").exists()
    assert ReviewNote.objects.get().text == "Sign every sheet."


# ---- a later round ------------------------------------------------------------------------------------------------------


def second_round(actor: Actor, partner: Partner) -> Review:
    """Returned for 2.6 and 8.3; the firm answered 2.6 anew, and the note on 8.3 still stands."""
    review = being_read(actor, partner)
    read_all(actor, review)
    for question in ("2.6", "8.3"):
        noting.write_note(actor, MOMENT, review.pk, question, kind="must_fix", text=f"Mend {question}.")
    review.refresh_from_db()
    audit = deciding.return_round(actor, MOMENT, review.pk, Decision("See notes."), version=review.version).audit
    audit.answers.filter(question="2.6").update(note="Ten more sheets.", changed_in_round=2)
    again = sent(audit, AGAIN)
    return opening.open_round(actor, world.moment(AGAIN), again.pk)


def test_a_later_round_leads_through_what_changed_and_open_notes(actor: Actor, partner: Partner) -> None:
    review = second_round(actor, partner)
    found = page(actor, review.pk, "2.6", everything=False)
    assert found.way == ("2.6", "8.3")
    assert (found.previous, found.next) == (None, "8.3")
    assert [post.question for one in found.rail for post in one.posts] == ["2.6", "8.3"]
    # A question outside of it can be looked at, and leads back onto the way.
    aside = page(actor, review.pk, "5.1", everything=False)
    assert (aside.previous, aside.next) == ("2.6", "8.3")
    assert "5.1" in [post.question for one in aside.rail for post in one.posts]
    whole = page(actor, review.pk, "2.6")
    assert whole.way == whole.order
    assert (whole.previous, whole.next) == ("2.5", "2.7")


def test_a_first_round_leads_through_everything(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    give(actor, review, {"1.1": 5})
    found = page(actor, review.pk, "1.1", everything=False)
    assert found.way == found.order
    assert found.next == "1.2"


def test_settling_twice_has_one_effect_and_so_has_opening_again(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    note = noting.write_note(actor, MOMENT, review.pk, "2.6", kind="must_fix", text="Sign it.")
    later = world.moment(READ + timedelta(days=1))
    for moment in (MOMENT, later):
        noting.settle(actor, moment, review.pk, note.pk, settled=True)
    note.refresh_from_db()
    assert note.resolved_at == MOMENT.now
    for moment in (MOMENT, later):
        noting.settle(actor, moment, review.pk, note.pk, settled=False)
    assert Event.objects.filter(action="review.settle").count() == 1
    assert Event.objects.filter(action="review.reopen").count() == 1


def test_a_note_sent_twice_stands_once(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    first = noted(actor, review, "2.6", "Sign every sheet.")
    assert noted(actor, review, "2.6", "Sign every sheet. ").pk == first.pk
    noted(actor, review, "2.7", "Sign every sheet.")
    assert ReviewNote.objects.count() == 2
    assert Event.objects.filter(action="review.note").count() == 2
