"""The values that the page components take.

The tags themselves are in ``templatetags/handrail.py``; ``docs/look.md`` shows each one in use. A page may pass
these frozen values or anything with the same attributes or keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Post:
    """One post of a rail: a word, its state (a key of ``STATES``), a second line and an address if it leads somewhere."""

    word: Words
    state: str = "ahead"
    detail: Words = ""
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Task:
    """One line of a task list: what to do, its state, a word for that state, a second line and where to do it."""

    label: Words
    url: str = ""
    state: str = "ahead"
    word: Words = ""
    hint: Words = ""


@dataclass(frozen=True)
class Event:
    """One entry of a timeline: the day (or moment) it happened, what happened, who did it and anything more."""

    on: Any
    what: Words
    who: Words = ""
    detail: Words = ""
    state: str = "done"


@dataclass(frozen=True)
class Column:
    """One column of a table: the key of its cells, its heading, whether it holds figures, whether it names the row.

    `unbroken`: a number or day that no line may break.
    """

    key: str
    heading: Words
    figures: bool = False
    names_row: bool = False
    unbroken: bool = False


@dataclass(frozen=True)
class Cell:
    """A table cell that is more than text: a link, or a badge with its state."""

    text: Words
    url: str = ""
    state: str = ""


STATES: dict[str, Words] = {
    "done": _("done"),
    "good": _("passes"),
    "now": _("next"),
    "ahead": _("ahead"),
    "gap": _("gap"),
    "bad": _("fails"),
    "info": _("for information"),
    "half": _("partly"),
    "idle": _("not working"),
    "none": _("does not apply"),
}
"""Every state a mark can show, with the word a screen reader gets where the page shows no word of its own."""

# Each state has a shape of its own, so that it reads in black and white, in sunlight and without colour vision.
_SHAPES: dict[str, str] = {
    "done": '<circle cx="10" cy="10" r="7.5" class="fill"/>',
    "good": '<circle cx="10" cy="10" r="8.5" class="fill"/><path d="M6 10.4l2.8 2.8 5.2-5.8" class="cut"/>',
    "now": '<circle cx="10" cy="10" r="8.5" class="hand"/><circle cx="10" cy="10" r="3.5" class="hole"/>',
    "ahead": '<circle cx="10" cy="10" r="6.5" class="hollow"/>',
    "gap": '<path d="M10 2v4M10 14v4" class="stroke"/>',
    "bad": '<path d="M10 .8L19.2 10 10 19.2.8 10z" class="fill"/><path d="M7 7l6 6M13 7l-6 6" class="cut"/>',
    "info": '<rect x="2.5" y="2.5" width="15" height="15" rx="3" class="fill"/><path d="M10 9v5M10 5.9v.2" class="cut"/>',
    "half": '<circle cx="10" cy="10" r="7" class="hollow"/><path d="M10 3a7 7 0 0 1 0 14z" class="fill"/>',
    "idle": '<circle cx="10" cy="10" r="7" class="hollow"/><path d="M5 11l6-6M6.5 14.500l8-8M10 15.500l5-5" class="thin"/>',
    "none": '<path d="M4.500 10h11" class="stroke"/>',
}

MARKS: dict[str, SafeString] = {
    # Constants written above, never anything a person typed.
    state: mark_safe(  # noqa: S308
        f'<svg class="mark mark-{state}" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"'
        f' focusable="false">{shape}</svg>'
    )
    for state, shape in _SHAPES.items()
}
"""The drawn mark of each state, hidden from screen readers: a word always stands beside it."""
