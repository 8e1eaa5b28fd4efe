"""Letters: to the right people, one each, once a key, never with a broken header."""

from __future__ import annotations

import pytest
from django.core import mail

from handrail.rules.permissions import Kind, Role
from handrail.services.notice import hand_off, letters, sending
from handrail.store.models import Membership, OutboxItem
from tests import world

pytestmark = pytest.mark.django_db


def test_returned_goes_to_current_owners_with_its_day_and_link() -> None:
    employer = world.employer("Prairie Test Roofing Ltd.")
    world.member(employer.organisation, Role.OWNER, "dana@example.com")
    gone = world.member(employer.organisation, Role.OWNER, "gone@example.com")
    world.member(employer.organisation, Role.CREW, "crew@example.com")
    Membership.objects.filter(user=gone.user_id).update(ended_at=world.moment().now)

    hand_off.tell(world.moment(), "returned", employer.pk, partner="Demo Partner", day="2026-05-09", path="/audit/1")

    (item,) = OutboxItem.objects.all()
    assert sending.send(world.moment(), item.payload) == 1
    (sent,) = mail.outbox
    assert sent.to == ["dana@example.com"]
    assert "Saturday 9 May 2026" in sent.subject
    assert "/audit/1" in sent.body


def test_a_key_sends_once() -> None:
    employer = world.employer()
    for _ in range(2):
        hand_off.tell(world.moment(), "due", employer.pk, key="due:1", what="Yearly audit", day="2027-03-20", days=30)
    assert OutboxItem.objects.count() == 1


def test_partner_letters_reach_reviewers_and_administrators_only() -> None:
    partner = world.partner()
    world.member(partner.organisation, Role.REVIEWER, "r@example.com")
    world.member(partner.organisation, Role.PARTNER_ADMIN, "a@example.com")
    world.member(partner.organisation, Role.TRAINER, "t@example.com")
    assert sending.recipients({"to": "partner", "partner": str(partner.pk)}) == ["a@example.com", "r@example.com"]


def test_a_line_break_in_a_name_breaks_no_header() -> None:
    office = world.organisation(Kind.OFFICE, "Office")
    world.member(office, Role.OFFICE, "o@example.com")
    sending.send(world.moment(), {"to": "office", "subject": "Firm\r\nBcc: all@example.com", "text": "x"})
    assert mail.outbox[0].subject == "Firm Bcc: all@example.com"


def test_a_letter_to_several_is_one_job_a_reader_however_often_it_is_tried() -> None:
    partner = world.partner()
    for email in ("a@example.com", "b@example.com"):
        world.member(partner.organisation, Role.REVIEWER, email)
    payload = {"to": "partner", "partner": str(partner.pk), "employer": "", "subject": "s", "text": "t"}
    for _ in range(2):
        assert sending.send(world.moment(), payload) == 2
    assert mail.outbox == []
    jobs = [row.payload for row in OutboxItem.objects.order_by("key")]
    assert [job["to"] for job in jobs] == ["a@example.com", "b@example.com"]
    assert [sending.send(world.moment(), job) for job in jobs] == [1, 1]
    assert [sent.to for sent in mail.outbox] == [["a@example.com"], ["b@example.com"]]


@pytest.mark.parametrize("kind", sorted(letters.LETTERS))
def test_every_letter_says_who_it_is_about(kind: str) -> None:
    facts = {"firm": "Aspen Ltd.", "partner": "Demo", "email": "x@example.com", "day": "2026-06-01"}
    for letter in letters.compose(kind, facts):
        assert "Aspen Ltd." in letter.subject
        assert "%(" not in letter.subject + letter.text
