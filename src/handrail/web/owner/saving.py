"""How a form of the owner's pages is sent: a refusal comes back on the field it concerns, with everything typed kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from handrail.services.errors import Conflict, Invalid, Refused
from handrail.web.requests import Request


def put_errors(form: forms.Form, error: Invalid | Refused) -> None:
    """The sentences of a refusal on their fields; what concerns no field of the form stands above it."""
    if isinstance(error, Invalid):
        for name, sentence in error.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
    else:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)


def version_of(request: Request) -> int:
    """The version a form was opened with; 0 for none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def once(request: Request) -> UUID:
    """The key of the row that a form adds: the one it was opened with, else a new one."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid4()


def send(
    request: Request,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    to: str | Callable[[Any], str],
    said: str,
    template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Run one use case with what the form holds, then go on; or show the page again with everything that was typed.

    On a conflict both texts are shown and the form takes the newer version, so that sending it again is a choice.
    """
    status, error, version = 422, None, version_of(request)
    if form.is_valid():
        try:
            result = act(form.cleaned_data)
        except (Invalid, Refused) as refused:
            put_errors(form, refused)
        except Conflict as conflict:
            status, error, version = 409, conflict, conflict.version
        else:
            messages.success(request, said)
            return redirect(to if isinstance(to, str) else to(result))
    return render(request, template, {**context, "form": form, "error": error, "version": version}, status=status)
