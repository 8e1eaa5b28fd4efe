"""The year of a firm, and its home, on different days of one certificate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.rules.deadlines import State
from handrail.rules.journey import StepCode, StepState
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.employer.cycle import cycle_of
from handrail.services.employer.home import NeedKind, crew_home, home
from handrail.store.models import (
    Audit,
    Certificate,
    CertificateStatus,
    Employer,
    Partner,
    Person,
    PremiumBasis,
    Review,
    Submission,
    Training,
)
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return world.partner()


@pytest.fixture
def firm(partner: Partner) -> Employer:
    made = world.employer(pir_registered_on=date(2025, 1, 22))
    world.accepted(made, partner)
    dana = Person.objects.get(employer=made)
    Training.objects.create(person=dana, course="building", title="Course", taken_on=date(2025, 2, 11))
    return made


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def audit(firm: Employer, partner: Partner, start: date, state: str = "gathering", **fields: object) -> Audit:
    values = {
        "employer": firm, "partner": partner, "pack": "ca-ab", "edition": "ref10-2023", "purpose": "certification",
        "state": state, "started_at": world.moment(start).now, "gathering_started_on": start, **fields,
    }  # fmt: skip
    return Audit.objects.create(**values)


def submitted(found: Audit, on: date, round_: int = 1) -> None:
    Submission.objects.create(
        audit=found, round=round_, submitted_at=world.moment(on).now, submitted_on=on, package="{}", sha256="0" * 64
    )


def certificate(firm: Employer, partner: Partner, issued: date = date(2026, 3, 20)) -> Certificate:
    done = audit(firm, partner, date(2026, 3, 9), "certified", gathering_ended_on=issued, submitted_on=date(2026, 4, 7))
    submitted(done, date(2026, 4, 7))
    return Certificate.objects.create(
        number="HR-26-00042-N", year=2026, serial=42, employer=firm, audit=done, partner=partner,
        legal_name=firm.legal_name, accounts=[], term_months=36, issued_on=issued, expires_on=date(2029, 3, 20),
        signed_by_both_at=world.moment(date(2026, 5, 19)).now,
    )  # fmt: skip


def states(firm: Employer, day: date) -> dict[tuple[str, date], State]:
    return {(item.code, item.due): item.state for item in cycle_of(firm, day).items}


def test_gathering_and_sending_have_their_days(firm: Employer, partner: Partner) -> None:
    found = audit(firm, partner, date(2026, 3, 9))
    assert states(firm, date(2026, 3, 10))[("gathering_end_by", date(2026, 3, 23))] is State.OPEN
    found.gathering_ended_on = date(2026, 3, 20)
    found.save()
    assert states(firm, date(2026, 4, 11))[("submit_by", date(2026, 4, 10))] is State.OVERDUE


def test_a_returned_audit_is_due_back_in_fifteen_days(firm: Employer, partner: Partner) -> None:
    found = audit(firm, partner, date(2026, 3, 9), "returned", gathering_ended_on=date(2026, 3, 20))
    submitted(found, date(2026, 4, 7))
    Review.objects.create(
        audit=found, round=1, state="returned", received_on=date(2026, 4, 7), decided_on=date(2026, 4, 24)
    )
    assert states(firm, date(2026, 5, 1))[("correct_by", date(2026, 5, 9))] is State.OPEN


def test_a_withdrawn_audit_leaves_nothing_due(firm: Employer, partner: Partner) -> None:
    audit(firm, partner, date(2026, 3, 9), "withdrawn")
    assert not [item for item in cycle_of(firm, date(2026, 6, 1)).items if item.code == "gathering_end_by"]


def test_the_years_of_a_certificate(firm: Employer, partner: Partner) -> None:
    certificate(firm, partner)
    found = cycle_of(firm, world.DAY)
    assert found.certified
    assert found.valid_until == date(2029, 3, 20)
    assert found.year_of_certificate == (1, 3)
    due = [item.due for item in found.items if item.code == "maintenance_due"]
    assert due == [date(2027, 3, 20), date(2028, 3, 20)]
    assert found.next_yearly is not None
    assert found.next_yearly.due == date(2027, 3, 20)
    assert cycle_of(firm, date(2027, 3, 20)).year_of_certificate == (2, 3)


def test_a_missed_yearly_audit_ends_the_certificate_the_day_after(firm: Employer, partner: Partner) -> None:
    certificate(firm, partner)
    assert cycle_of(firm, date(2027, 3, 20)).certified
    missed = cycle_of(firm, date(2027, 3, 21))
    assert not missed.certified
    assert missed.valid_until == date(2027, 3, 20)
    assert "maintenance_due" in [item.code for item in missed.overdue]


def test_a_yearly_audit_sent_in_time_keeps_it(firm: Employer, partner: Partner) -> None:
    held = certificate(firm, partner)
    yearly = audit(
        firm, partner, date(2027, 3, 1), "maintained", purpose="maintenance", maintains=held,
        gathering_ended_on=date(2027, 3, 10), submitted_on=date(2027, 3, 18),
    )  # fmt: skip
    submitted(yearly, date(2027, 3, 18))
    Review.objects.create(
        audit=yearly, round=1, state="accepted", received_on=date(2027, 3, 18), decided_on=date(2027, 4, 2)
    )
    found = cycle_of(firm, date(2027, 4, 3))
    assert found.certified
    assert found.next_yearly is not None
    assert found.next_yearly.due == date(2028, 3, 20)


def test_an_audit_taken_over_with_its_day_alone_counts_as_sent_and_accepted(firm: Employer, partner: Partner) -> None:
    held = certificate(firm, partner)
    audit(
        firm, partner, date(2027, 3, 1), "maintained", purpose="maintenance", maintains=held,
        gathering_ended_on=date(2027, 3, 10), submitted_on=date(2027, 3, 18),
    )  # fmt: skip
    assert cycle_of(firm, date(2027, 4, 3)).certified


def test_a_withdrawal_by_the_office_ends_it_on_its_day(firm: Employer, partner: Partner) -> None:
    held = certificate(firm, partner)
    CertificateStatus.objects.create(
        certificate=held, status="withdrawn", effective_on=date(2026, 6, 1), reason="x", recorded_at=world.moment().now
    )
    assert not cycle_of(firm, date(2026, 6, 1)).certified


def test_the_eleventh_hire_moves_the_audit_of_the_following_year(firm: Employer, partner: Partner) -> None:
    certificate(firm, partner)
    for number in range(10):
        world.person(firm, f"Worker {number}", since=date(2026, 5, 25))
    move = cycle_of(firm, world.DAY).headcount.move_to_cor
    assert move is not None
    assert (move.since, move.at_audit_due) == (date(2026, 5, 25), date(2027, 3, 20))
    assert cycle_of(firm, world.DAY).certified


def test_a_refresher_is_owed_only_for_who_is_still_there(firm: Employer) -> None:
    gone = world.person(firm, "Robin", to=date(2026, 1, 31))
    Training.objects.create(person=gone, course="building", title="Course", taken_on=date(2023, 1, 1))
    assert [item.person for item in cycle_of(firm, world.DAY).items if item.code == "refresher_due"] == ["Dana Owner"]


def test_the_year_is_read_in_the_same_few_statements_whatever_its_history(
    firm: Employer, partner: Partner, django_assert_max_num_queries: object
) -> None:
    certificate(firm, partner)
    for number in range(8):
        world.person(firm, f"Worker {number}", "casual", covered=False)
        audit(firm, partner, date(2020, 1, 1 + number), "withdrawn")
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        cycle_of(firm, world.DAY)


# --- home


def test_a_new_firm_is_told_to_choose_a_partner() -> None:
    fresh = world.employer("Fresh Ltd.", records_from=None)
    found = home(world.member(fresh.organisation, Role.OWNER), world.moment())
    assert [step.state for step in found.journey.steps] == [
        StepState.NEXT, StepState.AHEAD, StepState.AHEAD, StepState.AHEAD, StepState.AHEAD,
    ]  # fmt: skip
    assert found.need.kind is NeedKind.STEP
    assert found.journey.now.code is StepCode.CONTACT
    assert found.at_risk is None


def test_what_is_overdue_comes_before_everything(firm: Employer, partner: Partner, owner: Actor) -> None:
    certificate(firm, partner)
    found = home(owner, world.moment(date(2027, 4, 1)))
    assert found.need.kind is NeedKind.OVERDUE
    assert found.need.item is not None
    assert found.need.item.code == "maintenance_due"


def test_an_audit_under_way_comes_before_the_next_step(firm: Employer, partner: Partner, owner: Actor) -> None:
    audit(firm, partner, date(2026, 5, 30))
    found = home(owner, world.moment())
    assert found.need.kind is NeedKind.DUE
    assert found.cycle.audit is not None and found.cycle.audit.state == "gathering"
    assert found.claim is not None
    assert found.pass_mark == Decimal(80)


def test_the_refund_that_hangs_on_the_certificate(firm: Employer, partner: Partner, owner: Actor) -> None:
    certificate(firm, partner)
    PremiumBasis.objects.create(
        employer=firm, account=firm.accounts.get(), year=2027, insurable_earnings=Decimal(100000)
    )
    found = home(owner, world.moment())
    # 7.40 for each 100 in 2027, kept: 5 % sure, 20 % at most
    assert found.at_risk == (Decimal("370.00"), Decimal("1480.00"))


def test_the_crew_is_shown_whether_the_certificate_stands(firm: Employer, partner: Partner) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    assert crew_home(crew, world.moment()).standing is None
    certificate(firm, partner)
    standing = crew_home(crew, world.moment()).standing
    assert standing is not None
    assert standing.is_valid
