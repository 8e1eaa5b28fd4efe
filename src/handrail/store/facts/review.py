"""Reviewed rows to what the audit rules take: the sheet of the reviewer's points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from handrail.program import Pack
from handrail.rules.audit.facts import Answer, Purpose, Sheet, to_hundredths
from handrail.store.facts.audit import facts_of
from handrail.store.models import Audit, ReviewedAnswer


class SentClaim(Protocol):
    """What we need to know of the firm's own claim."""

    @property
    def not_applicable(self) -> str: ...
    @property
    def carried(self) -> bool: ...


def reviewed_sheet(audit: Audit, rows: Iterable[ReviewedAnswer], claims: Mapping[str, SentClaim], pack: Pack) -> Sheet:
    """The sheet of the reviewer's points; a question without them is left out and scores nothing.

    A carried question at full points stays carried; one the reviewer agrees does not apply keeps the firm's reason.
    """
    edition = pack.edition(audit.edition)
    answers: dict[str, Answer] = {}
    for row in rows:
        claim = claims.get(row.question)
        question = edition.by_id.get(row.question)
        if question is None:
            continue
        if row.not_applicable:
            reason = (claim.not_applicable if claim else "") or row.reason or "as reviewed"
            answers[row.question] = Answer(not_applicable=reason)
        elif row.points is not None:
            full = to_hundredths(row.points) == to_hundredths(question.points)
            carried = full and claim is not None and claim.carried
            answers[row.question] = Answer(carried=True) if carried else Answer.of(row.points)
    return Sheet(
        edition=edition,
        purpose=Purpose(audit.purpose),
        as_of=audit.gathering_started_on,
        facts=facts_of(audit.facts),
        answers=answers,
        partner=audit.partner.program_id,
    )
