"""The partners' desks in the demonstration: closed days ahead, and the days that background firms were promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from handrail.rules.days import monday_of
from handrail.services.demonstration.cast import Cast, on
from handrail.services.review import looking, packages, planning
from handrail.services.review.promising import desk_of, percent_of
from handrail.store.models import Partner, Review, Submission

WEEKS_BACK = 30


CLOSED = (
    (7, 1, "Canada Day"),
    (8, 3, "Heritage Day"),
    (12, 24, ""),
    (12, 25, "Christmas Day"),
    (12, 28, ""),
    (12, 29, ""),
)


def settle(cast: Cast, day: date, named: Set[UUID]) -> None:
    """Close the desks' days ahead, and promise what background firms would have been promised."""
    for desk in (cast.construction, cast.any_industry):
        for month, number, why in CLOSED:
            if (closed := date(day.year, month, number)) >= day:
                planning.close_day(desk.admin, on(day, 8), closed, why)
        promise_past(desk.partner, day, named)
        look_over(desk.partner)


def look_over(partner: Partner) -> int:
    """Keep what the checks ask of the waiting files, as they would have asked on arrival; gives of how many."""
    rows = Review.objects.filter(audit__partner=partner, audit__state="submitted", round=F("audit__round"))
    found = list(rows.select_related("audit__partner"))
    live = Submission.objects.filter(audit__in=[row.audit_id for row in found], audit__round=F("round"))
    sent = {one.audit_id: one for one in live}
    for row in found:
        frozen = sent[row.audit_id]
        row.stands_out = looking.in_short(row, packages.read(frozen), frozen.submitted_on)
    Review.objects.bulk_update(found, ["stands_out"], batch_size=200)
    return len(found)


def promise_past(partner: Partner, day: date, besides: Set[UUID]) -> int:
    """Give the rounds of the last weeks the days they would have been given; gives how many.

    Firms in `besides` went through the services, which promised them what was to be promised.
    """
    first = monday_of(day) - timedelta(weeks=WEEKS_BACK)
    percent = percent_of(partner, day)
    rows = Review.objects.filter(audit__partner=partner, received_on__gte=first, received_on__lte=day)
    fortnights: dict[date, list[Review]] = defaultdict(list)
    for row in rows.exclude(audit__employer__in=besides).order_by("received_on", "id").only("pk", "received_on"):
        fortnights[first + timedelta(weeks=(row.received_on - first).days // 14 * 2)].append(row)
    promised = []
    for monday, came in fortnights.items():
        # As on the Friday before, so that nothing of the fortnight itself is known.
        desk = desk_of(partner.pk, monday - timedelta(days=3))
        days = desk.forecast(percent / 100, also=len(came)).promised
        for place, row in enumerate(came):
            found = days[desk.waiting + place] if days else None
            if found is not None:
                row.promised_on = max(found + (row.received_on - desk.day), row.received_on)
                row.promised_at = Decimal(percent) / 100
                promised.append(row)
    Review.objects.bulk_update(promised, ["promised_on", "promised_at"], batch_size=200)
    return len(promised)
