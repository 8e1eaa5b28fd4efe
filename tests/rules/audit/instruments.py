"""Small made-up instruments, and REF-10 answered in full, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handrail.program import Edition, Element, Pack, Question, load_pack
from handrail.rules.audit.facts import Answer, Facts, Purpose, Sheet, to_hundredths

DAY = date(2026, 3, 9)


def ca_ab() -> Pack:
    return load_pack("ca-ab")


def ref10() -> Edition:
    return ca_ab().edition("ref10-2023")


def question(element: str, number: int, points: Any, **more: Any) -> Question:
    words = dict.fromkeys(("title", "asked", "why", "good_proof", "common_mistake"), f"question {element}.{number}")
    given = {"scale": "range", "verify": ("D",), "kind": "R", **words, **more}
    return Question(id=f"{element}.{number}", element=element, points=points, **given)


def instrument(*elements: Sequence[Any]) -> Edition:
    """An edition whose elements are given as lists of points."""
    made = tuple(
        Element(str(i), f"Element {i}", "", tuple(question(str(i), j, p) for j, p in enumerate(points, 1)))
        for i, points in enumerate(elements, 1)
    )
    return replace(ref10(), id="small", title="Small", elements=made)


def full_answers(edition: Edition | None = None) -> dict[str, Answer]:
    return {q.id: Answer(hundredths=to_hundredths(q.points)) for q in (edition or ref10()).questions}


def sheet_of(
    answers: Mapping[str, Answer],
    *,
    edition: Edition | None = None,
    purpose: Purpose = Purpose.CERTIFICATION,
    facts: Facts = Facts(),  # noqa: B008 - frozen
) -> Sheet:
    return Sheet(edition or ref10(), purpose, DAY, facts, answers)


def audit_json(**more: Any) -> dict[str, Any]:
    """An audit as a file holds it, everything answered in full."""
    answers = {q.id: {"points": q.points} for q in ref10().questions}
    return {
        "pack": "ca-ab",
        "edition": "ref10-2023",
        "purpose": "certification",
        "as_of": "2026-03-09",
        "answers": answers,
        **more,
    }
