"""Proof that the kept records offer to an audit: listed, drafted, and laid beside an answer only when somebody confirms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.program import Pack, Question, load_pack
from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.rules.reason import BadInput
from handrail.rules.record.coverage import Coverage
from handrail.rules.record.drafting import draft
from handrail.rules.record.facts import RecordFact
from handrail.rules.record.sampling import Sample, draw
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit import answering, proving
from handrail.services.audit.reading import EDITABLE, one_audit, question_of, require_editable, without_control
from handrail.services.errors import Absent, Refused
from handrail.services.evidence.keeping import plain
from handrail.services.moment import Moment
from handrail.services.record.printing import MOST, bundle, chosen
from handrail.services.record.year import Year, year_of
from handrail.store.models import Answer, AnswerEvidence, Audit, Evidence

How = Literal["mine", "lot"]
LEAST_DRAWN = 3
"""A lot draws what the question asks for and at least so many, as far as there are so many."""
LINE = 2000  # characters of the owner's own line


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the records offer to one question. `listed` count for it, oldest first; `lot` is a sample of them by seed.

    `note` says what the records say and nothing more. `typed` stands in the answer already and stays there.
    """

    question: Question
    coverage: Coverage
    listed: tuple[RecordFact, ...]
    lot: Sample
    note: str
    typed: str
    confirmed: bool
    restricted: bool

    @property
    def all_fit(self) -> bool:
        return len(self.listed) <= MOST


@dataclass(frozen=True, slots=True)
class Proposals:
    """An audit's proposals in the instrument's order: those to confirm, and those confirmed."""

    audit: Audit
    year: Year
    every: tuple[Proposal, ...]

    @property
    def waiting(self) -> tuple[Proposal, ...]:
        return tuple(one for one in self.every if not one.confirmed)

    @property
    def confirmed(self) -> tuple[Proposal, ...]:
        return tuple(one for one in self.every if one.confirmed)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the owner confirms. `records` are the keys ticked, where they choose; a lot may have one swapped for a reason.

    `note` is the drafted one as it was left, `line` what only the owner knows; `names`: restricted records show them.
    """

    how: How = "mine"
    records: tuple[str, ...] = ()
    swap_out: str = ""
    swap_in: str = ""
    swap_why: str = ""
    note: str = ""
    line: str = ""
    names: bool = False


def proposals(actor: Actor, moment: Moment, audit_id: UUID | str) -> Proposals:
    """What the records offer to every question of an audit that is still written; no proposal once it was sent."""
    audit = one_audit(actor, audit_id)
    year = year_of(actor, moment, audit)
    if audit.state not in EDITABLE:
        return Proposals(audit, year, ())
    facts = {one.id: one for one in year.records}
    notes = dict(Answer.objects.filter(audit=audit).values_list("question", "note"))
    done = _confirmed(audit)
    pack = load_pack(audit.pack)
    every = tuple(
        _proposal(year, coverage, facts, notes[key], pack, confirmed=key in done)
        for key, coverage in year.coverages.items()
        if coverage.record_ids and coverage.state in {"covered", "thin"} and key in notes
    )
    return Proposals(audit, year, every)


def proposal(actor: Actor, moment: Moment, audit_id: UUID | str, question_id: str) -> Proposal:
    """What the records offer to one question; Absent where they offer nothing."""
    found = next((one for one in proposals(actor, moment, audit_id).every if one.question.id == question_id), None)
    if found is None:
        raise Absent("proposal")
    return found


def kept_for(actor: Actor, kinds: Iterable[str]) -> bool:
    """Whether the firm keeps any record of these kinds: for showing a link; one statement."""
    return access.records(actor, Action.RECORD_READ).filter(kind__in=list(kinds)).exists()


def confirm(actor: Actor, moment: Moment, audit_id: UUID | str, question_id: str, choice: Choice) -> Evidence:
    """Typeset the chosen records, lay the piece beside the answer and put the note under what is typed there.

    The points stay the owner's to claim. The same choice confirmed again changes nothing. Raises WrongState once the
    audit was sent, Refused (field `records`, `swap_why` or `line`) for a choice that cannot be.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    question_of(audit, question_id)
    found = proposal(actor, moment, audit_id, question_id)
    if len(choice.line) > LINE:
        raise Refused(
            "line_too_long", _("This is longer than %(most)s characters. Say it in short.") % {"most": LINE}, "line"
        )
    keys, about = _keys(found, choice)
    piece = bundle(actor, moment, chosen(actor, keys, names=choice.names), about=about)
    with transaction.atomic():
        proving.attach(actor, moment, audit_id, question_id, piece.pk)
        _write(actor, moment, audit, question_id, choice)
        journal.note(
            actor, moment, "audit.confirm_records", ("audit", audit.pk), chain=audit.employer_id,
            question=question_id, records=len(keys), how=choice.how, swapped=bool(choice.swap_out), names=choice.names,
        )  # fmt: skip
    return piece


def seed_of(audit: Audit, question_id: str) -> str:
    """The seed of a question's lot: eight signs that follow from the firm, the question and the certificate's year.

    An audit whose start was undone and that is started again draws the same, so that nobody draws until it suits.
    """
    cycle = f"{audit.maintains_id or ''} {audit.due_on or ''} {audit.previous_id or ''}"
    return hashlib.sha256(f"{audit.employer_id} {question_id} {cycle}".encode()).hexdigest()[:8]


def _proposal(
    year: Year, coverage: Coverage, facts: Mapping[str, RecordFact], typed: str, pack: Pack, *, confirmed: bool
) -> Proposal:
    question = year.edition.question(coverage.question)
    listed = tuple(facts[key] for key in coverage.record_ids if key in facts)
    assert year.audit is not None  # proposals are made for an audit
    count = max(coverage.needed if coverage.unit == "record" else len(listed), LEAST_DRAWN)
    lot = draw([one.id for one in listed], min(count, MOST), seed_of(year.audit, question.id))
    return Proposal(
        question=question,
        coverage=coverage,
        listed=listed,
        lot=lot,
        note=draft(listed, pack.record_kinds, year.worked.weeks if coverage.unit == "record" else None),
        typed=typed,
        confirmed=confirmed,
        restricted=any(pack.record_kinds[one.kind].restricted for one in listed),
    )


def _confirmed(audit: Audit) -> frozenset[str]:
    """The questions beside which a typeset piece of records or tickets lies."""
    piece = Q(evidence__carries__isnull=False) | Q(
        evidence__kind="training_certificate", evidence__name__contains=" × "
    )
    rows = AnswerEvidence.objects.filter(piece, answer__audit=audit)
    return frozenset(rows.values_list("answer__question", flat=True).distinct())


def _keys(found: Proposal, choice: Choice) -> tuple[Sequence[str], str]:
    """The keys of the records that go in, and the line that says how they were chosen."""
    listed = {one.id for one in found.listed}
    if choice.how == "mine":
        keys = [one.id for one in found.listed if one.id in set(choice.records)]
        if set(choice.records) - listed:
            raise Refused(
                "not_listed", _("One of these records does not count for this question. Choose again."), "records"
            )
        if not keys:
            raise Refused("none_chosen", _("Choose at least one record."), "records")
        if len(keys) == len(listed):
            return keys, _("All %(n)s records of the year that count for this question.") % {"n": len(listed)}
        return keys, _("%(n)s of %(of)s records, chosen by the firm.") % {"n": len(keys), "of": len(listed)}
    lot = found.lot
    about = _("%(n)s of %(of)s records, drawn by lot with the seed %(seed)s.") % {
        "n": len(lot.drawn), "of": len(listed), "seed": lot.seed,
    }  # fmt: skip
    if not choice.swap_out and not choice.swap_in:
        return lot.ids, about
    try:
        lot = lot.swap(choice.swap_out, choice.swap_in, plain(choice.swap_why))
    except BadInput as wrong:
        raise Refused("swap", _said(wrong), "swap_why") from None
    assert lot.swapped is not None
    days = {one.id: in_words(one.day) for one in found.listed}
    swapped = _("The one of %(out)s was swapped for that of %(in)s: %(why)s") % {
        "out": days[lot.swapped.out], "in": days[lot.swapped.in_], "why": lot.swapped.reason,
    }  # fmt: skip
    return lot.ids, f"{about} {swapped}"


def _said(wrong: BadInput) -> str:
    sentences = {
        "reason": _("Say why this one is swapped: whoever reviews it sees your words."),
        "out": _("Choose one of those drawn to take out."),
        "in": _("Choose one of those not drawn to put in."),
    }
    return sentences.get(wrong.where, _("One record may be swapped. Choose one to take out and one to put in."))


def _write(actor: Actor, moment: Moment, audit: Audit, question_id: str, choice: Choice) -> None:
    """The note under what is typed; nothing that stands is taken away, and what stands there is not put twice."""
    row = Answer.objects.get(audit=audit, question=question_id)
    parts = [without_control(part).strip() for part in (choice.note, choice.line)]
    new = [part for part in parts if part and part not in row.note]
    if not new:
        return
    note = "\n\n".join([row.note.rstrip(), *new] if row.note.strip() else new)
    given = answering.Given(
        points=row.points,
        criteria=tuple(row.criteria) or ((0,) if row.points is not None else ()),  # 0 alone: none is met
        not_applicable=row.not_applicable,
        note=note,
        own_knowledge=row.own_knowledge,
        carried=row.carried,
    )
    answering.save(actor, moment, audit.pk, question_id, version=row.version, given=given)
