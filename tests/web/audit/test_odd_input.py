"""Odd keys, versions, days and texts in what a browser sends: a refusal that a person can read, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.services.audit.interviewing import talk_questions
from handrail.store.models import Answer, Audit, DemonstrationDay, Interview, Person, User
from tests import world
from tests.services.audit.stage import BEGAN, Stage, stage

pytestmark = pytest.mark.django_db
LARGEST = str(2**63 - 1)


@dataclass
class Desk:
    stage: Stage
    client: Client
    audit: Audit

    def post(self, name: str, *parts: object, **data: str) -> int:
        return self.client.post(reverse(name, args=[self.audit.pk, *parts]), data).status_code


def signed_in(actor: Actor) -> Client:
    assert actor.user_id is not None
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


@pytest.fixture
def desk() -> Desk:
    DemonstrationDay.objects.create(pk=1, day=BEGAN)
    made = stage()
    return Desk(made, signed_in(made.owner), made.audit())


@pytest.mark.parametrize("key", ["abc", "\x00", "9" * 40, "' OR 1=1--"])
def test_a_key_that_is_none_is_a_piece_that_is_not_there(desk: Desk, key: str) -> None:
    assert desk.post("audit-proof-add", "1.1", evidence=key) == 404


def test_the_largest_number_as_version_is_an_old_version(desk: Desk) -> None:
    assert desk.post("audit-question", "1.1", version=LARGEST, note="mine") == 409
    assert desk.post("audit-days", version=LARGEST, records_from="2025-03-04") in {409, 422}
    assert Answer.objects.get(audit=desk.audit, question="1.1").note == ""


def test_an_audit_does_not_begin_before_the_program_had_its_questions() -> None:
    DemonstrationDay.objects.create(pk=1, day=BEGAN)
    made = stage()
    answer = signed_in(made.owner).post(reverse("audit-start"), {"gathering_started_on": "0001-01-01"})
    assert answer.status_code == 422
    assert not Audit.objects.exists()


def test_words_of_a_talk_have_a_length_and_no_characters_that_are_none(desk: Desk) -> None:
    question = talk_questions(desk.audit)[0].id
    worker = Person.objects.get(employer=desk.stage.employer, name="Worker 0")
    told = {f"result-{question}": "knew", f"words-{question}": "x" * 100_000}
    assert desk.post("audit-talk-with", worker.pk, **told) == 422
    assert not Interview.objects.exists()
    assert desk.post("audit-talk-with", worker.pk, **{**told, f"words-{question}": "tie\x00 off"}) == 302
    assert Interview.objects.get().words == "tie off"


def test_a_note_keeps_its_words_and_loses_what_is_no_character(desk: Desk) -> None:
    assert desk.post("audit-question", "1.1", version="1", note="first\x00 line\nsecond\ttab") == 302
    assert Answer.objects.get(audit=desk.audit, question="1.1").note == "first line\nsecond\ttab"


def test_the_days_of_another_century_are_told_not_crashed_on(client: Client, db: None) -> None:
    DemonstrationDay.objects.create(pk=1, day=date(2026, 6, 1))
    for name in ("records_from", "trained_on", "last_ended"):
        client.post(reverse("start"), {"wanted_by": "A client", "this_week": "Roofs", name: "9999-12-31"})
        assert client.get(reverse("start-answer")).status_code == 200, name


def test_a_year_of_five_thousand_digits_is_this_year() -> None:
    DemonstrationDay.objects.create(pk=1, day=BEGAN)
    assert signed_in(stage().owner).get(reverse("money"), {"year": "9" * 5000}).status_code == 200


def test_somebody_named_on_a_cover_stays_on_the_list(desk: Desk) -> None:
    clerk = world.person(desk.stage.employer, "Clerk")
    Audit.objects.filter(pk=desk.audit.pk).update(assessor=clerk)
    path = reverse("spell-remove", args=[clerk.pk, clerk.spells.get().pk])
    answer = desk.client.post(path, {"version": "1"}, follow=True)
    assert answer.status_code == 200
    assert "they stay on the list" in answer.content.decode()
    assert Person.objects.filter(pk=clerk.pk).exists()


def test_a_digit_of_another_script_ticks_nothing(desk: Desk) -> None:
    assert desk.post("audit-question", "1.1", version="1", points="٣", note="typed") == 302
    assert Answer.objects.get(audit=desk.audit, question="1.1").criteria == []
