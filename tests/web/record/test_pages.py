"""Records on pages: kept without a script, seen with both clocks, changed and settled without losing a text."""

from __future__ import annotations

import html
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from handrail.program import load_pack
from handrail.services.record import reading
from handrail.services.record.keeping import keep
from handrail.store.models import ActionLine, Record, RecordPhoto
from tests import world
from tests.services.audit.stage import SENT, Stage, photo
from tests.services.record import sheets
from tests.web.audit.visiting import at, at_most, sign_in, staged, upload

pytestmark = pytest.mark.django_db
NOW = world.moment(SENT)
DAY = SENT.isoformat()


@pytest.fixture
def here() -> Stage:
    return staged()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "captured_at": "2026-04-07T12:00:00+00:00",
        "happened_on": DAY,
        "title": "Ladders",
        "f_said": "Three points of contact.",
        **changed,
    }


def send(client: Client, kind: str = "toolbox_talk", **changed: Any) -> HttpResponse:
    return client.post(at("record-new-kind", kind), typed(**changed))  # type: ignore[return-value]


def kept(here: Stage, **more: Any) -> Record:
    return keep(here.crew, NOW, sheets.sent(**{"happened_on": DAY, **more})).record


# ---- the list -------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_kept_and_that_this_month_has_nothing_yet(here: Stage) -> None:
    client = sign_in(here.owner)
    assert "No records yet" in text(client.get(at("records")))
    kept(here, happened_on="2026-03-02")
    assert "1 record since 2 March 2026; nothing yet in April" in text(client.get(at("records")))
    kept(here)
    assert "2 records since 2 March 2026<" in text(client.get(at("records")))


def test_the_list_takes_the_same_statements_for_one_and_for_forty(here: Stage) -> None:
    client = sign_in(here.owner)
    kept(here)
    client.get(at("records"))
    with at_most(15):
        assert "Talk: Ladders" in text(client.get(at("records")))
    for number in range(39):
        kept(here, title=f"Topic {number}", defects=[{"id": str(uuid4()), "what": "Worn"}])
    with at_most(15):
        page = text(client.get(at("records")))
    assert page.count('class="task-link"') == 30


def test_the_list_by_kind_and_month_and_odd_wishes(here: Stage) -> None:
    client = sign_in(here.owner)
    kept(here, title="Falls", happened_on="2026-03-02")
    kept(here, kind="first_aid_check", fields={}, title="Truck kit")
    march = text(client.get(at("records"), {"month": "2026-03"}))
    assert "Talk: Falls" in march
    assert "Kit check: Truck kit" not in march
    assert "Talk: Falls" not in text(client.get(at("records"), {"kind": "first_aid_check"}))
    for odd in ({"month": "2026-13"}, {"month": "x" * 7}, {"kind": "none"}, {"page": "-7"}):
        assert client.get(at("records"), odd).status_code == 200


def test_a_late_entry_is_labelled(here: Stage) -> None:
    row = kept(here, happened_on="2026-04-02")
    client = sign_in(here.crew)
    assert "late entry" in text(client.get(at("records")))
    assert "late entry: 5 days after" in text(client.get(at("record", row.pk)))
    assert "late entry" not in text(client.get(at("record", kept(here).pk)))


# ---- keeping one ----------------------------------------------------------------------------------------------------


def test_the_field_comes_first_and_every_kind_has_its_form(here: Stage) -> None:
    client = sign_in(here.crew)
    page = text(client.get(at("record-new")))
    assert page.index(">Talk<") < page.index("At the desk") < page.index(">Job hazard assessment<")
    for kind in reading.kinds_offered():
        assert client.get(at("record-new-kind", kind.id)).status_code == 200, kind.id
    for unknown in ("no-such-kind", "interview"):
        assert client.get(at("record-new-kind", unknown)).status_code == 404


def test_a_talk_is_kept_with_who_was_there_a_fix_and_a_photo(here: Stage) -> None:
    one, two = here.employer.people.get(name="Worker 1"), here.employer.people.get(name="Worker 2")
    people = {f"p_{one.pk}": "signed", f"p_{two.pk}": "absent", "others": "Sam of the crane firm"}
    found = {"d_0_what": "Ladder foot worn", "d_0_who": "Dana", "d_0_due": "2026-04-10"}
    answer = send(sign_in(here.crew), files=upload("a.jpg", photo()), **people, **found)
    row = Record.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == at("record", row.pk)
    assert {(who.name, who.part) for who in row.people.all()} == {
        ("Worker 1", "signed"), ("Worker 2", "absent"), ("Sam of the crane firm", "present"),
    }  # fmt: skip
    assert (ActionLine.objects.get().record, RecordPhoto.objects.get().record_id) == (row, row.pk)
    page = text(sign_in(here.owner).get(at("record", row.pk)))
    for said in (
        "signed on the paper",
        "not there",
        "Ladder foot worn",
        "by Friday 10 April 2026",
        "1 picture",
        "Both clocks",
    ):
        assert said in page, said


def test_the_form_sent_twice_is_one_record_one_fix_and_one_picture(here: Stage) -> None:
    once = {"once": str(uuid4()), "d_0_what": "Worn"}
    client = sign_in(here.crew)
    for _again in range(2):
        assert send(client, files=upload("a.jpg", photo()), **once).status_code == 302
    assert (Record.objects.count(), ActionLine.objects.count(), RecordPhoto.objects.count()) == (1, 1, 1)


def test_what_is_wrong_is_named_and_all_that_was_typed_stays(here: Stage) -> None:
    client, once = sign_in(here.crew), str(uuid4())
    odd = {
        "kind": "near_miss",
        "once": once,
        "title": "",
        "f_what": "A plank slid off",
        "f_done_now": "<b>Area closed</b>",
    }
    answer = send(client, files=upload("a.jpg", photo()), **odd)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Record.objects.exists()
    for said in ('href="#id_title"', "A plank slid off", "&lt;b&gt;Area closed", "1 picture is kept already", once):
        assert said in page, said
    answer = send(client, **{**odd, "title": "Plank"})
    assert 'href="#id_f_serious_0"' in answer.content.decode()
    assert send(client, **{**odd, "title": "Plank", "f_serious": "yes"}).status_code == 302
    assert RecordPhoto.objects.get().record_id == Record.objects.get().pk


@pytest.mark.parametrize("day", ["2026-04-08", "0026-04-01", "tomorrow", "2026-02-30", ""])
def test_a_day_that_cannot_be_is_refused_at_its_field(here: Stage, day: str) -> None:
    answer = send(sign_in(here.crew), happened_on=day)
    assert answer.status_code == 422
    assert 'href="#id_happened_on"' in answer.content.decode()


def test_a_bad_file_is_named_and_the_record_is_kept_all_the_same(here: Stage) -> None:
    client = sign_in(here.owner)
    assert send(client, files=upload("notes.exe", b"MZ\x90")).status_code == 302
    assert Record.objects.count() == 1
    assert "notes.exe" in text(client.get(at("records")))


def test_somebody_elses_sheet_needs_a_photo_its_day_and_whose_it_is(here: Stage) -> None:
    client = sign_in(here.crew)
    sheet = {"title": "", "paper_of": "Big Build Inc.", "f_said": "", "files": upload("sheet.jpg", photo())}
    assert send(client, "field_hazard_assessment", **sheet).status_code == 302
    assert RecordPhoto.objects.get().part == "paper"
    assert "form of Big Build Inc." in text(client.get(at("record", Record.objects.get().pk)))


def test_last_times_job_is_offered_and_its_crew_stands_first_with_nothing_said_of_them(here: Stage) -> None:
    worker = here.employer.people.get(name="Worker 3")
    kept(here, place="12 Elm Street", people=[{"person_id": str(worker.pk), "part": "signed"}])
    answer = sign_in(here.crew).get(at("record-new-kind", "toolbox_talk"))
    form = answer.context["form"]
    assert form["place"].value() == "12 Elm Street"
    assert form.crew[0].name == f"p_{worker.pk}"
    assert not form[f"p_{worker.pk}"].value(), "nobody is said to be there before somebody says so"
    assert form["title"].value() is None
    assert "Last time:" in text(answer)


def test_an_incident_says_at_once_what_is_reported_to_whom(here: Stage) -> None:
    reporting = load_pack().reporting
    client = sign_in(here.crew)
    page = text(client.get(at("record-new-kind", "incident")))
    for said in (*reporting.phones, reporting.call, reporting.reportable[0].sentence, "What must not be touched"):
        assert said in page, said
    assert reporting.potentially_serious.strip() in page
    fields = {"f_event": reporting.reportable[1].id, "f_what": "Fell from a ladder", "f_serious": "yes"}
    answer = send(client, "incident", **fields)
    assert answer.headers["Location"] == at("records"), "crew keeps it and does not read it back"
    assert reporting.phones[0] in text(client.get(at("records")))
    row = Record.objects.get()
    assert client.get(at("record", row.pk)).status_code == 404
    seen = text(sign_in(here.owner).get(at("record", row.pk)))
    assert "This is reported at once" in seen
    assert at("record-new-kind", "investigation") in seen


def test_what_let_it_happen_follows_its_event_and_no_foreign_one(here: Stage) -> None:
    event = kept(here, kind="near_miss", fields={"what": "Slid", "serious": True})
    client = sign_in(here.owner)
    fields = {"f_happened": "a", "f_direct": "b", "f_root": "c", "f_change": "d"}
    address = at("record-new-kind", "investigation")
    assert str(event.pk) in text(client.get(address, {"about": str(event.pk)}))
    assert send(client, "investigation", about=str(event.pk), **fields).status_code == 302
    assert Record.objects.get(kind="investigation").about == event
    for odd in (str(uuid4()), "x", "' OR 1=1--"):
        assert client.get(address, {"about": odd}).context["about"] is None


def test_the_page_names_what_it_follows_only_to_whom_it_may(here: Stage) -> None:
    fields = {"care": "Cut cleaned"}
    private = keep(
        here.owner, NOW, sheets.sent(happened_on=DAY, kind="first_aid_entry", title="Sam cut a hand", fields=fields)
    ).record
    row = keep(here.owner, NOW, sheets.sent(happened_on=DAY, about=str(private.pk))).record
    assert "Sam cut a hand" in text(sign_in(here.owner).get(at("record", row.pk)))
    page = text(sign_in(here.crew).get(at("record", row.pk)))
    assert "Sam cut" not in page and str(private.pk) not in page


def test_what_worries_somebody_says_who_reads_it_and_the_owner_answers(here: Stage) -> None:
    crew, owner = sign_in(here.crew), sign_in(here.owner)
    assert "The owner reads this" in text(crew.get(at("record-new-kind", "worker_concern")))
    assert "The owner reads this" not in text(crew.get(at("record-new-kind", "toolbox_talk")))
    assert send(crew, "worker_concern", title="Somebody shouts", f_said="").status_code == 302
    row = Record.objects.get()
    assert "Somebody shouts" not in text(crew.get(at("records")))
    listed = text(owner.get(at("concerns")))
    assert "1 thing waits for your answer" in listed and "Somebody shouts" in listed
    assert "Tell the crew yourself" in text(owner.get(at("concern", row.pk)))
    assert owner.post(at("concern", row.pk), {"reply": "We talk on Monday."}).status_code == 302
    assert "Everything said has its answer" in text(owner.get(at("concerns")))
    assert "We talk on Monday." in text(owner.get(at("concern", row.pk)))


def test_a_job_hazard_assessment_shows_the_ladder_of_controls_and_its_rank(here: Stage) -> None:
    client = sign_in(here.owner)
    asked = {one.id: one for one in load_pack().record_kinds["formal_hazard_assessment"].fields}
    page = text(client.get(at("record-new-kind", "formal_hazard_assessment")))
    rungs = [page.index(f"<li>{rung}</li>") for rung in asked["control_kind"].options]
    assert rungs == sorted(rungs)
    fields = {
        "f_hazard": "Edge", "f_severity": asked["severity"].options[0], "f_likelihood": asked["likelihood"].options[0],
        "f_control_kind": asked["control_kind"].options[2], "f_controls": "Rail", "f_took_part": "All",
    }  # fmt: skip
    assert send(client, "formal_hazard_assessment", **fields).status_code == 302
    assert "Risk 9 of 9. Comes first" in text(client.get(at("record", Record.objects.get().pk)))


def test_the_owner_takes_a_picture_off_and_the_crew_is_not_offered_it(here: Stage) -> None:
    assert send(sign_in(here.crew), files=upload("a.jpg", photo())).status_code == 302
    row, picture = Record.objects.get(), RecordPhoto.objects.get()
    address, owner = at("record-picture-off", row.pk, picture.pk), sign_in(here.owner)
    assert address not in text(sign_in(here.crew).get(at("record", row.pk)))
    assert address in text(owner.get(at("record", row.pk)))
    assert owner.post(address).headers["Location"] == at("record", row.pk)
    page = text(owner.get(at("record", row.pk)))
    assert "The picture is off the record." in page and "1 picture" not in page


# ---- changing, settling, removing -----------------------------------------------------------------------------------


def change(client: Client, row: Record, **changed: Any) -> HttpResponse:
    data = typed(version=str(row.version), **changed)
    return client.post(at("record-change", row.pk), data)  # type: ignore[return-value]


def test_a_picture_for_a_record_of_somebody_else_waits_until_the_owner_decides(here: Stage) -> None:
    row = keep(here.owner, NOW, sheets.sent(happened_on=DAY)).record
    crew = sign_in(here.crew)
    assert send(crew, once=str(row.pk), title="Not mine", files=upload("s.jpg", photo("red"))).status_code == 302
    assert not RecordPhoto.objects.exists()
    assert "s.jpg waits beside this record" in text(crew.get(at("record", row.pk)))
    owner = sign_in(here.owner)
    page = text(owner.get(at("record", row.pk)))
    assert "1 picture waits beside this record" in page and f"Sent by {here.crew.name}" in page
    number = row.photos_beside.get().pk
    assert owner.post(at("record-picture-decide", row.pk, number), {"take": "maybe"}).status_code == 404
    assert owner.post(at("record-picture-decide", row.pk, number), {"take": "on"}).status_code == 302
    page = text(owner.get(at("record", row.pk)))
    assert "waits beside this record" not in page and RecordPhoto.objects.get().pk == number


def test_the_page_says_who_changed_what_was_signed_and_who_wrote_each_text(here: Stage) -> None:
    strokes = [[[1, 2], [3, 4]]]
    row = kept(here, people=[{"name": "Worker 9", "part": "signed", "strokes": strokes}])
    owner = sign_in(here.owner)
    assert "Changed on" not in text(owner.get(at("record", row.pk)))
    form = typed(version="1", title="Ladders", f_said="Nobody goes up.", others="Worker 9")
    assert owner.post(at("record-change", row.pk), form).status_code == 302
    page = text(owner.get(at("record", row.pk)))
    assert f"by {here.owner.name} (owner), after it was signed." in page
    assert "changed after it was signed" in page and "to the words before the change" in page
    assert f"written by {here.crew.name}" in page
    before = row.people.get()
    assert owner.post(at("record-change", row.pk), {**form, "version": "2"}).status_code == 302
    row.refresh_from_db()
    assert (row.version, before.strokes) == (2, strokes), "saved as it stands, nothing changes"


def test_a_change_keeps_the_signature_and_what_it_said_before(here: Stage) -> None:
    worker = here.employer.people.get(name="Worker 1")
    signed = {"person_id": str(worker.pk), "part": "signed", "strokes": [[[0, 0], [1000, 1000]]]}
    row = kept(here, people=[signed], defects=[{"id": str(uuid4()), "what": "Worn"}])
    client = sign_in(here.owner)
    assert change(client, row, title="Falls", **{f"p_{worker.pk}": "signed"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.version, row.defects, row.people.get().strokes) == ("Falls", 2, 1, [[[0, 0], [1000, 1000]]])
    page = text(client.get(at("record", row.pk)))
    assert '<path d="M0 0L1000 500"' in page
    assert "What was it about?: Ladders" in page


def test_two_who_change_at_once_both_keep_their_words_and_one_decides(here: Stage) -> None:
    row = kept(here)
    client = sign_in(here.owner)
    assert change(sign_in(here.consultant), row, title="Falls").status_code == 302
    answer = change(client, row, title="Weather")
    assert answer.headers["Location"] == at("record-settle", row.pk)
    page = text(client.get(at("record-settle", row.pk)))
    assert page.count("differs<") == 2, "the topic on both sides, and nothing else"
    for said in (">Falls<", ">Weather<"):
        assert said in page
    waiting = row.revisions.get(superseded=False)
    choice = {"version": "2", "text": str(waiting.pk), "take": "this"}
    assert client.post(at("record-settle", row.pk), choice).status_code == 302
    assert Record.objects.get().title == "Weather"
    assert client.post(at("record-settle", row.pk), choice).status_code == 409
    for odd in ("x", str(uuid4())):
        assert client.post(at("record-settle", row.pk), {**choice, "text": odd}).status_code == 404


def test_a_wrong_change_changes_nothing_and_keeps_what_was_typed(here: Stage) -> None:
    row = kept(here)
    answer = change(sign_in(here.owner), row, happened_on="2026-04-08", f_said="Typed anew")
    assert answer.status_code == 422
    assert "Typed anew" in text(answer)
    assert Record.objects.get().version == 1


def test_a_record_goes_with_a_reason(here: Stage) -> None:
    row, client = kept(here), sign_in(here.owner)
    assert client.post(at("record-remove", row.pk), {"why": " "}).status_code == 422
    assert client.post(at("record-remove", row.pk), {"why": "Kept twice"}).status_code == 302
    assert client.get(at("record", row.pk)).status_code == 404
    assert Record.objects.get().removed_why == "Kept twice"
