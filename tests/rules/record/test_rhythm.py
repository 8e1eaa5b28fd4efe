"""The small tasks of now: worked days only, no backlog, and one calm line after a gap."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.record.facts import Idle, Promise, RecordFact, WorkCalendar
from handrail.rules.record.rhythm import MOST, Rhythm, gap_sentence, rhythm
from tests.rules.record.years import LAYOFF, PACK, calendar_of, mondays, record

SINCE = date(2025, 1, 1)
MONTHLY = Promise("inspection", 1, "month", SINCE)
WEEKLY = Promise("toolbox_talk", 1, "week", SINCE)


def tasks(
    day: date, *promises: Promise, records: list[RecordFact] | None = None, idle: tuple[Idle, ...] = ()
) -> Rhythm:
    kept = records or []
    return rhythm(promises, calendar_of(kept, *idle), kept, day, PACK.record_kinds)


def test_no_inspection_yet_in_march_and_the_working_days_left() -> None:
    found = tasks(date(2026, 3, 19), MONTHLY)
    assert [one.sentence for one in found.tasks] == ["No site check yet in March. Nine working days left."]


def test_the_most_pressing_first_and_what_is_done_apart() -> None:
    drill = Promise("emergency_drill", 1, "year", SINCE)
    kept = [record("inspection", date(2026, 3, 4))]
    found = tasks(date(2026, 3, 20), drill, MONTHLY, WEEKLY, records=kept)
    assert [one.kind for one in found.tasks] == ["toolbox_talk", "emergency_drill"]
    assert found.tasks[0].sentence == "No talk yet this week. Today is the last day you work in it."
    assert [one.sentence for one in found.done] == ["Site check: done in March."]


def test_the_one_day_left_is_today_only_on_that_day() -> None:
    saturday = tasks(date(2026, 8, 29), MONTHLY)
    assert [one.sentence for one in saturday.tasks] == ["No site check yet in August. One working day left."]
    monday = tasks(date(2026, 8, 31), MONTHLY)
    assert monday.tasks[0].sentence == "No site check yet in August. Today is the last day you work in it."


def test_some_of_several_is_said_as_a_count() -> None:
    twice = Promise("inspection", 2, "month", SINCE)
    found = tasks(date(2026, 3, 2), twice, records=[record("inspection", date(2026, 3, 2))])
    assert found.tasks[0].sentence == "Site check: 1 of 2 in March. 22 working days left."


def test_what_was_missed_last_month_is_never_asked_again() -> None:
    kept = [record("inspection", date(2026, 3, 2))]
    assert tasks(date(2026, 3, 9), MONTHLY, records=kept).tasks == ()


def test_nothing_is_asked_while_there_is_no_work() -> None:
    lasting = Idle(date(2025, 11, 1), None, "season", expected_back=date(2026, 4, 15))
    found = tasks(date(2026, 1, 20), WEEKLY, MONTHLY, idle=(lasting,))
    assert (found.tasks, found.gap) == ((), "")
    assert found.idle == "No work until about Wednesday 15 April 2026, so nothing is asked of you."
    chinook = [record("field_hazard_assessment", date(2026, 1, 20))]
    assert [one.kind for one in tasks(date(2026, 1, 20), WEEKLY, records=chinook, idle=(lasting,)).tasks] == [
        "toolbox_talk"
    ]


def test_no_guess_is_told_once_the_last_day_is_known() -> None:
    over = Idle(date(2025, 12, 12), date(2026, 3, 9), "layoff", expected_back=date(2026, 4, 15))
    found = tasks(date(2026, 1, 20), WEEKLY, idle=(over,))
    assert found.idle == "No work until Tuesday 10 March 2026, so nothing is asked of you."


def test_days_left_stop_where_the_layoff_begins() -> None:
    found = tasks(date(2025, 12, 10), MONTHLY, idle=(LAYOFF,))
    assert found.tasks[0].left == 2


def test_a_promise_that_begins_later_asks_nothing_yet() -> None:
    assert tasks(date(2026, 3, 9), Promise("inspection", 1, "month", date(2026, 4, 1))).tasks == ()


def test_never_more_than_four_tasks() -> None:
    kinds = ["inspection", "toolbox_talk", "ppe_inspection", "maintenance", "emergency_drill", "first_aid_check"]
    found = tasks(date(2026, 3, 9), *(Promise(kind, 1, "month", SINCE) for kind in kinds))
    assert len(found.tasks) == MOST


def test_after_a_gap_one_calm_line() -> None:
    kept = [record("toolbox_talk", date(2025, 6, 3))]
    assert gap_sentence(kept, calendar_of(kept), date(2025, 6, 12)) == (
        "Nothing since 3 June. That gap stays a gap and will not sink you. Today needs one thing: a talk, 30 seconds."
    )


def test_a_short_gap_a_layoff_and_an_empty_book_say_nothing() -> None:
    kept = [record("toolbox_talk", date(2025, 6, 3))]
    assert gap_sentence(kept, calendar_of(kept), date(2025, 6, 10)) == ""
    last = [record("toolbox_talk", date(2025, 12, 11))]
    assert gap_sentence(last, calendar_of(last, LAYOFF), date(2026, 3, 13)) == ""
    assert "Nothing since 11 December 2025." in gap_sentence(last, calendar_of(last, LAYOFF), date(2026, 3, 18))
    assert gap_sentence([], WorkCalendar(), date(2026, 3, 13)) == ""


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_record_today_is_never_asked_for_today(day: date, unit: str) -> None:
    kept = [record("inspection", day)]
    found = tasks(day, Promise("inspection", 1, unit, SINCE), records=kept)  # type: ignore[arg-type]
    assert (found.tasks, found.gap) == ((), "")
    assert [one.kind for one in found.done] == ["inspection"]


def test_a_talk_each_monday_keeps_a_weekly_promise_all_year() -> None:
    kept = [record("toolbox_talk", day) for day in mondays(date(2026, 1, 5), date(2026, 12, 28))]
    days = [date(2026, 1, 5) + timedelta(days=number) for number in range(350)]
    assert all(tasks(day, WEEKLY, records=kept).tasks == () for day in days)
