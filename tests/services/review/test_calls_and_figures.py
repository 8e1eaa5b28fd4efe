"""Firms that have not begun, what calls came to, and the year's figures that follow."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.services.review import calls, figures
from handrail.services.review.dues import dues
from handrail.store.models import (
    Appeal,
    Application,
    Audit,
    Certificate,
    CertificateStatus,
    Employer,
    Event,
    Partner,
    Review,
    ReviewNote,
    StartCall,
    VerificationVisit,
)
from tests import world

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)
MOMENT = world.moment(DAY)


@pytest.fixture
def actor(partner: Partner) -> Actor:
    return world.member(partner.organisation, Role.REVIEWER, "reviewer@example.com")


_NUMBER = iter(range(1, 10_000))


def certified(partner: Partner, issued: date, name: str = "Firm Ltd.", months: int = 36) -> Employer:
    """A firm of the partner with a certificate of this day, and nothing since."""
    firm = world.employer(name)
    Application.objects.create(employer=firm, partner=partner, state="accepted", applied_on=issued, decided_on=issued)
    _certificate(firm, partner, issued, months)
    return firm


def _certificate(firm: Employer, partner: Partner, issued: date, months: int = 36) -> Certificate:
    number = next(_NUMBER)
    first = _audit(
        firm, partner, state="certified", gathering_started_on=issued, gathering_ended_on=issued, submitted_on=issued
    )
    return Certificate.objects.create(
        number=f"T-{number}", year=issued.year, serial=number, employer=firm, audit=first, partner=partner, legal_name=firm.legal_name,
        accounts=[], term_months=months, issued_on=issued, expires_on=issued.replace(year=issued.year + months // 12),
        signed_by_both_at=world.moment(issued).now,
    )  # fmt: skip


def _audit(firm: Employer, partner: Partner, **fields: object) -> Audit:
    values = {
        "pack": "ca-ab", "edition": "ref10-2023", "purpose": "certification", "state": "gathering",
        "started_at": MOMENT.now, "gathering_started_on": DAY, **fields,
    }  # fmt: skip
    return Audit.objects.create(employer=firm, partner=partner, **values)  # type: ignore[misc]


def named(actor: Actor, day: date = DAY) -> list[str]:
    return [line.firm.legal_name for line in calls.call_list(actor, world.moment(day)).lines]


def test_firms_that_have_not_begun_stand_by_their_days_left(partner: Partner, actor: Actor) -> None:
    certified(partner, date(2025, 12, 1), "December Ltd.")
    certified(partner, date(2025, 11, 2), "November Ltd.")
    certified(partner, date(2023, 10, 20), "Ends Ltd.")
    begun = certified(partner, date(2025, 11, 3), "Begun Ltd.")
    _audit(begun, partner)
    certified(partner, date(2025, 3, 1), "Spring Ltd.")
    certified(world.partner("demo-anyindustry", "Other"), date(2025, 11, 1), "Foreign Ltd.")
    done = certified(partner, date(2024, 11, 4), "Done Ltd.")
    certificate = done.certificates.get()
    for year in (2025, 2026):
        _audit(
            done,
            partner,
            purpose="maintenance",
            state="maintained",
            maintains=certificate,
            submitted_on=date(year, 9, 1),
        )
    assert named(actor) == ["November Ltd.", "December Ltd."], (
        "Ends and Spring missed an earlier day, so nobody calls about it"
    )


def test_a_firm_between_two_yearly_audits_is_asked_about_the_next(partner: Partner, actor: Actor) -> None:
    firm = certified(partner, date(2023, 10, 20), "Ends Ltd.")
    certificate = firm.certificates.get()
    for year in (2024, 2025):
        _audit(
            firm,
            partner,
            purpose="maintenance",
            state="maintained",
            maintains=certificate,
            submitted_on=date(year, 9, 1),
        )
    line = calls.call_list(actor, MOMENT).lines[0]
    assert (line.due.code, line.due.due, line.days_left) == ("recertify_by", date(2026, 10, 20), 15)
    _certificate(firm, partner, date(2026, 9, 30))
    assert named(actor) == [], "the next certificate is there"


def test_an_ended_certificate_and_a_firm_that_left_are_not_called(partner: Partner, actor: Actor) -> None:
    ended = certified(partner, date(2025, 11, 2), "Ended Ltd.")
    CertificateStatus.objects.create(
        certificate=ended.certificates.get(), status="withdrawn", effective_on=date(2026, 5, 1), recorded_at=MOMENT.now
    )
    left = certified(partner, date(2025, 11, 3), "Left Ltd.")
    left.applications.update(state="ended")
    assert named(actor) == []
    with pytest.raises(Absent):
        calls.to_call(actor, MOMENT, left.pk)


def test_a_call_is_written_once_and_stands_as_the_last(partner: Partner, actor: Actor) -> None:
    firm = certified(partner, date(2025, 11, 2))
    first = calls.record_call(actor, MOMENT, firm.pk, outcome="no_answer")
    again = calls.record_call(actor, MOMENT, firm.pk, outcome="no_answer")
    assert first == again
    calls.record_call(actor, world.moment(DAY + timedelta(days=3)), firm.pk, outcome="closing", words="Sold the truck.")
    line = calls.call_list(actor, MOMENT).lines[0]
    assert line.last is not None
    assert (line.last.outcome, line.last.words) == ("closing", "Sold the truck.")
    assert StartCall.objects.count() == 2
    event = Event.objects.filter(action="desk.call").latest("number")
    assert event.facts == {"outcome": "closing", "due": "2026-11-02"}


def test_a_next_day_is_kept_and_the_firm_stands_to_call_again_on_it(partner: Partner, actor: Actor) -> None:
    firm = certified(partner, date(2025, 11, 2), "Later Ltd.")
    certified(partner, date(2025, 11, 1), "Silent Ltd.")
    for wrong in (DAY, DAY - timedelta(days=1), date(2026, 11, 3)):
        with pytest.raises(Invalid) as error:
            calls.record_call(actor, MOMENT, firm.pk, outcome="no_answer", again_on=wrong)
        assert list(error.value.errors) == ["again_on"]
    calls.record_call(actor, MOMENT, firm.pk, outcome="no_answer", again_on=date(2026, 10, 8))
    assert calls.call_list(actor, world.moment(date(2026, 10, 7))).again == 0
    on_the_day = calls.call_list(actor, world.moment(date(2026, 10, 8)), only="again")
    assert (on_the_day.again, [line.firm.legal_name for line in on_the_day.lines]) == (1, ["Later Ltd."])
    calls.record_call(actor, world.moment(date(2026, 10, 8)), firm.pk, outcome="no_answer", again_on=date(2026, 11, 2))
    assert calls.call_list(actor, world.moment(date(2026, 10, 9))).again == 0, "the newer day stands in its place"
    calls.record_call(actor, world.moment(date(2026, 10, 9)), firm.pk, outcome="begins")
    assert calls.call_list(actor, world.moment(date(2026, 11, 2))).again == 0


@pytest.mark.parametrize("outcome", calls.OUTCOMES)
def test_whatever_a_call_came_to_becomes_the_reason(partner: Partner, actor: Actor, outcome: str) -> None:
    firm = certified(partner, date(2025, 11, 2))
    calls.record_call(actor, MOMENT, firm.pk, outcome=outcome, words="Said so.")
    assert figures.figures(actor, world.moment(date(2026, 11, 3))).lapsed == ((outcome, 1),)


def test_calls_that_say_nothing_are_refused(partner: Partner, actor: Actor) -> None:
    firm = certified(partner, date(2025, 11, 2))
    with pytest.raises(Invalid) as error:
        calls.record_call(actor, MOMENT, firm.pk, outcome="other", words="  ")
    assert "words" in error.value.errors
    with pytest.raises(Invalid):
        calls.record_call(actor, MOMENT, firm.pk, outcome="asleep")
    _audit(firm, partner)
    with pytest.raises(WrongState):
        calls.record_call(actor, MOMENT, firm.pk, outcome="begins")
    assert not StartCall.objects.exists()


def test_foreign_firms_and_other_roles_are_not_called(partner: Partner, actor: Actor) -> None:
    foreign = certified(world.partner("demo-anyindustry", "Other"), date(2025, 11, 1))
    with pytest.raises(Absent):
        calls.record_call(actor, MOMENT, foreign.pk, outcome="begins")
    for role in (Role.TRAINER,):
        with pytest.raises(Forbidden):
            calls.call_list(world.member(partner.organisation, role), MOMENT)
    owner = world.member(foreign.organisation, Role.OWNER)
    with pytest.raises(Forbidden):
        figures.figures(owner, MOMENT)


def test_calling_begins_in_the_month_of_the_program(partner: Partner, actor: Actor) -> None:
    assert calls.call_list(actor, MOMENT).calling
    september = calls.call_list(actor, world.moment(date(2026, 9, 30)))
    assert (september.calling, september.begins) == (False, date(2026, 10, 1))
    # The season that began in October runs as far as the list looks ahead, past the turn of the year.
    assert calls.call_list(actor, world.moment(date(2027, 1, 5))).calling
    march = calls.call_list(actor, world.moment(date(2027, 3, 10)))
    assert (march.calling, march.begins) == (False, date(2027, 10, 1))


def test_a_firm_due_after_the_turn_of_the_year_is_on_the_list_in_december(partner: Partner, actor: Actor) -> None:
    december = world.moment(date(2026, 12, 15))
    january = certified(partner, date(2026, 1, 10), "January Ltd.")
    certified(partner, date(2025, 12, 20), "December Ltd.")
    certified(partner, date(2026, 5, 14), "Last day Ltd.")
    certified(partner, date(2026, 5, 15), "Past it Ltd.")
    assert named(actor, december.day) == ["December Ltd.", "January Ltd.", "Last day Ltd."], (
        "150 days ahead, by due day"
    )
    found = calls.call_list(actor, december)
    assert (found.until, found.lines[1].days_left) == (date(2027, 5, 14), 26)
    calls.record_call(actor, december, january.pk, outcome="cost")
    after = calls.call_list(actor, december)
    assert (after.uncalled, after.outcomes) == (2, (("cost", 1),)), "a call about a day of next year is found again"
    assert after.lines[1].last is not None
    assert dict(figures.figures(actor, world.moment(date(2027, 1, 11))).lapsed) == {"cost": 1}
    assert figures.figures(actor, world.moment(date(2027, 1, 10))).lapsed == ()


def test_a_firm_due_before_the_calls_begin_cannot_wait_for_them(partner: Partner, actor: Actor) -> None:
    certified(partner, date(2025, 9, 30), "September Ltd.")
    certified(partner, date(2025, 10, 1), "October Ltd.")
    june = calls.call_list(actor, world.moment(date(2026, 6, 1)))
    assert (june.calling, june.cannot_wait) == (False, 1)
    assert calls.call_list(actor, world.moment(date(2026, 10, 1))).cannot_wait == 0


def test_the_list_takes_the_same_statements_for_many_firms(partner: Partner, actor: Actor) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            calls.call_list(actor, MOMENT)
        return len(seen.captured_queries)

    certified(partner, date(2025, 11, 2))
    few = cost()
    for number in range(30):
        firm = certified(partner, date(2025, 11, 3), f"Firm {number} Ltd.")
        calls.record_call(actor, MOMENT, firm.pk, outcome="begins")
    assert cost() <= few + 1
    assert few <= 8


# ---- the figures


def _round(partner: Partner, number: int, state: str, received: date, decided: date | None, **fields: object) -> Review:
    firm = world.employer(f"Decided {next(_NUMBER)} Ltd.")
    audit = _audit(firm, partner, state="closed")
    return Review.objects.create(
        audit=audit, round=number, state=state, received_on=received, decided_on=decided, **fields
    )  # type: ignore[misc]


def test_the_year_counts_first_rounds_days_and_notes(partner: Partner, actor: Actor) -> None:
    first = date(2026, 2, 2)
    for days, state in ((10, "accepted"), (20, "accepted"), (40, "returned")):
        _round(partner, 1, state, first, first + timedelta(days=days))
    back = _round(partner, 2, "accepted", first, first + timedelta(days=4))
    _round(partner, 1, "withdrawn", first, first + timedelta(days=1))
    _round(partner, 1, "accepted", date(2025, 5, 1), date(2025, 5, 9))
    _round(world.partner("demo-anyindustry", "Other"), 1, "returned", first, first + timedelta(days=90))
    for question in ("8.3", "8.4", "2.3"):
        ReviewNote.objects.create(
            review=back, question=question, kind="must_fix", text="x", author_id=actor.user_id, written_at=MOMENT.now
        )
    found = figures.figures(actor, MOMENT)
    assert found.first_pass.percent == Decimal("66.66")
    assert (found.first_rounds.median, found.first_rounds.ninetieth) == (20, 40)
    assert (found.later_rounds.files, found.later_rounds.median) == (1, 4)
    assert [(one.element, one.notes) for one in found.notes] == [("8", 2), ("2", 1)]
    assert [(month.received, month.decided) for month in found.months[1:3]] == [(4, 3), (0, 1)]
    assert found.years == (2026, 2025)
    assert figures.figures(actor, MOMENT, 2025).first_pass.of == 1
    for year in (1999, 2027):
        with pytest.raises(Absent):
            figures.figures(actor, MOMENT, year)


def test_a_missed_day_is_a_lapse_with_the_last_calls_reason(partner: Partner, actor: Actor) -> None:
    september = world.moment(date(2026, 9, 1))
    called = certified(partner, date(2025, 9, 20), "Called Ltd.")
    certified(partner, date(2025, 9, 21), "Silent Ltd.")
    calls.record_call(actor, september, called.pk, outcome="no_answer")
    calls.record_call(actor, world.moment(date(2026, 9, 9)), called.pk, outcome="closing")
    sent = certified(partner, date(2025, 9, 22), "Sent Ltd.")
    calls.record_call(actor, september, sent.pk, outcome="begins")
    _audit(
        sent,
        partner,
        purpose="maintenance",
        state="submitted",
        maintains=sent.certificates.get(),
        submitted_on=date(2026, 9, 22),
    )
    assert figures.figures(actor, world.moment(date(2026, 9, 20))).lapsed == (), "the due day itself is not over"
    assert dict(figures.figures(actor, MOMENT).lapsed) == {"closing": 1, "not_called": 1}


def test_a_lapse_of_last_year_stays_in_last_year(partner: Partner, actor: Actor) -> None:
    firm = certified(partner, date(2024, 3, 1))
    _certificate(firm, partner, date(2025, 8, 1))
    assert figures.figures(actor, MOMENT, 2026).lapsed == (("not_called", 1),)
    _round(partner, 1, "accepted", date(2025, 5, 1), date(2025, 5, 9))
    assert figures.figures(actor, MOMENT, 2025).lapsed == (("not_called", 1),)


def renewal(firm: Employer, partner: Partner, sent: date, state: str) -> Audit:
    return _audit(firm, partner, state=state, submitted_on=sent, gathering_started_on=sent - timedelta(days=30))


def ending(partner: Partner, name: str) -> Employer:
    """A firm whose certificate of one year ended on Sunday 20 September 2026."""
    return certified(partner, date(2025, 9, 20), name, months=12)


def test_a_renewal_sent_in_time_and_still_in_review_is_no_lapse(partner: Partner, actor: Actor) -> None:
    for number, state in enumerate(("submitted", "returned", "accepted", "signed")):
        renewal(ending(partner, f"Firm {number} Ltd."), partner, date(2026, 9, 20), state)
    found = figures.figures(actor, MOMENT)
    assert (found.lapsed, found.past_the_day) == ((), 4)
    rows = list(csv.reader("".join(figures.figures_csv(found, {})).splitlines()))
    assert ["in_review_past_the_day", "", "4", "firms", "2026", "2026-10-05"] in rows
    on_the_day = figures.figures(actor, world.moment(date(2026, 9, 20)))
    assert (on_the_day.lapsed, on_the_day.past_the_day) == ((), 0), "the day itself is not over"


def test_a_renewal_decided_after_the_day_stays_out_of_the_lapses(partner: Partner, actor: Actor) -> None:
    firm = ending(partner, "Late Decision Ltd.")
    renewal(firm, partner, date(2026, 9, 1), "certified")
    _certificate(firm, partner, date(2026, 10, 1))
    found = figures.figures(actor, MOMENT)
    assert (found.lapsed, found.past_the_day) == ((), 1)


def test_what_was_sent_late_taken_back_or_not_accepted_is_a_lapse(partner: Partner, actor: Actor) -> None:
    renewal(ending(partner, "Late Ltd."), partner, date(2026, 9, 21), "submitted")
    renewal(ending(partner, "Back Ltd."), partner, date(2026, 9, 1), "withdrawn")
    renewal(ending(partner, "Not Accepted Ltd."), partner, date(2026, 9, 1), "not_accepted")
    renewal(ending(partner, "Days Used Up Ltd."), partner, date(2026, 9, 1), "closed")
    yearly = certified(partner, date(2025, 9, 20), "Yearly Ltd.")
    _audit(
        yearly, partner, purpose="maintenance", state="submitted", maintains=yearly.certificates.get(),
        submitted_on=date(2026, 9, 21),
    )  # fmt: skip
    found = figures.figures(actor, MOMENT)
    assert dict(found.lapsed) == {"not_called": 3, "sent_in_vain": 2}
    assert found.past_the_day == 0


def test_certificates_that_end_within_the_days_are_counted(partner: Partner, actor: Actor) -> None:
    for issued in (date(2025, 10, 5), date(2026, 1, 3), date(2026, 1, 4)):
        certified(partner, issued, f"Short {issued} Ltd.", months=12)
    assert figures.figures(actor, MOMENT).expiring == 2


def test_the_file_says_the_same_and_runs_no_formula(partner: Partner, actor: Actor) -> None:
    certified(partner, date(2025, 9, 20))
    found = figures.figures(actor, MOMENT)
    rows = list(csv.reader("".join(figures.figures_csv(found, {"not_called": "=HYPERLINK(1)"})).splitlines()))
    assert rows[0] == ["figure", "part", "value", "unit", "year", "as_of"]
    assert ["lapsed", "'=HYPERLINK(1)", "1", "firms", "2026", "2026-10-05"] in rows


def test_dues_read_the_partners_own_rule(actor: Actor) -> None:
    by_year_end = world.partner("demo-anyindustry", "Other")
    certified(by_year_end, date(2025, 3, 1))
    assert [one.due for one in dues(by_year_end, MOMENT)] == [date(2026, 12, 31)]


def test_the_year_says_what_rounds_came_to(partner: Partner, actor: Actor) -> None:
    first = date(2026, 2, 2)
    _round(partner, 1, "accepted", first, first + timedelta(days=3))
    _round(partner, 1, "not_accepted", first, first + timedelta(days=3))
    back = _round(partner, 1, "returned", first, first + timedelta(days=4))
    mended = Review.objects.create(
        audit=back.audit, round=2, state="accepted", received_on=first, decided_on=first + timedelta(days=9)
    )
    wrong = _round(partner, 1, "returned", first, first + timedelta(days=4))
    Review.objects.create(
        audit=wrong.audit, round=2, state="accepted", received_on=first, decided_on=first + timedelta(days=9)
    )
    owner = world.member(wrong.audit.employer.organisation, Role.OWNER, "made@example.com")
    Appeal.objects.create(
        review=wrong, audit=wrong.audit, text="x", made_on=first, made_by_id=owner.user_id, answer_by=first, state="changed"
    )  # fmt: skip
    VerificationVisit.objects.create(
        review=mended, reason="x", ordered_on=first, ordered_by_id=actor.user_id, visit_by=first
    )
    VerificationVisit.objects.create(
        review=wrong, reason="x", ordered_on=first, ordered_by_id=actor.user_id, visit_by=first, called_off_on=first
    )
    _round(partner, 1, "withdrawn", first, first + timedelta(days=1))
    found = figures.figures(actor, MOMENT)
    assert found.outcomes == figures.Outcomes(
        accepted=2, after_correction=1, returned=2, not_accepted=1, withdrawn=1, visits=1
    )
    assert "outcomes,visits,1,visits," in "".join(figures.figures_csv(found, {}))


def test_a_call_nobody_answered_takes_no_reason_away(partner: Partner, actor: Actor) -> None:
    firm = certified(partner, date(2025, 11, 2))
    for day, outcome in ((1, "no_answer"), (2, "closing"), (3, "no_answer")):
        calls.record_call(actor, world.moment(date(2026, 10, day)), firm.pk, outcome=outcome)
    assert figures.figures(actor, world.moment(date(2026, 11, 3))).lapsed == (("closing", 1),)
