"""Messy situations of real firms, the sixth to the tenth, and the fifth once more with its answer both ways."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.audit.describing import setting_of
from handrail.services.corrective_action import mending
from handrail.services.corrective_action.raising import raise_from_picture
from handrail.services.employer.cycle import cycle_of
from handrail.services.employer.firm import both_names
from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.services.evidence import sorting
from handrail.services.evidence.keeping import keep as keep_file
from handrail.services.headcount.counting import counts
from handrail.services.headcount.over_time import either_way
from handrail.services.record import photos, printing, reading
from handrail.services.record.keeping import keep
from handrail.services.record.receipt import receipt
from handrail.services.training import recording, tickets
from handrail.store.models import ActionLine, Employer, Evidence, Record, Training
from tests import world
from tests.services.audit.stage import BEGAN, photo, stage
from tests.services.record.sheets import sent
from tests.services.record.test_situations import MONDAY, Firm, asked, firm

pytestmark = pytest.mark.django_db
ELEVEN = 11
__all__ = ["firm"]


# ---- 6 Ameer Hadad's card --------------------------------------------------------------------------------------------


def ticket(firm: Firm, printed: str, name: str = "Amir Haddad") -> Record:
    person = world.person(firm.employer, name, since=date(2026, 5, 4))
    people = [{"person_id": str(person.pk), "name": "", "part": "present"}]
    more = {"title": "Fall protection", "fields": {"name_on_it": printed}, "people": people}
    return firm.keep("training_certificate", date(2026, 5, 6), firm.owner, **more)


def test_6_another_name_on_the_card_is_a_question_and_the_ticket_counts_meanwhile(firm: Firm) -> None:
    row = ticket(firm, "Ameer Hadad")
    assert asked(firm, row) == [
        ("name", "The card says Ameer Hadad; on your list stands Amir Haddad. The same person?")
    ]
    held = tickets.matrix(firm.owner, world.moment(date(2026, 5, 7))).rows
    assert [cell.record for one in held if one.person.name == "Amir Haddad" for cell in one.cells if cell] == [row.pk]


@pytest.mark.parametrize("printed", ["Amir Haddad", "HADDAD, AMIR", " amir  haddad ", "Amír Haddad", ""])
def test_6_the_same_name_however_it_is_set_is_not_asked_after(firm: Firm, printed: str) -> None:
    assert asked(firm, ticket(firm, printed)) == []


def test_6_an_orientation_signed_two_days_after_the_start_stands_with_its_own_day(firm: Firm) -> None:
    monday, wednesday = date(2026, 5, 4), date(2026, 5, 6)
    person = world.person(firm.employer, "Amir Haddad", since=monday)
    people = [{"person_id": str(person.pk), "name": "", "part": "signed", "strokes": [[[1, 1], [9, 9]]]}]
    covered = next(one for one in load_pack().record_kinds["orientation"].fields if one.kind == "checks")
    shown = {covered.id: list(covered.options[:2])}
    row = firm.keep("orientation", wednesday, firm.owner, title="First day", people=people, fields=shown)
    assert (row.happened_on, reading.is_late(row)) == (wednesday, False), "it is not dated back to the first day"


# ---- 5, the answer both ways -----------------------------------------------------------------------------------------


def saturday_crew(firm: Firm, workers: int, *, covered: bool = False) -> None:
    """So many workers beside the owner; a nephew on two Saturdays and a temp for nine days."""
    for number in range(workers):
        world.person(firm.employer, f"Roofer {number}")
    more = {"covered": covered, "regularly_employed": False}
    for day in (date(2026, 9, 5), date(2026, 9, 12)):
        world.person(firm.employer, "Nephew", "family", day, day, **more)
    world.person(firm.employer, "Temp", "temporary", date(2026, 9, 4), date(2026, 9, 12), **more)


def answered_both_ways(firm: Firm) -> tuple[date, int, int, tuple[str, ...]] | None:
    found = either_way(cycle_of(firm.employer, date(2026, 12, 1)))
    return (found.day, found.low, found.high, found.names) if found else None


def test_5_where_the_limit_hangs_on_a_clearance_both_counts_are_said_and_whom_to_ask_after(firm: Firm) -> None:
    saturday_crew(firm, 8)
    assert answered_both_ways(firm) == (date(2026, 9, 5), 9, ELEVEN, ("Nephew", "Temp"))


def test_5_far_from_the_limit_or_past_it_anyway_nothing_hangs_on_it(firm: Firm) -> None:
    saturday_crew(firm, 7)
    assert answered_both_ways(firm) is None, "ten at the most, whoever covers them"
    for number in range(3):
        world.person(firm.employer, f"More {number}")
    assert answered_both_ways(firm) is None, "eleven without them"


def test_5_once_they_are_said_to_be_covered_the_question_is_over(firm: Firm) -> None:
    saturday_crew(firm, 8, covered=True)
    assert answered_both_ways(firm) is None
    assert counts(firm.employer, date(2026, 12, 1)).peak == ELEVEN


# ---- 7 the picture that proves too much ------------------------------------------------------------------------------


def toe_boards(firm: Firm) -> tuple[Record, Evidence]:
    row = firm.talk(MONDAY)
    kept = photos.add(
        firm.crew, world.moment(MONDAY), photo_id=uuid4(), record_id=row.pk, name="toe-boards.jpg", data=photo()
    )
    return row, kept.evidence


def test_7_a_picture_of_a_record_opens_a_fix_and_stays_as_the_before(firm: Firm) -> None:
    row, picture = toe_boards(firm)
    found = world.moment(date(2026, 5, 11))
    key = uuid4()
    line = raise_from_picture(firm.owner, found, picture.pk, what="  Nobody tied off\nat the edge ", key=key)
    again = raise_from_picture(firm.owner, found, picture.pk, what="Nobody tied off at the edge", key=key)
    assert (line.pk, ActionLine.objects.count()) == (again.pk, 1)
    assert (line.what, line.raised_on, line.record_id) == ("Nobody tied off at the edge", found.day, row.pk)
    assert mending.pictures(mending.line(firm.owner, line.pk)).before == (picture,)
    seen = reading.one(firm.owner, row.pk)
    assert [one.evidence_id for one in seen.photos] == [picture.pk], "the picture is still the record's"
    assert (seen.record.defects, [one.pk for one in seen.fixes]) == (1, [line.pk])
    with pytest.raises(WrongState):
        sorting.remove(firm.owner, found, picture.pk)


def test_7_a_loose_picture_becomes_a_fix_without_a_record_and_closes_with_what_changed(firm: Firm) -> None:
    day = world.moment(MONDAY)
    loose = keep_file(firm.owner, day, "edge.jpg", photo("red"))
    line = raise_from_picture(firm.owner, day, loose.pk, what="No toe board")
    (listed,) = mending.plan_of(firm.owner).lines
    assert (listed.pk, listed.record_id, listed.audit_id, mending.age(listed, date(2026, 5, 11))) == (
        line.pk, None, None, 7
    )  # fmt: skip
    after = keep_file(firm.owner, day, "edge-boarded.jpg", photo("green"))
    done = mending.close(
        firm.owner, day, line.pk, version=1, done_on=MONDAY, done_note="Boards up", evidence_id=after.pk
    )
    assert mending.pictures(done) == mending.Pictures((loose,), after)


def test_7_no_words_another_firm_and_the_crew_open_nothing(firm: Firm) -> None:
    _row, picture = toe_boards(firm)
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    for what in ("  ", "x" * 401):
        with pytest.raises(Invalid) as caught:
            raise_from_picture(firm.owner, world.moment(MONDAY), picture.pk, what=what)
        assert list(caught.value.errors) == ["what"]
    with pytest.raises(Absent):
        raise_from_picture(other, world.moment(MONDAY), picture.pk, what="Edge")
    with pytest.raises(Forbidden):
        raise_from_picture(firm.crew, world.moment(MONDAY), picture.pk, what="Edge")
    assert not ActionLine.objects.exists()


# ---- 8 a numbered company --------------------------------------------------------------------------------------------


def numbered(firm: Firm) -> Firm:
    Employer.objects.filter(pk=firm.employer.pk).update(
        legal_name="2187345 Alberta Ltd.", trade_name="Prairie Crest Roofing"
    )
    firm.employer.refresh_from_db()
    return firm


def test_8_papers_of_a_numbered_company_carry_both_names_and_nothing_is_refused(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def typeset(name: str, data: dict[str, Any], **more: Any) -> bytes:
        printed.append(data["firm"])
        return really(name, data, **more)

    really = printing.typeset
    monkeypatch.setattr(printing, "typeset", typeset)
    numbered(firm)
    assert both_names(firm.employer) == "2187345 Alberta Ltd., working as Prairie Crest Roofing"
    row = firm.talk(MONDAY, title="Ladders")
    piece = printing.bundle(firm.owner, world.moment(MONDAY), printing.chosen(firm.owner, [row.pk]))
    assert (piece.media_type, printed) == ("application/pdf", [both_names(firm.employer)])


def test_8_an_audit_of_a_numbered_company_goes_through_with_both_names_on_its_cover() -> None:
    here = stage()
    Employer.objects.filter(pk=here.employer.pk).update(
        legal_name="2187345 Alberta Ltd.", trade_name="Prairie Crest Roofing"
    )
    cover = setting_of(here.audit(), BEGAN).cover
    assert (cover["legal_name"], cover["trade_name"]) == ("2187345 Alberta Ltd.", "Prairie Crest Roofing")
    row = keep(here.crew, world.moment(BEGAN), sent(happened_on=BEGAN.isoformat(), paper_of="Prairie Crest Roofing"))
    assert row.outcome == "stored"


@pytest.mark.parametrize("trade", ["", "Prairie Crest", "prairie crest roofing", "Prairie Crest Roofing Ltd."])
def test_8_a_trade_name_that_is_in_the_legal_one_is_not_said_twice(firm: Firm, trade: str) -> None:
    firm.employer.trade_name = trade
    assert both_names(firm.employer) == "Prairie Crest Roofing Ltd."


# ---- 9 the one with the binder quits ---------------------------------------------------------------------------------


def test_9_when_one_half_of_a_split_training_leaves_the_page_names_the_day_and_the_person(firm: Firm) -> None:
    dana = firm.employer.people.get(name="Dana Owner")
    quits = world.person(firm.employer, "Lee Foreman", to=date(2026, 2, 2))
    day = date(2025, 2, 3)
    halves = recording.page(firm.owner, world.moment(day)).courses
    assert halves
    for person, course in ((dana, "principles"), (quits, "building")):
        Training.objects.create(person=person, course=course, title=course, taken_on=day)
    assert recording.page(firm.owner, world.moment(date(2026, 2, 1))).gap is not None, "said the day before, too"
    gap = recording.page(firm.owner, world.moment(date(2026, 2, 10))).gap
    assert gap is not None
    assert (gap.from_, gap.names, gap.ahead) == (date(2026, 2, 3), ("Lee Foreman",), False)


# ---- 10 sent at 23:52 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "hour", "minute", "late"), [(9, 23, 52, 0), (10, 0, 3, 1), (10, 23, 59, 1)])
def test_10_lateness_is_judged_by_the_alberta_day_it_was_written_down(
    firm: Firm, day: int, hour: int, minute: int, late: int
) -> None:
    saturday, arrived = date(2026, 5, 9), world.moment(date(2026, 5, 12))
    written = world.moment(date(2026, 5, day), hour, minute)
    row = firm.talk(saturday, moment=arrived, captured_at=written.now.isoformat())
    row.refresh_from_db()
    assert (reading.late_days(row), reading.is_late(row)) == (late, late > 0)
    if (day, hour) == (9, 23):
        assert row.captured_at.date() == date(2026, 5, 10), "by Greenwich it was the next day already"


def test_10_the_receipt_says_what_arrived_and_what_is_still_on_its_way(firm: Firm) -> None:
    arrived = world.moment(date(2026, 5, 9), 23, 52)
    row = firm.talk(date(2026, 5, 9), moment=arrived)
    first = receipt(firm.crew, row, 2)
    assert (first.arrived, first.pending, first.late) == (0, 2, 0)
    assert first.sentence == "Received Saturday 9 May 2026, 23:52. 2 pictures are still to come."
    after_midnight = world.moment(date(2026, 5, 10), 0, 20)
    photos.add(firm.crew, after_midnight, photo_id=uuid4(), record_id=row.pk, name="edge.jpg", data=photo())
    then = receipt(firm.crew, row, 2)
    assert (then.arrived, then.pending, then.late) == (1, 1, 0), "a picture that comes later makes no record late"
    assert then.sentence.endswith("1 picture is here. 1 picture is still to come.")


@pytest.mark.parametrize("announced", [None, "2", True, -3, 0, [1]])
def test_10_a_phone_that_says_nothing_of_pictures_is_promised_nothing(firm: Firm, announced: object) -> None:
    row = firm.talk(date(2026, 5, 9))
    assert receipt(firm.crew, row, announced).pending == 0
