"""What owners do on their pages: answers kept, errors on their fields, two people editing, pressing twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.store.models import (
    Application,
    Audit,
    Certificate,
    CourseSession,
    DemonstrationDay,
    Employer,
    Enrolment,
    OutboxItem,
    Partner,
    Person,
    PremiumBasis,
    SystemSection,
    Training,
    WcbAccount,
)
from tests import world
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
START = {"wanted_by": "A general contractor", "wanted_on": "2026-12-01", "this_week": "Two roofs in Lacombe"}
SPELL = {"relation": "worker", "from_day": "2026-05-04", "to_day": "", "covered": "on", "regularly_employed": "on"}


def field_error(response: Any, name: str) -> bool:
    return f'id="id_{name}_error"' in text(response)


# --- the start


def test_the_answer_comes_at_once_without_an_account(day: date) -> None:
    browser = Client()
    assert browser.post(reverse("start"), START)["Location"] == reverse("start-answer")
    page = text(browser.get(reverse("start-answer")))
    assert "Temporary letter" in page
    assert "Three-year certificate" in page
    assert "too late for your day" in page
    assert '<dd class="words">A general contractor</dd>' in page
    assert "<dd>Tuesday 1 December 2026</dd>" in page
    # The course, a year of records, then a review: no day is earlier than what can be kept.
    assert "Thursday 17 June 2027" in page
    # What a day counts on stands beside it, not folded away.
    assert page.index("The course comes first, and no course day is known.") < page.index("Why these days")
    assert not re.search(r"\b\d{4}-\d{2}-\d{2}\b", page.split("<main")[1])
    assert not Employer.objects.exists()


def test_an_incomplete_start_keeps_what_was_typed(day: date) -> None:
    response = Client().post(reverse("start"), {**START, "wanted_by": "", "records_from": "never"})
    assert response.status_code == 422
    assert "Two roofs in Lacombe" in text(response)
    assert field_error(response, "wanted_by")
    assert field_error(response, "records_from")
    assert "<details open>" in text(response)


def test_the_answers_survive_sign_up_and_e_mail_check(day: date) -> None:
    browser = Client()
    browser.post(reverse("start"), {**START, "records_from": "2026-05-04"})
    page = text(browser.get(reverse("start-answer")))
    sign_up = re.search(r'href="(/sign-up[^"]*)"', page)
    assert sign_up
    browser.post(sign_up[1], {"name": "Dana", "email": "dana@new.example", "password1": world.PASSWORD + "-x"})
    link = re.search(r"/sign-up/confirm/[-:\w]+", OutboxItem.objects.get(kind="mail").payload["text"])
    assert link
    browser.post(link[0])
    arrived = browser.get(reverse("home"), follow=True)
    assert arrived.request["PATH_INFO"] == reverse("start-answer")
    kept = browser.post(reverse("start-keep"), {"firm_name": "Prairie Crest"})
    assert kept["Location"] == reverse("owner-home")
    firm = Employer.objects.get()
    assert (firm.wanted_by, firm.wanted_on, firm.records_from) == (
        "A general contractor", date(2026, 12, 1), date(2026, 5, 4),
    )  # fmt: skip
    home = text(browser.get(reverse("owner-home")))
    assert "Wanted by Tuesday 1 December 2026" in home
    assert "Choose a Certifying Partner" in home
    # Pressed twice, it is one firm, and the answers are used up.
    assert browser.post(reverse("start-keep"), {"firm_name": "Prairie Crest"})["Location"] == reverse("start")
    assert Employer.objects.count() == 1


def test_a_stranger_who_keeps_is_sent_to_sign_in(day: date) -> None:
    browser = Client()
    browser.post(reverse("start"), START)
    assert browser.post(reverse("start-keep"), {"firm_name": "X"})["Location"].startswith(reverse("account_login"))


def test_a_signed_in_person_without_a_firm_begins_at_the_start(day: date) -> None:
    browser = Client()
    browser.force_login(world.user("alone@new.example"))
    assert browser.get(reverse("owner-home"), follow=True).request["PATH_INFO"] == reverse("start")


# --- people


def test_adding_a_person_counts_him_at_once(firm: Employer, owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    assert browser.post(reverse("person-add"), {"name": "Luis", **SPELL})["Location"] == reverse("people")
    page = text(browser.get(reverse("people")))
    assert "2 people count today" in page
    assert "Counts: a worker covered by the firm's WCB account." in page


def test_a_person_who_cannot_be_comes_back_as_typed(owner: Actor, enter: Enter) -> None:
    given = {"name": "Luis Ortega", **SPELL, "to_day": "2026-05-01"}
    response = enter(owner).post(reverse("person-add"), given)
    assert response.status_code == 422
    assert field_error(response, "to_day")
    assert 'value="Luis Ortega"' in text(response)


def test_two_people_renaming_one_person(firm: Employer, owner: Actor, enter: Enter) -> None:
    row = Person.objects.get(employer=firm)
    browser, address = enter(owner), reverse("person-rename", args=[row.pk])
    assert browser.post(address, {"name": "Dana K.", "version": "1"}).status_code == 302
    response = browser.post(address, {"name": "Dana Kowal", "version": "1"})
    assert response.status_code == 409
    page = text(response)
    assert 'value="Dana Kowal"' in page
    assert "Dana K." in page
    assert 'name="version" value="2"' in page
    assert browser.post(address, {"name": "Dana Kowal", "version": "2"}).status_code == 302
    assert Person.objects.get(pk=row.pk).name == "Dana Kowal"


def test_ending_and_coming_back(firm: Employer, owner: Actor, enter: Enter) -> None:
    row = world.person(firm, "Luis")
    browser = enter(owner)
    browser.post(reverse("person-end", args=[row.pk]), {"last_day": "2026-05-31", "version": "1"})
    assert "left on Sunday 31 May 2026" in text(browser.get(reverse("people")))
    form = text(browser.get(reverse("spell-add", args=[row.pk])))
    assert 'value="2026-06-01"' in form
    browser.post(reverse("spell-add", args=[row.pk]), {**SPELL, "from_day": "2026-06-01", "version": "2"})
    assert row.spells.count() == 2


@pytest.mark.parametrize(("others", "words"), [
    (7, "8 of 10. Two more still fit"), (8, "9 of 10. One more still fits"), (9, "10 of 10. The next person"),
    (10, "11 people count: more than the 10"),
])  # fmt: skip
def test_the_warning_before_the_eleventh(firm: Employer, owner: Actor, enter: Enter, others: int, words: str) -> None:
    for number in range(others):
        world.person(firm, f"Worker {number}")
    assert words in text(enter(owner).get(reverse("people")))


# --- firm and money


def test_saving_the_firm_and_meeting_a_newer_version(firm: Employer, owner: Actor, enter: Enter) -> None:
    browser, address = enter(owner), reverse("firm-change")
    given = {"legal_name": "1234567 Alberta Ltd.", "trade_name": "Prairie", "version": "1"}
    assert browser.post(address, given)["Location"] == reverse("firm")
    assert "1234567 Alberta Ltd." in text(browser.get(reverse("firm")))
    again = browser.post(address, {**given, "legal_name": "7654321 Alberta Ltd."})
    assert again.status_code == 409
    assert "7654321 Alberta Ltd." in text(again)
    assert "1234567 Alberta Ltd." in text(again)


def test_an_account_is_added_once_and_corrected(firm: Employer, owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    given = {"account": "TEST-0002", "industry_code": "DEMO-GEN"}
    assert browser.post(reverse("account-add"), given).status_code == 302
    twice = browser.post(reverse("account-add"), given)
    assert twice.status_code == 422
    assert field_error(twice, "account")
    row = WcbAccount.objects.get(account="TEST-0002")
    changed = {"account": "TEST-0003", "industry_code": "DEMO-GEN", "was_account": "TEST-0002", "was_code": "DEMO-GEN"}
    browser.post(reverse("account-change", args=[row.pk]), changed)
    row.refresh_from_db()
    assert row.account == "TEST-0003"
    stale = browser.post(reverse("account-change", args=[row.pk]), {**changed, "account": "TEST-0004"})
    assert stale.status_code == 409


def test_the_years_money_from_a_typed_payroll(firm: Employer, owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    row = WcbAccount.objects.get(employer=firm)
    assert "The year's payroll is missing" in text(browser.get(reverse("money")))
    address = reverse("money-change", args=[row.pk, 2026])
    given = {"worker_earnings": "$52,000.00\n48000", "version": "0"}
    assert browser.post(address, given).status_code == 302
    assert PremiumBasis.objects.get().worker_earnings == ["52000.00", "48000.00"]
    page = text(browser.get(reverse("money")))
    assert "$7,400.00" in page
    assert "No refund for 2026" in page
    assert "DEMONSTRATION" in page


def test_a_bad_line_of_earnings_is_named(firm: Employer, owner: Actor, enter: Enter) -> None:
    row = WcbAccount.objects.get(employer=firm)
    address = reverse("money-change", args=[row.pk, 2026])
    response = enter(owner).post(address, {"worker_earnings": "52000\nLuis 48000", "version": "0"})
    assert response.status_code == 422
    assert "Line 2 is not an amount." in text(response)
    assert "Luis 48000" in text(response)


def test_somebody_elses_account_looks_absent(firm: Employer, foreigner: Actor, enter: Enter) -> None:
    row = WcbAccount.objects.get(employer=firm)
    browser = enter(foreigner)
    assert browser.get(reverse("money-change", args=[row.pk, 2026])).status_code == 404
    assert browser.get(reverse("account-change", args=[row.pk])).status_code == 404
    assert browser.post(reverse("account-remove", args=[row.pk])).status_code == 404
    assert browser.get(reverse("money-change", args=[row.pk, 1999])).status_code == 404


# --- partner and training


@pytest.fixture
def partner(day: date) -> Partner:
    return world.partner()


def test_applying_twice_is_one_application_and_it_can_be_taken_back(
    firm: Employer, owner: Actor, partner: Partner, enter: Enter
) -> None:
    browser = enter(owner)
    assert "Demo Construction Safety Partner" in text(browser.get(reverse("partner")))
    given = {"partner": str(partner.pk), "message": "By December"}
    for _ in range(2):
        assert browser.post(reverse("partner"), given)["Location"] == reverse("partner")
    row = Application.objects.get()
    assert "has your application" in text(browser.get(reverse("partner")))
    browser.post(reverse("application-take-back", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "Choose who trains you" in text(browser.get(reverse("partner")))


def test_a_refusal_stands_with_its_reason(firm: Employer, owner: Actor, partner: Partner, enter: Enter) -> None:
    Application.objects.create(
        employer=firm,
        partner=partner,
        state="refused",
        applied_on=world.DAY,
        decided_on=world.DAY,
        reason="Not roofing",
    )
    assert "Not roofing" in text(enter(owner).get(reverse("partner")))


def test_booking_a_seat_and_giving_it_back(firm: Employer, owner: Actor, partner: Partner, enter: Enter) -> None:
    world.accepted(firm, partner)
    course = CourseSession.objects.create(
        partner=partner, course="building", held_on=date(2026, 6, 20), place="Red Deer", seats=1
    )
    browser, dana = enter(owner), Person.objects.get(employer=firm)
    for _ in range(2):
        browser.post(reverse("enrol", args=[course.pk]), {"person": str(dana.pk)})
    seat = Enrolment.objects.get()
    assert "Dana Owner is booked." in text(browser.get(reverse("training")))
    browser.post(reverse("seat-give-back", args=[seat.pk]))
    assert not Enrolment.objects.exists()


def test_a_ticket_of_earlier_days(firm: Employer, owner: Actor, enter: Enter) -> None:
    browser, dana = enter(owner), Person.objects.get(employer=firm)
    given = {"person": str(dana.pk), "course": "building", "taken_on": "2025-02-11"}
    assert browser.post(reverse("training-record"), given).status_code == 302
    assert "Trained until Friday 11 February 2028" in text(browser.get(reverse("training")))
    browser.post(reverse("training-remove", args=[Training.objects.get().pk]))
    assert not Training.objects.exists()
    later = browser.post(reverse("training-record"), {**given, "taken_on": "2026-07-01"})
    assert field_error(later, "taken_on")


# --- the written system


def test_writing_a_section_signing_it_and_printing(firm: Employer, owner: Actor, crew: Actor, enter: Enter) -> None:
    browser, address = enter(owner), reverse("section", args=["policy"])
    assert browser.get(reverse("manual-pdf")).status_code == 422
    assert browser.post(address, {"body": "Everyone goes home.", "version": "0"}).status_code == 302
    given = {"name": "Dana Owner", "on": "2026-06-01", "review_on": "2027-06-01", "version": "1"}
    assert browser.post(reverse("section-sign", args=["policy"]), given)["Location"] == reverse("system")
    assert "1 of 15 sections are signed" in text(browser.get(reverse("system")))
    printed = browser.get(reverse("manual-pdf"))
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    reader = enter(crew)
    assert "Everyone goes home." in text(reader.get(address))
    assert reader.post(address, {"body": "x", "version": "2"}).status_code == 403


def test_two_people_writing_one_section(owner: Actor, enter: Enter) -> None:
    browser, address = enter(owner), reverse("section", args=["policy"])
    browser.post(address, {"body": "Hers.", "version": "0"})
    response = browser.post(address, {"body": "His.", "version": "0"})
    assert response.status_code == 409
    assert "Hers." in text(response)
    assert "His." in text(response)
    assert SystemSection.objects.get().body == "Hers."


def test_an_upload_becomes_the_sections_file(firm: Employer, owner: Actor, enter: Enter) -> None:
    from io import BytesIO

    import pikepdf
    from django.core.files.uploadedfile import SimpleUploadedFile

    document, held = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.save(held)
    file = SimpleUploadedFile("Manual.pdf", held.getvalue(), "application/pdf")
    browser, address = enter(owner), reverse("section", args=["emergency"])
    assert browser.post(address, {"body": "", "upload": file, "first_page": "1", "version": "0"}).status_code == 302
    row = SystemSection.objects.get()
    assert row.evidence is not None
    assert (row.evidence.name, row.first_page, row.last_page) == ("Manual.pdf", 1, 1)
    wrong = SimpleUploadedFile("virus.exe", b"MZ....", "application/pdf")
    refused = browser.post(address, {"body": "Kept words", "upload": wrong, "version": "1"})
    assert refused.status_code == 422
    assert field_error(refused, "upload")
    assert "Kept words" in text(refused)


# --- the year


def test_the_eleventh_hire_is_shown_with_the_day_of_the_regular_audit(
    firm: Employer, owner: Actor, enter: Enter
) -> None:
    partner = world.partner()
    world.accepted(firm, partner)
    audit = Audit.objects.create(
        employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification", state="certified",
        started_at=world.moment().now, gathering_started_on=date(2026, 3, 9), gathering_ended_on=date(2026, 3, 20),
        submitted_on=date(2026, 4, 7),
    )  # fmt: skip
    Certificate.objects.create(
        number="HR-26-00042-N", year=2026, serial=42, employer=firm, audit=audit, partner=partner, legal_name="x",
        accounts=[], term_months=36, issued_on=date(2026, 3, 20), expires_on=date(2029, 3, 20),
        signed_by_both_at=world.moment().now,
    )  # fmt: skip
    for number in range(10):
        world.person(firm, f"Worker {number}", since=date(2026, 5, 25))
    browser = enter(owner)
    said = text(browser.get(reverse("firm")))
    assert "The certificate runs on. The audit due on Saturday 20 March 2027 must be a regular COR audit." in said
    year = text(browser.get(reverse("cycle")))
    assert "Regular COR audit by Saturday 20 March 2027" in year
    assert "external certified auditor" in year
    assert "Yearly audit, year 2 of 3" not in year
    home = text(browser.get(reverse("owner-home")))
    assert "Regular COR audit by Saturday 20 March 2027" in home
    assert home.count("11 people") == 2  # once as what is wrong, once in the head-count below
    DemonstrationDay.objects.update(day=date(2027, 3, 21))
    late = text(browser.get(reverse("owner-home")))
    assert "The certificate ended on Saturday 20 March 2027" in late
    assert "Yearly audit, year 2 of 3 was due on Saturday 20 March 2027." in late
    assert "that year's WCB refund" in late


def test_a_home_without_anything_due_is_calm(firm: Employer, owner: Actor, enter: Enter) -> None:
    page = text(enter(owner).get(reverse("owner-home")))
    assert "Choose a Certifying Partner" in page
    assert "overdue" not in page
