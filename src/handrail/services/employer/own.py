"""The actor's own firm, and the one way its rows are changed: only if nobody saved in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from handrail.rules.permissions import Action, Tie
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden
from handrail.store.models import Employer


def own(actor: Actor, action: Action) -> Employer:
    """The firm the actor acts for. Forbidden for whoever acts for somebody else, whatever they may do to firms."""
    if access.require(actor, action) is not Tie.OWN:
        raise Forbidden(_("This page belongs to a firm's own people. Switch to your firm to open it."))
    found = access.employers(actor, Action.EMPLOYER_READ).select_related("organisation")
    return access.one(found, str(actor.organisation_id), "firm")


def differing(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What two people typed where they differ, as texts by field: the first's and the second's."""
    names = [name for name in mine if mine[name] != theirs.get(name)]
    return {name: _text(mine[name]) for name in names}, {name: _text(theirs.get(name)) for name in names}


def _text(value: object) -> str:
    return "" if value is None else str(value)
