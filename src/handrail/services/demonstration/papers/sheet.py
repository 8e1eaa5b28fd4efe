"""A paper as data: what stands on it, block by block; typeset to a small PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from handrail.integrations.typesetting import typeset

Block = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a firm's proof: what it is called, what it is, the day it is about, and how it is made.

    Its day is also the day it came in, unless `received` says a later one. `by_crew`: the lead hand took it on his phone.
    `kind` is empty for what still lies unsorted in the shoebox.
    """

    code: str
    name: str
    kind: str
    day: date
    label: str
    make: Callable[[], bytes]
    received: date | None = None
    by_crew: bool = False
    site: str = ""


def paper(
    firm: str,
    code: str,
    title: str,
    day: date,
    blocks: Sequence[Block],
    *,
    sections: bool = False,
    numbered: bool = True,
) -> bytes:
    """A PDF of the blocks. With `sections` the first block carries the title and each section begins a page.

    What is taken apart afterwards is better not `numbered`.
    """
    data = {
        "firm": firm, "code": code, "title": title, "blocks": list(blocks), "sections": sections, "numbered": numbered
    }  # fmt: skip
    return typeset("demonstration_paper", data, at=datetime.combine(day, time(12), tzinfo=UTC))


def says(day: date) -> str:
    """A day as somebody writes it on a form: `Aug 12, 2025`."""
    return f"{day:%b} {day.day}, {day.year}"


def section(title: str) -> Block:
    return ("section", title)


def h(title: str) -> Block:
    return ("h", title)


def p(text: str) -> Block:
    return ("p", text)


def hand(text: str) -> Block:
    """A line written by hand."""
    return ("hand", text)


def bullets(*lines: str) -> Block:
    return ("list", lines)


def steps(*lines: str) -> Block:
    return ("steps", lines)


def fields(**values: str) -> Block:
    """Boxes filled in by hand; an underscore in a name is a space."""
    return ("fields", [(name.replace("_", " "), value) for name, value in values.items()])


def table(head: Sequence[str], *rows: Sequence[str]) -> Block:
    return ("table", list(head), [list(row) for row in rows])


def form(head: Sequence[str], *rows: Sequence[str]) -> Block:
    """A table whose first column is printed and the others are filled in by hand."""
    return ("form", list(head), [list(row) for row in rows])


def signed(day: date, *names: str) -> Block:
    """Signatures; the name as printed, as signed, and the day."""
    return ("signed", [(name, _signature(name), says(day)) for name in names])


def _signature(name: str) -> str:
    first, *rest = name.split()
    return f"{first[0]}. {rest[-1]}" if rest else first
