"""Whose address is counted: nobody's own word for it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from handrail.services.installation.asker import address_of

pytestmark = pytest.mark.django_db
CHECK = "/api/v1/certificates/SECOR-AB-2026-0001-X"


def asked(client: Client, times: int, **extra: str) -> list[int]:
    return [
        client.get(CHECK, headers={"x-forwarded-for": extra.get("said", "").format(n)}).status_code
        for n in range(times)
    ]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_a_made_up_forwarding_header_does_not_lift_the_limit(client: Client) -> None:
    assert asked(client, 125, said="10.0.0.{}")[-1] == 429


def test_behind_our_proxy_each_reader_has_his_own_limit(client: Client) -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert 429 not in asked(client, 125, said="10.0.0.{}")
        cache.clear()
        assert asked(client, 125, said="forged{}, 10.0.0.1")[-1] == 429


def test_figures_are_for_this_machine_and_not_for_who_comes_through_its_proxy(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.5"}).status_code == 404


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "counted"),
    [
        (True, "", "192.0.2.1"),
        (True, "10.0.0.1", "10.0.0.1"),
        (True, "forged, 10.0.0.1", "10.0.0.1"),
        (True, "forged, ", "192.0.2.1"),
        (False, "10.0.0.1", "192.0.2.1"),
    ],
)
def test_one_rule_says_whose_address_counts(*, behind_proxy: bool, forwarded: str, counted: str) -> None:
    header = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    with override_settings(SECURE_PROXY_SSL_HEADER=header):
        assert address_of("192.0.2.1", forwarded) == counted
