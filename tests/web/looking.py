"""A browser without a screen: somebody signs in, and what a page says is read."""

from __future__ import annotations

from django.test import Client

from handrail.services.actor import Actor
from handrail.store.models import User


def signed_in(actor: Actor) -> Client:
    """A client in which this person is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def text(client: Client, address: str) -> str:
    """What a page says, on one line; whatever its status."""
    return " ".join(client.get(address).content.decode().split())
