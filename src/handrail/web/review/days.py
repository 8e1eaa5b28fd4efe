"""Two days that are easily taken for one: the partner's own aim for a file, and the day its firm was told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.services.review.promising import aim_of
from handrail.web.figures import day


def two_days(review: Any) -> dict[str, Any] | None:
    """What `review/days.html` shows while a round (its audit and partner read with it) waits for its decision; else None."""
    if review.state not in {"waiting", "reading"}:
        return None
    aim, promised = aim_of(review.audit.partner, review.received_on, pack=review.audit.pack), review.promised_on
    return {
        "heading": _heading((promised - aim.high).days if promised else None),
        "pairs": [
            (_("Our aim"), day(aim.high)),
            (_("The firm was told"), day(promised) if promised else _("no day of its own, only our usual time")),
        ],
    }


def _heading(apart: int | None) -> str:
    if apart is None:
        return _("The firm was told no day of its own")
    if not apart:
        return _("The firm was told the day we aim at")
    if apart > 0:
        said = ngettext(
            "The firm was told a day %(n)s day after our aim", "The firm was told a day %(n)s days after our aim", apart
        )
    else:
        said = ngettext(
            "The firm was told a day %(n)s day before our aim",
            "The firm was told a day %(n)s days before our aim",
            -apart,
        )
    return said % {"n": abs(apart)}
