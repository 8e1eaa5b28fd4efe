"""`handrail verify FILE_OR_TEXT`: whether a certificate is genuine, and its standing on a day. No database, no network."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from handrail.cli.asked import asked, print_json
from handrail.cli.main import a_day
from handrail.cli.reading import read_bytes
from handrail.rules.certificate.standing import Standing
from handrail.rules.days import in_words
from handrail.rules.reason import BadInput
from handrail.services.certificate.verifying import (
    NO_KEYS,
    StatusList,
    TrustedKeys,
    Verification,
    status_list,
    trusted_keys,
    verify,
)

_LONGEST_NAME = 240


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "subject", metavar="FILE_OR_TEXT", help="the sealed PDF, a credential file, or the code's text; - reads it"
    )
    parser.add_argument("--on", type=a_day, default=None, metavar="DAY", help="the day to judge (default today)")
    parser.add_argument(
        "--trust", metavar="KEYS.json", help="the issuer's public keys (default: those of this installation)"
    )
    parser.add_argument("--status", metavar="LIST", help="the issuer's signed status list (default: the last one kept)")


def run(args: argparse.Namespace) -> int:
    """Print the answer. 0 genuine and valid on the day, 1 otherwise, 2 unreadable."""
    day = args.on or asked(args).on
    trusted = _trusted(args.trust)
    where, data = _subject(args.subject)
    answer = verify(data, where, day, trusted, _status(args.status, trusted))
    if args.json:
        print_json(answer.as_json())
    else:
        print(as_text(answer))
    return 0 if answer.valid else 1


def as_text(answer: Verification) -> str:
    """The answer in one line, and what stands behind it in a few more."""
    because = " ".join(reason.sentence for reason in answer.reasons)
    if not answer.genuine or answer.claims is None:
        return f"Not genuine: {because}"
    claims = answer.claims
    word = "Valid" if answer.valid else "Could not check" if answer.standing is Standing.UNKNOWN else "Not valid"
    said = "" if answer.standing in {Standing.VALID, Standing.UNKNOWN} else f" ({answer.standing.replace('_', ' ')})"
    return "\n".join(
        [
            f"{word}{said} on {in_words(answer.as_of)}: {claims.holder}, {claims.number}",
            f"  Issued {in_words(claims.issued)}, last valid day {in_words(answer.expires or claims.expires)}",
            f"  Says who: {answer.issuer}",
            f"  {because}",
        ]
    )


def _subject(given: str) -> tuple[str, bytes]:
    """The bytes of a file, or the text itself where no file has that name."""
    if not given.strip():
        raise BadInput("FILE_OR_TEXT", "is empty.", "Name a file, or give the whole text that the code reads as.")
    if given == "-":
        return "standard input", read_bytes(given)
    if len(given) <= _LONGEST_NAME and "\0" not in given and Path(given).exists():
        return given, read_bytes(given)
    if given.lower().endswith((".pdf", ".jws", ".txt", ".json")) and "#" not in given:
        return given, read_bytes(given)
    return given, given.encode("utf-8", "replace")


def _kept(name: str) -> Path:
    return Path(os.environ.get("HANDRAIL_VAR", "var")) / "keys" / name


def _trusted(given: str | None) -> TrustedKeys:
    """The keys named, else those of the installation in this folder, else none: then nobody is recognised."""
    path = given or str(_kept("keys.json"))
    if given is None and not Path(path).exists():
        return NO_KEYS
    return trusted_keys(read_bytes(path), path)


def _status(given: str | None, trusted: TrustedKeys) -> StatusList | None:
    path = given or str(_kept("status-list.jws"))
    if given is None and not (trusted.code_keys and Path(path).exists()):
        return None
    return status_list(read_bytes(path), trusted, path)
