"""Pictures on the phone: what nobody else needs to see is covered before it leaves, and none of them holds up the rest."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from handrail.integrations.files import file_store
from handrail.store.models import Record, RecordPerson, RecordPhoto
from tests.journeys import papers, phoning
from tests.journeys.conftest import Visit
from tests.journeys.phoning import in_sunlight, let_in, waiting
from tests.journeys.town import Town

DARK, LIGHT = 40, 90


def choose_picture(hand: phoning.Visitor, file: Path) -> None:
    hand.main.locator("input[type=file][capture]").set_input_files([str(file)])


def draw_across(page: Page, canvas: Locator) -> None:
    """One stroke from side to side through the middle."""
    expect(canvas).to_be_visible()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.move(box["x"] + box["width"] - 4, middle)
    page.mouse.up()


def brightness(photo: RecordPhoto, across: float, down: float) -> int:
    """Of the stored picture, 0 to 255, at a place in shares of its sides."""
    with Image.open(BytesIO(file_store().read(photo.evidence.stored))) as picture:
        grey = picture.convert("L")
        found = grey.getpixel((int(grey.width * across), int(grey.height * down)))
    assert isinstance(found, int)
    return found


def test_where_somebody_was_hurt_each_picture_is_covered_before_it_is_kept(
    town: Town, visit: Visit, tmp_path: Path
) -> None:
    """The covered part never leaves the phone: what the firm holds is black there, and only there."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    hand.press("Somebody is hurt")
    hand.press("Incident report")
    hand.main.get_by_role("textbox", name="What happened, in one line without names?").fill("Fall from a ladder")
    hand.main.get_by_label("None of these", exact=True).check()
    hand.main.get_by_role("textbox", name="What happened?", exact=True).fill("The foot slid.")
    hand.main.get_by_label("No", exact=True).check()
    choose_picture(hand, papers.photo(tmp_path, "left out"))
    hand.sees("Somebody was hurt: draw over faces")
    hand.press("Leave this picture out")
    hand.sees_not("Cover part of picture 1")

    choose_picture(hand, papers.photo(tmp_path, "ladder"))
    canvas = hand.main.locator("canvas.cover")
    draw_across(hand.page, canvas)
    hand.press("Take the last one back")
    expect(hand.main.get_by_role("button", name="There is nothing to cover")).to_be_visible()
    draw_across(hand.page, canvas)
    hand.look("cover")
    in_sunlight(hand)
    hand.press("Keep it covered")
    expect(hand.main.locator(".photos-list li")).to_have_count(1)
    phoning.save_as_it_is(hand)
    hand.sees("This phone does not show it")
    hand.look("saved-restricted")

    hand.press("Back to the start")
    hand.sees_not("Fall from a ladder")
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.sees("One thing waits on this phone, with one picture")
    hand.sees_not("Fall from a ladder")
    hand.context.set_offline(False)
    waiting(hand, "Everything has arrived")
    photo = RecordPhoto.objects.select_related("evidence").get()
    assert photo.record_id == Record.objects.get(kind="incident").pk
    assert brightness(photo, 0.5, 0.5) < DARK
    assert min(brightness(photo, 0.5, 0.1), brightness(photo, 0.02, 0.9), brightness(photo, 0.98, 0.3)) > LIGHT
    assert hand.page.evaluate("async () => (await Phone.store.all('sent')).length") == 0


def test_any_other_picture_can_be_covered(town: Town, visit: Visit, tmp_path: Path) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.press("Talk")
    hand.press("Ladders")
    choose_picture(hand, papers.photo(tmp_path, "talk"))
    hand.press("Cover part of picture 1")
    hand.press("Leave it as it was")
    hand.press("Cover part of picture 1")
    draw_across(hand.page, hand.main.locator("canvas.cover"))
    hand.press("Keep it covered")
    expect(hand.main.locator(".photos-list li")).to_have_count(1)
    phoning.save_as_it_is(hand)
    waiting(hand, "Everything has arrived")
    photo = RecordPhoto.objects.select_related("evidence").get()
    assert brightness(photo, 0.5, 0.5) < DARK < LIGHT < brightness(photo, 0.5, 0.1)


def test_whose_record_it_is_is_asked_on_a_phone_of_nobodys_in_particular(town: Town, visit: Visit) -> None:
    """Not taken from the phone's name: somebody of that name need not be who holds it."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.press("Close call")
    hand.main.get_by_role("textbox", name="What nearly happened?").fill("Ladder slipped")
    hand.sees("Who keeps this record?")
    hand.look("who-keeps")
    hand.main.get_by_label("Jesse Roofer", exact=True).click()
    hand.sees("there, did not sign")
    phoning.none_of_these(hand)
    hand.main.get_by_label("How did it come about?", exact=True).fill("Nobody stood there.")
    hand.main.get_by_label("No", exact=True).check()
    hand.press("Save")
    hand.sees("Saved on this phone")
    waiting(hand, "Everything has arrived")
    one = RecordPerson.objects.get()
    assert (one.name, one.person is not None) == ("Jesse Roofer", True)


def test_a_close_call_says_what_is_reported_at_once(town: Town, visit: Visit) -> None:
    """A crane that tips is reported though nobody was hurt: shown wherever a form asks for the event."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.page.evaluate(_ASKS_FOR_THE_EVENT)
    hand.press("Close call")
    hand.main.get_by_text("Reported at once, by phone", exact=True).click()
    hand.sees("What must not be touched")
    hand.main.get_by_label("Crane, derrick or hoist came down or tipped", exact=True).check()
    alarm = hand.main.locator(".banner-bad")
    expect(alarm.get_by_role("link", name="Call 780-415-8690")).to_have_attribute("href", "tel:7804158690")
    hand.look("close-call-event")
    in_sunlight(hand)
    phoning.none_of_these(hand)
    expect(alarm).to_have_count(0)


_ASKS_FOR_THE_EVENT = """() => {
  const of = (id) => Phone.book.kinds.find((kind) => kind.id === id).fields, event = of("incident").find((one) => one.id === "event");
  if (!of("near_miss").some((one) => one.id === "event")) of("near_miss").unshift(event);
}"""
_PICTURES_AND_TIMES = """() => {
  window.together = 0; window.most = 0; window.delays = [];
  const send = window.fetch, later = window.setTimeout;
  window.fetch = async (path, options) => {
    if (!String(path).includes("/photos/")) return send(path, options);
    window.most = Math.max(window.most, ++window.together);
    try { return await send(path, options); } finally { window.together--; }
  };
  window.setTimeout = (work, delay, ...rest) => { window.delays.push(delay); return later(work, delay, ...rest); };
}"""


def test_pictures_go_one_at_a_time_and_get_the_time_they_need(town: Town, visit: Visit, tmp_path: Path) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    hand.press("Talk")
    hand.press("Ladders")
    for number in range(3):
        choose_picture(hand, papers.photo(tmp_path, f"talk {number}", 100 + number))
        expect(hand.main.locator(".photos-list li")).to_have_count(number + 1)
    phoning.save_as_it_is(hand)
    waiting(hand, "One waiting, with 3 pictures")
    sizes = hand.page.evaluate("async () => (await Phone.store.all('photos')).map((one) => one.blob.size)")
    hand.page.evaluate(_PICTURES_AND_TIMES)
    hand.context.set_offline(False)
    hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "Everything has arrived")
    assert RecordPhoto.objects.count() == 3
    assert hand.page.evaluate("() => window.most") == 1
    assert {90_000 + size / 2 for size in sizes} <= set(hand.page.evaluate("() => window.delays"))


def test_a_screen_that_is_ready_late_does_not_cover_the_one_asked_for_since(town: Town, visit: Visit) -> None:
    """Home is being drawn as somebody taps on: what they asked for last is what stands there."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.page.evaluate(_HOME_DRAWN_LATE)
    hand.page.evaluate("() => { location.hash = '#/offline'; }")
    expect(hand.main.get_by_role("heading", level=1)).to_have_text("What works without signal")
    hand.page.evaluate("() => window.letHomeGo()")
    expect(hand.main.get_by_role("heading", level=1)).to_have_text("What works without signal")


# Home waits for its drafts until it is let go; gives back only when it is through.
_HOME_DRAWN_LATE = """() => {
  const all = Phone.store.all;
  let go;
  const gate = new Promise((done) => { go = done; });
  Phone.store.all = async (name) => { if (name === "drafts") await gate; return all(name); };
  const drawn = Phone.show({ stay: true });
  window.letHomeGo = async () => { go(); await drawn; };
}"""


def test_a_screen_never_stands_above_a_line_that_is_older_than_itself(town: Town, visit: Visit) -> None:
    """Something was kept while the line at the foot was being read anew: the screen after it shows that it waits."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    waiting(hand, "No signal")
    hand.page.evaluate(_TALKS, ["Ladders"])
    seen = hand.page.evaluate(
        """async () => {
          const all = Phone.store.all;
          let go;
          const gate = new Promise((done) => { go = done; });
          Phone.store.all = async (name) => { if (name === "outbox") await gate; return all(name); };
          const first = Phone.drawStrip(), second = Phone.drawStrip();
          Phone.store.all = all;
          const shown = first.then(() => document.getElementById("waiting").textContent);
          go();
          await second;
          return shown;
        }"""
    )
    assert "One waiting" in seen


def test_one_that_the_server_chokes_on_holds_up_nothing(town: Town, visit: Visit) -> None:
    """It is tried again some times, then a hand has to decide; while there is no line nobody is to blame."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    choked: list[str] = []

    def choke(route: Route) -> None:
        if "Choking" in (route.request.post_data or ""):
            choked.append(route.request.url)
            route.fulfill(status=413, content_type="text/html", body="<h1>Request Entity Too Large</h1>")
        else:
            route.continue_()

    hand.page.route("**/phone/records", choke)
    hand.context.set_offline(True)
    hand.page.evaluate(_TALKS, ["Choking", *(f"Talk {number}" for number in range(8))])
    for _time in range(6):
        hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "9 waiting")
    choked.clear()
    hand.context.set_offline(False)
    hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "One waiting")
    assert Record.objects.count() == 8 and len(choked) < 5
    for _time in range(5):
        hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "One to put right")
    assert len(choked) == 5
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.sees("The server could not take this in, several times.")
    hand.page.unroute("**/phone/records")
    hand.press("Try it as it is")
    waiting(hand, "Everything has arrived")
    assert Record.objects.count() == 9


def test_a_server_that_is_down_blames_nothing_on_what_waits(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    down = "<h1>Down for a moment</h1>"
    hand.page.route("**/phone/records", lambda route: route.fulfill(status=404, content_type="text/html", body=down))
    hand.page.route("**/phone/book", lambda route: route.fulfill(status=404, content_type="text/html", body=down))
    hand.page.evaluate(_TALKS, ["Talk 1", "Talk 2"])
    for _time in range(7):
        hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "2 waiting")
    hand.page.unroute("**/phone/records")
    hand.page.unroute("**/phone/book")
    hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "Everything has arrived")
    assert Record.objects.count() == 2


# Talks by their titles into the outbox, the first kept first.
_TALKS = """async (titles) => {
  const firm = Phone.book.firm.id, day = Phone.today();
  await Phone.store.within(["outbox"], "readwrite", (s) => {
    titles.forEach((title, place) => {
      const id = Phone.newId(), at = new Date(Date.now() + place).toISOString();
      s.outbox.put({ id, type: "record", firm, state: "waiting", at, body: { id, kind: "toolbox_talk", happened_on: day,
        captured_at: new Date().toISOString(), title, place: "Elm", fields: {}, people: [], defects: [] } }, id);
    });
  });
}"""
