"""The report of a decided round: the score, the reviewer's words, and every note, for the firm and for the partner."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.integrations.typesetting import typeset
from handrail.program import Edition, Question, load_pack
from handrail.rules.audit.gates import Gates, gates_for
from handrail.rules.permissions import Action, Kind
from handrail.rules.review.lifecycle import DECIDED
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.audit.timing import corrections_before
from handrail.services.errors import Absent
from handrail.services.review import asking, calling
from handrail.services.review.asking import AskSeen
from handrail.services.review.packages import Claim
from handrail.services.review.reaching import reach
from handrail.services.review.scoring import Standing, standing_of
from handrail.services.review.visiting import visits_of
from handrail.store.models import Appeal, CallNote, Review, ReviewedAnswer, ReviewNote, VerificationVisit


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One question in the report. `asks` were answered beside the file that was sent, and are none of it."""

    question: Question
    claim: Claim
    row: ReviewedAnswer
    notes: tuple[ReviewNote, ...]
    asks: tuple[AskSeen, ...] = ()
    calls: tuple[CallNote, ...] = ()

    @property
    def said(self) -> bool:
        """Whether the report has anything to say of the question."""
        return bool(self.notes or self.lost or self.row.reason or self.asks or self.calls)

    @property
    def lost(self) -> bool:
        return self.row.points is not None and self.row.points < self.question.points


@dataclass(frozen=True, slots=True)
class ReportElement:
    title: str
    id: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A decided round in full; `overturned` where an appeal changed the decision, so that nothing of it is asked."""

    review: Review
    edition: Edition
    standing: Standing
    gates: Gates
    elements: tuple[ReportElement, ...]
    calls: tuple[CallNote, ...] = ()
    visits: tuple[VerificationVisit, ...] = ()
    overturned: bool = False

    @property
    def must_fix(self) -> int:
        return sum(note.kind == "must_fix" for one in self.elements for line in one.lines for note in line.notes)

    @property
    def lost_points(self) -> bool:
        return any(line.lost for one in self.elements for line in one.lines)


def report(actor: Actor, review_id: UUID | str) -> Report:
    """The report of a decided round: the firm's own, or the partner's. Absent before the decision, and for others."""
    review = _reached(actor, review_id)
    audit, pack = review.audit, load_pack(review.audit.pack)
    standing = standing_of(review)
    rows = {row.question: row for row in ReviewedAnswer.objects.filter(review=review)}
    notes: dict[str, list[ReviewNote]] = {}
    for note in ReviewNote.objects.filter(review=review).order_by("written_at", "id"):
        notes.setdefault(note.question, []).append(note)
    edition = pack.edition(audit.edition)
    assert review.decided_at is not None
    asks = asking.asks_of(review, review.decided_at)
    calls = tuple(call for call in calling.calls_of(review) if call.review_id == review.pk)
    elements = tuple(
        ReportElement(
            element.title,
            element.id,
            tuple(
                ReportLine(
                    one,
                    standing.package.claims[one.id],
                    rows[one.id],
                    tuple(notes.get(one.id, ())),
                    tuple(ask for ask in asks.get(one.id, ()) if ask.state == "answered"),
                    calling.about(calls, one.id),
                )
                for one in element.questions
                if one.id in rows
            ),
        )
        for element in edition.elements
    )
    gates = gates_for(pack, standing.sheet.purpose, standing.sheet.as_of, standing.sheet.partner)
    return Report(
        review, edition, standing, gates, elements, calling.about(calls, ""), visits_of(review), _overturned(review)
    )


def _overturned(review: Review) -> bool:
    return Appeal.objects.filter(review=review, state=Appeal.State.CHANGED).exists()


def _reached(actor: Actor, review_id: UUID | str) -> Review:
    if actor.organisation_kind is Kind.EMPLOYER:
        rows = Review.objects.filter(audit__in=access.audits(actor, Action.AUDIT_READ))
        rows = rows.select_related("audit__employer__organisation", "audit__partner__organisation")
        review = access.one(rows.filter(state__in=DECIDED), review_id, "report")
    else:
        review = reach(actor, Action.REVIEW_READ, review_id)
    if review.state not in DECIDED:
        raise Absent("report")
    return review


def report_pdf(actor: Actor, review_id: UUID | str) -> tuple[bytes, str, Review]:
    """The same as a PDF, a name for the file, and the round it is about."""
    found = report(actor, review_id)
    review = found.review
    assert review.decided_at is not None
    pdf = typeset("review_report", _page(found), at=review.decided_at)
    return pdf, f"review-round-{review.round}-{review.decided_on}.pdf", review


def outcome_word(review: Review) -> str:
    """What a decided round came to."""
    if review.state == "accepted":
        return _("Accepted after correction") if corrections_before(review) else _("Accepted")
    return {"returned": _("Returned for corrections"), "not_accepted": _("Not accepted")}[review.state]


def _page(found: Report) -> dict[str, object]:
    review, score = found.review, found.standing.score
    audit = review.audit
    firm = audit.cover.get("legal_name") or audit.employer.name
    share = f"{review.percent} %" if review.percent is not None else _("not every question was scored")
    points = (
        f"{review.awarded.normalize():f} / {review.available.normalize():f}"
        if review.awarded is not None and review.available
        else ""
    )
    return {
        "title": _("Review report, round %(round)s: %(firm)s") % {"round": review.round, "firm": firm},
        "language": "en",
        "firm": firm,
        "outcome": _("%(outcome)s; changed on appeal") % {"outcome": outcome_word(review)}
        if found.overturned
        else outcome_word(review),
        "decided": date_format(review.decided_on, "l j F Y") if review.decided_on else "",
        "partner": audit.partner.organisation.name,
        "edition": found.edition.title,
        "edition_note": found.edition.note,
        "round": _("round %(round)s") % {"round": review.round},
        "percent": share,
        "points": points,
        "marks": _("%(overall)s %% overall and %(element)s %% in every element are needed.")
        % {"overall": found.gates.overall_parameter.value, "element": found.gates.element_parameter.value},
        "correct_by": date_format(review.correct_by, "l j F Y") if review.correct_by and not found.overturned else "",
        "summary": review.summary,
        "elements": [
            {
                "id": one.id,
                "title": one.title,
                "points": f"{one.awarded} / {one.available}",
                "percent": f"{one.percent} %" if one.percent is not None else _("does not apply"),
                "fails": one.passed is False,
            }
            for one in score.elements
        ],
        "questions": [
            {
                "id": line.question.id,
                "title": line.question.title,
                "points": _points(line),
                "reason": line.row.reason,
                "notes": [{"must_fix": note.kind == "must_fix", "text": note.text} for note in line.notes],
                "asks": [_ask(ask) for ask in line.asks],
                "calls": [_call(call) for call in line.calls],
            }
            for element in found.elements
            for line in element.lines
            if line.said
        ],
        "calls": [_call(call) for call in found.calls],
        "visits": [_visit(visit) for visit in found.visits],
        "words": {
            "element": _("Element"),
            "points": _("Points"),
            "percent": _("Percent"),
            "below": _("below its mark"),
            "notes": _("Notes and lost points"),
            "must_fix": _("To fix"),
            "information": _("For information"),
            "answer_by": _("Send it in again by"),
            "none": _("No points were lost and no notes were written."),
            "by": _("Reviewed by"),
            "calls": _("Calls about the file"),
            "visits": _("Visits to the site"),
        },
    }


def _ask(ask: AskSeen) -> dict[str, str]:
    """An ask with its answer, which counts as neither proof sent nor a round."""
    row = ask.row
    photos = ngettext("%(n)s photo", "%(n)s photos", len(ask.files)) % {"n": len(ask.files)} if ask.files else ""
    on = date_format(localtime(row.answered_at), "j F Y") if row.answered_at else ""
    return {
        "said": _("Asked in between, answered on %(day)s; not part of the file that was sent") % {"day": on},
        "text": row.text,
        "reply": " · ".join(part for part in (row.reply, photos) if part),
    }


def _call(call: CallNote) -> dict[str, str]:
    said = _("Call with %(who)s on %(day)s") % {"who": call.spoke_with, "day": date_format(call.called_on, "j F Y")}
    return {"said": said, "text": call.text}


def _visit(visit: VerificationVisit) -> dict[str, str]:
    on = date_format(visit.visited_on, "j F Y") if visit.visited_on else ""
    return {"said": _("On %(day)s, because: %(why)s") % {"day": on, "why": visit.reason}, "text": visit.seen}


def _points(line: ReportLine) -> str:
    if line.row.not_applicable:
        return _("does not apply")
    if line.row.points is None:
        return _("not scored")
    return f"{line.row.points.normalize():f} / {line.question.points}"
