"""The month on one sheet: its heading counts every line beneath, and what does not fit is cut with a mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from handrail.services.actor import Actor
from handrail.store.models import ActionLine, Certificate, DemonstrationDay, Employer, Record
from tests import world
from tests.web.owner.conftest import text
from tests.web.owner.test_waiting import certified

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
NOW = world.moment()
__all__ = ["certified"]
LONG = "The toe board on the east edge of the garage roof is loose at both ends and has no second nail anywhere"


def fix(firm: Employer, what: str, due_on: date) -> None:
    found_on = date(2026, 3, 1)
    record = Record.objects.create(
        employer=firm, kind="inspection", happened_on=found_on, captured_at=NOW.now, received_at=NOW.now,
        kept_by_name="Luis", sha256="0" * 64, defects=1,
    )  # fmt: skip
    ActionLine.objects.create(employer=firm, record=record, what=what, raised_on=found_on, due_on=due_on)


def test_the_heading_counts_the_overdue_line_too(firm: Employer, owner: Actor, enter: Enter) -> None:
    fix(firm, "Ladder 4 is bent.", date(2026, 5, 20))
    browser = enter(owner)
    assert "June 2026: 1 thing is overdue" in text(browser.get("/month"))
    for day in (5, 12, 19):
        fix(firm, f"Thing {day}.", date(2026, 6, day))
    page = text(browser.get("/month"))
    assert "June 2026: 4 things are due, 1 of them overdue" in page
    assert page.count("<li>Friday") + page.count("<li>Wednesday 20 May 2026") == 4
    assert "May" not in (re.search(r"<h1[^>]*>(.*?)</h1>", text(browser.get("/month?of=2026-07")), re.S) or [""])[0]


def test_a_day_of_this_month_that_has_passed_stands_in_one_list(firm: Employer, owner: Actor, enter: Enter) -> None:
    DemonstrationDay.objects.update(day=date(2026, 6, 10))
    fix(firm, "Ladder 4 is bent.", date(2026, 6, 5))
    fix(firm, "Rope 2 is worn.", date(2026, 6, 12))
    page = text(enter(owner).get("/month"))
    assert "June 2026: 2 things are due, 1 of them overdue" in page
    assert page.count("<li>Friday 5 June 2026") == 1


def test_a_square_holds_a_short_title_and_says_where_it_was_cut(
    firm: Employer, certified: Certificate, owner: Actor, enter: Enter
) -> None:
    fix(firm, LONG + ". And more of it.", date(2026, 6, 12))
    ActionLine.objects.create(
        employer=firm, audit=certified.audit, question="8.1", what="Drills are held: a record of each, with who was there.",
        raised_on=world.DAY, due_on=date(2026, 6, 19),
    )  # fmt: skip
    page = text(enter(owner).get("/month"))
    squares = re.findall(r'class="month-due">(.*?)</span>', page)
    assert "Fix: Drills are held" in squares
    (cut,) = [one for one in squares if one.startswith("Fix: The toe board")]
    assert cut.endswith("…") and len(cut) <= 40
    listed = re.findall(r"<li>[^<]*<a[^>]*>(Fix: The toe board[^<]*)</a>", page)
    assert listed and len(listed[0]) <= 85 and listed[0].endswith("…")
