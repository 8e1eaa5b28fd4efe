"""What a stranger is told of a certificate: the truth of a day, in a few statements, and nothing about people or scores."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handrail.services.certificate import changing, sealing
from handrail.services.registry import publishing
from handrail.store.models import Certificate, DemonstrationDay
from handrail.web.public import verify
from tests import world
from tests.services.certificate.files import SIGNED, Desk, certified, signed
from tests.services.certificate.test_cancelling import yearly

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.KEYS_ROOT, settings.FILES_ROOT = tmp_path / "keys", tmp_path / "files"
    DemonstrationDay.objects.create(day=date(2026, 6, 1))
    verify._seen.clear()
    yield


@pytest.fixture
def desk() -> Desk:
    return Desk.set_up()


@pytest.fixture
def certificate(desk: Desk) -> Certificate:
    return certified(desk)


def body(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


def test_a_valid_certificate_says_so_with_name_day_and_who(client: Client, certificate: Certificate) -> None:
    status, text = body(client, f"/verify/{certificate.number}")
    assert status == 200
    for said in ("VALID", "<h1>Prairie Test Roofing Ltd.</h1>", "Monday 1 June 2026", "the Partnerships office and"):
        assert said in text
    assert "NOT VALID" not in text


def test_no_scores_and_no_people(client: Client, certificate: Certificate) -> None:
    for address in (f"/verify/{certificate.number}", "/registry", "/registry.csv"):
        answer = client.get(address)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()  # type: ignore[attr-defined]
        for secret in ("93.34", "463", "Morgan Achebe", "Sam Whitford", "Dana Owner", "TEST-0001"):
            assert secret not in text, (address, secret)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-03-19", "NOT VALID"),
        ("2026-03-20", "VALID"),
        ("2026-04-01", "signatures were made later"),
        ("2029-03-20", "VALID"),
        ("2029-03-21", "NOT VALID"),
    ],
)
def test_standing_on_another_day(client: Client, certificate: Certificate, on: str, said: str) -> None:
    status, text = body(client, f"/verify/{certificate.number}?on={on}")
    assert status == 200
    assert said in text
    assert ("NOT VALID" in text) == (said == "NOT VALID")


def test_the_truth_table_of_standings(client: Client, desk: Desk, certificate: Certificate) -> None:
    moment = world.moment(SIGNED)
    for day, status in (
        (date(2026, 7, 1), "suspended"),
        (date(2026, 8, 1), "reinstated"),
        (date(2026, 9, 1), "withdrawn"),
    ):
        changing.change(
            desk.office, moment, certificate.pk, status=status, effective_on=day, reason=f"Because {status}."
        )
    expected = [
        ("2026-05-31", "VALID", "up to and including Monday 31 August 2026"),
        ("2026-06-30", "VALID AS IT STANDS TODAY", "up to and including Monday 31 August 2026"),
        ("2026-07-01", "NOT VALID", "put on hold by the issuer"),
        ("2026-08-01", "VALID AS IT STANDS TODAY", "Withdrawn from Tuesday 1 September 2026"),
        ("2026-09-01", "NOT VALID", "ended by the issuer"),
        ("2030-01-01", "NOT VALID", "ended by the issuer"),
    ]
    for on, word, reason in expected:
        _, text = body(client, f"/verify/{certificate.number}?on={on}")
        assert f"{word}</p>" in text, on
        assert ("NOT VALID" in text) == (word == "NOT VALID"), on
        assert reason in text, on
        assert "Because" not in text, on


def move_to(day: date) -> None:
    DemonstrationDay.objects.update(day=day)
    verify._seen.clear()


def ended(desk: Desk, certificate: Certificate) -> None:
    """Withdrawn from 1 July 2026 with a reason that is nobody else's business, and looked up in August."""
    changing.change(
        desk.office,
        world.moment(SIGNED),
        certificate.pk,
        status="withdrawn",
        effective_on=date(2026, 7, 1),
        reason="The owner went bankrupt.",
    )
    move_to(date(2026, 8, 1))


def test_what_has_ended_says_when_it_was_valid_and_never_why(
    client: Client, desk: Desk, certificate: Certificate
) -> None:
    ended(desk, certificate)
    _, text = body(client, f"/verify/{certificate.number}")
    assert "It was valid, both days included</dt><dd>20 March 2026 to 30 June 2026<" in text
    assert "NOT VALID" in text
    for address in (f"/verify/{certificate.number}", "/registry", f"/api/v1/certificates/{certificate.number}"):
        assert "bankrupt" not in body(client, address)[1]
    assert "bankrupt" not in publishing.status_list(world.moment(date(2026, 8, 1)))
    assert client.get(f"/api/v1/certificates/{certificate.number}").json()["last_valid_day"] == "2026-06-30"


def test_a_day_before_the_end_was_valid_and_says_that_it_ended(
    client: Client, desk: Desk, certificate: Certificate
) -> None:
    ended(desk, certificate)
    _, text = body(client, f"/verify/{certificate.number}?on=2026-06-15")
    assert "NOT VALID" not in text
    assert "It was valid up to and including Tuesday 30 June 2026." in text
    assert "Withdrawn from Wednesday 1 July 2026." in text
    assert "In force from" not in text


def test_the_register_and_the_list_name_the_last_valid_day(
    client: Client, desk: Desk, certificate: Certificate
) -> None:
    ended(desk, certificate)
    assert "30 June 2026" in body(client, "/registry")[1]
    text = b"".join(client.get("/registry.csv").streaming_content).decode()  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["expires"], row["last_valid_day"], row["standing"]) == ("2029-03-20", "2026-06-30", "withdrawn")
    raw = publishing.status_list(world.moment(date(2026, 8, 1))).split(".")[1]
    entry = json.loads(base64.urlsafe_b64decode(raw + "==="))["certificates"][certificate.number]
    assert entry["last_valid_day"] == "2026-06-30"


@pytest.mark.parametrize(("on", "audit"), [("2027-03-20", False), ("2027-05-01", True), ("2029-03-20", True)])
def test_a_day_that_has_not_come_is_only_as_it_stands(
    client: Client, certificate: Certificate, on: str, audit: bool
) -> None:
    with CaptureQueriesContext(connection) as seen:
        _, text = body(client, f"/verify/{certificate.number}?on={on}")
    assert "VALID AS IT STANDS TODAY</p>" in text
    assert ("A yearly audit comes before, by Saturday 20 March 2027" in text) == audit
    rest = [query["sql"] for query in seen if "demonstrationday" not in query["sql"]]
    assert len(rest) <= 3, rest


def test_a_yearly_audit_that_was_sent_in_is_not_waited_for(client: Client, certificate: Certificate) -> None:
    yearly(certificate, date(2026, 5, 25))
    _, text = body(client, f"/verify/{certificate.number}?on=2027-05-01")
    assert "VALID AS IT STANDS TODAY</p>" in text
    assert "A yearly audit comes before" not in text
    assert "20 March 2028" in body(client, f"/verify/{certificate.number}?on=2028-05-01")[1]


def test_before_both_signatures_nothing_can_be_checked(client: Client, desk: Desk) -> None:
    waiting = signed(desk)
    status, text = body(client, f"/verify/{waiting.number}")
    assert (status, "COULD NOT CHECK" in text) == (404, True)
    assert waiting.legal_name not in text


@pytest.mark.parametrize("typed", ["HR-26-00001-X", "hello", "HR-26-99999-8", "%20", "<b>x", "HR–26–00001"])
def test_a_wrong_number_is_explained(client: Client, certificate: Certificate, typed: str) -> None:
    status, text = body(client, f"/verify/{typed}")
    assert status == 404
    assert "COULD NOT CHECK" in text
    assert "<b>x" not in text
    assert '<a href="/registry">search the register by its name</a>' in text
    assert "Another day" not in text


def test_case_and_hyphens_do_not_matter(client: Client, certificate: Certificate) -> None:
    assert body(client, f"/verify/{certificate.number.lower().replace('-', '')}")[0] == 200


def test_a_wrong_day_is_explained_and_today_answered(client: Client, certificate: Certificate) -> None:
    status, text = body(client, f"/verify/{certificate.number}?on=2026-13-01")
    assert status == 422
    assert "not in the calendar" in text or "not a day" in text
    assert "VALID" in text


def test_a_check_takes_three_statements_and_the_day(client: Client, certificate: Certificate) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(f"/verify/{certificate.number}")
    rest = [query["sql"] for query in seen if "demonstrationday" not in query["sql"]]
    assert len(rest) <= 3, rest
    assert all(sql.startswith("SELECT") for sql in rest)


def test_asking_too_often_is_slowed_down(client: Client, certificate: Certificate) -> None:
    answers = [client.get(f"/verify/{certificate.number}").status_code for _ in range(verify.LIMIT + 1)]
    assert answers[:-1] == [200] * verify.LIMIT
    assert answers[-1] == 429
    other = client.get(f"/verify/{certificate.number}", REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200


def test_the_register_finds_by_part_of_the_name_and_by_number(
    client: Client, desk: Desk, certificate: Certificate
) -> None:
    certified(desk, world.employer("Ænother Firm Ltd."))
    assert certificate.number in body(client, "/registry?q=prairie")[1]
    assert "Ænother" not in body(client, "/registry?q=prairie")[1]
    assert "Nothing by that name" in body(client, "/registry?q=zzz")[1]


def test_a_whole_number_leads_straight_to_its_certificate(client: Client, certificate: Certificate) -> None:
    answer = client.get("/registry", {"q": certificate.number.lower().replace("-", " ")})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/verify/{certificate.number}")


def test_a_mistyped_number_is_said_to_be_mistyped(client: Client, certificate: Certificate) -> None:
    wrong = certificate.number[:-1] + ("A" if certificate.number[-1] != "A" else "B")
    text = body(client, f"/registry?q={wrong}")[1]
    assert "That number is mistyped" in text
    assert "character by character" in text
    assert "mistyped" not in body(client, "/registry?q=1234567 Alberta Ltd.")[1]


def test_the_register_is_paginated_in_few_statements(
    client: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    for number in range(23):
        certified(desk, world.employer(f"Firm {number:02d} Ltd."))
    with django_assert_max_num_queries(6):
        text = body(client, "/registry")[1]
    assert ("Firm 00" in text, "Firm 22" in text) == (True, False)
    assert "Firm 22" in body(client, "/registry?page=2")[1]


@pytest.mark.parametrize("name", ["=1+1 Ltd.", "+Plus Ltd.", "-Minus", "@Sum", "\tTab", "=cmd|'/C calc'!A0", "＝Wide"])
def test_the_open_data_holds_no_formula(client: Client, desk: Desk, name: str) -> None:
    certified(desk, world.employer(name))
    answer = client.get("/registry.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["legal_name"].startswith("'")
    assert set(row) == {
        "number",
        "legal_name",
        "program",
        "issued",
        "expires",
        "last_valid_day",
        "standing",
        "certifying_partner",
    }


def test_keys_and_status_list_serve_a_verifier(client: Client, certificate: Certificate) -> None:
    from handrail.integrations.files import file_store
    from handrail.services.certificate import verifying

    made = sealing.seal(world.moment(SIGNED), certificate.pk)
    keys = verifying.trusted_keys(client.get("/.well-known/handrail/keys.json").content, "keys.json")
    known = verifying.status_list(client.get("/registry/status-list").content, keys, "list")
    found = verifying.verify(file_store().read(made.stored), "it", date(2026, 6, 1), keys, known)
    assert found.valid
    assert known.as_of == date(2026, 6, 1)
    assert json.loads(json.dumps(found.as_json()))["holder"] == certificate.legal_name


def test_nothing_here_writes_or_takes_a_post(client: Client, certificate: Certificate) -> None:
    for address in (f"/verify/{certificate.number}", "/registry", "/registry.csv", "/registry/status-list"):
        assert client.post(address).status_code in {403, 405}
