"""What hangs on a door or a wall is one sheet of paper, letter or A4, and light whatever the screen was."""

from __future__ import annotations

import io

import pikepdf
import pytest

from handrail.services.demonstration.cast import PASSWORD
from tests.journeys.browsing import DESK, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.town import Town

OWNER = "owner@prairiecrest.example"


def sheets(visitor: Visitor, paper: str) -> int:
    """How many pages the page takes, printed as the browser prints it."""
    with pikepdf.open(io.BytesIO(visitor.page.pdf(format=paper))) as printed:
        return len(printed.pages)


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_what_hangs_up_is_one_sheet(demonstration: Town, visit: Visit, paper: str) -> None:
    owner = visit(demonstration, "owner", DESK)
    owner.sign_in(OWNER, PASSWORD)
    owner.open("/month")
    owner.sees("your browser prints one sheet")
    assert sheets(owner, paper) == 1
    owner.open("/crew-code")
    owner.page.get_by_label("Where it will hang").fill("Door of the white truck")
    owner.press("Make the sheet to print")
    owner.sees("it is shown this once")
    assert sheets(owner, paper) == 1


def test_paper_is_light_and_carries_no_instruction_of_its_own(demonstration: Town, visit: Visit) -> None:
    owner = visit(demonstration, "owner", DESK)
    owner.sign_in(OWNER, PASSWORD)
    owner.open("/month")
    owner.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    owner.page.emulate_media(media="print")
    ground = owner.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert owner.page.get_by_text("your browser prints one sheet").is_hidden()
    assert owner.page.get_by_text("Printed on").is_visible()
