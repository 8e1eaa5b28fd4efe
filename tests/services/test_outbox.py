"""The outbox: queued once by its key, taken on lease by one worker, tried again, given up, given back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from handrail.jobs import worker
from handrail.services import outbox
from handrail.services.moment import Moment
from handrail.services.outbox import LEASE, TRIES, Job, claim, done, enqueue, failed
from handrail.store.models import OutboxItem
from tests import world
from tests.conftest import AtOnce

NOW = world.moment()


def later(**by: Any) -> Moment:
    now: datetime = NOW.now + timedelta(**by)
    return Moment(now=now, day=NOW.day)


def kinds(jobs: list[Job]) -> list[str]:
    return [job.kind for job in jobs]


@pytest.mark.django_db
def test_due_jobs_come_oldest_first_and_later_ones_wait() -> None:
    enqueue(NOW, "second", {}, due_at=later(minutes=-1).now)
    enqueue(NOW, "first", {"a": 1}, due_at=later(minutes=-2).now)
    enqueue(NOW, "tomorrow", {}, due_at=later(days=1).now)
    assert kinds(claim(NOW)) == ["first", "second"]
    assert claim(NOW) == []
    assert kinds(claim(later(days=1))) == ["first", "second", "tomorrow"], "the leases of the first two have ended"


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_is_given_up() -> None:
    enqueue(NOW, "poison", {})
    now = NOW
    for tried in range(TRIES):
        assert kinds(claim(now)) == ["poison"], f"try {tried + 1}"
        now = Moment(now=now.now + LEASE + timedelta(seconds=1), day=now.day)
    assert claim(now) == []
    row = OutboxItem.objects.get()
    assert row.failed_at is not None
    assert "stopped" in row.error


@pytest.mark.django_db
def test_no_more_than_asked_for() -> None:
    for number in range(5):
        enqueue(NOW, str(number), {})
    assert len(claim(NOW, limit=2)) == 2
    assert len(claim(NOW, limit=20)) == 3


@pytest.mark.django_db
def test_a_key_queues_once_however_often_it_is_asked_for() -> None:
    for _ in range(3):
        enqueue(NOW, "mail", {"to": "a@example.com"}, key="submitted:1")
    enqueue(NOW, "mail", {}, key="submitted:2")
    enqueue(NOW, "mail", {})
    enqueue(NOW, "mail", {})
    assert OutboxItem.objects.count() == 4
    (job, *_others) = claim(NOW)
    done(NOW, job)
    enqueue(NOW, "mail", {}, key="submitted:1")
    assert OutboxItem.objects.count() == 4, "done is remembered"


@pytest.mark.django_db
def test_a_side_effect_is_gone_with_the_decision_it_follows_from() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(NOW, "mail", {}, key="k")
        raise RuntimeError
    assert claim(NOW) == []


@pytest.mark.django_db
def test_a_dead_workers_job_comes_back_when_its_lease_ends() -> None:
    enqueue(NOW, "mail", {})
    (taken,) = claim(NOW)
    assert claim(Moment(now=NOW.now + LEASE, day=NOW.day)) == []
    (again,) = claim(Moment(now=NOW.now + LEASE + timedelta(seconds=1), day=NOW.day))
    assert (again.id, taken.attempts, again.attempts) == (taken.id, 1, 2)


@pytest.mark.django_db
def test_done_is_never_handed_out_again() -> None:
    enqueue(NOW, "mail", {})
    done(NOW, claim(NOW)[0])
    assert claim(later(days=365)) == []
    row = OutboxItem.objects.get()
    assert (row.done_at, row.lease_until, row.error) == (NOW.now, None, "")


@pytest.mark.django_db
def test_each_failure_waits_twice_as_long_and_the_last_one_waits_for_the_operator() -> None:
    enqueue(NOW, "mail", {})
    waits, now = [], NOW
    for attempt in range(1, TRIES + 1):
        (job,) = claim(now)
        assert job.attempts == attempt
        failed(now, job, "no such host")
        row = OutboxItem.objects.get()
        assert (row.error, row.lease_until) == ("no such host", None)
        if attempt < TRIES:
            waits.append(row.due_at - now.now)
            assert claim(Moment(now=row.due_at - timedelta(seconds=1), day=now.day)) == []
            now = Moment(now=row.due_at, day=now.day)
    assert [wait // timedelta(minutes=1) for wait in waits] == [2, 4, 8, 16, 32]
    assert OutboxItem.objects.get().failed_at == now.now
    assert claim(later(days=365)) == []


@pytest.mark.django_db
def test_a_very_long_error_is_kept_short() -> None:
    enqueue(NOW, "mail", {})
    failed(NOW, claim(NOW)[0], "x" * 100_000)
    assert len(OutboxItem.objects.get().error) == 2000


@pytest.mark.django_db
def test_a_failing_job_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[str] = []

    def explode(moment: Moment, payload: dict[str, Any]) -> None:
        raise ValueError("bad\x1b[31m address")

    monkeypatch.setattr(worker, "HANDLERS", {"bad": explode, "good": lambda moment, payload: did.append(payload["n"])})
    for number, kind in enumerate(["bad", "good", "nobody", "good"]):
        enqueue(NOW, kind, {"n": str(number)})
    assert worker.work_once(NOW) == 4
    assert did == ["1", "3"]
    errors = {row.kind: row.error for row in OutboxItem.objects.exclude(error="")}
    assert errors["bad"].startswith("ValueError: bad") and errors["nobody"] == "LookupError: nobody handles 'nobody'"
    assert worker.work_once(NOW) == 0, "what failed waits"


@pytest.mark.django_db
def test_the_daily_run_is_queued_once_a_day() -> None:
    for hour in (0, 6, 23):
        worker.tick(world.moment(hour=hour))
    worker.tick(world.moment(world.DAY + timedelta(days=1)))
    assert OutboxItem.objects.filter(kind="daily").count() == 2


@pytest.mark.slow
@pytest.mark.django_db
def test_two_workers_never_take_the_same_job(at_once: AtOnce) -> None:
    at_once.one(lambda: [enqueue(NOW, "mail", {"n": number}) for number in range(60)])

    def work() -> list[int]:
        mine: list[int] = []
        while jobs := claim(NOW, limit=5):
            for job in jobs:
                mine.append(job.payload["n"])
                done(NOW, job)
        return mine

    taken = at_once.all([work, work, work])
    assert sorted(number for mine in taken for number in mine) == list(range(60))
    assert at_once.one(lambda: set(OutboxItem.objects.values_list("attempts", flat=True))) == {1}


@pytest.mark.slow
@pytest.mark.django_db
def test_eight_askers_with_one_key_queue_one(at_once: AtOnce) -> None:
    asked = at_once.all([lambda: enqueue(NOW, "mail", {}, key="once") for _ in range(8)])
    assert asked == [None] * 8
    assert at_once.one(OutboxItem.objects.count) == 1


def test_the_lease_outlives_the_longest_job_and_tries_are_few() -> None:
    """Handing a running job to a second worker would do it twice; a mail server away for an hour is not the end."""
    assert timedelta(minutes=2) <= outbox.LEASE <= timedelta(minutes=30)
    assert sum(2**attempt for attempt in range(1, TRIES)) >= 60
