"""What was sent in stands in the journal's chain, and the daily look is not stopped by one firm."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.services import journal
from handrail.services.audit import closing
from handrail.services.audit.submitting import submit
from handrail.services.audit.timing import Corrections
from handrail.store.models import Audit, Event
from tests import world
from tests.services.audit.stage import SENT, stage

pytestmark = pytest.mark.django_db


def test_the_digest_of_a_submission_is_noted_in_the_chain() -> None:
    made = stage()
    audit = made.complete(made.audit())
    sent = submit(made.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True)
    event = Event.objects.get(action="audit.freeze")
    assert event.facts == {"round": 1, "sha256": sent.sha256}
    assert (event.chain, event.subject_id) == (made.employer.pk, str(sent.pk))
    assert not list(journal.broken_links(made.employer.pk))


def test_a_file_that_moved_on_meanwhile_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stage()
    audit = made.audit()
    Audit.objects.filter(pk=audit.pk).update(state="returned", submitted_on=SENT)

    def moved_on(row: Audit, day: date) -> Corrections:
        Audit.objects.filter(pk=row.pk).update(state="submitted")
        return Corrections(days_left=-1)

    monkeypatch.setattr(closing, "corrections", moved_on)
    assert closing.close_used_up(world.moment(date(2026, 12, 1))) == 0
    assert made.reread(audit).state == "submitted"
