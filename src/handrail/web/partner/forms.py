"""Forms of the partner's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.program import Course


class RefusalForm(forms.Form):
    """Why an application is refused; asked for a refusal only."""

    # One form, two buttons: the browser must let an acceptance go without a reason.
    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason, needed to refuse"),
        help_text=_("The firm reads these words."),
        max_length=4000,
        error_messages={"required": _("Write why. The firm reads these words.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SessionForm(forms.Form):
    """A new course day."""

    course = forms.ChoiceField(label=_("Course"), widget=forms.RadioSelect)
    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    place = forms.CharField(label=_("Place"), max_length=200)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500)

    def __init__(self, courses: tuple[Course, ...], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(course.id, course.name) for course in courses]
