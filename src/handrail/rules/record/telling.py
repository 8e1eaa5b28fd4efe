"""A reminder in one text message, when it goes out, and the hours it may not: for the firm's own rhythm, nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal

from handrail.rules.audit.window import Window
from handrail.rules.days import ONE_DAY, month_end, month_name
from handrail.rules.record.calendar import idle_on
from handrail.rules.record.facts import WorkCalendar
from handrail.rules.record.rhythm import Task

if TYPE_CHECKING:
    from handrail.program import RecordKind

Every = Literal["week", "month"]
LONGEST: Final = 160
"""Characters of one text message in its plain alphabet (3GPP TS 23.038); one more makes it two messages."""
_NAME: Final = 40
_END: Final = "Reply is not read."
_PAUSES: Final = frozenset({"season", "layoff"})
# What the plain alphabet holds besides these counts twice or turns the whole message into one of 70 characters.
_PLAIN: Final = re.compile(r"[A-Za-z0-9 @!\"#%&'()*+,\-./:;<=>?$_éèùìòÇØøÅåÆæßÉÄÖÑÜäöñüà]")
_QUOTES: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "Ł": "L", "ł": "l"})
# Area code and exchange begin with 2 to 9 and are no service code such as 911.
_NUMBER: Final = re.compile(r"1?([2-9](?!11)[0-9]{2}[2-9](?!11)[0-9]{6})")


def phone_number(text: str) -> str | None:
    """A number of the North American plan as `+14035550123`, however it was typed; None for anything else."""
    typed = text.strip()
    if not re.fullmatch(r"\+?[0-9 ().\-/]+", typed) or (typed.startswith("+") and not typed.startswith("+1")):
        return None
    found = _NUMBER.fullmatch(re.sub(r"[^0-9]", "", typed))
    return f"+1{found[1]}" if found else None


def paused(calendar: WorkCalendar, day: date) -> bool:
    """Whether the firm is out of season or laid off on the day: then nobody is reminded of anything."""
    idle = idle_on(calendar, day)
    return idle is not None and idle.reason in _PAUSES


def short_text(firm: str, tasks: Sequence[Task], kinds: Mapping[str, RecordKind]) -> str:
    """The open tasks of a firm in one message of at most 160 plain characters; empty where there are none.

    The most pressing come first; those that do not fit are counted.
    """
    open_ = [task for task in tasks if not task.is_done]
    if not open_:
        return ""
    name = _cut(plain(firm), _NAME) or "Handrail"
    for count in range(len(open_), 0, -1):
        more = f"; and {len(open_) - count} more" if count < len(open_) else ""
        text = f"{name}: {_said(open_[:count], kinds)}{more}. {_END}"
        if len(text) <= LONGEST:
            return text
    return f"{name}: {_cut(_said(open_[:1], kinds), LONGEST - len(name) - len(_END) - 4)}. {_END}"


def plain(text: str) -> str:
    """The text in the letters every phone takes as one message: accents it lacks fall away, other signs are left out."""
    kept: list[str] = []
    for sign in text.translate(_QUOTES):
        bare = sign if _PLAIN.fullmatch(sign) else unicodedata.normalize("NFKD", sign)
        kept.extend(one for one in bare if _PLAIN.fullmatch(one))
    return " ".join("".join(kept).split())


def planned(every: Every, weekday: int, day: date) -> date:
    """The day of a reminder: that weekday (0 is Monday) of the week of `day`, or the first such one of its month."""
    if every == "week":
        return day + timedelta(days=weekday - day.weekday())
    first = day.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def period_name(every: Every, day: date) -> str:
    """`2026-W23` or `2026-06`: what a reminder goes out once in."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}" if every == "week" else f"{day:%Y-%m}"


def out_of_quiet(local: datetime, from_hour: int, to_hour: int) -> datetime:
    """The same time, or the end of the quiet hours that hold it. Local time; the same hour twice means none are quiet."""
    hour = local.hour
    over_midnight = from_hour > to_hour and (hour >= from_hour or hour < to_hour)
    if not (over_midnight or from_hour <= hour < to_hour):
        return local
    day = local.date() + ONE_DAY if to_hour <= hour else local.date()
    return datetime.combine(day, time(to_hour), tzinfo=local.tzinfo)


def _said(tasks: Sequence[Task], kinds: Mapping[str, RecordKind]) -> str:
    """The tasks by their period, each period named once with the working days left in it."""
    groups: dict[Window, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.period, []).append(task)
    return "; ".join(_together(period, held, kinds) for period, held in groups.items())


def _together(period: Window, tasks: Sequence[Task], kinds: Mapping[str, RecordKind]) -> str:
    said = f"{', '.join(_one(task, kinds) for task in tasks)} {_when(period)}"
    if period.from_ == period.to:
        return said
    left = tasks[0].left
    return f"{said}, {left} working {'day' if left == 1 else 'days'} left"


def _one(task: Task, kinds: Mapping[str, RecordKind]) -> str:
    words = plain(kinds[task.kind].owner_words)
    word = words[:1].lower() + words[1:]
    return f"no {word} yet" if task.done == 0 else f"{word} {task.done} of {task.wanted}"


def _when(period: Window) -> str:
    length = (period.to - period.from_).days
    if length == 0:
        return "today"
    if length == 6:
        return "this week"
    if period.to == month_end(period.from_):
        return f"in {month_name(period.from_)}"
    if length > 300:
        return f"in {period.from_.year}"
    return f"from {month_name(period.from_)} to {month_name(period.to)}"


def _cut(text: str, most: int) -> str:
    """The text, or as many whole words of it as fit."""
    if len(text) <= most:
        return text
    return text[: most + 1].rsplit(" ", 1)[0][:most].rstrip(" ,.;:&")
