"""The book is lent: an account that lost its seat, or signs out, gives it back; what waits stays and goes later."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from handrail.rules.permissions import Role
from handrail.store.models import Employer, Membership, Record, User
from tests import world
from tests.journeys import phoning
from tests.journeys.conftest import Visit
from tests.journeys.phoning import in_sunlight, ready, waiting
from tests.journeys.test_phone import keep_talk
from tests.journeys.town import Town, aside

OWNER, CREW = "dana@firm.example", "ray@firm.example"
LENT = "async () => JSON.stringify([await Phone.store.get('kept', 'book'), await Phone.store.all('sent')])"


def signed_in(town: Town, visit: Visit, email: str) -> phoning.Visitor:
    """Somebody's own phone, with their account and no code."""
    hand = visit(town, "account", phoning.PHONE)
    hand.sign_in(email, world.PASSWORD, to="/phone")
    ready(hand)
    return hand


def keep_one_that_waits(hand: phoning.Visitor) -> None:
    """One that has arrived, and one that cannot go."""
    keep_talk(hand)
    waiting(hand, "Everything has arrived")
    hand.context.set_offline(True)
    hand.press("Back to the start")
    keep_talk(hand)
    hand.page.route("**/phone/records", lambda route: route.abort())
    hand.context.set_offline(False)
    waiting(hand, "One waiting")


def sign_out(hand: phoning.Visitor) -> None:
    hand.open("/settings")
    hand.page.locator("summary", has_text="You").click()
    hand.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(hand.page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_signing_out_gives_the_book_back_and_keeps_what_waits(town: Town, visit: Visit) -> None:
    firm, _code = phoning.firm_with_code(town)
    aside(lambda: phoning.papers_of(firm))
    hand = signed_in(town, visit, OWNER)
    keep_one_that_waits(hand)
    sign_out(hand)
    hand.context.set_offline(True)
    for screen in ("", "#/officer", "#/kept", "#/new/toolbox_talk"):
        hand.page.goto(f"{town.url}/phone{screen}")
        hand.page.reload()
        hand.sees("Signed out on this phone")
        hand.sees_not("Ray Lead")
        hand.sees_not("Meet at the truck")
    hand.look("signed-out")
    in_sunlight(hand)
    assert hand.page.evaluate(LENT) == "[null,[]]"
    waiting(hand, "One waiting")
    hand.page.unroute("**/phone/records")
    hand.context.set_offline(False)
    hand.sign_in(OWNER, world.PASSWORD, to="/phone")
    ready(hand)
    waiting(hand, "Everything has arrived")
    assert Record.objects.count() == 2


def test_signing_out_takes_the_book_from_a_page_that_stands_open(town: Town, visit: Visit) -> None:
    phoning.firm_with_code(town)
    hand = signed_in(town, visit, OWNER)
    tab = hand.second_tab()
    tab.open("/settings")
    # Nothing of the first page is on its way any more: what it shows from here on is its own doing.
    hand.page.wait_for_function("() => !Phone.sync.state.sending")
    hand.page.evaluate("() => Phone.sync.refresh()")
    sign_out(tab)
    hand.sees("Signed out on this phone")
    expect(hand.main.get_by_role("link", name="Talk", exact=True)).to_have_count(0)
    assert hand.page.evaluate(LENT) == "[null,[]]"


def test_a_phone_that_was_let_in_keeps_its_book_whoever_signs_out_on_it(town: Town, visit: Visit) -> None:
    hand = phoning.let_in(town, visit, phoning.firm_with_code(town)[1])
    hand.sign_in(OWNER, world.PASSWORD, to="/settings")
    sign_out(hand)
    hand.context.set_offline(True)
    hand.open("/phone")
    expect(hand.main.get_by_role("link", name="Talk", exact=True)).to_be_visible()


def test_signing_out_where_the_page_was_never_opened_makes_nothing(town: Town, visit: Visit) -> None:
    """And the first visit after it works."""
    phoning.firm_with_code(town)
    hand = visit(town, "account", phoning.PHONE)
    hand.sign_in(OWNER, world.PASSWORD, to="/settings")
    sign_out(hand)
    assert hand.page.evaluate("async () => (await indexedDB.databases()).length") == 0
    hand.sign_in(OWNER, world.PASSWORD, to="/phone")
    ready(hand)


def test_an_account_that_lost_its_seat_gives_the_book_back(town: Town, visit: Visit) -> None:
    firm, _code = phoning.firm_with_code(town)
    aside(lambda: world.member(firm.organisation, Role.CREW, CREW, "Ray"))
    hand = signed_in(town, visit, CREW)
    keep_one_that_waits(hand)
    aside(lambda: end_seats(firm))
    hand.page.evaluate("() => Phone.sync.refresh()")
    hand.sees_not("Jesse Roofer")
    hand.open("/phone")
    hand.sees("This account keeps no records for the firm any more")
    hand.look("seat-lost")
    in_sunlight(hand)
    assert hand.page.evaluate(LENT) == "[null,[]]"
    waiting(hand, "One waiting")


def test_a_slow_answer_from_before_does_not_let_a_phone_in_again(town: Town, visit: Visit) -> None:
    firm, _code = phoning.firm_with_code(town)
    aside(lambda: world.member(firm.organisation, Role.CREW, CREW, "Ray"))
    hand = signed_in(town, visit, CREW)
    keep_talk(hand)
    waiting(hand, "Everything has arrived")
    hand.press("Back to the start")
    with hand.page.expect_response("**/phone/book") as told:
        hand.page.evaluate("() => Phone.sync.refresh()")
    old = told.value.body()
    held: list[Route] = []
    hand.page.route("**/phone/book", lambda route: route.continue_() if held else held.append(route))
    with hand.page.expect_request("**/phone/book"):
        hand.page.evaluate("() => { window.slow = Phone.sync.refresh(); }")
    hand.context.clear_cookies()  # the session ran out meanwhile
    hand.page.evaluate("() => Phone.sync.refresh()")
    hand.sees("This phone is not let in")
    held[0].fulfill(status=200, content_type="application/json", body=old)
    assert hand.page.evaluate("() => window.slow") is False
    hand.sees("This phone is not let in")


def test_an_account_that_moved_to_another_firm_gets_that_ones_book(town: Town, visit: Visit) -> None:
    firm, _code = phoning.firm_with_code(town)
    aside(lambda: world.member(firm.organisation, Role.CREW, CREW, "Ray"))
    hand = signed_in(town, visit, CREW)
    keep_talk(hand)
    waiting(hand, "Everything has arrived")

    def move() -> None:
        end_seats(firm)
        other = world.employer("Second Roofing Ltd.")
        ray = User.objects.get(email=CREW)
        Membership.objects.create(
            user=ray, organisation=other.organisation, role=Role.CREW.value, since=world.moment().now
        )

    aside(move)
    hand.press("Back to the start")
    hand.page.evaluate("() => Phone.sync.refresh()")
    hand.sees("This account keeps no records for the firm any more")
    hand.sees_not("Ladders")
    hand.context.clear_cookies()
    hand.sign_in(CREW, world.PASSWORD, to="/phone")
    ready(hand)
    hand.sees("Second Roofing Ltd.")
    hand.sees_not("Ladders")
    assert hand.page.evaluate("async () => (await Phone.store.all('sent')).length") == 0


def end_seats(firm: Employer) -> None:
    seats = Membership.objects.filter(organisation=firm.organisation, user__email=CREW)
    assert seats.update(ended_at=world.moment().now)
