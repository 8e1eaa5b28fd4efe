"""The desk of the demonstration on its first day: what is asked, called, kept, appealed, read twice; and nothing is dated ahead."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from handrail.rules.review.quick_ask import standing
from handrail.services.account import acting
from handrail.services.actor import CLOCKWORK, Actor
from handrail.services.demonstration import cast, handed_out, read_twice
from handrail.services.review import calls, figures, phrases, promising, second
from handrail.services.review.asking import facts_of
from handrail.services.review.whereabouts import whereabouts
from handrail.store.models import (
    Answer,
    Appeal,
    Audit,
    CallNote,
    Event,
    QuickAsk,
    Review,
    ReviewNote,
    Settlement,
    Signature,
    StartCall,
    Submission,
    User,
)
from tests import world

DAY = date(2026, 6, 1)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def seat_of(email: str) -> Actor:
    user = User.objects.get(email=email)
    return acting.actor(user, acting.seats(user.pk), None)


def audit_of(email: str) -> Audit:
    return Audit.objects.select_related("partner", "employer").get(employer=seat_of(email).organisation_id)


@pytest.mark.usefixtures("told")
def test_nothing_that_is_done_is_dated_after_the_day() -> None:
    assert not Event.objects.filter(day__gt=DAY).exists()
    assert not Audit.objects.filter(closed_on__gt=DAY).exists()
    assert not Review.objects.filter(decided_on__gt=DAY).exists()
    assert not Review.objects.filter(received_on__gt=DAY).exists()
    assert not Signature.objects.filter(signed_on__gt=DAY).exists()
    assert not Submission.objects.filter(submitted_on__gt=DAY).exists()
    night = world.moment(DAY, 23, 59).now
    assert not Review.objects.filter(opened_at__gt=night).exists()
    assert not Review.objects.filter(held_until__gt=night).exists()
    assert not Event.objects.filter(at__gt=night).exists()


@pytest.mark.usefixtures("told")
def test_one_firm_has_its_audit_back_and_has_appealed() -> None:
    audit = audit_of("owner@tallgrass.example")
    found = whereabouts(audit, world.moment(DAY))
    assert found is not None and found.decision is not None
    assert (audit.state, found.to_answer) == ("returned", 4)
    assert found.decision.correct_by is not None and found.decision.correct_by > DAY
    assert found.appeal is not None and found.appeal.answer_by > DAY
    assert CallNote.objects.filter(review=found.decision).exists()


@pytest.mark.usefixtures("told")
def test_one_firm_is_being_read_and_asked_one_thing() -> None:
    found = whereabouts(audit_of("owner@snowberry.example"), world.moment(DAY))
    assert found is not None
    assert (found.waits, found.reading, len(found.asks)) == (True, True, 1)


@pytest.mark.usefixtures("told")
def test_asks_are_open_answered_and_late() -> None:
    now = world.moment(DAY).now
    states = {standing(facts_of(row), now) for row in QuickAsk.objects.select_related("review")}
    assert {"open", "answered"} <= states
    late = QuickAsk.objects.filter(answered_at=None, answer_by__lt=now)
    assert late.count() == 1
    assert QuickAsk.objects.filter(files__isnull=False).exists()


@pytest.mark.usefixtures("told")
def test_the_desk_has_phrases_calls_and_second_readings() -> None:
    reader, other = (seat_of(f"{name}@demo-construction.example") for name in ("reviewer", "reviewer2"))
    admin, now = seat_of("admin@demo-construction.example"), world.moment(DAY)
    assert phrases.phrases(reader, "7.2").count() >= 2
    assert any(second.waiting(one, now).mine for one in (reader, other))
    assert Appeal.objects.filter(state="made").exists()
    found = calls.call_list(admin, now)
    assert StartCall.objects.filter(called_on__gte=date(2026, 5, 20)).count() >= min(2, len(found.lines))


@pytest.mark.usefixtures("told")
def test_firms_and_reviewers_write_in_their_own_words() -> None:
    notes = ReviewNote.objects.filter(kind="must_fix")
    assert notes.values("text").distinct().count() >= 10
    written = Answer.objects.filter(audit__employer__organisation__memberships__isnull=True).exclude(note="")
    assert written.values("note").distinct().count() >= 150
    for text in (*written.values_list("note", flat=True).distinct(), *notes.values_list("text", flat=True)):
        assert "{" not in text
        assert not {"he", "him", "his"} & set(text.lower().replace(".", " ").replace(",", " ").split()), text


@pytest.mark.usefixtures("told")
def test_what_calls_came_to_fits_the_firms() -> None:
    redpoll = StartCall.objects.filter(employer__legal_name__startswith="Redpoll")
    assert set(redpoll.values_list("outcome", flat=True)) <= {"over_ten"}
    for call in StartCall.objects.filter(outcome="over_ten", called_on__gte=date(2026, 5, 1)):
        assert handed_out._grown(call.employer)
    for row in Settlement.objects.filter(is_example=True):
        assert row.words in {read_twice.EXAMPLES.get(row.question), read_twice.ANY_EXAMPLE}


@pytest.mark.usefixtures("told")
def test_firms_joined_in_the_running_year() -> None:
    new = [figures.figures(seat_of(f"admin@{one}.example"), world.moment(DAY)).new_firms for one in cast.REVIEWERS]
    assert sum(new) >= 1


@pytest.mark.usefixtures("told")
def test_background_files_were_told_the_day_the_real_desk_would_have_told_them() -> None:
    waiting = Review.objects.filter(decided_on=None, audit__state="submitted").select_related("audit__partner")
    firms = waiting.filter(audit__employer__organisation__memberships__isnull=True)
    newest: dict[UUID, Review] = {row.audit.partner_id: row for row in firms.order_by("received_on", "id")}
    assert newest
    for row in newest.values():
        told_then, row.promised_on = row.promised_on, None
        Review.objects.filter(pk=row.pk).update(promised_on=None, promised_at=None)
        Review.objects.filter(audit__partner=row.audit.partner, received_on__gt=row.received_on).update(
            state="withdrawn"
        )
        promising.promise(CLOCKWORK, world.moment(row.received_on), row)
        assert row.promised_on is not None
        assert told_then == row.promised_on
        Review.objects.filter(pk=row.pk).update(promised_on=told_then)
