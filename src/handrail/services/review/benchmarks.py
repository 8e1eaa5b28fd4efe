"""How a firm's elements stand beside its partner's firms and those of its industry, of a year that is over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum, Window
from django.db.models.functions import RowNumber

from handrail.program import Edition, load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.audit.score import ElementScore
from handrail.rules.money import percent_cut
from handrail.rules.permissions import Action
from handrail.rules.review.grouping import shown
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.services.review.scoring import decided_score
from handrail.store.models import Employer, Partner, Review, ReviewedAnswer, WcbAccount

DECIDED: Final = ("accepted", "not_accepted", "returned")
ROUNDS_AT_ONCE: Final = 5000
_ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Beside:
    """One element: the firm's own percent, and those of the two groups, None where they are hidden or never answered."""

    id: str
    title: str
    own: Decimal | None
    partner: Decimal | None
    industry: Decimal | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`year` is the last one that is over: its figures no longer change, so nobody can be read out of a change.

    `firms` and `industry_firms` are how many stand behind each group, 0 where it is hidden.
    """

    review: Review | None
    year: int
    partner: str
    industry: str
    firms: int
    industry_firms: int
    fewest: int
    lines: tuple[Beside, ...]


def benchmark(actor: Actor, moment: Moment) -> Benchmark:
    """The actor's own firm beside others, from its last decided round; without one it has no lines. Nine statements."""
    firm = own(actor, Action.DECISION_READ)
    rounds = Review.objects.filter(audit__in=access.audits(actor, Action.AUDIT_READ), state__in=DECIDED)
    review = (
        rounds.select_related("audit__partner__organisation", "audit__employer").order_by("-decided_on", "-round").first()
    )  # fmt: skip
    year = moment.day.year - 1
    if review is None:
        return Benchmark(None, year, "", "", 0, 0, 0, ())
    partner = review.audit.partner
    pack = load_pack(review.audit.pack)
    fewest = whole_number(pack, "review.benchmark_fewest", moment.day, partner.program_id)
    edition = pack.edition(review.audit.edition)
    code, name = _industry(firm)
    last = _last_rounds(partner, year, review.audit.edition)
    sizes = Counter(last.values())
    open_groups = shown(sizes, fewest)
    percents = _percents(last, edition, fewest)
    enough, in_industry = bool(open_groups), code in open_groups and code != ""
    score = decided_score(review)
    mine = {one.id: one for one in score.elements} if score else {}
    return Benchmark(
        review=review,
        year=year,
        partner=partner.organisation.name,
        industry=name,
        firms=sum(sizes.values()) if enough else 0,
        industry_firms=sizes[code] if in_industry else 0,
        fewest=fewest,
        lines=tuple(
            Beside(
                element.id,
                element.title,
                _own(mine.get(element.id)),
                percents.get((_ALL, element.id)) if enough else None,
                percents.get((code, element.id)) if in_industry else None,
            )
            for element in edition.elements
        ),
    )


def _own(score: ElementScore | None) -> Decimal | None:
    return score.percent if score is not None else None


def _first_code() -> QuerySet[WcbAccount]:
    """A firm counts once: with the industry of its first account."""
    accounts = WcbAccount.objects.filter(employer=OuterRef("audit__employer")).order_by("account", "industry_code")
    return accounts.values("industry_code")[:1]  # type: ignore[return-value]


def _industry(firm: Employer) -> tuple[str, str]:
    account = WcbAccount.objects.filter(employer=firm).order_by("account", "industry_code").first()
    return (account.industry_code, account.industry or account.industry_code) if account else ("", "")


def _last_rounds(partner: Partner, year: int, edition: str) -> dict[UUID, str]:
    """The last decided round of each firm in the year, with the code of its industry; one statement."""
    newest = Window(
        RowNumber(), partition_by=F("audit__employer"), order_by=[F("decided_on").desc(), F("round").desc(), F("pk").desc()]
    )  # fmt: skip
    rows = (
        Review.objects.filter(audit__partner=partner, audit__edition=edition, state__in=DECIDED, decided_on__year=year)
        .annotate(place=newest, code=Subquery(_first_code()))
        .filter(place=1)
        .values_list("pk", "code")
    )
    return {key: code or "" for key, code in rows}


def _percents(last: Mapping[UUID, str], edition: Edition, fewest: int) -> dict[tuple[str, str], Decimal]:
    """By group and element: the share of all points that could be had, where enough firms were asked that element.

    The groups are the industries, and all firms together; what may be shown is settled element by element, because not
    every element is asked of every firm.
    """
    element_of = {question.id: element.id for element in edition.elements for question in element.questions}
    got: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    could: dict[tuple[str, str], int] = defaultdict(int)
    asked: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _sums(list(last)):
        element, code = element_of.get(row["question"]), row["code"] or ""
        if element is None:
            continue
        asked[element][code] = max(asked[element][code], row["number"])
        for group in (_ALL, code):
            got[group, element] += Fraction(row["total"])
            could[group, element] += row["number"] * edition.question(row["question"]).points
    open_groups = {element: shown(sizes, fewest) for element, sizes in asked.items()}
    return {
        (group, element): percent_cut(got[group, element] * 100 / most)
        for (group, element), most in could.items()
        if most and (group in open_groups[element] or (group == _ALL and open_groups[element]))
    }


def _sums(rounds: list[UUID]) -> Iterator[Mapping[str, Any]]:
    """Points and answers by industry and question; one statement for every five thousand rounds."""
    for first in range(0, len(rounds), ROUNDS_AT_ONCE):
        rows = ReviewedAnswer.objects.filter(
            review__in=rounds[first : first + ROUNDS_AT_ONCE], not_applicable=False, points__isnull=False
        )
        yield from (
            rows.annotate(code=Subquery(_code_of_review()))
            .values("code", "question")
            .annotate(total=Sum("points"), number=Count("pk"))
            .order_by()
        )


def _code_of_review() -> QuerySet[WcbAccount]:
    accounts = WcbAccount.objects.filter(employer=OuterRef("review__audit__employer"))
    return accounts.order_by("account", "industry_code").values("industry_code")[:1]  # type: ignore[return-value]
