"""What hangs on a door or a wall is one sheet of paper, letter or A4, and light whatever the screen was."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from handrail.services.demonstration.cast import PASSWORD
from tests.journeys.browsing import DESK, PHONE, Visitor
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


def test_a_filled_sheet_comes_back_as_a_record_with_its_picture(
    demonstration: Town, visit: Visit, tmp_path: Path
) -> None:
    """Printed, photographed, scanned: the code on the paper leads to the form that takes the picture."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed: the printed form was not read")
    owner = visit(demonstration, "owner", PHONE)
    owner.sign_in(OWNER, PASSWORD)
    form = owner.context.request.get(f"{owner.url}/records/blank/toolbox_talk.pdf")
    (tmp_path / "talk.pdf").write_bytes(form.body())
    subprocess.run(["pdftoppm", "-jpeg", "-r", "110", "-singlefile", "talk.pdf", "sheet"], cwd=tmp_path, check=True)
    picture = tmp_path / "sheet.jpg"
    (code,) = zxingcpp.read_barcodes(Image.open(picture))
    owner.open(str(code.text))
    owner.sees("Talk: the filled sheet")
    owner.press("Save the sheet")
    owner.sees("Take a picture of the filled sheet: it is what counts.")
    owner.upload("files", picture)
    owner.sees("sheet.jpg")
    owner.fill(title="Cold and ice", happened_on="2026-05-29")
    owner.look("paper-filled")
    owner.press("Save the sheet")
    owner.sees("Saved: Talk.")
    owner.sees("Cold and ice")
    owner.sees("Friday 29 May 2026")
    expect(owner.main.locator("img").first).to_be_visible()
    owner.look("paper-record")
