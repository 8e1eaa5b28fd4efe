"""Second readings: what waits, and one file read without anything of its first reader."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.services.errors import Conflict, Invalid
from handrail.services.review import second as seconds
from handrail.services.review import settling
from handrail.services.review.packages import ProofSent
from handrail.services.review.pointing import Judgement
from handrail.services.review.second import SecondPage, SecondQuestion
from handrail.web.components import Post, Task
from handrail.web.office.paging import page_number
from handrail.web.requests import Request
from handrail.web.review import points as points_of
from handrail.web.review.words import disagreed


@require_safe
def listed(request: Request) -> HttpResponse:
    """What waits to be read a second time, what the reviewer is reading so, and what to look at together."""
    found = seconds.waiting(request.actor, request.moment)
    page, done = settling.finished(request.actor, page_number(request))
    context = {
        "found": found,
        "page": page,
        "open": [_task(one) for one in done if one.second.state == "done"],
        "settled": [_task(one) for one in done if one.second.state != "done"],
    }
    return render(request, "review/second_list.html", context)


def _task(one: settling.Summary) -> Task:
    count = len(one.compared.together)
    open_ = one.second.state == "done"
    said = ngettext("%(n)s of %(of)s settled", "%(n)s of %(of)s settled", count) % {"n": one.settled, "of": count}
    if open_ and one.for_me:
        waits = ngettext("%(n)s proposal waits for you", "%(n)s proposals wait for you", one.for_me)
        said = f"{said}, {waits % {'n': one.for_me}}"
    return Task(
        _firm(one.second),
        url=reverse("second-together", args=[one.second.pk]),
        state="ahead" if open_ else "done",
        word=said if open_ else _("settled"),
        hint=disagreed(len(one.compared.differences), one.compared.read),
    )


def _firm(second: Any) -> str:
    audit = second.review.audit
    return str(audit.cover.get("legal_name") or audit.employer.name)


@require_POST
def begin(request: Request, second: UUID) -> HttpResponse:
    """Begin, and on to the first question."""
    row = seconds.open_second(request.actor, request.moment, second)
    return redirect("second-read", second=row.pk)


@require_POST
def give_back(request: Request, second: UUID) -> HttpResponse:
    """Give the reading back; somebody else begins it afresh."""
    seconds.give_back(request.actor, request.moment, second)
    messages.success(request, _("The file waits for somebody else. Your points of it are gone."))
    return redirect("second-reads")


@require_safe
def overview(request: Request, second: UUID) -> HttpResponse:
    """The file from above: how far the second reading is, and how it ends."""
    found = seconds.second_page(request.actor, second)
    context = {
        "found": found,
        "second": found.second,
        "firm": _firm(found.second),
        "read": len(found.order) - len(found.unread),
        "first": found.unread[0] if found.unread else found.order[0],
        "elements": [
            {
                "id": one.element.id,
                "title": one.element.title,
                "done": len(one.posts) - one.unread,
                "of": len(one.posts),
                "first": one.posts[0].question,
            }
            for one in found.rail
            if one.posts
        ],
    }
    return render(request, "review/second_read.html", context)


@require_safe
def show(request: Request, second: UUID, question: str) -> HttpResponse:
    return _show(request, seconds.second_page(request.actor, second, question))


def _show(
    request: Request,
    found: SecondPage,
    *,
    given: Judgement | None = None,
    errors: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    shown = found.shown
    assert shown is not None
    given = given or points_of.stored(shown.row)
    context = {
        "found": found,
        "second": found.second,
        "firm": _firm(found.second),
        "shown": shown,
        "question": shown.question,
        "claim": shown.claim,
        "rail_elements": _rail(found),
        "chips": points_of.chips(shown.question, given),
        "given": given,
        "version": conflict.version if conflict else shown.row.version,
        "errors": [(f"id_{name}", sentence) for name, sentence in (errors or {}).items()],
        "points_error": (errors or {}).get("points") or (errors or {}).get("not_applicable"),
        "reason_error": (errors or {}).get("reason"),
        "conflict": conflict,
        "proof": _chosen_proof(request, shown),
        "keys": _keys(),
        "where": _("%(place)s of %(all)s")
        % {"place": found.order.index(shown.question.id) + 1, "all": len(found.order)},
    }
    return render(request, "review/second_question.html", context, status=409 if conflict else 422 if errors else 200)


def _keys() -> list[tuple[str, str]]:
    return [
        ("j", _("next question")),
        ("k", _("question before")),
        ("0 – 9", _("points; two digits one after the other")),
        ("Backspace", _("take a digit back")),
        ("x", _("does not apply")),
        ("Enter", _("save and next")),
    ]


def _rail(found: SecondPage) -> list[dict[str, Any]]:
    at = found.shown.question.id if found.shown else ""
    return [
        {
            "title": one.element.title,
            "id": one.element.id,
            "current": any(post.question == at for post in one.posts),
            "unread": one.unread,
            "posts": [
                Post(
                    f"{post.question} {post.title}",
                    "now" if post.question == at and post.state == "ahead" else post.state,
                    url=reverse("second-question", args=[found.second.pk, post.question]),
                    current=post.question == at,
                )
                for post in one.posts
            ],
        }
        for one in found.rail
    ]


def _chosen_proof(request: Request, shown: SecondQuestion) -> ProofSent | None:
    asked, proofs = request.GET.get("proof", ""), shown.claim.proofs
    return next((proof for proof in proofs if proof.id == asked), next(iter(proofs), None))


@require_POST
def points(request: Request, second: UUID, question: str) -> HttpResponse:
    """Save the points and go on to the next question without any, or to the end."""
    given, version = points_of.typed(request)
    try:
        saved = seconds.set_second_points(request.actor, request.moment, second, question, given, version=version)
    except Invalid as error:
        return _show(
            request, seconds.second_page(request.actor, second, question), given=given, errors=error.errors
        )  # fmt: skip
    except Conflict as error:
        return _show(request, seconds.second_page(request.actor, second, question), given=given, conflict=error)
    if saved.next is None:
        return redirect("second-read", second=second)
    return redirect("second-question", second=second, question=saved.next)


@require_POST
def finish(request: Request, second: UUID) -> HttpResponse:
    """End the reading; where the two differ is shown next."""
    row = seconds.finish(request.actor, request.moment, second)
    messages.success(request, _("Your reading is done. The first reader's points stand beside yours now."))
    return redirect("second-together", second=row.pk)
