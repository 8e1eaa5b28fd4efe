"""What reviewers type."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of note"),
        choices=[("must_fix", _("Must be fixed")), ("information", _("For information"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it must be fixed or is for information.")},
    )
    text = forms.CharField(
        label=_("Note for the firm"),
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "t", "data-send": ""}),
        error_messages={"required": _("Write what the firm should do or know.")},
    )


class AskForm(forms.Form):
    ask = forms.CharField(
        label=_("The one thing you need"),
        widget=forms.Textarea(attrs={"rows": 2, "data-send": ""}),
        error_messages={"required": _("Write the one thing you need, such as: both sides of the first-aid card.")},
    )


class CallForm(forms.Form):
    spoke_with = forms.CharField(
        label=_("With whom you spoke"), max_length=120, error_messages={"required": _("Write with whom you spoke.")}
    )
    called_on = forms.DateField(
        label=_("Day of the call"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day of the call."), "invalid": _("Give the day of the call.")},
    )
    said = forms.CharField(
        label=_("What was said"),
        widget=forms.Textarea(attrs={"rows": 3, "data-send": ""}),
        error_messages={"required": _("Write what was said.")},
    )


class DecisionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("Words for the firm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What you found, in a few sentences. When you do not accept the file it must say why; when you return or accept it "
            "you may leave it empty."
        ),
    )
    quality = forms.CharField(label=_("Quality mark"), required=False, max_length=8)


class VisitForm(forms.Form):
    reason = forms.CharField(
        label=_("What is to be seen, and why"),
        widget=forms.Textarea(attrs={"rows": 3, "data-send": ""}),
        help_text=_("The firm reads this at once. You or a colleague phone them to agree on a day."),
        error_messages={"required": _("Write what is to be seen at the site and why; the firm reads it.")},
    )


class VisitReportForm(forms.Form):
    visited_on = forms.DateField(
        label=_("Day of the visit"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day of the visit."), "invalid": _("Give the day of the visit.")},
    )
    seen = forms.CharField(
        label=_("What was seen"),
        widget=forms.Textarea(attrs={"rows": 4, "data-send": ""}),
        help_text=_("The firm reads this with the decision."),
        error_messages={"required": _("Write what was seen; the firm reads it with the decision.")},
    )
