"""The typeset piece of proof: whole, the same twice, with what was kept, and without names where they are nobody's business."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest

from handrail.integrations.files import file_store
from handrail.services.errors import Absent, Forbidden, Refused
from handrail.services.record import printing
from handrail.services.record.keeping import Defect, RecordSent, Signed, keep, sent_of
from handrail.services.record.photos import add as add_photo
from handrail.store.models import Evidence, Person, Record, RecordInProof, Training
from tests import world
from tests.services.audit.stage import Stage, photo, stage

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
FIELDS: dict[str, dict[str, Any]] = {
    "toolbox_talk": {"said": "Tie off before the bundles go up."},
    "inspection": {"looked_at": [], "found": "A split rung."},
    "incident": {"event": "", "what": "Slipped on the third rung.", "serious": True},
}


@pytest.fixture
def here() -> Stage:
    return stage()


def kept(
    here: Stage, kind: str = "toolbox_talk", day: date = DAY, received: date | None = None, captured: date | None = None,
    **more: Any,
) -> Record:  # fmt: skip
    from handrail.program import load_pack

    given = dict(FIELDS[kind])
    for one in load_pack().record_kinds[kind].fields:
        if one.options and one.id in given:
            given[one.id] = list(one.options[:2]) if one.kind == "checks" else one.options[0]
    sent = RecordSent(
        id=uuid4(), kind=kind, happened_on=day, captured_at=datetime.combine(captured or day, time(13, 2), tzinfo=UTC), happened_at=time(6, 50),
        place=more.pop("place", "14 Alder Close"), title=more.pop("title", "Ladders"), fields=given, **more,
    )  # fmt: skip
    return keep(here.owner, world.moment(received or day), sent).record


def document(here: Stage, *rows: Record, names: bool = False) -> dict[str, Any]:
    these = printing.chosen(here.owner, [row.pk for row in rows], names=names)
    return printing.document(these, "Firm", printing._Laid())


def words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(words(one) for one in value.values())
    if isinstance(value, list):
        return " ".join(words(one) for one in value)
    return str(value)


def signed(here: Stage) -> tuple[Signed, ...]:
    worker = Person.objects.filter(employer=here.employer, name="Worker 1").get()
    when = datetime.combine(DAY, time(12, 55), tzinfo=UTC)
    return (
        Signed(worker.pk, worker.name, "signed", [[10, 100, 200, 150, 400, 90], [500, 100, 600, 200]], when),
        Signed(None, "Temp Hand", "absent", [], None),
    )


def test_a_piece_is_one_pdf_of_the_chosen_records_and_the_same_twice(here: Stage) -> None:
    rows = [kept(here, day=date(2026, 5, number), people=signed(here)) for number in (4, 11, 18)]
    add_photo(
        here.owner, world.moment(), photo_id=uuid4(), record_id=rows[0].pk, name="a.jpg", data=photo(), caption="Roof"
    )
    these = printing.chosen(here.owner, [str(row.pk) for row in rows])
    first = printing.bundle(here.owner, world.moment(), these)
    again = printing.bundle(here.owner, world.moment(date(2026, 6, 9)), these)
    assert again.pk == first.pk
    assert first.label == "3 × Talk, 4 May 2026 to 18 May 2026"
    assert (first.kind, first.happened_on, first.media_type) == ("toolbox_talk", date(2026, 5, 18), "application/pdf")
    assert RecordInProof.objects.filter(evidence=first).count() == 3
    with pikepdf.open(io.BytesIO(file_store().read(first.stored))) as pdf:
        assert len(pdf.pages) == 4  # the list, and a sheet each
        assert "/StructTreeRoot" in pdf.Root


def test_pictures_without_room_are_counted_and_the_piece_still_fits(here: Stage, settings: Any) -> None:
    row = kept(here)
    for colour in ("navy", "olive", "maroon"):
        add_photo(
            here.owner, world.moment(), photo_id=uuid4(), record_id=row.pk, name="a.jpg", data=photo(colour, (400, 300))
        )
    laid = printing._Laid()
    printing.document(printing.chosen(here.owner, [row.pk]), "Firm", laid)
    assert len(laid.content) == 3
    settings.UPLOAD_MAX_BYTES = int(1.6 * len(next(iter(laid.content.values()))))
    sheet = document(here, row)
    assert "2 more pictures are kept with the record." in words(sheet)


def test_a_sheet_says_both_clocks_who_signed_and_that_it_came_late(here: Stage) -> None:
    row = kept(
        here, received=date(2026, 5, 9), captured=date(2026, 5, 6), people=signed(here), paper_of="Northside Builders"
    )
    data = document(here, row)
    said = words(data)
    for part in (
        "Monday 4 May 2026, 06:50", "Wednesday 6 May 2026, 07:02", "Saturday 9 May 2026, 12:00", "late entry",
        "Late entry: it was written down 2 days after.", "14 Alder Close", "Northside Builders", "Tie off before", "was there and signed, 06:55",
        "not there that day",
    ):  # fmt: skip
        assert part in said, part
    (worker,) = [one for one in data["records"][0]["people"] if one["strokes"]]
    assert worker["strokes"] == [[[10, 100], [200, 150], [400, 90]], [[500, 100], [600, 200]]]


def test_a_record_of_its_own_day_is_not_called_late(here: Stage) -> None:
    assert "ate entry" not in words(document(here, kept(here)))
    sent_late = words(document(here, kept(here, received=date(2026, 5, 9))))
    assert "ate entry" not in sent_late, "it came late and was written down on its day"
    assert "Saturday 9 May 2026, 12:00" in sent_late


def test_a_sheet_says_who_changed_a_record_after_it_was_signed_and_which_words_a_signature_is_for(here: Stage) -> None:
    row = kept(here, people=signed(here))
    assert "hanged" not in words(document(here, row))
    changed = replace(sent_of(row), fields={"said": "Nobody goes up."})
    keep(here.owner, world.moment(date(2026, 5, 9), 8, 10), changed)
    data = document(here, row)
    sheet = data["records"][0]
    assert sheet["changed"] == (
        f"Changed on Saturday 9 May 2026, 08:10 by {here.owner.name} (owner), after it was signed."
    )
    assert data["list"][0][3] == "changed after it was signed"
    parts = {one["name"]: one["part"] for one in sheet["people"]}
    assert parts["Worker 1"] == "was there and signed, 06:55, to the words before the change"
    assert parts["Temp Hand"] == "not there that day"
    these = printing.chosen(here.owner, [row.pk])
    assert printing.bundle(here.owner, world.moment(), these).media_type == "application/pdf"


def test_a_change_is_said_without_a_name_where_names_are_left_out(here: Stage) -> None:
    row = kept(here, "incident", people=signed(here))
    keep(here.owner, world.moment(date(2026, 5, 9), 8, 10), replace(sent_of(row), title="Slipped"))
    bare = document(here, row)
    assert bare["records"][0]["changed"] == "Changed on Saturday 9 May 2026, 08:10, after it was signed."
    assert here.owner.name not in words(bare["records"])


def test_what_was_found_stands_with_what_became_of_it(here: Stage) -> None:
    row = kept(
        here, "inspection", defects=(Defect(uuid4(), "Split rung on the 24 foot ladder", "Jesse", date(2026, 5, 6)),)
    )
    assert ["Split rung on the 24 foot ladder", "Jesse", "6 May 2026", "open"] in document(here, row)["records"][0][
        "fixes"
    ]


def test_names_and_pictures_of_who_was_hurt_are_left_out_unless_the_owner_says(here: Stage) -> None:
    row = kept(here, "incident", title="Worker 1 fell", people=signed(here))
    add_photo(here.owner, world.moment(), photo_id=uuid4(), record_id=row.pk, name="a.jpg", data=photo())
    bare, full = document(here, row), document(here, row, names=True)
    assert "Worker 1" not in words(bare) and "Temp Hand" not in words(bare)
    assert bare["records"][0]["photos"] == [] and len(full["records"][0]["photos"]) == 1
    assert "Slipped on the third rung." in words(bare)
    assert "Worker 1" in words(full["records"])


def test_tickets_of_the_list_of_people_are_printed_as_a_table(here: Stage) -> None:
    ticket = Training.objects.create(
        person=here.dana, title="Fall protection", taken_on=date(2025, 4, 22), expires_on=date(2028, 4, 22)
    )
    these = printing.chosen(here.owner, [ticket.pk])
    piece = printing.bundle(here.owner, world.moment(), these)
    assert piece.kind == "training_certificate"
    data = printing.document(these, "Firm", printing._Laid())
    assert data["tickets"] == [["Dana Owner", "Fall protection", "22 April 2025", "22 April 2028"]]


def test_nobody_prints_what_is_not_theirs(here: Stage) -> None:
    row, hurt = kept(here), kept(here, "incident")
    other = stage("Other Ltd.", partner=here.partner)
    foreign = Training.objects.create(person=other.dana, title="Ticket", taken_on=DAY)
    keys: list[UUID | str] = [uuid4(), "no-key", foreign.pk]
    for key in keys:
        with pytest.raises(Absent):
            printing.chosen(here.owner, [row.pk, key])
    with pytest.raises(Absent):
        printing.chosen(other.owner, [row.pk])
    with pytest.raises(Absent):
        printing.chosen(here.crew, [hurt.pk])
    with pytest.raises(Forbidden):
        printing.chosen(here.reviewer, [row.pk])
    with pytest.raises(Refused):
        printing.chosen(here.owner, [])
    assert not Evidence.objects.exists()
