"""What the firm thinks its audit scores."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.program import load_pack
from handrail.rules.audit.facts import Sheet
from handrail.rules.audit.score import Score, score
from handrail.store.facts import audit as facts
from handrail.store.facts.audit import AnswerRow
from handrail.store.models import Answer, Audit


def sheet_of(audit: Audit, answers: Iterable[AnswerRow]) -> Sheet:
    """The sheet of an audit (its `partner` read with it) with these answers."""
    return facts.sheet_of(audit, answers, load_pack(audit.pack))


def claimed_score(audit: Audit) -> Score:
    """The score of the firm's own claimed points as they stand now; one statement."""
    rows = Answer.objects.filter(audit=audit).only("question", "points", "not_applicable", "carried")
    return score(sheet_of(audit, rows), load_pack(audit.pack))
