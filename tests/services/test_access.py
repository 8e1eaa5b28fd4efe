"""Which rows each role reaches through which tie; foreign looks exactly like absent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from handrail.rules.permissions import MATRIX, Action, Kind, Role, Tie
from handrail.services import access
from handrail.services.actor import CLOCKWORK, STRANGER, Actor
from handrail.services.errors import Absent, Forbidden
from handrail.store.models import Answer, AnswerEvidence, Audit, Certificate, Employer, Evidence, Partner, SystemSection
from tests import world
from tests.services.certificate.files import accepted_audit

pytestmark = pytest.mark.django_db


@dataclass
class Side:
    """One firm with one of each protected row, and its Certifying Partner."""

    employer: Employer
    partner: Partner
    sent: Audit
    unsent: Audit
    laid: Evidence
    shoebox: Evidence
    certificate: Certificate
    team: dict[Role, Actor]


def piece(employer: Employer, name: str) -> Evidence:
    digest = uuid4().hex * 2
    return Evidence.objects.create(
        employer=employer, name=name, media_type="application/pdf", size=1, stored=name, sha256=digest,
        original_sha256=digest, received_at=world.moment().now,
    )  # fmt: skip


def side(name: str, partner: Partner) -> Side:
    employer = world.employer(name)
    world.accepted(employer, partner)
    desk: Any = type("Desk", (), {"partner": partner})
    sent = accepted_audit(desk, employer)
    unsent = Audit.objects.create(
        employer=employer, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="maintenance",
        started_at=world.moment().now, gathering_started_on=world.DAY,
    )  # fmt: skip
    laid, shoebox = piece(employer, f"{name} laid"), piece(employer, f"{name} shoebox")
    for audit, proof in ((sent, laid), (unsent, shoebox)):
        answer = Answer.objects.create(audit=audit, question="1.1", updated_at=world.moment().now)
        AnswerEvidence.objects.create(answer=answer, evidence=proof, added_at=world.moment().now)
    SystemSection.objects.create(
        employer=employer, key="policy", title="Policy", position=1, updated_at=world.moment().now
    )
    certificate = Certificate.objects.create(
        number=f"HR-{name}", year=2026, serial=Certificate.objects.count() + 1, employer=employer, audit=sent,
        partner=partner, legal_name=name, accounts=[], term_months=36, issued_on=date(2026, 5, 19),
        expires_on=date(2029, 5, 19),
    )  # fmt: skip
    team = {role: world.member(employer.organisation, role) for role in (Role.OWNER, Role.CREW, Role.CONSULTANT)}
    desk_roles = (Role.REVIEWER, Role.TRAINER, Role.PARTNER_ADMIN)
    team |= {role: world.member(partner.organisation, role) for role in desk_roles}
    return Side(employer, partner, sent, unsent, laid, shoebox, certificate, team)


@pytest.fixture
def a() -> Side:
    return side("A", world.partner("demo-construction", "Partner A"))


@pytest.fixture
def b() -> Side:
    return side("B", world.partner("demo-anyindustry", "Partner B"))


@pytest.fixture
def office() -> Actor:
    return world.member(world.organisation(Kind.OFFICE, "Office"), Role.OFFICE)


Loader = Callable[[Actor, Action], "QuerySet[Any]"]
LOADERS: dict[str, tuple[Loader, Callable[[Side], Any]]] = {
    "employers": (access.employers, lambda side: side.employer),
    "people": (access.people, lambda side: side.employer.people.get()),
    "sections": (access.sections, lambda side: side.employer.sections.get()),
    "audits": (access.audits, lambda side: side.sent),
    "evidence": (access.evidence, lambda side: side.laid),
    "certificates": (access.certificates, lambda side: side.certificate),
    "answers": (access.answers, lambda side: side.sent.answers.get()),
}
ACTIONS = {
    "employers": (Action.EMPLOYER_READ, Action.EMPLOYER_WRITE, Action.PARTNER_APPLY),
    "people": (Action.PEOPLE_READ, Action.PEOPLE_WRITE),
    "sections": (Action.SYSTEM_READ, Action.SYSTEM_WRITE),
    "audits": (Action.AUDIT_READ, Action.AUDIT_SUBMIT, Action.REVIEW_READ),
    "evidence": (Action.EVIDENCE_READ,),
    "certificates": (Action.CERTIFICATE_READ, Action.CERTIFICATE_COSIGN),
    "answers": (Action.AUDIT_ANSWER, Action.REVIEW_READ),
}


@pytest.mark.parametrize(("name", "action"), [(name, action) for name in LOADERS for action in ACTIONS[name]])
def test_each_role_reaches_its_own_side_by_the_matrix_and_never_the_other(
    a: Side, b: Side, name: str, action: Action
) -> None:
    load, pick = LOADERS[name]
    own, foreign = pick(a), pick(b)
    for role, actor in a.team.items():
        if role not in MATRIX[action]:
            with pytest.raises(Forbidden):
                load(actor, action)
            continue
        assert access.one(load(actor, action), own.pk, name) == own, role
        with pytest.raises(Absent) as of_foreign:
            access.one(load(actor, action), foreign.pk, name)
        with pytest.raises(Absent) as of_absent:
            access.one(load(actor, action), uuid4(), name)
        assert of_foreign.value.sentence == of_absent.value.sentence
        assert foreign not in set(load(actor, action))


@pytest.mark.parametrize("key", ["", "not-a-key", "' OR 1=1--", "a\x00b", "９", "[]", "0" * 400])
def test_what_is_no_key_is_absent(a: Side, key: str) -> None:
    with pytest.raises(Absent):
        access.one(access.people(a.team[Role.OWNER], Action.PEOPLE_READ), key, "person")


@pytest.mark.parametrize("action", list(Action))
def test_nobody_without_a_seat_may_do_anything(action: Action) -> None:
    outside = Actor(user_id=uuid4(), name="Nobody", email="n@example.com")
    half = Actor(user_id=uuid4(), name="Half", email="h@example.com", role=Role.OWNER)
    for actor in (STRANGER, CLOCKWORK, outside, half):
        with pytest.raises(Forbidden):
            access.require(actor, action)
    assert not access.may(outside, action)


@pytest.mark.parametrize(("action", "role"), [(action, role) for action in Action for role in Role])
def test_the_matrix_decides(action: Action, role: Role) -> None:
    actor = Actor(user_id=uuid4(), name="R", email="r@example.com", organisation_id=uuid4(), role=role)
    expected = MATRIX[action].get(role)
    assert access.may(actor, action) == (expected is not None)
    if expected is None:
        with pytest.raises(Forbidden):
            access.require(actor, action)
    else:
        assert access.require(actor, action) is expected


def test_a_partner_sees_an_audit_only_once_it_was_sent_to_it(a: Side, b: Side) -> None:
    reviewer = a.team[Role.REVIEWER]
    assert set(access.audits(reviewer, Action.REVIEW_READ)) == {a.sent}
    assert set(access.audits(a.team[Role.OWNER], Action.AUDIT_READ)) == {a.sent, a.unsent}
    assert set(access.answers(reviewer, Action.REVIEW_READ)) == {a.sent.answers.get()}


def test_a_partner_sees_proof_only_beside_an_answer_that_was_sent_to_it(a: Side) -> None:
    assert set(access.evidence(a.team[Role.REVIEWER], Action.EVIDENCE_READ)) == {a.laid}
    assert set(access.evidence(a.team[Role.OWNER], Action.EVIDENCE_READ)) == {a.laid, a.shoebox}


def test_what_a_former_partner_keeps_is_what_was_sent_to_it(a: Side, b: Side) -> None:
    """The firm goes over to B's partner: the old one keeps the file it decided, and reaches nothing else."""
    old, new = a.team[Role.PARTNER_ADMIN], b.team[Role.PARTNER_ADMIN]
    a.employer.applications.update(state="ended")
    for state in ("applied", "accepted"):
        application = world.accepted(a.employer, b.partner)
        application.state = state
        application.save()
        reached = a.employer in set(access.employers(new, Action.EMPLOYER_READ))
        assert reached == (state == "accepted"), "an application alone opens nothing"
        application.delete()
    world.accepted(a.employer, b.partner)
    assert a.employer not in set(access.employers(old, Action.EMPLOYER_READ))
    assert not access.sections(old, Action.SYSTEM_READ).filter(employer=a.employer).exists()
    assert set(access.audits(old, Action.REVIEW_READ)) == {a.sent}
    assert set(access.certificates(old, Action.CERTIFICATE_READ)) == {a.certificate}
    assert set(access.audits(new, Action.REVIEW_READ)) == {b.sent}
    assert set(access.evidence(new, Action.EVIDENCE_READ)) == {b.laid}


def test_the_office_reaches_all_firms_and_no_answers(a: Side, b: Side, office: Actor) -> None:
    assert set(access.employers(office, Action.EMPLOYER_READ)) == {a.employer, b.employer}
    assert set(access.certificates(office, Action.CERTIFICATE_SIGN)) == {a.certificate, b.certificate}
    for action in (Action.AUDIT_READ, Action.EVIDENCE_READ, Action.PEOPLE_READ, Action.SYSTEM_READ):
        with pytest.raises(Forbidden):
            access.require(office, action)


def test_a_consultant_of_two_firms_reaches_the_one_he_sits_in(a: Side, b: Side) -> None:
    from handrail.store.models import User

    person = User.objects.get(pk=a.team[Role.CONSULTANT].user_id)
    in_b = world.seated(person, b.employer.organisation, Role.CONSULTANT)
    assert set(access.employers(a.team[Role.CONSULTANT], Action.EMPLOYER_WRITE)) == {a.employer}
    assert set(access.employers(in_b, Action.EMPLOYER_WRITE)) == {b.employer}


def test_an_actor_whose_organisation_is_gone_reaches_nothing(a: Side) -> None:
    ghost = Actor(user_id=uuid4(), name="G", email="g@example.com", organisation_id=UUID(int=0), role=Role.OWNER)
    for name, (load, _pick) in LOADERS.items():
        assert not load(ghost, next(act for act in ACTIONS[name] if Role.OWNER in MATRIX[act])).exists(), name


def test_ties_say_what_they_mean() -> None:
    """Employer roles reach only their own; partner roles never all; only office and insurer see all certificates."""
    for action, row in MATRIX.items():
        for role, tie in row.items():
            if role in {Role.OWNER, Role.CREW, Role.CONSULTANT, Role.OPERATOR}:
                assert tie is Tie.OWN, (action, role)
            if tie is Tie.ALL:
                assert role in {Role.OFFICE, Role.WCB}, (action, role)
