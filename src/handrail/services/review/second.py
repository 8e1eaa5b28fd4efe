"""Blind second reading: a drawn round is read by another reviewer, who sees what the firm sent and nothing of the first reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import Edition, Question, load_pack
from handrail.rules.audit.facts import claim_refused
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action
from handrail.rules.review.drawing import is_drawn
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import packages, parts, reaching
from handrail.services.review.comparing import compared
from handrail.services.review.packages import Claim, Package, ProofSent
from handrail.services.review.page import RailElement, RailPost
from handrail.services.review.pointing import Judgement, checked
from handrail.store.facts.audit import facts_of
from handrail.store.models import Partner, Review, ReviewedAnswer, SecondAnswer, SecondRead, Submission


def draw(actor: Actor, moment: Moment, review: Review) -> SecondRead | None:
    """Draw the lot of a just decided round; only first rounds are drawn, and nobody is told.

    The journal has it on the partner's own chain, so that the firm's says nothing while the second reading runs.
    """
    if review.round != 1:
        return None
    pack = load_pack(review.audit.pack)
    percent = whole_number(pack, "review.second_read_percent", moment.day, review.audit.partner.program_id)
    if not is_drawn(str(review.pk), percent, settings.SECRET_KEY.encode()):
        return None
    row = SecondRead.objects.create(review=review, drawn_at=moment.now)
    _note(actor, moment, "second.draw", row, percent=percent)
    return row


def _note(actor: Actor, moment: Moment, action: str, row: SecondRead, **facts: int) -> None:
    assert actor.organisation_id is not None
    journal.note(actor, moment, action, ("second_read", row.pk), chain=actor.organisation_id, **facts)


# ---- the way to a second reading ------------------------------------------------------------------------------------


def reached(actor: Actor) -> QuerySet[SecondRead]:
    """The second readings of the actor's partner in files of firms the actor is independent of."""
    rounds = reaching.rounds(actor, Action.REVIEW_SECOND, blind=False).filter(Q(own_firm=False))
    return SecondRead.objects.filter(review__in=rounds.values("pk")).select_related(
        "review__audit__employer__organisation", "review__audit__partner__organisation"
    )


def _open_to(actor: Actor) -> QuerySet[SecondRead]:
    """Those the actor may read second: who had any part in the same audit, or has looked at it, is told of none."""
    return reached(actor).exclude(parts.of(actor, "review__audit"))


@dataclass(frozen=True, slots=True)
class Mine:
    """A second reading the actor has begun, and how many questions of it are left."""

    second: SecondRead
    left: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """`to_read`: drawn files nobody reads, or whose reader has long been silent; `mine`: those the actor is reading."""

    to_read: tuple[SecondRead, ...]
    mine: tuple[Mine, ...]


def _free(actor: Actor, moment: Moment) -> Q:
    """Those a reading may begin of: nobody reads it, or nothing was heard of its reader for the program's days."""
    assert actor.organisation_id is not None
    program = Partner.objects.values_list("program_id", flat=True).get(pk=actor.organisation_id)
    days = whole_number(load_pack(), "review.second_silent_days", moment.day, program)
    since = moment.now - timedelta(days=days)
    heard = SecondAnswer.objects.filter(second_read=OuterRef("pk"), updated_at__gte=since)
    return Q(state=SecondRead.State.DRAWN) | Q(~Exists(heard), state=SecondRead.State.READING, opened_at__lt=since)


def waiting(actor: Actor, moment: Moment) -> Waiting:
    """What waits for this reviewer to be read a second time, the longest drawn first; at most five statements.

    Files the actor had a part in or looked at, or whose firm the actor is tied to, are not among them and look absent
    everywhere.
    """
    mine = (
        reached(actor)
        .filter(state=SecondRead.State.READING, reader=actor.user_id)
        .annotate(left=Count("answers", filter=~_given("answers__")))
        .order_by("opened_at", "id")
    )
    to_read = _open_to(actor).filter(_free(actor, moment)).order_by("drawn_at", "id")
    return Waiting(tuple(to_read), tuple(Mine(row, row.left) for row in mine))


def _given(way: str = "") -> Q:
    """A question that has its points, or does not apply."""
    return Q(**{f"{way}points__isnull": False}) | Q(**{f"{way}not_applicable": True})


@transaction.atomic
def open_second(actor: Actor, moment: Moment, second_id: UUID | str) -> SecondRead:
    """Begin a second reading, or begin anew one whose reader has long been silent: no points of theirs are seen.

    Two at once: one begins it, the other is told (WrongState). Absent to whoever had a part in the file.
    """
    row = access.one(_open_to(actor), second_id, "second reading")
    free = SecondRead.objects.filter(_free(actor, moment), pk=row.pk, version=row.version)
    if not free.update(
        state=SecondRead.State.READING, reader_id=actor.user_id, opened_at=moment.now, version=F("version") + 1
    ):
        raise WrongState(_("Another reviewer reads this file a second time already."), row.state)
    SecondAnswer.objects.filter(second_read=row).delete()
    if row.reader_id is not None:  # whoever was silent so long knows the file
        parts.keep_look(moment, row.review.audit_id, row.reader_id)
    questions = ReviewedAnswer.objects.filter(review=row.review_id).values_list("question", flat=True)
    SecondAnswer.objects.bulk_create(
        SecondAnswer(second_read=row, question=question, updated_at=moment.now) for question in questions
    )
    _note(actor, moment, "second.open", row)
    row.refresh_from_db()
    return row


@transaction.atomic
def give_back(actor: Actor, moment: Moment, second_id: UUID | str) -> SecondRead:
    """Give a second reading back before its end: it waits for somebody else, who begins it without these points."""
    row = _reading(actor, second_id)
    left = row.answers.exclude(_given()).count()
    done = SecondRead.objects.filter(pk=row.pk, state=SecondRead.State.READING, reader=actor.user_id).update(
        state=SecondRead.State.DRAWN, reader=None, opened_at=None, version=F("version") + 1
    )
    if not done:
        raise reaching.moved_on()
    SecondAnswer.objects.filter(second_read=row).delete()
    assert actor.user_id is not None
    parts.keep_look(moment, row.review.audit_id, actor.user_id)
    _note(actor, moment, "second.give_back", row, left=left)
    row.refresh_from_db()
    return row


def _mine(actor: Actor, second_id: UUID | str) -> SecondRead:
    return access.one(reached(actor).filter(reader=actor.user_id), second_id, "second reading")


def _reading(actor: Actor, second_id: UUID | str) -> SecondRead:
    row = _mine(actor, second_id)
    if row.state != SecondRead.State.READING:
        raise WrongState(_("You finished this reading; its points stand as they are."), row.state)
    return row


def kept_back(actor: Actor, audit: str) -> Q:
    """The condition that the audit `audit` leads to is not read a second time yet, and the actor is one who still could.

    What its first reader gave is not told them anywhere: neither as the year before nor as the round before.
    """
    unread = SecondRead.objects.filter(
        review__audit=OuterRef(audit), state__in=(SecondRead.State.DRAWN, SecondRead.State.READING)
    )
    mine = SecondRead.objects.filter(
        review__audit=OuterRef(audit), state=SecondRead.State.READING, reader=actor.user_id
    )
    return Q(Exists(mine)) | (Q(Exists(unread)) & ~parts.of(actor, audit))


# ---- the page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SecondQuestion:
    """One question as the firm sent it, and the second reader's own points. Nothing of the first reader is in it."""

    question: Question
    claim: Claim
    row: SecondAnswer
    late: tuple[ProofSent, ...]
    may_be_not_applicable: bool
    after_window: str


@dataclass(frozen=True, slots=True)
class SecondPage:
    """A second reading: what was sent in that round, the rail, and (where one is asked for) one question."""

    second: SecondRead
    package: Package
    rail: tuple[RailElement, ...]
    order: tuple[str, ...]
    unread: tuple[str, ...]
    shown: SecondQuestion | None
    previous: str | None
    next: str | None

    @property
    def writable(self) -> bool:
        return self.second.state == SecondRead.State.READING


def second_page(actor: Actor, second_id: UUID | str, question_id: str | None = None) -> SecondPage:
    """The page of a second reading for its reader; four statements. Absent to everybody else."""
    second = _mine(actor, second_id)
    audit = second.review.audit
    edition = load_pack(audit.pack).edition(audit.edition)
    package = packages.read(Submission.objects.get(audit=audit, round=second.review.round))
    rows = {row.question: row for row in SecondAnswer.objects.filter(second_read=second)}
    order = tuple(one.id for one in edition.questions if one.id in rows)
    unread = tuple(one for one in order if not _is_read(rows[one]))
    if question_id is not None and question_id not in rows:
        raise Absent("question")
    at = order.index(question_id) if question_id is not None else -1
    return SecondPage(
        second,
        package,
        _rail(edition, rows),
        order,
        unread,
        _shown(second, edition.question(question_id), package, rows[question_id]) if question_id else None,
        order[at - 1] if at > 0 else None,
        order[at + 1] if at + 1 < len(order) else None,
    )


def _is_read(row: SecondAnswer) -> bool:
    return row.points is not None or row.not_applicable


def _rail(edition: Edition, rows: Mapping[str, SecondAnswer]) -> tuple[RailElement, ...]:
    elements = []
    for element in edition.elements:
        posts = tuple(
            RailPost(one.id, one.title, _mark(rows[one.id]), changed=False, must_fix=0)
            for one in element.questions
            if one.id in rows
        )
        elements.append(RailElement(element, posts, sum(post.state == "ahead" for post in posts)))
    return tuple(elements)


def _mark(row: SecondAnswer) -> str:
    return "ahead" if not _is_read(row) else "none" if row.not_applicable else "done"


def _shown(second: SecondRead, question: Question, package: Package, row: SecondAnswer) -> SecondQuestion:
    audit, claim = second.review.audit, package.claims[question.id]
    end: date | None = package.gathering_to
    rule = load_pack(audit.pack).value("proof.after_window", audit.gathering_started_on, audit.partner.program_id)
    return SecondQuestion(
        question,
        claim,
        row,
        claim.proofs_after(end) if end else (),
        claim_refused(question, facts_of(audit.facts)) is None,
        str(rule),
    )


# ---- writing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saved:
    """The row as it stands now, and the next question without points (None: every question has them)."""

    row: SecondAnswer
    next: str | None


@transaction.atomic
def set_second_points(
    actor: Actor, moment: Moment, second_id: UUID | str, question_id: str, given: Judgement, *, version: int
) -> Saved:
    """Write the second reader's points of one question, held to the same checks as the first reader's.

    Conflict where the same person saved it on another page first; Invalid names each field.
    """
    second = _reading(actor, second_id)
    rows = {row.question: row for row in SecondAnswer.objects.filter(second_read=second)}
    row = rows.get(question_id)
    if row is None:
        raise Absent("question")
    package = packages.read(Submission.objects.get(audit=second.review.audit_id, round=second.review.round))
    points = checked(second.review, package, question_id, given)
    values = {"points": points, "not_applicable": given.not_applicable, "reason": given.reason.strip()}
    done = SecondAnswer.objects.filter(
        pk=row.pk, version=version, second_read__state=SecondRead.State.READING, second_read__reader=actor.user_id
    ).update(version=F("version") + 1, updated_at=moment.now, **values)
    if not done:
        raise Conflict(
            _("This question was saved on another page while you were writing."),
            yours={"points": given.points, "reason": given.reason},
            theirs={"points": "" if row.points is None else f"{row.points.normalize():f}", "reason": row.reason},
            version=row.version,
        )
    for column, value in {**values, "version": version + 1}.items():
        setattr(row, column, value)
    return Saved(row, _following(second, rows, question_id))


def _following(second: SecondRead, rows: Mapping[str, SecondAnswer], question_id: str) -> str | None:
    audit = second.review.audit
    order = [one.id for one in load_pack(audit.pack).edition(audit.edition).questions if one.id in rows]
    turned: Iterable[str] = (*order[order.index(question_id) + 1 :], *order)
    return next((one for one in turned if not _is_read(rows[one])), None)


@transaction.atomic
def finish(actor: Actor, moment: Moment, second_id: UUID | str) -> SecondRead:
    """End a second reading once every question is judged; from now on both readers see where they differ.

    Nothing of the first decision changes. Without any difference it is settled at once; otherwise the first reader is told.
    """
    row = _reading(actor, second_id)
    left = row.answers.exclude(_given()).count()
    if left:
        raise Refused("unread", _("%(n)s questions have no points of yours yet.") % {"n": left})
    found = compared(row)
    same = not found.differences
    done = SecondRead.objects.filter(
        pk=row.pk, state=SecondRead.State.READING, reader=actor.user_id, version=row.version
    ).update(
        state=SecondRead.State.SETTLED if same else SecondRead.State.DONE,
        done_at=moment.now,
        done_on=moment.day,
        settled_at=moment.now if same else None,
        version=F("version") + 1,
    )
    if not done:
        raise reaching.moved_on()
    _note(actor, moment, "second.finish", row, read=found.read, differences=len(found.differences))
    if not same and row.review.reviewer is not None:
        path, audit = reverse("second-together", args=[row.pk]), row.review.audit
        tell(moment, "second_read", audit.employer_id, email=row.review.reviewer.email, path=path)
    row.refresh_from_db()
    return row
