"""One round as a whole: what was sent, where it stands, and the decision."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.program import Question, load_pack
from handrail.rules.audit.gates import gates_for
from handrail.services.audit.overturned import opened_by
from handrail.services.employer.firm import side_by_side
from handrail.services.errors import Conflict
from handrail.services.review import beside as besides
from handrail.services.review import deciding, opening, parts, visiting
from handrail.services.review.page import RailPost, ReviewPage
from handrail.services.review.page import page as review_page
from handrail.web.components import Post, Task
from handrail.web.figures import day
from handrail.web.requests import Request
from handrail.web.review.assigning import hands
from handrail.web.review.beside import EVERYTHING, asked_word, shows_everything
from handrail.web.review.days import two_days
from handrail.web.review.forms import CallForm, DecisionForm, VisitForm, VisitReportForm
from handrail.web.review.words import audit_mark, audit_word, purpose_word


@require_safe
def overview(request: Request, review: UUID) -> HttpResponse:
    """The round: its way so far, the firm's cover, the score as reviewed, what to look at first, and the decision."""
    return round_page(request, review)


def round_page(
    request: Request,
    review: UUID,
    *,
    form: DecisionForm | None = None,
    call_form: CallForm | None = None,
    visit_form: VisitForm | VisitReportForm | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The page of the round; with what was typed and what is wrong with it, where something is."""
    everything = shows_everything(request)
    found = review_page(request.actor, review, everything=everything)
    parts.looked(request.actor, request.moment, found.review)
    typed = (form, call_form, visit_form)
    status = 409 if conflict else 422 if any(one is not None and one.errors for one in typed) else 200
    form = form or DecisionForm(initial={"version": found.review.version, "summary": found.review.summary})
    context = _context(request, found, form) | {"conflict": conflict}
    held = hands(request, found.review, conflict)
    context |= {"hands": held, "may_read": held["may_begin"] or held["may_write"]}
    context |= _beside(request, found, everything) | {
        "call_form": call_form or CallForm(initial={"called_on": request.moment.day})
    }
    context |= _visits(request, found, visit_form) | {"anew": opened_by(found.review)}
    return render(request, "review/round.html", context, status=status)


def _visits(request: Request, found: ReviewPage, form: VisitForm | VisitReportForm | None) -> dict[str, Any]:
    """The visits to the site in this round, and the form to order one or to report the one that is open."""
    visits = visiting.visits_of(found.review)
    reported = VisitReportForm(initial={"visited_on": request.moment.day})
    return {
        "visits": visits,
        "visit_open": visiting.open_visit(visits),
        "visit_form": form if isinstance(form, VisitForm) else VisitForm(),
        "visit_report_form": form if isinstance(form, VisitReportForm) else reported,
    }


def _beside(request: Request, found: ReviewPage, everything: bool) -> dict[str, Any]:
    """What stands beside the file: what the checks ask, quick asks and calls; and every question, where all are wanted."""
    beside = besides.of_round(request.moment, found)
    keep = f"?{EVERYTHING}" if everything else ""
    posts = {post.question: post for post in _every(found)}
    return {
        "keep": keep,
        "everything": everything,
        "asked": [gap.sentence for gap in beside.findings.get("", ())],
        "asked_at": [
            _task(found, found.edition.question(question), "half", asked_word(len(gaps)), keep)
            for question, gaps in beside.findings.items()
            if question in found.order and (everything or not found.later or question in posts)
        ],
        "asks": [(found.edition.question(question), one) for question, asks in beside.asks.items() for one in asks],
        "allowance": beside.allowance,
        "calls": [(found.edition.question(call.question) if call.question else None, call) for call in beside.calls],
        "all_tasks": [_post_task(found, post, keep) for post in posts.values()] if everything and found.later else [],
    }


def _days_late(due: date | None, today: date) -> str:
    """How many days the firm's day to answer is past; empty where it is not."""
    late = (today - due).days if due else 0
    return ngettext("%(n)s day past", "%(n)s days past", late) % {"n": late} if late > 0 else ""


def _context(request: Request, found: ReviewPage, form: DecisionForm) -> dict[str, Any]:
    today = request.moment.day
    review, audit, standing = found.review, found.review.audit, found.standing
    sheet = standing.sheet
    gates = gates_for(load_pack(audit.pack), sheet.purpose, sheet.as_of, sheet.partner)
    mark = deciding.quality_mark(review)
    first = found.next_changed or found.next_unread or (found.order[0] if found.order else None)
    return {
        "found": found,
        "review": review,
        "audit": audit,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
        "heading": _heading(found),
        "posts": _posts(found),
        "pairs": _cover(found),
        "days": two_days(review),
        "purpose": purpose_word(audit.purpose),
        "outcome": audit_word(audit.state),
        "outcome_mark": audit_mark(audit.state),
        "score": standing.score,
        "pass_mark": gates.overall_parameter.value,
        "element_mark": gates.element_parameter.value,
        "unfinished": {sheet.edition.question(question).element for question in standing.unread},
        "unread": len(standing.unread),
        "read": len(found.order) - len(standing.unread),
        "first": first,
        "firm_row": audit.employer,
        "waits_for_firm": audit.state == "returned" and audit.round == review.round,
        "answer_late": _days_late(review.correct_by, today),
        "changed_tasks": [_post_task(found, post) for post in _every(found) if post.changed],
        "open_tasks": [_post_task(found, post) for post in _every(found) if post.must_fix and not post.changed],
        "missing": _missing(found) if review.state == "reading" else [],
        "may_return": bool(standing.must_fix_open),
        "quality_mark": mark,
        "form": form,
    }


def _heading(found: ReviewPage) -> str:
    standing = found.standing
    if found.review.state == "waiting":
        return _("This file waits to be read")
    if found.review.state != "reading":
        return audit_word(found.review.audit.state).capitalize()
    if standing.unread:
        left = len(standing.unread)
        return ngettext("%(n)s question without points", "%(n)s questions without points", left) % {"n": left}
    if standing.must_fix_open:
        count = standing.must_fix_open
        return ngettext("%(n)s note still to be fixed", "%(n)s notes still to be fixed", count) % {"n": count}
    return _("Every question has points; decide")


def _missing(found: ReviewPage) -> list[str]:
    """What still stands between the file and an acceptance."""
    standing = found.standing
    missing = []
    if left := len(standing.unread):
        missing.append(
            ngettext("%(n)s question has no points of yours yet.", "%(n)s questions have no points of yours yet.", left)
            % {"n": left}
        )
    if count := standing.must_fix_open:
        missing.append(
            ngettext("%(n)s note that must be fixed is open.", "%(n)s notes that must be fixed are open.", count)
            % {"n": count}
        )
    if not standing.unread and not standing.score.passed:
        missing.append(_("The score on your points is below a mark it must reach."))
    return missing


def _every(found: ReviewPage) -> list[RailPost]:
    return [post for element in found.rail for post in element.posts]


def _post_task(found: ReviewPage, post: RailPost, keep: str = "") -> Task:
    words = {"bad": _("note open"), "ahead": _("no points yet"), "none": _("does not apply"), "done": _("has points")}
    return _task(found, found.edition.question(post.question), post.state, words[post.state], keep)


def _task(found: ReviewPage, question: Question, state: str, word: str, keep: str) -> Task:
    url = reverse("review-question", args=[found.review.pk, question.id]) + keep
    return Task(f"{question.id} {question.title}", url=url, state=state, word=word)


def _posts(found: ReviewPage) -> list[Post]:
    """The hand-offs of the file."""
    review, audit = found.review, found.review.audit
    decided = review.state not in {"waiting", "reading"}
    posts = [
        Post(_("Sent"), "done", day(audit.submitted_on, "short")),
        Post(
            _("Round %(round)s") % {"round": review.round},
            "done" if decided else "now",
            day(review.received_on, "short"),
            current=not decided,
        ),
    ]
    if review.state == "returned":
        posts.append(Post(_("Returned"), "done", _("due %(day)s") % {"day": day(review.correct_by, "short")}))
    elif decided:
        good = review.state == "accepted"
        posts.append(
            Post(audit_word(audit.state).capitalize(), "done" if good else "bad", day(review.decided_on, "short"))
        )
    else:
        posts.append(Post(_("Decision"), "ahead"))
    if audit.purpose == "certification" and review.state in {"waiting", "reading", "accepted"}:
        posts.append(Post(_("Office signs"), "done" if audit.state in {"signed", "certified"} else "ahead"))
        posts.append(Post(_("Partner co-signs"), "done" if audit.state == "certified" else "ahead"))
    return posts


def _cover(found: ReviewPage) -> list[tuple[str, Any]]:
    audit, cover, people = found.review.audit, found.package.cover, found.package.people
    accounts = ", ".join(
        f"{row.get('account', '')} ({row.get('industry_code', '')})" for row in cover.get("accounts") or ()
    )
    assessor = found.package.assessor
    legal = str(cover.get("legal_name", ""))
    # The account may stand in a numbered company's name and every paper in the trade name: the reviewer sees both.
    names = side_by_side(legal, str(cover.get("trade_name", "")))
    pairs = [
        (_("Names"), names if names != legal else ""),
        (_("Accounts and codes"), accounts),
        (_("People on the count"), _("%(now)s now, %(peak)s at the most") % {"now": people.get("count", ""), "peak": people.get("peak", "")}),
        (_("Representative"), cover.get("representative", "")),
        (_("Assessor"), " ".join(part for part in (assessor.get("name", ""), day(assessor.get("trained_on", ""), "short")) if part)),
        (_("Gathering"), f"{day(audit.gathering_started_on, 'short')} – {day(found.package.gathering_to, 'short')}"),
        (_("Records from"), day(found.package.records_from, "short")),
        (_("Claimed by the firm"), f"{found.package.claimed_percent} %" if found.package.claimed_percent else ""),
        (_("Package"), found.package.sha256[:16]),
    ]  # fmt: skip
    return [(name, value) for name, value in pairs if value]


@require_POST
def open_round(request: Request, review: UUID) -> HttpResponse:
    """Start reading: on to the question to look at first."""
    opening.open_round(request.actor, request.moment, review)
    found = review_page(request.actor, review)
    first = found.next_changed or found.next_unread or found.order[0]
    return redirect("review-question", review=review, question=first)


@require_POST
def put_back(request: Request, review: UUID) -> HttpResponse:
    opening.put_back(request.actor, request.moment, review)
    messages.success(request, _("The file is back in the queue; points and notes are kept."))
    return redirect("review-queue")
