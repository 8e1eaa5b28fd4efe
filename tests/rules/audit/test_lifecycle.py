"""Every state by every move by every role is decided, in both lifecycles."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.audit.lifecycle import AUDIT, CLOCK, OVER, AuditMove, AuditMoveFacts, AuditState, move
from handrail.rules.audit.moves import Lifecycle, Refusal
from handrail.rules.permissions import Action, Role, tie
from handrail.rules.review import lifecycle as review
from handrail.rules.review.lifecycle import ROUND, RoundFacts, RoundMove, RoundState

EVERYBODY = [*Role, CLOCK]
GOOD = AuditMoveFacts(declared=True, passes=True)
S, M = AuditState, AuditMove

ALLOWED = {
    (S.GATHERING, M.SUBMIT): {Role.OWNER},
    (S.GATHERING, M.WITHDRAW): {Role.OWNER},
    (S.SUBMITTED, M.RETURN): {Role.REVIEWER},
    (S.SUBMITTED, M.ACCEPT): {Role.REVIEWER},
    (S.SUBMITTED, M.DECLINE): {Role.REVIEWER},
    (S.SUBMITTED, M.WITHDRAW): {Role.OWNER},
    (S.RETURNED, M.RESUBMIT): {Role.OWNER},
    (S.RETURNED, M.WITHDRAW): {Role.OWNER},
    (S.RETURNED, M.CLOSE): {CLOCK},
    (S.RETURNED, M.REREAD): {Role.REVIEWER, Role.PARTNER_ADMIN},
    (S.NOT_ACCEPTED, M.REREAD): {Role.REVIEWER, Role.PARTNER_ADMIN},
    (S.CLOSED, M.REREAD): {Role.REVIEWER, Role.PARTNER_ADMIN},
    (S.ACCEPTED, M.SIGN): {Role.OFFICE},
    (S.SIGNED, M.COSIGN): {Role.PARTNER_ADMIN},
}

audit_facts = st.builds(
    AuditMoveFacts,
    maintenance=st.booleans(),
    blocking_gaps=st.integers(0, 2),
    declared=st.booleans(),
    must_fix_open=st.integers(0, 2),
    passes=st.booleans(),
    days_left=st.none() | st.integers(-2, 2),
    own_firm=st.booleans(),
    term_possible=st.booleans(),
    appeal_changed=st.booleans(),
    another_open=st.booleans(),
)
round_facts = st.builds(
    RoundFacts,
    own_firm=st.booleans(),
    must_fix_open=st.integers(0, 2),
    unread=st.integers(0, 2),
    passes=st.booleans(),
    reason_given=st.booleans(),
    visit_open=st.booleans(),
)


@given(audit_facts)
def test_every_move_of_an_audit_is_decided(facts: AuditMoveFacts) -> None:
    for state, wanted, role in product(AuditState, AuditMove, EVERYBODY):
        outcome = move(state, wanted, role, facts)
        if isinstance(outcome, Refusal):
            assert outcome.code and outcome.sentence.endswith(".")
        else:
            assert role in ALLOWED[state, wanted]
            assert outcome in AuditState


@given(round_facts)
def test_every_move_of_a_round_is_decided(facts: RoundFacts) -> None:
    for state, wanted, role in product(RoundState, RoundMove, EVERYBODY):
        outcome = review.move(state, wanted, role, facts)
        assert isinstance(outcome, Refusal | RoundState)
        if facts.own_firm and role == Role.REVIEWER and wanted is not RoundMove.PUT_BACK:
            assert isinstance(outcome, Refusal)


def test_a_round_with_an_open_visit_is_neither_decided_nor_visited_again() -> None:
    ready = RoundFacts(must_fix_open=1, passes=True, reason_given=True, visit_open=True)
    fine = RoundFacts(passes=True, reason_given=True, visit_open=True)
    for wanted, facts in [
        (RoundMove.RETURN, ready),
        (RoundMove.ACCEPT, fine),
        (RoundMove.DECLINE, fine),
        (RoundMove.VISIT, fine),
    ]:
        outcome = review.move(RoundState.READING, wanted, Role.REVIEWER, facts)
        assert isinstance(outcome, Refusal) and outcome.code == "no_visit_open"
        closed = review.move(RoundState.READING, wanted, Role.REVIEWER, replace(facts, visit_open=False))
        assert isinstance(closed, RoundState)


def test_the_whole_way_to_a_certificate() -> None:
    state = S.GATHERING
    for wanted, role, facts in [
        (M.SUBMIT, Role.OWNER, GOOD),
        (M.RETURN, Role.REVIEWER, AuditMoveFacts(must_fix_open=6)),
        (M.RESUBMIT, Role.OWNER, AuditMoveFacts(declared=True, days_left=79)),
        (M.ACCEPT, Role.REVIEWER, GOOD),
        (M.SIGN, Role.OFFICE, GOOD),
        (M.COSIGN, Role.PARTNER_ADMIN, GOOD),
    ]:
        outcome = move(state, wanted, role, facts)
        assert isinstance(outcome, AuditState), outcome
        state = outcome
    assert state is S.CERTIFIED


def test_a_maintenance_audit_ends_on_acceptance() -> None:
    assert move(S.SUBMITTED, M.ACCEPT, Role.REVIEWER, AuditMoveFacts(maintenance=True, passes=True)) is S.MAINTAINED
    # The months of records are no question for it.
    facts = AuditMoveFacts(maintenance=True, passes=True, term_possible=False)
    assert move(S.SUBMITTED, M.ACCEPT, Role.REVIEWER, facts) is S.MAINTAINED


@pytest.mark.parametrize(
    ("state", "wanted", "role", "facts", "code"),
    [
        (S.GATHERING, M.SUBMIT, Role.OWNER, AuditMoveFacts(), "declared"),
        (S.GATHERING, M.SUBMIT, Role.OWNER, AuditMoveFacts(declared=True, blocking_gaps=1), "complete"),
        (S.GATHERING, M.SUBMIT, Role.CONSULTANT, GOOD, "not_yours"),
        (S.GATHERING, M.ACCEPT, Role.REVIEWER, GOOD, "wrong_state"),
        (S.SUBMITTED, M.RETURN, Role.REVIEWER, GOOD, "something_to_fix"),
        (S.SUBMITTED, M.ACCEPT, Role.REVIEWER, AuditMoveFacts(), "passes"),
        (S.SUBMITTED, M.ACCEPT, Role.REVIEWER, AuditMoveFacts(passes=True, own_firm=True), "independent"),
        (S.SUBMITTED, M.ACCEPT, Role.REVIEWER, AuditMoveFacts(passes=True, must_fix_open=1), "nothing_to_fix"),
        (S.SUBMITTED, M.ACCEPT, Role.REVIEWER, AuditMoveFacts(passes=True, term_possible=False), "term_possible"),
        (S.RETURNED, M.RESUBMIT, Role.OWNER, AuditMoveFacts(declared=True, days_left=-1), "days_left"),
        (S.RETURNED, M.CLOSE, CLOCK, AuditMoveFacts(days_left=0), "days_used_up"),
        (S.RETURNED, M.CLOSE, Role.OWNER, AuditMoveFacts(days_left=-1), "not_yours"),
        (S.NOT_ACCEPTED, M.REREAD, Role.REVIEWER, GOOD, "appeal_changed"),
        (
            S.CLOSED,
            M.REREAD,
            Role.PARTNER_ADMIN,
            AuditMoveFacts(appeal_changed=True, another_open=True),
            "no_other_open",
        ),
        (S.RETURNED, M.REREAD, Role.OWNER, AuditMoveFacts(appeal_changed=True), "not_yours"),
        (S.MAINTAINED, M.REREAD, Role.REVIEWER, AuditMoveFacts(appeal_changed=True), "wrong_state"),
        (S.SIGNED, M.COSIGN, Role.OFFICE, GOOD, "not_yours"),
        (S.CERTIFIED, M.WITHDRAW, Role.OWNER, GOOD, "wrong_state"),
    ],
)
def test_refusals(state: AuditState, wanted: AuditMove, role: Role | str, facts: AuditMoveFacts, code: str) -> None:
    outcome = move(state, wanted, role, facts)
    assert isinstance(outcome, Refusal) and outcome.code == code


def test_the_last_correction_day_still_counts() -> None:
    assert move(S.RETURNED, M.RESUBMIT, Role.OWNER, AuditMoveFacts(declared=True, days_left=0)) is S.SUBMITTED


@pytest.mark.parametrize("lifecycle", [AUDIT, ROUND], ids=["audit", "round"])
def test_every_state_is_reached_and_the_ends_are_named(lifecycle: Lifecycle[object]) -> None:
    states: type[AuditState | RoundState] = AuditState if lifecycle is AUDIT else RoundState
    moves: type[AuditMove | RoundMove] = AuditMove if lifecycle is AUDIT else RoundMove
    reached = {step.target for step in lifecycle.steps} | {lifecycle.steps[0].state}
    assert reached == set(states)
    assert {step.move for step in lifecycle.steps} == set(moves)
    assert set(lifecycle.words) >= {*states, *moves}


def test_ends() -> None:
    assert AUDIT.ends() == {S.CERTIFIED, S.MAINTAINED, S.WITHDRAWN}
    assert AUDIT.ends() | {S.NOT_ACCEPTED, S.CLOSED} == OVER, "an appeal leads back out of these two"
    assert ROUND.ends() == {RoundState.RETURNED, RoundState.ACCEPTED, RoundState.NOT_ACCEPTED, RoundState.WITHDRAWN}


def test_the_table_and_the_permission_matrix_agree() -> None:
    held = {M.SUBMIT: Action.AUDIT_SUBMIT, M.WITHDRAW: Action.AUDIT_WITHDRAW, M.ACCEPT: Action.REVIEW_DECIDE}
    held |= {M.SIGN: Action.CERTIFICATE_SIGN, M.COSIGN: Action.CERTIFICATE_COSIGN, M.RETURN: Action.REVIEW_DECIDE}
    for step in AUDIT.steps:
        action = held.get(AuditMove(step.move))
        if action is not None:
            assert all(tie(role, action) for role in step.who)


def test_the_drawing_shows_every_step() -> None:
    text = AUDIT.as_markdown()
    assert "[*] --> gathering" in text and "submitted --> maintained: accept [for_maintenance]" in text
    assert text.count("-->") >= len(AUDIT.steps) + 1 + len(AUDIT.ends())
