"""What the firm thinks its audit scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.program import load_pack
from handrail.rules.audit.facts import Sheet
from handrail.rules.audit.score import Score, rows_in_force, score
from handrail.store.facts import audit as facts
from handrail.store.facts.audit import AnswerRow
from handrail.store.models import Answer, Audit


def sheet_of(audit: Audit, answers: Iterable[AnswerRow]) -> Sheet:
    """The sheet of an audit (its `partner` read with it) with these answers."""
    return facts.sheet_of(audit, answers, load_pack(audit.pack))


@dataclass(frozen=True, slots=True)
class Claim:
    """What the firm has said of its audit: the score of it, and how many questions take part (`asked`) and are answered."""

    score: Score
    answered: int
    asked: int

    @property
    def mostly_said(self) -> bool:
        """Whether more than half is answered, so that the percent tells of the firm and not of what is still empty."""
        return 2 * self.answered > self.asked


def claim_of(audit: Audit) -> Claim:
    """How far the answers of an audit are, and what they score; one statement."""
    found = claimed_score(audit)
    pack = load_pack(audit.pack)
    asked = len(rows_in_force(pack.edition(audit.edition), facts.facts_of(audit.facts))[0])
    return Claim(found, asked - len(found.unanswered), asked)


def claimed_score(audit: Audit) -> Score:
    """The score of the firm's own claimed points as they stand now; one statement."""
    rows = Answer.objects.filter(audit=audit).only("question", "points", "not_applicable", "carried")
    return score(sheet_of(audit, rows), load_pack(audit.pack))
