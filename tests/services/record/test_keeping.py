"""Keeping records: whole, with both clocks, checked against the kind's own fields and the firm's own rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from handrail.rules.audit.window import Window
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Invalid, Refused
from handrail.services.record import reading
from handrail.services.record.keeping import keep, read_json
from handrail.services.record.sent import digest
from handrail.store.facts.record import year_facts
from handrail.store.models import ActionLine, Device, Event, Record, Site
from tests import world
from tests.services.audit.stage import Stage, stage
from tests.services.record.sheets import sent, talk

pytestmark = pytest.mark.django_db
NOW = world.moment()
STROKES = [[[100, 100], [200, 300]], [[400, 400], [500, 500]]]


@pytest.fixture
def here() -> Stage:
    return stage()


def wrong(actor: Actor, **changed: Any) -> dict[str, str]:
    """What a refusal says of each field; nothing is stored."""
    before = Record.objects.count()
    with pytest.raises(Invalid) as caught:
        keep(actor, NOW, sent(**changed))
    assert Record.objects.count() == before
    return caught.value.errors


def phone(here: Stage, name: str = "Lead hand's phone") -> Actor:
    device = Device.objects.create(
        employer=here.employer,
        name=name,
        token_sha256=digest({"token": name}),
        added_at=NOW.now,
        added_by_id=here.owner.user_id,
    )
    return replace(here.crew, user_id=None, name=name, email="", device_id=device.pk)


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_a_talk_with_signatures_and_a_thing_found_is_kept_whole(here: Stage) -> None:
    worker, fix = here.employer.people.get(name="Worker 1"), uuid4()
    site = Site.objects.create(employer=here.employer, name="12 Elm Street")
    people = [
        {
            "person_id": str(worker.pk),
            "name": "",
            "part": "signed",
            "strokes": STROKES,
            "signed_at": "2026-06-01T06:52:00-06:00",
        },
        {"person_id": str(here.dana.pk), "name": "Dana Owner", "part": "absent", "strokes": STROKES},
    ]
    defects = [{"id": str(fix), "what": "Ladder foot worn", "who": "Dana", "due_on": "2026-06-05"}]
    kept = keep(here.crew, NOW, sent(site_id=str(site.pk), happened_at="06:50", people=people, defects=defects))
    row = Record.objects.get(pk=kept.record.pk)
    assert (kept.outcome, row.employer, row.kept_by_name, row.version, row.defects) == (
        "stored", here.employer, here.crew.name, 1, 1
    )  # fmt: skip
    signed, absent = row.people.order_by("part").reverse()
    assert (signed.name, signed.part, signed.strokes) == ("Worker 1", "signed", STROKES)
    assert (absent.part, absent.strokes) == ("absent", []), "nobody signs who was not there"
    line = ActionLine.objects.get(pk=fix)
    assert (line.record, line.what, line.raised_on, line.due_on) == (
        row, "Ladder foot worn", date(2026, 6, 1), date(2026, 6, 5)
    )  # fmt: skip
    told = Event.objects.get(action="record.add")
    assert told.facts["kind"] == "toolbox_talk"
    assert "Ladders" not in str(told.facts) and "Worker" not in str(told.facts)


def test_a_phone_with_a_wrong_clock_loses_nothing(here: Stage) -> None:
    for claimed in ("1970-01-01T00:00:07+00:00", "2031-05-05T00:00:00+00:00"):
        row = keep(here.crew, NOW, sent(captured_at=claimed)).record
        row.refresh_from_db()
        assert (row.captured_at, row.received_at) == (datetime.fromisoformat(claimed), NOW.now)


def test_a_clock_without_a_zone_is_read_in_the_program_zone(here: Stage) -> None:
    row = keep(here.crew, NOW, sent(captured_at="2026-06-01T06:50:00")).record
    assert row.captured_at == datetime(2026, 6, 1, 12, 50, tzinfo=UTC)


def test_a_late_entry_is_kept_and_says_how_late(here: Stage) -> None:
    days = {"2026-06-01": 0, "2026-05-31": 1, "2026-05-25": 7, "1999-01-01": 10013}
    for day, late in days.items():
        row = keep(here.crew, NOW, sent(happened_on=day)).record
        assert (reading.late_days(row), reading.is_late(row)) == (late, late >= 1)


@pytest.mark.parametrize(
    ("captured", "late"),
    [
        ("2026-06-01T06:50:00-06:00", 0),  # on its day: that it arrived four days later makes it no late entry
        ("2026-06-01T23:59:00-06:00", 0),  # in UTC it is tomorrow
        ("2026-06-02T00:01:00-06:00", 1),
        ("1970-01-01T00:00:07+00:00", 4),  # such a clock says nothing, so the day it arrived does
        ("2031-05-05T00:00:00+00:00", 4),
    ],
)
def test_late_is_one_thing_the_day_it_was_captured_in_alberta(here: Stage, captured: str, late: int) -> None:
    row = keep(here.crew, world.moment(date(2026, 6, 5)), sent(captured_at=captured)).record
    year = Window(date(2025, 6, 6), date(2026, 6, 5))
    (fact,) = year_facts(here.employer.pk, year).records
    told = Event.objects.get(action="record.add").facts["late"]
    assert (reading.late_days(row), reading.is_late(row), fact.late, told) == (late, late > 0, late, late)


def test_crew_keeps_what_it_may_not_read_back(here: Stage) -> None:
    body = sent(kind="first_aid_entry", fields={"care": "Cut cleaned and bandaged"})
    row = keep(here.crew, NOW, body).record
    assert not reading.listing(here.crew).filter(pk=row.pk).exists()
    assert reading.listing(here.owner).filter(pk=row.pk).exists()
    assert keep(here.crew, NOW, body).outcome == "already"


def test_somebody_elses_paper_needs_none_of_our_fields(here: Stage) -> None:
    assert "fields.hazards" in wrong(here.crew, kind="field_hazard_assessment", fields={})
    row = keep(here.crew, NOW, sent(kind="field_hazard_assessment", fields={}, paper_of="Big Build Inc.")).record
    assert row.paper_of == "Big Build Inc."


def test_answers_are_stored_in_their_own_types(here: Stage) -> None:
    fields = {"minutes": "7.50", "went_well": "  All out\r\nin time \x00", "gaps": ""}
    row = keep(here.crew, NOW, sent(kind="emergency_drill", fields=fields)).record
    assert row.fields == {"minutes": 7.5, "went_well": "All out\nin time"}
    fields = {"done": "Oil", "back_in_use": "no"}
    assert keep(here.crew, NOW, sent(kind="maintenance", fields=fields)).record.fields["back_in_use"] is False


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICE, Role.TRAINER, None])
def test_who_is_not_of_a_firms_crew_keeps_nothing(here: Stage, role: Role | None) -> None:
    with pytest.raises(Forbidden):
        keep(replace(here.reviewer, role=role), NOW, sent())
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("kind", {"kind": "no_such_kind"}),
        ("kind", {"kind": "interview"}),
        ("happened_on", {"happened_on": "2026-06-02"}),
        ("happened_on", {"happened_on": "0026-06-01"}),
        ("captured_at", {"captured_at": "0001-01-01T00:00:00+00:00"}),
        ("title", {"title": "x" * 201}),
        ("place", {"place": "x" * 161}),
        ("fields.said", {"fields": {"said": "x" * 4001}}),
        ("fields.said", {"fields": {"said": ["x"]}}),
        ("fields", {"fields": {"other": "x"}}),
        ("fields.looked_at", {"kind": "inspection", "fields": {}}),
        ("fields.looked_at", {"kind": "inspection", "fields": {"looked_at": ["The moon"]}}),
        ("fields.serious", {"kind": "near_miss", "fields": {"what": "x", "serious": "perhaps"}}),
        ("fields.serious", {"kind": "near_miss", "fields": {"what": "x", "serious": 1}}),
        ("fields.minutes", {"kind": "emergency_drill", "fields": {"minutes": "NaN"}}),
        ("fields.minutes", {"kind": "emergency_drill", "fields": {"minutes": -1}}),
        ("fields.started_on", {"kind": "orientation", "fields": {"started_on": "soon"}}),
        ("defects", {"defects": [{"id": str(uuid4()), "what": " "}]}),
        ("people", {"people": [{"name": ""}]}),
        ("people", {"people": [{"name": "A", "part": "signed for a friend"}]}),
        ("people", {"people": [{"name": "A", "part": "signed", "strokes": [[[0, 1001]]]}]}),
        ("people", {"people": [{"name": "A", "part": "signed", "strokes": [[[1, 1]] * 3001]}]}),
        ("people", {"people": [{"name": "A", "part": "signed", "strokes": [["x", "y"]]}]}),
    ],
)  # fmt: skip
def test_each_wrong_value_is_named(here: Stage, field: str, changed: dict[str, Any]) -> None:
    assert field in wrong(here.crew, **changed)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("id", {"id": "7"}),
        ("happened_on", {"happened_on": None}),
        ("captured_at", {"captured_at": "just now"}),
        ("site_id", {"site_id": ["x"]}),
        ("happened_at", {"happened_at": "25:00"}),
        ("title", {"title": 7}),
        ("fields", {"fields": ["x"]}),
        ("follows", {"follows": -1}),
        ("follows", {"follows": True}),
        ("people", {"people": "everybody"}),
        ("defects", {"defects": [{"what": "no number"}]}),
    ],
)
def test_json_that_cannot_be_read_names_its_field(field: str, changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        read_json({**talk(), **changed})
    assert field in caught.value.errors


def test_what_is_no_record_at_all_is_refused() -> None:
    for body in ([], "x", None, 7):
        with pytest.raises(Invalid):
            read_json(body)


def test_people_sites_and_records_of_another_firm_look_absent(here: Stage) -> None:
    other = stage("Other Roofing Ltd.", partner=here.partner)
    site = Site.objects.create(employer=other.employer, name="Their job")
    theirs = keep(other.crew, NOW, sent()).record
    mine = {
        "people": wrong(here.crew, people=[{"person_id": str(other.dana.pk), "name": "Dana"}])["people"],
        "site_id": wrong(here.crew, site_id=str(site.pk))["site_id"],
        "about": wrong(here.crew, about=str(theirs.pk))["about"],
    }
    nobodys = {
        "people": wrong(here.crew, people=[{"person_id": str(uuid4()), "name": "Dana"}])["people"],
        "site_id": wrong(here.crew, site_id=str(uuid4()))["site_id"],
        "about": wrong(here.crew, about=str(uuid4()))["about"],
    }
    assert mine == nobodys


def test_another_firms_number_changes_nothing_there(here: Stage) -> None:
    other = stage("Other Roofing Ltd.", partner=here.partner)
    fix = str(uuid4())
    theirs = keep(other.crew, NOW, sent(defects=[{"id": fix, "what": "Theirs"}])).record
    with pytest.raises(Refused):
        keep(here.owner, NOW, sent(theirs.pk, title="Taken", follows=1))
    with pytest.raises(Refused):
        keep(here.owner, NOW, sent(defects=[{"id": fix, "what": "Ours"}]))
    theirs.refresh_from_db()
    assert (theirs.title, theirs.version, theirs.revisions.count()) == ("Ladders", 1, 0)
    assert Record.objects.filter(employer=here.employer).count() == 0, "nothing of a refused record is left"


def test_a_record_keeps_its_kind_so_that_no_private_text_comes_under_an_open_one(here: Stage) -> None:
    mine = phone(here)
    hurt = {"event": "None of these", "what": "Fell", "serious": False}
    row = keep(mine, NOW, sent(kind="incident", title="A fall", fields=hurt)).record
    keep(here.owner, NOW, sent(row.pk, kind="incident", title="A fall", fields={**hurt, "what": "Private"}, follows=1))
    seen = {"what": "x", "serious": False}
    for actor, follows in ((mine, 0), (mine, 2), (here.owner, 2), (here.crew, 2)):
        with pytest.raises(Refused) as caught:
            keep(actor, NOW, sent(row.pk, kind="near_miss", title="x", fields=seen, follows=follows))
        assert caught.value.field == "kind"
    row.refresh_from_db()
    assert (row.kind, row.version, row.fields["what"], row.revisions.count()) == ("incident", 2, "Private", 1)


def test_a_record_follows_only_what_its_keeper_may_read_and_never_itself(here: Stage) -> None:
    private = keep(here.owner, NOW, sent(kind="first_aid_entry", fields={"care": "Cut"})).record
    assert "about" in wrong(here.crew, about=str(private.pk))
    number = str(uuid4())
    assert "itself" in wrong(here.crew, record_id=number, about=number)["about"]
    mine = keep(here.owner, NOW, sent(about=str(private.pk))).record
    assert mine.about_id == private.pk
    private.removed_at = NOW.now
    private.save()
    kept = keep(here.owner, NOW, sent(mine.pk, about=str(private.pk), title="Falls", follows=1))
    assert kept.outcome == "changed", "what it follows went since; a change says nothing about that"
