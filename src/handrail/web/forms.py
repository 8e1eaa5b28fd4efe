"""How forms are drawn: our own field template."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.forms import Field, fields
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Renderer(DjangoTemplates):
    """Draws every field with the component of the design language; widgets come with Django."""

    field_template_name = "components/form_field.html"
    form_template_name = "components/form.html"

    def get_template(self, template_name: str):  # type: ignore[no-untyped-def]  # as its base
        if template_name.startswith("components/"):
            return get_template(template_name)
        return super().get_template(template_name)


def in_plain_words(field: Field, error: ValidationError) -> str | None:
    """What a number or a day lacks, with the limits of its field; None where the form's own sentence says it."""
    if error.code == "invalid":
        return _not_read(field)
    if not isinstance(field, fields.IntegerField):  # decimals are numbers too
        return None
    if error.code == "max_decimal_places":
        places = int((error.params or {}).get("max", 0))
        said = ngettext(
            "Give at most %(n)s decimal, such as 7.5.", "Give at most %(n)s decimals, such as 7.25.", places
        )
        return said % {"n": places}
    return _limits(field) if error.code in {"min_value", "max_value"} else None


def _limits(field: fields.IntegerField) -> str:
    least, most = field.min_value, field.max_value
    if least is not None and most is not None:
        return _("Give a number from %(least)s to %(most)s.") % {"least": least, "most": most}
    return (
        _("Give %(least)s or more.") % {"least": least}
        if most is None
        else _("Give %(most)s or less.") % {"most": most}
    )


def _not_read(field: Field) -> str | None:
    library = type(field).default_error_messages.get("invalid")
    if library is None or field.error_messages.get("invalid") != library:
        return None
    if isinstance(field, fields.DateField):
        return _("Give the day as year, month and day, such as 2026-04-24.")
    if isinstance(field, fields.DecimalField):
        return _("Give a number, such as 7 or 7.5.")
    return _("Give a whole number, such as 7.") if isinstance(field, fields.IntegerField) else None
