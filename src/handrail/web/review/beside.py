"""What stands beside a question, in words and shapes: the strip of the year, what the checks ask, the year before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.program import Question
from handrail.rules.audit.submission import Gap
from handrail.rules.days import month_name
from handrail.rules.record.coverage import Coverage, MonthMark
from handrail.services.review.beside import BesideQuestion
from handrail.services.review.packages import MonthSent, YearSent
from handrail.services.review.page import RailElement, ReviewPage
from handrail.web.components import Post
from handrail.web.record.year import SHAPES, STATES, found_said, mark_said
from handrail.web.requests import Request

EVERYTHING = "show=all"
"""What an address carries while a later round shows every question and not only what changed."""


def shows_everything(request: Request) -> bool:
    return request.GET.get("show") == "all"


def strip(question: Question, year: YearSent) -> dict[str, Any]:
    """The strip of a question as it was frozen with the round, for the component of the firm's own year page."""
    state, word = STATES[year.state]
    counted = Coverage(question.id, cast(Any, year.state), year.needed, year.found, cast(Any, year.unit))
    return {
        "question": question,
        "state": state,
        "word": word,
        "said": found_said(counted),
        "missing": year.missing,
        "marks": [
            {
                "shape": SHAPES[one.mark],
                "letter": month_name(one.month)[0],
                "month": f"{month_name(one.month)} {one.month.year}",
                "said": _month_said(one),
            }
            for one in year.months
        ],
    }


def _month_said(one: MonthSent) -> str:
    """A month in words, with the days worked where they say why there is none."""
    said = mark_said(MonthMark(one.month, one.month, one.month, cast(Any, one.mark), one.records))
    if one.records or not one.worked_days:
        return said
    days = ngettext("%(n)s day worked", "%(n)s days worked", one.worked_days) % {"n": one.worked_days}
    return f"{said}, {days}"


def sentences(question: Question, findings: tuple[Gap, ...]) -> list[str]:
    """What the checks ask, without the question it is beside already."""
    start = f"{question.id}, {question.title}: "
    return [_asked(gap.code, gap.sentence.removeprefix(start)) for gap in findings]


def _asked(code: str, sentence: str) -> str:
    """A finding as the question it is to its reviewer: it never says by itself that something is wrong."""
    judged = {
        "proof_before_window": ("has old proof: ", _("Does it still prove the year?")),
        "proof_after_window": ("has proof that came late: ", _("Does it change the points?")),
    }
    if code not in judged:
        return _capital(sentence)
    start, ends = judged[code]
    return f"{_capital(sentence.removeprefix(start))} {ends}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def rail(found: ReviewPage, findings: Mapping[str, tuple[Gap, ...]], keep: str) -> list[dict[str, Any]]:
    """The posts of every element, the question shown marked; `keep` is what each address carries on."""
    at = found.shown.question.id if found.shown else ""
    return [
        {
            "title": element.element.title,
            "id": element.element.id,
            "current": any(post.question == at for post in element.posts),
            "said": _said(element, findings),
            "posts": [
                Post(
                    f"{post.question} {post.title}",
                    "now" if post.question == at and post.state == "ahead" else post.state,
                    _detail(post.changed, len(findings.get(post.question, ()))),
                    reverse("review-question", args=[found.review.pk, post.question]) + keep,
                    current=post.question == at,
                )
                for post in element.posts
            ],
        }
        for element in found.rail
        if element.posts
    ]


def _detail(changed: bool, asked: int) -> str:
    return " · ".join(part for part in (_("changed") if changed else "", asked_word(asked)) if part)


def asked_word(count: int) -> str:
    """How many things the checks ask; empty for none."""
    return ngettext("the checks ask one thing", "the checks ask %(n)s things", count) % {"n": count} if count else ""


def _said(element: RailElement, findings: Mapping[str, tuple[Gap, ...]]) -> str:
    """What a closed element holds for the reviewer, in a few words."""
    notes = sum(bool(post.must_fix) for post in element.posts)
    parts = (
        [ngettext("%(n)s to look at", "%(n)s to look at", element.unread) % {"n": element.unread}]
        if element.unread
        else []
    )
    parts += [ngettext("%(n)s note open", "%(n)s notes open", notes) % {"n": notes}] if notes else []
    asked = sum(len(findings.get(post.question, ())) for post in element.posts)
    return " · ".join([*parts, asked_word(asked)] if asked else parts)


def year_before(beside: BesideQuestion, question: Question) -> str:
    """The answer of the audit before in one line: what was claimed, and what it was given."""
    if beside.last is None:
        return ""
    claim, row = beside.last.claim, beside.last.row
    return _("%(year)s: claimed %(claimed)s, given %(given)s") % {
        "year": _year(beside.last.decided_on),
        "claimed": _("does not apply")
        if claim.not_applicable
        else _("carried")
        if claim.carried
        else "–"
        if claim.points is None
        else f"{claim.points.normalize():f}",
        "given": _("does not apply")
        if row.not_applicable
        else "–"
        if row.points is None
        else _("%(points)s of %(of)s") % {"points": f"{row.points.normalize():f}", "of": question.points},
    }


def _year(day: date) -> str:
    return str(day.year)
