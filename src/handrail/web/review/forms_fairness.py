"""What is typed where two readers settle, and where a decision is appealed and the appeal answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SettlementForm(forms.Form):
    points = forms.CharField(
        label=_("Points"), required=False, max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    not_applicable = forms.BooleanField(label=_("It does not apply"), required=False)
    words = forms.CharField(
        label=_("Why"),
        max_length=4000,
        error_messages={
            "required": _("Write why, so that somebody who knows neither the firm nor you understands it.")
        },
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For somebody who knows neither the firm nor you. Name no firm and no person."),
    )
    is_example = forms.BooleanField(label=_("Keep it as an example for others"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong with the decision"),
        error_messages={"required": _("Write what is wrong with the decision, and where in your file it can be seen.")},
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Say which question, and where in what you sent it can be seen. Proof made since is for a correction."
        ),
    )


class AppealAnswerForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What comes of it"),
        error_messages={"required": _("Choose whether the decision stands or the file is read anew.")},
        choices=[
            ("upheld", _("The decision stands")),
            ("changed", _("The file is read anew, in a round of its own")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Reasons, for the firm to read"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the reasons; the firm reads them.")},
    )
