"""Telling people at a hand-off: queues plain mail in the transaction of the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from handrail.services.moment import Moment
from handrail.services.notice.letters import compose
from handrail.services.outbox import enqueue
from handrail.store.models import Employer


def tell(
    moment: Moment,
    kind: str,
    employer_id: UUID | None,
    *,
    key: str | None = None,
    due_at: datetime | None = None,
    **facts: Any,
) -> None:
    """Queue the letters of one hand-off about an employer (or about none, for an invitation to another organisation).

    `facts` are plain values: `partner_id` (UUID), `day` (ISO), `percent`, `number`, `path` (an address on this
    installation, made a full link here). With a `key` the letters go out once only;
    a reminder waits until `due_at`, what is handed off never does.
    """
    if employer_id is not None and "firm" not in facts:
        facts["firm"] = Employer.objects.select_related("organisation").get(pk=employer_id).name
    if path := facts.pop("path", ""):
        facts["link"] = f"{settings.BASE_URL}{path}"
    plain = {name: value if isinstance(value, int | bool) else str(value) for name, value in facts.items()}
    for number, letter in enumerate(compose(kind, {"partner": "", **plain})):
        enqueue(
            moment,
            "mail",
            {
                "to": letter.to,
                "employer": str(employer_id or ""),
                "partner": plain.get("partner_id", ""),
                "subject": letter.subject,
                "text": letter.text,
            },
            key=f"{key}:{number}" if key else None,
            due_at=due_at,
        )
