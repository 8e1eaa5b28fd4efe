"""A yearly audit that was not sent in by its day ends the certificate the day after, once, with its reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from handrail.rules.certificate.standing import Standing
from handrail.services.certificate import standing
from handrail.services.certificate.cancelling import cancel_overdue
from handrail.store.models import Audit, Certificate, CertificateStatus, Submission
from tests import world
from tests.services.certificate.files import Desk, certified

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 20)


@pytest.fixture(autouse=True)
def own_keys(settings: LazySettings, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"


@pytest.fixture
def desk() -> Desk:
    return Desk.set_up()


def yearly(certificate: Certificate, sent: date, state: str = "submitted") -> Audit:
    audit = Audit.objects.create(
        employer=certificate.employer,
        partner=certificate.partner,
        maintains=certificate,
        pack="ca-ab",
        edition="ref10-2023",
        purpose="maintenance",
        state=state,
        started_at=world.moment(sent).now,
        gathering_started_on=sent,
        submitted_on=sent,
    )
    Submission.objects.create(
        audit=audit, round=1, submitted_at=world.moment(sent).now, submitted_on=sent, package="{}", sha256="0" * 64
    )
    return audit


def test_the_day_after_a_missed_due_day_ends_it_once(desk: Desk) -> None:
    certificate = certified(desk)
    assert cancel_overdue(world.moment(DUE)) == 0
    assert cancel_overdue(world.moment(date(2027, 3, 21))) == 1
    assert cancel_overdue(world.moment(date(2027, 3, 22))) == 0
    row = CertificateStatus.objects.get()
    assert (row.status, row.effective_on) == ("cancelled", date(2027, 3, 21))
    assert "20 March 2027" in row.reason
    assert standing.of(certificate, DUE).standing is Standing.VALID
    assert standing.of(certificate, date(2027, 3, 21)).standing is Standing.WITHDRAWN


def test_a_day_slept_through_is_dated_as_it_should_have_been(desk: Desk) -> None:
    certified(desk)
    assert cancel_overdue(world.moment(date(2027, 9, 1))) == 1
    assert CertificateStatus.objects.get().effective_on == date(2027, 3, 21)


@pytest.mark.parametrize("state", ["submitted", "returned", "maintained"])
def test_a_yearly_audit_sent_in_time_keeps_it(desk: Desk, state: str) -> None:
    yearly(certified(desk), DUE, state)
    assert cancel_overdue(world.moment(date(2027, 3, 21))) == 0
    assert cancel_overdue(world.moment(date(2028, 3, 21))) == 1


def test_a_withdrawn_or_late_one_does_not(desk: Desk) -> None:
    certificate = certified(desk)
    yearly(certificate, DUE, "withdrawn")
    yearly(certificate, date(2027, 3, 21))
    assert cancel_overdue(world.moment(date(2027, 3, 21))) == 1


def test_a_partner_that_counts_by_the_year_waits_for_its_end() -> None:
    certified(Desk.set_up("demo-anyindustry"))
    assert cancel_overdue(world.moment(date(2027, 12, 31))) == 0
    assert cancel_overdue(world.moment(date(2028, 1, 1))) == 1


def test_a_one_year_certificate_has_no_yearly_audit(desk: Desk) -> None:
    certified(desk, records_from=date(2025, 12, 1))
    assert cancel_overdue(world.moment(date(2027, 3, 20))) == 0
