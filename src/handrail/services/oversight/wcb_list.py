"""What WCB gets: certificates by account and code with their validity. Never scores, people or proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from handrail.rules.certificate.standing import Standing, Status
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.oversight.overview import has_account
from handrail.services.registry.paging import counted_page
from handrail.services.registry.publishing import csv_line
from handrail.services.registry.telling import Told, told
from handrail.store.models import Certificate

PAGE_SIZE: Final = 20
_BATCH: Final = 1000
COLUMNS: Final = (
    "account",
    "industry_code",
    "number",
    "legal_name",
    "issued",
    "expires",
    "last_valid_day",
    "standing",
    "standing_from",
    "as_of",
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of a certificate. `expires` is its last day as printed or extended, `last_valid` the last day it was or
    will be worth something (None if none), `since` the day a change gave it its standing (None where its dates did).
    """

    account: str
    industry_code: str
    number: str
    legal_name: str
    issued: date
    expires: date
    last_valid: date | None
    standing: Standing
    since: date | None


def _rows(actor: Actor, text: str) -> QuerySet[Certificate]:
    rows = access.certificates(actor, Action.CERTIFICATE_LIST).filter(signed_by_both_at__isnull=False)
    if text.strip():
        asked = text.strip()[:200]
        rows = rows.filter(Q(legal_name__icontains=asked) | Q(number__istartswith=asked) | has_account(asked))
    return rows.order_by("legal_name", "-issued_on", "id")


def _lines(rows: list[Certificate], day: date) -> Iterator[AccountLine]:
    found = told(rows, day, day)
    for row in rows:
        shown = found[row.pk]
        for account in row.accounts or [{}]:
            yield AccountLine(
                account.get("account", ""),
                account.get("industry_code", ""),
                row.number,
                row.legal_name,
                row.issued_on,
                shown.standing.expires,
                shown.last_valid,
                shown.standing.standing,
                _since(shown),
            )


def _since(shown: Told) -> date | None:
    """The day from which a withdrawn, replaced or suspended certificate is that; the others go by their dates."""
    if shown.standing.standing is Standing.SUSPENDED:
        held = (change.on for change in shown.history if change.status is Status.SUSPENDED)
        return max((on for on in held if on <= shown.standing.as_of), default=None)
    if shown.ending is not None and shown.standing.standing is shown.ending.standing:
        return shown.ending.on
    return None


def listing(
    actor: Actor, moment: Moment, text: str = "", number: int = 1
) -> tuple[Page[Certificate], list[AccountLine]]:
    """A page of certificates, one line an account; two statements."""
    page = counted_page(_rows(actor, text), number, PAGE_SIZE)
    return page, list(_lines(list(page.object_list), moment.day))


def export(actor: Actor, moment: Moment, text: str = "") -> Iterator[str]:
    """The same list as CSV, line by line. The actor is let in before the first line."""
    rows = _rows(actor, text)
    return _csv(rows, moment.day)


def _csv(rows: QuerySet[Certificate], day: date) -> Iterator[str]:
    yield csv_line(COLUMNS)
    batch: list[Certificate] = []
    for row in rows.iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _csv_lines(batch, day)
            batch = []
    yield from _csv_lines(batch, day)


def _csv_lines(batch: list[Certificate], day: date) -> Iterator[str]:
    for line in _lines(batch, day):
        yield csv_line(
            (
                line.account,
                line.industry_code,
                line.number,
                line.legal_name,
                line.issued.isoformat(),
                line.expires.isoformat(),
                line.last_valid.isoformat() if line.last_valid else "",
                line.standing.value,
                line.since.isoformat() if line.since else "",
                day.isoformat(),
            )
        )
