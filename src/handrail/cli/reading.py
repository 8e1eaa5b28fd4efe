"""Reading a file (or standard input) that a person named on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from handrail.rules.reason import BadInput


def name_of(path: str) -> str:
    """How complaints name the file: `-` is standard input."""
    return "standard input" if path == "-" else path


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Complaints about what the file holds name the file before the field."""
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{name_of(path)}: {error.where}", error.what, error.mend) from None


def read_bytes(path: str) -> bytes:
    """The file's bytes; `-` reads standard input."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise BadInput(path, "there is no such file.", "Check the name, or use - for standard input.") from None
    except IsADirectoryError:
        raise BadInput(path, "is a folder.", "Name a file in it.") from None
    except PermissionError:
        raise BadInput(path, "may not be read.", "Change its permissions.") from None


def read_text(path: str) -> str:
    """The file as text; a byte-order mark is taken off."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(name_of(path), f"is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from None


def read_json(path: str) -> dict[str, Any]:
    """The file as one JSON object: decimals stay exact, a key that stands twice is refused."""

    name = name_of(path)

    def no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                raise BadInput(name, f"the key '{key}' stands twice.", "Keep one of them.")
            seen[key] = value
        return seen

    def no_constant(word: str) -> Any:
        raise BadInput(name, f"{word} is not a number.", "Use a plain decimal.")

    def exact(digits: str) -> Decimal:
        try:
            return Decimal(digits)
        except InvalidOperation:
            raise BadInput(name, f"{digits[:40]} is beyond every number.", "Use a plain decimal.") from None

    try:
        found = json.loads(read_text(path), parse_float=exact, object_pairs_hook=no_twice, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(f"{name}, line {error.lineno}", f"is not JSON: {error.msg}.", "Mend that line.") from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        mend = "Check it for very deep nesting or very long numbers."
        raise BadInput(name, "cannot be read as JSON.", mend) from None
    if not isinstance(found, dict):
        raise BadInput(name, "must hold one JSON object.", "Begin it with { and end it with }.")
    return found
