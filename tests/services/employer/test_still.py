"""What can still be saved: last lawful days from the rules, nearest first, and what asking for an extension gives."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.program import load_pack
from handrail.rules.deadlines.extension import reach
from handrail.rules.permissions import Role
from handrail.services.employer.cycle import cycle_of
from handrail.services.employer.still import is_near, still, still_of
from handrail.services.errors import Forbidden
from handrail.store.models import Audit, Partner
from tests import world
from tests.services.review.test_calls_and_figures import certified

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return world.partner()


def test_a_firm_in_december_sees_its_day_and_by_when_to_begin(partner: Partner) -> None:
    firm = certified(partner, date(2025, 12, 20))
    found = still_of(cycle_of(firm, date(2026, 12, 1)))
    assert [(one.item.code, one.days_left) for one in found.days] == [("maintenance_due", 19)]
    assert found.days[0].begin_by == date(2026, 12, 6), "fifteen days to gather, the first and the last included"
    assert found.contact is not None
    assert found.contact.phone == "403-555-0142"
    assert found.extension is None, "a yearly audit is not extended"


def test_the_last_year_shows_the_end_and_the_extension_with_its_cap(partner: Partner) -> None:
    firm = certified(partner, date(2023, 12, 10))
    certificate = firm.certificates.get()
    for year in (2024, 2025):
        Audit.objects.create(
            employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="maintenance", state="maintained",
            maintains=certificate, submitted_on=date(year, 11, 1), started_at=world.moment().now, gathering_started_on=date(year, 10, 1),
        )  # fmt: skip
    found = still_of(cycle_of(firm, date(2026, 12, 1)))
    assert [one.item.code for one in found.days] == ["recertify_by", "extension_apply_by"]
    assert found.extension is not None
    assert (found.extension.apply_by, found.extension.to) == (date(2026, 12, 20), date(2026, 12, 31)), (
        "never past the year"
    )


def test_an_extension_early_in_the_year_runs_its_whole_length() -> None:
    found = reach(date(2023, 3, 20), date(2026, 3, 20), date(2026, 3, 1), load_pack())
    assert (found.apply_by, found.to) == (date(2026, 3, 30), date(2026, 6, 18))


def test_a_missed_day_stands_first_and_says_when_it_ended(partner: Partner) -> None:
    firm = certified(partner, date(2025, 5, 20))
    found = still_of(cycle_of(firm, date(2026, 6, 1)))
    assert [one.item.code for one in found.missed] == ["maintenance_due"]
    assert found.ended_on == date(2026, 5, 20)
    assert is_near(cycle_of(firm, date(2026, 6, 1)))


def test_it_is_near_on_the_day_the_program_first_reminds(partner: Partner) -> None:
    firm = certified(partner, date(2025, 12, 20))
    assert not is_near(cycle_of(firm, date(2026, 10, 20)))
    assert is_near(cycle_of(firm, date(2026, 10, 21))), "sixty days before"


def test_a_firm_without_anything_has_nothing_to_save_and_foreign_roles_nothing_to_see(partner: Partner) -> None:
    firm = world.employer("New Ltd.")
    found = still_of(cycle_of(firm, world.DAY))
    assert (found.days, found.missed, found.contact) == ((), (), None)
    with pytest.raises(Forbidden):
        still(world.member(partner.organisation, Role.REVIEWER), world.moment())
