"""Three phones with bad lines: whatever is doubled, mixed up, lost or sent again, the end is as if it came once and in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.record import photos
from handrail.services.record.keeping import keep
from handrail.store.models import Device, Record, RecordPhoto, RecordRevision
from tests import world
from tests.services.audit.stage import Stage, photo, stage
from tests.services.record.sheets import sent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = world.moment()
SPACE = UUID(int=7)
PHONES = st.integers(0, 2)
PICTURES = [photo("red", (8, 8)), photo("green", (8, 8))]
# As a phone whose clock was never set, one that is years ahead, and some in between.
CLOCKS = st.integers(0, 2_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def phone(here: Stage, number: int) -> Actor:
    row = Device.objects.create(
        employer=here.employer, name=f"Phone {number}", token_sha256=str(number) * 64, added_at=START.now,
        added_by_id=here.owner.user_id,
    )  # fmt: skip
    return replace(here.crew, user_id=None, name=row.name, device_id=row.pk)


class Sync(RuleBasedStateMachine):
    """What phones write, and a line that delivers it as it likes. Every text is another, so that each can be found again."""

    here: Stage
    phones: list[Actor]

    def __init__(self) -> None:
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.minutes = 0
        # Everything written, in order: whose, and what a sending of it calls with.
        self.written: list[tuple[Actor, str, Any]] = []
        self.waiting: list[int] = []
        self.arrived: list[int] = []
        self.own: dict[UUID, tuple[int, int]] = {}  # record -> phone, versions written so far
        self.acknowledged: set[str] = set()

    def moment(self) -> Moment:
        self.minutes += 1
        return replace(START, now=START.now + timedelta(minutes=self.minutes))

    def write(self, actor: Actor, what: str, value: Any) -> None:
        self.waiting.append(len(self.written))
        self.written.append((actor, what, value))

    def deliver(self, number: int) -> None:
        actor, what, value = self.written[number]
        if what == "photo":
            photos.add(actor, self.moment(), **value)
        else:
            outcome = keep(actor, self.moment(), value).outcome
            assert outcome in {"stored", "already", "changed", "set_aside"}
            self.acknowledged.add(value.title)

    # ---- what people do

    @rule(number=PHONES, clock=CLOCKS)
    def keep_a_record(self, number: int, clock: datetime) -> None:
        key = uuid5(SPACE, f"record {len(self.own)}")
        body = sent(key, title=f"text {len(self.written)}", captured_at=clock.isoformat())
        self.own[key] = (number, 1)
        self.write(self.phones[number], "record", body)

    @precondition(lambda self: self.own)
    @rule(data=st.data(), clock=CLOCKS)
    def change_ones_own(self, data: st.DataObject, clock: datetime) -> None:
        key = data.draw(st.sampled_from(sorted(self.own)))
        number, versions = self.own[key]
        body = sent(key, title=f"text {len(self.written)}", captured_at=clock.isoformat(), follows=versions)
        self.own[key] = (number, versions + 1)
        self.write(self.phones[number], "record", body)

    @precondition(lambda self: self.known())
    @rule(data=st.data(), step=st.integers(1, 2))
    def change_somebody_elses(self, data: st.DataObject, step: int) -> None:
        key = data.draw(st.sampled_from(self.known()))
        other = (self.own[key][0] + step) % 3
        seen = Record.objects.get(pk=key).version
        self.write(self.phones[other], "record", sent(key, title=f"text {len(self.written)}", follows=seen))

    @precondition(lambda self: self.own)
    @rule(data=st.data(), picture=st.sampled_from(PICTURES))
    def take_a_picture(self, data: st.DataObject, picture: bytes) -> None:
        key = data.draw(st.sampled_from(sorted(self.own)))
        number = uuid5(SPACE, f"photo {len(self.written)}")
        value = {"photo_id": number, "record_id": key, "name": "a.jpg", "data": picture}
        self.write(self.phones[self.own[key][0]], "photo", value)

    # ---- what the line does

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), answer_lost=st.booleans())
    def send_any(self, data: st.DataObject, answer_lost: bool) -> None:
        """In any order; where the answer is lost the phone knows nothing, and sends it again later."""
        number = data.draw(st.sampled_from(self.waiting))
        self.deliver(number)
        self.arrived.append(number)
        if not answer_lost:
            self.waiting.remove(number)

    @precondition(lambda self: self.arrived)
    @rule(data=st.data())
    def send_an_old_one_again(self, data: st.DataObject) -> None:
        self.deliver(data.draw(st.sampled_from(self.arrived)))

    # ---- what must hold

    def known(self) -> list[UUID]:
        return sorted(Record.objects.filter(employer=self.here.employer).values_list("pk", flat=True))

    @invariant()
    def nothing_acknowledged_is_gone(self) -> None:
        assert self.acknowledged <= texts(self.here)

    def teardown(self) -> None:
        try:
            for number in reversed(list(self.waiting)):
                self.deliver(number)
            ended = state(self.here)
            self.start_over()
            for number in range(len(self.written)):
                self.deliver(number)
            assert ended == state(self.here)
            assert texts(self.here) >= {value.title for _actor, what, value in self.written if what == "record"}
        finally:
            transaction.set_rollback(True)
            self.box.__exit__(None, None, None)

    def start_over(self) -> None:
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)
        self.box = transaction.atomic()
        self.box.__enter__()
        assert not Record.objects.exists()


def texts(here: Stage) -> set[str]:
    """Every title that can still be read, standing or not."""
    standing = set(Record.objects.filter(employer=here.employer).values_list("title", flat=True))
    return standing | {one.body["title"] for one in RecordRevision.objects.all()}


def state(here: Stage) -> list[tuple[Any, ...]]:
    """All that the firm's records say, without when it arrived."""
    found = []
    for row in Record.objects.filter(employer=here.employer).order_by("pk"):
        revisions = sorted((one.body["title"], one.superseded, one.version) for one in row.revisions.all())
        pictures = RecordPhoto.objects.filter(record_id=row.pk).order_by("pk").values_list("pk", "evidence__kind")
        found.append((row.pk, row.title, row.version, row.device_id, row.captured_at, revisions, list(pictures)))
    return found


def test_three_phones_on_a_bad_line_end_as_if_all_came_once_and_in_order() -> None:
    Sync.here = stage()
    Sync.phones = [phone(Sync.here, number) for number in range(3)]
    quick = settings(
        max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Sync, settings=quick)  # type: ignore[no-untyped-call]
