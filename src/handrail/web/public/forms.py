"""Forms of the public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.rules.eligibility.answer import Answers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNSURE = "unsure"


class YesNoUnsure(forms.ChoiceField):
    """Yes, no, or "I do not know", which is a good answer too."""

    widget = forms.RadioSelect

    def __init__(self, *, label: StrOrPromise) -> None:
        choices = [("yes", _("Yes")), ("no", _("No")), (UNSURE, _("I do not know"))]
        super().__init__(choices=choices, label=label, required=True)


class EligibilityForm(forms.Form):
    """The five questions."""

    wcb_account = YesNoUnsure(label=_("Does your firm have its own active Alberta WCB account?"))
    most_people = forms.IntegerField(
        label=_("The most people at once in the last twelve months"),
        help_text=_(
            "Owners, and everyone your WCB account covers: full-time, part-time, casual. Not suppliers, inspectors or "
            "people who deliver rented equipment. Leave it empty if you do not know."
        ),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    helpers = forms.IntegerField(
        label=_("Family, volunteers or subcontractors who help and are not on your account"),
        help_text=_("How many at once. Some Certifying Partners count them. Leave it empty if you do not know."),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    trained = YesNoUnsure(label=_("Has somebody who stays with the firm taken the training, or will they?"))
    records_months = forms.IntegerField(
        label=_("Whole months of safety records you have kept"),
        help_text=_("Talks, inspections, hazard assessments. 0 is a fine place to begin."),
        min_value=0,
        max_value=1_200,
        required=False,
    )

    def answers(self) -> Answers:
        """The cleaned form as the rule's facts; "I do not know" and an empty number are None."""
        given = self.cleaned_data
        word = {"yes": True, "no": False, UNSURE: None}
        return Answers(
            wcb_account=word[given["wcb_account"]],
            most_people=given["most_people"],
            helpers=given["helpers"],
            trained=word[given["trained"]],
            records_months=given["records_months"],
        )
