"""Laying proof beside answers: one file may serve many questions, perhaps only some pages of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from handrail.program import Question, RecordKind, load_pack
from handrail.rules.audit.score import rows_in_force
from handrail.rules.audit.window import record_window
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit.reading import edition_of, one_audit, question_of, require_editable, writing_round
from handrail.services.errors import Absent, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.store.facts.audit import facts_of
from handrail.store.models import Answer, AnswerEvidence, Audit, Evidence, SystemSection


@dataclass(frozen=True, slots=True)
class Pages:
    """Some pages of a document, first and last included; empty means all of it."""

    first: int | None = None
    last: int | None = None


@transaction.atomic
def attach(
    actor: Actor,
    moment: Moment,
    audit_id: UUID | str,
    question_id: str,
    evidence_id: UUID | str,
    *,
    first_page: int | None = None,
    last_page: int | None = None,
) -> AnswerEvidence:
    """Lay one piece beside one answer; laid there already, only its pages change.

    What was sent to the partner keeps the pages it was sent with: other pages of it are laid beside it anew.

    Raises Invalid (field `first_page`) for pages the document does not have.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    question_of(audit, question_id)
    (piece,) = _pieces(actor, audit, [evidence_id]).values()
    answer = Answer.objects.get(audit=audit, question=question_id)
    return _lay(actor, moment, audit, answer, piece=piece, pages=Pages(first_page, last_page))


@transaction.atomic
def lay_bunch(
    actor: Actor, moment: Moment, audit_id: UUID | str, question_ids: Iterable[str], evidence_ids: Iterable[UUID | str]
) -> int:
    """Lay a bunch of papers beside several questions at once; how many were new."""
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    pieces = _pieces(actor, audit, list(evidence_ids))
    answers = list(Answer.objects.filter(audit=audit, question__in=list(question_ids)))
    there = set(AnswerEvidence.objects.filter(answer__in=answers).values_list("answer_id", "evidence_id"))
    new = [
        AnswerEvidence(answer=answer, evidence=piece, added_in_round=writing_round(audit), added_at=moment.now)
        for answer in answers
        for piece in pieces.values()
        if (answer.pk, piece.pk) not in there
    ]
    AnswerEvidence.objects.bulk_create(new)
    touched = {row.answer_id for row in new}
    Answer.objects.filter(pk__in=touched).update(changed_in_round=writing_round(audit), updated_at=moment.now)
    if new:
        journal.note(
            actor,
            moment,
            "audit.prove",
            ("audit", audit.pk),
            chain=audit.employer_id,
            questions=len(touched),
            added=len(new),
        )
    return len(new)


@transaction.atomic
def point_at_pages(
    actor: Actor, moment: Moment, audit_id: UUID | str, evidence_id: UUID | str, pages: Mapping[str, Pages]
) -> int:
    """The binder in one go: which pages of one document answer which question; how many questions it serves now.

    Raises Invalid with a field `pages-<question>` for each that is wrong; then nothing is changed.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    (piece,) = _pieces(actor, audit, [evidence_id]).values()
    errors = {}
    for question_id, wanted in pages.items():
        question_of(audit, question_id)
        if wrong := _wrong_pages(piece, wanted):
            errors[f"pages-{question_id}"] = wrong
    if errors:
        raise Invalid(errors)
    answers = {row.question: row for row in Answer.objects.filter(audit=audit, question__in=list(pages))}
    for question_id, wanted in pages.items():
        _lay(actor, moment, audit, answers[question_id], piece=piece, pages=wanted)
    return len(pages)


@transaction.atomic
def detach(actor: Actor, moment: Moment, audit_id: UUID | str, proof_id: UUID | str) -> str:
    """Take a piece off an answer and give the question; what was sent to the partner stays in the file."""
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    row = AnswerEvidence.objects.filter(pk=proof_id, answer__audit=audit).select_related("answer").first()
    if row is None:
        raise Absent("piece of proof")
    if row.added_in_round < writing_round(audit):
        raise WrongState(_("This was sent to your partner and stays in the file. Add the better proof beside it."))
    row.delete()
    Answer.objects.filter(pk=row.answer_id).update(changed_in_round=writing_round(audit), updated_at=moment.now)
    journal.note(
        actor, moment, "audit.unprove", ("audit", audit.pk), chain=audit.employer_id, question=row.answer.question
    )
    return row.answer.question


def _pieces(actor: Actor, audit: Audit, evidence_ids: list[UUID | str]) -> dict[str, Evidence]:
    """The firm's own pieces with these keys; Absent if one is not among them."""
    try:
        wanted = {str(UUID(str(key))) for key in evidence_ids}
    except ValueError:  # what is no key at all is nobody's piece
        raise Absent("piece of proof") from None
    rows = access.evidence(actor, Action.EVIDENCE_READ).filter(
        pk__in=wanted, employer=audit.employer_id, removed_at__isnull=True
    )
    found = {str(row.pk): row for row in rows}
    if wanted - found.keys():
        raise Absent("piece of proof")
    return found


def _wrong_pages(piece: Evidence, pages: Pages) -> str | None:
    if pages.first is None and pages.last is None:
        return None
    first = pages.last or 0 if pages.first is None else pages.first
    last = first if pages.last is None else pages.last
    if first < 1 or last < first:
        return _("Give the first page and then the last, such as 14 and 15.")
    if piece.pages is None:
        return _("Only a PDF has pages to point at.")
    if last > piece.pages:
        return _("%(name)s has %(pages)s pages.") % {"name": piece.label or piece.name, "pages": piece.pages}
    return None


def _lay(
    actor: Actor, moment: Moment, audit: Audit, answer: Answer, *, piece: Evidence, pages: Pages
) -> AnswerEvidence:
    if wrong := _wrong_pages(piece, pages):
        raise Invalid({"first_page": wrong})
    first, last = pages.first or pages.last, pages.last or pages.first
    there = list(AnswerEvidence.objects.filter(answer=answer, evidence=piece))
    same = next((row for row in there if (row.first_page, row.last_page) == (first, last)), None)
    if same is not None:
        return same
    row, new = AnswerEvidence.objects.get_or_create(
        answer=answer,
        evidence=piece,
        added_in_round=writing_round(audit),
        defaults={"first_page": first, "last_page": last, "added_at": moment.now},
    )
    if not new:
        row.first_page, row.last_page = first, last
        row.save(update_fields=["first_page", "last_page"])
    Answer.objects.filter(pk=answer.pk).update(changed_in_round=writing_round(audit), updated_at=moment.now)
    journal.note(
        actor, moment, "audit.prove", ("audit", audit.pk), chain=audit.employer_id, question=answer.question, added=1
    )
    return row


@transaction.atomic
def lay_kind(actor: Actor, moment: Moment, audit_id: UUID | str, kind: str, question_ids: Iterable[str]) -> int:
    """Lay every paper of one kind that lies in the year of records beside several questions; how many were new.

    A paper without a day is taken along: whether it counts is then the reviewer's to say.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    papers = [row.pk for row in _in_window(actor, audit, moment).filter(kind=kind)]
    return lay_bunch(actor, moment, audit_id, question_ids, papers)


@transaction.atomic
def lay_kinds(actor: Actor, moment: Moment, audit_id: UUID | str, wanted: Mapping[str, Iterable[str]]) -> int:
    """Lay several bunches at once, each kind beside its questions; how many were new."""
    return sum(lay_kind(actor, moment, audit_id, kind, questions) for kind, questions in wanted.items())


def _in_window(actor: Actor, audit: Audit, moment: Moment) -> QuerySet[Evidence]:
    pack = load_pack(audit.pack)
    end = audit.gathering_ended_on or moment.day
    window = record_window(end, pack, on=audit.gathering_started_on, partner=audit.partner.program_id)
    day = Coalesce("happened_on", "taken_on")
    rows = access.evidence(actor, Action.EVIDENCE_READ).filter(employer=audit.employer_id, removed_at__isnull=True)
    return rows.annotate(day=day).filter(Q(day__isnull=True) | Q(day__range=(window.from_, window.to)))


@dataclass(frozen=True, slots=True)
class Bunch:
    """Papers of one kind in the year of records: how many, from when to when, and which questions ask for them.

    `laid` says for each of those questions how many of the bunch lie beside it already.
    """

    kind: RecordKind
    papers: int
    first: date | None
    last: date | None
    questions: tuple[Question, ...]
    laid: Mapping[str, int]

    @property
    def main(self) -> tuple[Question, ...]:
        """The questions these papers are for: those that name the kind first, or that count several papers."""
        return tuple(one for one in self.questions if self._is_main(one))

    @property
    def further(self) -> tuple[Question, ...]:
        """The other questions that take such a paper too."""
        return tuple(one for one in self.questions if not self._is_main(one))

    def _is_main(self, question: Question) -> bool:
        recipe = question.proof
        return recipe.record_kinds[0] == self.kind.id or recipe.minimum > 1


def bunches(actor: Actor, moment: Moment, audit: Audit) -> list[Bunch]:
    """The firm's papers in the year of records, a bunch a kind, in the program's order; two statements."""
    edition = edition_of(audit)
    rows = _in_window(actor, audit, moment).exclude(kind="").order_by().values("kind")
    counted = {row["kind"]: row for row in rows.annotate(n=Count("pk"), first=Min("day"), last=Max("day"))}
    laid: dict[str, Counter[str]] = defaultdict(Counter)
    beside = AnswerEvidence.objects.filter(answer__audit=audit).exclude(evidence__kind="")
    for kind, question in beside.values_list("evidence__kind", "answer__question"):
        laid[kind][question] += 1
    dropped = rows_in_force(edition, facts_of(audit.facts))[1]
    return [
        Bunch(
            kind=kind,
            papers=found["n"],
            first=found["first"],
            last=found["last"],
            questions=tuple(
                one for one in edition.questions if kind.id in one.proof.record_kinds and one.id not in dropped
            ),
            laid=dict(laid[kind.id]),
        )
        for kind in load_pack(audit.pack).record_kinds.values()
        if (found := counted.get(kind.id))
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """Where the firm's signed written system answers a question: pages of one of its files."""

    section: str
    evidence: Evidence
    pages: Pages


def written_pages(audit: Audit) -> dict[str, Written]:
    """The pages of the firm's signed sections, by the questions each serves; one statement.

    Only where the section names pages of a document that can be counted, and the audit asks the questions the
    sections are made for.
    """
    pack = load_pack(audit.pack)
    if audit.edition != pack.manual.edition:
        return {}
    rows = SystemSection.objects.filter(
        employer=audit.employer_id,
        signed_on__isnull=False,
        first_page__isnull=False,
        evidence__pages__isnull=False,
        evidence__removed_at__isnull=True,
    ).select_related("evidence")
    signed = {row.key: row for row in rows}
    found: dict[str, Written] = {}
    for section in pack.manual.section:
        row = signed.get(section.key)
        if row is not None and row.evidence is not None:
            pages = Pages(row.first_page, row.last_page or row.first_page)
            found |= {question: Written(row.title, row.evidence, pages) for question in section.questions}
    return found


def laid_beside(audit: Audit, question_ids: Iterable[str]) -> dict[str, list[AnswerEvidence]]:
    """What lies beside some questions of an audit, by question, oldest first; one statement."""
    found: dict[str, list[AnswerEvidence]] = defaultdict(list)
    rows = AnswerEvidence.objects.filter(answer__audit=audit, answer__question__in=list(question_ids))
    for row in rows.select_related("evidence", "answer").order_by("added_at", "pk"):
        found[row.answer.question].append(row)
    return found
