"""`handrail demo`: what it refuses, in one line."""

from __future__ import annotations

import pytest

from handrail.cli.main import run
from tests import world


def test_a_number_of_firms_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--employers", "-1"]) == 2
    assert "--employers" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_database_with_data_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    world.employer()
    assert run(["demo"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "empty database" in said
