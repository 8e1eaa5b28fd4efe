"""What the phone's page sends and gets: only from our own page, only for its own firm, and the same again changes nothing."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from handrail.rules.permissions import Role
from handrail.services import moment as moments
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.services.record import book as books
from handrail.store.models import (
    DemonstrationDay,
    Employer,
    NoWork,
    Person,
    Record,
    RecordPhoto,
    Site,
    SystemSection,
    Training,
    User,
)
from handrail.web.phone import shell
from handrail.web.phone.words import words
from tests import world

pytestmark = pytest.mark.django_db
FROM_THE_PAGE = {"X-Handrail": "phone", "Accept": "application/json"}


@pytest.fixture
def firm() -> Employer:
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    return world.employer("Crest Testing Ltd.")


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER, "owner@example.com", "Dana")


@pytest.fixture
def phone(owner: Actor) -> Client:
    """A phone that was let in, in the hand of somebody without an account."""
    token = devices.pair(world.moment(), devices.show_pass(owner, world.moment(), name="Truck")[1])[1]
    browser = Client()
    browser.cookies["phone"] = token
    return browser


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def talk(**more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": "toolbox_talk",
        "happened_on": world.DAY.isoformat(),
        "captured_at": world.moment().now.isoformat(),
        "title": "Ladders",
        "place": "14 Elm Street",
        **more,
    }


def send(browser: Client, body: Any, **headers: str) -> Any:
    return browser.post(
        "/phone/records", json.dumps(body), content_type="application/json", headers={**FROM_THE_PAGE, **headers}
    )


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "#888888").save(made, "JPEG")
    return made.getvalue()


def send_photo(browser: Client, photo_id: object, record_id: object, data: bytes = b"") -> Any:
    file = SimpleUploadedFile("photo.jpg", data or picture(), "image/jpeg")
    return browser.post(f"/phone/photos/{photo_id}", {"file": file, "record_id": str(record_id)}, headers=FROM_THE_PAGE)


def test_a_record_is_stored_once_however_often_it_comes(phone: Client, firm: Employer) -> None:
    body = talk()
    came = [send(phone, body).json() for _time in range(3)]
    assert [one["outcome"] for one in came] == ["stored", "already", "already"]
    assert {one["id"] for one in came} == {body["id"]}
    row = Record.objects.get()
    assert (str(row.pk), row.employer_id, row.kept_by, row.version) == (body["id"], firm.pk, None, 1)


def test_a_picture_may_come_before_its_record_and_twice(phone: Client) -> None:
    body, photo = talk(), uuid4()
    for _time in range(2):
        assert send_photo(phone, photo, body["id"]).json()["id"] == str(photo)
    send(phone, body)
    assert str(RecordPhoto.objects.get().record_id) == body["id"]


@pytest.mark.parametrize("data", [b"MZ\x90\x00", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_named_and_not_kept(phone: Client, data: bytes) -> None:
    answer = send_photo(phone, uuid4(), uuid4(), data)
    assert answer.status_code == 422 and answer.json()["error"]
    assert not RecordPhoto.objects.exists()


def test_what_is_wrong_is_named_by_its_field(phone: Client) -> None:
    tomorrow = (world.DAY + timedelta(days=1)).isoformat()
    answer = send(phone, talk(happened_on=tomorrow, title="x" * 500))
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"happened_on", "title"}
    assert not Record.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "7", "{", "[" * 100_000])
def test_what_cannot_be_read_breaks_nothing(phone: Client, body: str) -> None:
    answer = phone.post("/phone/records", body, content_type="application/json", headers=FROM_THE_PAGE)
    assert answer.status_code == 422 and answer.json()["error"]


@pytest.mark.parametrize(
    "headers", [{"X-Handrail": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_another_page_cannot_send(phone: Client, headers: dict[str, str]) -> None:
    assert send(phone, talk(), **headers).status_code == 403
    assert not Record.objects.exists()


def test_a_phone_put_out_is_told_so_and_reads_nothing(phone: Client, owner: Actor) -> None:
    devices.remove(owner, world.moment(), devices.phones(owner)[0].id)
    for answer in (send(phone, talk()), phone.get("/phone/book"), send_photo(phone, uuid4(), uuid4())):
        assert (answer.status_code, answer.headers["Cache-Control"]) == (401, "no-store")
        assert "stays on it" in answer.json()["error"]
        assert "Crest" not in answer.content.decode()
        assert answer.json()["removed"] is True
    assert not Record.objects.exists()


def test_a_reviewer_keeps_no_records(firm: Employer) -> None:
    reviewer = world.member(world.partner().organisation, Role.REVIEWER)
    assert send(signed_in(reviewer), talk()).status_code == 401
    assert not Record.objects.exists()


def test_a_record_kept_for_one_firm_never_lands_in_another(phone: Client, owner: Actor) -> None:
    other = world.employer("Other Testing Ltd.")
    answer = send(phone, talk(), **{"X-Handrail-Firm": str(other.pk)})
    assert answer.status_code == 409 and "another firm" in answer.json()["error"]
    assert not Record.objects.exists()
    assert send(phone, talk(), **{"X-Handrail-Firm": str(owner.organisation_id)}).status_code == 200


def test_another_firms_number_is_not_overwritten(phone: Client) -> None:
    body = talk()
    send(phone, body)
    other = world.employer("Other Testing Ltd.")
    crew = world.member(other.organisation, Role.CREW)
    assert send(signed_in(crew), {**body, "title": "Taken over"}).status_code == 422
    assert Record.objects.get().title == "Ladders"


def test_a_phone_stays_that_phone_whoever_signs_in_on_it(phone: Client, firm: Employer) -> None:
    elsewhere = world.member(world.employer("Other Testing Ltd.").organisation, Role.OWNER)
    phone.force_login(User.objects.get(pk=elsewhere.user_id))
    assert send(phone, talk()).status_code == 200
    assert Record.objects.get().employer_id == firm.pk


def test_no_work_today_is_marked_once(phone: Client, firm: Employer) -> None:
    for _time in range(2):
        answer = phone.post(
            "/phone/no-work",
            json.dumps({"day": world.DAY.isoformat()}),
            content_type="application/json",
            headers=FROM_THE_PAGE,
        )
        assert answer.json() == {"outcome": "stored"}
    assert NoWork.objects.get(employer=firm).from_day == world.DAY


# ---- the book ---------------------------------------------------------------------------------------------------------


def test_the_book_holds_what_the_roof_needs_and_not_who_was_hurt(phone: Client, firm: Employer, owner: Actor) -> None:
    world.person(firm, "Gone Already", to=world.DAY - timedelta(days=1))
    sam = world.person(firm, "Sam Lead")
    Site.objects.create(employer=firm, name="Ended", to_day=world.DAY - timedelta(days=1))
    Site.objects.create(employer=firm, name="14 Elm Street")
    Training.objects.create(person=sam, title="First aid", taken_on=world.DAY, expires_on=world.DAY)
    SystemSection.objects.create(
        employer=firm, key="emergency", title="Emergency plan", position=1, body="Meet at the truck.", updated_at=world.moment().now
    )  # fmt: skip
    send(phone, talk())
    hurt = talk(kind="first_aid_entry", title="A cut", place="At the saw", fields={"care": "Washed"})
    worry = talk(kind="worker_concern", title="The anchors")
    assert [send(phone, one).status_code for one in (hurt, worry)] == [200, 200]
    told = phone.get("/phone/book").json()
    assert [one["name"] for one in told["people"]] == ["Dana Owner", "Sam Lead"]
    assert [one["name"] for one in told["sites"]] == ["14 Elm Street"]
    assert [one["title"] for one in told["records"]] == ["Ladders"]
    assert told["places"] == [{"place": "14 Elm Street", "site": ""}]
    assert (told["plan"]["text"], told["tickets"][0]["title"]) == ("Meet at the truck.", "First aid")
    assert (told["needed"]["toolbox_talk"], told["kept"]) == (12, {"toolbox_talk": 1})
    whole = signed_in(owner).get("/phone/book").json()
    listed = whole["records"]
    assert whole["places"] == told["places"]
    assert {one["kind"]: (one["title"], one["by"]) for one in listed if one["title"]} == {
        "toolbox_talk": ("Ladders", "Truck")
    }
    told = {one["kind"]: {name for name, said in one.items() if said} for one in listed}
    assert told["first_aid_entry"] == told["worker_concern"] == {"id", "kind", "day"}


def test_the_book_tells_a_record_whole_and_whose_it_is_to_change(phone: Client, owner: Actor, firm: Employer) -> None:
    found = {"id": str(uuid4()), "what": "Second rung is bent", "who": "Sam", "due_on": "2026-06-05"}
    people = [{"name": "Sam Lead", "part": "signed"}, {"name": "Ann", "part": "absent"}]
    body = talk(defects=[found], people=people)
    first = send(phone, body).json()
    send_photo(phone, uuid4(), body["id"])
    (told,) = phone.get("/phone/book").json()["records"]
    assert (told["version"], told["mine"], told["pictures"], told["whole"]) == (first["version"], True, 1, True)
    assert sorted((one["name"], one["part"]) for one in told["people"]) == [("Ann", "absent"), ("Sam Lead", "signed")]
    assert told["fixes"] == [{"what": "Second rung is bent", "who": "Sam", "due_on": "2026-06-05", "done_on": ""}]

    changed = send(phone, {**body, "title": "Ladders and edges", "follows": told["version"]}).json()
    assert changed["outcome"] == "changed"
    (told,) = phone.get("/phone/book").json()["records"]
    assert (told["title"], told["version"]) == ("Ladders and edges", changed["version"])
    other = Client()
    code = devices.show_pass(owner, world.moment(), name="Spare")[1]
    other.cookies["phone"] = devices.pair(world.moment(), code)[1]
    assert not other.get("/phone/book").json()["records"][0]["mine"]
    assert signed_in(owner).get("/phone/book").json()["records"][0]["mine"]


def test_the_book_leaves_out_what_older_records_say_where_it_grows_too_long(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "TOLD_AT_MOST", 200)
    for number in range(3):
        found = {"id": str(uuid4()), "what": f"{number} " + "x" * 60}
        send(phone, talk(title=f"Talk {number}", defects=[found]))
    told = phone.get("/phone/book").json()["records"]
    assert {one["whole"] for one in told} == {True, False}
    assert all(("fixes" in one) is one["whole"] and one["title"] for one in told)


def test_a_picture_that_comes_brings_the_receipt_up_to_date(phone: Client) -> None:
    body = {**talk(), "pictures": 2}
    assert "2 pictures are still to come" in send(phone, body).json()["said"]
    file = SimpleUploadedFile("photo.jpg", picture(), "image/jpeg")
    sent = {"file": file, "record_id": body["id"], "pictures": "2"}
    came = phone.post(f"/phone/photos/{uuid4()}", sent, headers=FROM_THE_PAGE).json()
    assert "1 picture is here. 1 picture is still to come." in came["said"]
    assert send_photo(phone, uuid4(), uuid4()).json()["said"] == ""  # before its record


def test_the_book_of_another_firm_holds_nothing_of_this_one(phone: Client) -> None:
    send(phone, talk())
    other = world.member(world.employer("Other Testing Ltd.").organisation, Role.CREW)
    told = signed_in(other).get("/phone/book").content.decode()
    assert "Elm" not in told and "Crest" not in told


def test_the_book_says_the_job_a_record_was_kept_for_where_no_place_was_written(phone: Client, firm: Employer) -> None:
    site = Site.objects.create(employer=firm, name="22 Oak Avenue")
    assert send(phone, talk(place="", site_id=str(site.pk))).status_code == 200
    told = phone.get("/phone/book").json()
    assert [one["place"] for one in told["records"]] == ["22 Oak Avenue"]
    assert told["places"] == [{"place": "22 Oak Avenue", "site": str(site.pk)}]


def test_the_officer_sees_the_ticket_that_counts_and_photographed_ones(
    phone: Client, owner: Actor, firm: Employer
) -> None:
    """A renewal takes the place of the card it renews; a card kept as a picture counts like one put on record."""
    sam = world.person(firm, "Sam Lead")
    for year in (2023, 2026):
        Training.objects.create(
            person=sam, title="First aid", taken_on=date(year, 5, 1), expires_on=date(year + 3, 4, 30)
        )
    card = talk(
        kind="training_certificate",
        title="Fall protection",
        place="",
        fields={"expires_on": "2028-02-01"},
        people=[{"person_id": str(sam.pk), "name": "Sam Lead", "part": "present"}],
    )
    assert send(phone, card).status_code == 200
    assert [(one["name"], one["title"], one["expires_on"]) for one in phone.get("/phone/book").json()["tickets"]] == [
        ("Sam Lead", "Fall protection", "2028-02-01"),
        ("Sam Lead", "First aid", "2029-04-30"),
    ]


def test_the_book_says_whose_phone_it_is(phone: Client, owner: Actor, firm: Employer) -> None:
    """By the person the phone was let in for, never by a name that somebody else may bear as well."""
    assert phone.get("/phone/book").json()["keeper_person"] == ""  # the truck's
    world.person(firm, "Sam Lead")
    sam = world.person(firm, "Sam Lead")
    code = devices.show_pass(owner, world.moment(), person_id=sam.pk)[1]
    browser = Client()
    browser.cookies["phone"] = devices.pair(world.moment(), code)[1]
    told = browser.get("/phone/book").json()
    assert (told["keeper"], told["keeper_person"]) == ("Sam Lead", str(sam.pk))
    dana = Person.objects.get(employer=firm, name="Dana Owner")
    Person.objects.filter(pk=dana.pk).update(user=owner.user_id)
    assert signed_in(owner).get("/phone/book").json()["keeper_person"] == str(dana.pk)


def test_the_book_takes_ten_statements_however_much_was_kept(
    phone: Client, owner: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        found = {"id": str(uuid4()), "what": f"Rung {number}"}
        body = talk(title=f"Talk {number}", people=[{"name": "Sam", "part": "present"}], defects=[found])
        assert send(phone, body).status_code == 200
    with django_assert_max_num_queries(10):
        assert len(books.book(owner, world.moment())["records"]) == 30


def test_the_first_visit_is_at_most_a_hundred_kilobytes(phone: Client) -> None:
    """Page, files and a full month's book, as a line would carry them."""
    for number in range(60):
        crew = [{"name": name, "part": "signed", "strokes": [[[1, 2], [3, 4]]]} for name in ("Sam Lead", "Ann Roofer")]
        found = {"id": str(uuid4()), "what": f"Anchor {number} by the chimney sits loose"}
        body = talk(title=f"Talk {number} about ladders and edges", place=f"{number} Elm Street", people=crew)
        assert send(phone, {**body, "defects": [found]}).status_code == 200
    parts = [phone.get("/phone").content, phone.get("/phone/book").content, phone.get("/phone/worker.js").content]
    for name in [*shell.STYLES, *(f"handrail/phone/{script}.js" for script in shell.SCRIPTS), shell.MARK]:
        found = finders.find(name)
        assert isinstance(found, str)
        parts.append(Path(found).read_bytes())
    assert sum(len(gzip.compress(part)) for part in parts) <= 100_000


@pytest.mark.parametrize("path", ["/phone", "/phone/book", "/phone/worker.js"])
def test_what_the_phone_gets_is_pressed_together_on_its_way(phone: Client, path: str) -> None:
    """One bar carries a fifth of it: no other server has to be put in front for that."""
    plain, pressed = phone.get(path), phone.get(path, headers={"Accept-Encoding": "gzip"})
    assert pressed.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(pressed.content)) > 200 and len(pressed.content) < len(plain.content)


# ---- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_is_the_same_for_everybody(phone: Client, owner: Actor) -> None:
    """It is kept on phones, so it holds nothing of anybody's."""
    pages = {browser.get("/phone").content for browser in (phone, signed_in(owner), Client())}
    assert len(pages) == 1
    assert "Crest" not in pages.pop().decode()


def test_every_word_the_scripts_ask_for_is_there() -> None:
    known = words()
    for script in shell.SCRIPTS:
        found = finders.find(f"handrail/phone/{script}.js")
        assert isinstance(found, str)
        asked = set(re.findall(r'say\("(\w+)"', Path(found).read_text(encoding="utf-8")))
        assert asked <= set(known), f"{script}.js asks for {sorted(asked - set(known))}"


def test_the_worker_may_answer_for_the_page_and_changes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Client().get("/phone/worker.js")
    assert first.headers["Service-Worker-Allowed"] == "/phone"
    monkeypatch.setattr(shell, "words", lambda: {"talk": "Other words"})
    assert Client().get("/phone/worker.js").content != first.content


def test_the_secret_is_out_of_reach_of_scripts(owner: Actor, firm: Employer) -> None:
    code = devices.show_pass(owner, world.moment(), name="Truck")[1]
    browser = Client()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moments, "present", lambda _now: world.moment(minute=1))
        came: Any = browser.post(f"/pair/{code}")
    assert (came.status_code, came.headers["Location"]) == (302, "/phone")
    cookie = browser.cookies["phone"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) > 300 * 24 * 3600
