"""`handrail verify`: promised answers and exit codes, with no database and no network."""

from __future__ import annotations

import io
import json
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from handrail.cli.main import run
from handrail.integrations import credential, keys
from handrail.integrations.credential import STATUS_LIST_TYPE, CertificateClaims
from handrail.integrations.qr import qr_svg
from handrail.integrations.seal import seal_pdf
from handrail.integrations.typesetting import typeset

NUMBER = "HR-26-00042-N"
CLAIMS = CertificateClaims(
    number=NUMBER,
    holder="Prairie Crest Roofing Ltd.",
    program="ca-ab",
    issued=date(2026, 3, 20),
    expires=date(2029, 3, 20),
    signed_on=date(2026, 5, 19),
    partner="Demonstration Construction Safety Partner",
)


@dataclass
class Papers:
    """A certificate in its three forms, with what its issuer publishes."""

    pdf: Path
    credential: Path
    code: str
    keys: Path
    status: Path


@pytest.fixture(autouse=True)
def no_network_and_no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setenv("HANDRAIL_VAR", str(tmp_path / "nowhere"))
    yield


@pytest.fixture
def papers(settings: LazySettings, tmp_path: Path) -> Papers:
    settings.KEYS_ROOT = tmp_path / "keys"
    key = keys.code_key()
    code = credential.code_text(CLAIMS, f"https://handrail.example/verify/{NUMBER}", key)
    jws = credential.credential_jws(CLAIMS, keys.ISSUER, key)
    page = {
        "title": "Certificate", "program": "Program", "issuer": keys.ISSUER, "language": "en", "number": NUMBER,
        "holder": CLAIMS.holder, "demonstration": True, "days": ["a", "b"], "accounts": ["c"], "signatures": [],
        "posts": [{"year": "2026", "day": "20 March", "word": "certified", "filled": True}], "url": "https://x.example",
        "shown_url": "x.example",
        "words": dict.fromkeys(
            ("demonstration", "holder", "statement", "number", "valid", "scope", "code", "check", "offline", "note",
             "credential"), "word",
        ),
    }  # fmt: skip
    page["signatures"] = [{"name": "A", "role": "B", "day": "C"}] * 2
    from datetime import UTC, datetime

    made = typeset(
        "certificate",
        page,
        at=datetime(2026, 5, 19, 18, tzinfo=UTC),
        files={"code.svg": qr_svg(code), "credential.jws": jws.encode()},
        standards=("a-3a", "ua-1"),
    )
    found = Papers(tmp_path / "it.pdf", tmp_path / "it.jws", code, tmp_path / "keys.json", tmp_path / "list.jws")
    found.pdf.write_bytes(seal_pdf(made, keys.seal_key(), reason="Issued", place="Alberta"))
    found.credential.write_text(jws)
    found.keys.write_text(json.dumps(keys.published()))
    found.status.write_text(listed(date(2026, 6, 1)))
    return found


def listed(day: date, *history: dict[str, str]) -> str:
    entry = {"standing": "valid", "history": list(history)}
    payload = {
        "type": STATUS_LIST_TYPE,
        "issuer": keys.ISSUER,
        "as_of": day.isoformat(),
        "certificates": {NUMBER: entry},
    }
    return credential.sign_jws(payload, keys.code_key())


def asked(capsys: pytest.CaptureFixture[str], papers: Papers, subject: str, *more: str) -> tuple[int, dict[str, Any]]:
    code = run(["verify", subject, "--trust", str(papers.keys), "--status", str(papers.status), "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def subject(papers: Papers, form: str) -> str:
    return {"pdf": str(papers.pdf), "credential": str(papers.credential), "code": papers.code}[form]


@pytest.mark.parametrize("form", ["pdf", "credential", "code"])
def test_every_form_answers_in_the_promised_shape(
    capsys: pytest.CaptureFixture[str], papers: Papers, form: str
) -> None:
    code, answer = asked(capsys, papers, subject(papers, form), "--on", "2026-06-01")
    assert code == 0
    assert set(answer) == {
        "genuine", "issuer", "holder", "number", "program", "issued", "expires", "standing", "as_of",
        "status_known_on", "reasons",
    }  # fmt: skip
    assert answer["genuine"] is True
    assert (answer["holder"], answer["number"]) == (CLAIMS.holder, NUMBER)
    assert answer["program"] == "Small Employer Certificate of Recognition, Alberta"
    assert (answer["issued"], answer["expires"], answer["standing"]) == ("2026-03-20", "2029-03-20", "valid")
    assert (answer["as_of"], answer["status_known_on"]) == ("2026-06-01", "2026-06-01")


@pytest.mark.parametrize(
    ("day", "standing", "code", "reason"),
    [
        ("2026-03-19", "not_yet_valid", 1, "not_yet_valid"),
        ("2026-03-20", "valid", 0, "signed_later"),
        ("2029-03-20", "valid", 0, "in_force"),
        ("2029-03-21", "expired", 1, "expired"),
    ],
)
def test_the_standing_is_that_of_the_day(
    capsys: pytest.CaptureFixture[str], papers: Papers, *, day: str, standing: str, code: int, reason: str
) -> None:
    found, answer = asked(capsys, papers, str(papers.pdf), "--on", day)
    assert (found, answer["standing"], answer["genuine"]) == (code, standing, True)
    assert reason in {one["code"] for one in answer["reasons"]}


def test_a_withdrawal_on_the_list_counts_from_its_day(capsys: pytest.CaptureFixture[str], papers: Papers) -> None:
    change = {"on": "2026-07-01", "status": "withdrawn", "sentence": "Closed down."}
    papers.status.write_text(listed(date(2026, 7, 2), change))
    assert asked(capsys, papers, papers.code, "--on", "2026-06-30")[0] == 0
    code, answer = asked(capsys, papers, papers.code, "--on", "2026-07-01")
    assert (code, answer["standing"]) == (1, "withdrawn")


def test_without_a_list_the_standing_is_unknown(capsys: pytest.CaptureFixture[str], papers: Papers) -> None:
    code = run(["verify", papers.code, "--trust", str(papers.keys), "--on", "2026-06-01", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["genuine"], answer["standing"], answer["status_known_on"]) == (1, True, "unknown", None)


def test_what_the_installation_published_is_used_where_nothing_is_named(
    capsys: pytest.CaptureFixture[str], papers: Papers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "here" / "keys"
    folder.mkdir(parents=True)
    (folder / "keys.json").write_bytes(papers.keys.read_bytes())
    (folder / "status-list.jws").write_bytes(papers.status.read_bytes())
    monkeypatch.setenv("HANDRAIL_VAR", str(tmp_path / "here"))
    assert run(["verify", str(papers.pdf), "--on", "2026-06-01"]) == 0
    assert "Valid on Monday 1 June 2026: Prairie Crest Roofing Ltd." in capsys.readouterr().out


@pytest.mark.parametrize("change", ["appended", "flipped", "cut", "stripped"])
def test_a_tampered_document_is_a_clean_no_in_one_line(
    capsys: pytest.CaptureFixture[str], papers: Papers, tmp_path: Path, change: str
) -> None:
    pdf = papers.pdf.read_bytes()
    changed = {
        "appended": pdf + b"\n%%EOF\n",
        "flipped": pdf[:3000] + bytes([pdf[3000] ^ 4]) + pdf[3001:],
        "cut": pdf[:-100],
        "stripped": pdf[: pdf.index(b"%%EOF") + 6],
    }[change]
    other = tmp_path / "other.pdf"
    other.write_bytes(changed)
    assert run(["verify", str(other), "--trust", str(papers.keys)]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("Not genuine: ")
    assert len(out.strip().splitlines()) == 1
    assert err == ""


def test_a_plain_pdf_proves_nothing(capsys: pytest.CaptureFixture[str], papers: Papers, tmp_path: Path) -> None:
    (tmp_path / "plain.pdf").write_bytes(b"%PDF-1.4\n%nothing\n%%EOF")
    assert run(["verify", str(tmp_path / "plain.pdf"), "--trust", str(papers.keys)]) == 1
    assert capsys.readouterr().out.startswith("Not genuine")


def test_an_unknown_issuer_is_said_to_be_unknown(capsys: pytest.CaptureFixture[str], papers: Papers) -> None:
    assert run(["verify", str(papers.pdf), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in answer["reasons"]] == ["issuer_not_recognised"]
    assert answer["holder"] is None


@pytest.mark.parametrize("text", ["hello", "", "missing.pdf", NUMBER, "https://example.com/#abc", "\x00", "a" * 5000])
def test_what_is_no_certificate_is_unreadable_in_one_line(
    capsys: pytest.CaptureFixture[str], papers: Papers, text: str
) -> None:
    assert run(["verify", text, "--trust", str(papers.keys)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("handrail: ")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_bytes_that_are_nothing_and_folders(capsys: pytest.CaptureFixture[str], papers: Papers, tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00\x81" * 50)
    for given in (tmp_path / "noise", tmp_path):
        assert run(["verify", str(given)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_a_file_that_is_here_is_not_called_absent(
    capsys: pytest.CaptureFixture[str], papers: Papers, tmp_path: Path
) -> None:
    (tmp_path / "letter").write_text("Dear owner,\nhere is your letter.\n")
    assert run(["verify", str(tmp_path / "letter"), "--trust", str(papers.keys)]) == 2
    err = capsys.readouterr().err
    assert "holds neither a sealed certificate nor" in err
    assert "a file here" not in err
    assert run(["verify", "no-such-name", "--trust", str(papers.keys)]) == 2
    assert "is neither the name of a file here nor" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "name"), [("--trust", "keys.json"), ("--status", "list")])
def test_broken_keys_and_lists_are_named(
    capsys: pytest.CaptureFixture[str], papers: Papers, tmp_path: Path, option: str, name: str
) -> None:
    broken = tmp_path / f"broken-{name}"
    broken.write_text('{"keys": 5}')
    given = {"--trust": str(papers.keys), "--status": str(papers.status), option: str(broken)}
    assert run(["verify", papers.code, *(part for pair in given.items() for part in pair)]) == 2
    assert f"broken-{name}" in capsys.readouterr().err


def test_standard_input_serves(
    capsys: pytest.CaptureFixture[str], papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Given:
        buffer = io.BytesIO(papers.pdf.read_bytes())

    monkeypatch.setattr(sys, "stdin", Given())
    assert asked(capsys, papers, "-", "--on", "2026-06-01")[0] == 0


def test_a_wrong_day_is_refused(capsys: pytest.CaptureFixture[str], papers: Papers) -> None:
    with pytest.raises(SystemExit) as error:
        run(["verify", papers.code, "--on", "2026-13-01"])
    assert error.value.code == 2
