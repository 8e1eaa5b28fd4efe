"""What a machine can look for in an audit, for the firm before it sends and for the reviewer after: the same checks, one a function.

Each looks at the frozen facts and tells what it found. A finding is a question, never an accusation: proof may well serve
twice, an old policy may still hold. Only what the program refuses outright blocks sending.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from handrail.rules.audit.parameters import whole_number
from handrail.rules.audit.score import rows_in_force
from handrail.rules.audit.submission import AuditFacts, Gap, Proof
from handrail.rules.audit.window import Window, record_window
from handrail.rules.days import in_words

if TYPE_CHECKING:
    from handrail.program import Pack, Question
    from handrail.rules.audit.facts import Answer

Check = Callable[[AuditFacts, "Pack", date], Iterable[Gap]]
Asked = Iterable[tuple["Question", "Answer", tuple[Proof, ...]]]


def mechanical(facts: AuditFacts, pack: Pack, *, day: date) -> tuple[Gap, ...]:
    """Everything the checks find in an audit on a day: by question in the instrument's order, then what belongs to none."""
    return in_order(facts, (gap for check in CHECKS.values() for gap in check(facts, pack, day)))


def in_order(facts: AuditFacts, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps by question in the instrument's order, then those of no question; each question's as they were given."""
    place = {question.id: number for number, question in enumerate(facts.sheet.edition.questions)}
    return tuple(sorted(gaps, key=lambda gap: place.get(gap.question or "", len(place))))


# ---- the checks -----------------------------------------------------------------------------------------------------


def reason_missing(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A question said not to apply, without a reason."""
    for question, answer, _ in _answered(facts):
        if answer.not_applicable is not None and not answer.not_applicable.strip():
            yield asked(question, "reason_missing", True, "says it does not apply, and not why.")


def months_missing(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """Points claimed for records of which some are not there."""
    for question, _answer, _proofs in _claimed(facts):
        for sentence in facts.not_kept.get(question.id, ()):
            yield asked(question, "months_missing", False, f"asks for records through the year. {sentence}")


def scan_unreadable(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A picture shown for a paper that is so blurred that somebody may not be able to read it."""
    most = whole_number(pack, "proof.blur_percent", facts.sheet.as_of, facts.sheet.partner)
    for question, _, proofs in _claimed(facts):
        if "D" not in question.verify:
            continue
        for proof in proofs:
            if proof.blur is not None and proof.blur * 100 > most:
                sentence = f"{_name(proof)} looks blurred. Can it be read? A second photo takes a moment."
                yield asked(question, "scan_unreadable", False, f"has a photo that may be hard to read: {sentence}")


def proof_after_window(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A record made after the proof days ended; whether it may count is the partner's rule."""
    refused = pack.parameter("proof.after_window", on=facts.sheet.as_of, partner=facts.sheet.partner).value == "refused"
    for question, proof, made_on, window in _dated(facts, pack):
        if made_on > window.to:
            sentence = (
                f"{_name(proof)} is from {in_words(made_on)}, after the proof days ended on {in_words(window.to)}."
            )
            yield asked(question, "proof_after_window", refused, f"has proof that came late: {sentence}")


def proof_before_window(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A record older than the year it is to prove."""
    for question, proof, made_on, window in _dated(facts, pack):
        if made_on < window.from_:
            sentence = (
                f"{_name(proof)} is from {in_words(made_on)}, before {in_words(window.from_)}, where the year begins."
            )
            yield asked(question, "proof_before_window", False, f"has old proof: {sentence}")


def proof_for_another_question(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """The very same file shown for questions that no one kind of record proves together."""
    shown: dict[str, list[Question]] = defaultdict(list)
    for question, _, proofs in _claimed(facts):
        for digest in {proof.digest for proof in proofs if proof.digest}:
            shown[digest].append(question)
    for question, _, proofs in _claimed(facts):
        if question.kind == "P":
            continue
        for proof in proofs:
            others = [
                one.id
                for one in shown.get(proof.digest, ())
                if one.id != question.id
                and one.kind != "P"
                and not set(one.proof.record_kinds) & set(question.proof.record_kinds)
            ]
            if others:
                sentence = f"{_name(proof)} also stands with {_listed(others)}. Does it show both?"
                yield asked(question, "proof_for_another_question", False, sentence)


def proof_used_before(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A record that was sent with an earlier audit; a policy that still holds may well come again."""
    for question, _, proofs in _claimed(facts):
        if question.kind == "P":
            continue
        for proof in proofs:
            if proof.used_before:
                sentence = f"{_name(proof)} was sent before, with {_listed(proof.used_before)}. Is it of this year?"
                yield asked(question, "proof_used_before", False, sentence)


def policy_unsigned(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A policy that nobody signed."""
    for policy in facts.policies:
        if policy.signed_on is None or not policy.signed_name.strip():
            yield Gap("policy_unsigned", False, f"{policy.title} is not signed. Who signed it, and when?", "system")


def policy_overdue(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A policy whose own day to be looked at again has passed."""
    for policy in facts.policies:
        if policy.review_on is not None and policy.review_on < day:
            sentence = f"{policy.title} was to be looked at again by {in_words(policy.review_on)}. Does it still hold?"
            yield Gap("policy_overdue", False, sentence, "system")


def name_differs(facts: AuditFacts, pack: Pack, day: date) -> Iterable[Gap]:
    """A cover in another name than the WCB account stands in."""
    cover = facts.cover
    if cover.legal_name.strip() and cover.account_name.strip() and _bare(cover.legal_name) != _bare(cover.account_name):
        sentence = (
            f"The cover says {cover.legal_name}, the WCB account stands in {cover.account_name}. Are they one firm?"
        )
        yield Gap("name_differs", False, sentence, "cover:legal_name", field="legal_name")


CHECKS: Final[Mapping[str, Check]] = {
    "reason_missing": reason_missing,
    "months_missing": months_missing,
    "scan_unreadable": scan_unreadable,
    "proof_after_window": proof_after_window,
    "proof_before_window": proof_before_window,
    "proof_for_another_question": proof_for_another_question,
    "proof_used_before": proof_used_before,
    "policy_unsigned": policy_unsigned,
    "policy_overdue": policy_overdue,
    "name_differs": name_differs,
}


# ---- what they share ------------------------------------------------------------------------------------------------


def _answered(facts: AuditFacts) -> Asked:
    for identity, _, _, question in rows_in_force(facts.sheet.edition, facts.sheet.facts)[0]:
        answer = facts.sheet.answers.get(identity)
        if answer is not None:
            support = facts.support.get(identity)
            yield question, answer, support.proofs if support else ()


def _claimed(facts: AuditFacts) -> Asked:
    """The questions that claim points anew: what is carried was looked at when it was earned."""
    for question, answer, proofs in _answered(facts):
        if answer.not_applicable is None and not answer.carried and answer.hundredths:
            yield question, answer, proofs


def _dated(facts: AuditFacts, pack: Pack) -> Iterable[tuple[Question, Proof, date, Window]]:
    """Each piece that must lie in the year of records, with its day; written rules may be older if they still hold."""
    if facts.gathering_to is None:
        return
    window = record_window(facts.gathering_to, pack, on=facts.sheet.as_of, partner=facts.sheet.partner)
    for question, answer, proofs in _answered(facts):
        if question.kind == "P" or answer.not_applicable is not None or answer.carried:
            continue
        for proof in proofs:
            if proof.made_on is not None:
                yield question, proof, proof.made_on, window


def asked(question: Question, code: str, blocks: bool, rest: str) -> Gap:
    """A gap of one question, in a sentence that begins with it."""
    return Gap(
        code, blocks, f"{question.id}, {question.title}: {rest}", f"question:{question.id}", question=question.id
    )


def _name(proof: Proof) -> str:
    return proof.label.strip() or "a piece of proof without a label"


def _bare(name: str) -> str:
    """A name as it sounds: without case, stops and doubled blanks."""
    return " ".join("".join(char if char.isalnum() else " " for char in name.casefold()).split())


def _listed(words: Iterable[str]) -> str:
    all_ = list(dict.fromkeys(words))
    return all_[0] if len(all_) == 1 else f"{', '.join(all_[:-1])} and {all_[-1]}"
