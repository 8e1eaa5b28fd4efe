"""Letting a phone in: the owner's list and code, and what the phone itself is asked."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.account import devices
from handrail.services.errors import Absent, Invalid, Refused, WrongState
from handrail.services.record import gone
from handrail.web.phone.forms import CodeForm, PhoneForm
from handrail.web.phone.seat import remember
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request

POSTS = ["GET", "HEAD", "POST"]


@require_safe
def phones(request: Request) -> HttpResponse:
    """The firm's phones, and the way to one more."""
    found = devices.phones(request.actor)
    page = {
        "used": [one for one in found if one.removed_at is None],
        "out": [one for one in found if one.removed_at is not None],
        "gone": gone.probably_gone(request.actor, request.moment, found),
    }
    return render(request, "phone/phones.html", page)


@never_cache
@require_http_methods(POSTS)
def add(request: Request) -> HttpResponse:
    """Ask whose phone it is, then show the code: once, on the answer itself, since it is stored nowhere."""
    people = devices.whose(request.actor, request.moment)
    form = PhoneForm([(str(key), name) for key, name in people], request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            shown, code = devices.show_pass(
                request.actor,
                request.moment,
                person_id=UUID(person) if person else None,
                name=form.cleaned_data["name"],
            )
        except Invalid as wrong:
            for name, sentence in wrong.errors.items():
                form.add_error(name, sentence)
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            address = settings.BASE_URL + reverse("pair-code", args=[code])
            page = {
                "shown": shown,
                "code": code,
                "minutes": devices.MINUTES_GOOD,
                "address": settings.BASE_URL + reverse("pair"),
                "drawing": devices.drawing(address),
            }
            return render(request, "phone/code.html", page)
    return render(request, "phone/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(POSTS)
def remove(request: Request, device_id: UUID) -> HttpResponse:
    """Ask, then remove a phone."""
    found = devices.phone(request.actor, device_id)
    if request.method == "POST":
        devices.remove(request.actor, request.moment, device_id)
        messages.success(request, _("%(name)s keeps no records here any more.") % {"name": found.name})
        return redirect("phones")
    return render(request, "phone/remove.html", {"phone": found})


@require_http_methods(POSTS)
def pair(request: Request) -> HttpResponse:
    """Where the code is typed on a phone that cannot scan."""
    if too_many(request):
        return slow_down(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = devices.plain(form.cleaned_data["code"])
        try:
            devices.offer(request.moment, code)
        except Absent:
            form.add_error("code", _("No code like this is shown anywhere now. Look at the owner's screen again."))
        except WrongState as gone:
            form.add_error("code", gone.sentence)
        else:
            return redirect("pair-code", code=code)
    return render(request, "phone/pair.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(POSTS)
def pair_code(request: Request, code: str) -> HttpResponse:
    """What the code offers; taking it is a press of its own, so that a look ahead by some app uses it for nobody."""
    if too_many(request):
        return slow_down(request)
    try:
        offer = devices.offer(request.moment, code)
        if request.method == "POST":
            _device, token = devices.pair(request.moment, code)
            response = redirect("phone")
            remember(response, token)
            return response
    except WrongState as gone:
        return render(request, "phone/pair_gone.html", {"sentence": gone.sentence}, status=410)
    return render(request, "phone/pair_code.html", {"offer": offer, "code": code})
