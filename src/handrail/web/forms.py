"""How forms are drawn: our own field template."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template


class Renderer(DjangoTemplates):
    """Draws every field with the component of the design language; widgets come with Django."""

    field_template_name = "components/form_field.html"
    form_template_name = "components/form.html"

    def get_template(self, template_name: str):  # type: ignore[no-untyped-def]  # as its base
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)
