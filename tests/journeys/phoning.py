"""Keeping records on a phone as the lead hand does: what is tapped on the page that works without signal."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from handrail.rules.permissions import Role
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.store.models import Employer, Person, SystemSection, Training, User
from tests import world
from tests.journeys import inspecting
from tests.journeys.browsing import PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.town import Town, aside

CREW = ("Ray Lead", "Jesse Roofer")
FIRM = "Prairie Crest Roofing Ltd."
# A picture of four grey dots: what a camera gives, as small as it gets.
GREY = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x00\x00\x00\x00W\xddR\xf8"
    b"\x00\x00\x00\x0eIDATx\x9cc8\xc0p\x80\xe1\x00\x00\x07\xe0\x01\xe1\x1f\xa4\xc7\xa4\x00\x00\x00\x00IEND\xaeB`\x82"
)


def firm_with_code(town: Town) -> tuple[Employer, str]:
    """A firm with a lead hand and a roofer, and a code that its owner shows now."""

    def make() -> tuple[Employer, str]:
        firm = world.employer(FIRM)
        for name in CREW:
            world.person(firm, name)
        owner = world.member(firm.organisation, Role.OWNER, "dana@firm.example", "Dana")
        return firm, devices.show_pass(owner, town.moment, name="Ray Lead")[1]

    return aside(make)


def let_in(town: Town, visit: Visit, code: str, role: str = "lead") -> Visitor:
    """A phone that was let in by this code and has the book."""
    hand = visit(town, role, PHONE)
    hand.open(f"/pair/{code}")
    hand.press("Use this phone")
    ready(hand)
    return hand


def ready(hand: Visitor) -> None:
    """The page has its book, and the worker that answers without signal has its files."""
    expect(hand.main.get_by_role("link", name="Talk", exact=True)).to_be_visible()
    hand.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    hand.page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def scribble(page: Page) -> None:
    """Sign with a finger."""
    box = page.locator("canvas.pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 70)
    page.mouse.move(box["x"] + 200, box["y"] + 40)
    page.mouse.up()


def take_picture(hand: Visitor) -> None:
    hand.main.locator("input[type=file][capture]").set_input_files(
        [{"name": "IMG_0001.png", "mimeType": "image/png", "buffer": GREY}]
    )
    expect(hand.main.locator(".photos-list li")).to_have_count(1)


def none_of_these(hand: Visitor) -> None:
    """Say that it is nothing that has to be reported at once, where the form asks."""
    none = hand.main.get_by_label("None of these", exact=True)
    if none.count():
        none.check()


def save_as_it_is(hand: Visitor) -> None:
    """Save a record with nobody on it: asked once, and said so."""
    hand.press("Save")
    expect(hand.page.get_by_role("dialog")).to_contain_text("Save it so?")
    hand.page.get_by_role("dialog").get_by_role("button", name="Save as it is").click()
    hand.sees("Saved on this phone")


def waiting(hand: Visitor, words: str) -> None:
    """What the line at the foot of the page says."""
    expect(hand.page.locator("#waiting")).to_contain_text(words)


def owner_of(firm: Employer) -> Actor:
    """The firm's owner as the actor they are."""
    return world.seated(User.objects.get(email="dana@firm.example"), firm.organisation, Role.OWNER)


def papers_of(firm: Employer) -> None:
    """What an officer asks for besides the hazard sheet."""
    lead = Person.objects.get(employer=firm, name="Ray Lead")
    Training.objects.create(person=lead, title="First aid", taken_on=date(2025, 5, 5), expires_on=date(2028, 5, 4))
    SystemSection.objects.create(
        employer=firm, key="emergency", title="Emergency plan", position=1, body="Meet at the truck.\nCall 911.",
        updated_at=world.moment().now,
    )  # fmt: skip


def in_sunlight(hand: Visitor) -> None:
    """Every text of this screen stands out seven to one, by day and by night."""
    for scheme in ("light", "dark"):
        hand.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for line in inspecting.axe(hand.page, ["color-contrast-enhanced"]):
            hand.note(f"{line} {scheme}")
    hand.page.emulate_media(color_scheme="light")
