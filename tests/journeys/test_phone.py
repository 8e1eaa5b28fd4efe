"""The phone on the roof: no signal, a killed tab, a wrong clock, two phones at once. Nothing is lost and nothing comes twice."""

from __future__ import annotations

from playwright.sync_api import expect

from handrail.rules.permissions import Role
from handrail.services.account import devices
from handrail.store.models import ActionLine, Device, NoWork, Record, RecordPerson, RecordPhoto
from tests import world
from tests.journeys import phoning
from tests.journeys.browsing import DESK
from tests.journeys.conftest import Visit
from tests.journeys.phoning import FIRM, in_sunlight, let_in, ready, scribble, take_picture, waiting
from tests.journeys.town import Town, aside


def keep_talk(hand: phoning.Visitor, *, picture: bool = False) -> None:
    """A talk that two sign, one after another; the rest is not here today."""
    hand.press("Talk")
    hand.press("Ladders")
    if picture:
        take_picture(hand)
    hand.press("Pass the phone around to sign")
    expect(hand.main.locator("canvas.pad")).to_be_visible()
    for _one in range(8):
        if not hand.main.locator("canvas.pad").count():
            break
        name = hand.heading()
        if name.startswith("Dana"):
            hand.press("Not here today")
        else:
            scribble(hand.page)
            hand.press("Signed")
        expect(hand.page.locator("h1")).not_to_have_text(name)
    hand.press("Save")
    hand.sees("Saved on this phone")


def test_a_morning_without_signal(town: Town, visit: Visit) -> None:
    """A talk with two signatures and a picture, a check that finds something, a close call; then the line comes back."""
    _firm, code = phoning.firm_with_code(town)
    hand = visit(town, "lead", phoning.PHONE)
    hand.open(f"/pair/{code}")
    hand.sees(f"This phone will keep records for {FIRM}")
    hand.look("pair")
    hand.press("Use this phone")
    ready(hand)
    waiting(hand, "Everything has arrived")
    hand.look("home")
    in_sunlight(hand)

    hand.context.set_offline(True)
    hand.close_the_tab()
    hand.open("/phone")  # from cold, without a line
    keep_talk(hand, picture=True)
    hand.sees("Talk 1. You need 12 across the year.")
    hand.look("saved")
    in_sunlight(hand)
    waiting(hand, "No signal. One waiting, with one picture")

    hand.press("Back to the start")
    hand.press("Site check")
    hand.press("Job site")
    hand.main.get_by_role("textbox", name="Where?").fill("14 Elm Street")
    hand.main.get_by_label("Ladders and scaffolds").check()
    hand.press("Add a thing to fix")
    hand.main.get_by_label("Thing 1 to fix").fill("Second rung is bent")
    hand.look("inspect")
    phoning.save_as_it_is(hand)

    hand.press("Back to the start")
    hand.press("Close call")
    hand.press("Save")
    hand.sees("things to put right")
    hand.look("close-call-to-mend")
    in_sunlight(hand)
    hand.main.get_by_role("textbox", name="What nearly happened?").fill("Bundle slid off the edge")
    hand.main.get_by_label("How did it come about?", exact=True).fill("It slid and landed where nobody stood.")
    hand.main.get_by_label("No", exact=True).check()
    phoning.none_of_these(hand)
    phoning.save_as_it_is(hand)
    waiting(hand, "3 waiting, with one picture")
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.look("waiting")
    in_sunlight(hand)
    assert Record.objects.count() == 0

    hand.context.set_offline(False)
    waiting(hand, "Everything has arrived")
    talk = Record.objects.get(kind="toolbox_talk")
    assert (talk.title, talk.device, talk.kept_by) == ("Ladders", Device.objects.get(), None)
    parts = dict(RecordPerson.objects.filter(record=talk).values_list("name", "part"))
    assert parts == {"Dana Owner": "absent", "Jesse Roofer": "signed", "Ray Lead": "signed"}
    assert all(one.strokes for one in talk.people.filter(part="signed"))
    assert RecordPhoto.objects.get().record_id == talk.pk
    check = Record.objects.get(kind="inspection")
    assert (check.place, check.defects) == ("14 Elm Street", 1)
    assert ActionLine.objects.get().what.startswith("Second rung is bent")
    assert Record.objects.get(kind="near_miss").fields["serious"] is False

    hand.press("Back")
    hand.sees("Ladders")
    hand.press("Talk")
    expect(hand.main.get_by_role("textbox", name="Where?")).to_have_value("14 Elm Street")


def test_a_talk_takes_six_taps(town: Town, visit: Visit) -> None:
    """Open, Talk, the subject, around to sign, Save: signatures aside, no more than this."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.page.evaluate(
        "() => { window.taps = 0; addEventListener('click', (e) => { if (e.isTrusted) window.taps++; }, true); }"
    )
    hand.press("Talk")
    hand.press("Ladders")
    hand.look("talk")
    in_sunlight(hand)
    hand.press("Pass the phone around to sign")
    hand.look("sign")
    in_sunlight(hand)
    before = hand.page.evaluate("() => window.taps")
    scribble(hand.page)
    hand.press("Signed")
    hand.press("Stop signing")
    hand.press("Save")
    hand.sees("Saved on this phone")
    assert before + 2 + 1 <= 6  # with the page opened; signing itself aside


def test_a_killed_tab_loses_nothing(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    hand.press("Close call")
    hand.main.get_by_role("textbox", name="What nearly happened?").fill("Ladder slipped")
    take_picture(hand)
    hand.close_the_tab()
    hand.open("/phone")
    hand.main.get_by_role("link", name="Go on with what you began").click()
    expect(hand.main.get_by_role("textbox", name="What nearly happened?")).to_have_value("Ladder slipped")
    expect(hand.main.locator(".photos-list li")).to_have_count(1)


def test_a_phone_whose_clock_is_wrong(town: Town, visit: Visit) -> None:
    """Three days ahead, the server's word sets it right; a day that has not come is asked about, never sent as it is."""
    _firm, code = phoning.firm_with_code(town)
    hand = visit(town, "lead", phoning.PHONE)
    hand.context.add_init_script(
        "{ const Real = Date, off = 3 * 86400000; window.Date = class extends Real {"
        "constructor(...given) { given.length ? super(...given) : super(Real.now() + off); }"
        "static now() { return Real.now() + off; } }; }"
    )
    hand.open(f"/pair/{code}")
    hand.press("Use this phone")
    ready(hand)
    hand.sees("Monday 1 June")
    keep_talk(hand)
    waiting(hand, "Everything has arrived")
    talk = Record.objects.get()
    assert talk.happened_on.isoformat() == "2026-06-01"
    assert abs((talk.received_at - talk.captured_at).total_seconds()) < 600


def test_one_outbox_sent_from_two_phones_is_stored_once(town: Town, visit: Visit) -> None:
    """The phone's backup was put on another one; both send what they hold."""
    firm, code = phoning.firm_with_code(town)
    first = let_in(town, visit, code)
    first.context.set_offline(True)
    keep_talk(first, picture=True)
    held = first.page.evaluate(_READ_ALL)

    def another_code() -> str:
        owner = phoning.owner_of(firm)
        return devices.show_pass(owner, town.moment, name="Spare")[1]

    second = let_in(town, visit, aside(another_code), "spare")
    second.page.evaluate(_WRITE_ALL, held)
    second.page.evaluate("() => Phone.sync.now()")
    waiting(second, "Everything has arrived")
    first.context.set_offline(False)
    waiting(first, "Everything has arrived")
    assert (Record.objects.count(), RecordPhoto.objects.count(), RecordPerson.objects.count()) == (1, 1, 3)
    assert not Record.objects.get().revisions.exists()


def test_a_phone_put_out_keeps_what_it_holds(town: Town, visit: Visit) -> None:
    firm, code = phoning.firm_with_code(town)
    hand = let_in(town, visit, code)
    hand.context.set_offline(True)
    keep_talk(hand)
    aside(lambda: devices.remove(phoning.owner_of(firm), town.moment, Device.objects.get().pk))
    hand.context.set_offline(False)
    waiting(hand, "this phone was removed")
    assert Record.objects.count() == 0
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.sees("One thing waits on this phone")
    hand.look("shut-out")
    in_sunlight(hand)
    with hand.page.expect_download() as saved:
        hand.press("Save what waits as a file")
    assert '"toolbox_talk"' in saved.value.path().read_text(encoding="utf-8")

    again = aside(lambda: devices.show_pass(phoning.owner_of(firm), town.moment, name="Ray Lead")[1])
    hand.open(f"/pair/{again}")
    hand.press("Use this phone")
    waiting(hand, "Everything has arrived")
    assert Record.objects.count() == 1


def test_two_hundred_records_drain(town: Town, visit: Visit) -> None:
    """Each tenth with a picture: all of them arrive, each once, and each picture with its record."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    hand.page.evaluate(_MANY, [200, list(phoning.GREY)])
    hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "200 waiting, with 20 pictures")
    hand.context.set_offline(False)
    hand.page.evaluate("() => Phone.sync.now()")
    expect(hand.page.locator("#waiting")).to_contain_text("Everything has arrived", timeout=45_000)
    assert Record.objects.count() == 200
    shown = RecordPhoto.objects.values_list("record_id", flat=True)
    assert sorted(shown) == sorted(Record.objects.filter(title__endswith="0").values_list("pk", flat=True))


def test_the_officer_and_somebody_hurt(town: Town, visit: Visit) -> None:
    """Both within three taps, without a line: today's hazard sheet as it was just kept, tickets, the emergency plan."""
    firm, code = phoning.firm_with_code(town)
    aside(lambda: phoning.papers_of(firm))
    hand = let_in(town, visit, code)
    hand.context.set_offline(True)
    hand.press("Hazards")
    hand.press("Tear-off")
    hand.main.get_by_label("Falls from height").check()
    hand.main.get_by_role("textbox", name="What do we do about it?").fill("Tied off, anchors checked.")
    phoning.save_as_it_is(hand)
    hand.press("Back to the start")
    hand.press("Rained out, no work today")
    hand.page.get_by_role("dialog").get_by_role("button", name="No work today").click()
    hand.sees("No work today. That day asks for nothing.")
    hand.press("Show the officer")
    for words in ("Hazard sheet of today", "Tied off, anchors checked.", "Ray Lead: First aid", "Meet at the truck."):
        hand.sees(words)
    hand.look("officer")
    in_sunlight(hand)
    hand.press("Back")
    hand.press("Somebody is hurt")
    expect(hand.main.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    expect(hand.main.get_by_role("link", name="Call 780-415-8690")).to_have_attribute("href", "tel:7804158690")
    hand.look("hurt")
    hand.press("Incident report")
    hand.main.get_by_label("Somebody was admitted to hospital", exact=True).check()
    hand.sees("A worker admitted to hospital is reported at once.")
    hand.look("incident")
    in_sunlight(hand)
    hand.press("Back")
    hand.press("More")
    hand.look("more")
    in_sunlight(hand)
    hand.press("Back")
    hand.press("What works without signal")
    hand.look("offline")
    in_sunlight(hand)
    hand.context.set_offline(False)
    waiting(hand, "Everything has arrived")
    assert (Record.objects.get().kind, NoWork.objects.count()) == ("field_hazard_assessment", 1)


def test_the_owner_lets_a_phone_in_and_puts_it_out(town: Town, visit: Visit) -> None:
    phoning.firm_with_code(town)
    owner = visit(town, "owner", DESK)
    owner.sign_in("dana@firm.example", world.PASSWORD, to="/phones")
    owner.sees("No phone keeps records yet")
    owner.press("Let a phone in")
    owner.press("Show the code")
    owner.sees("Choose whose phone it is")
    owner.look("phone-add")
    owner.main.get_by_label("Ray Lead").check()
    owner.press("Show the code")
    owner.sees("Good for 15 minutes")
    owner.look("code")
    code = owner.main.locator(".pair-letters").inner_text()
    hand = visit(town, "typing", phoning.PHONE)
    hand.open("/pair")
    hand.fill(code="AAAAAA")
    hand.press("Use this code")
    hand.sees("No code like this")
    hand.look("pair-typed")
    hand.fill(code=code.lower())
    hand.press("Use this code")
    hand.press("Use this phone")
    ready(hand)
    owner.open("/phones")
    owner.sees("One phone keeps records")
    owner.look("phones")
    owner.follow("Remove this phone")
    owner.sees("From its next signal on this phone shows nothing of your firm")
    owner.look("phone-remove")
    owner.press("Remove this phone")
    owner.sees("keeps no records here any more")
    assert Device.objects.get().removed_at is not None


def test_somebody_elses_paper(town: Town, visit: Visit) -> None:
    """The general contractor's sheet: a picture, whose form, who of ours signed; the kind's own questions are not asked."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    hand.press("More")
    hand.press("Morning hazard sheet on another firm's form")
    take_picture(hand)
    hand.main.get_by_role("textbox", name="Whose form is it?").fill("Bigger Builders")
    hand.press("Tear-off")
    hand.main.get_by_label("Jesse Roofer").check()
    hand.look("paper")
    hand.press("Save")
    hand.sees("Saved on this phone")
    hand.context.set_offline(False)
    waiting(hand, "Everything has arrived")
    sheet = Record.objects.get()
    assert (sheet.paper_of, sheet.fields) == ("Bigger Builders", {})
    assert RecordPerson.objects.get().part == "signed"
    assert RecordPhoto.objects.get().part == "paper"


def test_a_phone_that_changes_firms_mixes_nothing(town: Town, visit: Visit) -> None:
    """What was kept for the first firm waits for the first firm; the second sees nothing of it."""
    _firm, code = phoning.firm_with_code(town)
    hand = let_in(town, visit, code)
    hand.context.set_offline(True)
    keep_talk(hand)
    hand.context.set_offline(False)
    waiting(hand, "Everything has arrived")
    hand.context.set_offline(True)
    hand.press("Back to the start")
    hand.press("Close call")
    hand.main.get_by_role("textbox", name="What nearly happened?").fill("Ladder slipped")
    hand.press("Back")
    hand.sees("Go on with what you began")
    hand.press("Talk")
    hand.press("Housekeeping")
    phoning.save_as_it_is(hand)
    waiting(hand, "One waiting")

    def another() -> str:
        other = world.employer("Second Roofing Ltd.")
        owner = world.member(other.organisation, Role.OWNER, "second@firm.example")
        return devices.show_pass(owner, town.moment, name="Truck")[1]

    code = aside(another)
    # The line is back only for the page that lets the phone in: what waits must meet the other firm.
    hand.page.route("**/phone/records", lambda route: route.abort())
    hand.context.set_offline(False)
    hand.open(f"/pair/{code}")
    hand.press("Use this phone")
    hand.sees("Second Roofing Ltd.")
    hand.page.unroute("**/phone/records")
    hand.sees_not("Ladders")
    hand.sees_not("Go on with what you began")
    hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "One to put right before it can go")
    assert Record.objects.count() == 1
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.sees("kept for another firm than Second Roofing Ltd.")


# The outbox and its pictures as plain values, and back: pictures as text, since no picture crosses between browsers.
_READ_ALL = """async () => {
  const photos = [];
  for (const one of await Phone.store.all("photos"))
    photos.push({ ...one, blob: [...new Uint8Array(await one.blob.arrayBuffer())] });
  return { outbox: await Phone.store.all("outbox"), photos };
}"""
_WRITE_ALL = """async ({ outbox, photos }) => {
  for (const one of photos)
    await Phone.store.put("photos", one.id, { ...one, blob: new Blob([new Uint8Array(one.blob)], { type: "image/jpeg" }) });
  for (const one of outbox) await Phone.store.put("outbox", one.id, one);
}"""
_MANY = """async ([count, grey]) => {
  const at = new Date().toISOString(), firm = Phone.book.firm.id, day = Phone.today();
  const blob = new Blob([new Uint8Array(grey)], { type: "image/png" });
  await Phone.store.within(["outbox", "photos"], "readwrite", (s) => {
    for (let number = 0; number < count; number++) {
      const id = Phone.newId();
      s.outbox.put({ id, type: "record", firm, state: "waiting", at, body: { id, kind: "toolbox_talk", happened_on: day, captured_at: at,
        title: `Talk ${number}`, place: "Elm", fields: {}, people: [], defects: [] } }, id);
      if (number % 10) continue;
      const photo = Phone.newId(), name = `${number}.png`;
      s.photos.put({ id: photo, blob, name }, photo);
      s.outbox.put({ id: photo, type: "photo", firm, state: "waiting", at, record_id: id, name, pictures: 1 }, photo);
    }
  });
}"""
