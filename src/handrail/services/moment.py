"""The clock as an argument: an instant and the program's own day. Only doors make one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from handrail.program import load_pack
from handrail.store.models import DemonstrationDay


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` is an instant (UTC); `day` is the day it is in the program's time zone."""

    now: datetime
    day: date
    demonstration: bool = False


def zone() -> ZoneInfo:
    """The program's time zone (America/Edmonton for Alberta)."""
    return ZoneInfo(load_pack().program.time_zone)


def at(now: datetime) -> Moment:
    """The moment of a real instant."""
    return Moment(now=now.astimezone(UTC), day=now.astimezone(zone()).date())


def on(day: date, hour: int = 12, minute: int = 0, *, demonstration: bool = False) -> Moment:
    """A moment on a given program day, for replays: noon of that day unless said otherwise."""
    local = datetime.combine(day, time(hour, minute), tzinfo=zone())
    return Moment(now=local.astimezone(UTC), day=day, demonstration=demonstration)


def present(now: datetime) -> Moment:
    """The moment doors act in: the demonstration's stored day where there is one, else the real one.

    In a demonstration the time of day still runs, so that what happens one after another stays in order.
    """
    row = DemonstrationDay.objects.filter(pk=1).first()
    if row is None:
        return at(now)
    local = now.astimezone(zone())
    shown = datetime.combine(row.day, local.timetz().replace(tzinfo=None), tzinfo=zone())
    return Moment(now=shown.astimezone(UTC), day=row.day, demonstration=True)
