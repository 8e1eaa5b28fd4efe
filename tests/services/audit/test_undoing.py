"""What starting does is said before, and a start is taken back only while nothing stands in the audit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from handrail.rules.days import add_months, in_words
from handrail.services.audit.answering import Given, save
from handrail.services.audit.before_starting import before_starting
from handrail.services.audit.describing import save_facts
from handrail.services.audit.proving import attach
from handrail.services.audit.reading import overview
from handrail.services.audit.starting import start
from handrail.services.audit.undoing import is_untouched, undo_start
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.record.keeping import keep
from handrail.store.models import Answer, Audit, Event, Evidence
from tests import world
from tests.services.audit.stage import BEGAN, Stage, stage
from tests.services.record import sheets

pytestmark = pytest.mark.django_db
NOW = world.moment(BEGAN)


@pytest.fixture
def here() -> Stage:
    return stage()


def test_what_starting_does_is_known_before_and_nothing_is_written(here: Stage) -> None:
    found = before_starting(here.owner, NOW)
    assert not Audit.objects.exists() and not Answer.objects.exists()
    audit = here.audit()
    assert (found.audit.purpose, found.audit.edition, found.audit.due_on) == (
        audit.purpose,
        audit.edition,
        audit.due_on,
    )
    assert found.questions == Answer.objects.filter(audit=audit).count()
    assert found.carried == 0
    assert found.latest.to == found.gather_until > BEGAN
    assert (found.gather_until - BEGAN).days < 31


def test_what_starting_refuses_is_refused_before(here: Stage) -> None:
    with pytest.raises(Invalid) as early:
        before_starting(here.owner, NOW, gathering_started_on=date(2026, 3, 10))
    assert set(early.value.errors) == {"gathering_started_on"}
    with pytest.raises(Forbidden):
        before_starting(here.crew, NOW)
    here.audit()
    with pytest.raises(Refused):
        before_starting(here.owner, NOW)


@pytest.mark.parametrize("began", [date(2020, 1, 1), add_months(BEGAN, -12)])
def test_a_first_day_so_long_ago_is_refused_with_the_days_that_fit(here: Stage, began: date) -> None:
    for door in (before_starting, start):
        with pytest.raises(Invalid) as refused:
            door(here.owner, NOW, gathering_started_on=began)
        said = refused.value.errors["gathering_started_on"]
        assert in_words(add_months(BEGAN, -12) + timedelta(days=1)) in said and in_words(BEGAN) in said
    assert not Audit.objects.exists()
    assert before_starting(here.owner, NOW, gathering_started_on=add_months(BEGAN, -12) + timedelta(days=1)).audit


def test_the_offer_is_counted_inside_the_days_that_are_said_to_count(here: Stage) -> None:
    assert before_starting(here.owner, NOW).offered == 0
    first = before_starting(here.owner, NOW).latest.from_
    for number, day in enumerate((first - timedelta(days=1), add_months(BEGAN, -12) + timedelta(days=1))):
        keep(here.owner, NOW, sheets.sent(happened_on=day.isoformat(), title=f"Talk {number}"))
    assert before_starting(here.owner, NOW).offered == 0
    keep(here.owner, NOW, sheets.sent(happened_on=first.isoformat(), title="The first that counts"))
    assert before_starting(here.owner, NOW).offered > 0


def test_undone_it_is_as_if_it_had_never_been_started_and_the_journal_knows(here: Stage) -> None:
    audit = here.audit()
    assert is_untouched(overview(here.reread(audit)))
    undo_start(here.consultant, NOW, audit.pk)
    assert not Audit.objects.exists() and not Answer.objects.exists()
    event = Event.objects.get(action="audit.start_undone")
    assert event.facts["began"] == BEGAN.isoformat()
    again = here.audit()
    assert again.pk != audit.pk and again.state == "gathering"


def test_undone_twice_the_second_finds_nothing(here: Stage) -> None:
    audit = here.audit()
    undo_start(here.owner, NOW, audit.pk)
    with pytest.raises(Absent):
        undo_start(here.owner, NOW, audit.pk)
    assert Event.objects.filter(action="audit.start_undone").count() == 1


def answer(here: Stage, audit: Audit) -> None:
    save(here.owner, NOW, audit.pk, "2.3", version=1, given=Given(points=Decimal(3), note="Five tasks."))


def lay_proof(here: Stage, audit: Audit) -> None:
    attach(here.owner, NOW, audit.pk, "2.3", here.manual().pk)


def tell_facts(here: Stage, audit: Audit) -> None:
    save_facts(here.owner, NOW, audit.pk, version=1, facts={"visitors": True})


def send_it(here: Stage, audit: Audit) -> None:
    Audit.objects.filter(pk=audit.pk).update(state="submitted", submitted_on=BEGAN)


@pytest.mark.parametrize("touch", [answer, lay_proof, tell_facts, send_it])
def test_once_something_stands_in_it_the_start_stays(here: Stage, touch: object) -> None:
    audit = here.audit()
    number = Answer.objects.filter(audit=audit).count()
    touch(here, audit)  # type: ignore[operator]
    assert not is_untouched(overview(here.reread(audit)))
    version = here.reread(audit).version
    with pytest.raises(WrongState):
        undo_start(here.owner, NOW, audit.pk)
    assert Answer.objects.filter(audit=audit).count() == number
    assert here.reread(audit).version == version
    assert not Event.objects.filter(action="audit.start_undone").exists()


def test_somebody_elses_start_looks_absent_and_the_crew_is_refused(here: Stage) -> None:
    audit, other = here.audit(), stage("Other Ltd.", partner=here.partner)
    with pytest.raises(Absent):
        undo_start(other.owner, NOW, audit.pk)
    with pytest.raises(Forbidden):
        undo_start(here.crew, NOW, audit.pk)
    with pytest.raises((Absent, Forbidden)):
        undo_start(here.reviewer, NOW, audit.pk)
    assert Audit.objects.filter(pk=audit.pk).exists()


def test_what_was_put_into_the_shoebox_meanwhile_stays(here: Stage) -> None:
    audit = here.audit()
    piece = here.manual()
    undo_start(here.owner, NOW, audit.pk)
    assert Evidence.objects.get(pk=piece.pk).removed_at is None
