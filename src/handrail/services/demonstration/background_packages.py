"""The frozen packages of background firms: the shape every submission has, with the firm's own claims in it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from handrail.program import load_pack
from handrail.services.audit.packaging import FORMAT
from handrail.services.demonstration.background_profiles import VISITORS, Profile
from handrail.services.demonstration.background_words import said
from handrail.services.demonstration.cast import on
from handrail.store.models import Audit

if TYPE_CHECKING:
    from handrail.services.demonstration.background_firm import Made
    from handrail.services.demonstration.background_papers import Papers


def cover(made: Made) -> dict[str, Any]:
    return {
        "legal_name": made.name,
        "representative": made.owner.name,
        "accounts": [{"account": made.account, "industry_code": made.code}],
        "sites": ["Shop"],
        "operations": made.industry,
        "people_now": min(made.people, 10),
        "people_peak": min(made.people, 10),
        "assessor_contact": "780-555-0100",
    }


@lru_cache(maxsize=1)
def _printed(edition_id: str) -> dict[str, dict[str, Any]]:
    """What a package says of each question whatever the firm answers."""
    return {
        one.id: {
            "id": one.id,
            "title": one.title,
            "asked": one.asked,
            "points": str(one.points),
            "scale": one.scale,
            "kind": one.kind,
            "verify": list(one.verify),
            "criteria": list(one.criteria),
            "talks": None,
        }
        for one in load_pack().edition(edition_id).questions
    }


def package(made: Made, audit: Audit, chosen: Profile, day: date, *, laid: Papers | None = None) -> str:
    """The frozen package in the shape every submission has, as canonical JSON; with the papers laid beside it, if any."""
    pack = load_pack()
    edition = pack.edition(audit.edition)
    printed = _printed(edition.id)

    def answer(question: str) -> dict[str, Any]:
        return _answer(question, chosen.points.get(question), said(made, question), printed[question]["scale"])

    shape = {
        "format": FORMAT,
        "audit": str(audit.pk),
        "round": audit.round,
        "purpose": audit.purpose,
        "as_of": audit.gathering_started_on.isoformat(),
        "made_on": day.isoformat(),
        "made_at": on(day, 19).now.isoformat(),
        "previous_sha256": "",
        "program": {"id": pack.id, "name": pack.name, "note": pack.program.note},
        "edition": {"id": edition.id, "title": edition.title, "note": edition.note, "digest": edition.digest},
        "employer": {"id": str(made.key), "name": made.name},
        "partner": {"id": made.desk.partner.program_id, "name": made.desk.partner.organisation.name},
        "certificate": "",
        "days": {
            "gathering_from": audit.gathering_started_on.isoformat(),
            "gathering_to": audit.gathering_ended_on.isoformat() if audit.gathering_ended_on else "",
            "records_from": audit.records_from.isoformat() if audit.records_from else "",
            "due_on": audit.due_on.isoformat() if audit.due_on else "",
        },
        "facts": audit.facts,
        "people": _people(made, day),
        "cover": audit.cover,
        "assessor": {"name": made.owner.name, "contact": "780-555-0100", "trained_on": "", "refreshed_on": "", "refresher_course": ""},
        "score": chosen.score.as_json(),
        "parameters": {},
        "elements": [
            {
                "id": element.id,
                "title": element.title,
                "questions": [
                    {**printed[one.id], "evidence": laid.sent(one.id) if laid else [], "takes_part": one.id in chosen.points or one.id == "6.3", "answer": answer(one.id)}
                    for one in element.questions
                ],
            }
            for element in edition.elements
        ],
        "declaration": {"declared_by": made.owner.name, "declared_at": on(day, 19).now.isoformat(), "ethics_signed_for": made.owner.name},
    }  # fmt: skip
    return json.dumps(shape, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _people(made: Made, day: date) -> dict[str, Any]:
    count = min(made.people, 10)
    return {
        "counted_on": day.isoformat(),
        "count": count,
        "peak": count,
        "peak_on": day.isoformat(),
        "limit": 10,
        "regularly_employed": made.regularly,
    }


def _answer(question: str, given: Decimal | None, note: str, scale: str) -> dict[str, Any]:
    return {
        "points": None if given is None else f"{given:f}",
        "criteria_met": list(range(1, int(given) + 1)) if scale == "criteria" and given else [],
        "not_applicable": VISITORS if question == "6.3" else "",
        "carried": False,
        "carried_why": "",
        "note": note if given is not None else "",
        "own_knowledge": "Asked on the job." if scale == "share" and given is not None else "",
        "changed_in_round": 1,
    }
