"""The client's page through the browser's door: shown once, kept nowhere, gone without a trace."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Role
from handrail.store.models import DemonstrationDay, Employer, SharedLink, SystemSection, User
from tests import world

pytestmark = pytest.mark.django_db
TYPED = {
    "label": "Big Builder",
    "holds": ["letter", "tickets", "account", "policy", "plan"],
    "ends_on": "2026-06-15",
    "once": "00000000-0000-7000-8000-00000000aaaa",
}


@pytest.fixture
def firm(db: None) -> Employer:
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Client:
    actor = world.member(firm.organisation, Role.OWNER)
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def plain(page: bytes) -> str:
    """The page without its form token, which is another one each time."""
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "TOKEN", page.decode())


def link_on(page: str) -> str:
    found = re.search(r'value="[^"]*(/shared/[\w-]+)"', page)
    assert found is not None
    return found[1]


def test_the_link_is_shown_once_and_opens_for_anybody(owner: Client, firm: Employer) -> None:
    SystemSection.objects.create(
        employer=firm, key="policy", title="Policy", body="We go home whole.", position=1, updated_at=world.moment().now
    )
    made = owner.post(reverse("send"), TYPED)
    link = link_on(made.content.decode())
    again = owner.post(reverse("send"), TYPED)
    assert again.status_code == 302 and SharedLink.objects.count() == 1
    assert link not in owner.get(reverse("send")).content.decode()
    seen = Client().get(link)
    page = seen.content.decode()
    assert "We go home whole." in page and "TEST-0001" in page and "holds no certificate today" in page
    assert "no certificate and no temporary letter of certification" in page
    assert (seen.headers["Cache-Control"], seen.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "noindex" in seen.headers["X-Robots-Tag"]
    assert "Opened once, on 1 June 2026." in owner.get(reverse("send")).content.decode()
    letter = Client().get(f"{link}/letter.pdf")
    assert f'href="{link}/letter.pdf"' in page
    assert letter.content.startswith(b"%PDF-") and letter.headers["Cache-Control"] == "no-store"
    assert "status-letter.pdf" in letter.headers["Content-Disposition"]
    pdf = Client().get(f"{link}/policy.pdf")
    assert pdf.content.startswith(b"%PDF-") and pdf.headers["Cache-Control"] == "no-store"


def test_taken_back_it_looks_like_any_address_that_never_was(owner: Client) -> None:
    link = link_on(owner.post(reverse("send"), TYPED).content.decode())
    assert owner.post(reverse("link-take-back", args=[SharedLink.objects.get().pk])).status_code == 302
    stranger = Client()
    gone, never = stranger.get(link), stranger.get("/shared/never-was")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert plain(gone.content) == plain(never.content)


def test_a_bad_form_keeps_what_was_typed(owner: Client) -> None:
    refused = owner.post(reverse("send"), {**TYPED, "ends_on": "2027-06-15"})
    assert refused.status_code == 422
    assert b'value="Big Builder"' in refused.content and b"90 days at most" in refused.content


def test_guessing_is_slowed_down(firm: Employer) -> None:
    stranger = Client(REMOTE_ADDR="10.9.8.7")
    answers = [stranger.get("/shared/guess").status_code for _ in range(62)]
    assert answers[0] == 404 and answers[-1] == 429
