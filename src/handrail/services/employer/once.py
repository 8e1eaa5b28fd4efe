"""A form that adds a row carries the row's key: sent twice, it adds it once."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from handrail.services.errors import WrongState

RowT = TypeVar("RowT", bound=Model)


def create_once(
    table: type[RowT], key: UUID | None, owned: dict[str, Any], columns: dict[str, Any]
) -> tuple[RowT, bool]:
    """The new row and True, or the one this key made before and False. `owned` are the columns that make it the firm's.

    Raises WrongState for a key that stands for somebody else's row.
    """
    rows = table._default_manager
    if key is None:
        return rows.create(**owned, **columns), True
    try:
        with transaction.atomic():
            return rows.create(pk=key, **owned, **columns), True
    except IntegrityError:
        made = rows.filter(pk=key, **owned).first()
        if made is None:
            raise WrongState(_("This form is used up. Open it again and send it once more.")) from None
        return made, False
