"""The review page of one question: rail, question, proof; points, notes, and on to the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.services.errors import Conflict, Invalid
from handrail.services.review import noting, pointing
from handrail.services.review.packages import ProofSent
from handrail.services.review.page import QuestionReview, RailElement, ReviewPage
from handrail.services.review.page import page as review_page
from handrail.services.review.pointing import Judgement
from handrail.web.components import Cell, Column, Post
from handrail.web.requests import Request
from handrail.web.review.forms import NoteForm

_LARGEST_CHIPS = 20


@require_safe
def show(request: Request, review: UUID, question: str) -> HttpResponse:
    return _show(request, review_page(request.actor, review, question), NoteForm())


def _show(
    request: Request,
    found: ReviewPage,
    note_form: NoteForm,
    *,
    given: Judgement | None = None,
    errors: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    shown = found.shown
    assert shown is not None
    audit = found.review.audit
    context = {
        "found": found,
        "review": found.review,
        "audit": audit,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
        "shown": shown,
        "question": shown.question,
        "claim": shown.claim,
        "rail_elements": _rail(found),
        "element_unread": next((one.unread for one in found.rail if one.element.id == shown.question.element), 0),
        "chips": _chips(shown, given),
        "given": given or _stored(shown),
        "version": conflict.version if conflict else shown.row.version,
        "errors": [(f"id_{name}", sentence) for name, sentence in (errors or {}).items()],
        "points_error": (errors or {}).get("points") or (errors or {}).get("not_applicable"),
        "reason_error": (errors or {}).get("reason"),
        "conflict": conflict,
        "note_form": note_form,
        "proof": _chosen_proof(request, shown),
        "keys": _keys(),
        "may_write": found.writable and request.actor.role == "reviewer",
        "where": _("%(place)s of %(all)s")
        % {"place": found.order.index(shown.question.id) + 1, "all": len(found.order)},
    }
    status = 409 if conflict else 422 if errors or note_form.errors else 200
    return render(request, "review/question.html", context, status=status)


def _keys() -> list[tuple[str, str]]:
    return [
        ("j", _("next question")),
        ("k", _("question before")),
        ("0 – 9", _("points; two digits one after the other")),
        ("Backspace", _("take a digit back")),
        ("x", _("does not apply")),
        ("m", _("note that must be fixed")),
        ("i", _("note for information")),
        ("Escape", _("leave the text, back to the keys")),
        ("n", _("next open note")),
        ("Enter", _("save and next")),
    ]


def _rail(found: ReviewPage) -> list[dict[str, Any]]:
    """The posts of every element, the question shown marked."""
    at = found.shown.question.id if found.shown else ""
    return [
        {
            "title": element.element.title,
            "id": element.element.id,
            "current": any(post.question == at for post in element.posts),
            "said": _said(element),
            "posts": [
                Post(
                    f"{post.question} {post.title}",
                    "now" if post.question == at and post.state == "ahead" else post.state,
                    _("changed") if post.changed else "",
                    reverse("review-question", args=[found.review.pk, post.question]),
                    current=post.question == at,
                )
                for post in element.posts
            ],
        }
        for element in found.rail
    ]


def _said(element: RailElement) -> str:
    """What a closed element holds for the reviewer, in a few words."""
    notes = sum(bool(post.must_fix) for post in element.posts)
    parts = (
        [ngettext("%(n)s to look at", "%(n)s to look at", element.unread) % {"n": element.unread}]
        if element.unread
        else []
    )
    parts += [ngettext("%(n)s note open", "%(n)s notes open", notes) % {"n": notes}] if notes else []
    return " · ".join(parts)


def _stored(shown: QuestionReview) -> Judgement:
    row = shown.row
    points = "" if row.points is None else f"{row.points.normalize():f}"
    return Judgement(points, row.not_applicable, row.reason)


def _chips(shown: QuestionReview, given: Judgement | None) -> list[dict[str, Any]]:
    """Whole points to press; none where the question has more than twenty."""
    full = int(shown.question.points)
    value = (given or _stored(shown)).points
    if full > _LARGEST_CHIPS:
        return []
    return [{"value": str(point), "checked": value == str(point)} for point in range(full + 1)]


def _chosen_proof(request: Request, shown: QuestionReview) -> ProofSent | None:
    asked = request.GET.get("proof", "")
    proofs = shown.claim.proofs
    first = next(iter(shown.new_proofs or proofs), None)  # in a later round what came new is looked at first
    return next((proof for proof in proofs if proof.id == asked), first)


@require_POST
def points(request: Request, review: UUID, question: str) -> HttpResponse:
    """Save the points and go on to the question to look at next."""
    given = Judgement(
        points=(request.POST.get("other", "").strip() or request.POST.get("points", "")),
        not_applicable=request.POST.get("points") == "not_applicable" and not request.POST.get("other", "").strip(),
        reason=request.POST.get("reason", ""),
    )
    text = request.POST.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        saved = pointing.set_points(request.actor, request.moment, review, question, given, version=version)
    except Invalid as error:
        return _show(
            request, review_page(request.actor, review, question), NoteForm(), given=given, errors=error.errors
        )
    except Conflict as error:
        return _show(request, review_page(request.actor, review, question), NoteForm(), given=given, conflict=error)
    return redirect(_onward(review, saved.next))


def _onward(review: UUID, following: str | None) -> str:
    """To the next question, or from the last one to the round and its decision."""
    if following is None:
        return reverse("review", args=[review])
    return reverse("review-question", args=[review, following])


@require_POST
def note(request: Request, review: UUID, question: str) -> HttpResponse:
    """Write a note; the page comes back with it."""
    form = NoteForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            written = noting.write_note(
                request.actor, request.moment, review, question, kind=typed["kind"], text=typed["text"]
            )
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            # The note itself, at its place, says that it was saved; a word kept for later could turn up elsewhere.
            return redirect(reverse("review-question", args=[review, question]) + f"#note-{written.pk}")
    return _show(request, review_page(request.actor, review, question), form)


@require_POST
def settle(request: Request, review: UUID, note: UUID) -> HttpResponse:
    """Settle a note, or open it again."""
    row = noting.settle(
        request.actor, request.moment, review, note, settled=request.POST.get("settled", "yes") == "yes"
    )
    return redirect("review-question", review=review, question=row.question)


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, review: UUID, question: str) -> HttpResponse:
    """Agree with the claim for the rest of this question's element: first asked, question by question, then done."""
    found = review_page(request.actor, review, question)
    assert found.shown is not None
    element = found.shown.question.element
    if request.method != "POST":
        return _ask(request, found, element)
    count = pointing.agree_with_element(request.actor, request.moment, review, element)
    said = ngettext(
        "Agreed with the claim on %(n)s question of element %(element)s.",
        "Agreed with the claim on %(n)s questions of element %(element)s.",
        count,
    )
    messages.success(request, said % {"n": count, "element": element})
    return redirect(_onward(review, found.after_element))


def _ask(request: Request, found: ReviewPage, element_id: str) -> HttpResponse:
    wanted = pointing.agreement(request.actor, found.review.pk, element_id)
    count, rows = len(wanted.points), []
    for question in wanted.element.questions:
        if question.id in wanted.points or question.id in wanted.left:
            claim, given = found.package.claims[question.id], wanted.points.get(question.id)
            rows.append(
                {
                    "question": Cell(
                        f"{question.id} {question.title}",
                        url=reverse("review-question", args=[found.review.pk, question.id]),
                    ),
                    "proofs": str(len(claim.proofs)),
                    "points": Cell(_("yours to give: %(why)s") % {"why": wanted.left[question.id]}, state="half")
                    if question.id in wanted.left
                    else _("does not apply")
                    if given is None
                    else _("%(points)s of %(of)s") % {"points": f"{given.normalize():f}", "of": question.points},
                }
            )
    heading = ngettext(
        "Agree with the claim on %(n)s question of element %(element)s?",
        "Agree with the claim on %(n)s questions of element %(element)s?",
        count,
    ) % {"n": count, "element": element_id}
    context = {
        "review": found.review,
        "question": found.shown.question if found.shown else None,
        "heading": heading
        if count
        else _("No claim of element %(element)s can be agreed with") % {"element": element_id},
        "count": count,
        "title": wanted.element.title,
        "rows": rows,
        "columns": [
            Column("question", _("Question"), names_row=True),
            Column("proofs", _("Pieces of proof"), figures=True),
            Column("points", _("You would give")),
        ],
    }
    return render(request, "review/agree.html", context)
