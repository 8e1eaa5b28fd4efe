"""The queue: by the clock and by what stands out, whose files are whose, and what it costs with five thousand of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import assigning, opening, queue, ties
from handrail.services.review.queue import Asked, Line, Queue
from handrail.store.models import Audit, Employer, Organisation, Partner, Review, ReviewNote, VerificationVisit
from tests import world
from tests.services.review.files import gathered, prove, reviewer, sent

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
MOMENT = world.moment(DAY)


def many(partner: Partner, count: int, *, prefix: str = "Firm", ago: int = 5) -> list[Review]:
    """Waiting files of as many firms, made straight in the tables."""
    now = MOMENT.now
    places = [
        Organisation(kind="employer", name=f"{prefix} {number:04d} Ltd.", created_at=now) for number in range(count)
    ]
    Organisation.objects.bulk_create(places)
    firms = Employer.objects.bulk_create(
        Employer(organisation=place, legal_name=place.name, records_from=DAY, pack="ca-ab") for place in places
    )
    audits = Audit.objects.bulk_create(
        Audit(
            employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification",
            state="submitted", started_at=now, gathering_started_on=DAY, submitted_on=DAY,
        )
        for firm in firms
    )  # fmt: skip
    return Review.objects.bulk_create(
        Review(audit=audit, round=1, received_on=DAY - timedelta(days=ago + number % 20))
        for number, audit in enumerate(audits)
    )


def asked(actor: Actor, **wanted: object) -> Queue:
    return queue.queue(actor, MOMENT, asked=Asked(**wanted))  # type: ignore[arg-type]


def firms(found: Queue) -> list[str]:
    return [line.firm for line in found.lines]


def only(actor: Actor) -> Line:
    (line,) = asked(actor).lines
    return line


def test_five_thousand_files_take_two_statements(actor: Actor, partner: Partner) -> None:
    many(partner, 5_000)
    ways: list[dict[str, object]] = [{}, {"order": "risk"}, {"whose": "nobody"}, {"find": "Firm 4"}, {"number": 250}]
    for wanted in ways:
        with CaptureQueriesContext(connection) as seen:
            found = asked(actor, **wanted)
        assert len(seen.captured_queries) <= 2
        assert len(found.lines) == 20
        assert found.counts["all"] == (1_000 if "find" in wanted else 5_000)


def test_decided_files_are_read_by_the_page(actor: Actor, partner: Partner) -> None:
    rows = many(partner, 45)
    Audit.objects.update(state="certified")
    Review.objects.update(state="accepted", decided_on=DAY, decided_at=MOMENT.now)
    with CaptureQueriesContext(connection) as seen:
        found = asked(actor, pile="decided", number=3)
    assert len(seen.captured_queries) == 2
    assert (len(found.lines), found.page.paginator.count, found.page.number) == (5, 45, 3)
    last = asked(actor, pile="decided", number=99)
    assert (last.page.number, len(last.lines)) == (3, 5)
    assert len(rows) == 45


def test_the_clock_puts_the_longest_waiting_first_and_risk_what_stands_out(actor: Actor, partner: Partner) -> None:
    old, again, quiet = many(partner, 3, ago=10)
    Review.objects.filter(pk=old.pk).update(received_on=DAY - timedelta(days=20))
    Audit.objects.filter(pk=again.audit_id).update(round=2)
    Review.objects.filter(pk=again.pk).update(state="returned", percent=Decimal("77.62"))
    second = Review.objects.create(audit=again.audit, round=2, received_on=DAY - timedelta(days=1), promised_on=DAY)
    # 0000 waits longest, 0001 came back near its mark with its day here, 0002 is quiet.
    assert firms(asked(actor)) == ["Firm 0000 Ltd.", "Firm 0002 Ltd.", "Firm 0001 Ltd."]
    found = asked(actor, order="risk")
    assert firms(found) == ["Firm 0001 Ltd.", "Firm 0000 Ltd.", "Firm 0002 Ltd."]
    assert [one.code for one in found.lines[0].reasons] == ["promise_near", "near_mark", "later_round", "first_audit"]
    assert found.lines[0].review == second.pk
    assert quiet.audit.employer.legal_name == "Firm 0002 Ltd."


def test_a_firm_with_a_decided_audit_is_no_first(actor: Actor, partner: Partner) -> None:
    (row,) = many(partner, 1)
    assert [one.code for one in only(actor).reasons] == ["first_audit"]
    Audit.objects.create(
        employer=row.audit.employer, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification",
        state="certified", started_at=MOMENT.now, gathering_started_on=date(2025, 1, 1),
    )  # fmt: skip
    assert only(actor).reasons == ()


def test_many_open_notes_stand_out(actor: Actor, partner: Partner) -> None:
    (row,) = many(partner, 1)
    many_notes = int(str(load_pack().value("review.many_notes", DAY, partner.program_id)))
    ReviewNote.objects.bulk_create(
        ReviewNote(
            review=row, question="1.1", kind="must_fix", text="Fix.", author_id=actor.user_id, written_at=MOMENT.now
        )
        for _ in range(many_notes)
    )
    assert "many_notes" in [one.code for one in only(actor).reasons]
    ReviewNote.objects.filter(pk=ReviewNote.objects.first().pk).update(resolved_at=MOMENT.now)  # type: ignore[union-attr]
    assert "many_notes" not in [one.code for one in only(actor).reasons]


def test_whose_files_are_whose(actor: Actor, partner: Partner) -> None:
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN, "admin@example.com")
    other = reviewer(partner, "other@example.com")
    mine, theirs, open_ = (
        sent(gathered(partner, world.employer(f"{name} Ltd."))) for name in ("Mine", "Theirs", "Open")
    )
    for row, to in ((mine, actor), (theirs, other)):
        assigning.assign(admin, MOMENT, row.pk, to=to.user_id, instructions="Mind it.", version=row.version)
    opening.open_round(other, MOMENT, theirs.pk)
    assert firms(asked(actor, whose="mine")) == ["Mine Ltd."]
    assert firms(asked(actor, whose="nobody")) == ["Open Ltd."]
    found = asked(actor)
    assert found.counts == {"all": 3, "mine": 1, "nobody": 1}
    by_firm = {line.firm: line for line in found.lines}
    assert by_firm["Mine Ltd."].instructed
    assert by_firm["Theirs Ltd."].reader_since == MOMENT.now
    assert open_.assigned_to is None


def test_what_nobody_lets_them_take_is_not_counted_as_theirs(actor: Actor, partner: Partner) -> None:
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN, "admin@example.com")
    other = reviewer(partner, "other@example.com")
    mine, theirs, tied, _open = (
        sent(gathered(partner, world.employer(f"{name} Ltd."))) for name in ("Mine", "Theirs", "Tied", "Open")
    )
    for row in (mine, tied):
        world.accepted(row.audit.employer, partner)
    assigning.take(actor, MOMENT, mine.pk, version=mine.version)
    opening.open_round(other, MOMENT, theirs.pk)
    ties.say(actor, MOMENT, firm="Tied Ltd.", kind="related", last_on=None)
    found = asked(actor)
    assert (found.counts["all"], found.open_to, found.kept_from) == (4, 2, 1)
    assert found.counts["nobody"] == 1
    assert firms(asked(actor, whose="nobody")) == ["Open Ltd."]
    assert set(firms(asked(other, whose="nobody"))) == {"Open Ltd.", "Tied Ltd."}
    assert asked(admin).counts["nobody"] == 2


def test_what_the_checks_ask_is_kept_on_arrival_and_stands_out(actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "2.6", date(2024, 1, 9), "old sheet.pdf")
    review = sent(audit)
    line = only(actor)
    by_code = {one.code: one.sentence for one in line.reasons}
    assert by_code["proof_before_window"] == "Proof is older than its year: 2.6"
    assert "2.6" not in review.stands_out["proof_missing"]
    # What people or a walk answer needs no document, nor does what does not apply.
    edition = load_pack().edition("ref10-2023")
    needs_none = {one.id for one in edition.questions if "D" not in one.verify} | {"6.3"}
    assert needs_none and not needs_none & set(review.stands_out["proof_missing"])


def test_a_firm_is_found_by_part_of_its_name(actor: Actor, partner: Partner) -> None:
    many(partner, 2, prefix="Aspen")
    many(partner, 1, prefix="Birch")
    assert firms(asked(actor, find="birch")) == ["Birch 0000 Ltd."]
    assert asked(actor, find="no such").lines == ()
    assert asked(actor, find="no such").elsewhere == ()


def test_a_firm_that_another_pile_holds_is_told_where(actor: Actor, partner: Partner) -> None:
    gone, over, *_here = (row.audit for row in many(partner, 4, prefix="Birch"))
    many(partner, 1, prefix="Aspen")
    Review.objects.filter(audit=gone).update(state="returned", correct_by=DAY)
    Audit.objects.filter(pk=gone.pk).update(state="returned")
    Audit.objects.filter(pk=over.pk).update(state="certified")
    assert asked(actor, find="birch").elsewhere == (), "this pile has some"
    assert asked(actor, find="birch 0000").elsewhere == ("firm",)
    assert asked(actor, find="birch 0002", pile="decided").elsewhere == ("here",)
    assert asked(actor, find="aspen", whose="mine").elsewhere == ("here",)
    assert asked(actor, find="aspen", pile="firm", number=9).elsewhere == ("here",)
    assert firms(asked(actor, find="birch")) == ["Birch 0003 Ltd.", "Birch 0002 Ltd."]
    assert asked(actor, find="birch").counts["all"] == 2
    assert (found := asked(actor, find="birch", pile="decided")).page.paginator.count == 1 and firms(found) == [
        "Birch 0001 Ltd."
    ]
    assert firms(asked(actor, find="birch", pile="firm")) == ["Birch 0000 Ltd."]
    stranger = reviewer(world.partner("demo-anyindustry", "Another"), "stranger@example.com")
    assert asked(stranger, find="birch 0000").elsewhere == ()


def test_an_open_visit_stands_at_its_file(actor: Actor, partner: Partner) -> None:
    (row,) = many(partner, 1)
    assert only(actor).visit_by is None
    visit = VerificationVisit.objects.create(
        review=row, reason="Rail.", ordered_on=DAY, ordered_by_id=actor.user_id, visit_by=DAY + timedelta(days=21)
    )
    assert only(actor).visit_by == DAY + timedelta(days=21)
    visit.called_off_on = DAY
    visit.save()
    assert only(actor).visit_by is None


def test_another_partners_files_are_not_in_it(partner: Partner) -> None:
    many(partner, 2)
    stranger = reviewer(world.partner("demo-anyindustry", "Another"), "stranger@example.com")
    assert asked(stranger).counts["all"] == 0
