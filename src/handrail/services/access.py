"""The one way to a protected row: which rows an actor's role reaches, through which tie. Foreign looks like absent."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.permissions import Action, Tie, tie
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden
from handrail.store.models import (
    ActionLine,
    Answer,
    AnswerEvidence,
    Application,
    Audit,
    Certificate,
    Employer,
    Evidence,
    Person,
    QuickAskFile,
    Record,
    Review,
    SystemSection,
)

RowT = TypeVar("RowT", bound=Model)


def require(actor: Actor, action: Action) -> Tie:
    """The tie through which the actor may do this; Forbidden where the role may not at all."""
    found = tie(actor.role, action) if actor.role else None
    if found is None or actor.organisation_id is None:
        raise Forbidden(_("This is not open to you as you are signed in now."), action)
    return found


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role may do this to anything at all: for showing or hiding a link."""
    return actor.role is not None and tie(actor.role, action) is not None


def _chosen_by(actor: Actor, employer: str) -> Exists:
    return Exists(
        Application.objects.filter(
            employer=OuterRef(employer), partner=actor.organisation_id, state=Application.State.ACCEPTED
        )
    )


def employers(actor: Actor, action: Action) -> QuerySet[Employer]:
    """The employers this actor may do this to."""
    match require(actor, action):
        case Tie.OWN:
            return Employer.objects.filter(pk=actor.organisation_id)
        case Tie.PARTNER:
            return Employer.objects.filter(_chosen_by(actor, "pk"))
        case Tie.ALL:
            return Employer.objects.all()


def _of_employer(actor: Actor, action: Action, rows: QuerySet[RowT]) -> QuerySet[RowT]:
    match require(actor, action):
        case Tie.OWN:
            return rows.filter(employer=actor.organisation_id)
        case Tie.PARTNER:
            return rows.filter(_chosen_by(actor, "employer"))
        case Tie.ALL:
            return rows


def people(actor: Actor, action: Action) -> QuerySet[Person]:
    return _of_employer(actor, action, Person.objects.all())


def sections(actor: Actor, action: Action) -> QuerySet[SystemSection]:
    return _of_employer(actor, action, SystemSection.objects.all())


def action_lines(actor: Actor, action: Action) -> QuerySet[ActionLine]:
    return _of_employer(actor, action, ActionLine.objects.all())


def evidence(actor: Actor, action: Action) -> QuerySet[Evidence]:
    """A firm's own proof; for its partner only what it laid beside an answer and sent in, never what it still gathers.

    What it gave as the answer to a quick ask was handed over too.
    """
    if require(actor, action) is Tie.OWN:
        return Evidence.objects.filter(employer=actor.organisation_id)
    sent = AnswerEvidence.objects.filter(
        evidence=OuterRef("pk"),
        answer__audit__partner=actor.organisation_id,
        answer__audit__submitted_on__isnull=False,
        added_in_round__lte=F("answer__audit__round"),
    )
    given = QuickAskFile.objects.filter(
        evidence=OuterRef("pk"), ask__review__audit__partner=actor.organisation_id, ask__answered_at__isnull=False
    )
    return Evidence.objects.filter(Exists(sent) | Exists(given))


def records(actor: Actor, action: Action) -> QuerySet[Record]:
    """The kept records of the actor's own firm that stand; what is restricted only for who may read that."""
    require(actor, action)
    # What was sent is wanted only where the record changes, and it may hold a crew's signatures.
    rows = Record.objects.filter(employer=actor.organisation_id, removed_at__isnull=True).defer("body")
    if may(actor, Action.RECORD_READ_RESTRICTED):
        return rows
    return rows.exclude(kind__in=[kind.id for kind in load_pack().record_kinds.values() if kind.restricted])


def audits(actor: Actor, action: Action) -> QuerySet[Audit]:
    """A firm's own audits; for its partner those it sent to that partner; for the office those decided."""
    match require(actor, action):
        case Tie.OWN:
            return Audit.objects.filter(employer=actor.organisation_id)
        case Tie.PARTNER:
            return Audit.objects.filter(partner=actor.organisation_id, submitted_on__isnull=False)
        case Tie.ALL:
            return Audit.objects.filter(submitted_on__isnull=False)


def answers(actor: Actor, action: Action) -> QuerySet[Answer]:
    match require(actor, action):
        case Tie.OWN:
            return Answer.objects.filter(audit__employer=actor.organisation_id)
        case Tie.PARTNER:
            return Answer.objects.filter(audit__partner=actor.organisation_id, audit__submitted_on__isnull=False)
        case Tie.ALL:
            return Answer.objects.none()


def reviews(actor: Actor, action: Action) -> QuerySet[Review]:
    """The rounds of audits sent to the actor's own partner."""
    require(actor, action)
    return Review.objects.filter(audit__partner=actor.organisation_id)


def certificates(actor: Actor, action: Action) -> QuerySet[Certificate]:
    match require(actor, action):
        case Tie.OWN:
            return Certificate.objects.filter(employer=actor.organisation_id)
        case Tie.PARTNER:
            return Certificate.objects.filter(partner=actor.organisation_id)
        case Tie.ALL:
            return Certificate.objects.all()


def one(rows: QuerySet[RowT], key: UUID | str, what: str) -> RowT:
    """The row with this key among those reached, or Absent; what is no key at all is nobody's."""
    try:
        found = rows.filter(Q(pk=key)).first()
    except ValidationError:
        raise Absent(what) from None
    if found is None:
        raise Absent(what)
    return found
