"""What a person may say about himself."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.services import journal
from handrail.services.account.acting import person_of
from handrail.services.actor import Actor
from handrail.services.errors import Invalid
from handrail.services.moment import Moment
from handrail.store.models import User

NAME_MAX = 120


@transaction.atomic
def rename(actor: Actor, moment: Moment, name: str) -> None:
    """Change the name others see. Raises Invalid for an empty or overlong one."""
    person = person_of(actor)
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > NAME_MAX:
        raise Invalid({"name": _("Write your name, in at most %(most)s characters.") % {"most": NAME_MAX}})
    if User.objects.filter(pk=person).exclude(name=tidy).update(name=tidy):
        journal.note(actor, moment, "person.rename", ("user", person), chain=person)
