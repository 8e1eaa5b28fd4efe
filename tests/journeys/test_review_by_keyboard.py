"""The demonstration's first round, from the queue to its return, by keyboard alone: points, reasons, notes, next, return."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from handrail.services.actor import CLOCKWORK
from handrail.services.demonstration.cast import PASSWORD
from handrail.services.review import receiving
from handrail.store.ids import new_id
from handrail.store.models import Review, ReviewedAnswer, ReviewNote, Submission
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Visit
from tests.journeys.test_keyboard import tab_to
from tests.journeys.town import Town

REVIEWER = "reviewer@demo-construction.example"
FIRM = "Prairie Crest"
NOTES = 3


@dataclass(frozen=True)
class Given:
    """What the demonstration's reviewer gave one question: keys for its points, the reason, and a note if there was one."""

    question: str
    points: str
    reason: str
    note: str


def laid_again(town: Town) -> tuple[Review, list[Given]]:
    """The package of the first round once more in the queue, as an audit of its own, and what was given to it."""
    first = Review.objects.select_related("audit").get(round=1, audit__employer__trade_name__startswith=FIRM)
    notes = {note.question: note.text for note in ReviewNote.objects.filter(review=first, kind="must_fix")}
    kept = set(list(notes)[:NOTES])
    given = [
        Given(
            row.question,
            "x" if row.points is None else f"{row.points.normalize():f}",
            row.reason,
            notes.get(row.question, "") if row.question in kept else "",
        )
        for row in ReviewedAnswer.objects.filter(review=first)
    ]
    sent, moment = Submission.objects.get(audit=first.audit, round=1), town.moment
    audit = first.audit
    audit.pk, audit._state.adding = new_id(), True
    audit.state, audit.round, audit.submitted_on, audit.closed_on = "submitted", 1, moment.day, None
    audit.save(force_insert=True)
    Submission.objects.create(
        audit=audit, round=1, submitted_at=moment.now, submitted_on=moment.day, submitted_by_id=sent.submitted_by_id,
        package=sent.package, sha256=sent.sha256,
    )  # fmt: skip
    return receiving.receive(CLOCKWORK, moment, audit), given


def whole(reviewer: Visitor) -> None:
    """Waits for the scripts of a page that is shown already: its keys act from then on."""
    reviewer.page.wait_for_load_state("domcontentloaded")


def point(reviewer: Visitor, one: Given) -> None:
    """One question: what is to be fixed, why, the points, and on."""
    keys, page = reviewer.page.keyboard, reviewer.page
    if one.note:
        keys.press("m")
        expect(page.locator("#id_text")).to_be_focused()
        keys.type(one.note)
        keys.press("Control+Enter")
        expect(page.locator("[id^=note-]")).to_contain_text(one.note[:40])
        whole(reviewer)
    if one.reason:
        keys.press("w")
        expect(page.locator("#id_reason")).to_be_focused()
        keys.type(one.reason)
        keys.press("Escape")
        expect(page.locator("#id_reason")).not_to_be_focused()
    if one.points == "x":
        keys.press("x")
        expect(page.locator("#id_not_applicable")).to_be_checked()
    else:
        keys.type(one.points)
        expect(page.locator("[data-points-typed]")).to_have_text(re.compile(rf"^{one.points} of "))
    keys.press("Enter")


def test_a_first_round_is_got_through_by_keyboard_alone(demonstration: Town, visit: Visit) -> None:
    review, given = laid_again(demonstration)
    answers = {one.question: one for one in given}
    reviewer = visit(demonstration, "reviewer")
    reviewer.sign_in(REVIEWER, PASSWORD, "/reviews")
    page, keys = reviewer.page, reviewer.page.keyboard
    tab_to(reviewer, reviewer.main.get_by_role("link", name=re.compile(FIRM)).first)
    keys.press("Enter")
    expect(page).to_have_url(re.compile(f"/reviews/{review.pk}$"))
    tab_to(reviewer, reviewer.main.get_by_role("button", name="Start reading"))
    keys.press("Enter")
    for number in range(len(given)):
        expect(page.locator("h1")).to_contain_text(f"{number + 1} of {len(given)}")
        whole(reviewer)
        question = page.url.rpartition("/question/")[2].partition("?")[0].partition("#")[0]
        if number == 5:
            reviewer.look("by-keyboard")
        point(reviewer, answers[question])
    # The last question leads to the round and its decision.
    expect(page).to_have_url(re.compile(f"/reviews/{review.pk}$"))
    reviewer.sees(f"{len(given)} of {len(given)} questions have points")
    tab_to(reviewer, reviewer.main.locator("[name=summary]"))
    keys.type("Three things to fix; the rest reads well.")
    tab_to(reviewer, reviewer.main.get_by_role("button", name="Return it for corrections"))
    keys.press("Enter")
    # Some notes of the first reader were left out above: those questions lose points without a word, so it asks once more.
    reviewer.sees("Nothing is decided yet")
    reviewer.sees("Three things to fix; the rest reads well.")
    reviewer.look("by-keyboard-asked-once-more")
    tab_to(reviewer, reviewer.main.get_by_role("button", name="Return it all the same"))
    keys.press("Enter")
    reviewer.sees("The firm answers by")
    review.refresh_from_db()
    assert (review.state, review.summary) == ("returned", "Three things to fix; the rest reads well.")
    stored = {
        row.question: "x" if row.points is None else f"{row.points.normalize():f}"
        for row in ReviewedAnswer.objects.filter(review=review)
    }
    assert stored == {one.question: one.points for one in given}
    assert ReviewNote.objects.filter(review=review).count() == sum(bool(one.note) for one in given)


def test_phrases_asks_and_calls_are_a_key_away(demonstration: Town, visit: Visit) -> None:
    review, _given = laid_again(demonstration)
    reviewer = visit(demonstration, "reviewer")
    reviewer.sign_in(REVIEWER, PASSWORD, f"/reviews/{review.pk}")
    page, keys, main = reviewer.page, reviewer.page.keyboard, reviewer.main
    tab_to(reviewer, main.get_by_role("button", name="Start reading"))
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("1.1")
    whole(reviewer)
    keys.press("i")
    expect(page.locator("#id_text")).to_be_focused()
    keys.type("Sign it by hand.")
    keys.press("Control+Enter")
    expect(page.locator("[id^=note-]")).to_contain_text("Sign it by hand.")
    # What arrived is not offered again as if it had not been sent.
    expect(main.locator("textarea[name=text]")).to_have_value("")
    expect(main.locator("[data-draft-offer]")).to_have_count(0)
    tab_to(reviewer, main.locator("summary", has_text="Keep these words as a phrase"))
    keys.press("Enter")
    tab_to(reviewer, main.get_by_role("button", name="Keep it for any question"))
    keys.press("Enter")
    kept = main.locator("[data-phrase]", has_text="Sign it by hand.")
    expect(kept).to_have_count(1)
    expect(main.locator("#phrases")).to_contain_text("kept as a phrase")
    expect(main.locator("[data-phrases-said]")).to_contain_text("Kept as a phrase")
    keys.press("j")
    expect(page.locator("h1")).to_contain_text("1.2")
    whole(reviewer)
    keys.press("p")
    phrases = main.locator("[data-phrase]")
    expect(phrases.first).to_be_focused()
    for place in range(1, 1 + phrases.all_text_contents().index("Sign it by hand.")):
        keys.press("ArrowDown")
        expect(phrases.nth(place)).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#id_text")).to_have_value("Sign it by hand.")
    expect(page.locator("#id_text")).to_be_focused()
    keys.press("Escape")
    keys.press("m")
    expect(page.locator("#id_text")).to_be_focused()
    keys.press("Control+Enter")
    expect(page.locator("[id^=note-]")).to_contain_text("Sign it by hand.")
    expect(main.locator("#phrases li", has_text="Sign it by hand.")).to_contain_text("used once")
    whole(reviewer)
    keys.press("q")
    expect(page.locator("#id_ask")).to_be_focused()
    keys.type("A photo of the board, please.")
    keys.press("Control+Enter")
    expect(main.locator("[id^=ask-]")).to_contain_text("A photo of the board, please.")
    whole(reviewer)
    keys.press("l")
    expect(page.locator("#id_spoke_with")).to_be_focused()
    keys.type("Dana")
    tab_to(reviewer, main.locator("#id_said"))
    keys.type("The board hangs in the shop.")
    keys.press("Control+Enter")
    expect(main.locator("[id^=call-]")).to_contain_text("The board hangs in the shop.")
    reviewer.look("beside")
    # The firm's side of the ask, on a phone and without signing in.
    firm = visit(demonstration, "firm", 390)
    firm.open(demonstration.newest_link("owner@prairiecrest.example", "/ask/"))
    firm.look("quick-ask")
    firm.fill(reply="It hangs by the door.")
    firm.press("Send the answer")
    firm.sees("Your reviewer has your answer")
    page.reload()
    expect(main.locator("[id^=ask-]")).to_contain_text("It hangs by the door.")
    # The back button leads to the page before, and nothing is sent again.
    page.go_back()
    page.go_forward()
    expect(main.locator("[id^=call-]")).to_have_count(1)
