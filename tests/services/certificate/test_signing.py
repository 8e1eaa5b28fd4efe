"""Two signatures make a certificate: who may, in what order, once each, and what it then says."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.certificate.number import parse_number
from handrail.rules.certificate.standing import Standing
from handrail.rules.permissions import Role
from handrail.services.certificate import cosigning, issuing, standing
from handrail.services.errors import Absent, Forbidden, Refused, WrongState
from handrail.store.models import Certificate, CertificateStatus, Membership, OutboxItem, Signature, User
from tests import world
from tests.services.certificate.files import SIGNED, Desk, accepted_audit, certified, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.set_up()


def test_the_office_signs_and_the_certificate_is_dated_by_the_partners_rule(desk: Desk) -> None:
    certificate = signed(desk)
    assert (certificate.issued_on, certificate.expires_on) == (date(2026, 3, 20), date(2029, 3, 20))
    assert certificate.term_months == 36
    assert parse_number(certificate.number).serial == 1
    assert certificate.legal_name == "Prairie Test Roofing Ltd."
    certificate.audit.refresh_from_db()
    assert certificate.audit.state == "signed"


def test_before_both_signatures_nothing_is_certified(desk: Desk) -> None:
    certificate = signed(desk)
    assert standing.of(certificate, SIGNED).standing is Standing.UNKNOWN
    assert standing.current(certificate.employer_id, SIGNED) is None
    assert not OutboxItem.objects.filter(kind="seal_certificate").exists()


def test_both_signatures_make_it_valid_and_queue_its_document(desk: Desk) -> None:
    certificate = certified(desk)
    found = standing.current(certificate.employer_id, SIGNED)
    assert found is not None
    assert found[1].standing is Standing.VALID
    assert [row.side for row in Signature.objects.order_by("signed_at")] == ["office", "partner"]
    assert OutboxItem.objects.get(kind="seal_certificate").payload == {"certificate": str(certificate.pk)}
    assert OutboxItem.objects.filter(kind="mail").count() == 1


def test_signing_twice_has_one_effect(desk: Desk) -> None:
    audit = accepted_audit(desk)
    issuing.sign(desk.office, world.moment(SIGNED), audit.pk)
    with pytest.raises(WrongState):
        issuing.sign(desk.office, world.moment(SIGNED), audit.pk)
    assert (Certificate.objects.count(), Signature.objects.count()) == (1, 1)


def test_cosigning_twice_has_one_effect(desk: Desk) -> None:
    certificate = certified(desk)
    with pytest.raises(WrongState):
        cosigning.cosign(desk.admin, world.moment(SIGNED), certificate.pk)
    assert Signature.objects.count() == 2
    assert OutboxItem.objects.filter(kind="seal_certificate").count() == 1


@pytest.mark.parametrize("state", ["submitted", "returned", "not_accepted", "withdrawn", "signed", "certified"])
def test_the_office_signs_only_what_was_accepted(desk: Desk, state: str) -> None:
    audit = accepted_audit(desk, state=state)
    with pytest.raises(WrongState):
        issuing.sign(desk.office, world.moment(SIGNED), audit.pk)
    assert not Certificate.objects.exists()


def test_only_the_office_signs_and_only_an_administrator_cosigns(desk: Desk) -> None:
    audit = accepted_audit(desk)
    reviewer = world.member(desk.partner.organisation, Role.REVIEWER)
    for stranger in (desk.admin, reviewer):
        with pytest.raises(Forbidden):
            issuing.sign(stranger, world.moment(SIGNED), audit.pk)
    certificate = issuing.sign(desk.office, world.moment(SIGNED), audit.pk)
    for stranger in (desk.office, reviewer):
        with pytest.raises(Forbidden):
            cosigning.cosign(stranger, world.moment(SIGNED), certificate.pk)


def test_another_partners_administrator_does_not_even_see_it(desk: Desk) -> None:
    certificate = signed(desk)
    other = world.partner("demo-anyindustry", "Another partner")
    admin = world.member(other.organisation, Role.PARTNER_ADMIN)
    with pytest.raises(Absent):
        cosigning.cosign(admin, world.moment(SIGNED), certificate.pk)
    assert list(cosigning.waiting(admin)) == []
    assert list(cosigning.waiting(desk.admin)) == [certificate]


def test_one_person_never_signs_for_both_sides(desk: Desk) -> None:
    certificate = signed(desk)
    person = User.objects.get(pk=desk.office.user_id)
    Membership.objects.create(
        user=person, organisation=desk.partner.organisation, role="partner_admin", since=world.moment().now
    )
    both = world.seated(person, desk.partner.organisation, Role.PARTNER_ADMIN)
    with pytest.raises(Refused, match="Two people"):
        cosigning.cosign(both, world.moment(SIGNED), certificate.pk)
    certificate.refresh_from_db()
    assert certificate.signed_by_both_at is None


@pytest.mark.parametrize(
    ("records_from", "facts", "months", "expires"),
    [
        (date(2025, 3, 20), {}, 36, date(2029, 3, 20)),
        (date(2025, 3, 21), {}, 12, date(2027, 3, 20)),
        (date(2025, 12, 20), {}, 12, date(2027, 3, 20)),
        (date(2025, 3, 3), {"active_site": False}, 6, date(2026, 9, 20)),
    ],
)
def test_the_term_follows_from_the_months_of_records(
    desk: Desk, records_from: date, facts: dict[str, bool], months: int, expires: date
) -> None:
    certificate = signed(desk, records_from=records_from, facts=facts)
    assert (certificate.term_months, certificate.expires_on) == (months, expires)


def test_too_few_months_of_records_refuse_with_the_day_it_will_be_possible(desk: Desk) -> None:
    audit = accepted_audit(desk, records_from=date(2026, 1, 1))
    with pytest.raises(Refused, match="1 April 2026"):
        issuing.sign(desk.office, world.moment(SIGNED), audit.pk)
    audit.refresh_from_db()
    assert audit.state == "accepted"


def test_a_new_certificate_replaces_the_old_one_from_its_issue_day(desk: Desk) -> None:
    old = certified(desk)
    new = certified(
        desk,
        old.employer,
        gathering_started_on=date(2029, 2, 1),
        gathering_ended_on=date(2029, 2, 10),
        records_from=date(2025, 3, 3),
    )
    assert CertificateStatus.objects.get(certificate=old).effective_on == new.issued_on == date(2029, 2, 10)
    assert standing.of(old, date(2029, 2, 9)).standing is Standing.VALID
    assert standing.of(old, date(2029, 2, 10)).standing is Standing.SUPERSEDED
    found = standing.current(old.employer_id, date(2029, 2, 10))
    assert found is not None
    assert found[0] == new
    assert new.number != old.number


def test_numbers_count_up_within_a_year(desk: Desk) -> None:
    firms = [world.employer(f"Firm {number} Ltd.") for number in range(3)]
    numbers = [signed(desk, firm).number for firm in firms]
    assert len(set(numbers)) == 3
    assert [parse_number(number).serial for number in numbers] == [1, 2, 3]
