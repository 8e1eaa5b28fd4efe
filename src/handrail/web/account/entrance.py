"""The library's own account pages with our forms, where one of them needs more than a template."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from django.http import HttpResponse

from handrail.web.account import forms


class ResetView(account.PasswordResetView):  # type: ignore[misc]  # the library brings no types
    form_class = forms.ForgottenForm


class NewPasswordView(account.PasswordResetFromKeyView):  # type: ignore[misc]
    form_class = forms.NewPasswordForm


class ChangePasswordView(account.PasswordChangeView):  # type: ignore[misc]
    form_class = forms.OtherPasswordForm


class PasswordAgainView(account.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.PasswordAgainForm


class CodeView(mfa.AuthenticateView):  # type: ignore[misc]
    form_class = forms.CodeForm


class CodeAgainView(mfa.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.CodeOnceMoreForm


class EnrolView(totp.ActivateTOTPView):  # type: ignore[misc]
    """Typing the app's first code is itself a second step, so the session counts as having taken it."""

    form_class = forms.FirstCodeForm

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        mine = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        post_authentication(self.request, mine, reauthenticated=True)
        return response


reset = ResetView.as_view()
new_password = NewPasswordView.as_view()
change_password = ChangePasswordView.as_view()
password_again = PasswordAgainView.as_view()
code = CodeView.as_view()
code_again = CodeAgainView.as_view()
enrol = EnrolView.as_view()
