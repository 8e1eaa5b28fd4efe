"""WCB's list: account, code and validity, safe in a spreadsheet, and nothing else."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from handrail.rules.permissions import Kind, Role
from handrail.services.certificate import changing, cosigning, issuing
from handrail.store.models import DemonstrationDay, User
from tests import world
from tests.services.certificate.files import SIGNED, Desk, accepted_audit, certified

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> None:
    DemonstrationDay.objects.create(day=SIGNED)


@pytest.fixture
def desk() -> Desk:
    return Desk.set_up()


@pytest.fixture
def wcb() -> Client:
    actor = world.member(world.organisation(Kind.WCB, "WCB"), Role.WCB)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def rows(client: Client) -> list[dict[str, str]]:
    answer = client.get("/wcb/certificates.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_an_account_with_validity(wcb: Client, desk: Desk) -> None:
    audit = accepted_audit(
        desk,
        cover={
            "legal_name": "=HYPERLINK(1) Ltd.",
            "accounts": [
                {"account": "A-1", "industry_code": "10"},
                {"account": "A-2", "industry_code": "20"},
            ],
        },
    )
    certificate = cosigning.cosign(
        desk.admin, world.moment(SIGNED), issuing.sign(desk.office, world.moment(SIGNED), audit.pk).pk
    )
    found = rows(wcb)
    assert [(row["account"], row["industry_code"]) for row in found] == [("A-1", "10"), ("A-2", "20")]
    assert found[0]["legal_name"] == "'=HYPERLINK(1) Ltd."
    assert (found[0]["issued"], found[0]["expires"], found[0]["standing"]) == ("2026-03-20", "2029-03-20", "valid")
    assert set(found[0]) == {
        "account",
        "industry_code",
        "number",
        "legal_name",
        "issued",
        "expires",
        "last_valid_day",
        "standing",
        "standing_from",
        "as_of",
    }
    page = wcb.get("/wcb/certificates").content.decode()
    assert certificate.number in page
    assert "93.34" not in page


def test_the_page_finds_by_account_and_stays_small(wcb: Client, desk: Desk, django_assert_max_num_queries: Any) -> None:
    for number in range(22):
        certified(desk, world.employer(f"Firm {number:02d}"))
    with django_assert_max_num_queries(6):
        assert "22 certificates" in wcb.get("/wcb/certificates").content.decode()
    assert "Nothing here" in wcb.get("/wcb/certificates?q=nobody").content.decode()


def test_nobody_else_gets_the_list(desk: Desk) -> None:
    for actor in (desk.admin, world.member(world.employer().organisation, Role.OWNER)):
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        assert client.get("/wcb/certificates").status_code == 403
        assert client.get("/wcb/certificates.csv").status_code == 403
    assert Client().get("/wcb/certificates").status_code == 302


def test_a_withdrawn_certificate_ends_the_day_before_its_withdrawal(wcb: Client, desk: Desk) -> None:
    certificate = certified(desk)
    changing.change(
        desk.office,
        world.moment(SIGNED),
        certificate.pk,
        status="withdrawn",
        effective_on=date(2026, 6, 1),
        reason="Ended at its own wish.",
    )
    (before,) = rows(wcb)
    assert (before["standing"], before["last_valid_day"], before["standing_from"]) == ("valid", "2026-05-31", "")
    DemonstrationDay.objects.update(day=date(2026, 6, 2))
    (line,) = rows(wcb)
    assert (line["standing"], line["last_valid_day"], line["standing_from"]) == (
        "withdrawn",
        "2026-05-31",
        "2026-06-01",
    )
    page = wcb.get("/wcb/certificates").content.decode()
    assert "31 May 2026" in page
    assert "1 June 2026" in page
    assert "in the order of the legal names" in page
