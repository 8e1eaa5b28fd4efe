"""The phone in a gloved hand: what was opened and left, who is here, what was kept and is changed, and what is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playwright.sync_api import expect

from handrail.services.account import devices
from handrail.services.record import keeping
from handrail.store.models import Device, Employer, Record, RecordPhoto, RecordRevision
from tests.journeys import phoning
from tests.journeys.conftest import Visit
from tests.journeys.phoning import in_sunlight, let_in, save_as_it_is, scribble, waiting
from tests.journeys.test_phone import keep_talk
from tests.journeys.town import Town, aside

DRAFTS = "async () => (await Phone.store.all('drafts')).length"


def title(hand: phoning.Visitor, words: str) -> None:
    expect(hand.main.get_by_role("heading", level=1)).to_have_text(words)


def signed(hand: phoning.Visitor, name: str) -> None:
    title(hand, f"{name}: sign here")
    scribble(hand.page)
    hand.press("Signed")


def test_a_form_that_was_opened_and_left_is_no_draft(town: Town, visit: Visit) -> None:
    """Only what somebody entered is gone on with, and home says the newest of it in one line."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    for form, heading in (("Talk", "Talk"), ("Site check", "Site check"), ("Close call", "Close call")):
        hand.press(form)
        title(hand, heading)
        hand.press("Back")
        expect(hand.main.get_by_role("link", name="Talk", exact=True)).to_be_visible()
    hand.sees_not("Go on with what you began")
    assert hand.page.evaluate(DRAFTS) == 0

    for words in ("Ladders", "Housekeeping", "Tools"):
        hand.press("Talk")
        hand.main.get_by_role("textbox", name="What was it about?").fill(words)
        hand.press("Back")
        expect(hand.main.get_by_role("link", name="Go on with what you began").first).to_be_visible()
    hand.sees("and 2 more begun")
    hand.look("home-begun")
    in_sunlight(hand)
    lines = hand.main.get_by_role("link", name="Go on with what you began")
    expect(lines.filter(visible=True)).to_have_count(1)
    hand.main.get_by_text("and 2 more begun", exact=True).click()
    expect(lines.filter(visible=True)).to_have_count(3)
    lines.first.click()
    expect(hand.main.get_by_role("textbox", name="What was it about?")).to_have_value("Tools")


def test_a_thing_to_fix_is_written_where_it_was_added(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.press("Site check")
    for number in (1, 2):
        hand.press("Add a thing to fix")
        expect(hand.main.get_by_label(f"Thing {number} to fix")).to_be_focused()
        hand.page.keyboard.type(f"Rung {number} is bent")
    expect(hand.main.get_by_label("Thing 1 to fix")).to_have_value("Rung 1 is bent")


def test_who_is_here_is_tapped_and_signs_one_after_another(town: Town, visit: Visit) -> None:
    """Last time's crew comes first; back leads to the one before; whoever is alone is not asked whether they are here."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    keep_talk(hand)
    hand.press("Back to the start")
    hand.press("Talk")
    hand.press("Ladders")
    taps = hand.main.get_by_role("group", name="Who was there?").get_by_role("button")
    expect(taps).to_have_text(["Jesse Roofer", "Ray Lead", "Dana Owner"])
    hand.press("The same 2 as last time")
    expect(taps.and_(hand.page.locator("[aria-pressed=true]"))).to_have_text(["Jesse Roofer", "Ray Lead"])
    hand.press("Let these 2 sign, one after another")
    signed(hand, "Jesse Roofer")
    title(hand, "Ray Lead: sign here")
    hand.look("sign-turn")
    in_sunlight(hand)
    hand.press("Back")
    title(hand, "Jesse Roofer: sign here")
    hand.press("Back")
    expect(hand.main.get_by_role("button", name="Change Jesse Roofer")).to_be_visible()
    hand.press("Let this one sign")
    title(hand, "Ray Lead: sign here")
    expect(hand.main.get_by_role("button", name="Not here today")).to_have_count(0)
    scribble(hand.page)
    hand.press("Signed")
    hand.sees("2 signed")
    hand.look("signed")
    in_sunlight(hand)
    for button in hand.main.locator(".person-do .button").all():
        box, name = button.bounding_box(), button.locator("xpath=ancestor::li").bounding_box()
        assert box is not None and name is not None and box["x"] + box["width"] <= name["x"] + name["width"]
    hand.press("Remove Jesse Roofer")
    hand.sees("One signed")


def test_nobody_on_a_talk_is_asked_about_once(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.press("Talk")
    hand.press("Ladders")
    hand.press("Save")
    dialog = hand.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nobody is on this record. Save it so?")
    hand.look("nobody")
    dialog.get_by_role("button", name="Go back").click()
    expect(dialog).to_have_count(0)
    assert hand.page.evaluate("async () => (await Phone.store.all('outbox')).length") == 0
    save_as_it_is(hand)
    waiting(hand, "Everything has arrived")
    assert not Record.objects.get().people.exists()


def test_a_question_does_not_outlive_the_screen_that_asked(town: Town, visit: Visit) -> None:
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.press("Talk")
    hand.press("Ladders")
    hand.press("Throw this draft away")
    expect(hand.page.get_by_role("dialog")).to_be_visible()
    hand.page.go_back()
    expect(hand.main.get_by_role("link", name="Talk", exact=True)).to_be_visible()
    expect(hand.page.get_by_role("dialog")).to_have_count(0)
    assert hand.page.evaluate(DRAFTS) == 1


def test_speaking_is_offered_only_where_it_can_work(town: Town, visit: Visit) -> None:
    code = phoning.firm_with_code(town)[1]
    hand = visit(town, "lead", phoning.PHONE)
    hand.context.add_init_script("window.SpeechRecognition = class { start() {} };")
    hand.open(f"/pair/{code}")
    hand.press("Use this phone")
    phoning.ready(hand)
    hand.press("Talk")
    speak = hand.main.get_by_role("button", name="Speak instead").first
    expect(speak).to_be_visible()
    hand.context.set_offline(True)
    waiting(hand, "No signal.")
    expect(speak).to_be_hidden()
    hand.context.set_offline(False)
    expect(speak).to_be_visible()


def test_a_record_kept_here_is_read_and_changed_here(town: Town, visit: Visit) -> None:
    """Before it goes and after: one record on the server, what it said before in its history, signatures and pictures kept."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.context.set_offline(True)
    keep_talk(hand, picture=True)
    hand.sees("It goes by itself when there is signal")
    hand.press("Back to the start")
    hand.press("Talk: Ladders")
    title(hand, "Talk: Ladders")
    hand.sees("One picture")
    expect(hand.main.locator("svg.drawn")).to_have_count(2)
    hand.look("record-waiting")
    in_sunlight(hand)
    hand.press("Change this record")
    title(hand, "Change: Talk")
    hand.press("Back")
    title(hand, "Talk: Ladders")
    assert hand.page.evaluate(DRAFTS) == 0
    hand.press("Change this record")
    hand.main.get_by_role("textbox", name="What was it about?").fill("Ladders and edges")
    hand.press("Save")
    hand.sees("changed on this phone")
    waiting(hand, "One waiting, with one picture")

    hand.context.set_offline(False)
    waiting(hand, "Everything has arrived")
    hand.sees("Received Monday 1 June 2026")
    talk = Record.objects.get()
    assert (talk.title, talk.people.filter(part="signed").count()) == ("Ladders and edges", 2)
    hand.press("Back to the start")
    hand.press("Talk: Ladders and edges")
    hand.sees("1 picture is here.")
    hand.look("record-arrived")
    in_sunlight(hand)
    hand.press("Change this record")
    hand.press("Housekeeping")
    hand.press("Add a thing to fix")
    hand.main.get_by_label("Thing 1 to fix").fill("Second rung is bent")
    hand.press("Save")
    hand.sees("changed on this phone")
    waiting(hand, "Everything has arrived")
    before = talk.version
    talk.refresh_from_db()
    assert (talk.title, talk.version, talk.fixes.count()) == ("Housekeeping", before + 1, 1)
    assert all(one.strokes for one in talk.people.filter(part="signed")) and talk.people.count() == 3
    assert RecordPhoto.objects.filter(record_id=talk.pk).count() == 1
    assert RecordRevision.objects.filter(record=talk, superseded=True).count() == 1
    assert not RecordRevision.objects.filter(record=talk, superseded=False).exists()


def test_a_change_made_while_the_first_is_on_its_way_is_lost_in_neither_order(town: Town, visit: Visit) -> None:
    """The answer never came, though the record did: what was changed meanwhile stands, and nothing waits for a decision."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    lost: list[str] = []

    def swallow(route: Any) -> None:
        lost.append(str(route.fetch().status))
        route.abort()

    hand.page.route("**/phone/records", swallow, times=1)
    keep_talk(hand)
    waiting(hand, "One waiting")
    hand.press("Back to the start")
    hand.press("Talk: Ladders")
    expect(hand.main.get_by_role("link", name="Change this record")).to_be_visible()
    hand.context.set_offline(True)
    hand.press("Change this record")
    hand.press("Housekeeping")
    hand.press("Save")
    hand.sees("changed on this phone")
    hand.context.set_offline(False)
    hand.page.evaluate("() => Phone.sync.now()")
    waiting(hand, "Everything has arrived")
    assert lost == ["200"]
    assert (Record.objects.get().title, Record.objects.get().version) == ("Housekeeping", 2)
    assert not RecordRevision.objects.filter(superseded=False).exists()


def test_what_somebody_else_changed_is_read_and_not_written_over(town: Town, visit: Visit) -> None:
    firm, code = phoning.firm_with_code(town)
    hand = let_in(town, visit, code)
    keep_talk(hand)
    waiting(hand, "Everything has arrived")
    hand.page.goto(f"{town.url}/phone#/kept")
    hand.press("Talk: Ladders")
    hand.press("Change this record")
    hand.main.get_by_role("textbox", name="Where?").fill("9 Oak Street")
    aside(lambda: changed_by_the_owner(firm, town))
    hand.press("Save")
    hand.sees("The owner decides what stands.")
    waiting(hand, "Everything has arrived")
    assert Record.objects.get().title == "Roof edges"
    assert RecordRevision.objects.filter(superseded=False, settled_at__isnull=True).count() == 1
    hand.press("Back to the start")
    hand.press("Talk: Roof edges")
    hand.sees("Only the phone that kept a record can change it here")
    expect(hand.main.get_by_role("link", name="Change this record")).to_have_count(0)


def changed_by_the_owner(firm: Employer, town: Town) -> None:
    row = Record.objects.get()
    body = keeping.sent_of(row)
    keeping.keep(phoning.owner_of(firm), town.moment, replace(body, title="Roof edges"))


def test_a_removed_phone_gives_the_book_back(town: Town, visit: Visit) -> None:
    """People, tickets, plan and records are gone from it for good; what waits stays, and a new code brings all back."""
    firm, code = phoning.firm_with_code(town)
    aside(lambda: phoning.papers_of(firm))
    hand = let_in(town, visit, code)
    keep_talk(hand)
    waiting(hand, "Everything has arrived")
    hand.context.set_offline(True)
    hand.press("Back to the start")
    keep_talk(hand)
    hand.page.goto(f"{town.url}/phone#/officer")
    hand.sees("Ray Lead: First aid")
    aside(lambda: devices.remove(phoning.owner_of(firm), town.moment, Device.objects.get().pk))
    hand.context.set_offline(False)
    waiting(hand, "this phone was removed")
    hand.sees("The owner removed this phone")
    hand.sees_not("Ray Lead")
    hand.look("removed")
    in_sunlight(hand)
    held = hand.page.evaluate(
        "async () => JSON.stringify([await Phone.store.all('kept'), await Phone.store.all('sent')])"
    )
    assert "Ray" not in held and "Meet at the truck" not in held
    hand.context.set_offline(True)
    for screen in ("", "#/officer", "#/kept", "#/new/toolbox_talk"):
        hand.page.goto(f"{town.url}/phone{screen}")
        hand.page.reload()
        hand.sees("The owner removed this phone")
        hand.sees_not("Ray Lead")
        hand.sees_not("Meet at the truck")
    waiting(hand, "One waiting")
    hand.page.goto(f"{town.url}/phone#/waiting")
    hand.sees("Talk: Ladders")
    hand.context.set_offline(False)
    again = aside(lambda: devices.show_pass(phoning.owner_of(firm), town.moment, name="Ray Lead")[1])
    hand.open(f"/pair/{again}")
    hand.press("Use this phone")
    waiting(hand, "Everything has arrived")
    assert Record.objects.count() == 2
    hand.page.goto(f"{town.url}/phone#/officer")
    hand.sees("Ray Lead: First aid")


def test_small_things_that_stop_a_cold_hand(town: Town, visit: Visit) -> None:
    """What was wrong goes once it is put right, a text has its limit, and a day with records is asked about once."""
    hand = let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.press("Close call")
    hand.press("Save")
    hand.sees("things to put right")
    hand.main.get_by_role("textbox", name="What nearly happened?").fill("Ladder slipped")
    expect(hand.main.locator("[data-name=title] .field-error")).to_have_count(0)
    story = hand.main.get_by_label("How did it come about?", exact=True)
    story.fill("Nobody stood there.")
    assert int(story.get_attribute("maxlength") or 0) == 4000
    hand.press("Back")
    hand.context.set_offline(True)
    waiting(hand, "No signal")
    hand.page.evaluate("() => { location.hash = '#/new/toolbox_talk'; }")
    hand.press("Ladders")
    save_as_it_is(hand)
    hand.press("Back to the start")
    hand.press("Rained out, no work today")
    hand.sees("One record is kept for today. Still no work?")
    hand.page.get_by_role("dialog").get_by_role("button", name="No work today").click()
    hand.sees("That day asks for nothing")
    kinds = hand.page.evaluate("async () => (await Phone.store.all('outbox')).map((one) => one.type)")
    assert sorted(kinds) == ["no-work", "record"]
