"""A cover never says fewer people than the firm's own list counts."""

from __future__ import annotations

import pytest

from handrail.services.audit.describing import save_cover
from handrail.services.audit.submitting import submit
from handrail.services.errors import Refused
from handrail.store.models import Audit
from tests import world
from tests.services.audit.stage import ENDED, SENT, Stage, stage

pytestmark = pytest.mark.django_db


def covered(made: Stage, audit: Audit, now: int, peak: int) -> None:
    save_cover(
        made.owner, world.moment(ENDED), audit.pk, version=audit.version,
        cover={**audit.cover, "people_now": now, "people_peak": peak}, assessor_id=made.dana.pk,
    )  # fmt: skip


@pytest.mark.parametrize(("now", "peak"), [(2, 6), (2, 2), (5, 5)])
def test_fewer_people_than_the_list_counts_are_not_sent_in(now: int, peak: int) -> None:
    made = stage(workers=5)
    audit = made.complete(made.audit())
    covered(made, audit, now, peak)
    with pytest.raises(Refused):
        submit(made.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True)
    assert made.reread(audit).state == "gathering"


def test_more_people_than_the_list_knows_may_be_said() -> None:
    made = stage(workers=5)
    audit = made.complete(made.audit())
    covered(made, audit, 7, 9)
    assert submit(made.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True).round == 1
