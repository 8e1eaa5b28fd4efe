"""Keeping proof: what phones send is kept and made safe; what was made to do harm is refused with a mend."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pikepdf
import pytest
from PIL import Image

from handrail.integrations import pictures
from handrail.integrations.files import file_store
from handrail.rules.permissions import Role
from handrail.services.errors import Absent, Forbidden, Refused, WrongState
from handrail.services.evidence.keeping import keep
from handrail.services.evidence.serving import serve
from handrail.services.evidence.sorting import added_by_me, next_unsorted, remove, shoebox, sort
from handrail.store.models import Evidence
from tests import world
from tests.services.audit.stage import Stage, pdf, photo, stage

pytestmark = pytest.mark.django_db
NOW = world.moment()


@pytest.fixture
def here() -> Stage:
    return stage()


def jpeg(size: tuple[int, int] = (60, 40), orientation: int | None = None, taken: str = "", gps: bool = False) -> bytes:
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    left = Image.new("RGB", size, "white")
    left.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    left.save(out, "JPEG", exif=exif)
    return out.getvalue()


def office(main: str = "word/document.xml", extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def stored(row: Evidence) -> bytes:
    return file_store().read(row.stored)


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_a_photo_is_written_anew_upright_and_without_its_place(here: Stage) -> None:
    sent = jpeg((60, 40), orientation=6, taken="2026:03:10 07:12:00", gps=True) + b"<script>alert(1)</script>"
    row = keep(here.owner, NOW, "IMG_1.JPG", sent, label="Toe boards")
    assert (row.media_type, row.taken_on, row.pages) == ("image/jpeg", date(2026, 3, 10), None)
    data = stored(row)
    assert b"script" not in data
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (40, 60)
        assert not image.getexif() and "exif" not in image.info
        red = image.convert("RGB").getpixel((35, 5))
        assert isinstance(red, tuple) and red[0] > 200 and red[1] < 80


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF", "BMP", "MPO", "AVIF"])
def test_every_picture_becomes_a_jpeg(here: Stage, kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA" if kind in {"PNG", "WEBP"} else "RGB", (30, 30), "navy").save(out, kind)
    row = keep(here.owner, NOW, f"shot.{kind.lower()}", out.getvalue())
    with Image.open(io.BytesIO(stored(row))) as image:
        assert image.format == "JPEG"


def test_a_large_picture_is_read_apart_and_made_smaller(here: Stage) -> None:
    out = io.BytesIO()
    Image.new("RGB", (3000, 2000), "green").save(out, "JPEG")
    row = keep(here.owner, NOW, "large.jpg", out.getvalue())
    with Image.open(io.BytesIO(stored(row))) as image:
        assert image.size == (pictures.LONGEST_SIDE, 1600)


def test_documents_are_kept_byte_for_byte(here: Stage) -> None:
    manual = keep(here.owner, NOW, "Manual.pdf", pdf(7))
    assert (manual.media_type, manual.pages, stored(manual)) == ("application/pdf", 7, pdf(7))
    sheet = keep(here.owner, NOW, "log.xlsx", office("xl/workbook.xml"))
    assert sheet.media_type.endswith("spreadsheetml.sheet")
    assert keep(here.owner, NOW, "talk.docx", office()).media_type.endswith("wordprocessingml.document")


def test_the_same_file_twice_is_stored_once_a_firm(here: Stage) -> None:
    first = keep(here.owner, NOW, "a.pdf", pdf(2))
    assert keep(here.consultant, NOW, "b.pdf", pdf(2)).pk == first.pk
    other = stage("Other Ltd.", partner=here.partner)
    assert keep(other.owner, NOW, "a.pdf", pdf(2)).pk != first.pk
    remove(here.owner, NOW, first.pk)
    assert keep(here.owner, NOW, "a.pdf", pdf(2)).pk != first.pk


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\scan.pdf", "scan.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("...", "file without a name"),
        ("é📷.pdf", "é📷.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_shown_and_never_trusted(here: Stage, name: str, kept: str) -> None:
    row = keep(here.owner, NOW, name, pdf(1))
    assert row.name == kept
    assert row.stored.split("/")[-1].startswith(row.sha256)


# ---- what is refused ------------------------------------------------------------------------------------------------

HOSTILE = {
    "empty": (b"", "empty"),
    "html named jpg": (b"<html><script>alert(1)</script></html>", "type_not_taken"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type_not_taken"),
    "program": (b"MZ" + b"\0" * 400, "type_not_taken"),
    "html before pdf": (b"<html></html>" + pdf(1), "type_not_taken"),
    "space before pdf": (b" " + pdf(1), "type_not_taken"),
    "broken pdf": (b"%PDF-1.7\nnothing here", "pdf_damaged"),
    "locked pdf": (locked_pdf(), "pdf_locked"),
    "half a photo": (photo(size=(400, 400))[:900], "picture_damaged"),
    "zip of photos": (office("photos/1.jpg"), "archive"),
    "broken zip": (b"PK\x03\x04" + b"\0" * 60, "office_damaged"),
    "macros": (office(extra={"word/vbaProject.bin": b"x"}), "macros"),
    "bomb": (office(extra={"word/big.xml": b"\0" * 30_000_000}), "archive_bomb"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_may_do_harm_is_refused_and_not_stored(here: Stage, what: str) -> None:
    data, code = HOSTILE[what]
    with pytest.raises(Refused) as refused:
        keep(here.owner, NOW, "holiday.jpg", data)
    assert (refused.value.code, refused.value.field) == (code, "files")
    assert "holiday.jpg" in refused.value.sentence
    assert not Evidence.objects.exists()


def test_a_picture_of_400_million_pixels_is_refused_by_its_head(here: Stage) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refused) as refused:
        keep(here.owner, NOW, "bomb.png", out.getvalue())
    assert refused.value.code == "picture_too_large"


def test_the_limit_is_exact(here: Stage, settings: object) -> None:
    data = pdf(1)
    settings.UPLOAD_MAX_BYTES = len(data) - 1  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refused:
        keep(here.owner, NOW, "a.pdf", data)
    assert refused.value.code == "too_large"
    settings.UPLOAD_MAX_BYTES = len(data)  # type: ignore[attr-defined]
    assert keep(here.owner, NOW, "a.pdf", data).size == len(data)


# ---- sorting and who may ----------------------------------------------------------------------------------------------


def test_crew_add_and_see_only_what_they_added(here: Stage) -> None:
    mine = keep(here.crew, NOW, "truck.jpg", photo())
    keep(here.owner, NOW, "a.pdf", pdf(1))
    assert list(added_by_me(here.crew)) == [mine]
    with pytest.raises(Forbidden):
        shoebox(here.crew)
    with pytest.raises(Forbidden):
        serve(here.crew, mine.pk)
    with pytest.raises(Forbidden):
        keep(here.reviewer, NOW, "a.pdf", pdf(1))


def test_sorting_says_what_it_is_and_when(here: Stage) -> None:
    first = keep(here.owner, world.moment(hour=8), "one.jpg", photo("red"))
    second = keep(here.owner, world.moment(hour=9), "two.jpg", photo("blue"))
    assert next_unsorted(here.owner, after=second) == first
    sort(here.owner, NOW, first.pk, kind="toolbox_talk", happened_on=date(2026, 5, 4), label="Ladders")
    assert list(shoebox(here.owner, sorted_=False)) == [second]
    for kind, day, code in (("nonsense", None, "kind_unknown"), ("inspection", date(2026, 6, 2), "future_day")):
        with pytest.raises(Refused) as refused:
            sort(here.owner, NOW, second.pk, kind=kind, happened_on=day)
        assert refused.value.code == code
    other = stage("Other Ltd.", partner=here.partner)
    with pytest.raises(Absent):
        sort(other.owner, NOW, second.pk, kind="inspection", happened_on=None)


def test_the_reviewer_sees_it_only_once_it_was_sent_to_his_partner(here: Stage) -> None:
    audit = here.complete(here.audit())
    manual = Evidence.objects.get()
    with pytest.raises(Absent):
        serve(here.reviewer, manual.pk)
    audit.submitted_on = NOW.day
    audit.save(update_fields=["submitted_on"])
    assert serve(here.reviewer, manual.pk).inline
    elsewhere = world.partner("demo-anyindustry", "Another Partner")
    stranger = world.member(elsewhere.organisation, Role.REVIEWER)
    with pytest.raises(Absent):
        serve(stranger, manual.pk)
    with pytest.raises(WrongState):
        remove(here.owner, NOW, manual.pk)
