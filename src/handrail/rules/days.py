"""Calendar days: reading them strictly, moving by days, months and years, and writing them out for a person."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from handrail.rules.reason import BadInput

ONE_DAY = timedelta(days=1)
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SATURDAY = 5


def parse_day(text: object, where: str) -> date:
    """The day written as YYYY-MM-DD in plain digits.

    Anything else (other digits, other orders, week numbers, a 13th month) raises BadInput that says how to write it.
    """
    mend = "Write a real day as year-month-day, such as 2026-03-20."
    if text is None or text == "":
        raise BadInput(where, "the day is missing.", mend)
    if not isinstance(text, str) or not _SHAPE.fullmatch(text):
        raise BadInput(where, f"{_shown(text)} is not a day.", mend)
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise BadInput(where, f"{_shown(text)} is not in the calendar.", mend) from None


def add_days(day: date, days: int) -> date:
    """So many days later, or earlier; the calendar's first and last day are never passed."""
    wanted = day.toordinal() + days
    return date.fromordinal(min(max(wanted, 1), date.max.toordinal()))


def add_months(day: date, months: int) -> date:
    """The same day of another month; a month without that day ends on its last day.

    Always reckon from the first day (12 months twice is not 24 months once after a 29 February). The calendar's first
    and last day are never passed.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def quarter(day: date) -> date:
    """The first day of the calendar quarter a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_end(day: date) -> date:
    return date(day.year, 12, 31)


def is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def in_words(day: date) -> str:
    """'Friday 24 April 2026', the same on every machine."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_and_month(day: date) -> str:
    """'24 April', for a sentence in which the year is plain."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def month_name(day: date) -> str:
    """'April', for any day of it."""
    return _MONTHS[day.month - 1]


def _shown(value: object) -> str:
    text = f'"{value}"'
    return text if len(text) <= 60 else text[:57] + '..."'
