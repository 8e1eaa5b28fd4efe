"""Forms of the account pages: the library's own, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.rules.permissions import Role
from handrail.web.context import role_label

LABELS: dict[str, Any] = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "name": _("Your name"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The new password once more"),
    "oldpassword": _("Your password now"),
    "code": _("Code"),
}


def _rules_of_a_password() -> str:
    shortest = max(
        (one.min_length for one in get_default_password_validators() if isinstance(one, MinimumLengthValidator)),
        default=1,
    )
    return gettext("At least %(count)s characters; a short sentence is good. Not your name or e-mail.") % {
        "count": shortest
    }


class InOurWords:
    """Labels above the input, no words inside it, and the password's rules as a hint where a new one is set."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = _rules_of_a_password() if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)


class CodeInOurWords(InOurWords):
    """Six digits, or a recovery code; a wrong one says what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> Any:
        try:
            return super().clean_code()  # type: ignore[misc]  # the library's form stands behind this one
        except forms.ValidationError as error:
            if error.code != "incorrect_code":
                raise
            raise forms.ValidationError(
                _("This code is wrong or used up. Wait for the next one and type its six digits."), error.code
            ) from None


class SignInForm(InOurWords, LoginForm):  # type: ignore[misc]  # the library brings no types
    """The promised field names are `email` and `password`; the library calls the first `login`."""

    def add_prefix(self, field_name: str) -> str:
        return "email" if field_name == "login" else str(super().add_prefix(field_name))


class SignUpForm(InOurWords, SignupForm):  # type: ignore[misc]
    """Name, e-mail and password; the firm comes later."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(
        max_length=120,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")


class ForgottenForm(InOurWords, ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link."""


class NewPasswordForm(InOurWords, ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the mailed link."""


class OtherPasswordForm(InOurWords, ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of the known one."""


class PasswordAgainForm(InOurWords, ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class CodeForm(CodeInOurWords, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class CodeOnceMoreForm(CodeInOurWords, CodeAgainForm):  # type: ignore[misc]
    """The second step once more, before something that matters."""


class FirstCodeForm(CodeInOurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class InviteForm(forms.Form):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        label=_("Their e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("What will they do here?"), widget=forms.RadioSelect)

    def __init__(self, roles: tuple[Role, ...], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, WHAT_THEY_DO.get(role, role_label(role))) for role in roles]


WHAT_THEY_DO: dict[Role, Any] = {
    Role.OWNER: _("Colleague: everything you can do, sending the audit and letting people in included"),
    Role.CREW: _("Crew: adds photos and records, sees nothing of money or the audit"),
    Role.CONSULTANT: _("Consultant: does the work with you, but cannot send the audit or let people in"),
    Role.REVIEWER: _("Reviewer: reviews and decides audits"),
    Role.TRAINER: _("Trainer: says who was at a course"),
    Role.PARTNER_ADMIN: _("Administrator: applications, courses, co-signing, letting people in"),
    Role.OFFICE: _("Office: signs certificates and keeps the overview"),
    Role.WCB: _("WCB: sees the list of certificates"),
    Role.OPERATOR: _("Operator: keeps this installation running"),
}
