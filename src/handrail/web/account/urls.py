"""Addresses of signing in, of one's own account and of an organisation's people."""

from __future__ import annotations

from allauth.account import views as library
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from handrail.web.account import entrance, invitation, members, seating, settings

urlpatterns = [
    path("home", seating.home, name="home"),
    path("switch", seating.switch, name="switch"),
    # The names are the account library's, the addresses ours.
    path("sign-in", library.login, name="account_login"),
    path("sign-in/code", entrance.code, name="mfa_authenticate"),
    path("sign-in/closed", library.account_inactive, name="account_inactive"),
    path("sign-in/again", entrance.password_again, name="account_reauthenticate"),
    path("sign-in/again/code", entrance.code_again, name="mfa_reauthenticate"),
    path("sign-up", library.signup, name="account_signup"),
    path("sign-up/mail", library.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^sign-up/confirm/(?P<key>[-:\w]+)$", library.confirm_email, name="account_confirm_email"),
    path("sign-out", library.logout, name="account_logout"),
    path("reset", entrance.reset, name="account_reset_password"),
    path("reset/sent", library.password_reset_done, name="account_reset_password_done"),
    path("reset/done", library.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$", entrance.new_password, name="account_reset_password_from_key"
    ),
    path("settings", settings.settings, name="settings"),
    path("settings/leave/<uuid:membership_id>", settings.leave, name="leave"),
    path("settings/password", entrance.change_password, name="account_change_password"),
    path("settings/codes", mfa.index, name="mfa_index"),
    path("settings/codes/app", entrance.enrol, name="mfa_activate_totp"),
    path("settings/codes/app/off", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("settings/codes/recovery", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/codes/recovery/new", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("settings/codes/recovery/file", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("members", members.members, name="members"),
    path("members/<uuid:membership_id>/remove", members.remove, name="member-remove"),
    path("members/invitations/<uuid:invitation_id>/take-back", members.revoke, name="invitation-revoke"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("invitation/<str:token>/account", invitation.account_from, name="invitation-account"),
]
