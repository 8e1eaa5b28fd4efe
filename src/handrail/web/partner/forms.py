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


class CloseDayForm(forms.Form):
    """A day on which the desk decides nothing."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput)
    why = forms.CharField(label=_("Why, if you like"), max_length=120, required=False)


class CallForm(forms.Form):
    """What a call came to."""

    outcome = forms.ChoiceField(
        label=_("What did it come to?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the call came to.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Needed for something else; the firm does not read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    again_on = forms.DateField(
        label=_("Call again on"),
        help_text=_("On that day the firm stands among those to call again."),
        required=False,
        widget=forms.DateInput,
    )

    def __init__(self, outcomes: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = outcomes
