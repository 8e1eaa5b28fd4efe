"""How forms are drawn: our own field template."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws every field with the component of the design language."""

    field_template_name = "components/form_field.html"
    form_template_name = "components/form.html"
