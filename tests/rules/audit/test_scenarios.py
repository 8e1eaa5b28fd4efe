"""Runs every scenario file beside this test: audits that program staff can read, with the result each must have."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handrail.rules.audit.facts import Sheet, parse_sheet
from handrail.rules.audit.score import score
from tests.rules.audit.instruments import ca_ab

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.toml"))


def sheet_from(scenario: dict[str, Any]) -> Sheet:
    pack = ca_ab()
    edition = pack.edition(scenario["edition"])
    answers: dict[str, Any] = {}
    if scenario["others"] == "full":
        answers = {q.id: {"points": q.points} for q in edition.questions}
    answers |= {q: {"carried": True} for q in scenario.get("carried", ())}
    for identity, given in scenario.get("answers", {}).items():
        answers[identity] = {"not_applicable": given} if isinstance(given, str) else {"points": given}
    return parse_sheet(
        {
            "edition": scenario["edition"],
            "purpose": scenario["purpose"],
            "as_of": scenario["as_of"].isoformat(),
            "facts": scenario.get("facts", {}),
            "answers": answers,
        },
        pack,
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario(file: Path) -> None:
    scenario = tomllib.loads(file.read_text(), parse_float=Decimal)
    expect = scenario["expect"]
    result = score(sheet_from(scenario), ca_ab())
    found = result.as_json()
    assert (found["awarded"], found["available"], found["percent"], found["passed"]) == (
        expect["awarded"],
        expect["available"],
        expect["percent"],
        expect["passed"],
    )
    assert [element.id for element in result.failing_elements] == expect["failing"]
    if "reasons" in expect:
        assert [reason.code for reason in result.reasons] == expect["reasons"]
    by_id = {element["id"]: element for element in found["elements"]}
    for identity, (awarded, available, percent) in expect.get("elements", {}).items():
        element = by_id[identity]
        assert (element["awarded"], element["available"], element["percent"] or "") == (awarded, available, percent)


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 5
