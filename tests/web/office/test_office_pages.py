"""The office's pages and the co-signature: who sees what, once each, and never notes or proof."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.certificate import sealing
from handrail.services.oversight import holding
from handrail.store.models import Certificate, DemonstrationDay, EmployerHold, OutboxItem, Review, ReviewNote
from tests import world
from tests.services.certificate.files import SIGNED, Desk, accepted_audit, certified, signed
from tests.services.review.files import being_read, read_all, reviewer
from tests.web.looking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(settings: LazySettings, tmp_path: Path) -> None:
    settings.KEYS_ROOT, settings.FILES_ROOT = tmp_path / "keys", tmp_path / "files"
    DemonstrationDay.objects.create(day=SIGNED)


@pytest.fixture
def desk() -> Desk:
    return Desk.set_up()


def reviewed_file(desk: Desk) -> Review:
    """A file really reviewed and accepted, with a note the office may not see."""
    from handrail.services.review import deciding
    from handrail.services.review.deciding import Decision

    actor = reviewer(desk.partner)
    review = being_read(actor, desk.partner)
    read_all(actor, review, {"8.3": 6})
    ReviewNote.objects.create(
        review=review, question="8.3", kind="information", text="SECRET NOTE", author_id=actor.user_id,
        written_at=world.moment(SIGNED).now,
    )  # fmt: skip
    return deciding.accept(
        actor, world.moment(date(2026, 5, 12)), review.pk, Decision("SECRET WORDS"), version=review.version
    )


def test_sign_cosign_and_the_certificate_is_there(desk: Desk) -> None:
    review = reviewed_file(desk)
    office, admin = signed_in(desk.office), signed_in(desk.admin)
    assert "1 file to sign" in office.get("/office/to-sign").content.decode()
    page = office.get(f"/office/files/{review.audit_id}").content.decode()
    assert "Emergency response" in page
    assert "20 March 2029" in page
    for secret in ("SECRET", "How 8.3 is done here", "Dana"):
        assert secret not in page
    assert office.post(f"/office/files/{review.audit_id}/sign").status_code == 302
    assert office.post(f"/office/files/{review.audit_id}/sign").status_code == 409
    certificate = Certificate.objects.get()
    assert certificate.number in admin.get("/cosign").content.decode()
    assert admin.post(f"/cosign/{certificate.pk}").status_code == 302
    assert admin.post(f"/cosign/{certificate.pk}").status_code == 409
    sealing.seal(world.moment(SIGNED), certificate.pk)
    shown = admin.get(f"/certificates/{certificate.pk}").content.decode()
    assert "VALID" in shown
    pdf = admin.get(f"/certificates/{certificate.pk}.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_the_owner_sees_his_own_certificate_and_nobody_elses(desk: Desk) -> None:
    certificate = certified(desk)
    owner = signed_in(world.member(certificate.employer.organisation, Role.OWNER))
    other = signed_in(world.member(world.employer("Other").organisation, Role.OWNER))
    assert owner.get(f"/certificates/{certificate.pk}").status_code == 200
    assert owner.get(f"/certificates/{certificate.pk}.pdf").status_code == 404  # not made yet
    assert other.get(f"/certificates/{certificate.pk}").status_code == 404


def test_only_the_office_reaches_its_pages(desk: Desk) -> None:
    audit = accepted_audit(desk)
    pages = ["/office/to-sign", "/office/overview", "/office/certificates", f"/office/files/{audit.pk}"]
    for actor in (desk.admin, reviewer(desk.partner), world.member(audit.employer.organisation, Role.OWNER)):
        assert {signed_in(actor).get(page).status_code for page in pages} == {403}
    assert {Client().get(page).status_code for page in pages} == {302}
    assert signed_in(desk.office).get("/cosign").status_code == 403


def test_the_overview_counts_who_holds_who_is_due_and_who_lapsed(desk: Desk) -> None:
    for number, end in enumerate((date(2026, 3, 20), date(2023, 6, 20), date(2023, 4, 1))):
        certified(
            desk,
            world.employer(f"Firm {number}"),
            gathering_started_on=end.replace(day=1),
            gathering_ended_on=end,
            records_from=date(2020, 1, 1),
        )
    signed(desk, world.employer("Waiting"))
    text = signed_in(desk.office).get("/office/overview").content.decode()
    assert "2 firms hold a certificate" in text
    office = signed_in(desk.office)
    assert "Firm 1" in office.get("/office/certificates?view=due").content.decode()
    lapsed = office.get("/office/certificates?view=lapsed").content.decode()
    assert "Firm 2" in lapsed
    assert "Firm 0" not in lapsed
    assert "Firm 0" in office.get("/office/certificates?q=firm 0").content.decode()


def test_lists_stay_at_six_statements(desk: Desk, django_assert_max_num_queries: Any) -> None:
    for number in range(22):
        certified(desk, world.employer(f"Firm {number:02d}"))
        accepted_audit(desk, world.employer(f"Next {number:02d}"))
    office = signed_in(desk.office)
    for page, most in (("/office/to-sign", 6), ("/office/overview", 7), ("/office/certificates", 6)):
        with django_assert_max_num_queries(most):
            assert office.get(page).status_code == 200


def test_a_suspension_is_read_by_strangers_and_cannot_reach_back(desk: Desk) -> None:
    certificate = certified(desk)
    office = signed_in(desk.office)
    address = f"/office/certificates/{certificate.pk}/status"
    typed = {"status": "suspended", "effective_on": "2026-05-18", "reason": "Under inquiry."}
    assert office.post(address, typed).status_code == 422
    assert office.post(address, {**typed, "effective_on": "2026-06-01"}).status_code == 302
    assert "NOT VALID" in Client().get(f"/verify/{certificate.number}?on=2026-06-01").content.decode()
    assert signed_in(desk.admin).post(address, typed).status_code == 403


def test_holding_an_employer_and_lifting_it(desk: Desk) -> None:
    certificate = certified(desk)
    office = signed_in(desk.office)
    address = f"/office/employers/{certificate.employer_id}/hold"
    back = {"certificate": str(certificate.pk)}
    assert office.post(address, {**back, "hold": "place", "reason": "Two stop-work orders."}).status_code == 302
    assert office.post(address, {**back, "hold": "place", "reason": "Again."}).status_code == 409
    assert EmployerHold.objects.get().reason == "Two stop-work orders."
    page = office.get(f"/certificates/{certificate.pk}").content.decode()
    assert page.index("This employer is under review since") < page.index("Two stop-work orders.") < page.index("VALID")
    letters = [row.payload for row in OutboxItem.objects.filter(kind="mail")]
    (letter,) = [one for one in letters if "under employer review from today" in one["subject"]]
    assert (letter["to"], letter["employer"]) == ("owners", str(certificate.employer_id))
    assert "Two stop-work orders." in letter["text"]
    assert "VALID" in Client().get(f"/verify/{certificate.number}").content.decode()
    assert office.post(address, {**back, "hold": "lift"}).status_code == 302
    assert holding.running(certificate.employer_id, world.moment(SIGNED)) is None
    assert office.post(address, {**back, "hold": "lift"}).status_code == 409
    subjects = [row.payload["subject"] for row in OutboxItem.objects.filter(kind="mail")]
    assert sum("the employer review is over" in one for one in subjects) == 1
    page = office.get(f"/certificates/{certificate.pk}").content.decode()
    assert "From today its refund waits." in page
    assert signed_in(desk.admin).post(address, {"hold": "place", "reason": "x"}).status_code == 403


def test_a_withdrawal_sets_the_last_valid_day_in_list_and_life(desk: Desk) -> None:
    certificate = certified(desk)
    office = signed_in(desk.office)
    typed = {"status": "withdrawn", "effective_on": "2026-06-01", "reason": "At its own wish."}
    assert office.post(f"/office/certificates/{certificate.pk}/status", typed).status_code == 302
    DemonstrationDay.objects.update(day=date(2026, 6, 2))
    assert "31 May 2026" in office.get("/office/certificates").content.decode()
    page = office.get(f"/certificates/{certificate.pk}").content.decode()
    assert "31 May 2026" in page
    assert "20 March 2029" not in page


def test_a_document_that_is_not_there_is_promised_for_a_day_and_no_longer(desk: Desk) -> None:
    fresh = certified(desk)
    page = signed_in(desk.office).get(f"/certificates/{fresh.pk}").content.decode()
    assert "The document is being made" in page
    signed_at = fresh.signed_by_both_at
    assert signed_at is not None
    Certificate.objects.filter(pk=fresh.pk).update(signed_by_both_at=signed_at - timedelta(days=400))
    page = signed_in(desk.office).get(f"/certificates/{fresh.pk}").content.decode()
    assert "No document is kept here" in page
