"""Who may not review whom: what reviewers and administrators said, and what the product's own rows already show.

There is one definition, and the queue, opening, deciding, assigning and second readings all ask it. A file is judged by the
day it was received: whoever was tied to the firm in the months before it, or has been since, does not read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Role
from handrail.rules.review.independence import Independence, TieFact, TieKind, independence, stands_until
from handrail.services.actor import Actor
from handrail.store.models import Membership, Partner, Person, Review, ReviewerTie, Spell, TieWaiver, Training

_COLUMNS: Final = ("who", "firm", "why", "last", "said", "of_them", "two_agreed", "program")
# Ties that ended on more different days than this are so old that no open file is judged by them.
_MOST_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie of a reviewer to a firm. `until` is the last day a file received then is kept from them; None while it holds.

    `said` is the key of what a person said, None for what the product's own rows show.
    """

    reviewer: UUID
    employer: UUID
    fact: TieFact
    until: date | None
    months: int
    said: UUID | None

    def in_the_way(self, received_on: date) -> bool:
        return not self.fact.let_pass and (self.until is None or received_on <= self.until)


def ties(partner_id: UUID, reviewers: Collection[UUID]) -> tuple[Tie, ...]:
    """Every tie of these people to any firm, waived ones included; one statement.

    Found by the product itself: whoever signs or signed in for the firm (its consultant advised it, anybody else worked for
    it), whoever stands on its list of people, and whoever confirmed that its people were trained.
    """
    rows = _members(partner_id, reviewers).union(
        _people(partner_id, reviewers), _trained(partner_id, reviewers), _said(partner_id, reviewers), all=True
    )
    made = [_tie(row) for row in rows]
    waived = [one for one in made if one.said and one.fact.waived]
    return tuple(_with_waiver(one, waived) for one in made)


def _members(partner_id: UUID, reviewers: Collection[UUID]) -> QuerySet[Membership, Any]:
    kind = Case(When(role=Role.CONSULTANT.value, then=Value("consulted")), default=Value("employed"))
    rows = Membership.objects.filter(user__in=reviewers, organisation__employer__isnull=False)
    return rows.order_by().annotate(
        who=F("user_id"), firm=F("organisation_id"), why=kind, last=TruncDate("ended_at"), **_found(partner_id, True)
    ).values_list(*_COLUMNS)  # fmt: skip


def _people(partner_id: UUID, reviewers: Collection[UUID]) -> QuerySet[Person, Any]:
    spells = Spell.objects.filter(person=OuterRef("pk"))
    last = Case(
        When(Exists(spells.filter(to_day__isnull=True)), then=None),
        default=Subquery(spells.order_by("-to_day").values("to_day")[:1]),
        output_field=DateField(),
    )
    rows = Person.objects.filter(user__in=reviewers).order_by()
    return rows.annotate(
        who=F("user_id"), firm=F("employer_id"), why=Value("employed"), last=last, **_found(partner_id, True)
    ).values_list(*_COLUMNS)  # fmt: skip


def _trained(partner_id: UUID, reviewers: Collection[UUID]) -> QuerySet[Training, Any]:
    rows = Training.objects.filter(confirmed_by__in=reviewers, confirmed_on__isnull=False).order_by()
    return (
        rows.annotate(who=F("confirmed_by_id"), firm=F("person__employer_id"), why=Value("trained"))
        .values("who", "firm", "why")
        .annotate(last=Max("taken_on"), **_found(partner_id, False))
        .values_list(*_COLUMNS)
    )


def _said(partner_id: UUID, reviewers: Collection[UUID]) -> QuerySet[ReviewerTie, Any]:
    agreed = TieWaiver.objects.filter(
        tie=OuterRef("pk"), mistake=False, agreed_at__isnull=False, refused_at__isnull=True
    )
    rows = ReviewerTie.objects.filter(partner=partner_id, reviewer__in=reviewers, ended_at__isnull=True).order_by()
    own = {**_found(partner_id, False), "said": F("pk"), "two_agreed": Exists(agreed)}
    return rows.annotate(
        who=F("reviewer_id"), firm=F("employer_id"), why=F("kind"), last=F("last_on"), **own
    ).values_list(*_COLUMNS)  # fmt: skip


def _found(partner_id: UUID, of_them: bool) -> dict[str, Any]:
    """The columns that are the same for all that the product found itself."""
    program = Partner.objects.filter(pk=partner_id).values("program_id")[:1]
    return {
        "said": Value(None, output_field=ReviewerTie._meta.pk),
        "of_them": Value(of_them, output_field=BooleanField()),
        "two_agreed": Value(False, output_field=BooleanField()),
        "program": Subquery(program, output_field=CharField()),
    }


def _tie(row: tuple[Any, ...]) -> Tie:
    who, firm, why, last, said, of_them, agreed, program = row
    kind: TieKind = why
    fact = TieFact(kind, last, waived=bool(agreed), one_of_them=bool(of_them))
    months = _months(last, program)
    return Tie(who, firm, fact, stands_until(fact, months), months, said)


def _months(last: date | None, program: str) -> int:
    """The months in force on a tie's last day; the oldest known ones where it ended before any."""
    pack, key = load_pack(), "review.conflict_months"
    known = pack.last_known(key, last or date.max, program) or pack.history(key)[0]
    return whole_number(pack, key, max(last or date.max, known.from_), program)


def _with_waiver(tie: Tie, waived: Iterable[Tie]) -> Tie:
    """What the product found stands as let pass where two let the same said tie pass, for no later day than was said."""
    if tie.said or tie.fact.one_of_them:
        return tie
    covered = any(
        (one.reviewer, one.employer, one.fact.kind) == (tie.reviewer, tie.employer, tie.fact.kind)
        and (one.until is None or (tie.until is not None and tie.until <= one.until))
        for one in waived
    )
    return replace(tie, fact=replace(tie.fact, waived=True)) if covered else tie


def of_actor(actor: Actor, *, judging: bool = False) -> tuple[Tie, ...]:
    """The ties that keep an actor away: a reviewer all of them, anybody else of the partner only those of the firm's own people.

    An administrator who confirms training or is related to somebody still hands files out. Where they judge something
    themselves (`judging`: an appeal), every tie counts for them too.
    """
    if actor.user_id is None or actor.organisation_id is None:
        return ()
    found = ties(actor.organisation_id, [actor.user_id])
    every = judging or actor.role is Role.REVIEWER
    return found if every else tuple(one for one in found if one.fact.one_of_them)


def conflicted(found: Iterable[Tie]) -> Q | None:
    """The rounds that these ties of one person keep from them, as a condition on rounds; None where there are none."""
    by_last: dict[date | None, list[UUID]] = defaultdict(list)
    for one in found:
        if not one.fact.let_pass:
            by_last[one.until].append(one.employer)
    if not by_last:
        return None
    told = Q(audit__employer__in=by_last.pop(None, []))
    for until in sorted((day for day in by_last if day), reverse=True)[:_MOST_DAYS]:
        told |= Q(audit__employer__in=by_last[until], received_on__lte=until)
    return told


def standing(found: Iterable[Tie], review: Review) -> Independence:
    """What the ties of one person mean for one round, with the reasons."""
    mine = [one for one in found if one.employer == review.audit.employer_id]
    months = max((one.months for one in mine), default=0)
    return independence([one.fact for one in mine], review.received_on, months)


def sentence(found: Iterable[Tie], review: Review) -> str:
    """Why a person may not review the firm of a round, told to them; empty where they may."""
    standing = [one for one in found if one.employer == review.audit.employer_id and one.in_the_way(review.received_on)]
    if not standing:
        return ""
    if any(one.fact.one_of_them for one in standing):
        return _(
            "You belong or belonged to this firm, so you may not review it. Somebody else of your organisation must."
        )
    words = {
        "trained": _("You trained people of this firm, so you may not review it yet."),
        "employed": _("You worked for this firm, so you may not review it yet."),
        "related": _("You are related to somebody in this firm, so you may not review it."),
        "consulted": _("You advised this firm, so you may not review it yet."),
    }
    return f"{words[standing[0].fact.kind]} {_('Somebody else of your organisation must.')}"
