"""What is due at every firm on a day: read in bulk, a few statements for every few hundred firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from handrail.program import Pack, load_pack
from handrail.rules.deadlines import DeadlineItem, State, deadlines
from handrail.store.facts.deadlines import events_of, rounds
from handrail.store.facts.training import trainings_of
from handrail.store.models import (
    Application,
    Audit,
    Certificate,
    Employer,
    Organisation,
    Spell,
    Submission,
    Training,
)

BATCH = 400
RowT = TypeVar("RowT", Audit, Certificate)
# What a firm itself has to do by its day; the other deadlines only say what would follow.
OWN_DAYS = frozenset(
    {"maintenance_due", "recertify_by", "correct_by", "submit_by", "gathering_end_by", "refresher_due"}
)


@dataclass(frozen=True, slots=True)
class FirmDays:
    """A firm's own open days, the earliest first, under its partner's rules."""

    employer: UUID
    partner: Organisation | None
    pack: Pack
    program_partner: str | None
    items: tuple[DeadlineItem, ...]


def firms_with_days(day: date, firms: QuerySet[Employer] | None = None) -> Iterator[FirmDays]:
    """Every firm (or those given) that has something to do on or after the day."""
    rows = Employer.objects.all() if firms is None else firms
    # A firm without certificate, open audit or trained person has no day of its own.
    keys = (
        rows.filter(
            Q(
                pk__in=Certificate.objects.filter(signed_by_both_at__isnull=False, expires_on__gte=day).values(
                    "employer"
                )
            )
            | Q(pk__in=Audit.objects.filter(state__in=["gathering", "returned"]).values("employer"))
            | Q(pk__in=Training.objects.values("person__employer"))
        )
        .order_by("pk")
        .values_list("pk", "pack")
    )
    found = list(keys)
    for first in range(0, len(found), BATCH):
        yield from _batch(dict(found[first : first + BATCH]), day)


def _batch(packs: dict[UUID, str], day: date) -> Iterator[FirmDays]:
    keys = list(packs)
    partners = {
        row.employer_id: row.partner
        for row in Application.objects.filter(employer__in=keys, state=Application.State.ACCEPTED).select_related(
            "partner__organisation"
        )
    }
    audits = _by_firm(
        Audit.objects.filter(employer__in=keys)
        .prefetch_related(
            Prefetch("submissions", Submission.objects.only("audit_id", "round", "submitted_on").order_by("round")),
            Prefetch("reviews", rounds().only("audit_id", "round", "state", "decided_on")),
        )
        .order_by("gathering_started_on", "started_at")
    )
    certificates = _by_firm(
        Certificate.objects.filter(employer__in=keys, signed_by_both_at__isnull=False)
        .prefetch_related("history")
        .order_by("issued_on", "signed_by_both_at")
    )
    trainings: dict[UUID, list[Training]] = defaultdict(list)
    for row in Training.objects.filter(person__employer__in=keys).select_related("person").order_by("taken_on", "id"):
        trainings[row.person.employer_id].append(row)
    here = frozenset(
        str(key)
        for key in Spell.objects.filter(
            Q(to_day__isnull=True) | Q(to_day__gte=day), person__employer__in=keys, from_day__lte=day
        ).values_list("person", flat=True)
    )
    for key, name in packs.items():
        pack, partner = load_pack(name), partners.get(key)
        program_id = partner.program_id if partner else None
        facts = trainings_of(trainings[key], pack, day, program_id)
        events = events_of(audits[key], certificates[key], facts, here)
        items = tuple(
            item
            for item in deadlines(events, day, pack, program_id)
            if item.code in OWN_DAYS and item.state is State.OPEN
        )
        # A yearly audit that waits at the partner is the partner's to answer.
        if any(audit.state == "submitted" for audit in audits[key]):
            items = tuple(item for item in items if item.code not in {"maintenance_due", "recertify_by"})
        if items:
            yield FirmDays(key, partner.organisation if partner else None, pack, program_id, items)


def _by_firm(rows: Iterable[RowT]) -> dict[UUID, list[RowT]]:
    found: dict[UUID, list[RowT]] = defaultdict(list)
    for row in rows:
        found[row.employer_id].append(row)
    return found
