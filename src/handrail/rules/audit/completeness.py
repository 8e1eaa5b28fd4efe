"""The list before sending: each gap by name, and whether it blocks.

A tick is worth nothing: every answer needs a note that describes what is in place, and what is verified on paper needs the paper.
What cannot be undone (days that ran over) or is the reviewer's to judge (proof from outside the window) is told and does not block.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handrail.rules.audit.checks import asked, in_order, mechanical
from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.parameters import whole_number
from handrail.rules.audit.score import rows_in_force, score
from handrail.rules.audit.submission import AuditFacts, Gap, Support
from handrail.rules.certificate.term import certificate_term
from handrail.rules.days import add_months, in_words

if TYPE_CHECKING:
    from handrail.program import Pack, Question
    from handrail.rules.audit.facts import Answer

_COVER_NEEDED: Final = {
    "legal_name": "the legal name as registered with WCB",
    "representative": "the company representative",
    "accounts": "the WCB account this audit covers",
    "industry_codes": "the industry code this audit covers",
    "sites": "the sites and places of work",
    "operations": "what your people do",
    "people_now": "how many people work there now",
    "people_peak": "the most people in the past year",
}


def preflight(facts: AuditFacts, pack: Pack, *, day: date) -> tuple[Gap, ...]:
    """Every gap of an audit that would be sent on `day`: questions in the instrument's order, then cover, people, dates, papers."""
    return (
        # What is missing for each question, then what the checks found of it; last what they found of the whole.
        *in_order(facts, (*_question_gaps(facts, pack), *mechanical(facts, pack, day=day))),
        *_cover_gaps(facts),
        *_training_gaps(facts, pack, day),
        *_date_gaps(facts, pack, day),
        *_paper_gaps(facts, pack),
        *_score_gaps(facts, pack),
    )


def own_knowledge_suffices(people: int | None, pack: Pack, *, on: date, partner: str | None = None) -> bool:
    """Whether a firm is so small that there is nobody to interview, so what the assessor knows may stand, written down."""
    return people is not None and people <= whole_number(pack, "audit.own_knowledge.max_people", on, partner)


def blocking(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """The gaps that must be closed before sending."""
    return tuple(gap for gap in gaps if gap.blocking)


# ---- questions ------------------------------------------------------------------------------------------------------


def _question_gaps(facts: AuditFacts, pack: Pack) -> list[Gap]:
    sheet = facts.sheet
    few = own_knowledge_suffices(facts.cover.people_now, pack, on=sheet.as_of, partner=sheet.partner)
    gaps: list[Gap] = []
    for identity, _, _, question in rows_in_force(sheet.edition, sheet.facts)[0]:
        answer = sheet.answers.get(identity)
        if answer is None:
            gaps.append(asked(question, "unanswered", True, "has no answer yet."))
        elif answer.not_applicable is None and not answer.carried:
            support = facts.support.get(identity, Support())
            gaps += _support_gaps(question, answer, support, few)
            gaps += [
                asked(question, "label_missing", False, "has proof without a label; say what it shows.")
                for proof in support.proofs
                if not proof.label.strip()
            ]
    return gaps


def _support_gaps(question: Question, answer: Answer, support: Support, few: bool) -> list[Gap]:
    gaps = []
    if not support.note.strip():
        gaps.append(asked(question, "note_missing", True, "has no note; describe in your words what is in place."))
    if not answer.hundredths:
        return gaps
    if "D" in question.verify and not support.proofs:
        gaps.append(asked(question, "proof_missing", True, "claims points and shows no proof."))
    elif question.verify == ("O",) and not support.proofs:
        gaps.append(asked(question, "photo_missing", False, "is best shown with a photo."))
    elif question.verify == ("I",):
        gaps += _talk_gaps(question, support, few)
    recipe = question.proof
    if "D" in question.verify and recipe.per == "window" and 0 < len(support.proofs) < recipe.minimum:
        sentence = f"shows {len(support.proofs)} of the {recipe.minimum} pieces of proof it asks for."
        gaps.append(asked(question, "proof_few", False, sentence))
    return gaps


def _talk_gaps(question: Question, support: Support, few: bool) -> list[Gap]:
    if support.talks or support.proofs:
        return []
    if not support.own_knowledge:
        how = "ask your people, or write what you know yourself" if few else "ask your people and keep their answers"
        return [asked(question, "talk_missing", True, f"claims what your people know; {how}.")]
    if few:
        return []
    sentence = "rests on your own knowledge; in a firm of your size a reviewer will want to see whom you asked."
    return [asked(question, "own_knowledge_thin", False, sentence)]


# ---- everything around the questions --------------------------------------------------------------------------------


def _cover_gaps(facts: AuditFacts) -> list[Gap]:
    cover, assessor = facts.cover, facts.assessor
    gaps = []
    for name, words in _COVER_NEEDED.items():
        value = getattr(cover, name)
        missing = value is None or (isinstance(value, str) and not value.strip()) or value == ()
        if missing:
            gaps.append(Gap("cover_missing", True, f"The cover does not say {words}.", f"cover:{name}", field=name))
    if cover.people_now is not None and cover.people_peak is not None and cover.people_peak < cover.people_now:
        sentence = (
            f"The cover says {cover.people_now} people now and a peak of {cover.people_peak}; a peak cannot be lower."
        )
        gaps.append(Gap("peak_too_low", True, sentence, "cover:people_peak", field="people_peak"))
    if not assessor.name.strip():
        gaps.append(Gap("assessor_missing", True, "The cover does not say who assessed.", "assessor", field="name"))
    if not assessor.contact.strip():
        sentence = "The cover does not say how to reach the person who assessed."
        gaps.append(Gap("assessor_missing", True, sentence, "assessor", field="contact"))
    if assessor.refreshed_on is not None and not assessor.refresher_course.strip():
        sentence = "The cover does not say which course was taken as refresher."
        gaps.append(Gap("assessor_missing", True, sentence, "assessor", field="refresher_course"))
    return gaps


def _training_gaps(facts: AuditFacts, pack: Pack, day: date) -> list[Gap]:
    sheet, assessor = facts.sheet, facts.assessor
    gaps = []
    if assessor.trained_on is None:
        sentence = "The cover does not say when the person who assessed was trained."
        gaps.append(Gap("assessor_untrained", True, sentence, "assessor", field="trained_on"))
    else:
        last = max(assessor.trained_on, assessor.refreshed_on or assessor.trained_on)
        due = add_months(last, whole_number(pack, "training.refresher_months", sheet.as_of, sheet.partner))
        if day > due:
            sentence = f"The refresher of the person who assessed was due on {in_words(due)}."
            gaps.append(Gap("refresher_overdue", True, sentence, "training", field="refreshed_on"))
    needed = whole_number(pack, "training.people_min", sheet.as_of, sheet.partner)
    if facts.trained_people < needed:
        sentence = f"The firm keeps {needed} trained person with a current refresher on staff; now it has {facts.trained_people}."
        gaps.append(Gap("nobody_trained", True, sentence, "training"))
    return gaps


def _date_gaps(facts: AuditFacts, pack: Pack, day: date) -> list[Gap]:
    sheet, start, end = facts.sheet, facts.gathering_from, facts.gathering_to
    if start is None or end is None:
        return [Gap("dates_missing", True, "The first and the last day of gathering proof are not set.", "dates")]
    if end < start:
        return [Gap("dates_reversed", True, "The last day of gathering lies before the first.", "dates")]
    gaps = []
    if end > day:
        sentence = f"Your days to gather proof run until {in_words(end)}; end them before you send."
        gaps.append(Gap("still_gathering", True, sentence, "dates"))
    most, taken = whole_number(pack, "audit.gather.max_days", sheet.as_of, sheet.partner), (end - start).days + 1
    if taken > most:
        sentence = f"Gathering took {taken} days, first and last included; {most} are allowed. Ask your partner before you send."
        gaps.append(Gap("gathering_too_long", False, sentence, "dates"))
    last = end + timedelta(days=whole_number(pack, "audit.submit.max_days", sheet.as_of, sheet.partner))
    if (facts.sent_on or day) > last:
        sentence = f"The last day to send it was {in_words(last)}. Ask your partner before you send."
        gaps.append(Gap("submission_late", False, sentence, "dates"))
    return gaps


def _paper_gaps(facts: AuditFacts, pack: Pack) -> list[Gap]:
    sheet = facts.sheet
    gaps = []
    wanted = pack.parameter("ethics.each_submission", on=sheet.as_of, partner=sheet.partner).value
    if wanted is True and not facts.ethics_signed:
        gaps.append(
            Gap("ethics_unsigned", True, "The code of ethics is signed with each audit, and is not yet.", "ethics")
        )
    if not facts.declaration_signed:
        gaps.append(Gap("declaration_unsigned", True, "The owner's declaration is not signed yet.", "declaration"))
    if sheet.purpose is Purpose.MAINTENANCE:
        return gaps
    if facts.records_from is None:
        sentence = "It does not say from which day your records begin."
        gaps.append(Gap("records_from_missing", True, sentence, "records_from"))
    elif facts.gathering_to is not None:
        active = sheet.facts.active_site
        term = certificate_term(
            facts.records_from, facts.gathering_to, pack, on=sheet.as_of, active_site=active, partner=sheet.partner
        )
        if term.months is None:
            gaps.append(Gap("records_too_few", True, term.reasons[0].sentence, "records_from"))
    return gaps


def _score_gaps(facts: AuditFacts, pack: Pack) -> list[Gap]:
    result = score(facts.sheet, pack)
    missed = [
        reason for reason in result.reasons if reason.code in {"overall_missed", "element_missed", "nothing_available"}
    ]
    return [Gap(f"score_{reason.code}", False, reason.sentence, "score") for reason in missed]
