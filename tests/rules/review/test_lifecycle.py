from __future__ import annotations

import pytest

from handrail.rules.audit.moves import Refusal
from handrail.rules.permissions import Role
from handrail.rules.review.lifecycle import RoundFacts, RoundMove, RoundState, move

S, M = RoundState, RoundMove


@pytest.mark.parametrize(
    ("state", "wanted", "role", "facts", "result"),
    [
        (S.WAITING, M.OPEN, Role.REVIEWER, RoundFacts(), S.READING),
        (S.WAITING, M.OPEN, Role.REVIEWER, RoundFacts(own_firm=True), "independent"),
        (S.WAITING, M.ACCEPT, Role.REVIEWER, RoundFacts(passes=True), "wrong_state"),
        (S.READING, M.PUT_BACK, Role.PARTNER_ADMIN, RoundFacts(), S.WAITING),
        (S.READING, M.RETURN, Role.REVIEWER, RoundFacts(must_fix_open=1), S.RETURNED),
        (S.READING, M.RETURN, Role.REVIEWER, RoundFacts(), "something_to_fix"),
        (S.READING, M.ACCEPT, Role.REVIEWER, RoundFacts(passes=True), S.ACCEPTED),
        (S.READING, M.ACCEPT, Role.REVIEWER, RoundFacts(passes=True, unread=1), "all_read"),
        (S.READING, M.ACCEPT, Role.REVIEWER, RoundFacts(), "passes"),
        (S.READING, M.ACCEPT, Role.OWNER, RoundFacts(passes=True), "not_yours"),
        (S.READING, M.DECLINE, Role.REVIEWER, RoundFacts(), "reason_given"),
        (S.READING, M.DECLINE, Role.REVIEWER, RoundFacts(reason_given=True), S.NOT_ACCEPTED),
        (S.READING, M.WITHDRAW, Role.OWNER, RoundFacts(), S.WITHDRAWN),
        (S.RETURNED, M.OPEN, Role.REVIEWER, RoundFacts(), "wrong_state"),
    ],
)
def test_a_round(state: RoundState, wanted: RoundMove, role: Role, facts: RoundFacts, result: object) -> None:
    outcome = move(state, wanted, role, facts)
    assert (outcome.code if isinstance(outcome, Refusal) else outcome) == result
