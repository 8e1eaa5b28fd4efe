"""Reminders: at the owner's hour in Alberta, once a week, never in quiet hours, nothing in a pause or when all is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail

from handrail.jobs import worker
from handrail.rules.permissions import Role
from handrail.services import moment as moments
from handrail.services.actor import Actor
from handrail.services.errors import Conflict, Forbidden, Invalid
from handrail.services.moment import Moment
from handrail.services.notice import daily, hand_off, reminding
from handrail.services.notice.reminding import Wanted
from handrail.store.models import Employer, Event, Interval, NoWork, OutboxItem, Record, Reminding
from tests import world
from tests.conftest import AtOnce

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY, TUESDAY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2)
ASKED = Wanted(text_to="403 555 0123", weekday=0, hour=7)


@pytest.fixture
def owner() -> Actor:
    """The owner of a firm that promised a talk a week and a site check a month, and kept neither."""
    firm = world.employer("Prairie Crest", records_from=date(2024, 1, 8))
    for kind, unit in (("toolbox_talk", "week"), ("inspection", "month")):
        Interval.objects.create(employer=firm, kind=kind, times=1, unit=unit, from_day=date(2026, 1, 1))
    return world.member(firm.organisation, Role.OWNER, "dana@example.com")


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    settings.TEXTS_ROOT = tmp_path / "texts"
    yield tmp_path / "texts"


def kept(owner: Actor, kind: str, day: date) -> None:
    now = world.moment(day).now
    Record.objects.create(
        employer_id=owner.organisation_id, kind=kind, happened_on=day, captured_at=now, received_at=now, sha256="0" * 64
    )


def ask(owner: Actor, wanted: Wanted = ASKED, on: date = SUNDAY) -> None:
    reminding.change(owner, world.moment(on), version=0, wanted=wanted)


def works(moment: Moment) -> None:
    """What the worker does at an instant: it ticks, then does all that is due."""
    worker.tick(moment)
    worker.drain(moment)


def sent(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def test_the_text_goes_out_at_the_owners_hour_in_alberta(owner: Actor, folder: Path) -> None:
    ask(owner)
    # Alberta's summer time is six hours behind UTC: 7:00 on Monday is 13:00 UTC.
    works(moments.at(datetime(2026, 6, 1, 12, 59, tzinfo=UTC)))
    assert sent(folder) == []
    works(moments.at(datetime(2026, 6, 1, 13, 0, tzinfo=UTC)))
    (text,) = sent(folder)
    to, said = text.split("\n\n")
    assert to == "To: +14035550123"
    assert said.strip() == (
        "Prairie Crest: no talk yet this week, 5 working days left; no site check yet in June, 22 working days left. "
        "Reply is not read."
    )


def test_once_a_week_however_often_the_worker_and_the_daily_run_come_by(owner: Actor, folder: Path) -> None:
    ask(owner)
    for hour in (7, 8, 9):
        works(world.moment(MONDAY, hour))
        daily.run(world.moment(MONDAY, hour))
    works(world.moment(TUESDAY, 9))
    assert len(sent(folder)) == 1
    works(world.moment(date(2026, 6, 8), 9))
    assert len(sent(folder)) == 2


def test_another_weekday_in_a_week_that_had_its_text_sends_no_second(owner: Actor, folder: Path) -> None:
    ask(owner)
    works(world.moment(MONDAY, 8))
    reminding.change(owner, world.moment(MONDAY, 9), version=1, wanted=replace(ASKED, weekday=2))
    works(world.moment(date(2026, 6, 3), 9))
    assert len(sent(folder)) == 1


@pytest.mark.parametrize("reason", ["season", "layoff"])
def test_an_idle_month_sends_nothing(owner: Actor, folder: Path, reason: str) -> None:
    ask(owner, replace(ASKED, by_mail="weekly"))
    NoWork.objects.create(employer_id=owner.organisation_id, from_day=date(2026, 5, 25), reason=reason)
    works(world.moment(MONDAY, 9))
    assert (sent(folder), mail.outbox) == ([], [])
    NoWork.objects.update(to_day=date(2026, 6, 5))
    works(world.moment(date(2026, 6, 8), 9))
    assert (len(sent(folder)), len(mail.outbox)) == (1, 1)


def test_nothing_to_do_sends_nothing(owner: Actor, folder: Path) -> None:
    ask(owner, replace(ASKED, by_mail="weekly"))
    for kind in ("toolbox_talk", "inspection"):
        kept(owner, kind, MONDAY)
    works(world.moment(MONDAY, 17))
    assert (sent(folder), mail.outbox) == ([], [])


def test_what_was_kept_since_the_morning_is_not_asked_again(owner: Actor, folder: Path) -> None:
    ask(owner, replace(ASKED, hour=16))
    works(world.moment(MONDAY, 1))
    kept(owner, "toolbox_talk", MONDAY)
    works(world.moment(MONDAY, 16))
    assert "talk" not in sent(folder)[0]


def test_quiet_hours_move_it_to_their_end(owner: Actor, folder: Path) -> None:
    ask(owner, replace(ASKED, hour=21))
    works(world.moment(MONDAY, 21))
    works(world.moment(TUESDAY, 6, 59))
    assert sent(folder) == []
    works(world.moment(TUESDAY, 7))
    assert len(sent(folder)) == 1


def test_a_worker_that_slept_into_the_quiet_hours_waits_for_the_morning(owner: Actor, folder: Path) -> None:
    ask(owner)
    works(world.moment(MONDAY, 0, 30))
    works(world.moment(MONDAY, 23))
    assert sent(folder) == []
    works(world.moment(TUESDAY, 7))
    assert len(sent(folder)) == 1


def test_a_day_slept_through_is_caught_up_in_its_week(owner: Actor, folder: Path) -> None:
    ask(owner)
    works(world.moment(date(2026, 6, 4), 9))
    assert len(sent(folder)) == 1


def test_saved_after_its_hour_it_begins_next_week_and_before_it_today(owner: Actor, folder: Path) -> None:
    works(world.moment(MONDAY, 6))
    reminding.change(owner, world.moment(MONDAY, 9), version=0, wanted=ASKED)
    for day in (MONDAY, TUESDAY):
        works(world.moment(day, 10))
    assert sent(folder) == []
    reminding.change(owner, world.moment(TUESDAY, 10), version=1, wanted=replace(ASKED, weekday=1, hour=15))
    works(world.moment(TUESDAY, 15))
    assert len(sent(folder)) == 1


def test_another_hour_on_the_day_itself_holds_at_once(owner: Actor, folder: Path) -> None:
    ask(owner, replace(ASKED, hour=15))
    works(world.moment(MONDAY, 1))
    for version, hour in enumerate((9, 15, 9), start=1):
        reminding.change(owner, world.moment(MONDAY, 7, version), version=version, wanted=replace(ASKED, hour=hour))
        works(world.moment(MONDAY, 7, version))
    works(world.moment(MONDAY, 8, 59))
    assert sent(folder) == []
    works(world.moment(MONDAY, 9))
    works(world.moment(MONDAY, 15))
    assert len(sent(folder)) == 1


def test_a_number_taken_away_gets_none(owner: Actor, folder: Path) -> None:
    ask(owner, replace(ASKED, hour=15))
    works(world.moment(MONDAY, 1))
    reminding.change(owner, world.moment(MONDAY, 9), version=1, wanted=replace(ASKED, text_to=""))
    works(world.moment(MONDAY, 15))
    assert sent(folder) == []


def test_the_mail_says_the_same_by_week_or_by_month(owner: Actor) -> None:
    ask(owner, Wanted(by_mail="monthly"))
    for day in (MONDAY, date(2026, 6, 8), date(2026, 6, 29)):
        works(world.moment(day, 9))
    (letter,) = mail.outbox
    assert letter.to == ["dana@example.com"]
    assert letter.subject == "Prairie Crest: what to keep now"
    assert "No site check yet in June. 22 working days left." in letter.body
    assert "/reminders" in letter.body
    works(world.moment(date(2026, 7, 6), 9))
    assert len(mail.outbox) == 2


def test_reminders_wait_for_the_end_of_quiet_hours_and_hand_offs_never(owner: Actor) -> None:
    night, firm = world.moment(MONDAY, 22), Employer.objects.get()
    hand_off.tell(night, "returned", firm.pk, partner="Demo Partner", day="2026-06-09", path="/audit/1")
    assert OutboxItem.objects.get().due_at == night.now
    assert reminding.awake(night, [firm.pk]) == {firm.pk: world.moment(TUESDAY, 7).now}
    ask(owner, Wanted(quiet_from=23, quiet_to=5))
    assert reminding.awake(night, [firm.pk]) == {firm.pk: night.now}


@pytest.mark.parametrize("typed", ["403 555", "911", "+44 20 7946 0958", "403 911 0123 4", "123-456-7890", "call me"])
def test_what_is_no_number_is_refused_and_nothing_saved(owner: Actor, typed: str) -> None:
    with pytest.raises(Invalid) as wrong:
        ask(owner, replace(ASKED, text_to=typed))
    assert set(wrong.value.errors) == {"text_to"}
    assert not Reminding.objects.exists()


def test_wrong_hours_days_and_ways_are_named(owner: Actor) -> None:
    with pytest.raises(Invalid) as wrong:
        ask(owner, Wanted(weekday=7, hour=24, by_mail="hourly", quiet_from=-1, quiet_to=99))
    assert set(wrong.value.errors) == {"weekday", "hour", "by_mail", "quiet_from", "quiet_to"}


def test_only_an_owner_and_only_of_the_own_firm(owner: Actor) -> None:
    ask(owner)
    other = world.employer("Other Ltd.")
    for role in (Role.CONSULTANT, Role.CREW):
        with pytest.raises(Forbidden):
            reminding.change(world.member(other.organisation, role), world.moment(), version=0, wanted=ASKED)
    theirs = world.member(other.organisation, Role.OWNER)
    assert reminding.chosen(theirs, world.moment()).wanted == Wanted()
    reminding.change(theirs, world.moment(), version=0, wanted=Wanted(hour=9))
    assert Reminding.objects.get(employer=owner.organisation_id).text_to == "+14035550123"


def test_somebody_else_saved_in_between_is_a_conflict_and_the_same_twice_is_not(owner: Actor) -> None:
    ask(owner)
    ask(owner)
    assert Reminding.objects.get().version == 1
    with pytest.raises(Conflict) as found:
        ask(owner, replace(ASKED, hour=9))
    assert (found.value.yours, found.value.theirs, found.value.version) == ({"hour": "9"}, {"hour": "7"}, 1)


def test_the_journal_knows_no_number(owner: Actor) -> None:
    ask(owner)
    event = Event.objects.get(action="reminders.set")
    assert event.facts == {"texts": True, "mails": "never", "weekday": 0, "hour": 7}


def test_the_page_knows_when_the_next_one_goes_out(owner: Actor) -> None:
    ask(owner, replace(ASKED, hour=21, by_mail="monthly"))
    found = reminding.chosen(owner, world.moment(SUNDAY))
    assert found.text_at == found.mail_at == world.moment(TUESDAY, 7).now
    works(world.moment(TUESDAY, 7))
    found = reminding.chosen(owner, world.moment(TUESDAY, 8))
    assert (found.text_at, found.mail_at) == (
        world.moment(date(2026, 6, 9), 7).now,
        world.moment(date(2026, 7, 7), 7).now,
    )


@pytest.mark.slow
def test_saved_twice_at_once_it_is_saved_once(at_once: AtOnce) -> None:
    def prepare() -> Actor:
        firm = world.employer("Prairie Crest")
        return world.member(firm.organisation, Role.OWNER)

    actor = at_once.one(prepare)
    gave = at_once.all([lambda: reminding.change(actor, world.moment(), version=0, wanted=ASKED)] * 2)
    assert [type(one) for one in gave] == [Reminding, Reminding]
    assert at_once.one(lambda: (Reminding.objects.get().version, Event.objects.count())) == (1, 1)
