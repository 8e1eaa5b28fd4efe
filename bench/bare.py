"""What our pages stand beside: the barest view that does such a thing, through the very same stack."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_POST

from handrail.program import load_pack
from handrail.store.models import Answer

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.title }}</td><td>{{ row.asked }}</td><td>{{ row.points }}</td></tr>
{% endfor %}</table></body></html>"""


@require_POST
def write(request: HttpRequest, key: str) -> HttpResponse:
    """One row written, signed in: no rule, no guard, no journal."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with transaction.atomic():
        Answer.objects.filter(pk=key).update(own_knowledge=request.POST["note"])
    return HttpResponse("saved")


def page(request: HttpRequest) -> HttpResponse:
    """A template of 68 rows out of memory, signed in: no query of its own."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    rows = load_pack().edition("ref10-2023").questions
    return HttpResponse(_template().render({"title": "Bare", "rows": rows}, request))


@cache
def _template() -> Any:
    return engines["django"].from_string(PAGE)


urlpatterns = [
    path("bare/write/<uuid:key>", write),
    path("bare/page", page),
    path("", include("handrail.config.urls")),
]
