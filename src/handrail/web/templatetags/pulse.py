"""`{% pulse_here found.link %}`: the way from a crew's code to its three questions, on days they are asked."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from handrail.services.record import pulse

register = template.Library()


@register.inclusion_tag("public/pulse_link.html", takes_context=True)
def pulse_here(context: Context, link: Any) -> dict[str, Any]:
    """A link to the questions, naming the languages they are in; nothing where the code's firm asks none today."""
    request = context["request"]
    token = request.resolver_match.kwargs["token"]
    return {"token": token, "languages": pulse.languages(request.moment, link)}
