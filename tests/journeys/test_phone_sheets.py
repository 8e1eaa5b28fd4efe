"""The code on a blank form, scanned by a phone that was let in: the filled sheet's picture first, then the few things that matter."""

from __future__ import annotations

import gzip
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import expect

from handrail.services.record import keeping
from handrail.store.models import Employer, Record, RecordPerson, RecordPhoto
from tests.journeys import phoning
from tests.journeys.conftest import Visit
from tests.journeys.phoning import in_sunlight, let_in, take_picture, waiting
from tests.journeys.town import Town, aside


def scan(hand: phoning.Visitor, kind: str) -> None:
    """Open the address that stands in the code of the kind's blank form."""
    hand.open(f"/records/new/{kind}?paper=1")


def test_the_filled_sheet_is_asked_for_first_and_is_what_counts(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    scan(hand, "toolbox_talk")
    expect(hand.main.get_by_role("heading", level=1)).to_have_text("Talk: the filled sheet")
    order = hand.page.evaluate(
        "() => [...document.querySelectorAll('main [data-name]')].map((one) => one.dataset.name).filter(Boolean)"
    )
    assert order[:4] == ["photos", "happened_on", "title", "place"]
    expect(hand.main.get_by_label("Which day stands on it?")).to_have_value("")
    hand.look("sheet")
    in_sunlight(hand)
    hand.press("Ladders")
    hand.press("Save")
    hand.sees("Take a picture of the paper first.")
    hand.sees("Give the day it happened.")
    hand.look("sheet-to-mend")
    take_picture(hand)
    hand.sees_not("Take a picture of the paper first.")
    hand.main.get_by_label("Which day stands on it?").fill("2026-05-29")
    hand.main.get_by_label("Jesse Roofer").check()
    hand.look("sheet-filled")
    hand.press("Save")
    hand.sees("Saved on this phone")
    waiting(hand, "Everything has arrived")
    talk = Record.objects.get()
    assert (talk.title, talk.paper_of, talk.happened_on.isoformat()) == ("Ladders", "", "2026-05-29")
    assert (RecordPhoto.objects.get().part, RecordPhoto.objects.get().record_id) == ("paper", talk.pk)
    one = RecordPerson.objects.get()
    assert (one.name, one.part) == ("Jesse Roofer", "signed")


def test_a_sheet_changed_later_stays_a_sheet(town: Town, visit: Visit) -> None:
    """A second picture of it is marked as the paper, too."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    scan(hand, "toolbox_talk")
    take_picture(hand)
    hand.main.get_by_label("Which day stands on it?").fill("2026-05-29")
    hand.press("Ladders")
    hand.press("Save")
    hand.sees("Saved on this phone")
    waiting(hand, "Everything has arrived")
    hand.press("Back to the start")
    hand.press("Talk: Ladders")
    hand.press("Change this record")
    expect(hand.main.get_by_label("Which day stands on it?")).to_have_value("2026-05-29")
    hand.main.locator("input[type=file][capture]").set_input_files(
        [{"name": "IMG_2.png", "mimeType": "image/png", "buffer": phoning.GREY}]
    )
    expect(hand.main.locator(".photos-list li")).to_have_count(1)
    hand.press("Save")
    hand.sees("changed on this phone")
    waiting(hand, "Everything has arrived")
    assert list(RecordPhoto.objects.values_list("part", flat=True)) == ["paper", "paper"]


def test_what_a_sheet_still_has_to_say_is_asked(town: Town, visit: Visit) -> None:
    """A close call of one's own form: what decides is typed, and whoever has no sheet fills it in instead."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    scan(hand, "near_miss")
    hand.press("Save")
    hand.sees("Choose an answer.")
    hand.look("sheet-close-call")
    hand.press("No sheet at hand? Fill it in here instead")
    expect(hand.main.get_by_role("heading", level=1)).to_have_text("Close call")


def test_a_kind_that_is_kept_at_a_desk_says_where(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    scan(hand, "goals")
    expect(hand.main.get_by_role("heading", level=1)).to_have_text("This form is not kept on a phone")
    there = hand.main.get_by_role("link", name="Sign in and send the sheet")
    expect(there).to_have_attribute("href", "/sign-in?next=%2Frecords%2Fnew%2Fgoals%3Fpaper%3D1")
    hand.look("sheet-elsewhere")
    in_sunlight(hand)


def test_a_phone_with_sixty_records_still_loads_within_its_budget(town: Town, visit: Visit) -> None:
    """All that a first visit fetches, each once, as a line would carry it: at most a hundred kilobytes."""
    firm, code = phoning.firm_with_code(town)
    aside(lambda: sixty_talks(firm, town))
    hand = visit(town, "lead", phoning.PHONE)
    hand.open(f"/pair/{code}")
    came: set[str] = set()
    hand.page.on("response", lambda response: came.add(urlsplit(response.url).path) if response.ok else None)
    hand.press("Use this phone")
    phoning.ready(hand)
    assert hand.page.evaluate("() => Phone.book.records.length") == 60
    assert {"/phone", "/phone/book"} <= came
    fetched = {path: hand.page.request.get(f"{town.url}{path}").body() for path in came}
    assert sum(len(gzip.compress(body)) for body in fetched.values()) <= 100_000
    hand.press("All of the last 30 days")
    expect(hand.main.get_by_role("heading", level=1)).to_have_text("60 records of the last 30 days")


def sixty_talks(firm: Employer, town: Town) -> None:
    """Two a day, each signed by two and with a thing to fix."""
    owner = phoning.owner_of(firm)
    for number in range(60):
        day = town.moment.day - timedelta(days=number // 2)
        people = [{"name": name, "part": "signed", "strokes": [[[1, 2], [3, 4]]]} for name in phoning.CREW]
        body = {
            "id": str(uuid4()),
            "kind": "toolbox_talk",
            "happened_on": day.isoformat(),
            "captured_at": town.moment.now.isoformat(),
            "title": f"Talk {number} about ladders and edges",
            "place": f"{number} Elm Street",
            "people": people,
            "defects": [{"id": str(uuid4()), "what": f"Anchor {number} by the chimney sits loose"}],
        }
        keeping.keep(owner, town.moment, keeping.read_json(body))
