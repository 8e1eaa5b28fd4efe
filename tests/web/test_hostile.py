"""Hostile and merely odd input on every form that a page shows: no crash, a refusal names its field, writes nothing and keeps
what was typed; what is taken is shown as text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

import pytest

from handrail.rules.permissions import Role
from tests.web.access_table import TABLE
from tests.web.test_access_matrix import ADDRESSES, own
from tests.web.two_sides import EDITION
from tests.web.visiting import EVERYBODY, STRANGER, Field, PageForm, Seen, Visitor, Visits, digest, forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RANGE = next(one.id for one in EDITION.questions if one.scale == "range" and one.points == 10)
TEXTS = {
    "empty": "",
    "spaces": "   ",
    "zero width": "\u200b",
    "no-break": "\u00a0x\u00a0",
    "nul": "a\x00b",
    "lone surrogate": "a\ud800b",
    "right to left": "annual\u202egnp.exe",
    "bidi isolate": "\u2067x",
    "zalgo": "z" + "\u0301" * 500,
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 40,
    "names": "O'Brien ᓀᐦᐃᔭᐍᐏᐣ ਪੰਜਾਬੀ Électrique None null",
    "template": "{{7*7}} ${7*7} <%= 7*7 %> {0.__class__} {% now %}",
    "script": "\"'><svg onload=alert(1)><script>alert(1)</script>",
    "sql": "' OR 1=1--",
    "path": "../../etc/passwd C:\\ ..%2f",
    "formula": "=1+1",
    "command": "=cmd|'/C calc'!A0",
    "mail header": "x\r\nBcc: victim@example.com",
    "terminal": "\x1b[31mred\x1b[0m",
    "backtracking": "a" * 5000 + "!@",
    "one long word": "w" * 100_000,
}
NOT_DAYS = (
    "2026-13-01", "2027-02-29", "31 June", "03/04/2026", "2026-06-31", "tomorrow", "2026-06-01T25:00", "20226-01-01", "-1",
)  # fmt: skip
ODD_DAYS = ("0001-01-01", "0026-05-01", "9999-12-31", "２０２６-０６-０１", "26-06-01")
NOT_NUMBERS = ("-1", "NaN", "Infinity", "-0x1", "0x0A", "1e400", "9" * 401, "ten", "10 workers", "1,5,5")
ODD_NUMBERS = ("１０", "٣", "1e1", "1_0", "+10", "10.0", "2147483648", "9223372036854775808", "0.005", "1 000")
NOT_KEYS = ("not-a-choice", "00000000-0000-0000-0000-000000000000", "' OR 1=1--", "a\x00b", "９", "9" * 401, "[]")
TYPED = {"text", "textarea", "email", "tel", "search", "url"}
# Signing in and out, and passwords: what is typed there is never shown again.
NOT_SHOWN_AGAIN = ("account_", "mfa_")


def sender(visits: Visits, name: str) -> tuple[Visitor, str]:
    """Who sends this form, and to which path."""
    row, address = TABLE[name], ADDRESSES[name]
    for who in (Role.OWNER, STRANGER, *EVERYBODY):
        if who in row.post and not (who == Role.OWNER and STRANGER in row.post):
            values = own(visits.town, row, address, who, visits.town.a)
            if values is not None:
                return who, address.path(values)
    raise LookupError(name)


def forms(visits: Visits) -> dict[str, PageForm]:
    return {name: form for name, form in visits.forms().items() if name in TABLE and TABLE[name].post}


def send(visits: Visits, who: Visitor, path: str, data: dict[str, Any], **extra: Any) -> Seen:
    """As a browser that was tampered with would: raw bytes, whatever they are."""
    body = urlencode(data, doseq=True, errors="surrogatepass").encode("ascii")
    browser_extra = {"content_type": "application/x-www-form-urlencoded", **extra}
    return visits.go(who, "POST", path, body, **browser_extra)


def judge(seen: Seen, name: str, told: str, before: str) -> list[str]:
    """What is wrong with an answer to hostile input."""
    what = f"{name} with {told}: {seen.status} {seen.location}"
    if seen.status >= 500:
        return [f"{what}: broke"]
    wrong = []
    if "Traceback" in seen.text or "/site-packages/" in seen.text:
        wrong.append(f"{what}: shows its inside")
    if seen.status >= 400 and digest() != before:
        wrong.append(f"{what}: refused, and wrote all the same")
    if "<svg onload" in seen.text or "<script>alert" in seen.text:
        wrong.append(f"{what}: shows markup that somebody typed")
    return wrong


def names_a_field(seen: Seen) -> bool:
    """The summary of what is to be mended leads to a field, or stands beside one."""
    return bool(re.search(r'href="#id_|id="[^"]*error"|class="field-error', seen.text))


def test_there_are_forms_to_try(visits: Visits) -> None:
    found = forms(visits)
    assert len(found) >= 45, sorted(found)
    fields = [one for form in found.values() for one in form.fields.values()]
    assert sum(one.kind in TYPED for one in fields) >= 50
    assert sum(one.kind == "date" for one in fields) >= 15
    assert sum(one.kind == "number" for one in fields) >= 10


@pytest.mark.parametrize("turn", range(5))
def test_odd_texts_in_every_field_of_every_form(visits: Visits, turn: int) -> None:
    """All texts of a form at once, each turn another text for each form: a few hundred of all pairs, spread over both."""
    wrong: list[str] = []
    names = list(TEXTS)
    for number, (name, form) in enumerate(forms(visits).items()):
        told = names[(number + turn * 4) % len(names)]
        texts = [one for one in form.fields.values() if one.kind in TYPED]
        if not texts:
            continue
        who, path = sender(visits, name)
        with visits.undone():
            before = digest()
            seen = send(
                visits, who, path, {**form.typed(), **TABLE[name].send, **{one.name: TEXTS[told] for one in texts}}
            )
            wrong += judge(seen, name, told, before)
            if seen.status == 422 and not name.startswith(NOT_SHOWN_AGAIN):
                wrong += _kept(seen, name, told, texts)
            if seen.status == 302 and seen.location.startswith("/"):
                after = visits.go(who, "GET", seen.location)
                wrong += judge(after, f"{name}, the page after,", told, digest())
    assert not wrong, "\n".join(wrong)


def _kept(seen: Seen, name: str, told: str, texts: list[Field]) -> list[str]:
    value = TEXTS[told]
    wrong = []
    if not names_a_field(seen) and "error-summary" not in seen.text:
        wrong.append(f"{name} with {told}: refused without naming a field")
    if (
        value.strip()
        and value.isprintable()
        and html.escape(value.strip())[:200] not in html.escape(html.unescape(seen.text))
    ):
        wrong.append(f"{name} with {told}: refused, and what was typed is gone")
    return wrong


def each(kind: str, visits: Visits, values: tuple[str, ...]) -> Iterator[tuple[str, PageForm, Field, tuple[str, ...]]]:
    """Every field of a kind with three of the values, in turn, so that every value meets many fields."""
    turn = cycle(values)
    for name, form in forms(visits).items():
        for one in form.fields.values():
            if one.kind == kind:
                yield name, form, one, tuple(islice(turn, 3))


@pytest.mark.parametrize(("kind", "values"), [("date", NOT_DAYS), ("number", NOT_NUMBERS)])
def test_what_is_no_day_and_no_number_is_refused_at_its_field(
    visits: Visits, kind: str, values: tuple[str, ...]
) -> None:
    wrong: list[str] = []
    for name, form, one, some in each(kind, visits, values):
        who, path = sender(visits, name)
        for value in some:
            with visits.undone():
                before = digest()
                seen = send(visits, who, path, {**form.typed(), **TABLE[name].send, one.name: value})
                wrong += judge(seen, name, f"{one.name}={value[:20]}", before)
                if digest() != before:
                    wrong.append(f"{name} took {one.name}={value[:20]}")
                elif seen.status == 422 and not names_a_field(seen):
                    wrong.append(f"{name}: the refusal of {one.name}={value[:20]} does not name the field")
                elif seen.status not in {400, 422} and not (seen.status == 302 and not TABLE[name].get):
                    wrong.append(f"{name} answers {one.name}={value[:20]} with {seen.status} {seen.location}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("kind", "values"), [("date", ODD_DAYS), ("number", ODD_NUMBERS)])
def test_odd_days_and_numbers_break_nothing(visits: Visits, kind: str, values: tuple[str, ...]) -> None:
    """Taken or refused, and the pages that count on what was taken still stand."""
    wrong: list[str] = []
    for name, form, one, some in each(kind, visits, values):
        who, path = sender(visits, name)
        for value in some:
            with visits.undone():
                before = digest()
                seen = send(visits, who, path, {**form.typed(), **TABLE[name].send, one.name: value})
                wrong += judge(seen, name, f"{one.name}={value}", before)
                if seen.status == 302 and who in {Role.OWNER, Role.PARTNER_ADMIN, Role.TRAINER}:
                    pages = ("/today", "/people", "/cycle", "/money", "/audit")
                    for page in pages if who == Role.OWNER else (seen.location,):
                        after = visits.go(who, "GET", page)
                        if after.status >= 500:
                            wrong.append(f"{name} with {one.name}={value}: after it {page} broke")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", ["hidden", "radio", "select", "checkbox", "submit"])
def test_choices_and_hidden_fields_that_were_tampered_with(visits: Visits, kind: str) -> None:
    wrong: list[str] = []
    for name, form, one, some in each(kind, visits, NOT_KEYS):
        who, path = sender(visits, name)
        for value in some:
            with visits.undone():
                before = digest()
                seen = send(visits, who, path, {**form.typed(), **TABLE[name].send, one.name: value})
                wrong += judge(seen, name, f"{one.name}={value[:20]}", before)
    assert not wrong, "\n".join(wrong)


def test_fields_left_out_sent_twice_or_never_asked_for(visits: Visits) -> None:
    """Editing the page: nothing at all, everything twice, and the columns of the tables behind it."""
    more = {
        "id": "1", "pk": "1", "state": "certified", "status": "valid", "employer": str(visits.town.b.firm.pk), "version": "1",
        "employer_id": str(visits.town.b.firm.pk), "role": "operator", "percent": "100", "passed": "on", "signed_name": "Me",
        "organisation_id": str(visits.town.b.firm.pk), "is_active": "", "confirmed_on": "2026-01-01", "decided_on": "2026-01-01",
    }  # fmt: skip
    wrong: list[str] = []
    for name, form in forms(visits).items():
        who, path = sender(visits, name)
        typed = {**form.typed(), **TABLE[name].send}
        plain = {key: value for key, value in more.items() if key not in form.fields}
        tries: dict[str, dict[str, Any]] = {
            "nothing": {},
            "all twice": {key: [value, value] for key, value in typed.items()},
            "more than asked": {**typed, **plain},
        }
        for told, data in tries.items():
            with visits.undone():
                before = digest()
                wrong += judge(send(visits, who, path, data), name, told, before)
    assert not wrong, "\n".join(wrong)


def test_ten_megabytes_are_refused_without_harm(visits: Visits) -> None:
    wrong: list[str] = []
    huge = "x" * 10_000_000
    for name in ("firm-change", "audit-question", "section", "review-note", "start", "account_login"):
        form = forms(visits)[name]
        text = next(one.name for one in form.fields.values() if one.kind in TYPED)
        who, path = sender(visits, name)
        with visits.undone():
            before = digest()
            seen = send(visits, who, path, {**form.typed(), text: huge})
            wrong += judge(seen, name, "10 MB", before)
            if seen.status not in {400, 413, 422}:
                wrong.append(f"{name} with 10 MB: {seen.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "points", ["-1", "NaN", "Infinity", "1e1", "１０", "9" * 400, "10.001", "11", "ten", "1e-5", "\x00"]
)
def test_points_saved_by_the_page_itself(visits: Visits, points: str) -> None:
    """The way the page saves as it is typed: an answer in JSON, the text not lost, the score not poisoned."""
    path = ADDRESSES["audit-question"].path({"audit": visits.town.a.things["audit"], "question": RANGE})
    with visits.undone():
        (form,) = [one for one in forms_of(visits.go(Role.OWNER, "GET", path)) if one.action == path]
        version = form.typed()["version"]
        before = digest()
        seen = send(
            visits,
            Role.OWNER,
            path,
            {"version": version, "points": points, "note": "mine"},
            headers={"accept": "application/json"},
        )
        assert seen.status in {200, 422}, str(seen)
        assert seen.status == 422 or points in {"1e1", "１０"}, seen.text
        assert (digest() == before) == (seen.status == 422)


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "9" * 400, "1.0"])
def test_a_version_nobody_was_given(visits: Visits, version: str) -> None:
    _who, path = sender(visits, "audit-question")
    with visits.undone():
        before = digest()
        data = {"version": version, "points": "3", "note": "mine"}
        seen = send(visits, Role.OWNER, path, data, headers={"accept": "application/json"})
        assert seen.status in {409, 422}, str(seen)
        assert digest() == before


QUERIES = [
    "/eligibility?wcb_account=yes&most_people={}&helpers={}&trained=yes&records_months={}",
    "/registry?q={}&page={}",
    "/verify?number={}",
    "/verify/HR-2026?on={}",
    "/partners?industry={}",
    "/api/v1/certificates/HR-2026?on={}",
    "/start/answer?on={}",
    "/people?page={}",
    "/money?year={}",
    "/shoebox?page={}&kind={}",
    "/audit?page={}",
    "/sign-in?next={}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_odd_queries_break_no_page(visits: Visits, query: str) -> None:
    from urllib.parse import quote

    wrong = []
    values = (*TEXTS.values(), *NOT_DAYS, *ODD_DAYS, *NOT_NUMBERS, *ODD_NUMBERS, *NOT_KEYS, "-1", "1000000000")
    for value in values:
        text = quote(value[:2000], errors="surrogatepass")
        who = Role.OWNER if query.split("?", maxsplit=1)[0] in {"/people", "/money", "/shoebox", "/audit"} else STRANGER
        seen = visits.visit(who, "GET", query.replace("{}", text))
        if seen.status >= 500 or "<svg onload" in seen.text or "Traceback" in seen.text:
            wrong.append(f"{query} with {value[:30]!r}: {seen.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path",
    [
        "/verify/{}", "/api/v1/certificates/{}", "/invitation/{}", "/system/{}", "/sign-up/confirm/{}", "/reset/{}-{}",
        "/people/{}", "/reviews/{}", "/money/{}/2026", "/proof/{}/file",
    ],
)  # fmt: skip
def test_odd_addresses_are_absent(visits: Visits, path: str) -> None:
    from urllib.parse import quote

    wrong = []
    for value in (*TEXTS.values(), *NOT_KEYS):
        seen = visits.visit(
            Role.OWNER, "GET", path.replace("{}", quote(value[:1500], safe="", errors="surrogatepass") or "-")
        )
        # A link of the account library that leads nowhere says so on a page; the API says "could not check".
        said = (
            {200}
            if path.startswith(("/reset", "/sign-up", "/api"))
            else {403}
            if path.startswith("/reviews")
            else set()
        )
        if seen.status not in {404, 422} | said:
            wrong.append(f"{path} with {value[:30]!r}: {seen.status}")
        if "<svg onload" in seen.text:
            wrong.append(f"{path} shows markup")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a\x00b.pdf", "CON.pdf", ".htaccess", "a.pdf.exe", "x" * 300 + ".pdf", "\u202efdp.exe", '"><svg onload=1>.pdf', "a\r\nBcc: x.pdf"])  # fmt: skip
def test_odd_file_names_are_kept_tame(visits: Visits, name: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.web.two_sides import PDF

    file = SimpleUploadedFile("x.pdf", PDF.replace(b"{canary}", name.encode("utf-8", "replace")), "application/pdf")
    file._name = name  # what a browser would never send  # type: ignore[attr-defined]
    with visits.undone():
        seen = visits.go(Role.OWNER, "POST", "/shoebox", {"files": file})
        assert seen.status in {302, 400}, str(seen)
        page = visits.go(Role.OWNER, "GET", "/shoebox")
        assert page.status == 200
        assert "<svg onload" not in page.text and "etc/passwd" not in page.text


@pytest.mark.parametrize(
    ("told", "data"),
    [
        ("nothing", b""),
        ("a page called a picture", b"<html><script>alert(1)</script>"),
        ("html before a PDF", b"<html><script>alert(1)</script>%PDF-1.4\n%%EOF"),
        ("a drawing with a script", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a program", b"MZ\x90\x00\x03"),
        ("half a picture", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("a zip", b"PK\x03\x04junk"),
        ("EICAR", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"),
    ],
)
def test_files_that_are_not_what_they_say(visits: Visits, told: str, data: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from handrail.store.models import Evidence

    with visits.undone():
        count = Evidence.objects.count()
        sent = {"files": SimpleUploadedFile("photo.jpg", data, "image/jpeg")}
        seen = visits.go(Role.OWNER, "POST", "/shoebox", sent)
        assert seen.status in {302, 422}, str(seen)
        assert Evidence.objects.count() == count, f"{told} was kept"
        if data:
            after = visits.go(Role.OWNER, "GET", "/shoebox", onward=True)
            assert "photo.jpg" in html.unescape(after.text), "the refusal names the file"


def test_the_days_tried_are_what_they_claim() -> None:
    for text in ODD_DAYS[:3]:
        assert date.fromisoformat(text)
    for text in NOT_DAYS:
        with pytest.raises(ValueError):
            date.fromisoformat(text)
