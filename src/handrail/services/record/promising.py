"""The firm's own promises: this kind of record so often. Nothing is promised for it; what is common is only offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.program import RecordKind, load_pack
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.errors import Invalid
from handrail.services.moment import Moment
from handrail.store.models import Interval

MOST_TIMES = 14
"""More often than this in one unit is a slip of the finger; the next smaller unit says the same better."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many times a unit; 0 times promises nothing (any more)."""

    times: int
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of record with the firm's promise in force, if any; what is common practice stands in the kind itself."""

    kind: RecordKind
    promise: Interval | None

    @property
    def promised(self) -> bool:
        return self.promise is not None and self.promise.times > 0


def promises(actor: Actor, moment: Moment) -> list[Line]:
    """Every kind of record that may be promised, in the pack's order, with what the firm promises today."""
    firm = own(actor, Action.RECORD_READ)
    now = in_force(firm.pk, moment.day)
    return [Line(kind, now.get(kind.id)) for kind in promisable(firm.pack)]


def promisable(pack: str) -> list[RecordKind]:
    """The kinds that are kept and come back: those for which common practice names an interval."""
    return [kind for kind in load_pack(pack).record_kinds.values() if kind.kept and kind.usual_every]


def in_force(employer_id: UUID, day: date) -> dict[str, Interval]:
    """The firm's latest word by kind, as of a day; one with 0 times says that nothing is promised any more."""
    rows = Interval.objects.filter(employer=employer_id, from_day__lte=day).order_by("from_day")
    return {row.kind: row for row in rows}


@transaction.atomic
def promise(actor: Actor, moment: Moment, wanted: Mapping[str, Wanted]) -> int:
    """Set the firm's promises by kind, from today on; how many changed. What was promised before stays true of before.

    Raises Invalid with a field `times-<kind>` or `unit-<kind>` for each that cannot be; then nothing is changed.
    """
    access.require(actor, Action.CALENDAR_WRITE)
    firm = own(actor, Action.RECORD_READ)
    known = {kind.id for kind in promisable(firm.pack)}
    errors: dict[str, str] = {}
    for kind, one in wanted.items():
        if kind not in known:
            errors[f"times-{kind}"] = _("Choose one of the kinds of records in the list.")
        elif not 0 <= one.times <= MOST_TIMES:
            errors[f"times-{kind}"] = _("Give a number from 0 to %(most)s.") % {"most": MOST_TIMES}
        elif one.unit not in Interval.Unit.values:
            errors[f"unit-{kind}"] = _("Choose a day, week, month, quarter or year.")
    if errors:
        raise Invalid(errors)
    now = in_force(firm.pk, moment.day)
    changed = 0
    for kind, one in wanted.items():
        there = now.get(kind)
        same = there is not None and (there.times, there.unit) == (one.times, one.unit)
        if same or (one.times == 0 and (there is None or there.times == 0)):
            continue
        row, _new = Interval.objects.update_or_create(
            employer=firm, kind=kind, from_day=moment.day, defaults={"times": one.times, "unit": one.unit}
        )
        journal.note(
            actor, moment, "calendar.promise", ("interval", row.pk), chain=firm.pk, kind=kind, times=one.times, unit=one.unit
        )  # fmt: skip
        changed += 1
    return changed
