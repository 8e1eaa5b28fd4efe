"""The firm's own copy of an audit as a PDF: in element order, with its notes and the list of its proof."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.integrations.typesetting import typeset
from handrail.services.actor import Actor
from handrail.services.audit.checking import check
from handrail.services.audit.packaging import package_of
from handrail.services.audit.reading import EDITABLE, one_audit
from handrail.services.moment import Moment
from handrail.store.models import Submission


def copy_of(actor: Actor, moment: Moment, audit_id: UUID | str) -> bytes:
    """The copy as last sent or, while it is being written, as it stands now and marked as not sent.

    The same audit in the same state gives the same bytes on the same day.
    """
    audit = one_audit(actor, audit_id)
    sent = None
    if audit.state not in EDITABLE:
        sent = Submission.objects.filter(audit=audit).order_by("-round").first()
    if sent is not None:
        package = json.loads(sent.package)
        status = _("sent on %(day)s, round %(round)s") % {"day": _day(sent.submitted_on), "round": sent.round}
        return typeset("audit_copy", document(package, status, sent.sha256), at=sent.submitted_at)
    package = package_of(check(audit, moment), moment)
    status = _("not sent, as of %(day)s") % {"day": _day(moment.day)}
    midnight = moment.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return typeset("audit_copy", document(package, status, ""), at=midnight)


def document(package: dict[str, Any], status: str, sha256: str) -> dict[str, Any]:
    """The package in the words and order of the printed copy."""
    score = package["score"]
    yearly = package["purpose"] == "maintenance"
    return {
        "title": _("Yearly audit") if yearly else _("Audit for the certificate"),
        "firm": package["employer"]["name"],
        "status": status,
        "note": package["edition"]["note"],
        "head": _head(package),
        "score": _score_sentence(score),
        "cover_heading": _("Cover"),
        "cover": _cover(package),
        "score_heading": _("What we think it scores"),
        "score_columns": [_("Element"), _("Points"), _("Of"), _("Percent")],
        "scores": [
            [
                f"{element['id']}. {element['title']}",
                str(element["awarded"]),
                str(element["available"]),
                f"{element['percent']} %" if element["percent"] is not None else _("does not apply"),
            ]
            for element in score["elements"]
        ],
        "elements": [
            {
                "title": f"{element['id']}. {element['title']}",
                "questions": [_question(question) for question in element["questions"] if question["takes_part"]],
            }
            for element in package["elements"]
        ],
        "proof_word": _("Proof"),
        "seal_heading": _("Receipt"),
        "seal_text": _("What was sent is frozen. Its SHA-256:"),
        "sha256": sha256,
    }


def _head(package: dict[str, Any]) -> list[list[str]]:
    days = package["days"]
    rows = [
        [_("Certifying Partner"), package["partner"]["name"]],
        [_("Instrument"), package["edition"]["title"]],
        [_("Proof gathered"), f"{_day(days['gathering_from'])} - {_day(days['gathering_to']) or '...'}"],
        [_("Records begin"), _day(days["records_from"])],
        [_("Who assessed"), package["assessor"]["name"]],
        [_("Round"), str(package["round"])],
    ]
    return [row for row in rows if row[1]]


def _cover(package: dict[str, Any]) -> list[list[str]]:
    cover, people = package["cover"], package["people"]
    accounts = "; ".join(f"{one['account']} ({one['industry_code']})" for one in cover.get("accounts") or [])
    rows = [
        [_("Legal name"), cover.get("legal_name", "")],
        [_("Trade name"), cover.get("trade_name", "")],
        [_("Address"), cover.get("address", "")],
        [_("Company representative"), cover.get("representative", "")],
        [_("WCB account and industry code"), accounts],
        [_("Jobs and places of work"), "; ".join(cover.get("sites") or [])],
        [_("What the firm does"), cover.get("operations", "")],
        [_("People now"), str(cover.get("people_now") or people["count"])],
        [_("Most people in the past year"), str(cover.get("people_peak") or people["peak"])],
        [_("Regularly employed"), str(people["regularly_employed"])],
    ]
    return [row for row in rows if row[1]]


def _score_sentence(score: dict[str, Any]) -> str:
    told = {"awarded": score["awarded"], "available": score["available"], "percent": score["percent"]}
    if score["percent"] is None:
        return _("Nothing is available to score.")
    return _("%(awarded)s of %(available)s points: %(percent)s %%. The reviewer's score decides.") % told


def _question(question: dict[str, Any]) -> dict[str, Any]:
    answer, talks = question["answer"], question["talks"]
    texts = [
        [_("Note:"), answer["note"]],
        [_("What I know first-hand:"), answer["own_knowledge"]],
        [_("Does not apply to us, because"), answer["not_applicable"]],
        [_("Carried from the certification:"), answer["carried_why"]],
    ]
    if talks:
        asked = sum(talks.values())
        people = ngettext("%(n)s person asked", "%(n)s people asked", asked) % {"n": asked}
        told = _("%(knew)s knew, %(partly)s partly, %(did_not)s did not.") % talks
        texts.append([f"{people}:", told])
    return {
        "title": f"{question['id']} {question['title']}",
        "asked": question["asked"],
        "claim": _claim(question),
        "texts": [row for row in texts if row[1]],
        "proof": [_proof(piece) for piece in question["evidence"]],
    }


def _claim(question: dict[str, Any]) -> str:
    answer = question["answer"]
    if answer["not_applicable"]:
        return _("Does not apply")
    if answer["points"] is not None:
        return _("%(points)s of %(of)s points") % {"points": answer["points"], "of": question["points"]}
    if answer["carried"]:
        return _("%(of)s of %(of)s points, carried") % {"of": question["points"]}
    return _("Not answered")


def _proof(piece: dict[str, Any]) -> str:
    parts = [piece["label"] or piece["name"]]
    if piece["first_page"]:
        first, last = piece["first_page"], piece["last_page"]
        parts.append(
            _("page %(n)s") % {"n": first} if first == last else _("pages %(a)s-%(b)s") % {"a": first, "b": last}
        )
    if day := piece["happened_on"] or piece["taken_on"]:
        parts.append(_day(day))
    parts.append(f"SHA-256 {piece['sha256'][:16]}")
    return ", ".join(parts)


def _day(day: Any) -> str:
    if isinstance(day, str):
        return _day(date.fromisoformat(day)) if day else ""
    return date_format(day, "l j F Y") if isinstance(day, date | datetime) else ""
