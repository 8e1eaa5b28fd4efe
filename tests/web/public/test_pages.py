"""What a stranger reads of the program: sources by their titles, a phone that answers, and what nobody can promise."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ANSWERED = "/eligibility?wcb_account=yes&most_people=4&helpers=&trained=yes&records_months=12"


@pytest.mark.parametrize("address", ["/partners", "/about", "/what-it-takes", ANSWERED])
def test_sources_are_named_and_not_coded(client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    assert "Government of Alberta sheet on what SECOR is" in text
    assert not re.search(r"\bS\d{2,3}\b", text)


@pytest.mark.parametrize("address", ["/partners", "/about"])
def test_the_contact_centre_stands_with_its_numbers_and_the_old_address_is_marked(client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    assert 'href="tel:+1-780-415-8690">780-415-8690<' in text
    assert 'href="tel:+1-866-415-8690">1-866-415-8690<' in text
    assert "Old address" in text[text.index("industry.alberta.ca/whs-partnerships") :][:400]


def test_no_fewer_injuries_are_promised(client: Client) -> None:
    text = client.get("/what-it-takes").content.decode()
    assert "due diligence" in text
    assert "no such effect in small firms" in text
