"""The list before sending: each gap by name, from the rules, with what only the file itself can tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from handrail.program import Pack, load_pack
from handrail.rules.audit.completeness import blocking, preflight
from handrail.rules.audit.facts import Sheet
from handrail.rules.audit.score import score
from handrail.rules.audit.submission import AuditFacts, Gap, Section
from handrail.rules.record.coverage import Coverage
from handrail.services.audit.describing import Setting, setting_of
from handrail.services.audit.reading import Overview, overview
from handrail.services.moment import Moment
from handrail.services.record.year import coverages_of
from handrail.store.facts import audit as facts_from
from handrail.store.models import AnswerEvidence, Audit, Interview, SystemSection


@dataclass(frozen=True, eq=False)
class Checked:
    """Everything an audit would be sent with today, and its gaps."""

    seen: Overview
    setting: Setting
    facts: Mapping[str, object]
    sheet: Sheet
    proofs: Mapping[str, Sequence[AnswerEvidence]]
    policies: Sequence[Section]
    coverages: Mapping[str, Coverage]
    talks: Mapping[str, Sequence[Interview]]
    gaps: tuple[Gap, ...]

    @property
    def blocking(self) -> tuple[Gap, ...]:
        return blocking(self.gaps)

    @property
    def told(self) -> tuple[Gap, ...]:
        """Gaps to know of that do not stand in the way."""
        return tuple(gap for gap in self.gaps if not gap.blocking)


def check(audit: Audit, moment: Moment, *, signed: bool = False) -> Checked:
    """What stands between an audit (read with firm and partner) and sending it on this day.

    The people are counted anew, so that somebody who came or left since the start is not forgotten. `signed`: the code
    of ethics and the declaration are signed in the same act as sending, so the list itself does not miss them.
    """
    pack = load_pack(audit.pack)
    seen, setting = overview(audit), setting_of(audit, moment.day)
    counted = {**audit.facts, **setting.size.facts()}
    sheet = facts_from.sheet_of(audit, seen.answers.values(), pack, counted)
    proofs: dict[str, list[AnswerEvidence]] = defaultdict(list)
    laid = AnswerEvidence.objects.filter(answer__audit=audit).select_related("evidence", "answer")
    for proof in laid.order_by("added_at", "pk"):
        proofs[proof.answer.question].append(proof)
    talks: dict[str, list[Interview]] = defaultdict(list)
    for reply in Interview.objects.filter(audit=audit):
        talks[reply.question].append(reply)
    policies, coverages = policies_of(audit, pack), coverages_of(audit, moment)
    found = preflight(
        AuditFacts(
            sheet=sheet,
            support=facts_from.support_of(
                seen.answers.values(),
                proofs,
                Counter({question: len(rows) for question, rows in talks.items()}),
                sent_before(audit, {proof.evidence.sha256 for rows in proofs.values() for proof in rows}),
            ),
            cover=facts_from.cover_of(setting.cover, audit.employer.legal_name),
            policies=policies,
            not_kept=not_kept(coverages),
            assessor=setting.assessor,
            gathering_from=audit.gathering_started_on,
            gathering_to=audit.gathering_ended_on,
            records_from=audit.records_from,
            sent_on=audit.submitted_on,
            trained_people=len(setting.trained_now),
            ethics_signed=signed,
            declaration_signed=signed,
        ),
        pack,
        day=moment.day,
    )
    gaps = _in_our_words(audit, setting, _decided(sheet, pack, found))
    all_gaps = (*_note_gaps(seen), *gaps, *_count_gaps(setting))
    return Checked(seen, setting, counted, sheet, proofs, policies, coverages, talks, all_gaps)


def policies_of(audit: Audit, pack: Pack) -> tuple[Section, ...]:
    """The policies of the firm's written system as they stand, for the checks of name and day."""
    keys = [section.key for section in pack.manual.section if section.signed]
    rows = SystemSection.objects.filter(employer=audit.employer_id, key__in=keys).order_by("position")
    return tuple(Section(row.title, row.signed_on, row.signed_name, row.review_on) for row in rows)


def not_kept(coverages: Mapping[str, Coverage]) -> dict[str, tuple[str, ...]]:
    """What the year lacks of each question some records prove; where none are kept here the firm shows other proof."""
    return {
        question: tuple(reason.sentence for reason in found.missing)
        for question, found in coverages.items()
        if found.state == "thin"
    }


def sent_before(audit: Audit, digests: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Which of these files the firm sent with an earlier audit, and with which question, by digest; one statement."""
    laid = (
        AnswerEvidence.objects.filter(
            answer__audit__employer=audit.employer_id,
            answer__audit__submitted_on__isnull=False,
            evidence__sha256__in=list(digests),
        )
        .exclude(answer__audit=audit)
        .values_list("evidence__sha256", "answer__audit__submitted_on", "answer__question")
        .order_by("answer__audit__submitted_on", "answer__question")
    )
    found: dict[str, list[str]] = defaultdict(list)
    for digest, sent_on, question in laid:
        if sent_on is not None:
            words = _("the audit of %(year)s (%(question)s)") % {"year": sent_on.year, "question": question}
            found[digest].append(words)
    return {digest: tuple(words) for digest, words in found.items()}


def _decided(sheet: Sheet, pack: Pack, gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps without marks missed by what is not answered to the end yet: open is not failed."""
    result = score(sheet, pack)
    elements = iter(result.failing_elements)
    unfinished = {sheet.edition.question(question).element for question in result.unanswered}
    kept = []
    for gap in gaps:
        # The rule names the failing elements in their order, one gap each.
        if gap.code == "score_element_missed" and next(elements).id in unfinished:
            continue
        if gap.code == "score_overall_missed" and unfinished:
            continue
        kept.append(gap)
    return kept


def _in_our_words(audit: Audit, setting: Setting, gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps, saying only what is missing; what a prefilled cover answers is one line: look it over and save it."""
    known = setting.trained_now[0].name if audit.assessor_id is None and len(setting.trained_now) == 1 else ""
    kept: list[Gap] = []
    for gap in gaps:
        if gap.code == "dates_missing":
            kept.append(replace(gap, sentence=_("The last day of gathering proof is not set.")))
        elif known and gap.code in {"assessor_missing", "assessor_untrained"}:
            if not any(one.code == "cover_unseen" for one in kept):
                sentence = _("Look over the cover and save it: %(name)s stands there as who filled this in.")
                kept.append(Gap("cover_unseen", True, sentence % {"name": known}, "cover:assessor", field="assessor"))
        else:
            kept.append(gap)
    return kept


def _count_gaps(setting: Setting) -> tuple[Gap, ...]:
    """A cover that says fewer people than the firm's own list counts: one of the two is wrong, and it decides who may apply."""
    counted = setting.size.headcount
    said = {
        "people_now": (counted.count, _("The cover says %(said)s people now; your list of people counts %(counted)s.")),
        "people_peak": (
            counted.peak,
            _("The cover says a peak of %(said)s people; your list of people counts %(counted)s."),
        ),
    }
    return tuple(
        Gap(
            "count_too_low",
            True,
            sentence % {"said": setting.cover[name], "counted": number},
            f"cover:{name}",
            field=name,
        )
        for name, (number, sentence) in said.items()
        if isinstance(setting.cover.get(name), int) and setting.cover[name] < number
    )


def _note_gaps(seen: Overview) -> tuple[Gap, ...]:
    """After a return: notes that must be fixed and have no word from the firm yet."""
    if seen.audit.state != "returned":
        return ()
    return tuple(
        Gap(
            "note_unanswered",
            True,
            f"{note.question}, {seen.edition.question(note.question).title}: your reviewer's note has no answer yet.",
            f"question:{note.question}",
            question=note.question,
        )
        for note in seen.unanswered_notes
    )
