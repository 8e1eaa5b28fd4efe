"""Checking a certificate by its number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from handrail.services import moment
from handrail.services.registry import checking

router = Router(tags=["certificates"])


@router.get("/{number}", response=dict[str, Any], summary="Standing of a certificate on a day")
def standing(request: HttpRequest, number: str, on: date | None = None) -> dict[str, Any]:
    now = moment.present(datetime.now(UTC))
    return checking.check(now, number, on or now.day).as_json()
