"""Ways a background firm answers the instrument, made from a seed, each scored once by the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from random import Random

from handrail.program import Edition, load_pack
from handrail.rules.audit.facts import Answer as AnswerFact
from handrail.rules.audit.facts import Facts, Purpose, Sheet
from handrail.rules.audit.score import Score, rows_in_force, score

EDITION = "ref10-2023"
PROFILES = 24
VISITORS = "Nobody came to our jobs this year but our own people and the customer."
WEAK = ("2.3", "2.5", "2.6", "3.3", "3.5", "5.3", "5.4", "5.6", "6.2", "7.2", "7.3", "8.3", "8.6", "9.3", "10.1")


@dataclass(frozen=True)
class Profile:
    """One way to answer the instrument: the points of each question that takes part, and what they come to."""

    points: Mapping[str, Decimal]
    score: Score

    def lost(self, edition: Edition) -> dict[str, Decimal]:
        return {
            question: Decimal(edition.question(question).points) - given
            for question, given in self.points.items()
            if given < edition.question(question).points
        }


@lru_cache(maxsize=64)
def profile(number: int, regularly: int, *, owner_only: bool, weak: bool) -> Profile:
    """A profile by number: strong ones pass both gates, weak ones do not pass the first time."""
    dice = Random(f"profile {number} {weak}")  # noqa: S311
    edition = load_pack().edition(EDITION)
    facts = Facts(regularly_employed=regularly, owner_only=owner_only, visitors=False)
    points = {}
    for identity, _element, _points, question in rows_in_force(edition, facts)[0]:
        if identity == "6.3":
            continue
        full = int(question.points)
        low = identity in WEAK and dice.random() < (0.95 if weak else 0.5)
        given = round(full * dice.uniform(0.0, 0.6) if weak else full * dice.uniform(0.6, 0.95)) if low else full
        if question.scale == "all_or_nothing":
            given = full
        points[identity] = Decimal(given)
    answers = {key: AnswerFact.of(value) for key, value in points.items()} | {
        "6.3": AnswerFact(not_applicable=VISITORS)
    }
    sheet = Sheet(edition, Purpose.CERTIFICATION, date(2026, 1, 5), facts, answers, None)
    return Profile(points, score(sheet, load_pack()))
