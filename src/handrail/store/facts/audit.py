"""Rows of an audit to what the audit rules take, one way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from handrail.program import Pack
from handrail.rules.audit.facts import Answer as AnswerFact
from handrail.rules.audit.facts import Facts, Purpose, Sheet
from handrail.rules.audit.submission import Cover, Proof, Support
from handrail.store.models import AnswerEvidence, Audit

# Facts that follow from the list of people; the firm is never asked for them.
COUNTED: Final = frozenset({"regularly_employed", "owner_only"})
ASKED: Final = tuple(item.name for item in fields(Facts) if item.name not in COUNTED)


class AnswerRow(Protocol):
    """What scoring needs of an answer; a row or a tuple of its columns."""

    @property
    def question(self) -> str: ...
    @property
    def points(self) -> Decimal | None: ...
    @property
    def not_applicable(self) -> str: ...
    @property
    def carried(self) -> bool: ...


class SupportRow(AnswerRow, Protocol):
    """An answer with what stands behind it."""

    @property
    def note(self) -> str: ...
    @property
    def own_knowledge(self) -> str: ...


def facts_of(stored: Mapping[str, Any]) -> Facts:
    """The facts kept with an audit; one nobody was asked yet is taken to hold, so that it excuses nothing."""
    known = {item.name for item in fields(Facts)}
    return Facts(**{name: value for name, value in stored.items() if name in known})


def answer_of(row: AnswerRow) -> AnswerFact | None:
    """What one row says, or None where it says nothing yet."""
    if row.not_applicable:
        return AnswerFact(not_applicable=row.not_applicable)
    if row.points is not None:
        return AnswerFact.of(row.points)
    return AnswerFact(carried=True) if row.carried else None


def answers_of(rows: Iterable[AnswerRow]) -> dict[str, AnswerFact]:
    """The answers given, by question."""
    found = ((row.question, answer_of(row)) for row in rows)
    return {question: answer for question, answer in found if answer is not None}


def sheet_of(audit: Audit, rows: Iterable[AnswerRow], pack: Pack, facts: Mapping[str, Any] | None = None) -> Sheet:
    """The sheet of an audit (its `partner` read with it); `facts`, where given, in place of those stored."""
    return Sheet(
        edition=pack.edition(audit.edition),
        purpose=Purpose(audit.purpose),
        as_of=audit.gathering_started_on,
        facts=facts_of(audit.facts if facts is None else facts),
        answers=answers_of(rows),
        partner=audit.partner.program_id,
    )


def made_on(proof: AnswerEvidence) -> date | None:
    """The day a piece is about: as the firm says, else as the photo says."""
    return proof.evidence.happened_on or proof.evidence.taken_on


def support_of(
    rows: Iterable[SupportRow],
    proofs: Mapping[str, Iterable[AnswerEvidence]],
    talks: Counter[str],
    before: Mapping[str, tuple[str, ...]],
) -> dict[str, Support]:
    """What stands behind each answer; `proofs` and `talks` (people asked) by question, `before` by digest: where sent."""
    return {
        row.question: Support(
            note=row.note,
            proofs=tuple(_proof(proof, before) for proof in proofs.get(row.question, ())),
            talks=talks[row.question],
            own_knowledge=bool(row.own_knowledge.strip()),
        )
        for row in rows
    }


def _proof(proof: AnswerEvidence, before: Mapping[str, tuple[str, ...]]) -> Proof:
    piece = proof.evidence
    return Proof(piece.label, made_on(proof), piece.sha256, piece.blur, before.get(piece.sha256, ()))


def cover_of(stored: Mapping[str, Any], account_name: str) -> Cover:
    """The cover as the list before sending looks at it; `account_name` is the name the WCB account stands in."""
    accounts = stored.get("accounts") or []
    return Cover(
        legal_name=stored.get("legal_name", ""),
        representative=stored.get("representative", ""),
        accounts=tuple(item["account"] for item in accounts if item.get("account")),
        industry_codes=tuple(item["industry_code"] for item in accounts if item.get("industry_code")),
        sites=tuple(stored.get("sites") or ()),
        operations=stored.get("operations", ""),
        people_now=stored.get("people_now"),
        people_peak=stored.get("people_peak"),
        account_name=account_name,
    )
