"""An earlier day for a firm whose due day lies in its partner's busy time: heard sooner, and what it costs the cycle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handrail.services.employer.cycle import cycle_of
from handrail.services.review.earlier import earlier, earlier_of
from handrail.store.models import Audit, Employer, Partner, Review
from tests import world
from tests.services.review.files import gathered
from tests.services.review.test_calls_and_figures import certified

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
MOMENT = world.moment(DAY)
DUE = date(2026, 12, 11)


def seasons(partner: Partner, firm: Employer, winter: int = 40) -> None:
    """Two years of a desk that takes so many days from November to January, and twelve else."""
    days = [DAY - timedelta(days=ago) for ago in range(740, 0, -2)]
    Review.objects.bulk_create(
        Review(
            audit=Audit.objects.filter(employer=firm).earliest("started_at"), round=number + 10, state="accepted",
            received_on=day, decided_on=min(day + timedelta(days=winter if day.month in (11, 12, 1) else 12), DAY),
        )
        for number, day in enumerate(days)
    )  # fmt: skip


def test_a_firm_that_has_not_begun_is_offered_a_quiet_week_at_no_cost_to_its_cycle(partner: Partner) -> None:
    firm = certified(partner, date(2025, 12, 11))
    seasons(partner, firm)
    found = earlier_of(cycle_of(firm, DAY), MOMENT)
    assert found is not None
    assert found.late.day == DUE
    assert (found.early.days, found.late.days) == (12, 40)
    assert DAY < found.early.day < DUE - timedelta(days=21)
    assert (found.cycle.days_lost, found.cycle.keeps) == (0, True)


def test_a_new_certificate_sent_early_says_the_days_it_costs(partner: Partner) -> None:
    firm = certified(partner, date(2025, 12, 11), months=12)
    seasons(partner, firm)
    found = earlier_of(cycle_of(firm, DAY), MOMENT)
    assert found is not None
    assert found.cycle.days_lost == (DUE - found.early.day).days
    assert not found.cycle.keeps


def test_nothing_is_offered_once_it_is_sent_or_where_nothing_is_gained(partner: Partner) -> None:
    firm = certified(partner, date(2025, 12, 11))
    seasons(partner, firm)
    audit = gathered(partner, firm, purpose="maintenance", due_on=DUE, maintains=firm.certificates.get())
    begun = earlier(audit, MOMENT)
    assert begun is not None
    assert begun == earlier_of(cycle_of(firm, DAY), MOMENT)
    Audit.objects.filter(pk=audit.pk).update(state="submitted", submitted_on=DAY)
    assert earlier_of(cycle_of(firm, DAY), MOMENT) is None
    other = world.partner("demo-anyindustry", "Other")
    even = certified(other, date(2025, 12, 11), "Even Ltd.")
    seasons(other, even, winter=12)
    assert earlier_of(cycle_of(even, DAY), MOMENT) is None
