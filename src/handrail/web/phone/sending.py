"""What the phone's page asks of the server: the book, and taking in what was kept without signal."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from handrail.rules.days import parse_day
from handrail.rules.reason import BadInput
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, ServiceError, WrongState
from handrail.services.record import book as books
from handrail.services.record import calendar, keeping, photos
from handrail.services.record.receipt import receipt, receipt_of
from handrail.web.phone.seat import cookie_name, keeper, remember
from handrail.web.requests import Request

View = Callable[..., HttpResponse]
STATUS: tuple[tuple[type[ServiceError], int], ...] = (
    (Invalid, 422),
    (Refused, 422),
    (Absent, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (WrongState, 409),
)


def _error(sentence: str, status: int, errors: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": sentence, "errors": errors or {}}, status=status)


def answered(view: View) -> View:
    """Every answer is JSON and kept by no cache; every refusal is a status and a sentence the phone shows."""

    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = keeper(request)
        if actor is None:
            said = _("This phone is not let in, or not any more. What waits on it stays on it.")
            response: HttpResponse = _not_let_in(request, said)
        else:
            try:
                response = view(request, actor, *args, **kwargs)
            except BadInput as wrong:
                response = _error(str(wrong), 422)
            except ServiceError as refused:
                status = next(number for kind, number in STATUS if isinstance(refused, kind))
                response = _error(refused.sentence, status, _fields(refused))
        response.headers["Cache-Control"] = "no-store"
        return response

    return asked


def _not_let_in(request: Request, said: str) -> JsonResponse:
    """A session that ran out leaves the phone its book; a phone that was removed gives it back, an account without its seat too."""
    seat = _seat_is_lost(request)
    removed = seat or devices.was_removed(request.COOKIES.get(cookie_name(), ""))
    return JsonResponse({"error": said, "errors": {}, "removed": removed, "seat": seat}, status=401)


def _seat_is_lost(request: Request) -> bool:
    """Whether somebody is signed in who has no seat in the firm whose book the phone holds."""
    firm = request.headers.get("X-Handrail-Firm", "")
    if not firm or not request.actor.signed_in:
        return False
    return all(str(seat.organisation_id) != firm for seat in request.seats)


def _fields(refused: ServiceError) -> dict[str, str]:
    if isinstance(refused, Invalid):
        return refused.errors
    return {refused.field: refused.sentence} if isinstance(refused, Refused) and refused.field else {}


def from_the_phone(view: View) -> View:
    """Only our own page sends: another site's form cannot set this header, and what says it comes from one is refused.

    A record that waited for a week has no form token of today, so none is asked for.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def sent(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        other = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
        if request.headers.get("X-Handrail") != "phone" or other:
            return _error(_("Only the phone's own page sends here."), 403)
        return view(request, *args, **kwargs)

    return sent


def _same_firm(request: Request, actor: Actor) -> None:
    """A record kept for one firm never lands in another, whoever is signed in by the time there is signal."""
    kept_for = request.headers.get("X-Handrail-Firm", "")
    if kept_for and kept_for != str(actor.organisation_id):
        said = _("This was kept for another firm than %(name)s. Switch back to that one, and it goes.")
        raise WrongState(said % {"name": actor.organisation_name}, "other_firm")


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Invalid({"record": _("What was sent cannot be read as a record.")})
    return body


@require_safe
@gzip_page
@answered
def book(request: Request, actor: Actor) -> HttpResponse:
    """All the phone needs where there is no signal. It says of which firm it holds a book, so that a lost seat shows."""
    if actor.device_id is None and _seat_is_lost(request):
        return _not_let_in(request, _("You no longer act for the firm whose book is on this phone."))
    response = JsonResponse(books.book(actor, request.moment))
    if actor.device_id is not None:
        remember(response, request.COOKIES[cookie_name()])
    return response


@from_the_phone
@answered
def record(request: Request, actor: Actor) -> HttpResponse:
    """Take one record in; the same again is taken for what it is. `pictures` in the body announces how many belong to it."""
    _same_firm(request, actor)
    body = _body(request)
    kept = keeping.keep(actor, request.moment, keeping.read_json(body))
    row = kept.record
    came = receipt(actor, row, body.get("pictures"))
    return JsonResponse(
        {
            "id": str(row.pk),
            "outcome": kept.outcome,
            "version": row.version,
            "received_at": row.received_at.isoformat(),
            "pictures": {"arrived": came.arrived, "pending": came.pending},
            "late": came.late,
            "said": came.sentence,
        }
    )


@from_the_phone
@answered
def photo(request: Request, actor: Actor, photo_id: UUID) -> HttpResponse:
    """Take one picture in, before or after its record."""
    _same_firm(request, actor)
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Invalid({"file": _("The picture did not come along.")})
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise Invalid({"file": _("The picture is larger than 15 MB.")})
    try:
        record_id = UUID(request.POST.get("record_id", ""))
    except ValueError:
        raise Invalid({"record_id": _("The picture does not say to which record it belongs.")}) from None
    kept = photos.add(
        actor,
        request.moment,
        photo_id=photo_id,
        record_id=record_id,
        name=str(file.name or "photo.jpg"),
        data=file.read(),
        caption=request.POST.get("caption", "")[:160],
        part=request.POST.get("part", ""),
        taken_on=_taken_on(request.POST.get("taken_on", "")),
        original_sha256=request.POST.get("original_sha256", ""),
    )
    announced = request.POST.get("pictures", "")
    came = receipt_of(actor, kept.record_id, int(announced) if announced.isdecimal() and len(announced) < 5 else 0)
    return JsonResponse(
        {"id": str(kept.pk), "record_id": str(kept.record_id), "said": came.sentence if came is not None else ""}
    )


def _taken_on(text: str) -> date | None:
    """The day the camera wrote into the picture; a camera's clock that makes no sense is no reason to lose a picture."""
    try:
        return parse_day(text, "taken_on") if text else None
    except BadInput:
        return None


@from_the_phone
@answered
def no_work(request: Request, actor: Actor) -> HttpResponse:
    """Mark a day as one on which nobody works."""
    _same_firm(request, actor)
    calendar.mark_no_work_today(actor, request.moment, parse_day(_body(request).get("day"), "day"))
    return JsonResponse({"outcome": "stored"})
