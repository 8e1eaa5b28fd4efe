"""The forms around letting a phone in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PhoneForm(forms.Form):
    """Whose phone it is: somebody of the firm, or a name for a phone that goes from hand to hand."""

    use_required_attribute = False
    person = forms.ChoiceField(label=_("Whose phone is it?"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Or a name for it"),
        help_text=_("For a phone that goes from hand to hand, such as “Truck 2”. At most 40 characters."),
        required=False,
    )

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*people, ("", _("Nobody's in particular"))]


class CodeForm(forms.Form):
    """The six characters as the owner's screen shows them."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("The six characters on the owner's screen"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
        error_messages={"required": _("Type the six characters, or scan the picture beside them.")},
    )
