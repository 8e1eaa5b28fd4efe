"""The calendar of due days: what stands in it, and that any calendar program can read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.integrations.calendar_file import WholeDay, calendar_file
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.employer import sharing
from handrail.services.errors import Absent, Forbidden
from handrail.services.notice.feed import due_days, feed
from handrail.store.models import ActionLine, Employer, Record, Training
from tests import world

NOW = world.moment()
AT = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)


def unfolded(data: bytes) -> list[str]:
    """The content lines, read as strictly as RFC 5545 3.1 says."""
    assert data.endswith(b"\r\n")
    raw = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in raw)
    assert not any(b"\n" in line or b"\r" in line for line in raw)
    whole: list[bytes] = []
    for line in raw:
        line.decode()  # no letter is cut in two
        if line.startswith(b" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [line.decode() for line in whole]


def unescaped(value: str) -> str:
    out, rest = "", value
    while rest:
        char, rest = rest[0], rest[1:]
        if char == "\\":
            told, rest = rest[0], rest[1:]
            out += {"n": "\n", "N": "\n"}.get(told, told)
        else:
            assert char not in ";,"
            out += char
    return out


@given(st.text(max_size=300))
def test_any_title_comes_back_whole(title: str) -> None:
    title = "".join(
        char for char in title if (char >= " " and char != "\x7f" and not "\ud800" <= char <= "\udfff") or char == "\n"
    )
    lines = unfolded(calendar_file("x", [WholeDay("a", date(2026, 2, 28), title)], at=AT))
    summary = next(line for line in lines if line.startswith("SUMMARY:"))
    assert unescaped(summary.removeprefix("SUMMARY:")) == title


def test_the_last_day_of_the_calendar_has_no_day_after_it() -> None:
    lines = unfolded(calendar_file("x", [WholeDay("a", date.max, "never")], at=AT))
    assert "DTSTART;VALUE=DATE:99991231" in lines
    assert not any(line.startswith("DTEND") for line in lines)


def test_a_whole_day_ends_on_the_next_and_nothing_can_be_put_in_between() -> None:
    evil = WholeDay("a\r\nEND:VEVENT", date(2026, 12, 31), "x\r\nATTACH:http://evil", "https://h/x\r\nATTACH:y")
    lines = unfolded(calendar_file("Dana's; roof, Ltd.", [evil], at=AT))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20261231" in lines and "DTEND;VALUE=DATE:20270101" in lines
    assert lines.count("END:VEVENT") == 1 and not any(line.startswith("ATTACH") for line in lines)
    assert "X-WR-CALNAME:Dana's\\; roof\\, Ltd." in lines and "DTSTAMP:20260601T060000Z" in lines


@pytest.fixture
def firm(db: None) -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def fix(firm: Employer, kind: str, what: str, due: date | None, done: date | None = None) -> None:
    record = Record.objects.create(
        employer=firm, kind=kind, happened_on=date(2026, 5, 1), captured_at=NOW.now, received_at=NOW.now,
        kept_by_name="x", sha256="0" * 64,
    )  # fmt: skip
    ActionLine.objects.create(employer=firm, record=record, what=what, due_on=due, done_on=done)


def test_deadlines_fixes_and_tickets_stand_on_their_days(firm: Employer, owner: Actor) -> None:
    luis = world.person(firm, "Luis")
    Training.objects.create(person=luis, title="First aid", taken_on=date(2024, 1, 1), expires_on=date(2027, 1, 31))
    Training.objects.create(person=luis, course="building", title="Building", taken_on=date(2025, 2, 3))
    fix(firm, "inspection", "Ladder 4 bent. Replace it.", date(2026, 6, 9))
    fix(firm, "inspection", "Done long ago.", date(2026, 5, 9), date(2026, 5, 8))
    fix(firm, "inspection", "No day yet.", None)
    fix(firm, "incident", "Luis hurt his knee.", date(2026, 6, 10))
    found = [(one.on, one.what) for one in due_days(owner, NOW)]
    assert found == [
        (date(2026, 6, 9), "Fix: Ladder 4 bent"),
        (date(2026, 6, 10), "A fix is due"),
        (date(2027, 1, 31), "First aid of Luis ends"),
        (date(2028, 2, 3), "Refresher of Luis"),
    ]
    with pytest.raises(Forbidden):
        due_days(world.member(firm.organisation, Role.CREW), NOW)


def test_the_address_opens_its_own_firm_until_it_is_taken_back(firm: Employer, owner: Actor) -> None:
    other = world.employer("Other Ltd.")
    fix(firm, "inspection", "Ours.", date(2026, 6, 9))
    fix(other, "inspection", "Theirs.", date(2026, 6, 9))
    made = sharing.give_feed(owner, NOW)
    text = feed(NOW, made.token).decode()
    assert "Ours" in text and "Theirs" not in text
    assert feed(world.moment(hour=20), made.token).decode() == text
    assert unfolded(feed(NOW, made.token))
    sharing.take_back(owner, NOW, made.row.pk)
    with pytest.raises(Absent):
        feed(NOW, made.token)
    with pytest.raises(Absent):
        feed(NOW, "nobody")
