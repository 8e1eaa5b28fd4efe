"""A calendar as a file that phones and mail programs subscribe to: whole days, as RFC 5545 writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
NEW_LINE: Final = "\n"
LINE_OCTETS: Final = 75
"""RFC 5545, 3.1: longer lines are folded."""


@dataclass(frozen=True, slots=True)
class WholeDay:
    """One entry: `uid` stays the same for the same thing however often the calendar is fetched."""

    uid: str
    on: date
    title: str
    url: str = ""


def calendar_file(name: str, days: Iterable[WholeDay], *, at: datetime) -> bytes:
    """The calendar; `at` is when it was written. Entries take no time of anybody's day (TRANSPARENT)."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handrail//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(one.uid)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
            # Without an end it lasts the one day; the last day of the calendar has no day after it.
            *([f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}"] if one.on < date.max else []),
            f"SUMMARY:{_text(one.title)}",
            *([f"URL:{_printable(one.url).partition(NEW_LINE)[0]}"] if one.url else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _printable(text: str) -> str:
    """Without control characters, which no value may hold; line ends stay to be escaped."""
    return "".join(
        char
        for char in text.replace("\r\n", "\n").replace("\r", "\n")
        if (char >= " " and char != "\x7f") or char == "\n"
    )


def _text(value: str) -> str:
    """A TEXT value, RFC 5545 3.3.11: backslash, semicolon, comma and line ends are escaped."""
    plain = _printable(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, the following ones begun by a blank; no letter is cut in two."""
    parts, room = [""], LINE_OCTETS
    for char in line:
        octets = len(char.encode())
        if octets > room:
            parts.append("")
            room = LINE_OCTETS - 1
        parts[-1] += char
        room -= octets
    return "\r\n ".join(parts)
