"""What was pressed on the phone is what is kept: pictures still being made ready, changes already begun, pictures nobody could see."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from handrail.store.models import Record, RecordPhoto
from tests.journeys import papers, phoning
from tests.journeys.conftest import Visit
from tests.journeys.phoning import GREY, in_sunlight, let_in, waiting
from tests.journeys.test_phone import keep_talk
from tests.journeys.town import Town

HELD = "async () => [(await Phone.store.all('drafts')).length, (await Phone.store.all('outbox')).length, (await Phone.store.all('photos')).length]"
# Pictures are made ready only when the journey lets them go.
_HOLD_PICTURES = """() => {
  const take = Phone.takePicture;
  window.held = 0;
  let go;
  const gate = new Promise((done, fail) => { window.letGo = done; window.breakIt = fail; });
  Phone.takePicture = async (file) => { window.held++; await gate; return take(file); };
}"""


def hold_pictures(page: Page) -> None:
    page.evaluate(_HOLD_PICTURES)


def pick(hand: phoning.Visitor, name: str = "IMG_0001.png", kind: str = "image/png", data: bytes = GREY) -> None:
    hand.main.locator("input[type=file][capture]").set_input_files([{"name": name, "mimeType": kind, "buffer": data}])


def pick_held(hand: phoning.Visitor) -> None:
    pick(hand)
    hand.page.wait_for_function("() => window.held === 1")


def listed(hand: phoning.Visitor) -> Locator:
    return hand.main.locator(".photos-list li")


def test_save_waits_for_a_picture_that_is_still_being_made_ready(town: Town, visit: Visit) -> None:
    """Pressed at once after the camera: the record goes with its picture, and no draft is left behind."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hold_pictures(hand.page)
    hand.press("Talk")
    hand.press("Ladders")
    pick_held(hand)
    hand.press("Save")
    hand.sees("The picture is being made ready")
    expect(hand.main.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    hand.look("making-ready")
    in_sunlight(hand)
    assert hand.page.evaluate(HELD) == [1, 0, 0]
    hand.page.evaluate("() => window.letGo()")
    expect(hand.page.get_by_role("dialog")).to_contain_text("Save it so?")
    hand.page.get_by_role("dialog").get_by_role("button", name="Go back").click()
    expect(hand.main.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    phoning.save_as_it_is(hand)
    waiting(hand, "Everything has arrived")
    assert RecordPhoto.objects.get().record_id == Record.objects.get().pk
    assert hand.page.evaluate(HELD) == [0, 0, 0]


def test_a_picture_that_cannot_be_read_is_said_and_nothing_is_saved_without_it(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hold_pictures(hand.page)
    hand.press("Talk")
    hand.press("Ladders")
    pick_held(hand)
    hand.press("Save")
    hand.sees("The picture is being made ready")
    hand.page.evaluate("() => window.breakIt(new Error('gone'))")
    hand.sees("IMG_0001.png could not be read")
    hand.look("unread")
    assert hand.page.evaluate(HELD) == [1, 0, 0]
    phoning.save_as_it_is(hand)
    waiting(hand, "Everything has arrived")


def test_a_draft_left_while_its_picture_is_made_ready_gets_it(town: Town, visit: Visit) -> None:
    """Gone on with before the picture is there, what is written since and the picture are both kept."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hold_pictures(hand.page)
    hand.press("Talk")
    hand.press("Ladders")
    pick_held(hand)
    hand.press("Back")
    hand.main.get_by_role("link", name="Go on with what you began").click()
    hand.main.get_by_role("textbox", name="Where?").fill("9 Oak Street")
    hand.page.evaluate("() => window.letGo()")
    expect(listed(hand)).to_have_count(1)
    expect(hand.main.get_by_role("textbox", name="Where?")).to_have_value("9 Oak Street")
    phoning.save_as_it_is(hand)
    waiting(hand, "Everything has arrived")
    assert (Record.objects.get().place, RecordPhoto.objects.count()) == ("9 Oak Street", 1)


def test_a_draft_thrown_away_does_not_come_back_with_its_picture(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hold_pictures(hand.page)
    hand.press("Talk")
    hand.press("Ladders")
    pick_held(hand)
    hand.press("Throw this draft away")
    hand.page.get_by_role("dialog").get_by_role("button", name="Throw this draft away").click()
    expect(hand.main.get_by_role("link", name="Talk", exact=True)).to_be_visible()
    hand.page.evaluate("() => { window.letGo(); }")
    # One more picture of another draft is through only after the first was.
    hand.press("Site check")
    pick(hand)
    expect(listed(hand)).to_have_count(1)
    hand.press("Back")
    expect(hand.main.get_by_role("link", name="Go on with what you began")).to_have_count(1)
    hand.sees("Site check")
    assert hand.page.evaluate(HELD) == [1, 0, 1]


def test_putting_right_goes_on_with_the_change_already_begun(town: Town, visit: Visit) -> None:
    """The server refused it as somebody was changing it: the change stays, the sentence stands beside it."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    keep_talk(hand)
    hand.press("Back to the start")
    hand.press("Talk: Ladders")
    hand.press("Change this record")
    hand.main.get_by_role("textbox", name="Where?").fill("9 Oak Street")
    hand.press("Back")
    hand.sees("Go on changing this record")
    refusal = '{"error": "The subject says too little.", "errors": {"title": "The subject says too little."}}'
    hand.page.route(
        "**/phone/records", lambda route: route.fulfill(status=422, content_type="application/json", body=refusal)
    )
    hand.context.set_offline(False)
    waiting(hand, "One to put right")
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.press("Put it right")
    hand.sees("The subject says too little.")
    expect(hand.main.get_by_role("textbox", name="Where?")).to_have_value("9 Oak Street")
    hand.look("put-right-begun")
    # Thrown away, the change leaves the record that waits.
    waiting(hand, "One to put right")
    hand.page.unroute("**/phone/records")
    hand.press("Save")
    hand.sees("changed on this phone")
    waiting(hand, "Everything has arrived")
    assert Record.objects.get().place == "9 Oak Street"
    assert hand.page.evaluate(HELD) == [0, 0, 0]


def test_trying_again_keeps_what_was_changed_since_the_screen_was_drawn(town: Town, visit: Visit) -> None:
    """Another window of the phone changed one, and let another go: neither is written back as it was."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    waiting(hand, "No signal")
    hand.page.goto(f"{town.url}/phone#/waiting")
    tries = hand.main.get_by_role("button", name="Try it as it is")
    for place in (0, 1):
        hand.page.evaluate(_TO_MEND)
        hand.page.evaluate("() => Phone.show()")
        expect(tries).to_have_count(3)
        hand.page.evaluate(_CHANGED_MEANWHILE)
        tries.nth(place).click()
        expect(tries).to_have_count(1)
        assert hand.page.evaluate(_STANDING) == [["Changed since", "waiting", True], ["Third", "mend", False]]
    tries.click()
    expect(tries).to_have_count(0)
    assert [state for _title, state, _attempted in hand.page.evaluate(_STANDING)] == ["waiting", "waiting"]


# Three that a hand has to look at, the first kept first.
_TO_MEND = """async () => {
  const firm = Phone.book.firm.id, day = Phone.today(), ids = ["first", "second", "third"];
  await Phone.store.within(["outbox"], "readwrite", (s) => {
    ["First", "Second", "Third"].forEach((title, place) => s.outbox.put({ id: ids[place], type: "record", firm, state: "mend", error: "Too little.", errors: {}, revision: "one",
      at: new Date(place).toISOString(), body: { id: ids[place], kind: "toolbox_talk", happened_on: day, title, place: "Elm", fields: {}, people: [], defects: [], follows: 0 } }, ids[place]));
  });
}"""
_STANDING = """async () => (await Phone.store.all('outbox')).map((one) => [one.body.title, one.state, one.attempted || false]).sort()"""
_CHANGED_MEANWHILE = """async () => {
  const first = await Phone.store.get("outbox", "first");
  await Phone.store.put("outbox", "first", { ...first, revision: "two", state: "waiting", attempted: true, body: { ...first.body, title: "Changed since" } });
  await Phone.store.drop("outbox", "second");
}"""


def incident(hand: phoning.Visitor) -> None:
    hand.press("Somebody is hurt")
    hand.press("Incident report")
    hand.main.get_by_role("textbox", name="What happened, in one line without names?").fill("Fall from a ladder")


def test_where_somebody_was_hurt_nothing_goes_that_nobody_could_look_at(
    town: Town, visit: Visit, tmp_path: Path
) -> None:
    """A kind of picture the browser cannot show, and a file: taken anew, or left out."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    incident(hand)
    chooser = hand.main.locator("input[type=file]:not([capture])")
    expect(chooser).to_have_attribute("accept", "image/*")
    for name, kind in (("IMG_1.heic", "image/heic"), ("IMG_2.HEIC", ""), ("Report.pdf", "application/pdf")):
        data = (
            papers.manual(tmp_path, 1).read_bytes() if kind.endswith("pdf") else b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
        )
        chooser.set_input_files([{"name": name, "mimeType": kind, "buffer": data}])
        hand.sees("This cannot be shown here")
        if kind == "image/heic":
            hand.look("unseen")
            in_sunlight(hand)
        hand.press("Leave this picture out")
        expect(chooser).to_have_count(1)
    assert hand.page.evaluate(HELD)[2] == 0

    pick(hand, "IMG_3.heic", "image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    hand.sees("This cannot be shown here")
    hand.main.locator("input[type=file][capture]").set_input_files([str(papers.photo(tmp_path, "anew"))])
    expect(hand.main.locator("canvas.cover")).to_be_visible()
    hand.press("There is nothing to cover")
    expect(listed(hand)).to_have_count(1)
    assert hand.page.evaluate(HELD)[2] == 1


def test_what_was_drawn_over_never_goes_as_it_was(town: Town, visit: Visit, tmp_path: Path) -> None:
    """The phone ran out of room as it was to keep the covered picture: it says so, and the bare one is not taken."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    incident(hand)
    hand.main.locator("input[type=file][capture]").set_input_files([str(papers.photo(tmp_path, "ladder"))])
    canvas = hand.main.locator("canvas.cover")
    expect(canvas).to_be_visible()
    hand.page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null); }")
    canvas.click()
    hand.press("Keep it covered")
    hand.sees("This phone could not keep it covered")
    assert hand.page.evaluate(HELD)[2] == 0
    hand.press("Leave this picture out")
    expect(hand.main.locator("input[type=file]")).to_have_count(2)
    expect(listed(hand)).to_have_count(0)
