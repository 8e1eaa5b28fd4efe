"""`{% csrf_token %}` also says for whom a page was drawn: every form that is sent carries it, whoever wrote the form."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handrail.web.middleware.acting import DRAWN_FOR

register = template.Library()


class DrawnForNode(CsrfTokenNode):
    """Django's own field and, for somebody who acts for an organisation, that organisation's key."""

    def render(self, context: Context) -> SafeString:
        field = SafeString(super().render(context))
        actor = context.get("actor")
        if actor is None or actor.organisation_id is None:
            return field
        mark = format_html('<input type="hidden" name="{}" value="{}">', DRAWN_FOR, actor.organisation_id)
        return SafeString(field + mark)


@register.tag
def csrf_token(parser: Parser, token: Token) -> DrawnForNode:
    return DrawnForNode()
