"""What a firm reads of its audit once it is sent: who has it, the promised day, asks first, what came back, an open appeal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.audit.replying import reply
from handrail.services.audit.timing import days_of
from handrail.services.employer.cycle import cycle_of
from handrail.services.errors import WrongState
from handrail.services.review import appealing, asking, opening
from handrail.store.models import Appeal, Audit, DemonstrationDay, Employer, Partner, Review, ReviewNote
from tests import world
from tests.services.review.files import READ, gathered, reviewer, sent
from tests.services.review.twice import FIRST_NOTE, decided
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
PAGES = ("/today", "/audit", "/still")
SENT = date(2026, 5, 26)


@pytest.fixture
def partner(day: date) -> Partner:
    return world.partner()


def owner_of(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER, "owner@sent.example")


@pytest.fixture
def waiting(partner: Partner) -> Review:
    review = sent(gathered(partner), SENT)
    Review.objects.filter(pk=review.pk).update(promised_on=date(2026, 6, 19), promised_at=Decimal("0.90"))
    return review


@pytest.fixture
def returned(partner: Partner) -> Review:
    """Returned on Friday 24 April 2026; the day of the pages is brought near it."""
    DemonstrationDay.objects.update(day=READ + timedelta(days=6))
    return decided(reviewer(partner), partner, {"8.3": 2})


@pytest.mark.parametrize("name", ["/today", "/audit"])
def test_a_sent_audit_shows_who_has_it_and_the_promised_day_and_asks_for_nothing(
    name: str, waiting: Review, enter: Enter
) -> None:
    page = text(enter(owner_of(waiting.audit.employer)).get(name))
    assert "You will hear by Friday 19 June 2026" in page
    assert "9 of 10" in page
    assert "Sent on Tuesday 26 May 2026, and waiting to be read" in page
    assert "There is nothing to do for it until then" in page
    for untrue in ("Write the next section", "By your own answers", "Go on where you stopped", "card-needs"):
        assert untrue not in page, untrue


def test_who_reads_is_said_once_it_is_open(waiting: Review, partner: Partner, enter: Enter) -> None:
    browser = enter(owner_of(waiting.audit.employer))
    assert f"{partner.organisation.name} has it. Nobody there is reading it yet." in text(browser.get("/today"))
    opening.open_round(reviewer(partner), world.moment(), waiting.pk)
    for name in ("/today", "/audit"):
        assert "and being read" in text(browser.get(name))
        assert f"A reviewer of {partner.organisation.name} is reading it" in text(browser.get(name))


@pytest.mark.parametrize("name", ["/today", "/audit"])
def test_an_open_ask_comes_first_and_goes_once_it_is_answered_or_late(
    name: str, waiting: Review, partner: Partner, enter: Enter
) -> None:
    first = reviewer(partner)
    opening.open_round(first, world.moment(), waiting.pk)
    row = asking.ask(first, world.moment(), waiting.pk, "8.3", text="Jesse's first-aid card, both sides?")
    browser = enter(owner_of(waiting.audit.employer))
    page = text(browser.get(name))
    assert page.index("Jesse's first-aid card") < page.index("You will hear by")
    assert f"/asked/{row.pk}" in page or str(row.pk) in page
    assert page.count("card-needs") <= 1
    DemonstrationDay.objects.update(day=world.DAY + timedelta(days=5))
    assert "Jesse's first-aid card" not in text(browser.get(name))


def test_returned_the_firm_reads_its_notes_their_day_and_the_reviewers_score(returned: Review, enter: Enter) -> None:
    page = text(enter(owner_of(returned.audit.employer)).get("/today"))
    assert "By your own answers" not in page
    assert "Your reviewer scored it" in page
    assert "Answer the reviewer's notes by" in page
    assert f'href="/audit/{returned.audit_id}"' in page
    current = page.partition('aria-current="step"')[2].partition("</li>")[0]
    assert "Assess" in current, "what is unwritten of the system is not the step it is at"


@pytest.mark.parametrize("name", PAGES)
def test_an_open_appeal_is_said_beside_the_days_that_run_on(name: str, returned: Review, enter: Enter) -> None:
    owner = owner_of(returned.audit.employer)
    browser = enter(owner)
    assert "You have appealed" not in text(browser.get(name))
    made = appealing.make(owner, world.moment(READ + timedelta(days=6)), returned.pk, "The drill is on page 4.")
    page = text(browser.get(name))
    assert "You have appealed the decision of Friday 24 April 2026" in page
    assert "The days to correct run on meanwhile" in page
    assert f"/decision/{returned.pk}" in page or str(returned.pk) in page
    appealing.take_back(owner, world.moment(READ + timedelta(days=6)), returned.pk)
    assert made.state == Appeal.State.MADE
    assert "You have appealed" not in text(browser.get(name))


def test_days_of_a_decision_that_an_appeal_changed_count_nowhere(returned: Review, partner: Partner) -> None:
    owner, day = owner_of(returned.audit.employer), READ + timedelta(days=6)
    row = appealing.make(owner, world.moment(day), returned.pk, "The drill is on page 4.")
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    appealing.answer(admin, world.moment(day), row.pk, "changed", "Page 4 shows it.", version=row.version)
    audit = returned.audit
    audit.refresh_from_db()
    codes = {item.code for item in days_of(audit, day)}
    found = {item.code for item in cycle_of(audit.employer, day).items}
    assert "correct_by" not in codes
    assert not {"correct_by", "corrections_close"} & found


@pytest.fixture
def anew(returned: Review, partner: Partner) -> Review:
    """The round in which the papers of a return that an appeal changed are read anew, since Thursday 30 April 2026."""
    day = READ + timedelta(days=6)
    owner = world.member(returned.audit.employer.organisation, Role.OWNER, "also@sent.example")
    row = appealing.make(owner, world.moment(day), returned.pk, "The drill is on page 4.")
    third = reviewer(partner, "third@example.com")
    appealing.answer(third, world.moment(day), row.pk, "changed", "Page 4 shows it.", version=row.version)
    return Review.objects.get(audit=returned.audit_id, round=2)


@pytest.mark.parametrize("name", ["/today", "/audit"])
def test_after_a_won_appeal_the_firm_reads_that_its_papers_are_read_anew(
    name: str, anew: Review, returned: Review, enter: Enter
) -> None:
    page = text(enter(owner_of(anew.audit.employer)).get(name))
    assert "Your appeal was right: your audit is read anew since Thursday 30 April 2026" in page
    assert "Somebody else than before is to read the same papers" in page
    assert "You need not send anything" in page
    assert f"/decisions/{returned.pk}" in page
    for untrue in ("Sent on", "when your audit arrived", "Answer the reviewer's notes", "You have appealed"):
        assert untrue not in page, untrue


def test_a_score_that_an_appeal_changed_counts_for_nothing_and_its_notes_are_not_asked(
    anew: Review, enter: Enter
) -> None:
    browser = enter(owner_of(anew.audit.employer))
    page = text(browser.get(f"/audit/{anew.audit_id}"))
    assert "that is the score that counts" not in page and "Your reviewer scored it" not in page
    assert "read anew since Thursday 30 April 2026" in page
    page = text(browser.get(f"/audit/{anew.audit_id}/question/8.3"))
    assert "this must be fixed" not in page and "Your reviewer gave" not in page
    assert "Read anew: this note is not asked any more" in page and FIRST_NOTE in page


def test_returned_once_more_only_the_notes_that_stand_are_asked(anew: Review, enter: Enter) -> None:
    reader = reviewer(anew.audit.partner, "fourth@example.com")
    new = ReviewNote.objects.create(
        review=anew, question="1.2", kind="must_fix", text="The signature is missing.", author_id=reader.user_id,
        written_at=world.moment(READ + timedelta(days=6)).now,
    )  # fmt: skip
    on = READ + timedelta(days=6)
    Review.objects.filter(pk=anew.pk).update(state="returned", decided_on=on, correct_by=on + timedelta(days=15))
    Audit.objects.filter(pk=anew.audit_id).update(state="returned")
    owner = owner_of(anew.audit.employer)
    browser = enter(owner)
    for name in ("/today", "/audit", f"/audit/{anew.audit_id}"):
        page = text(browser.get(name))
        assert "1 note to answer" in page and "appeal was right" not in page, name
    old = ReviewNote.objects.get(question="8.3")
    now = world.moment(on)
    with pytest.raises(WrongState, match="not asked"):
        reply(owner, now, anew.audit_id, old.pk, text="It is there.")
    assert reply(owner, now, anew.audit_id, new.pk, text="It is signed now.").answered_at == now.now


def test_sent_again_before_the_appeal_was_answered_it_was_sent_and_not_read_anew(
    returned: Review, partner: Partner, enter: Enter
) -> None:
    owner, day = owner_of(returned.audit.employer), READ + timedelta(days=6)
    row = appealing.make(owner, world.moment(day), returned.pk, "The drill is on page 4.")
    sent(Audit.objects.get(pk=returned.audit_id), day)
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    appealing.answer(admin, world.moment(day), row.pk, "changed", "Page 4 shows it.", version=row.version)
    page = text(enter(owner).get("/today"))
    assert "Sent on Thursday 30 April 2026" in page and "read anew since" not in page
