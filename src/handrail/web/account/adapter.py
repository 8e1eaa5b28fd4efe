"""Where the account library meets our services."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Ours in name; the account pages deepen it."""
