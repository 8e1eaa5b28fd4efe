"""What the mechanical checks find in a round as it was sent: the same checks the firm saw before it sent it.

Beside its own earlier audits, a partner also knows the files its other firms sent; that one is the same is told as a
question, without saying whose it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

from handrail.program import Question, load_pack
from handrail.rules.audit.checks import mechanical
from handrail.rules.audit.facts import Answer, Purpose, Sheet
from handrail.rules.audit.submission import AuditFacts, Gap, Proof, Support
from handrail.services.audit.checking import sent_before
from handrail.services.review.packages import Claim, Package
from handrail.store.facts.audit import cover_of, facts_of
from handrail.store.models import AnswerEvidence, Audit, Review


def in_short(review: Review, package: Package, sent_on: date) -> dict[str, list[str]]:
    """What stands out of a round, for the queue: each check that asks something, and of which questions; two statements.

    Points claimed by documents with none shown are told as well. What needs no document is never among them: a question
    that only people or a walk answer, one that does not apply, is carried, or claims nothing.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for gap in findings(review, package, sent_on):
        told = found[gap.code]
        if gap.question and gap.question not in told:
            told.append(gap.question)
    edition = load_pack(review.audit.pack).edition(review.audit.edition)
    bare = [one.id for one in edition.questions if one.id in package.claims and owed(one, package.claims[one.id])]
    return {**found, "proof_missing": bare} if bare else dict(found)


def owed(question: Question, claim: Claim) -> bool:
    """Whether a question claims points that documents prove, and shows none."""
    return "D" in question.verify and bool(claim.points) and not claim.carried and not claim.proofs


def findings(review: Review, package: Package, sent_on: date) -> tuple[Gap, ...]:
    """What the checks find in a round, as of the day it was sent; two statements. `review` is read with audit and partner."""
    audit = review.audit
    digests = {proof.sha256 for claim in package.claims.values() for proof in claim.proofs}
    before = _together(sent_before(audit, digests), _of_other_firms(audit, digests))
    facts = AuditFacts(
        sheet=Sheet(
            edition=load_pack(audit.pack).edition(audit.edition),
            purpose=Purpose(audit.purpose),
            as_of=audit.gathering_started_on,
            facts=facts_of(audit.facts),
            answers={question: said for question, claim in package.claims.items() if (said := _answer(claim))},
            partner=audit.partner.program_id,
        ),
        support={question: _support(claim, before) for question, claim in package.claims.items()},
        cover=cover_of(package.cover, package.account_name),
        gathering_to=package.gathering_to,
        policies=package.policies,
        not_kept={question: year.missing for question, year in package.year.items() if year.state == "thin"},
    )
    return mechanical(facts, load_pack(audit.pack), day=sent_on)


def _answer(claim: Claim) -> Answer | None:
    if claim.not_applicable:
        return Answer(not_applicable=claim.not_applicable)
    if claim.points is not None:
        return Answer.of(claim.points)
    return Answer(carried=True) if claim.carried else None


def _support(claim: Claim, before: Mapping[str, tuple[str, ...]]) -> Support:
    proofs = tuple(
        Proof(proof.label, proof.happened_on, proof.sha256, proof.blur, before.get(proof.sha256, ()))
        for proof in claim.proofs
    )
    return Support(claim.note, proofs)


def _of_other_firms(audit: Audit, digests: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Which of these files another firm of the same partner sent, by digest."""
    laid = (
        AnswerEvidence.objects.filter(
            answer__audit__partner=audit.partner_id,
            answer__audit__submitted_on__isnull=False,
            evidence__sha256__in=list(digests),
        )
        .exclude(answer__audit__employer=audit.employer_id)
        .values_list("evidence__sha256", flat=True)
        .distinct()
    )
    return {digest: (_("an audit of another firm"),) for digest in laid}


def _together(*found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    all_: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for one in found:
        for digest, words in one.items():
            all_[digest] += words
    return all_
