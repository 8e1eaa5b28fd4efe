"""The three questions through the browser: the owner opens, phones answer in their own language, the owner reads sums."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.urls import reverse

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.employer import sharing
from handrail.store.models import DemonstrationDay, Employer, PulsePhone, PulseRound, User
from handrail.web.public import verify
from tests import world

pytestmark = pytest.mark.django_db
YES = {"speak": "yes", "means": "yes", "mended": "yes"}
LANGUAGES = [one.code for one in load_pack().pulse.on(world.DAY).language]


@pytest.fixture(autouse=True)
def fresh_count(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Each test asks from an address nobody has asked from yet."""
    monkeypatch.setattr(verify, "_seen", LocMemCache(request.node.name, {}))


@pytest.fixture
def firm(db: None) -> Employer:
    DemonstrationDay.objects.create(pk=1, day=date(2026, 4, 13))
    made = world.employer()
    for number in range(6):
        world.person(made, f"Worker {number}")
    return made


@pytest.fixture
def owner(firm: Employer) -> Client:
    actor = world.member(firm.organisation, Role.OWNER)
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


@pytest.fixture
def door(firm: Employer, owner: Client) -> str:
    actor = world.seated(User.objects.get(), firm.organisation, Role.OWNER)
    token = sharing.give_crew(actor, world.moment(date(2026, 4, 13)), label="White truck").token
    return reverse("pulse-questions", args=[token])


def on(day: date) -> None:
    DemonstrationDay.objects.update(day=day)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def phone(door: str) -> Client:
    """A phone that has opened the questions once."""
    made = Client()
    made.get(door)
    return made


def answered(door: str, count: int, **more: str) -> None:
    for number in range(count):
        given = {**YES, "speak": "no" if number < 2 else "yes", **more}
        assert phone(door).post(door, given).status_code == 302


def test_from_opening_to_the_sums(owner: Client, door: str) -> None:
    assert "You have not asked your crew yet" in text(owner.get(reverse("pulse")))
    opened: Any = owner.post(reverse("pulse"))
    assert opened.status_code == 302
    answered(door, 6)
    during = text(owner.get(opened.headers["Location"]))
    assert "Your crew is asked until Tuesday 12 May 2026" in during and "6 of your crew" not in during
    assert "<progress" not in during
    on(date(2026, 5, 13))
    after = text(owner.get(opened.headers["Location"]))
    assert "6 of your crew answered" in after and "4 of 6 said Yes" in after and "2 of 6 said No" in after
    assert "Yes</strong>: all of them, or all but one." in after and "6 of 6" not in after
    assert "It is not an interview and replaces none." in after


def test_a_small_firm_is_told_plainly_that_it_sees_several(owner: Client, door: str) -> None:
    owner.post(reverse("pulse"))
    answered(door, 4, sentence="My name is Eli.")
    row = PulseRound.objects.get()
    for number, count in ((1, 3), (2, 4)):
        other = world.employer(f"Small {number} Ltd.")
        PulseRound.objects.create(
            employer=other, quarter=row.quarter, questions="first", crew=4, opened_on=row.opened_on, answered=count,
            opened_by=row.opened_by, last_day=row.last_day, sums={key: {"no": count} for key in YES},
        )  # fmt: skip
    address = reverse("pulse-round", args=[row.pk])
    on(date(2026, 5, 13))
    early = text(owner.get(address))
    assert "4 of your crew answered" in early and "From Wednesday 1 July 2026, when the quarter is over" in early
    on(date(2026, 7, 1))
    late = text(owner.get(address))
    assert "Too few to show without giving somebody away" in late
    assert "small firms of the whole program together: 11 answers from 3 firms, yours among them" in late
    assert "9 of 11 said No" in late and "Eli" not in late and "In their own words" not in late


def test_sentences_stand_inert_and_in_no_order(owner: Client, door: str) -> None:
    owner.post(reverse("pulse"))
    for said in ("<b>Zed</b>", "Більше води.", "", "", "", "Amen."):
        phone(door).post(door, {**YES, "sentence": said})
    row = PulseRound.objects.get()
    owner.post(reverse("pulse-close", args=[row.pk]))
    page = owner.get(reverse("pulse-round", args=[row.pk])).content.decode()
    assert "&lt;b&gt;Zed&lt;/b&gt;" in page and "<b>Zed" not in page
    assert '<li class="words" lang="" dir="auto">Більше води.</li>' in page


def test_the_same_phone_counts_once_and_is_told_so(owner: Client, door: str) -> None:
    owner.post(reverse("pulse"))
    one = phone(door)
    for _ in range(2):
        assert one.post(door, YES).status_code == 302
    assert PulseRound.objects.get().answered == 1
    assert "Your answers are in" in text(one.get(door)) and "textarea" not in text(one.get(door))
    assert "textarea" in text(phone(door).get(door))


def test_a_phone_that_keeps_no_mark_is_asked_to_press_again_and_keeps_its_taps(owner: Client, door: str) -> None:
    owner.post(reverse("pulse"))
    fresh = Client()
    given = {**YES, "sentence": "More water."}
    first = fresh.post(door, given)
    assert first.status_code == 422 and "did not keep this page's mark" in text(first)
    assert len(re.findall(r'value="yes"[^>]* checked', text(first))) == 3 and "More water." in text(first)
    assert PulseRound.objects.get().answered == 0
    assert fresh.post(door, given).status_code == 302
    forged = Client()
    forged.cookies["pulse"] = "1"
    assert forged.post(door, YES).status_code == 422, "a mark this page never gave is none"


def test_the_mark_is_the_phones_own_and_only_for_these_pages(owner: Client, door: str) -> None:
    assert "pulse" not in Client().get(door).cookies, "nothing is asked, so nothing is given"
    owner.post(reverse("pulse"))
    one, other = (Client().get(door).cookies["pulse"] for _ in range(2))
    assert one.value != other.value and len(one.value) == 32
    assert (one["path"], bool(one["httponly"]), one["samesite"]) == ("/here/", True, "Lax")
    assert not PulsePhone.objects.exists(), "looking writes nothing"


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_is_marked_and_speaks_for_itself(owner: Client, door: str, code: str) -> None:
    owner.post(reverse("pulse"))
    words = load_pack().pulse.on(world.DAY).words(code)
    address = f"{door}?in={code}"
    page = text(Client().get(address))
    assert f'<h1 lang="{code}" dir="ltr">{words.heading}</h1>' in page
    assert all(one in page for one in (*words.questions.values(), *words.answers.values(), words.sentence_hint))
    assert ("not checked yet by somebody who speaks it" in page) == (code != "en")
    assert page.count('aria-current="true"') == 1 and f'hreflang="{code}" dir="ltr" aria-current="true"' in page
    one = phone(door)
    missing = one.post(address, {"speak": "yes", "in": code})
    assert missing.status_code == 422 and text(missing).count(words.missing) == 3
    assert all(text(missing).count(words.questions[key]) == 2 for key in ("means", "mended")), "told above and in place"
    sent: Any = one.post(address, {**YES, "in": code})
    assert words.thanks in text(one.get(sent.headers["Location"]))
    on(date(2026, 6, 20))
    assert f'<h1 lang="{code}" dir="ltr">{words.closed}</h1>' in text(one.get(address))


@pytest.mark.parametrize(
    ("spoken", "code"),
    [("uk-UA,uk;q=0.9,en;q=0.5", "uk"), ("de,pa-IN;q=0.7", "pa"), ("fil-PH,fil", "tl"), ("de-DE", "en"), ("", "en"), ("%%;q=x", "en")],
)  # fmt: skip
def test_the_phones_own_language_comes_first(owner: Client, door: str, spoken: str, code: str) -> None:
    owner.post(reverse("pulse"))
    assert f'<h1 lang="{code}"' in text(Client().get(door, headers={"Accept-Language": spoken}))
    assert '<h1 lang="fr"' in text(Client().get(f"{door}?in=fr", headers={"Accept-Language": spoken}))


def test_the_code_leads_there_only_while_something_is_asked(owner: Client, door: str) -> None:
    here = door.removesuffix("/questions")
    assert door not in text(Client().get(here))
    owner.post(reverse("pulse"))
    assert f'href="{door}"' in text(Client().get(here)) and "Українська" in text(Client().get(here))
    on(date(2026, 5, 13))
    assert door not in text(Client().get(here))


def test_it_is_found_by_nobody_and_slowed_down(owner: Client, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.post(reverse("pulse"))
    page = Client().get(door)
    assert "noindex" in page.headers["X-Robots-Tag"] and page.headers["Cache-Control"] == "no-store"
    assert Client().get(door.replace("/here/", "/here/x")).status_code == 404
    monkeypatch.setattr(verify, "LIMIT", 4)
    assert [Client().post(door, YES).status_code for _ in range(3)] == [422, 422, 429]


def test_a_second_round_in_the_quarter_is_refused_with_its_reason(owner: Client, firm: Employer) -> None:
    owner.post(reverse("pulse"))
    row = PulseRound.objects.get()
    owner.post(reverse("pulse-close", args=[row.pk]))
    again = owner.post(reverse("pulse"))
    assert again.status_code == 422 and "You can ask again from Wednesday 1 July 2026" in text(again)
    assert "It is closed already" in text(owner.post(reverse("pulse-close", args=[row.pk]), follow=True))
    on(row.quarter + timedelta(days=91))
    assert owner.post(reverse("pulse")).status_code == 302
