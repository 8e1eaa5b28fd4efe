"""The operator's page: side effects that gave up, with a retry; when a worker was last seen; a few counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from handrail.rules.permissions import Action
from handrail.services import journal
from handrail.services.access import require
from handrail.services.account.acting import organisation_of
from handrail.services.actor import Actor
from handrail.services.errors import Absent
from handrail.services.installation import health
from handrail.services.moment import Moment
from handrail.store.models import Organisation, OutboxItem, User, WorkerBeat


@dataclass(frozen=True, slots=True)
class Operations:
    """How the installation runs: the worker's last beat, what waits, what gave up, how much there is."""

    worker: health.Finding
    last_beat: datetime | None
    waiting: int
    gave_up: int
    organisations: int
    people: int


def operations(actor: Actor, moment: Moment) -> Operations:
    """Counts and the worker's health; Forbidden for anybody but the operator. No firm's data is in it."""
    require(actor, Action.OPERATE)
    outbox = OutboxItem.objects.filter(done_at__isnull=True).aggregate(
        waiting=Count("pk", filter=Q(failed_at__isnull=True)), gave_up=Count("pk", filter=Q(failed_at__isnull=False))
    )
    return Operations(
        worker=health.worker(moment),
        last_beat=WorkerBeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first(),
        waiting=outbox["waiting"],
        gave_up=outbox["gave_up"],
        organisations=Organisation.objects.count(),
        people=User.objects.filter(is_active=True).count(),
    )


def failed(actor: Actor) -> QuerySet[OutboxItem]:
    """Side effects that gave up, oldest first, without their payload: letters are not the operator's to read."""
    require(actor, Action.OPERATE)
    return (
        OutboxItem.objects.filter(failed_at__isnull=False, done_at__isnull=True)
        .defer("payload")
        .order_by("failed_at", "id")
    )


@transaction.atomic
def retry(actor: Actor, moment: Moment, item_id: UUID) -> None:
    """Give one failed side effect its tries back; Absent for one that is done, waiting or unknown."""
    changed = failed(actor).filter(pk=item_id).update(failed_at=None, attempts=0, due_at=moment.now, lease_until=None)
    if not changed:
        raise Absent("failed side effect")
    journal.note(actor, moment, Action.OPERATE, ("outbox", item_id), chain=organisation_of(actor), retried=True)
