"""Any letters a person types can be printed: a PDF is never refused for an emoji."""

from __future__ import annotations

import io

import pikepdf
import pytest

from handrail.integrations.typesetting import typeset
from tests import world

MANUAL = {
    "firm": "", "trade": "", "title": "Manual", "contents": "Contents", "printed": "today", "watermark": "", "missing": [],
    "missing_words": "", "sections": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Prairie 👷 Roofing", "ᓀᐦᐃᔭᐍᐏᐣ Roofing", "ਪੰਜਾਬੀ Roofing", "中文 Roofing", "a\x1b[31m\x07b", "\ufdd0"]
)
def test_letters_the_fonts_do_not_have_are_printed_as_well_as_can_be(name: str) -> None:
    made = typeset("manual", {**MANUAL, "firm": name}, at=world.moment().now)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) >= 1
        assert "/StructTreeRoot" in pdf.Root
    assert made == typeset("manual", {**MANUAL, "firm": name}, at=world.moment().now)
