"""Saying what ties a reviewer to a firm, and undoing it: letting it pass, or taking back what was said by mistake, takes two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action, Role
from handrail.rules.review.independence import waiver_refused
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.review import independence
from handrail.services.review.independence import Tie
from handrail.store.models import Employer, Membership, Review, ReviewerTie, TieWaiver, User

WORDS_MAX = 400
REASON_MAX = 2_000
EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One tie in the way, with names. `may_ask`: whoever looks may ask that it pass, or say that it was a mistake."""

    tie: Tie
    reviewer: str
    firm: str
    words: str
    waiver: TieWaiver | None
    may_ask: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiver somebody asked for. `why_not` says why the one who looks cannot agree to it; empty where they can."""

    waiver: TieWaiver
    reviewer: str
    firm: str
    why_not: str


@dataclass(frozen=True, slots=True)
class TiesPage:
    """The actor's own ties; for an administrator those of everybody, and the waivers that wait for a second person."""

    lines: tuple[Line, ...]
    waiting: tuple[Waiting, ...]
    reviewers: tuple[User, ...]
    is_admin: bool


def _reviewers(actor: Actor) -> QuerySet[User]:
    """Those whose ties the actor may see: an administrator every reviewer of the partner's, anybody else themselves."""
    seats = Membership.objects.filter(
        organisation=actor.organisation_id, role=Role.REVIEWER.value, ended_at__isnull=True, user__is_active=True
    )
    rows = User.objects.filter(pk__in=seats.values("user")).order_by("name", "email")
    return rows if actor.role is Role.PARTNER_ADMIN else rows.filter(pk=_user(actor))


def page(actor: Actor, moment: Moment) -> TiesPage:
    """The ties that stand today, the longest standing last; five statements. What is over long since is left out."""
    access.require(actor, Action.REVIEW_INDEPENDENCE)
    people = tuple(_reviewers(actor))
    names = {one.pk: str(one) for one in people}
    assert actor.organisation_id is not None
    found = [
        one
        for one in independence.ties(actor.organisation_id, list(names))
        if one.until is None or one.until >= moment.day
    ]
    firms = {
        row.pk: row.name
        for row in Employer.objects.filter(pk__in={one.employer for one in found}).select_related("organisation")
    }
    rows = _rows(actor).filter(pk__in=[one.said for one in found if one.said])
    said = {row.pk: row for row in rows}
    waivers = {row.tie_id: row for row in _waivers(actor).filter(tie__in=said)}
    lines = [_line(actor, one, (names, firms), said, waivers) for one in found]
    return TiesPage(
        tuple(sorted(lines, key=lambda line: (line.reviewer, line.tie.until or date.max, line.firm))),
        _waiting(actor, waivers.values(), names, firms),
        people,
        actor.role is Role.PARTNER_ADMIN,
    )


def _rows(actor: Actor) -> QuerySet[ReviewerTie]:
    access.require(actor, Action.REVIEW_INDEPENDENCE)
    rows = ReviewerTie.objects.filter(partner=actor.organisation_id, ended_at__isnull=True)
    return rows if actor.role is Role.PARTNER_ADMIN else rows.filter(reviewer=actor.user_id)


def _waivers(actor: Actor) -> QuerySet[TieWaiver]:
    return TieWaiver.objects.filter(tie__in=_rows(actor), refused_at__isnull=True).select_related(
        "tie", "asked_by", "agreed_by"
    )


def _line(
    actor: Actor,
    tie: Tie,
    called: tuple[Mapping[UUID, str], Mapping[UUID, str]],
    said: Mapping[UUID, ReviewerTie],
    waivers: Mapping[UUID, TieWaiver],
) -> Line:
    names, firms = called
    row = said.get(tie.said) if tie.said else None
    waiver = waivers.get(row.pk) if row else None
    return Line(
        tie,
        names[tie.reviewer],
        firms[tie.employer],
        row.words if row else "",
        waiver,
        may_ask=row is not None and waiver is None,
    )


def _waiting(
    actor: Actor, waivers: Iterable[TieWaiver], names: Mapping[UUID, str], firms: Mapping[UUID, str]
) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(one, names[one.tie.reviewer_id], firms[one.tie.employer_id], _why_not(actor, one))
        for one in sorted(waivers, key=lambda one: one.asked_at)
        if one.agreed_at is None
    )


def _alone(actor: Actor, row: ReviewerTie, first: UUID) -> str:
    refused = waiver_refused(reviewer=row.reviewer_id, asked_by=first, agrees=actor.user_id)
    return refused.sentence if refused else ""


def _why_not(actor: Actor, waiver: TieWaiver) -> str:
    if actor.role is not Role.PARTNER_ADMIN:
        return _("An administrator of your organisation decides.")
    return _alone(actor, waiver.tie, waiver.asked_by_id)


def _user(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden(_("Only a person says this."))
    return actor.user_id


# ---- saying -------------------------------------------------------------------------------------------------------


@transaction.atomic
def say(
    actor: Actor, moment: Moment, *, firm: str, kind: str, last_on: date | None, words: str = "", reviewer: str = ""
) -> ReviewerTie:
    """Say what ties a reviewer to a firm: a reviewer of themselves, an administrator of any reviewer of the partner.

    `firm` is its name, as its people write it; `last_on` None while it holds. The same said twice stands once. Invalid,
    by field, for a firm or reviewer that is not the partner's, a day to come, or no kind.
    """
    access.require(actor, Action.REVIEW_INDEPENDENCE)
    errors: dict[str, str] = {}
    who = actor.user_id if actor.role is Role.REVIEWER else _chosen(actor, reviewer, errors)
    employer = _firm(actor, firm, errors)
    if kind not in ReviewerTie.Kind.values:
        errors["kind"] = _("Choose what ties them.")
    if last_on is not None and not EARLIEST <= last_on <= moment.day:
        errors["last_on"] = _("Give a day that is over, or leave it empty while it holds.")
    if len(words.strip()) > WORDS_MAX:
        errors["words"] = _("Use at most %(most)s characters.") % {"most": WORDS_MAX}
    if errors or employer is None or who is None:
        raise Invalid(errors)
    same = ReviewerTie.objects.filter(
        partner=actor.organisation_id, reviewer=who, employer=employer, kind=kind, ended_at=None
    )
    if found := same.filter(Q(last_on=last_on) if last_on else Q(last_on__isnull=True)).first():
        return found
    assert actor.organisation_id is not None
    row = ReviewerTie.objects.create(
        partner_id=actor.organisation_id,
        reviewer_id=who,
        employer=employer,
        kind=kind,
        last_on=last_on,
        words=words.strip(),
        said_at=moment.now,
        said_by_id=_user(actor),
    )
    _note(actor, moment, "tie.say", row, kind=kind)
    _let_go(actor, moment, row)
    return row


def _let_go(actor: Actor, moment: Moment, row: ReviewerTie) -> None:
    """The firm's open files that this tie keeps from the reviewer go back to everybody's queue, with points and notes."""
    mine = [one for one in independence.ties(row.partner_id, [row.reviewer_id]) if one.said == row.pk]
    condition = independence.conflicted(mine)
    if condition is None:
        return
    hand = Q(assigned_to=row.reviewer_id) | Q(reviewer=row.reviewer_id)
    rows = Review.objects.filter(condition, hand, audit__partner=row.partner_id, state__in=("waiting", "reading"))
    for review in rows.select_related("audit"):
        done = Review.objects.filter(pk=review.pk, version=review.version, state=review.state).update(
            state="waiting",
            version=F("version") + 1,
            reviewer=None,
            opened_at=None,
            held_until=None,
            assigned_to=None,
            assigned_by=None,
            assigned_at=None,
        )
        if done:
            chain = review.audit.employer_id
            journal.note(actor, moment, "review.let_go", ("review", review.pk), chain=chain, round=review.round)


def _chosen(actor: Actor, reviewer: str, errors: dict[str, str]) -> UUID | None:
    found = next((one.pk for one in _reviewers(actor) if str(one.pk) == reviewer), None)
    if found is None:
        errors["reviewer"] = _("Choose a reviewer of your organisation.")
    return found


def _firm(actor: Actor, name: str, errors: dict[str, str]) -> Employer | None:
    """The one firm of the partner with this name, or whose name holds these words."""
    text = " ".join(name.split())
    if not text:
        errors["firm"] = _("Write the firm's name.")
        return None
    rows = access.employers(actor, Action.EMPLOYER_READ).select_related("organisation").order_by("organisation__name")
    same = Q(legal_name__iexact=text) | Q(trade_name__iexact=text) | Q(organisation__name__iexact=text)
    like = Q(legal_name__icontains=text) | Q(trade_name__icontains=text) | Q(organisation__name__icontains=text)
    found = list(rows.filter(same)[:2]) or list(rows.filter(like)[:6])
    if len(found) == 1:
        return found[0]
    if not found:
        errors["firm"] = _("No firm of your organisation is called so. Look at how it writes itself in the queue.")
    else:
        listed = ", ".join(one.name for one in found[:5])
        errors["firm"] = _("More than one firm is called so: %(names)s. Write the whole name.") % {"names": listed}
    return None


# ---- letting pass, and taking back -----------------------------------------------------------------------------------


def one(actor: Actor, tie_id: UUID | str) -> ReviewerTie:
    """A tie that was said, to ask that it be let pass."""
    rows = _rows(actor).select_related("reviewer", "employer__organisation")
    return access.one(rows, tie_id, "tie")


@transaction.atomic
def ask(actor: Actor, moment: Moment, tie_id: UUID | str, *, reason: str, mistake: bool = False) -> TieWaiver:
    """Ask that a tie be let pass, or (`mistake`) that it be taken back because it never held, with the reason.

    Nothing changes until somebody else agrees. Refused where one of the firm's own people would be let pass; WrongState
    where something was asked of this tie already.
    """
    row = one(actor, tie_id)
    text = reason.strip()
    if not text:
        raise Invalid({"reason": _("Write why; whoever agrees reads it.")})
    if len(text) > REASON_MAX:
        raise Invalid({"reason": _("Use at most %(most)s characters.") % {"most": REASON_MAX}})
    if not mistake and any(
        tie.fact.one_of_them and tie.employer == row.employer_id
        for tie in independence.ties(row.partner_id, [row.reviewer_id])
        if tie.until is None or tie.until >= moment.day
    ):
        raise Refused("one_of_them", _("This reviewer is or was one of the firm's own people; that is never let pass."))
    try:
        with transaction.atomic():
            waiver = TieWaiver.objects.create(
                tie=row, mistake=mistake, reason=text, asked_by_id=_user(actor), asked_at=moment.now
            )
    except IntegrityError:
        raise WrongState(_("Somebody has asked something of this tie already.")) from None
    _note(actor, moment, "tie.ask_back" if mistake else "tie.ask_waiver", row)
    return waiver


@transaction.atomic
def agree(actor: Actor, moment: Moment, waiver_id: UUID | str) -> TieWaiver:
    """Let a tie pass, or take it back, as the second person: an administrator who neither asked nor is the reviewer."""
    waiver = access.one(_waivers(actor), waiver_id, "waiver")
    if actor.role is not Role.PARTNER_ADMIN:
        raise Forbidden(_why_not(actor, waiver))
    if why := _alone(actor, waiver.tie, waiver.asked_by_id):
        raise Refused("alone", why)
    rows = TieWaiver.objects.filter(pk=waiver.pk, agreed_at=None, refused_at=None)
    if not rows.update(agreed_by=actor.user_id, agreed_at=moment.now):
        raise WrongState(_("This is decided already."))
    if waiver.mistake:
        ReviewerTie.objects.filter(pk=waiver.tie_id).update(ended_at=moment.now)
    _note(actor, moment, "tie.take_back" if waiver.mistake else "tie.waive", waiver.tie)
    waiver.refresh_from_db()
    return waiver


@transaction.atomic
def refuse(actor: Actor, moment: Moment, waiver_id: UUID | str) -> TieWaiver:
    """Do not let a tie pass, or no longer: one administrator is enough, and whoever asked may take it back."""
    waiver = access.one(_waivers(actor), waiver_id, "waiver")
    if actor.role is not Role.PARTNER_ADMIN and waiver.asked_by_id != actor.user_id:
        raise Forbidden(_why_not(actor, waiver))
    if not TieWaiver.objects.filter(pk=waiver.pk, refused_at=None).update(refused_at=moment.now):
        raise WrongState(_("This is decided already."))
    _note(actor, moment, "tie.refuse_waiver", waiver.tie)
    waiver.refresh_from_db()
    return waiver


def _note(actor: Actor, moment: Moment, what: str, row: ReviewerTie, **facts: str) -> None:
    """In the partner's own chain: the firm's says nothing about who may read for its partner."""
    assert actor.organisation_id is not None
    journal.note(actor, moment, what, ("tie", row.pk), chain=actor.organisation_id, **facts)
