"""The partners' desks in the demonstration: closed days ahead, and the days that background firms were promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from handrail.rules.days import monday_of
from handrail.rules.permissions import Kind
from handrail.services.demonstration.cast import Cast, on
from handrail.services.review import looking, packages, planning
from handrail.services.review.promising import desk_of, kind_of, percent_of
from handrail.store.models import Membership, Partner, Review, Submission

WEEKS_BACK = 30
AT_ONCE, A_FEW = 6, 2  # weeks of decided files that are reckoned together, and of those that still wait


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


def promise_new(old: date, new: date) -> int:
    """Promise the files that background firms sent between two days of the demonstration; gives how many."""
    ours = set(Membership.objects.filter(organisation__kind=Kind.EMPLOYER.value).values_list("organisation", flat=True))
    since = max(old, new - timedelta(weeks=WEEKS_BACK))
    return sum(promise_past(partner, new, ours, since=since) for partner in Partner.objects.all())


def promise_past(partner: Partner, day: date, besides: Set[UUID], *, since: date | None = None) -> int:
    """Give the rounds of the last weeks, or of those `since`, the days they would have been given; gives how many.

    What still waits on `day` gets to the day what it was told when it came. Of what is decided, and of what comes while the
    day moves, some weeks are reckoned at once, as of the day the first of them came, so that nobody waits for it. Each stands
    where it stood in the queue of its own day. Firms in `besides` went through the services, which promised them theirs.
    """
    first = since or monday_of(day) - timedelta(weeks=WEEKS_BACK)
    percent = percent_of(partner, day)
    rounds = Review.objects.filter(audit__partner=partner).order_by("received_on", "id")
    came = rounds.filter(received_on__gte=first, received_on__lte=day, promised_on=None)
    together: dict[tuple[date, str], list[Review]] = defaultdict(list)
    for row in came.exclude(audit__employer__in=besides).select_related("audit"):
        weeks = (row.received_on - first).days // 7
        many = AT_ONCE if row.decided_on is not None else A_FEW if since else 0
        begins = first + timedelta(weeks=weeks - weeks % many) if many else row.received_on
        together[begins, kind_of(row.audit.purpose, row.round)].append(row)
    places = _places(partner.pk, [row for rows in together.values() for row in rows])
    promised = []
    for (_begins, kind), rows in together.items():
        desk = desk_of(partner.pk, rows[0].received_on)
        also = max(max(places[row.pk] for row in rows) - desk.waiting, 0)
        days = desk.forecast(percent / 100, also=also, kind=kind).promised
        for row in rows:
            found = days[places[row.pk]] if days else None
            if found is not None:
                row.promised_on = max(found + (row.received_on - desk.day), row.received_on)
                row.promised_at = Decimal(percent) / 100
                promised.append(row)
    Review.objects.bulk_update(promised, ["promised_on", "promised_at"], batch_size=200)
    return len(promised)


def _places(partner: UUID, rows: list[Review]) -> dict[UUID, int]:
    """How many files waited before each of these on the evening of the day it came."""
    there = Review.objects.filter(audit__partner=partner).exclude(state="withdrawn")
    known = list(there.values_list("received_on", "id", "decided_on"))
    return {
        row.pk: sum(
            (came, key) < (row.received_on, row.pk) and (gone is None or gone > row.received_on)
            for came, key, gone in known
        )
        for row in rows
    }
