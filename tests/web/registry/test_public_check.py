"""What a stranger is told of a certificate: the truth of a day, in a few statements, and nothing about people or scores."""

from __future__ import annotations

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
from handrail.store.models import Certificate, DemonstrationDay
from handrail.web.public import verify
from tests import world
from tests.services.certificate.files import SIGNED, Desk, certified, signed

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
        ("2026-06-30", "VALID", "In force"),
        ("2026-07-01", "NOT VALID", "Because suspended."),
        ("2026-08-01", "VALID", "In force"),
        ("2026-09-01", "NOT VALID", "Because withdrawn."),
        ("2030-01-01", "NOT VALID", "Because withdrawn."),
    ]
    for on, word, reason in expected:
        _, text = body(client, f"/verify/{certificate.number}?on={on}")
        assert f"{word}</p>" in text, on
        assert ("NOT VALID" in text) == (word == "NOT VALID"), on
        assert reason in text, on


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
    assert "Prairie" in body(client, f"/registry?q={certificate.number}")[1]
    assert "Nothing by that name" in body(client, "/registry?q=zzz")[1]


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
    assert set(row) == {"number", "legal_name", "program", "issued", "expires", "standing", "certifying_partner"}


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
