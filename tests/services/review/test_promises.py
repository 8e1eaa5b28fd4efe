"""The promised day: written once when a round arrives, from the desk's own past; the plan of the coming weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused
from handrail.services.review import planning, promising
from handrail.store.models import Audit, DeskClosed, DeskWeek, Event, Partner, Review
from tests import world
from tests.services.review.files import gathered, sent

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
MOMENT = world.moment(MONDAY)


def a_past(partner: Partner, weeks: int = 60, a_week: int = 5, waiting: int = 10) -> None:
    """A desk that decided five files each week, always with ten waiting, until the Monday of these tests."""
    audit = Audit.objects.create(
        employer=world.employer("Past Ltd."), partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification",
        state="closed", started_at=MOMENT.now, gathering_started_on=date(2024, 1, 1),
    )  # fmt: skip
    weekdays = [day for ago in range(7 * weeks, 0, -1) if (day := MONDAY - timedelta(days=ago)).weekday() < 5]
    rows, lag = [], waiting * 5 // a_week
    for number, day in enumerate(weekdays):
        decided = weekdays[number + lag] if number + lag < len(weekdays) else None
        rows.append(
            Review(audit=audit, round=number + 1, state="accepted" if decided else "waiting", received_on=day, decided_on=decided)
        )  # fmt: skip
    Review.objects.bulk_create(rows)


def test_a_round_that_arrives_is_given_its_day_and_the_journal_says_so(partner: Partner) -> None:
    a_past(partner)
    review = sent(gathered(partner), MONDAY)
    review.refresh_from_db()
    # Ten lie before it and five are decided in a week: it is the first of the third week.
    assert review.promised_on == date(2026, 6, 15)
    assert str(review.promised_at) == "0.90"
    event = Event.objects.get(action="review.promise")
    assert event.facts == {"day": "2026-06-15", "percent": 90}


def test_a_young_desk_promises_nothing(partner: Partner) -> None:
    a_past(partner, weeks=10)
    review = sent(gathered(partner), MONDAY)
    assert (review.promised_on, review.promised_at) == (None, None)
    assert not Event.objects.filter(action="review.promise").exists()
    found = promising.told(review.audit, MONDAY)
    assert found is not None
    assert (found.promised_on, found.usual_from, found.usual_to) == (None, date(2026, 6, 15), date(2026, 6, 29))
    assert found.usual.key == "review.target_days_high"


def test_a_promise_never_moves(partner: Partner, admin: Actor) -> None:
    a_past(partner)
    review = sent(gathered(partner), MONDAY)
    planning.set_readers(admin, MOMENT, {MONDAY + timedelta(weeks=week): 9 for week in range(4)})
    promising.promise(admin, MOMENT, review)
    fresh = Review.objects.get(pk=review.pk)
    promising.promise(admin, world.moment(MONDAY + timedelta(days=30)), fresh)
    assert Review.objects.get(pk=review.pk).promised_on == date(2026, 6, 15)
    assert Event.objects.filter(action="review.promise").count() == 1


def test_a_second_desk_of_the_same_page_cannot_write_over_it(partner: Partner, admin: Actor) -> None:
    a_past(partner)
    review = sent(gathered(partner), MONDAY)
    stale = Review.objects.get(pk=review.pk)
    stale.promised_on = None
    promising.promise(admin, world.moment(MONDAY + timedelta(days=9)), stale)
    assert Review.objects.get(pk=review.pk).promised_on == date(2026, 6, 15)


def test_a_later_round_stands_where_it_was_received(partner: Partner) -> None:
    a_past(partner)
    first = sent(gathered(partner), MONDAY)
    audit = first.audit
    Review.objects.filter(pk=first.pk).update(state="returned", decided_on=MONDAY)
    audit.state = "returned"
    audit.save()
    second = sent(audit, MONDAY + timedelta(days=1))
    assert second.promised_on is not None
    assert second.promised_on >= date(2026, 6, 15), "no lane of its own"


def test_another_partners_desk_does_not_count(partner: Partner) -> None:
    a_past(world.partner("demo-anyindustry", "Other"))
    assert sent(gathered(partner), MONDAY).promised_on is None


def test_the_kept_share_counts_only_days_that_are_over(partner: Partner) -> None:
    audit = gathered(partner)
    rows = [(-10, -12), (-9, -9), (-8, -3), (-7, None), (5, -2), (5, None)]
    for number, (promised, decided) in enumerate(rows):
        Review.objects.create(
            audit=audit, round=number + 1, state="accepted" if decided else "reading", received_on=MONDAY - timedelta(days=40),
            promised_on=MONDAY + timedelta(days=promised), decided_on=MONDAY + timedelta(days=decided) if decided else None,
        )  # fmt: skip
    found = promising.kept_so_far(partner.pk, MONDAY)
    assert (found.promised, found.kept) == (4, 2)


def test_receiving_stays_within_its_statements_however_many_files_wait(partner: Partner, admin: Actor) -> None:
    a_past(partner, weeks=150)
    review = sent(gathered(partner), MONDAY)
    Review.objects.filter(pk=review.pk).update(promised_on=None)
    review.promised_on = None
    with CaptureQueriesContext(
        connection,
    ) as seen:
        promising.promise(admin, MOMENT, review)
    assert len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 6


# ---- the plan


def test_the_plan_says_what_a_file_sent_now_gets(partner: Partner, admin: Actor) -> None:
    a_past(partner)
    found = planning.plan(admin, MOMENT)
    assert found.hear_by == date(2026, 6, 15)
    assert [week.monday for week in found.weeks[:2]] == [MONDAY, MONDAY + timedelta(days=7)]
    assert found.weeks[0].can == 5
    assert found.weeks[0].arrive == 5
    assert found.weeks[0].left == 10
    assert found.waiting == 10


def test_the_plan_goes_on_for_twelve_months_and_deciding_goes_on_with_it(partner: Partner, admin: Actor) -> None:
    a_past(partner, weeks=120)
    found = planning.plan(admin, MOMENT)
    assert found.weeks[-1].monday == date(2027, 5, 31), "the week in which the same day of next year lies"
    assert [week.can for week in found.weeks] == [5] * len(found.weeks)
    assert [week.left for week in found.weeks] == [10] * len(found.weeks)
    assert not found.short


def test_a_week_that_promises_more_than_its_people_can_decide_is_marked(partner: Partner, admin: Actor) -> None:
    a_past(partner)
    waiting = list(Review.objects.filter(decided_on=None).order_by("received_on", "id"))
    for place, review in enumerate(waiting):
        # One is late already, six are promised in the first week, three in the second.
        review.promised_on = MONDAY + timedelta(days=-3 if not place else 4 if place < 7 else 11)
        review.save()
    Review.objects.filter(pk=waiting[-1].pk).update(state="withdrawn")
    found = planning.plan(admin, MOMENT)
    assert [(week.promised, week.can, week.short) for week in found.weeks[:3]] == [(7, 5, 2), (2, 5, 0), (0, 5, 0)]
    assert [(week.owed, week.done) for week in found.weeks[:3]] == [(7, 5), (9, 10), (9, 15)]
    assert (found.promised, found.late, [week.monday for week in found.short]) == (9, 1, [MONDAY])
    planning.set_readers(admin, MOMENT, {MONDAY: 1, MONDAY + timedelta(weeks=1): 0, MONDAY + timedelta(weeks=2): 1})
    assert [week.short for week in planning.plan(admin, MOMENT).weeks[:3]] == [2, 4, 0]


def test_another_partners_promises_are_not_on_the_plan(partner: Partner, admin: Actor) -> None:
    a_past(world.partner("demo-anyindustry", "Other"))
    Review.objects.filter(decided_on=None).update(promised_on=MONDAY)
    assert planning.plan(admin, MOMENT).promised == 0


def test_the_plan_takes_the_same_statements_however_many_files_wait(partner: Partner, admin: Actor) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            planning.plan(admin, MOMENT)
        return len(seen.captured_queries)

    a_past(partner, weeks=30, waiting=5)
    few = cost()
    Review.objects.all().delete()
    a_past(partner, weeks=120, a_week=5, waiting=60)
    assert cost() <= few
    assert few <= 14


def test_a_week_without_people_moves_what_is_promised_from_then_on(partner: Partner, admin: Actor) -> None:
    a_past(partner)
    planning.set_readers(admin, MOMENT, {MONDAY: 0, **{MONDAY + timedelta(weeks=week): 1 for week in range(1, 16)}})
    assert planning.plan(admin, MOMENT).hear_by == date(2026, 6, 19)


def test_only_weeks_that_differ_are_kept_and_typing_again_replaces_them(partner: Partner, admin: Actor) -> None:
    weeks = [MONDAY + timedelta(weeks=week) for week in range(4)]
    planning.set_readers(admin, MOMENT, dict(zip(weeks, (3, 3, 1, 3), strict=True)))
    rows = DeskWeek.objects.filter(monday__gte=MONDAY).order_by("monday").values_list("monday", "readers")
    assert list(rows) == [(weeks[0], 3), (weeks[2], 1), (weeks[3], 3)]
    planning.set_readers(admin, MOMENT, dict.fromkeys(weeks, 2))
    assert list(rows.all()) == [(weeks[0], 2)]


def test_what_is_first_said_of_the_weeks_ahead_changes_nothing_of_the_past(partner: Partner, admin: Actor) -> None:
    for number in range(3):
        world.member(partner.organisation, Role.REVIEWER, f"reader{number}@example.com")
    a_past(partner)
    before = planning.plan(admin, MOMENT).hear_by
    weeks = [week.monday for week in planning.plan(admin, MOMENT).weeks]
    planning.set_readers(admin, MOMENT, dict.fromkeys(weeks, 3))
    assert planning.plan(admin, MOMENT).hear_by == before
    DeskWeek.objects.all().delete()
    planning.set_readers(admin, MOMENT, {**dict.fromkeys(weeks, 3), weeks[0]: 1})
    after = planning.plan(admin, MOMENT).hear_by
    assert before is not None and after is not None
    assert before <= after <= before + timedelta(days=14), (
        "one week with one reader, and not a desk three times as fast"
    )


def test_a_page_shown_before_a_colleague_wrote_leaves_what_the_colleague_wrote(partner: Partner, admin: Actor) -> None:
    weeks = [week.monday for week in planning.plan(admin, MOMENT).weeks]
    shown = dict.fromkeys(weeks, 1)
    planning.set_readers(admin, MOMENT, {**shown, weeks[8]: 0}, seen=shown)
    planning.set_readers(admin, MOMENT, {**shown, weeks[3]: 2}, seen=shown)
    stands = {week.monday: week.readers for week in planning.plan(admin, MOMENT).weeks}
    assert (stands[weeks[3]], stands[weeks[4]], stands[weeks[8]], stands[weeks[9]]) == (2, 1, 0, 1)
    with pytest.raises(Invalid) as both:
        planning.set_readers(admin, MOMENT, {**shown, weeks[8]: 4}, seen=shown)
    assert list(both.value.errors) == [f"week-{weeks[8]}"]
    planning.set_readers(admin, MOMENT, {**shown, weeks[8]: 4}, seen={**shown, weeks[8]: 0})
    assert planning.plan(admin, MOMENT).weeks[8].readers == 4


def test_a_week_shown_stands_as_it_was_typed_and_what_lies_beyond_is_as_the_last(
    partner: Partner, admin: Actor
) -> None:
    shown = {week.monday: 2 for week in planning.plan(admin, MOMENT).weeks}
    planning.set_readers(admin, MOMENT, {**shown, max(shown) + timedelta(weeks=1): 5})
    planning.set_readers(admin, MOMENT, {**shown, MONDAY + timedelta(weeks=5): 0})
    readers = [week.readers for week in planning.plan(admin, MOMENT).weeks]
    assert readers[4:7] == [2, 0, 2], "the week after it is not moved by it"
    later = planning.plan(admin, world.moment(MONDAY + timedelta(weeks=4)))
    assert [week.readers for week in later.weeks[-4:]] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("week", "readers"),
    [(MONDAY + timedelta(days=1), 2), (MONDAY - timedelta(days=7), 2), (MONDAY, -1), (MONDAY, 201)],
)
def test_what_cannot_be_planned_is_refused_and_nothing_is_kept(admin: Actor, week: date, readers: int) -> None:
    with pytest.raises(Invalid) as error:
        planning.set_readers(admin, MOMENT, {week: readers})
    assert list(error.value.errors) == [f"week-{week}"]
    assert not DeskWeek.objects.exists()


def test_a_closed_day_is_stepped_over_and_stands_once(partner: Partner, admin: Actor) -> None:
    a_past(partner)
    day = date(2026, 6, 2)
    planning.close_day(admin, MOMENT, day, "Office move")
    again = planning.close_day(admin, MOMENT, day, "pressed twice")
    assert DeskClosed.objects.get() == again
    assert planning.plan(admin, MOMENT).hear_by == date(2026, 6, 16)
    planning.open_day(admin, MOMENT, again.pk)
    assert planning.plan(admin, MOMENT).hear_by == date(2026, 6, 15)
    with pytest.raises(Absent):
        planning.open_day(admin, MOMENT, again.pk)


def test_days_gone_by_are_neither_closed_nor_opened(partner: Partner, admin: Actor) -> None:
    with pytest.raises(Invalid):
        planning.close_day(admin, MOMENT, MONDAY - timedelta(days=1))
    gone = DeskClosed.objects.create(partner=partner, day=MONDAY - timedelta(days=3))
    with pytest.raises(Refused, match="over"):
        planning.open_day(admin, MOMENT, gone.pk)


def test_only_the_partners_own_administrator_plans(partner: Partner, admin: Actor) -> None:
    reviewer = world.member(partner.organisation, Role.REVIEWER)
    assert planning.plan(reviewer, MOMENT).may_plan is False
    with pytest.raises(Forbidden):
        planning.set_readers(reviewer, MOMENT, {MONDAY: 3})
    with pytest.raises(Forbidden):
        planning.close_day(reviewer, MOMENT, MONDAY)
    theirs = planning.close_day(admin, MOMENT, MONDAY)
    other = world.member(world.partner("demo-anyindustry", "Other").organisation, Role.PARTNER_ADMIN, "o@example.com")
    with pytest.raises(Absent):
        planning.open_day(other, MOMENT, theirs.pk)
