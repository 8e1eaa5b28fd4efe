"""With the keyboard alone: every stop can be seen, nothing holds on to the focus, and the work gets done."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from handrail.services.review import noting
from handrail.store.models import Answer
from tests import world
from tests.journeys import staff
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Visit
from tests.journeys.town import Town
from tests.services.review import files

OWNER, REVIEWER = "dana@firm.example", "rae@partner.example"
STOPS = 150
_FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  const shown = node.labels && node.labels.length && box.width < 30 ? getComputedStyle(node.labels[0]) : style;
  const ring = [style, shown].some((one) => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none');
  return { ring, what: `${node.tagName.toLowerCase()} '${(node.innerText || node.name || node.id || '').slice(0, 40)}'` };
}"""


def stop(visitor: Visitor) -> str | None:
    """One press of Tab; the element reached, whose focus must be visible."""
    visitor.page.keyboard.press("Tab")
    reached = visitor.page.evaluate(_FOCUS)
    if reached is None:
        return None
    if not reached["ring"]:
        visitor.note(f"focus cannot be seen on {reached['what']}")
    return str(reached["what"])


def tab_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(STOPS):
        stop(visitor)
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{STOPS} presses of Tab did not reach {target}")


def goes_round(visitor: Visitor) -> None:
    """Tab leads through the whole page and out of it again."""
    visitor.page.evaluate("() => document.activeElement.blur()")
    before, same = "", 0
    for _ in range(STOPS):
        reached = stop(visitor)
        if reached is None:
            return
        same = same + 1 if reached == before else 0
        before = reached
        assert same < 6, f"the focus stays on {reached} at {visitor.path}"
    raise AssertionError(f"{STOPS} presses of Tab did not lead out of {visitor.path}")


def test_signing_in_and_answering_a_question(town: Town, visit: Visit) -> None:
    audit, _partner = staff.gathering(OWNER)
    owner = visit(town, "owner")
    owner.open(f"/sign-in?next={audit}/question/2.6")
    assert stop(owner) == "a 'Skip to the page'"
    goes_round(owner)
    owner.open(f"/sign-in?next={audit}/question/2.6")
    keys = owner.page.keyboard
    tab_to(owner, owner.main.locator("[name=email]"))
    keys.type(OWNER)
    tab_to(owner, owner.main.locator("[name=password]"))
    keys.type(world.PASSWORD)
    keys.press("Enter")
    expect(owner.page.locator("h1")).to_contain_text("2.6")
    goes_round(owner)
    tab_to(owner, owner.main.locator("[name=points]"))
    keys.type("9")
    tab_to(owner, owner.main.locator("[name=note]"))
    keys.type("Sheets every morning.")
    tab_to(owner, owner.main.get_by_role("button", name="Save and next"))
    keys.press("Enter")
    expect(owner.page.locator("h1")).to_contain_text("2.7")
    assert Answer.objects.get(question="2.6").note == "Sheets every morning."


def test_a_reviewer_goes_from_open_note_to_open_note(town: Town, visit: Visit) -> None:
    partner = world.partner()
    seat = files.reviewer(partner, REVIEWER)
    review = files.being_read(seat, partner)
    for question in ("2.6", "7.3"):
        noting.write_note(seat, world.moment(), review.pk, question, kind="must_fix", text=f"Mend {question}.")
    rae = staff.with_authenticator(REVIEWER)
    reviewer = visit(town, "reviewer")
    rae.sign_in(reviewer, f"/reviews/{review.pk}/question/1.1")
    heading = reviewer.page.locator("h1")
    expect(heading).to_contain_text("1.1")
    goes_round(reviewer)
    keys = reviewer.page.keyboard
    keys.press("n")
    expect(heading).to_contain_text("2.6")
    keys.press("n")
    expect(heading).to_contain_text("7.3")
    keys.press("k")
    expect(heading).to_contain_text("7.2")
    keys.press("j")
    expect(heading).to_contain_text("7.3")
    keys.press("5")
    keys.press("Enter")
    expect(heading).to_contain_text("7.4")
    # While somebody types, a letter is a letter.
    reviewer.main.locator("[name=text]").focus()
    keys.type("n")
    expect(heading).to_contain_text("7.4")
    expect(reviewer.main.locator("[name=text]")).to_have_value("n")
