"""Moving the demonstration's day: where it stops for a firm, what it says, and how background firms live on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import CLOCKWORK as ANYBODY
from handrail.services.actor import Actor
from handrail.services.demonstration import background, cast, days
from handrail.services.demonstration.days import Moved
from handrail.services.errors import Refused
from handrail.services.journal import broken_links
from handrail.store.models import (
    Application,
    Audit,
    Certificate,
    CertificateStatus,
    DemonstrationDay,
    Employer,
    Event,
    OutboxItem,
    Partner,
    Review,
    ReviewedAnswer,
    Submission,
)
from tests import world
from tests.services.certificate.files import Desk, certified

pytestmark = pytest.mark.django_db
DAY, DUE = date(2026, 6, 1), date(2027, 3, 20)


@pytest.fixture
def owner() -> Actor:
    """The owner of a firm whose first yearly audit is due 2027-03-20, on the first day of the demonstration."""
    employer = world.employer()
    desk = Desk.set_up()
    world.accepted(employer, desk.partner)
    actor = world.member(employer.organisation, Role.OWNER, "dana@example.com")
    certified(desk, employer)
    OutboxItem.objects.all().delete()
    DemonstrationDay.objects.create(pk=1, day=DAY)
    return actor


def move(actor: Actor, by: str) -> Moved:
    return days.move(actor, world.moment(DemonstrationDay.objects.get().day), by)


def test_a_year_stops_ahead_of_the_yearly_audit_then_on_its_day_then_goes_past(owner: Actor) -> None:
    first = move(owner, "year")
    assert first.day == DUE - timedelta(days=21)
    assert first.sentence == (
        "Stopped on Saturday 27 February 2027: the yearly audit is due in 21 days, on Saturday 20 March 2027. "
        "Move again to go on to that day."
    )
    second = move(owner, "year")
    assert second.day == DUE
    assert second.sentence == (
        "Stopped on Saturday 20 March 2027: the yearly audit is due today. Move again to go past it."
    )
    assert not CertificateStatus.objects.exists()
    third = move(owner, "month")
    assert third.day == date(2027, 4, 20)
    assert third.sentence == (
        "It is now Tuesday 20 April 2027. The yearly audit was due on Saturday 20 March 2027. "
        "The certificate ended on Sunday 21 March 2027."
    )
    assert CertificateStatus.objects.filter(status="cancelled").count() == 1


def test_a_month_with_nothing_in_it_says_the_day_only(owner: Actor) -> None:
    assert move(owner, "month") == Moved(date(2026, 7, 1), "It is now Wednesday 1 July 2026.")


def test_the_next_deadline_is_met_some_weeks_ahead(owner: Actor) -> None:
    assert [move(owner, "next").day for _ in range(2)] == [DUE - timedelta(days=21), DUE]


def test_nobodys_move_does_not_stop(owner: Actor) -> None:
    assert move(ANYBODY, "year").day == date(2027, 6, 1)


def test_the_next_deadline_says_whose_it_is_and_what_is_due(owner: Actor) -> None:
    firm = Employer.objects.get(pk=owner.organisation_id)
    partner = world.member(Partner.objects.get().organisation, Role.PARTNER_ADMIN, "a@example.com")
    told = days.move(partner, world.moment(DAY), "next")
    assert told.day == DUE
    assert told.sentence == (
        f"It is now Saturday 20 March 2027. It is a deadline of {firm.name}: the yearly audit is due today."
    )
    DemonstrationDay.objects.update(day=DAY)
    assert "It is a deadline of one of the firms: the yearly audit is due today." in move(ANYBODY, "next").sentence


def test_the_next_deadline_of_a_partner_is_one_of_its_own_firms(owner: Actor) -> None:
    other = world.member(world.partner("demo-anyindustry", "Other").organisation, Role.PARTNER_ADMIN, "o@example.com")
    with pytest.raises(Refused, match="no deadline ahead"):
        move(other, "next")
    assert DemonstrationDay.objects.get().day == DAY


def test_another_way_is_refused(owner: Actor) -> None:
    with pytest.raises(Refused):
        move(owner, "century")


# ---- background firms -----------------------------------------------------------------------------------------------


@pytest.fixture
def people() -> cast.Cast:
    DemonstrationDay.objects.create(pk=1, day=DAY)
    made = cast.set_up()
    background.fill(made, 60, DAY)
    return made


def standing(day: date) -> int:
    held = Certificate.objects.filter(signed_by_both_at__isnull=False, expires_on__gte=day)
    return held.exclude(history__status__in=["cancelled", "superseded"]).count()


def test_a_year_on_most_certificates_still_stand_and_the_queue_is_alive(people: cast.Cast) -> None:
    before = standing(DAY)
    move(people.office, "year")
    day = date(2027, 6, 1)
    assert standing(day) > before * 0.75
    assert Review.objects.filter(received_on__gte=day - timedelta(days=45)).exists()
    waiting = Review.objects.filter(state__in=["waiting", "reading"])
    assert not waiting.filter(received_on__lt=day - timedelta(days=45)).exists()
    assert Submission.objects.filter(submitted_on__gt=DAY).count() > before * 0.5
    assert Application.objects.filter(applied_on__gt=DAY).count() > 3


def test_what_firms_send_while_the_day_moves_is_promised_a_day(people: cast.Cast) -> None:
    move(people.office, "month")
    sent = Review.objects.filter(received_on__gt=DAY, decided_on=None, state__in=["waiting", "reading"])
    assert sent.exists()
    for row in sent:
        assert row.promised_on is not None and row.promised_on > row.received_on


def test_what_background_firms_do_is_told_in_whole_chains(people: cast.Cast) -> None:
    for by in ("month", "year"):
        move(people.office, by)
    chains = set(Event.objects.values_list("chain", flat=True))
    assert [event for chain in chains for event in broken_links(chain)] == []
    for chain in chains:
        times = list(Event.objects.filter(chain=chain, day__gt=DAY).order_by("number").values_list("at", flat=True))
        assert times == sorted(times)


def test_rows_of_background_firms_fit_together(people: cast.Cast) -> None:
    for _ in range(2):
        move(people.office, "year")
    day = DemonstrationDay.objects.get().day
    assert not Audit.objects.filter(state="certified", certificate=None).exists()
    assert not Audit.objects.filter(state="maintained", closed_on=None).exists()
    assert not Audit.objects.filter(submitted_on__gte=day).exists()
    assert not Review.objects.filter(state="accepted", percent=None).exists()
    accepted = Review.objects.filter(state="accepted", decided_on__gt=DAY)
    assert not ReviewedAnswer.objects.filter(review__in=accepted, points=None, not_applicable=False).exists()
    assert set(Audit.objects.values_list("state", flat=True)) >= {"gathering", "submitted", "maintained", "certified"}
    running = Certificate.objects.filter(signed_by_both_at__isnull=False, expires_on__gte=day)
    firms = Counter(running.exclude(history__status__in=["cancelled", "superseded"]).values_list("employer", flat=True))
    assert set(firms.values()) == {1}


def test_the_same_days_come_out_whichever_way_they_are_reached(people: cast.Cast) -> None:
    from django.db import transaction

    def outcome() -> list[tuple[str, date | None, str]]:
        rows = Audit.objects.order_by("employer__accounts__account", "gathering_started_on")
        return list(rows.values_list("employer__accounts__account", "submitted_on", "state"))

    with transaction.atomic():
        for _ in range(3):
            move(people.office, "month")
        by_months = outcome()
        transaction.set_rollback(True)
    DemonstrationDay.objects.update(day=DAY)
    from handrail.services.demonstration import living

    living.live(DAY, date(2026, 9, 1))
    assert outcome() == by_months


def test_a_file_somebody_has_begun_to_read_is_left_to_him(people: cast.Cast) -> None:
    review = Review.objects.filter(state="reading").first() or Review.objects.filter(state="waiting").first()
    assert review is not None
    row = ReviewedAnswer.objects.filter(review=review, not_applicable=False).first()
    assert row is not None
    ReviewedAnswer.objects.filter(pk=row.pk).update(points=1)
    move(people.office, "month")
    review.refresh_from_db()
    assert review.decided_on is None


def test_a_firm_somebody_signs_in_for_is_left_to_its_people(people: cast.Cast) -> None:
    firm = Employer.objects.filter(audits__state="gathering").first()
    assert firm is not None
    world.member(firm.organisation, Role.OWNER, "somebody@example.com")
    move(people.office, "month")
    assert Audit.objects.get(employer=firm, state="gathering")
