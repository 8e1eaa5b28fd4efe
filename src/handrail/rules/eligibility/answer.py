"""The answer to the five questions, each point with its rule, its source and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.headcount.people import in_plural
from handrail.rules.reason import BadInput

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter


class Question(StrEnum):
    """The five questions, in the order they are asked."""

    WCB_ACCOUNT = "wcb_account"
    MOST_PEOPLE = "most_people"
    HELPERS = "helpers"
    TRAINED = "trained"
    RECORDS_MONTHS = "records_months"


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a visitor answers; None is 'I do not know'.

    `wcb_account`: an account with WCB in the program's province. `most_people`: the most at once in the last twelve
    months, owners and everyone on the account. `helpers`: family, volunteers and subcontractors besides, not on the
    account. `trained`: somebody has taken the training or will. `records_months`: whole months of kept safety records.
    """

    wcb_account: bool | None = None
    most_people: int | None = None
    helpers: int | None = None
    trained: bool | None = None
    records_months: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """What one answer means: its verdict, one sentence, and the rule behind it."""

    question: Question
    verdict: Verdict
    sentence: str
    rule: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The whole answer: `no` if any point is, else `depends` if any is, else `yes`."""

    verdict: Verdict
    headline: str
    points: tuple[Point, ...]


_HEADLINES = {
    Verdict.YES: "Yes: by these answers your firm can go for the small-employer certificate.",
    Verdict.NO: "Not as things stand. What stands in the way is named below.",
    Verdict.DEPENDS: "It depends. What to find out is named below.",
}


def eligibility(answers: Answers, on: date, pack: Pack) -> Eligibility:
    """The answer by the rules in force on a day. Raises BadInput for a number that cannot be."""
    for question in (Question.MOST_PEOPLE, Question.HELPERS, Question.RECORDS_MONTHS):
        number = getattr(answers, question.value)
        if number is not None and number < 0:
            raise BadInput(question.value, f'"{number}" is less than nobody.', "Write 0 or more.")
    points = (
        _account(answers, _rule(pack, "size.counts.covered", on)),
        _people(answers, _rule(pack, "size.max", on)),
        _helpers(answers, on, pack),
        _trained(answers, _rule(pack, "training.people_min", on)),
        _records(answers, on, pack),
    )
    verdicts = {point.verdict for point in points}
    whole = next(one for one in (Verdict.NO, Verdict.DEPENDS, Verdict.YES) if one in verdicts)
    return Eligibility(whole, _HEADLINES[whole], points)


def _rule(pack: Pack, key: str, on: date) -> Parameter:
    return pack.parameter(key, on=on)


def _point(question: Question, verdict: Verdict, sentence: str, rule: Parameter) -> Point:
    return Point(question, verdict, sentence, rule.title, rule.source, rule.confidence)


def _account(answers: Answers, rule: Parameter) -> Point:
    verdict, sentence = {
        True: (Verdict.YES, "You have a WCB account; it decides who counts and carries the premium discount."),
        False: (Verdict.NO, "Open a WCB account first: people are counted by it and the certificate names it."),
        None: (Verdict.DEPENDS, "Find out whether the firm has its own active WCB account."),
    }[answers.wcb_account]
    return _point(Question.WCB_ACCOUNT, verdict, sentence, rule)


def _people(answers: Answers, rule: Parameter) -> Point:
    most, limit = answers.most_people, int(str(rule.value))
    if most is None:
        sentence = f"Count the most people at once in the last twelve months, owners included; {limit} is the limit."
        return _point(Question.MOST_PEOPLE, Verdict.DEPENDS, sentence, rule)
    if most == 0:
        sentence = f"An owner counts, so it is at least 1. Count again, owners included; {limit} is the limit."
        return _point(Question.MOST_PEOPLE, Verdict.DEPENDS, sentence, rule)
    if most > limit:
        sentence = f"{most} people are more than {limit}: the regular Certificate of Recognition (COR) is for you."
        return _point(Question.MOST_PEOPLE, Verdict.NO, sentence, rule)
    room = limit - most
    sentence = f"{most} of at most {limit} people" + (
        ": one more and the next year's audit is a regular one." if room == 0 else f", with room for {room} more."
    )
    return _point(Question.MOST_PEOPLE, Verdict.YES, sentence, rule)


def _helpers(answers: Answers, on: date, pack: Pack) -> Point:
    rule = _rule(pack, "size.counts.added_relations", on)
    limit = int(str(_rule(pack, "size.max", on).value))
    if answers.helpers is None:
        sentence = "Find out how many family members, volunteers and subcontractors help who are not on your account."
        return _point(Question.HELPERS, Verdict.DEPENDS, sentence, rule)
    if answers.helpers == 0:
        return _point(Question.HELPERS, Verdict.YES, "Nobody else helps, so no partner counts anyone more.", rule)
    if answers.most_people is None:
        sentence = "Whether they matter shows once you know the most people at once; some partners count them too."
        return _point(Question.HELPERS, Verdict.DEPENDS, sentence, rule)
    most = answers.most_people
    if most > limit or most + answers.helpers <= limit:
        sentence = f"Even where a partner counts all of them, at most {most + answers.helpers} count: within {limit}."
        if most > limit:
            sentence = "They change nothing: the people on your account are already too many."
        return _point(Question.HELPERS, Verdict.YES, sentence, rule)
    counting = "; ".join(_counting(on, pack)) or "ask the one you choose"
    sentence = (
        f"By the program's rule they do not count. Some partners count some of them: you are then at least "
        f"{most} and at most {most + answers.helpers}, and {limit} is the limit. {counting}."
    )
    return _point(Question.HELPERS, Verdict.DEPENDS, sentence, rule)


def _counting(on: date, pack: Pack) -> Iterator[str]:
    for partner in pack.partners.values():
        added = pack.parameter("size.counts.added_relations", on=on, partner=partner.id).value
        if isinstance(added, tuple) and added:
            yield f"{partner.short_name} counts {' and '.join(in_plural(str(one)) for one in added)}"


def _trained(answers: Answers, rule: Parameter) -> Point:
    verdict, sentence = {
        True: (Verdict.YES, "One trained person on staff is what the program asks for; a refresher keeps it current."),
        False: (Verdict.NO, "Somebody who stays with the firm must take the training; a course of a day or two."),
        None: (Verdict.DEPENDS, "Decide who takes the training: the owner or somebody who stays with the firm."),
    }[answers.trained]
    return _point(Question.TRAINED, verdict, sentence, rule)


def _records(answers: Answers, on: date, pack: Pack) -> Point:
    """Records decide which certificate, never whether: with none at all the way begins today."""
    full, short = _rule(pack, "audit.records.months_full", on), _rule(pack, "audit.records.months_short", on)
    whole = int(str(_rule(pack, "certificate.term.full_months", on).value))
    brief = int(str(_rule(pack, "certificate.term.short_months", on).value))
    months, enough, few = answers.records_months, int(str(full.value)), int(str(short.value))
    if months is None:
        sentence = f"{enough} months of kept records lead to {whole} months of certificate, {few} to {brief}."
        return _point(Question.RECORDS_MONTHS, Verdict.YES, sentence, full)
    if months >= enough:
        sentence = f"{months} months of records are enough for a certificate of {whole} months."
        return _point(Question.RECORDS_MONTHS, Verdict.YES, sentence, full)
    if months >= few:
        sentence = f"{months} months of records lead to a certificate of {brief} months; {enough} lead to {whole}."
        return _point(Question.RECORDS_MONTHS, Verdict.YES, sentence, short)
    letter = _rule(pack, "letter.days", on)
    sentence = (
        f"With under {few} months of records a temporary letter of up to {letter.value} days is the start; "
        f"{few} months lead to {brief} months of certificate, {enough} to {whole}."
    )
    return _point(Question.RECORDS_MONTHS, Verdict.YES, sentence, letter)
