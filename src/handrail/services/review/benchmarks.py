"""How a firm's elements stand beside its partner's firms and those of its industry, of a year that is over.

Every figure stands on one base, the firm's own as much as a group's: the questions a reviewer gave points to. What is not
read yet or does not apply takes nothing from anybody. The industry is the one the audit was sent in, from its frozen
package, so that a past year's groups stay as they were.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    F,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, RowNumber

from handrail.program import Edition, load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.money import percent_cut
from handrail.rules.permissions import Action
from handrail.rules.review.grouping import shown
from handrail.rules.review.lifecycle import DECIDED
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.services.review import packages
from handrail.store.models import Employer, Partner, Review, ReviewedAnswer, Submission, WcbAccount

ROUNDS_AT_ONCE: Final = 5000
_ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Beside:
    """One element: the firm's own percent, and those of the two groups, None where they are hidden or never answered.

    `unread` are the questions of the firm's own that nobody gave points to yet; `own` leaves them out, as the groups do,
    and is None where no question of the element has points.
    """

    id: str
    title: str
    own: Decimal | None
    unread: int
    partner: Decimal | None
    industry: Decimal | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`year` is the last one that is over: its figures no longer change, so nobody can be read out of a change.

    `firms` and `industry_firms` are how many stand behind each group, 0 where it is hidden. `industry` is empty where the
    audit was sent without one.
    """

    review: Review | None
    year: int
    partner: str
    industry: str
    firms: int
    industry_firms: int
    fewest: int
    lines: tuple[Beside, ...]

    @property
    def unread(self) -> int:
        return sum(line.unread for line in self.lines)


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
    code, name = _industry(firm, review)
    last = _last_rounds(partner, year, review.audit.edition)
    sizes = Counter(last.values())
    open_groups = shown(sizes, fewest)
    percents = _percents(last, edition, fewest)
    enough, in_industry = bool(open_groups), code in open_groups and code != ""
    mine, unread = _own(review, edition)
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
                mine.get(element.id),
                unread[element.id],
                percents.get((_ALL, element.id)) if enough else None,
                percents.get((code, element.id)) if in_industry else None,
            )
            for element in edition.elements
        ),
    )


def _own(review: Review, edition: Edition) -> tuple[dict[str, Decimal], Counter[str]]:
    """By element: the percent of the questions with points, as in the groups, and how many have none yet."""
    element_of = _elements(edition)
    got: dict[str, Fraction] = defaultdict(Fraction)
    could: dict[str, Fraction] = defaultdict(Fraction)
    unread: Counter[str] = Counter()
    rows = ReviewedAnswer.objects.filter(review=review, not_applicable=False)
    for question, points in rows.values_list("question", "points"):
        element = element_of.get(question)
        if element is None:
            continue
        if points is None:
            unread[element] += 1
        else:
            got[element] += Fraction(points)
            could[element] += Fraction(edition.question(question).points)
    return {element: percent_cut(got[element] * 100 / most) for element, most in could.items() if most}, unread


def _elements(edition: Edition) -> dict[str, str]:
    """The element of each question."""
    return {question.id: element.id for element in edition.elements for question in element.questions}


def _industry(firm: Employer, review: Review) -> tuple[str, str]:
    """Code and name of the industry the round was sent in; the name as the firm's own account has it, else the code."""
    sent = Submission.objects.filter(audit=review.audit_id, round=review.round).first()
    code = packages.read(sent).industry_code if sent else ""
    if not code:
        return "", ""
    account = WcbAccount.objects.filter(employer=firm, industry_code=code).exclude(industry="").first()
    return code, account.industry if account else code


def _last_rounds(partner: Partner, year: int, edition: str) -> dict[UUID, str]:
    """The last decided round of each firm in the year, with the code of the industry it was sent in; two statements."""
    newest = Window(
        RowNumber(), partition_by=F("audit__employer"), order_by=[F("decided_on").desc(), F("round").desc(), F("pk").desc()]
    )  # fmt: skip
    rows = Review.objects.filter(
        audit__partner=partner, audit__edition=edition, state__in=DECIDED, decided_on__year=year
    )
    last = list(rows.annotate(place=newest).filter(place=1).values_list("pk", flat=True))
    codes: dict[UUID, str] = {}
    for part in _parts(last):
        found = Review.objects.filter(pk__in=part).annotate(code=Subquery(_code_sent())).values_list("pk", "code")
        codes |= {key: code or "" for key, code in found}
    return codes


def _code_sent() -> QuerySet[Submission, Any]:
    """A firm counts once: with the industry of the first account its package names (Package.industry_code)."""
    step: Any = Cast("package", JSONField())
    for key in ("cover", "accounts", "0"):
        step = KeyTransform(key, step)
    sent = Submission.objects.filter(audit=OuterRef("audit"), round=OuterRef("round"))
    return sent.annotate(code=KeyTextTransform("industry_code", step, output_field=TextField())).values("code")[:1]


def _percents(last: Mapping[UUID, str], edition: Edition, fewest: int) -> dict[tuple[str, str], Decimal]:
    """By group and element: the share of all points that could be had, where enough firms were asked that element.

    The groups are the industries, and all firms together; what may be shown is settled element by element, because not
    every element is asked of every firm.
    """
    element_of = _elements(edition)
    got: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    could: dict[tuple[str, str], int] = defaultdict(int)
    asked: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _sums(last):
        element, code = element_of.get(row["question"]), row["code"]
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


def _sums(last: Mapping[UUID, str]) -> Iterator[Mapping[str, Any]]:
    """Points and answers by industry and question; one statement for every five thousand rounds."""
    for part in _parts(list(last)):
        of: dict[str, list[UUID]] = defaultdict(list)
        for key in part:
            of[last[key]].append(key)
        code = Case(
            *(When(review__in=keys, then=Value(code)) for code, keys in of.items()), default=Value(""), output_field=TextField()
        )  # fmt: skip
        rows = ReviewedAnswer.objects.filter(review__in=part, not_applicable=False, points__isnull=False)
        yield from (
            rows.annotate(code=code)
            .values("code", "question")
            .annotate(total=Sum("points"), number=Count("pk"))
            .order_by()
        )


def _parts(rounds: list[UUID]) -> Iterator[list[UUID]]:
    for first in range(0, len(rounds), ROUNDS_AT_ONCE):
        yield rounds[first : first + ROUNDS_AT_ONCE]
