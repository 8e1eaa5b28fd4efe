"""Each mechanical check by one audit that must fail it and one that must pass; no check without both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handrail.rules.audit.checks import CHECKS, mechanical
from handrail.rules.audit.facts import Answer
from handrail.rules.audit.submission import AuditFacts, Proof, Section, Support
from tests.rules.audit.instruments import ca_ab
from tests.rules.audit.test_completeness import DAY, READY, with_answer, with_support

INSPECTION, ORIENTATION, TALKS, POLICY = "7.2", "5.3", "5.6", "1.1"
JANUARY = date(2026, 1, 5)


def shown(question: str, *proofs: Proof) -> AuditFacts:
    return replace(READY, **with_support(question, Support("So it is.", proofs)))


def policies(**said: Any) -> AuditFacts:
    signed = {"signed_on": date(2026, 3, 2), "signed_name": "Dana Kowal", "review_on": date(2027, 3, 2)}
    return replace(READY, policies=(Section("Safety policy", **{**signed, **said}),))


def named(legal: str, account: str) -> AuditFacts:
    return replace(READY, cover=replace(READY.cover, legal_name=legal, account_name=account))


def both(one: str, other: str, digest: str) -> AuditFacts:
    proof = Proof("Photo 12", JANUARY, digest=digest)
    support = {**READY.support, one: Support("So.", (proof,)), other: Support("So.", (proof,))}
    return replace(READY, support=support)


NO_VISITORS = replace(READY.sheet.facts, visitors=False)
# For each check: what it must find fault with, and the nearest thing it must leave alone.
FIXTURES: Mapping[str, tuple[AuditFacts, AuditFacts]] = {
    "reason_missing": (
        replace(READY, **with_answer("6.3", Answer(not_applicable=" "), NO_VISITORS)),
        replace(READY, **with_answer("6.3", Answer(not_applicable="nobody visits a roof"), NO_VISITORS)),
    ),
    "months_missing": (
        replace(READY, not_kept={INSPECTION: ("No site check in June; you worked 21 days.",)}),
        replace(READY, not_kept={INSPECTION: ()}),
    ),
    "scan_unreadable": (
        shown(ORIENTATION, Proof("Ticket", JANUARY, blur=0.71)),
        shown(ORIENTATION, Proof("Ticket", JANUARY, blur=0.35)),
    ),
    "proof_after_window": (
        shown(INSPECTION, Proof("Check", date(2026, 3, 21))),
        shown(INSPECTION, Proof("Check", date(2026, 3, 20))),
    ),
    "proof_before_window": (
        shown(INSPECTION, Proof("Check", date(2025, 3, 20))),
        shown(INSPECTION, Proof("Check", date(2025, 3, 21))),
    ),
    "proof_for_another_question": (both(INSPECTION, ORIENTATION, "aa"), both(INSPECTION, POLICY, "aa")),
    "proof_used_before": (
        shown(INSPECTION, Proof("Check", JANUARY, used_before=("the audit of 2025",))),
        shown(POLICY, Proof("Policy", JANUARY, used_before=("the audit of 2025",))),
    ),
    "policy_unsigned": (policies(signed_on=None), policies()),
    "policy_overdue": (policies(review_on=date(2026, 4, 6)), policies(review_on=DAY)),
    "name_differs": (
        named("Prairie Crest Roofing Ltd.", "2187345 Alberta Ltd."),
        named("Prairie Crest Roofing Ltd.", "PRAIRIE CREST ROOFING LTD"),
    ),
}  # fmt: skip


def codes(facts: AuditFacts) -> list[str]:
    return [gap.code for gap in mechanical(facts, ca_ab(), day=DAY)]


def test_every_check_has_both_its_fixtures() -> None:
    assert set(FIXTURES) == set(CHECKS)


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_it_finds_what_it_is_for(code: str) -> None:
    assert code in codes(FIXTURES[code][0])


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_it_leaves_alone_what_is_nearly_the_same(code: str) -> None:
    assert code not in codes(FIXTURES[code][1])


def test_a_sound_audit_gives_no_findings() -> None:
    assert codes(READY) == []


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_a_finding_asks_or_says_where_and_blames_nobody(code: str) -> None:
    found = next(gap for gap in mechanical(FIXTURES[code][0], ca_ab(), day=DAY) if gap.code == code)
    assert found.sentence[0].isupper() or found.sentence[0].isdigit()
    assert not {"false", "fake", "cheat", "fraud", "copied"} & set(found.sentence.casefold().split())
    assert found.blocking is (code in {"reason_missing"})


def test_proof_that_comes_late_blocks_only_where_the_partner_refuses_it() -> None:
    late = FIXTURES["proof_after_window"][0]
    refuses = replace(late, sheet=replace(late.sheet, partner="demo-anyindustry"))
    found = [gap for gap in mechanical(refuses, ca_ab(), day=DAY) if gap.code == "proof_after_window"]
    assert [gap.blocking for gap in found] == [True]


def test_findings_stand_in_the_order_of_the_questions() -> None:
    facts = replace(
        both(INSPECTION, ORIENTATION, "aa"), not_kept={"2.5": ("None yet.",)}, policies=(Section("Safety policy"),)
    )
    assert [gap.question for gap in mechanical(facts, ca_ab(), day=DAY)] == ["2.5", ORIENTATION, INSPECTION, None]


def test_what_is_carried_was_looked_at_when_it_was_earned() -> None:
    facts = shown(INSPECTION, Proof("Check", JANUARY, used_before=("the audit of 2025",)))
    answers = {**facts.sheet.answers, INSPECTION: Answer(carried=True)}
    assert codes(replace(facts, sheet=replace(facts.sheet, answers=answers))) == []


def test_one_record_may_serve_the_questions_that_ask_for_its_kind() -> None:
    """A bunch of site checks proves both that they are done and that somebody leads them."""
    edition = READY.sheet.edition
    kinds = set(edition.question(INSPECTION).proof.record_kinds)
    other = next(
        one.id
        for one in edition.questions
        if one.id != INSPECTION and one.kind == "R" and kinds & set(one.proof.record_kinds)
    )
    assert "proof_for_another_question" not in codes(both(INSPECTION, other, "aa"))
