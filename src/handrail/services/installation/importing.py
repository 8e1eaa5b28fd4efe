"""Writing many firms at once: the same rows and the same journal as one by one, in a few large statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model

from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Refused
from handrail.services.moment import Moment
from handrail.store.models import (
    ActionLine,
    Answer,
    AnswerEvidence,
    Application,
    Audit,
    Certificate,
    CertificateDocument,
    CertificateStatus,
    Employer,
    Event,
    Evidence,
    Membership,
    Organisation,
    Person,
    PremiumBasis,
    Review,
    ReviewedAnswer,
    ReviewNote,
    Signature,
    Site,
    Spell,
    StartCall,
    Submission,
    Training,
    User,
    WcbAccount,
)

# What a row points at is written before it.
ORDER: tuple[type[Model], ...] = (
    User, Organisation, Membership, Employer, WcbAccount, Site, Person, Spell, Application, Training, PremiumBasis,
    Evidence, Audit, Answer, AnswerEvidence, Submission, Review, ReviewedAnswer, ReviewNote, Certificate, Signature,
    CertificateStatus, StartCall, CertificateDocument, ActionLine,
)  # fmt: skip
ROWS_AT_ONCE = 400


class Batch:
    """Firms on their way into the tables. Rows are given whole, keys included; events hash on from where chains stand."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = defaultdict(list)
        self._events: list[Event] = []
        self._last: dict[UUID, Event] = {}
        self._followed: set[UUID] = set()
        self._changed: dict[tuple[type[Model], frozenset[str]], dict[object, Model]] = defaultdict(dict)

    def add(self, row: Model) -> None:
        self._rows[type(row)].append(row)

    def change(self, row: Model, *fields: str) -> None:
        """Write these columns of a row that is stored already; one that this batch brings is written whole anyway."""
        if not row._state.adding:
            self._changed[type(row), frozenset(fields)][row.pk] = row

    def follow(self, chains: Collection[UUID]) -> None:
        """Go on with the chains of firms that are here already: what is noted hashes on from where each stands now."""
        self._followed |= set(chains)

    def note(
        self,
        actor: Actor,
        moment: Moment,
        action: str,
        subject: tuple[str, object],
        *,
        chain: UUID,
        **facts: str | int | bool | None,
    ) -> None:
        """Note one event of a firm that this batch brings or follows; events of a chain are noted in the order they happened."""
        previous = self._last.get(chain)
        if previous is None and chain in self._followed:
            previous = Event.objects.filter(chain=chain).order_by("-number").first()
        event = journal.link(actor, moment, action, subject, chain=chain, previous=previous, **facts)
        self._last[chain] = event
        self._events.append(event)

    @transaction.atomic
    def write(self) -> int:
        """Write everything, or nothing; gives how many rows. Refused where a chain exists already: its firm is here."""
        brought = [chain for chain in self._last if chain not in self._followed]
        if brought and Event.objects.filter(chain__in=brought[:ROWS_AT_ONCE]).exists():
            raise Refused("already_here", "These firms are here already. Nothing was imported twice.")
        unknown = set(self._rows) - set(ORDER)
        if unknown:
            raise TypeError(f"no place in the order for {', '.join(sorted(one.__name__ for one in unknown))}")
        # An audit may keep up a certificate that itself came from an audit: that tie is laid once both are there.
        upkeep = [row for row in self._rows.get(Audit, []) if isinstance(row, Audit) and row.maintains_id]
        certificates = {row.pk: row.maintains for row in upkeep}
        for row in upkeep:
            row.maintains = None
        written = self._write_changes()
        for table in ORDER:
            rows = self._rows.pop(table, [])
            table._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
            written += len(rows)
        for row in upkeep:
            row.maintains = certificates[row.pk]
        Audit.objects.bulk_update(upkeep, ["maintains"], batch_size=ROWS_AT_ONCE)
        Event.objects.bulk_create(self._events, batch_size=ROWS_AT_ONCE)
        return written + len(self._events)

    def _write_changes(self) -> int:
        """Changed rows go first: a firm's old audit is closed before its next one is open."""
        for (table, fields), rows in self._changed.items():
            table._default_manager.bulk_update(list(rows.values()), sorted(fields), batch_size=ROWS_AT_ONCE)
        return sum(len(rows) for rows in self._changed.values())


def last_serials() -> dict[int, int]:
    """The highest certificate serial of each year so far."""
    rows = Certificate.objects.values("year").annotate(last=Max("serial"))
    return {row["year"]: row["last"] for row in rows}
