"""Days given by the real service to a desk that takes files out of turn, against what became of the files."""

from __future__ import annotations

import random

import pytest

from bench import desks
from handrail.rules.permissions import Role
from handrail.services.review import promising
from handrail.store.models import Audit, Event, Partner, Review
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rounds(partner: Partner, files: list[desks.File]) -> list[Review]:
    """The files as rounds that nobody has decided, not kept yet."""
    audit = Audit.objects.create(
        employer=world.employer("Past Ltd."), partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification",
        state="closed", started_at=world.moment(desks.FIRST).now, gathering_started_on=desks.FIRST,
    )  # fmt: skip
    return [
        Review(audit=audit, round=place + 1, state="waiting", received_on=file.came)
        for place, file in enumerate(files)
    ]  # fmt: skip


def test_the_service_keeps_nine_of_ten_days_at_a_desk_that_takes_files_out_of_turn() -> None:
    """Rounds are kept as they come and decisions as they are taken, so that no day can know what came after it."""
    partner = world.partner()
    reviewer = world.member(partner.organisation, Role.REVIEWER)
    files = desks.out_of_turn(random.Random(11))
    rows, came, made = rounds(partner, files), 0, []
    for place in range(0, len(files), 75):
        day = files[place].came
        Review.objects.bulk_create(rows[came : place + 1])
        came = place + 1
        over = []
        for row, file in zip(rows[:came], files[:came], strict=True):
            if row.decided_on is None and file.decided is not None and file.decided < day:
                row.decided_on, row.state = file.decided, "accepted"
                over.append(row)
        Review.objects.bulk_update(over, ["decided_on", "state"])
        if day >= desks.PROMISES_FROM:
            promising.promise(reviewer, world.moment(day), rows[place])
            made.append(desks.Promise(files[place], Review.objects.get(pk=rows[place].pk).promised_on))
    found = desks.measured(made)
    assert found.without == 0
    assert found.kept.promised >= 14
    assert found.kept.kept * 10 >= found.kept.promised * 9
    assert 0 < found.early * 3 <= found.ahead, "kept, and not by being far off"
    assert Event.objects.filter(action="review.promise").count() == len(made)


def test_a_partners_own_aim_is_told_apart_from_the_day_a_firm_was_told() -> None:
    aim = promising.aim_of(world.partner(), desks.LAST)
    assert ((aim.low - desks.LAST).days, (aim.high - desks.LAST).days) == (14, 28)
    assert aim.rule.key == "review.target_days_high"
