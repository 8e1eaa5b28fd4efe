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
from handrail.services.demonstration.background_sheets import at_work, own, own_day, sheets
from handrail.services.demonstration.cast import on
from handrail.services.demonstration.papers.sheet import paper
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
        if one.id not in forgotten or one.id in own(made):
            kinds[BINDER if one.kind == "P" else one.proof.record_kinds[0]].append(one)
    if not kinds:
        return Papers()
    days = {kind: _day(made, audit, kind, kinds) for kind in kinds}
    laid = {
        one.id: sheets(made, chosen, one, kind, days[kind]) for kind, questions in kinds.items() for one in questions
    }
    blocks = [block for pages in laid.values() for page in pages for block in page]
    began = audit.gathering_started_on
    whole = paper(made.name, made.account, made.name, began, blocks, sections=True, numbered=False)
    found = Papers()
    with pikepdf.open(io.BytesIO(whole)) as pages:
        if len(pages.pages) != sum(len(one) for one in laid.values()):
            raise ValueError("a paper of a background firm runs over its page")
        at = 0
        for kind, questions in kinds.items():
            many = sum(len(laid[one.id]) for one in questions)
            cited = own_day(made, [one.id for one in questions])
            piece = _file(made, audit, kind, pages, range(at, at + many), day=cited or days[kind])
            found.files.append(piece)
            first = 1
            for one in questions:
                found.beside[one.id] = (piece, first, first + len(laid[one.id]) - 1)
                first += len(laid[one.id])
            at += many
    return found


def _day(made: Made, audit: Audit, kind: str, kinds: Mapping[str, Sequence[Question]]) -> date:
    """A day of the firm's year, another one for each kind; one firm in some has one paper of the year before it."""
    seed = crc32(f"{made.account} papers".encode())
    records = [one for one in kinds if one != BINDER]
    old = not own(made) and seed % OLD_PAPER == 0 and bool(records) and kind == records[seed % len(records)]
    ended = audit.gathering_ended_on or audit.gathering_started_on
    return at_work(ended - timedelta(days=crc32(kind.encode()) % 200 + 20 + (420 if old else 0)))


def _file(made: Made, audit: Audit, kind: str, pages: pikepdf.Pdf, span: range, *, day: date) -> Evidence:
    part, into = pikepdf.new(), io.BytesIO()
    for place in span:
        part.pages.append(pages.pages[place])
    part.save(into, deterministic_id=True)
    data = into.getvalue()
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
