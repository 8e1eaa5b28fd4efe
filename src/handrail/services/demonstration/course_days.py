"""Course days ahead of the demonstration's day, so that a firm can book and a trainer sees what comes."""

from __future__ import annotations

from datetime import date
from typing import Final

from handrail.rules.days import add_days
from handrail.services.demonstration.cast import Cast, on
from handrail.services.partner import courses

SEATS: Final = 12
ANNOUNCED: Final = 12  # days before the demonstration's day
# Days after it, and where: midweek, one of them soon.
AHEAD: Final = ((9, "Red Deer, hall B"), (23, "Edmonton, training room 2"), (44, "Calgary, community hall"))


def announce(cast: Cast, day: date) -> None:
    """Each partner's administrator announces three course days, going through the courses the partner gives."""
    at = on(add_days(day, -ANNOUNCED), 10)
    for desk in cast.desks:
        offered = courses.offered(desk.admin)
        for number, (after, place) in enumerate(AHEAD):
            courses.open_session(
                desk.admin,
                at,
                course=offered[number % len(offered)].id,
                held_on=add_days(day, after),
                place=place,
                seats=SEATS,
            )
