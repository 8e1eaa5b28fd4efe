"""What stands beside a question for its reviewer and is not of the firm's claim: what the checks ask, the strip of the year,
what was answered a year ago, quick asks, calls, and the phrases at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from handrail.rules.audit.submission import Gap
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.review import asking, calling, looking, packages
from handrail.services.review.asking import Allowance, AskSeen
from handrail.services.review.packages import Claim, YearSent
from handrail.services.review.page import ReviewPage
from handrail.services.review.phrases import phrases
from handrail.services.review.second import kept_back
from handrail.store.models import CallNote, Review, ReviewedAnswer, SavedPhrase, Submission

_DECIDED = ("accepted", "not_accepted")


@dataclass(frozen=True, slots=True)
class Earlier:
    """How a question was answered and pointed in an earlier audit of the firm with this partner."""

    decided_on: date
    claim: Claim
    row: ReviewedAnswer


@dataclass(frozen=True, slots=True)
class BesideRound:
    """By question what the checks ask, under an empty key what belongs to none; the asks by question, and the calls."""

    findings: Mapping[str, tuple[Gap, ...]]
    asks: Mapping[str, tuple[AskSeen, ...]]
    allowance: Allowance
    calls: tuple[CallNote, ...]


@dataclass(frozen=True, slots=True)
class BesideQuestion:
    """The same of one question. `last` is the audit this one follows; `verified_on` the last day a carried answer was looked at."""

    round: BesideRound
    findings: tuple[Gap, ...]
    asks: tuple[AskSeen, ...]
    calls: tuple[CallNote, ...]
    year: YearSent | None
    last: Earlier | None
    verified_on: date | None
    phrases: tuple[SavedPhrase, ...]


def of_round(moment: Moment, found: ReviewPage) -> BesideRound:
    """What stands beside a round that was reached; four statements."""
    by_question: dict[str, list[Gap]] = defaultdict(list)
    for gap in looking.findings(found.review, found.package, found.sent_on):
        by_question[gap.question or ""].append(gap)
    asks = asking.asks_of(found.review, moment.now)
    sent = sum(len(rows) for rows in asks.values())
    return BesideRound(
        {question: tuple(gaps) for question, gaps in by_question.items()},
        asks,
        asking.allowance(found.review, moment, sent),
        calling.calls_of(found.review),
    )


def of_question(actor: Actor, moment: Moment, found: ReviewPage) -> BesideQuestion:
    """What stands beside the question that a page shows; six statements at most."""
    assert found.shown is not None
    around, question = of_round(moment, found), found.shown.question.id
    before = _earlier(actor, found.review, question)
    looked_at = [one.decided_on for one in before if not one.claim.carried]
    return BesideQuestion(
        around,
        around.findings.get(question, ()),
        around.asks.get(question, ()),
        calling.about(around.calls, question),
        found.package.year.get(question),
        before[0] if before else None,
        max(looked_at, default=None),
        tuple(phrases(actor, question)) if found.writable and access.may(actor, Action.REVIEW_WRITE) else (),
    )


def _earlier(actor: Actor, review: Review, question: str) -> tuple[Earlier, ...]:
    """The audit this one follows, then the one its certificate was earned with; one statement, none where there is neither.

    Another partner's reading of the firm is not this one's to see, and neither is one that the actor may yet read blind.
    """
    audit = review.audit
    ids = [audit.previous_id, audit.maintains.audit_id if audit.maintains else None]
    if not any(ids):
        return ()
    sent = Submission.objects.filter(audit=OuterRef("review__audit"), round=OuterRef("review__round"))
    rows = (
        ReviewedAnswer.objects.filter(
            review__audit__in=[key for key in ids if key],
            review__audit__partner=audit.partner_id,
            review__state__in=_DECIDED,
            question=question,
        )
        .exclude(kept_back(actor, "review__audit"))
        .select_related("review")
        .annotate(
            sent=Subquery(sent.values("pk")[:1]),
            digest=Subquery(sent.values("sha256")[:1]),
            text=Subquery(sent.values("package")[:1]),
        )
    )
    found = {}
    for row in sorted(rows, key=lambda one: one.review.round):
        decided_on = row.review.decided_on
        package = packages.read(Submission(pk=row.sent, sha256=row.digest, package=row.text, round=row.review.round))
        claim = package.claims.get(question)
        if claim is not None and decided_on is not None:
            found[row.review.audit_id] = Earlier(decided_on, claim, row)
    return tuple(found[key] for key in dict.fromkeys(ids) if key in found)
