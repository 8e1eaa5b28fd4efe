"""The proof of background firms whose audit is on a desk: one small PDF for each kind of record, typeset once and taken apart."""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import pikepdf

from handrail.integrations import documents
from handrail.integrations.files import file_store
from handrail.program import Edition, Question, load_pack
from handrail.services.audit.packaging import proof_sent
from handrail.services.demonstration.background_words import said
from handrail.services.demonstration.cast import on
from handrail.services.demonstration.papers.sheet import Block, bullets, fields, hand, paper, says, section, signed
from handrail.store.ids import new_id
from handrail.store.models import Answer, AnswerEvidence, Audit, Evidence

if TYPE_CHECKING:
    from handrail.services.demonstration.background_firm import Made
    from handrail.services.demonstration.background_profiles import Profile

BINDER: Final = "policy_document"
MOST_LEFT_OUT: Final = 3  # a firm forgets so many questions, or fewer
OLD_PAPER: Final = 4  # one firm in so many sends one paper of the year before


@dataclass(slots=True)
class Papers:
    """What a firm lays beside its answers: the files, and by question what its package says of them."""

    files: list[Evidence] = field(default_factory=list)
    beside: dict[str, tuple[Evidence, int, int]] = field(default_factory=dict)

    def sent(self, question: str) -> list[dict[str, Any]]:
        """The proof of a question as a package has it."""
        found = self.beside.get(question)
        if found is None:
            return []
        piece, first, last = found
        return [proof_sent(AnswerEvidence(evidence=piece, first_page=first, last_page=last))]

    def rows(self, answers: Mapping[str, Answer], audit: Audit) -> list[AnswerEvidence]:
        """The same as rows beside the answers."""
        at = on(audit.gathering_started_on, 20).now
        return [
            AnswerEvidence(
                pk=new_id(), answer=answers[question], evidence=piece, first_page=first, last_page=last, added_at=at
            )
            for question, (piece, first, last) in self.beside.items()
        ]  # fmt: skip


def papers(made: Made, audit: Audit, chosen: Profile, edition: Edition) -> Papers:
    """The firm's papers for what it claims by documents. A few questions are forgotten, as in life; which, is its own."""
    claimed = [one for one in edition.questions if "D" in one.verify and chosen.points.get(one.id)]
    seed = crc32(f"{made.account} papers".encode())
    forgotten = {claimed[(seed + step * 17) % len(claimed)].id for step in range(seed % (MOST_LEFT_OUT + 1))}
    kinds: dict[str, list[Question]] = defaultdict(list)
    for one in claimed:
        if one.id not in forgotten:
            kinds[BINDER if one.kind == "P" else one.proof.record_kinds[0]].append(one)
    if not kinds:
        return Papers()
    whole = _typeset(made, audit, kinds, old=seed % OLD_PAPER == 0)
    found = Papers()
    with pikepdf.open(io.BytesIO(whole)) as pages:
        if len(pages.pages) != sum(len(questions) for questions in kinds.values()):
            raise ValueError("a paper of a background firm runs over its page")
        at = 0
        for kind, questions in kinds.items():
            piece = _file(made, audit, kind, pages, range(at, at + len(questions)), old=_is_old(kind, kinds, seed))
            found.files.append(piece)
            for page, question in enumerate(questions, start=1):
                found.beside[question.id] = (piece, page, page)
            at += len(questions)
    return found


def _is_old(kind: str, kinds: Mapping[str, Sequence[Question]], seed: int) -> bool:
    records = [one for one in kinds if one != BINDER]
    return seed % OLD_PAPER == 0 and bool(records) and kind == records[seed % len(records)]


def _day(audit: Audit, kind: str, *, old: bool) -> date:
    """A day of the firm's year, another one for each kind; `old`: of the year before it."""
    ended = audit.gathering_ended_on or audit.gathering_started_on
    return ended - timedelta(days=crc32(kind.encode()) % 200 + 20 + (420 if old else 0))


def _typeset(made: Made, audit: Audit, kinds: Mapping[str, Sequence[Question]], *, old: bool) -> bytes:
    """Every page of every paper in one document."""
    names, seed = load_pack().record_kinds, crc32(f"{made.account} papers".encode())
    blocks: list[Block] = []
    for kind, questions in kinds.items():
        day = _day(audit, kind, old=old and _is_old(kind, kinds, seed))
        for one in questions:
            blocks += [
                section(names[kind].name if kind in names else one.title),
                fields(Firm=made.name, Day=says(day), For=one.title),
                hand(said(made, one.id)),
                bullets(*one.criteria[:4]) if one.criteria else bullets(one.good_proof),
                signed(day, made.owner.name),
            ]
    return paper(made.name, made.account, made.name, audit.gathering_started_on, blocks, sections=True)


def _file(made: Made, audit: Audit, kind: str, pages: pikepdf.Pdf, span: range, *, old: bool) -> Evidence:
    part, into = pikepdf.new(), io.BytesIO()
    for place in span:
        part.pages.append(pages.pages[place])
    part.save(into, deterministic_id=True)
    data, day = into.getvalue(), _day(audit, kind, old=old)
    kept = file_store().put(data, suffix=documents.SUFFIX[documents.PDF])
    names = load_pack().record_kinds
    return Evidence(
        pk=new_id(),
        employer_id=made.key,
        name=f"{kind.replace('_', '-')}.pdf",
        label=names[kind].owner_words if kind in names else "",
        kind=kind if kind in names else "",
        happened_on=day,
        media_type=documents.PDF,
        size=kept.size,
        pages=len(span),
        stored=kept.key,
        sha256=kept.sha256,
        original_sha256=hashlib.sha256(data).hexdigest(),
        received_at=on(audit.gathering_started_on, 20).now,
    )
