"""Rules as a service: the same functions that the pages and the command line use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, RawPostDataException
from ninja import Router

from handrail.program import load_pack
from handrail.rules.audit.facts import parse_sheet
from handrail.rules.audit.score import score
from handrail.rules.reason import BadInput
from handrail.services import moment

router = Router(tags=["rules"])
MOST_BYTES = 256 * 1024


@router.post(
    "/score",
    response=dict[str, Any],
    summary="Score an audit",
    description="Takes what `handrail score FILE` takes, answers what `handrail score FILE --json` answers.",
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}},
)
def score_audit(request: HttpRequest) -> dict[str, Any]:
    # Read by hand: a body parser would turn the points into binary floats.
    body = _body(request)
    if len(body) > MOST_BYTES:
        raise BadInput("body", "is too large.", f"Send at most {MOST_BYTES // 1024} kB.")
    try:
        given = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise BadInput("body", "is not JSON.", "Send one JSON object.") from None
    if not isinstance(given, dict):
        raise BadInput("body", "must be one JSON object.", "Begin it with { and end it with }.")
    pack = load_pack(_known_pack(given.get("pack", "ca-ab")))
    sheet = parse_sheet(given, pack, today=moment.present(datetime.now(UTC)).day)
    return score(sheet, pack).as_json()


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RawPostDataException:  # a form with files, which something before us has read as one
        raise BadInput("body", "is a form, not JSON.", "Send one JSON object as application/json.") from None


def _known_pack(name: object) -> str:
    """A pack by its plain name: a folder of the server's is never opened for a stranger."""
    if not isinstance(name, str) or not name.replace("-", "").isalnum() or not name.isascii():
        raise BadInput("pack", "is not the name of a program pack.", 'Use "ca-ab".')
    return name
