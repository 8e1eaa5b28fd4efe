"""The honest status letter: the same words on the page and on its one sheet, and nothing that looks like a certificate."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import STRANGER, Actor
from handrail.services.employer import letter, sharing, shown
from handrail.services.errors import Absent
from handrail.store.models import Employer, WcbAccount
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.moment()


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def token(owner: Actor, *holds: str, who: str = "Big Builder") -> str:
    ends_on = NOW.day + timedelta(days=14)
    return sharing.give(owner, NOW, label=who, holds=holds or sharing.HOLDS, ends_on=ends_on).token


@pytest.fixture
def set_words(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Every word that a letter was set from."""
    seen: list[Any] = []
    real = letter.typeset

    def watched(template: str, data: Any, **more: Any) -> bytes:
        seen.append(data)
        return real(template, data, **more)

    monkeypatch.setattr(letter, "typeset", watched)

    def read(given: str) -> str:
        assert letter.letter_pdf(STRANGER, NOW, given).startswith(b"%PDF-")
        return repr(seen[-1])

    return read


def test_the_sheet_says_what_the_page_says(owner: Actor, set_words: Callable[[str], str]) -> None:
    given = token(owner)
    found = shown.open_link(STRANGER, NOW, given)
    assert found.letter is not None
    said = letter.words(found.letter)
    text = set_words(given)
    for sentence in (said.first, said.then, said.not_one, said.look_up):
        assert sentence in text
    for word in ("Not a certificate", "TEST-0001", "Big Builder", "Monday 1 June 2026", "/registry"):
        assert word in text


def test_it_is_one_tagged_page_however_long_the_names(owner: Actor, firm: Employer) -> None:
    long = "Wild Rose and Prairie Sky Roofing, Siding, Eavestroughing and General Renovation Contracting "
    firm.legal_name, firm.trade_name = (long * 2)[:180], ("Doing " + long * 2)[:180]
    firm.save()
    for number in range(12):
        WcbAccount.objects.create(
            employer=firm, account=f"98765{number:02}", industry_code="40604", industry="Roofing and everything near it"
        )
    with pikepdf.open(io.BytesIO(letter.letter_pdf(STRANGER, NOW, token(owner, who="B" * 160)))) as pdf:
        assert len(pdf.pages) == 1
        assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith("en")
        assert "not a certificate" in str(pdf.docinfo["/Title"])


def test_only_what_the_link_holds_stands_in_it(owner: Actor, set_words: Callable[[str], str]) -> None:
    assert "TEST-0001" not in set_words(token(owner, sharing.LETTER))
    with pytest.raises(Absent):
        letter.letter_pdf(STRANGER, NOW, token(owner, sharing.ACCOUNT))


def test_it_ends_with_its_link(owner: Actor) -> None:
    given = token(owner)
    for gone in (lambda: letter.letter_pdf(STRANGER, world.moment(NOW.day + timedelta(days=15)), given),
                 lambda: letter.letter_pdf(STRANGER, NOW, "nobody-has-this")):  # fmt: skip
        with pytest.raises(Absent):
            gone()
