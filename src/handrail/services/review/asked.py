"""Quick asks, the firm's side: what the reviewer asks, behind a link without an account or on the audit's page, answered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.permissions import Action, Kind, Role
from handrail.rules.review.quick_ask import State, standing
from handrail.services import access, journal
from handrail.services.account.inviting import digest
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Invalid, Refused, WrongState
from handrail.services.evidence.keeping import keep
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review.asking import facts_of
from handrail.store.models import Audit, Evidence, QuickAsk, QuickAskFile

LONGEST: Final = 2_000
MOST_FILES: Final = 6
"""Both sides of three cards: a quick ask is one small thing, and more belongs into the audit itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever opens an ask is shown: the firm, the partner, the question's title and the words. Nothing else of the audit.

    Once it is answered, `given` are the photos and papers of the answer.
    """

    row: QuickAsk
    state: State
    firm: str
    partner: str
    title: str
    given: tuple[Evidence, ...] = ()


def behind(moment: Moment, token: str) -> Asked:
    """The ask behind a link; Absent for a link that leads nowhere."""
    row = _rows().filter(token_sha256=digest(token)).first()
    if row is None:
        raise Absent("page")
    return _asked(moment, row)


def own(actor: Actor, moment: Moment, ask_id: UUID | str) -> Asked:
    """An ask about the actor's own audit."""
    rows = _rows().filter(review__audit__in=access.audits(actor, Action.AUDIT_ANSWER))
    return _asked(moment, access.one(rows, ask_id, "quick ask"))


def open_asks(moment: Moment, audit: Audit) -> tuple[QuickAsk, ...]:
    """What the reviewer of an audit that the caller may read still waits for; one statement, none unless it is being read."""
    if audit.state != "submitted":
        return ()
    rows = _rows().filter(review__audit=audit, answered_at=None, taken_back_at=None, answer_by__gte=moment.now)
    return tuple(row for row in rows.order_by("asked_at") if standing(facts_of(row), moment.now) == "open")


def answer_behind(moment: Moment, token: str, *, words: str = "", files: Sequence[tuple[str, bytes]] = ()) -> QuickAsk:
    """Answer through the link, without an account: as nobody in particular of the firm, who may add proof and no more."""
    found = behind(moment, token)
    firm = found.row.review.audit.employer
    somebody = Actor(
        user_id=None,
        name=_("Somebody with the link"),
        email="",
        organisation_id=firm.pk,
        organisation_name=firm.name,
        organisation_kind=Kind.EMPLOYER,
        role=Role.CREW,
    )
    return _answer(somebody, moment, found.row, words, files)


def answer_own(
    actor: Actor, moment: Moment, ask_id: UUID | str, *, words: str = "", files: Sequence[tuple[str, bytes]] = ()
) -> QuickAsk:
    """Answer signed in."""
    return _answer(actor, moment, own(actor, moment, ask_id).row, words, files)


@transaction.atomic
def _answer(actor: Actor, moment: Moment, row: QuickAsk, words: str, files: Sequence[tuple[str, bytes]]) -> QuickAsk:
    """Keep the photos in the firm's own store and hand them over with the words; once.

    Invalid without either or where a file cannot be kept: then nothing is handed over. WrongState (its `state` says which)
    where it was answered, taken back, came too late or the round is decided.
    """
    stands = standing(facts_of(row), moment.now)
    if stands != "open":
        raise WrongState(closed_words(stands, row.review.audit.partner.organisation.name), stands)
    said = words.strip()
    if len(said) > LONGEST:
        raise Invalid({"reply": _("Use at most %(most)s characters.") % {"most": LONGEST}})
    if not said and not files:
        raise Invalid({"reply": _("Take a photo, or write a few words.")})
    if len(files) > MOST_FILES:
        raise Invalid({"files": _("Send at most %(most)s photos.") % {"most": MOST_FILES}})
    taken = QuickAsk.objects.filter(pk=row.pk, answered_at=None, taken_back_at=None)
    if not taken.update(answered_at=moment.now, reply=said, version=F("version") + 1):
        raise WrongState(closed_words("answered", row.review.audit.partner.organisation.name), "answered")
    kept = _keep(actor, moment, row, files)
    row.answered_at, row.reply = moment.now, said
    journal.note(
        actor,
        moment,
        "review.ask_answer",
        ("quick_ask", row.pk),
        chain=row.review.audit.employer_id,
        question=row.question,
        round=row.review.round,
        files=kept,
    )
    _tell(moment, row)
    return row


def _keep(actor: Actor, moment: Moment, row: QuickAsk, files: Sequence[tuple[str, bytes]]) -> int:
    label = _("Answer to your reviewer on question %(id)s") % {"id": row.question}
    pieces = {}
    for name, data in files:
        try:
            piece = keep(actor, moment, name, data, label=label)
        except Refused as refused:
            raise Invalid({"files": refused.sentence}) from None
        pieces[piece.pk] = piece  # the same photo twice is one
    QuickAskFile.objects.bulk_create(
        QuickAskFile(ask=row, evidence=piece, given_at=moment.now) for piece in pieces.values()
    )
    return len(pieces)


def closed_words(state: State, partner: str) -> str:
    """Why an ask takes no answer, and what to do instead; empty while it is open."""
    return {
        "open": "",
        "answered": _("This was answered, and %(partner)s has the answer. There is nothing left to do."),
        "taken_back": _("%(partner)s does not need this any more. There is nothing left to do."),
        "decided": _(
            "%(partner)s has decided, so this is not asked any more. If the audit came back, answer the note on this "
            "question there."
        ),
        "late": _(
            "The time to answer this way is over, and nothing is lost by it. Phone %(partner)s: they can ask once more, "
            "or send the audit back with a note."
        ),
    }[state] % {"partner": partner}


def _rows() -> QuerySet[QuickAsk]:
    return QuickAsk.objects.select_related(
        "asked_by", "review__audit__employer__organisation", "review__audit__partner__organisation"
    )


def _asked(moment: Moment, row: QuickAsk) -> Asked:
    audit = row.review.audit
    question = load_pack(audit.pack).edition(audit.edition).question(row.question)
    files = QuickAskFile.objects.filter(ask=row).select_related("evidence").order_by("given_at", "pk")
    return Asked(
        row,
        standing(facts_of(row), moment.now),
        audit.employer.name,
        audit.partner.organisation.name,
        f"{question.id} {question.title}",
        tuple(one.evidence for one in files) if row.answered_at is not None else (),
    )


def _tell(moment: Moment, row: QuickAsk) -> None:
    tell(
        moment,
        "quick_answer",
        row.review.audit.employer_id,
        partner_id=row.review.audit.partner_id,
        email=row.asked_by.email,
        question=row.question,
        path=reverse("review-question", args=[row.review_id, row.question]),
    )
