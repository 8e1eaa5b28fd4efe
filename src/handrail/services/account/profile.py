"""What a person may say about himself."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Invalid
from handrail.services.moment import Moment
from handrail.store.models import User

NAME_MAX = 120


@transaction.atomic
def rename(actor: Actor, moment: Moment, name: str) -> None:
    """Change the name others see. Raises Invalid for an empty or overlong one."""
    if actor.user_id is None:
        raise Forbidden(_("Sign in first."))
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > NAME_MAX:
        raise Invalid({"name": _("Write your name, in at most %(most)s characters.") % {"most": NAME_MAX}})
    if User.objects.filter(pk=actor.user_id).exclude(name=tidy).update(name=tidy):
        journal.note(actor, moment, "person.rename", ("user", actor.user_id), chain=actor.user_id)
