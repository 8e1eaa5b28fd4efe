"""Accounts: people, organisations, memberships, invitations."""
