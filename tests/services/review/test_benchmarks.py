"""A firm beside others: its own last decision, groups large enough only, of a year that is over."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden
from handrail.services.review.benchmarks import benchmark
from handrail.store.models import Audit, Employer, Partner, Review, ReviewedAnswer, Submission, WcbAccount
from tests import world

pytestmark = pytest.mark.django_db
MOMENT = world.moment()


def decided(
    partner: Partner, name: str, points: int, *, on: date = date(2025, 6, 1), code: str = "DEMO-ROOF", firm: Employer | None = None
) -> Employer:  # fmt: skip
    """A firm whose question 1.1 (of element 1) was given so many points on a day, in the order it is called."""
    firm = firm or world.employer(name)
    audit = Audit.objects.create(
        employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification", state="closed",
        started_at=MOMENT.now, gathering_started_on=on, submitted_on=on, facts={"regularly_employed": 5, "visitors": False},
    )  # fmt: skip
    Submission.objects.create(
        audit=audit, round=1, submitted_at=MOMENT.now, submitted_on=on, sha256=str(audit.pk),
        package=json.dumps({
            "cover": {"accounts": [{"account": "DEMO-1", "industry_code": code}]}, "elements": [], "score": {"percent": ""},
        }),
    )  # fmt: skip
    review = Review.objects.create(audit=audit, round=1, state="accepted", received_on=on, decided_on=on)
    ReviewedAnswer.objects.create(review=review, question="1.1", points=Decimal(points), updated_at=MOMENT.now)
    return firm


def seen_by(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def test_groups_are_shown_from_the_fewest_on_and_a_firm_counts_once(partner: Partner) -> None:
    mine = decided(partner, "Mine Ltd.", 10)
    for number in range(7):
        decided(partner, f"Other {number} Ltd.", 5)
    # An earlier decision of the same year and others' years do not count; its last one does.
    decided(partner, "", 0, on=date(2025, 2, 1), firm=mine)
    decided(partner, "Old Ltd.", 0, on=date(2024, 6, 1))
    decided(partner, "Now Ltd.", 0, on=date(2026, 3, 1))
    decided(world.partner("demo-anyindustry", "Other"), "Foreign Ltd.", 0)
    found = benchmark(seen_by(mine), MOMENT)
    line = found.lines[0]
    assert (found.year, found.firms, found.industry_firms) == (2025, 8, 8)
    assert line.partner == Decimal("56.25")
    assert line.industry == Decimal("56.25")
    assert found.lines[1].partner is None, "nobody was asked that element"


def test_seven_firms_are_hidden(partner: Partner) -> None:
    mine = decided(partner, "Mine Ltd.", 10)
    for number in range(6):
        decided(partner, f"Other {number} Ltd.", 5)
    found = benchmark(seen_by(mine), MOMENT)
    assert (found.firms, found.industry_firms) == (0, 0)
    assert {line.partner for line in found.lines} == {None}


def test_the_second_smallest_industry_is_hidden_with_the_smallest(partner: Partner) -> None:
    roofs = [decided(partner, f"Roof {number} Ltd.", 5) for number in range(9)]
    oil = [decided(partner, f"Oil {number} Ltd.", 5, code="DEMO-OILF") for number in range(8)]
    decided(partner, "Tree Ltd.", 0, code="DEMO-LAND")
    assert benchmark(seen_by(roofs[0]), MOMENT).industry_firms == 9
    hidden = benchmark(seen_by(oil[0]), MOMENT)
    assert hidden.industry_firms == 0, "all firms less roofs less these would be the one of the third industry"
    assert hidden.lines[0].industry is None
    assert hidden.firms == 18


def test_a_question_not_read_yet_takes_no_points_from_the_firm(partner: Partner) -> None:
    """The groups count what a reviewer gave points to; the firm's own figure stands on the same base."""
    mine = decided(partner, "Mine Ltd.", 10)
    for number in range(7):
        decided(partner, f"Other {number} Ltd.", 10)
    review = Review.objects.get(audit__employer=mine)
    ReviewedAnswer.objects.create(review=review, question="1.2", updated_at=MOMENT.now)
    ReviewedAnswer.objects.create(review=review, question="2.1", updated_at=MOMENT.now)
    ReviewedAnswer.objects.create(review=review, question="3.1", not_applicable=True, updated_at=MOMENT.now)
    first, second, third = benchmark(seen_by(mine), MOMENT).lines[:3]
    assert (first.own, first.partner, first.unread) == (Decimal(100), Decimal(100), 1)
    assert (second.own, second.unread) == (None, 1), "nothing of it is read: no figure, not 0 %"
    assert (third.own, third.unread) == (None, 0), "it does not apply"


def test_past_audits_stand_in_the_industry_they_were_sent_in(partner: Partner) -> None:
    """Last year's groups are closed: an account that changes its code today moves nobody from one to another."""
    roofs = [decided(partner, f"Roof {number} Ltd.", 5) for number in range(8)]
    oil = [decided(partner, f"Oil {number} Ltd.", 10, code="DEMO-OILF") for number in range(8)]
    actor = seen_by(roofs[0])
    before = benchmark(actor, MOMENT)
    WcbAccount.objects.filter(employer__in=[*roofs[:3], *oil[:2]]).update(industry_code="DEMO-LAND")
    after = benchmark(actor, MOMENT)
    assert (after.industry_firms, after.lines[0].industry) == (8, Decimal(50))
    assert after.lines == before.lines
    assert benchmark(seen_by(oil[0]), MOMENT).industry_firms == 8


def test_industries_together_take_one_statement(partner: Partner) -> None:
    mine = decided(partner, "Mine Ltd.", 10)
    actor = seen_by(mine)
    with CaptureQueriesContext(connection) as few:
        benchmark(actor, MOMENT)
    for number in range(12):
        decided(partner, f"Other {number} Ltd.", 5, code=f"DEMO-{number % 4}")
    with CaptureQueriesContext(connection) as many:
        benchmark(actor, MOMENT)
    assert len(many.captured_queries) == len(few.captured_queries)


def test_a_firm_without_a_decision_has_no_lines_and_others_none_at_all(partner: Partner) -> None:
    fresh = benchmark(seen_by(world.employer("New Ltd.")), MOMENT)
    assert (fresh.review, fresh.lines) == (None, ())
    with pytest.raises(Forbidden):
        benchmark(world.member(partner.organisation, Role.REVIEWER), MOMENT)


def test_it_takes_the_same_statements_for_many_firms(partner: Partner) -> None:
    mine = decided(partner, "Mine Ltd.", 10)
    actor = seen_by(mine)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            benchmark(actor, MOMENT)
        return len(seen.captured_queries)

    few = cost()
    for number in range(20):
        decided(partner, f"Other {number} Ltd.", 5)
    assert cost() == few
    assert few <= 9
