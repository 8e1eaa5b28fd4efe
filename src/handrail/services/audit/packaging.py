"""The package a submission freezes: everything the reviewer judges, in words and numbers that later changes do not touch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import rfc8785

from handrail.program import Question, load_pack
from handrail.rules.audit.parameters import parameter_json
from handrail.rules.audit.score import rows_in_force, score
from handrail.rules.audit.submission import Section
from handrail.rules.record.coverage import Coverage
from handrail.services.audit.checking import Checked
from handrail.services.audit.interviewing import tallies
from handrail.services.moment import Moment
from handrail.store.models import Answer, AnswerEvidence, Interview

FORMAT = "handrail-submission-1"
# Everything the list before sending and the score went by; the gates and the carry-over come with the score.
_PARAMETERS = (
    "audit.gather.max_days",
    "audit.submit.max_days",
    "audit.window.months",
    "audit.records.months_full",
    "audit.records.months_short",
    "audit.pass.quality",
    "proof.after_window",
    "ethics.each_submission",
    "training.refresher_months",
    "training.people_min",
    "size.max",
)


def sealed(package: Mapping[str, Any]) -> tuple[str, str]:
    """The package as canonical JSON (RFC 8785) and its SHA-256."""
    canonical = rfc8785.dumps(dict(package))
    return canonical.decode(), hashlib.sha256(canonical).hexdigest()


def package_of(checked: Checked, moment: Moment, *, previous_sha256: str = "") -> dict[str, Any]:
    """The package of an audit as it stands: plain JSON values only, points as decimal text."""
    audit, sheet = checked.seen.audit, checked.sheet
    pack = load_pack(audit.pack)
    edition, result = sheet.edition, score(sheet, pack)
    taking_part = {row[0] for row in rows_in_force(edition, sheet.facts)[0]}
    rules = [pack.parameter(key, on=sheet.as_of, partner=sheet.partner) for key in _PARAMETERS]
    return {
        "format": FORMAT,
        "audit": str(audit.pk),
        "round": audit.round,
        "purpose": audit.purpose,
        "as_of": sheet.as_of.isoformat(),
        "made_on": moment.day.isoformat(),
        "made_at": moment.now.isoformat(),
        "previous_sha256": previous_sha256,
        "program": {"id": pack.id, "name": pack.name, "note": pack.program.note},
        "edition": {"id": edition.id, "title": edition.title, "note": edition.note, "digest": edition.digest},
        "employer": {"id": str(audit.employer_id), "name": audit.employer.name},
        "partner": {"id": sheet.partner or "", "name": audit.partner.organisation.name},
        "certificate": audit.maintains.number if audit.maintains else "",
        "days": {
            "gathering_from": audit.gathering_started_on.isoformat(),
            "gathering_to": _day(audit.gathering_ended_on),
            "records_from": _day(audit.records_from),
            "due_on": _day(audit.due_on),
        },
        "facts": dict(checked.facts),
        "people": _people(checked),
        "cover": dict(checked.setting.cover),
        "assessor": _assessor(checked),
        "account_name": audit.employer.legal_name,
        "policies": [_policy(policy) for policy in checked.policies],
        "year": {question: _coverage(found) for question, found in checked.coverages.items()},
        "score": result.as_json(),
        "parameters": {rule.key: parameter_json(rule) for rule in (*rules, *result.parameters)},
        "elements": [
            {
                "id": element.id,
                "title": element.title,
                "questions": [_question(checked, one, one.id in taking_part) for one in element.questions],
            }
            for element in edition.elements
        ],
    }


def _people(checked: Checked) -> dict[str, Any]:
    counted = checked.setting.size.headcount
    return {
        "counted_on": counted.as_of.isoformat(),
        "count": counted.count,
        "peak": counted.peak,
        "peak_on": counted.peak_on.isoformat(),
        "limit": counted.limit,
        "regularly_employed": counted.regularly_employed,
    }


def _assessor(checked: Checked) -> dict[str, Any]:
    one = checked.setting.assessor
    return {
        "name": one.name,
        "contact": one.contact,
        "trained_on": _day(one.trained_on),
        "refreshed_on": _day(one.refreshed_on),
        "refresher_course": one.refresher_course,
    }


def _policy(policy: Section) -> dict[str, Any]:
    return {
        "title": policy.title,
        "signed_on": _day(policy.signed_on),
        "signed_name": policy.signed_name,
        "review_on": _day(policy.review_on),
    }


def _coverage(found: Coverage) -> dict[str, Any]:
    """The strip of a question as the firm's records gave it on the day it was sent."""
    return {
        "state": found.state,
        "needed": found.needed,
        "found": found.found,
        "unit": found.unit,
        "missing": [reason.sentence for reason in found.missing],
        "months": [
            {
                "month": mark.month.isoformat(),
                "mark": mark.mark,
                "records": mark.records,
                "worked_days": mark.worked_days,
            }
            for mark in found.months
        ],
    }


def _question(checked: Checked, question: Question, takes_part: bool) -> dict[str, Any]:
    answer = checked.seen.answers[question.id]
    return {
        "id": question.id,
        "title": question.title,
        "asked": question.asked,
        "points": _text(question.points),
        "scale": question.scale,
        "kind": question.kind,
        "verify": list(question.verify),
        "criteria": list(question.criteria),
        "takes_part": takes_part,
        **said(answer, checked.proofs.get(question.id, ()), checked.talks.get(question.id, ())),
    }


def said(answer: Answer, proofs: Iterable[AnswerEvidence], talks: Iterable[Interview]) -> dict[str, Any]:
    """What the firm says to one question as a package has it: its answer, its proof in the order it was laid, its talks."""
    counted = tallies(talks).get(answer.question)
    return {
        "answer": _answer(answer),
        "evidence": [proof_sent(proof) for proof in proofs],
        "talks": {"knew": counted.knew, "partly": counted.partly, "did_not": counted.did_not} if counted else None,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "points": None if answer.points is None else _text(answer.points),
        "criteria_met": list(answer.criteria),
        "not_applicable": answer.not_applicable,
        "carried": answer.carried,
        "carried_why": answer.carried_why if answer.carried else "",
        "note": answer.note,
        "own_knowledge": answer.own_knowledge,
        "changed_in_round": answer.changed_in_round,
    }


def proof_sent(proof: AnswerEvidence) -> dict[str, Any]:
    """A piece of proof as a package has it."""
    piece = proof.evidence
    return {
        "id": str(piece.pk),
        "label": piece.label,
        "name": piece.name,
        "media_type": piece.media_type,
        "size": piece.size,
        "sha256": piece.sha256,
        "original_sha256": piece.original_sha256,
        "blur": None if piece.blur is None else f"{piece.blur:.3f}",
        "happened_on": _day(piece.happened_on),
        "taken_on": _day(piece.taken_on),
        "first_page": proof.first_page,
        "last_page": proof.last_page,
        "added_in_round": proof.added_in_round,
    }


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def _text(points: Decimal | int) -> str:
    """Points as plain text without needless zeros: canonical JSON knows no decimals."""
    return f"{points.normalize():f}" if isinstance(points, Decimal) else str(points)
