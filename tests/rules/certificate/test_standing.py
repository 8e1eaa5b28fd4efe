from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.certificate.standing import (
    CertificateFacts,
    Standing,
    Status,
    StatusChange,
    as_told,
    ending,
    standing_on,
)

ISSUED, EXPIRES, SIGNED = date(2026, 3, 20), date(2029, 3, 20), date(2026, 5, 19)
KNOWN = date(2040, 1, 1)


def certificate(*history: StatusChange, signed: date | None = SIGNED, known: date | None = KNOWN) -> CertificateFacts:
    return CertificateFacts(ISSUED, EXPIRES, signed, history, known)


def on(day: date, *history: StatusChange) -> tuple[Standing, list[str]]:
    found = standing_on(certificate(*history), day)
    return found.standing, [reason.code for reason in found.reasons]


@pytest.mark.parametrize(
    ("day", "standing", "codes"),
    [
        (date(2026, 3, 19), "not_yet_valid", ["not_yet_valid"]),
        (date(2026, 3, 20), "valid", ["in_force", "signed_later"]),
        (date(2026, 5, 18), "valid", ["in_force", "signed_later"]),
        (date(2026, 5, 19), "valid", ["in_force"]),
        (date(2029, 3, 20), "valid", ["in_force"]),
        (date(2029, 3, 21), "expired", ["expired"]),
    ],
)
def test_the_dates_decide(day: date, standing: str, codes: list[str]) -> None:
    assert on(day) == (standing, codes)


def test_nothing_verifies_before_both_signatures() -> None:
    found = standing_on(certificate(signed=None), date(2026, 6, 1))
    assert (found.standing, found.is_valid, found.reasons[0].code) == (Standing.UNKNOWN, False, "not_signed")


def test_a_suspension_ends_when_it_is_lifted() -> None:
    history = (
        StatusChange(date(2026, 9, 1), Status.SUSPENDED, "Employer review."),
        StatusChange(date(2026, 11, 1), Status.REINSTATED),
    )
    assert on(date(2026, 8, 31), *history)[0] is Standing.VALID
    assert on(date(2026, 9, 1), *history)[0] is Standing.SUSPENDED
    assert on(date(2026, 11, 1), *history)[0] is Standing.VALID


def test_a_missed_maintenance_counts_as_withdrawn_with_its_reason() -> None:
    history = (StatusChange(date(2027, 3, 21), Status.CANCELLED),)
    assert on(date(2027, 3, 20), *history)[0] is Standing.VALID
    assert on(date(2027, 3, 21), *history) == (Standing.WITHDRAWN, ["maintenance_missed"])
    assert on(date(2030, 1, 1), *history)[0] is Standing.WITHDRAWN


def test_superseded_and_extended() -> None:
    newer = StatusChange(date(2029, 3, 1), Status.SUPERSEDED, "HR-29-00007-A")
    assert on(date(2029, 2, 28), newer)[0] is Standing.VALID
    assert on(date(2029, 3, 1), newer)[0] is Standing.SUPERSEDED
    assert on(date(2029, 4, 1), newer)[0] is Standing.SUPERSEDED
    longer = StatusChange(date(2029, 3, 10), Status.EXTENDED, until=date(2029, 6, 18))
    assert on(date(2029, 6, 18), longer) == (Standing.VALID, ["in_force", "extended"])
    assert on(date(2029, 6, 19), longer)[0] is Standing.EXPIRED


def test_without_any_list_good_dates_are_not_enough() -> None:
    assert standing_on(certificate(known=None), date(2027, 1, 1)).standing is Standing.UNKNOWN
    assert standing_on(certificate(known=None), date(2030, 1, 1)).standing is Standing.EXPIRED
    older = standing_on(certificate(known=date(2026, 12, 1)), date(2027, 1, 1))
    assert (older.standing, older.reasons[-1].code) == (Standing.VALID, "status_older")


changes = st.builds(
    StatusChange,
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.sampled_from([status for status in Status if status is not Status.EXTENDED]),
)


@given(st.lists(changes, max_size=5), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_what_comes_later_never_changes_an_earlier_day(history: list[StatusChange], day: date) -> None:
    past = [change for change in history if change.on <= day]
    whole, then = standing_on(certificate(*history), day), standing_on(certificate(*past), day)
    assert whole == then
    if whole.is_valid:
        assert ISSUED <= day <= EXPIRES


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_an_untouched_certificate_is_valid_exactly_on_its_days(day: date) -> None:
    assert standing_on(certificate(), day).is_valid == (ISSUED <= day < EXPIRES + timedelta(days=1))


@pytest.mark.parametrize(
    ("history", "on", "last"),
    [
        ([StatusChange(date(2026, 9, 1), Status.WITHDRAWN)], date(2026, 9, 1), date(2026, 8, 31)),
        ([StatusChange(date(2027, 3, 21), Status.CANCELLED)], date(2027, 3, 21), date(2027, 3, 20)),
        ([StatusChange(date(2029, 3, 1), Status.SUPERSEDED)], date(2029, 3, 1), date(2029, 2, 28)),
        ([StatusChange(date(2026, 3, 20), Status.WITHDRAWN)], date(2026, 3, 20), None),
        (
            [StatusChange(date(2026, 7, 1), Status.SUSPENDED), StatusChange(date(2026, 9, 1), Status.WITHDRAWN)],
            date(2026, 9, 1),
            date(2026, 6, 30),
        ),
        (
            [StatusChange(date(2026, 9, 1), Status.WITHDRAWN), StatusChange(date(2027, 1, 1), Status.SUPERSEDED)],
            date(2026, 9, 1),
            date(2026, 8, 31),
        ),
    ],
)
def test_an_early_ending_names_the_last_valid_day(history: list[StatusChange], on: date, last: date | None) -> None:
    found = ending(certificate(*history))
    assert found is not None
    assert (found.on, found.last_valid) == (on, last)


def test_a_hold_a_lifted_hold_and_a_withdrawal_after_expiry_end_nothing_early() -> None:
    assert ending(certificate()) is None
    assert ending(certificate(StatusChange(date(2026, 7, 1), Status.SUSPENDED))) is None
    assert ending(certificate(StatusChange(date(2030, 7, 1), Status.WITHDRAWN))) is None
    lifted = StatusChange(date(2026, 8, 1), Status.REINSTATED)
    assert ending(certificate(StatusChange(date(2026, 7, 1), Status.SUSPENDED), lifted)) is None


@given(st.lists(changes, max_size=5), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_after_an_ending_no_day_is_valid(history: list[StatusChange], day: date) -> None:
    found = ending(certificate(*history))
    if found is not None and found.last_valid is not None:
        assert standing_on(certificate(*history), found.last_valid).is_valid
    if found is not None and (found.last_valid is None or day > found.last_valid):
        assert not standing_on(certificate(*history), day).is_valid


def test_a_stranger_reads_the_kind_of_a_change_and_not_its_reason() -> None:
    for status in (Status.WITHDRAWN, Status.SUSPENDED, Status.CANCELLED, Status.REINSTATED):
        assert "Bankrupt" not in as_told(StatusChange(ISSUED, status, "Bankrupt.")).sentence
    newer = StatusChange(ISSUED, Status.SUPERSEDED, "The newer certificate is HR-29-00007-A.")
    assert as_told(newer) == newer
