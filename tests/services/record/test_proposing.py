"""Proof that records offer: in the right questions, nothing laid or claimed unless confirmed, and confirmed once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from handrail.program import load_pack
from handrail.services.audit.answering import Given, save
from handrail.services.audit.undoing import undo_start
from handrail.services.errors import Absent, Forbidden, Refused, WrongState
from handrail.services.record import proposing
from handrail.services.record.keeping import Defect, RecordSent, Signed, keep
from handrail.services.record.proposing import Choice
from handrail.store.models import Answer, AnswerEvidence, Audit, Event, Evidence, Person, RecordInProof
from tests import world
from tests.services.audit.stage import BEGAN, Stage, stage

pytestmark = pytest.mark.django_db
NOW = world.moment(BEGAN)
FIRST = date(2025, 4, 7)
TALK = "5.6"


@pytest.fixture
def here() -> Stage:
    return stage()


def talk(here: Stage, day: date, kind: str = "toolbox_talk", **more: Any) -> str:
    worker = Person.objects.get(employer=here.employer, name="Worker 1")
    fields: dict[str, Any] = {
        "inspection": {"looked_at": list(load_pack().record_kinds[kind].fields[0].options[:1]), "found": "Split rung"},
        "incident": {"event": "None of these", "what": "Worker 1 slipped.", "serious": False},
    }.get(kind, {})
    sent = RecordSent(
        id=uuid4(), kind=kind, happened_on=day, captured_at=datetime.combine(day, time(13), tzinfo=UTC), title="Ladders",
        place="14 Alder Close", people=(Signed(worker.pk, worker.name, "signed", [], None),), fields=fields, **more,
    )  # fmt: skip
    return str(keep(here.owner, world.moment(day), sent).record.pk)


def talks(here: Stage, number: int = 14) -> list[str]:
    return [talk(here, FIRST + timedelta(days=21 * n)) for n in range(number)]


def answer(audit: Audit, question: str = TALK) -> Answer:
    return Answer.objects.get(audit=audit, question=question)


def test_records_are_proposed_where_they_count_and_nothing_is_laid(here: Stage) -> None:
    keys = talks(here)
    audit = here.audit()
    found = proposing.proposals(here.owner, NOW, audit.pk)
    one = next(one for one in found.waiting if one.question.id == TALK)
    assert {fact.id for fact in one.listed} == set(keys)
    assert one.note.startswith("Talk: 14 records between 7 April 2025 and ")
    assert one.typed == "" and not one.confirmed and not one.restricted
    assert not AnswerEvidence.objects.exists() and not Evidence.objects.exists()
    assert answer(audit).note == "" and answer(audit).points is None


def test_confirming_lays_one_piece_and_writes_the_note_and_claims_nothing(here: Stage) -> None:
    keys = talks(here)
    audit = here.audit()
    choice = Choice(records=tuple(keys), note="14 talks.", line="We moved the ladders.")
    piece = proposing.confirm(here.owner, NOW, audit.pk, TALK, choice)
    assert proposing.confirm(here.owner, NOW, audit.pk, TALK, choice).pk == piece.pk  # sent twice
    laid = AnswerEvidence.objects.get(answer__audit=audit)
    assert (laid.evidence_id, laid.answer.question) == (piece.pk, TALK)
    assert RecordInProof.objects.filter(evidence=piece).count() == 14
    assert answer(audit).note == "14 talks.\n\nWe moved the ladders."
    assert answer(audit).points is None
    found = proposing.proposals(here.owner, NOW, audit.pk)
    assert TALK in {one.question.id for one in found.confirmed}
    assert TALK not in {one.question.id for one in found.waiting}


def test_what_was_typed_and_claimed_stays(here: Stage) -> None:
    keys = talks(here)
    audit = here.audit()
    given = Given(points=Decimal(6), note="Every Monday at the truck.")
    save(here.owner, NOW, audit.pk, TALK, version=answer(audit).version, given=given)
    proposing.confirm(here.owner, NOW, audit.pk, TALK, Choice(records=tuple(keys[:12]), note="12 talks."))
    assert answer(audit).note == "Every Monday at the truck.\n\n12 talks."
    assert answer(audit).points == Decimal(6)
    proposing.confirm(here.owner, NOW, audit.pk, TALK, Choice(records=tuple(keys[:12]), note=""))
    assert answer(audit).note == "Every Monday at the truck.\n\n12 talks."


def test_a_lot_is_the_same_every_time_and_one_may_be_swapped_for_a_reason(here: Stage) -> None:
    talks(here)
    audit = here.audit()
    one = proposing.proposal(here.owner, NOW, audit.pk, TALK)
    assert proposing.proposal(here.owner, NOW, audit.pk, TALK).lot == one.lot
    assert len(one.lot.drawn) == one.coverage.needed < len(one.listed)
    out, in_ = one.lot.drawn[0], next(fact.id for fact in one.listed if fact.id not in one.lot.drawn)
    for why, swap_in in (("  ", in_), ("Wet page", out)):
        with pytest.raises(Refused) as refused:
            proposing.confirm(
                here.owner, NOW, audit.pk, TALK, Choice(how="lot", swap_out=out, swap_in=swap_in, swap_why=why)
            )
        assert refused.value.field == "swap_why"
    assert not Evidence.objects.exists()
    choice = Choice(how="lot", swap_out=out, swap_in=in_, swap_why="The page got wet")
    piece = proposing.confirm(here.owner, NOW, audit.pk, TALK, choice)
    carried = {str(row.record_id) for row in RecordInProof.objects.filter(evidence=piece)}
    assert in_ in carried and out not in carried and len(carried) == len(one.lot.drawn)


def test_starting_again_draws_the_same_lot(here: Stage) -> None:
    talks(here)
    audit = here.audit()
    first = proposing.proposal(here.owner, NOW, audit.pk, TALK).lot
    undo_start(here.owner, NOW, audit.pk)
    again = here.audit()
    assert again.pk != audit.pk
    assert proposing.proposal(here.owner, NOW, again.pk, TALK).lot == first
    assert proposing.seed_of(again, "7.2") != first.seed
    other = stage("Other Roofing Ltd.", partner=here.partner)
    assert proposing.seed_of(other.audit(), TALK) != first.seed
    again.due_on = date(2027, 4, 1)
    assert proposing.seed_of(again, TALK) != first.seed, "another year of the certificate draws anew"


def test_what_was_found_and_fixed_is_proposed_for_inspections(here: Stage) -> None:
    for month in (5, 8, 11):
        talk(here, date(2025, month, 5), "inspection", defects=(Defect(uuid4(), "Split rung"),))
    audit = here.audit()
    one = proposing.proposal(here.owner, NOW, audit.pk, "7.2")
    assert "3 things found, none fixed yet" in one.note


def test_a_record_outside_the_year_or_unknown_is_not_taken(here: Stage) -> None:
    keys = talks(here, 3)
    old = talk(here, date(2024, 4, 3))
    audit = here.audit()
    for wrong in ((*keys, old), (*keys, str(uuid4())), ()):
        with pytest.raises(Refused) as refused:
            proposing.confirm(here.owner, NOW, audit.pk, TALK, Choice(records=tuple(wrong)))
        assert refused.value.field == "records"
    assert not AnswerEvidence.objects.exists()


def test_nothing_is_offered_or_laid_once_it_was_sent(here: Stage) -> None:
    keys = talks(here, 3)
    audit = here.audit()
    Audit.objects.filter(pk=audit.pk).update(state="submitted", submitted_on=BEGAN)
    assert proposing.proposals(here.owner, NOW, audit.pk).every == ()
    with pytest.raises(WrongState):
        proposing.confirm(here.owner, NOW, audit.pk, TALK, Choice(records=tuple(keys)))


def test_who_may_not_and_whose_it_is_not(here: Stage) -> None:
    keys = talks(here, 3)
    audit = here.audit()
    other = stage("Other Ltd.", partner=here.partner)
    choice = Choice(records=tuple(keys))
    with pytest.raises(Absent):
        proposing.confirm(other.owner, NOW, audit.pk, TALK, choice)
    theirs = other.audit()
    with pytest.raises(Absent):
        proposing.confirm(other.owner, NOW, theirs.pk, TALK, choice)
    for who in (here.crew, here.reviewer):
        with pytest.raises(Forbidden):
            proposing.confirm(who, NOW, audit.pk, TALK, choice)
    with pytest.raises(Absent):
        proposing.proposal(here.owner, NOW, audit.pk, "99.9")
    assert not AnswerEvidence.objects.exists()


def test_names_of_who_was_hurt_reach_no_journal_and_only_a_piece_that_says_so(here: Stage) -> None:
    key = talk(here, date(2025, 9, 4), "incident")
    audit = here.audit()
    one = proposing.proposal(here.owner, NOW, audit.pk, "9.2")
    assert one.restricted
    bare = proposing.confirm(here.owner, NOW, audit.pk, "9.2", Choice(records=(key,)))
    full = proposing.confirm(here.owner, NOW, audit.pk, "9.2", Choice(records=(key,), names=True))
    assert bare.pk != full.pk
    assert "Worker 1" not in " ".join(str(event.facts) for event in Event.objects.all())
