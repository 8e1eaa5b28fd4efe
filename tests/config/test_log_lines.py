"""No secret address stands in a log line."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

SECRET = "canary-7f3a9c"


class Kept(logging.Handler):
    """Lines as the console gets them, through the filters it has in the settings."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def kept(db: None) -> Kept:
    handler, logger = Kept(), logging.getLogger("django.request")
    for one in logging.getLogger().handlers:
        for filtering in one.filters:
            handler.addFilter(filtering)
    logger.addHandler(handler)
    yield handler  # type: ignore[misc]
    logger.removeHandler(handler)


@pytest.mark.parametrize("name", ["here", "shared", "feed", "concern-answer", "pair-code"])
def test_a_link_that_opens_nothing_is_not_written_down(name: str, kept: Kept) -> None:
    assert Client().get(reverse(name, args=[SECRET])).status_code >= 400
    assert kept.lines
    assert SECRET not in "\n".join(kept.lines)


def test_an_address_nobody_has_is_not_written_down(kept: Kept) -> None:
    assert Client().get(f"/heere/{SECRET}").status_code == 404
    assert kept.lines == ["Not Found: an address that is none here"]


def test_the_console_has_the_filter() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_addresses"]
