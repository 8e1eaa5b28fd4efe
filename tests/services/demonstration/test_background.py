"""Names of background firms, and the bulk import they go in through."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from handrail.services import moment as moments
from handrail.services.actor import CLOCKWORK
from handrail.services.demonstration.background import name_of
from handrail.services.errors import Refused
from handrail.services.installation.importing import Batch
from handrail.services.journal import broken_links
from handrail.store.ids import new_id
from handrail.store.models import Employer, Event, Organisation

AT = moments.on(date(2026, 6, 1))


def test_no_two_firms_are_called_the_same() -> None:
    names = {name_of(number)[0] for number in range(12_000)}
    assert len(names) == 12_000


def _batch(key: UUID) -> Batch:
    batch = Batch()
    batch.add(Employer(organisation_id=key, legal_name="Aspen Ltd."))
    batch.add(Organisation(pk=key, kind="employer", name="Aspen", created_at=AT.now))
    for number in range(3):
        batch.note(CLOCKWORK, AT, "employer.create", ("employer", key), chain=key, number=number)
    return batch


@pytest.mark.django_db
def test_rows_and_chained_events_are_written_in_order() -> None:
    key = new_id()
    assert _batch(key).write() == 5
    assert Employer.objects.get(pk=key).organisation.name == "Aspen"
    assert list(Event.objects.filter(chain=key).values_list("number", flat=True)) == [1, 2, 3]
    assert list(broken_links(key)) == []


@pytest.mark.django_db
def test_a_firm_that_is_here_is_not_imported_again() -> None:
    key = new_id()
    _batch(key).write()
    with pytest.raises(Refused, match="already"):
        _batch(key).write()
    assert Event.objects.filter(chain=key).count() == 3
