"""Messy situations of real firms, the first five of ten, each made of rows and asked of the services that must bear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden
from handrail.services.headcount.counting import counts
from handrail.services.moment import Moment
from handrail.services.record import asking, calendar, gone, photos, reading
from handrail.services.record.keeping import keep
from handrail.services.record.year import year_of
from handrail.store.models import Employer, Record
from tests import world
from tests.services.audit.stage import photo
from tests.services.record.sheets import sent

pytestmark = pytest.mark.django_db
ELEVEN = 11


@dataclass
class Firm:
    employer: Employer
    owner: Actor
    crew: Actor

    def keep(
        self, kind: str, day: date, by: Actor | None = None, moment: Moment | None = None, **more: object
    ) -> Record:
        """A record of this day by its own fields, on the same day unless said otherwise."""
        clock = moment or world.moment(day)
        fields = {"fields": {}, "paper_of": "", "happened_on": day.isoformat(), "captured_at": clock.now.isoformat()}
        return keep(by or self.crew, clock, sent(**{**fields, "kind": kind, **more})).record

    def talk(self, day: date, by: Actor | None = None, moment: Moment | None = None, **more: object) -> Record:
        return self.keep("toolbox_talk", day, by, moment, **{"fields": {"said": "Ice on the deck."}, **more})


@pytest.fixture
def firm() -> Firm:
    made = world.employer("Prairie Crest Roofing Ltd.", records_from=date(2024, 1, 8))
    return Firm(made, world.member(made.organisation, Role.OWNER), world.member(made.organisation, Role.CREW))


def laid_off(firm: Firm) -> None:
    stretch = calendar.StretchFields(date(2025, 12, 12), date(2026, 3, 9), "season", "Snow")
    calendar.add(firm.owner, world.moment(date(2026, 3, 10)), stretch)


# ---- 1 idle, and three chinook days worked ---------------------------------------------------------------------------


def test_1_three_chinook_days_in_the_layoff_are_asked_after_and_count_once_answered(firm: Firm) -> None:
    laid_off(firm)
    chinook = (date(2026, 1, 14), date(2026, 1, 15), date(2026, 2, 4))
    for day in chinook:
        firm.talk(day)
    now = world.moment(date(2026, 3, 20))
    found = calendar.calendar_of(firm.owner, now)
    assert tuple(one.day for one in found.doubts) == chinook
    assert all(found.standing(day) == "kept" for day in chinook), "a record on the day says more than the layoff"
    assert found.standing(date(2026, 1, 16)) == "idle", "the days around them stay without work"
    worked = year_of(firm.owner, now).worked
    assert worked.between(date(2025, 12, 12), date(2026, 3, 9)) == len(chinook)
    calendar.answer_day(firm.owner, now, chinook[2], worked=False)
    after = year_of(firm.owner, now)
    assert tuple(one.day for one in after.doubts) == chinook[:2]
    assert after.worked.between(date(2025, 12, 12), date(2026, 3, 9)) == 2


# ---- 2 twelve talks typed on one Sunday ------------------------------------------------------------------------------


def test_2_twelve_talks_typed_on_one_sunday_are_late_entries_and_three_are_asked_after(firm: Firm) -> None:
    laid_off(firm)
    sunday = world.moment(date(2026, 3, 1), 15)
    mondays = [date(2026, 3, 1) - timedelta(days=6 + 7 * week) for week in (0, 1, 2, *range(12, 21))]
    rows = [firm.talk(day, moment=sunday, title=f"Talk {day}") for day in mondays]
    assert all(day.weekday() == 0 for day in mondays) and len(rows) == 12
    assert all(reading.is_late(row) for row in rows)
    assert min(reading.late_days(row) for row in rows) == 6
    found = year_of(firm.owner, world.moment(date(2026, 3, 20)))
    assert [one.day for one in found.doubts] == sorted(mondays)[-3:], "the three in the layoff are asked after"
    late = {one.day: one.late for one in found.records}
    assert late == {day: (date(2026, 3, 1) - day).days for day in mondays}, "every one of them says how late it is"


# ---- 3 the phone that went off the roof ------------------------------------------------------------------------------

MONDAY = date(2026, 5, 4)


def lead_hand(firm: Firm) -> Actor:
    """A phone let in that sent a talk on Monday 4 May and nothing after it."""
    _shown, code = devices.show_pass(firm.owner, world.moment(MONDAY, 6), name="Lead hand")
    _device, token = devices.pair(world.moment(MONDAY, 6, 5), code)
    phone = devices.actor_of(token, world.moment(MONDAY, 6, 10))
    assert phone is not None
    firm.talk(MONDAY, phone, world.moment(MONDAY, 6, 50))
    return phone


def lost(firm: Firm, moment: Moment) -> list[tuple[str, date, tuple[date, ...]]]:
    found = gone.probably_gone(firm.owner, moment, devices.phones(firm.owner))
    return [(one.phone.name, one.since, one.days) for one in found]


def test_3_the_days_since_the_phone_last_sent_are_named_and_remade_as_late_entries(firm: Firm) -> None:
    phone = lead_hand(firm)
    assert phone.device_id is not None
    firm.talk(date(2026, 5, 6))  # somebody else's record of a day is none of this phone's
    fell = world.moment(date(2026, 5, 8), 16)
    devices.remove(firm.owner, fell, phone.device_id)
    days = tuple(date(2026, 5, day) for day in (5, 6, 7, 8))
    assert lost(firm, fell) == [("Lead hand", MONDAY, days)]
    again = firm.talk(days[0], firm.owner, world.moment(date(2026, 5, 9)))
    assert reading.is_late(again) and again.device_id is None
    assert lost(firm, world.moment(date(2026, 5, 9))) == [("Lead hand", MONDAY, days[1:])]
    assert lost(firm, world.moment(date(2026, 7, 1))) == [], "after a month nobody is asked to remember"


def test_3_a_day_without_work_is_not_lost_and_a_phone_in_contact_is_not_asked_after(firm: Firm) -> None:
    phone = lead_hand(firm)
    assert lost(firm, world.moment(date(2026, 5, 6))) == [], "two days of silence are an ordinary week"
    calendar.mark_no_work_today(firm.crew, world.moment(date(2026, 5, 5)))
    silent = world.moment(date(2026, 5, 11))
    assert lost(firm, silent) == [("Lead hand", MONDAY, tuple(date(2026, 5, day) for day in (6, 7, 8)))]
    firm.talk(date(2026, 5, 6), phone, silent)  # it turned up, and sent what it held
    assert lost(firm, silent) == []


@pytest.mark.parametrize("let_in_on", [8, 9])
def test_3_what_arrives_under_the_phone_let_in_again_is_not_lost(firm: Firm, let_in_on: int) -> None:
    phone = lead_hand(firm)
    assert phone.device_id is not None
    devices.remove(firm.owner, world.moment(date(2026, 5, 8), 16), phone.device_id)
    back = date(2026, 5, let_in_on)
    _shown, code = devices.show_pass(firm.owner, world.moment(back, 17), name="Lead hand")
    _device, token = devices.pair(world.moment(back, 17, 5), code)
    again = devices.actor_of(token, world.moment(back, 17, 6))
    assert again is not None
    for day in (5, 6, 7):
        firm.talk(date(2026, 5, day), again, world.moment(back, 17, 10))
    assert lost(firm, world.moment(back, 18)) == [("Lead hand", MONDAY, (date(2026, 5, 8),))]
    firm.talk(date(2026, 5, 8), again, world.moment(back, 18, 10))
    assert lost(firm, world.moment(back, 19)) == []


def test_3_a_day_that_another_phone_wrote_late_is_not_lost(firm: Firm) -> None:
    phone = lead_hand(firm)
    assert phone.device_id is not None
    devices.remove(firm.owner, world.moment(date(2026, 5, 8), 16), phone.device_id)
    _shown, code = devices.show_pass(firm.owner, world.moment(MONDAY, 6), name="Truck 2")
    _device, token = devices.pair(world.moment(MONDAY, 6, 5), code)
    other = devices.actor_of(token, world.moment(MONDAY, 6, 10))
    firm.talk(date(2026, 5, 6), other, world.moment(date(2026, 5, 6)))  # its own record of the day, in time
    firm.talk(date(2026, 5, 7), other, world.moment(date(2026, 5, 9)))
    days = tuple(date(2026, 5, day) for day in (5, 6, 8))
    assert lost(firm, world.moment(date(2026, 5, 9))) == [("Lead hand", MONDAY, days)]


def test_3_a_phone_that_never_sent_and_another_firms_phone_say_nothing(firm: Firm) -> None:
    _shown, code = devices.show_pass(firm.owner, world.moment(MONDAY, 6), name="Truck 2")
    devices.pair(world.moment(MONDAY, 6, 5), code)
    assert lost(firm, world.moment(date(2026, 5, 29))) == []
    lead_hand(firm)
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    theirs = devices.phones(firm.owner)
    assert gone.probably_gone(other, world.moment(date(2026, 5, 29)), theirs) == ()
    with pytest.raises(Forbidden):
        gone.probably_gone(firm.crew, world.moment(date(2026, 5, 29)), theirs)


# ---- 4 "January 2025", written in January 2026 -----------------------------------------------------------------------

JANUARY = world.moment(date(2026, 1, 13))


def asked(firm: Firm, row: Record) -> list[tuple[str, str]]:
    return [(one.about, one.text) for one in asking.questions(reading.one(firm.owner, row.pk))]


def with_photo(firm: Firm, row: Record, taken_on: date | None, part: str = "") -> Record:
    photos.add(
        firm.crew,
        JANUARY,
        photo_id=uuid4(),
        record_id=row.pk,
        name="sheet.jpg",
        data=photo(),
        part=part,
        taken_on=taken_on,
    )
    return row


def test_4_a_year_off_on_somebody_elses_paper_is_asked_with_both_days(firm: Firm) -> None:
    sheet = with_photo(
        firm, firm.talk(date(2025, 1, 12), moment=JANUARY, paper_of="Tallgrass Builders"), date(2026, 1, 12)
    )
    ((about, text),) = asked(firm, sheet)
    assert about == "day"
    assert (
        "Sunday 12 January 2025" in text and "taken on Monday 12 January 2026. Was it Monday 12 January 2026?" in text
    )
    sheet.refresh_from_db()
    assert sheet.happened_on == date(2025, 1, 12), "nothing is changed before somebody answers"


def test_4_without_a_day_in_the_photo_the_day_of_arrival_is_the_other_side(firm: Firm) -> None:
    sheet = with_photo(firm, firm.talk(date(2025, 1, 12), moment=JANUARY, paper_of="Tallgrass Builders"), None)
    ((_about, text),) = asked(firm, sheet)
    assert "it was received on Tuesday 13 January 2026" in text


@pytest.mark.parametrize(
    ("written", "taken", "paper_of"),
    [
        (date(2026, 1, 12), date(2026, 1, 12), "Tallgrass Builders"),  # the right year
        (date(2025, 1, 12), date(2025, 1, 12), "Tallgrass Builders"),  # an old sheet with an old photo
        (date(2025, 1, 13), date(2026, 1, 12), "Tallgrass Builders"),  # a year on it would be ahead of its photo
        (date(2024, 12, 11), date(2026, 1, 12), "Tallgrass Builders"),  # further off than a pile of paper
        (date(2025, 1, 12), date(2026, 1, 12), ""),  # a record of our own, typed
    ],
)
def test_4_any_other_day_is_not_asked_after(firm: Firm, written: date, taken: date, paper_of: str) -> None:
    row = with_photo(firm, firm.talk(written, moment=JANUARY, paper_of=paper_of), taken)
    assert asked(firm, row) == []


# ---- 5 ten or eleven -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("nephew", "temp", "peak"), [(False, False, 9), (True, False, 10), (True, True, ELEVEN)])
def test_5_the_peak_depends_on_who_covers_the_nephew_and_the_temp(
    firm: Firm, nephew: bool, temp: bool, peak: int
) -> None:
    for number in range(8):
        world.person(firm.employer, f"Roofer {number}")
    for day in (date(2026, 9, 5), date(2026, 9, 12)):
        world.person(firm.employer, f"Nephew {day}", since=day, to=day, covered=nephew, regularly_employed=False)
    world.person(
        firm.employer, "Temp", since=date(2026, 9, 4), to=date(2026, 9, 12), covered=temp, regularly_employed=False
    )
    found = counts(firm.employer, date(2026, 12, 1))
    assert (found.peak, found.eligible) == (peak, peak <= 10)
    assert (found.eligible_again_on is not None) == (peak == ELEVEN)
