"""The calendar, the twelve months and the promises as pages; a rained-out day from the home page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from handrail.services.actor import Actor
from handrail.services.evidence.keeping import keep as keep_file
from handrail.services.record import calendar, photos, promising
from handrail.services.record.calendar import StretchFields
from handrail.services.record.keeping import RecordSent, keep
from handrail.services.record.promising import Wanted
from handrail.store.models import DayAnswer, Employer, Interval, NoWork
from tests import world
from tests.services.audit.stage import photo
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
NOW = world.moment()
Enter = Callable[[Actor], Client]


def talk(who: Actor, on: date, **more: Any) -> None:
    more = {"id": uuid4(), "title": "Ladders", **more}
    sent = RecordSent(
        kind="toolbox_talk", happened_on=on, captured_at=datetime.combine(on, time(13), tzinfo=UTC), **more
    )  # fmt: skip
    keep(who, NOW, sent)


def test_the_calendar_says_the_weeks_worked_and_draws_every_day(owner: Actor, enter: Enter) -> None:
    calendar.add(owner, NOW, StretchFields(date(2025, 12, 12), date(2026, 3, 9), "layoff", "Snow"))
    talk(owner, date(2026, 5, 28))
    page = text(enter(owner).get("/calendar"))
    assert re.search(r"Worked in \d+ weeks since 2 June 2025", page)
    assert page.count('<figure class="month">') == 13, "June of last year from the 2nd, June of this one to the 1st"
    assert "January 2026" in page and "0 days worked, laid off" in page
    assert "a record on 1" in page
    assert page.count('class="day day-kept"') == 2  # the day, and the key
    assert "12 December 2025 to 9 March 2026" in page


def test_the_calendar_and_the_year_count_the_same_weeks_of_the_same_days(
    owner: Actor, firm: Employer, enter: Enter
) -> None:
    firm.records_from = date(2025, 8, 4)
    firm.save()
    calendar.add(owner, NOW, StretchFields(date(2025, 12, 12), date(2026, 3, 9), "layoff"))
    talk(owner, date(2026, 5, 28))
    browser = enter(owner)
    year, days = text(browser.get("/year")), text(browser.get("/calendar"))
    counted = re.search(r"Monday 2 June 2025 to Monday 1 June 2026, worked (\d+) weeks", year)
    assert counted is not None and f"Worked in {counted[1]} weeks since 2 June 2025" in days
    # Tuesday to Monday: the one that ends on 4 August, 19 from then to 15 December, 12 from 10 March to 1 June.
    assert int(counted[1]) == 32
    assert "June and July 2025" in year and ">June 2026<" in year


def test_a_record_on_a_day_off_is_a_question_with_two_answers(owner: Actor, enter: Enter) -> None:
    calendar.add(owner, NOW, StretchFields(date(2025, 12, 12), date(2026, 3, 9), "layoff"))
    talk(owner, date(2026, 1, 12))
    browser = enter(owner)
    page = text(browser.get("/calendar"))
    assert "Monday 12 January 2026: did you work that day?" in page
    browser.post("/calendar/days/2026-01-12", {"worked": "no"})
    assert DayAnswer.objects.get().worked is False
    assert "did you work that day?" not in text(browser.get("/calendar"))
    assert browser.post("/calendar/days/2026-13-12", {"worked": "no"}).status_code == 404
    browser.post("/calendar/days/2026-01-13", {"worked": "perhaps"})
    assert DayAnswer.objects.count() == 1


def test_rained_out_from_home_marks_the_day_once_and_offers_desk_jobs(owner: Actor, crew: Actor, enter: Enter) -> None:
    browser = enter(owner)
    assert "Rained out, no work today" in text(browser.get("/today"))
    for who in (browser, browser, enter(crew)):
        answer = who.post("/calendar/no-work/today", follow=True)
        assert answer.status_code == 200
    assert NoWork.objects.get().from_day == world.DAY
    assert "Half an hour, if you have it" in text(browser.get("/calendar/desk-jobs"))
    home = text(browser.get("/today"))
    assert "Rained out" not in home
    assert "nothing is asked of you" in home


def test_with_records_of_today_the_press_asks_first_and_home_then_asks_for_nothing(
    owner: Actor, crew: Actor, enter: Enter
) -> None:
    promising.promise(owner, NOW, {"inspection": Wanted(1, "month")})
    for _twice in range(2):
        talk(owner, world.DAY)
    browser = enter(owner)
    assert "working days left" in text(browser.get("/today"))
    asked = browser.post("/calendar/no-work/today")
    assert asked.status_code == 200 and "You kept 2 records today: still no work?" in text(asked)
    assert not NoWork.objects.exists()
    answer = browser.post("/calendar/no-work/today", {"sure": "yes"}, follow=True)
    assert "Nothing is asked for today." in text(answer)
    assert NoWork.objects.get().from_day == world.DAY
    home = text(browser.get("/today"))
    assert "Rained out" not in home and "working days left" not in home and "nothing is asked of you" in home
    assert "did you work that day?" not in text(browser.get("/calendar"))
    assert "still no work?" not in text(browser.post("/calendar/no-work/today", follow=True)), "it is marked already"


def test_home_offers_it_no_more_once_somebody_marked_the_day(owner: Actor, crew: Actor, enter: Enter) -> None:
    enter(crew).post("/calendar/no-work/today")
    talk(owner, world.DAY)
    page = text(enter(owner).get("/today"))
    assert "Rained out" not in page


def test_no_guess_stands_beside_a_last_day(owner: Actor, enter: Enter) -> None:
    NoWork.objects.create(
        employer_id=owner.organisation_id, from_day=date(2025, 12, 12), to_day=date(2026, 3, 9), reason="layoff",
        note="Snow", expected_back=date(2026, 4, 15),
    )  # fmt: skip
    page = text(enter(owner).get("/calendar"))
    assert "12 December 2025 to 9 March 2026" in page and "Snow" in page
    assert "15 April" not in page and "Back about" not in page


def test_days_that_cannot_be_come_back_with_what_was_typed(owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    typed = {
        "from_day": "2026-05-10",
        "to_day": "2026-05-01",
        "reason": "season",
        "note": "Mud & frost",
        "expected_back": "",
    }
    answer = browser.post("/calendar/no-work/add", typed)
    assert answer.status_code == 422
    page = text(answer)
    assert "The last day lies before the first." in page and 'value="Mud & frost"' in page
    once = str(uuid4())
    for _sent in range(2):
        assert browser.post("/calendar/no-work/add", {**typed, "to_day": "2026-05-12", "once": once}).status_code == 302
    row = NoWork.objects.get()
    browser.post(f"/calendar/no-work/{row.pk}/remove")
    assert not NoWork.objects.exists()


def test_the_crew_is_back_today(owner: Actor, enter: Enter) -> None:
    row = calendar.add(owner, NOW, StretchFields(date(2026, 5, 20), None, "season", expected_back=date(2026, 6, 10)))
    browser = enter(owner)
    assert "The crew is back" in text(browser.get("/calendar"))
    browser.post(f"/calendar/no-work/{row.pk}/back")
    row.refresh_from_db()
    assert row.to_day == date(2026, 5, 31)


def test_promises_are_offered_kept_and_refused_with_what_was_typed(owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    page = text(browser.get("/promises"))
    assert "You promise 0 things" in page and "Common: once a week." in page
    assert "(optional)" not in page and " required" not in page, "what is left empty is promised of nobody"
    typed = {"times-toolbox_talk": "1", "unit-toolbox_talk": "week", "times-inspection": "", "unit-inspection": "month"}
    assert browser.post("/promises", typed).status_code == 302
    assert [(row.kind, row.times, row.unit) for row in Interval.objects.all()] == [("toolbox_talk", 1, "week")]
    wrong = browser.post("/promises", {**typed, "times-inspection": "99"})
    assert wrong.status_code == 422
    assert 'value="99"' in text(wrong) and "(optional)" not in text(wrong)


def test_the_year_shows_a_strip_for_each_question_and_the_months_tasks(owner: Actor, enter: Enter) -> None:
    promising.promise(owner, NOW, {"toolbox_talk": Wanted(1, "week"), "inspection": Wanted(1, "month")})
    talk(owner, date(2026, 5, 28))
    page = text(enter(owner).get("/year"))
    assert "Ready for" in page
    assert "No site check yet in June." in page and "Your promise: 1 a month." in page
    assert "5.6 " in page and "1 record" in page
    assert "<table" in page and '<th scope="col">' in page


def test_the_counts_of_the_year_add_up(owner: Actor, enter: Enter) -> None:
    talk(owner, date(2026, 5, 28))
    page = text(enter(owner).get("/year"))
    alone = re.search(r"\d+ of the (\d+) questions that records alone can prove", page)
    more = re.search(r"(\d+) questions? could use more", page)
    covered = re.search(r"(\d+) questions? (?:is|are) covered", page)
    said = re.search(r"Below stand (\d+) questions: these (\d+), and (\d+) more", page)
    assert alone and more and said
    below, these, beside = (int(one) for one in said.groups())
    assert (these, below) == (int(alone[1]), these + beside)
    assert below == int(more[1]) + (int(covered[1]) if covered else 0) and beside > 0


def test_the_year_says_what_lies_in_the_shoebox_and_that_it_counts_elsewhere(owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    assert "in your shoebox" not in text(browser.get("/year"))
    for colour in ("red", "green"):
        keep_file(owner, NOW, f"{colour}.jpg", photo(colour))
    talk(owner, world.DAY, id=(talk_id := uuid4()))
    photos.add(owner, NOW, photo_id=uuid4(), record_id=talk_id, name="sheet.jpg", data=photo("blue"))
    page = text(browser.get("/year"))
    assert '2 pieces of proof lie in your <a href="/shoebox">shoebox</a>.' in page
    assert "They count in the audit, not here" in page


def test_the_home_page_shows_this_months_tasks_and_one_amber_at_most(owner: Actor, enter: Enter) -> None:
    promising.promise(owner, NOW, {"toolbox_talk": Wanted(1, "week")})
    page = text(enter(owner).get("/today"))
    assert "No talk yet this week." in page and 'href="/year"' in page
    assert page.count("card-needs") <= 1


def test_the_crew_sees_the_calendar_and_changes_none_of_it(
    crew: Actor,
    owner: Actor,
    foreigner: Actor,
    enter: Enter,
    firm: Employer,
) -> None:
    row = calendar.add(owner, NOW, StretchFields(date(2026, 5, 1), date(2026, 5, 5), "day_off"))
    browser = enter(crew)
    page = text(browser.get("/calendar"))
    assert "1 May 2026 to 5 May 2026" in page and "Take it off" not in page and "Change the days" not in page
    assert browser.post(f"/calendar/no-work/{row.pk}/remove").status_code == 403
    assert browser.get("/promises").status_code == 403
    assert browser.get("/year").status_code == 403
    assert enter(foreigner).post(f"/calendar/no-work/{row.pk}/remove").status_code == 404


def test_each_month_of_the_calendar_names_its_weekdays(owner: Actor, enter: Enter) -> None:
    page = text(enter(owner).get("/calendar"))
    letters = re.search(r'<g id="day-letters"[^>]*>(.*?)</g>', page)
    assert letters is not None
    assert re.sub(r"<[^>]+>", "", letters[1]) == "MTWTFSS"
    assert page.count('href="#day-letters"') == page.count('class="month"') >= 12


def test_the_calendar_is_five_statements_however_many_records(
    owner: Actor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, 29):
        talk(owner, date(2026, 4, number))
    with django_assert_max_num_queries(5):
        found = calendar.calendar_of(owner, NOW)
    assert len(found.calendar.record_days) == 28
