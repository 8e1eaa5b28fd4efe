"""Where the account library meets our services: letters are queued, links lead to our own address, a seat is taken."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handrail.services.account import acting, mailing
from handrail.web.middleware.acting import CHOSEN
from handrail.web.requests import Request


def _here(url: str) -> str:
    """The same path at this installation's own address, whatever host the request named."""
    path = url.split("://", 1)[-1]
    return f"{settings.BASE_URL}/{path.split('/', 1)[-1]}" if "://" in url else f"{settings.BASE_URL}{url}"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library brings no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the owner of your organisation."),
        "email_password_mismatch": _(
            "E-mail and password do not belong together. Check both, or ask for a new password."
        ),
        "enter_current_password": _("This is not your password now. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": _("Too many tries in a short time. Wait five minutes and try again."),
        "rate_limited": _("Too many tries in a short time. Wait five minutes and try again."),
    }

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        super().save_user(request, user, form, commit=False)
        user.name = " ".join(form.cleaned_data.get("name", "").split())
        user.joined_at = cast(Request, request).moment.now
        if commit:
            user.save()
        return user

    def unstash_verified_email(self, request: HttpRequest) -> str | None:
        """The mailbox an invitation's link went to, only for an account with that very address."""
        mailbox: str | None = super().unstash_verified_email(request)
        return mailbox if mailbox == request.POST.get("email", "").strip().lower() else None

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in and sit down, so that losing this seat later never moves the person into another one unseen."""
        super().login(request, user)
        held = acting.seats(user.pk)
        if held and request.session.get(CHOSEN) not in {str(seat.id) for seat in held}:
            request.session[CHOSEN] = str(held[0].id)

    def send_mail(self, template_prefix: str, email: str, facts: dict[str, Any]) -> None:
        request = cast(Request, context.request)
        facts = {**facts, "email": email, "base_url": settings.BASE_URL}
        for key in ("password_reset_url", "signup_url"):
            if key in facts:
                facts[key] = _here(facts[key])
        letter = self.render_mail(template_prefix, email, facts)
        mailing.post(request.moment, email, str(letter.subject), str(letter.body))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody that his own account changed: always, so that a thief cannot do it in silence."""
        self.send_mail(template_prefix, email or user.email, dict(context or {}))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return f"{settings.BASE_URL}{reverse('account_confirm_email', args=[emailconfirmation.key])}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _here(get_reset_password_from_key_url(context.request, key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")
