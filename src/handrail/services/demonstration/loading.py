"""Loading the demonstration into an empty database, whole or not at all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.db.models import F

from handrail.services.demonstration import (
    awaiting,
    background,
    cast,
    course_days,
    desks,
    handed_out,
    kept,
    other_firms,
    prairie_crest,
    read_twice,
)
from handrail.services.demonstration.cast import PASSWORD, SIGN_INS
from handrail.services.errors import Refused
from handrail.services.record import pulse
from handrail.services.registry import publishing
from handrail.store.models import DemonstrationDay, Employer, Event, Organisation, OutboxItem, User

FIRST_DAY = date(2026, 6, 1)


def is_empty() -> bool:
    """Whether nobody has ever done anything here."""
    return not any(table.objects.exists() for table in (User, Organisation, Employer, Event))


def load(*, say: Callable[[str], None], employers: int = 300, day: date = FIRST_DAY) -> None:
    """Load the demonstration and set its day; `say` hears how far it is.

    Raises Refused where the database is not empty. Anything else that goes wrong leaves the database as it was.
    """
    if not is_empty():
        raise Refused(
            "not_empty",
            "The demonstration is loaded into an empty database only, and this one holds data already. "
            "Point HANDRAIL_VAR at an empty folder.",
        )
    with _uncollected(), transaction.atomic():
        DemonstrationDay.objects.create(pk=1, day=day)
        people = cast.set_up()
        say("Prairie Crest Roofing Ltd.: a year of proof, two review rounds, a certificate")
        crest = prairie_crest.replay(people)
        done, of = kept.covered(crest, cast.on(day))
        say(f"  its kept records cover {done} of {of} record questions ({done * 100 // of} %) with nothing typed")
        say("Foothill Fencing Ltd.: twelve months in the shoebox")
        other_firms.foothill(people)
        say("Redpoll Plumbing & Heating Ltd. and Sandhill Excavating Ltd.: certified, grown, held")
        other_firms.redpoll(people)
        other_firms.sandhill(people)
        course_days.announce(people, day)
        if employers:
            say(f"{employers} background firms")
            named = set(Employer.objects.values_list("pk", flat=True))
            background.fill(people, employers, day, say)
            read_twice.fill(people, day)
            handed_out.fill(people, day)
            handed_out.call(people, day)
            desks.settle(people, day, named)
        say("Tallgrass Roofing Ltd. and Snowberry Plumbing Ltd.: sent back with notes, waiting for a reviewer")
        awaiting.fill(people, day)
        _let_letters_rest()
        pulse.forget(cast.on(day, 6))
        publishing.publish(cast.on(day, 6))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles among the rows: hundreds of thousands are made, and none of them is one."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _let_letters_rest() -> None:
    """Letters and documents of the replayed past are done: nobody mails the past when the worker starts."""
    OutboxItem.objects.filter(done_at=None).update(done_at=F("queued_at"), payload={})


def sign_ins() -> list[str]:
    """Lines that tell how to sign in; empty where this is no demonstration."""
    if not DemonstrationDay.objects.exists():
        return []
    width = max(len(one.email) for one in SIGN_INS)
    lines = [f"  {one.email:<{width}}  {one.role}" for one in SIGN_INS]
    return [f"Sign in at /sign-in with the password {PASSWORD} as:", *lines]
