"""What a firm reads once its audit came back: the notes first, whose score, the appeal's days, and what it answered an ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import appealing, asked, asking
from handrail.store.models import Audit, DemonstrationDay, OutboxItem, Partner, Review, ReviewNote
from tests import world
from tests.services.audit.stage import photo
from tests.services.review.files import READ, being_read, gathered, prove, reviewer, sent
from tests.services.review.twice import decided
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
DAY = READ + timedelta(days=6)
NOW = world.moment(DAY)


@pytest.fixture
def partner(day: date) -> Partner:
    DemonstrationDay.objects.update(day=DAY)
    return world.partner()


@pytest.fixture
def returned(partner: Partner) -> Review:
    """Returned on Friday 24 April 2026 with one note on 8.3; the day of the pages is Thursday 30 April."""
    return decided(reviewer(partner), partner, {"8.3": 2})


@pytest.fixture
def owner(returned: Review) -> Actor:
    return world.member(returned.audit.employer.organisation, Role.OWNER, "owner@back.example")


@pytest.fixture
def browser(owner: Actor, enter: Enter) -> Client:
    return enter(owner)


# ---- the fixes ------------------------------------------------------------------------------------------------------


def test_the_fixes_of_a_returned_firm_lead_with_its_notes(browser: Client, returned: Review) -> None:
    page = text(browser.get(reverse("fixes")))
    assert "1 note of your reviewer to answer" in page
    assert f'href="/audit/{returned.audit_id}"' in page
    assert "No fixes to do" not in page and "no audit yet" not in page.lower()
    ReviewNote.objects.update(answered_at=NOW.now, reply="It is there.")
    assert "No fixes: your reviewer's notes are answered" in text(browser.get(reverse("fixes")))


def test_once_every_note_is_answered_sending_again_is_at_hand(browser: Client, returned: Review) -> None:
    pages = ("/audit", f"/audit/{returned.audit_id}")
    for address in pages:
        assert "Look it over and send it again" not in text(browser.get(address))
    ReviewNote.objects.update(answered_at=NOW.now, reply="It is there.")
    for address in pages:
        page = text(browser.get(address))
        assert "Look it over and send it again" in page and f'href="/audit/{returned.audit_id}/check"' in page


def test_no_audit_yet_is_said_only_where_there_is_none(partner: Partner, enter: Enter) -> None:
    firm = world.employer("Newly Here Ltd.")
    browser = enter(world.member(firm.organisation, Role.OWNER, "owner@new.example"))
    assert "No audit yet" in text(browser.get(reverse("fixes")))
    sent(gathered(partner, firm), DAY)
    page = text(browser.get(reverse("fixes")))
    assert "No audit yet" not in page and "this audit is not decided" in page


# ---- whose score ----------------------------------------------------------------------------------------------------


def test_the_firms_own_score_is_shown_only_while_it_gathers(browser: Client, returned: Review) -> None:
    address = f"/audit/{returned.audit_id}/question/8.3"
    page = text(browser.get(address))
    assert "</span> is enough" not in page and "Your reviewer gave 2 of" in page
    Audit.objects.filter(pk=returned.audit_id).update(state="gathering")
    assert "</span> is enough" in text(browser.get(address))


@pytest.mark.parametrize("name", ["owner-home", "record-year"])
def test_what_records_prove_beside_a_sent_audit_is_said_of_the_next_one(
    name: str, browser: Client, returned: Review
) -> None:
    page = text(browser.get(reverse(name)))
    assert "For your next audit: ready for 0 of 100" in page
    Audit.objects.filter(pk=returned.audit_id).update(state="maintained")
    page = text(browser.get(reverse(name)))
    assert "Ready for 0 of 100" in page and "next audit: ready" not in page


def test_one_piece_of_proof_is_one(browser: Client, returned: Review) -> None:
    prove(returned.audit, "2.3", DAY, "one.pdf")
    prove(returned.audit, "2.6", DAY, "two.pdf")
    prove(returned.audit, "2.6", DAY, "three.pdf")
    page = text(browser.get(f"/audit/{returned.audit_id}"))
    assert "1 piece of proof" in page and "2 pieces of proof" in page and "1 pieces" not in page


# ---- the receipt and the appeal -------------------------------------------------------------------------------------


def test_the_answer_to_an_appeal_is_reckoned_from_the_appeal(browser: Client, returned: Review) -> None:
    for day in (DAY, DAY + timedelta(days=20)):
        DemonstrationDay.objects.update(day=day)
        page = text(browser.get(reverse("decision", args=[returned.pk])))
        assert "You may appeal until Sunday 24 May 2026" in page
        assert "answers within 21 days of your appeal" in page
    assert "sent today, by Wednesday 10 June 2026" in text(browser.get(reverse("decision-appeal", args=[returned.pk])))


def test_values_that_no_page_states_carry_no_first_day(browser: Client, returned: Review) -> None:
    page = text(browser.get(reverse("decision", args=[returned.pk])))
    row = page.partition("Days within which an appeal is answered")[2].partition("</tr>")[0]
    assert "Handrail's own value until your partner says its own" in row and "1989" not in row


@pytest.mark.parametrize("name", ["owner-home", "audit-home", "still"])
def test_while_an_appeal_is_open_it_is_said_that_its_note_is_answered_meanwhile(
    name: str, browser: Client, owner: Actor, returned: Review
) -> None:
    said = "answer every note by then, the one you appeal too"
    assert said in text(browser.get(reverse("decision", args=[returned.pk])))
    assert "the one you appeal too" in text(browser.get(reverse("decision-appeal", args=[returned.pk])))
    appealing.make(owner, NOW, returned.pk, "The drill is on page 4.")
    page = text(browser.get(reverse(name)))
    assert "answer every note by then, the one you appealed too" in page
    assert "or whether the note you appealed is answered meanwhile" in page


def test_the_open_appeal_says_on_its_receipt_that_notes_are_answered_meanwhile(
    browser: Client, owner: Actor, returned: Review
) -> None:
    appealing.make(owner, NOW, returned.pk, "The drill is on page 4.")
    page = text(browser.get(reverse("decision", args=[returned.pk])))
    assert "every note is answered by its day, the appealed one too" in page


def test_a_decision_that_an_appeal_changed_says_so_wherever_it_is_read(
    browser: Client, owner: Actor, returned: Review
) -> None:
    made = appealing.make(owner, NOW, returned.pk, "The drill is on page 4.")
    report = reverse("review-report", args=[returned.pk])
    assert "Send it in again by" in text(browser.get(report))
    third = reviewer(returned.audit.partner, "third@example.com")
    appealing.answer(third, NOW, made.pk, "changed", "Page 4 shows it.", version=made.version)
    page = text(browser.get(reverse("decision", args=[returned.pk])))
    assert "Your appeal changed this decision" in page and "None of it counts any more" in page
    assert "Your audit came back to be corrected</h1>" not in page
    page = text(browser.get(report))
    assert (
        "An appeal changed this decision" in page
        and "One thing to fix" not in page
        and "Send it in again by" not in page
    )


# ---- what was answered to an ask ------------------------------------------------------------------------------------


def test_an_answered_ask_shows_what_was_sent(partner: Partner, enter: Enter) -> None:
    first = reviewer(partner)
    review = being_read(first, partner)
    row = asking.ask(first, NOW, review.pk, "8.3", text="Jesse's card, both sides?")
    owner = world.member(review.audit.employer.organisation, Role.OWNER, "owner@ask.example")
    asked.answer_own(
        owner, NOW, row.pk, words="Back of it is empty.", files=[("front.jpg", photo()), ("b.jpg", photo("red"))]
    )
    page = text(enter(owner).get(reverse("quick-ask-own", args=[row.pk])))
    assert "Your reviewer has your answer" in page
    assert "Back of it is empty." in page and "2 photos or papers" in page and "front.jpg" in page
    assert page.count('<img class="proof"') == 2
    (letter,) = [one.payload["text"] for one in OutboxItem.objects.all() if "/ask/" in str(one.payload.get("text"))]
    link = "/ask/" + str(letter).split("/ask/")[1].split()[0]
    stranger = text(Client().get(link))
    assert "2 photos or papers. A few words." in stranger, "a link may be forwarded: it says that, and not what"
    assert "Back of it is empty." not in stranger and "front.jpg" not in stranger
