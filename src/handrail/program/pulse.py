"""What a crew is asked in a worker pulse: three questions, in each language, with who has checked the words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handrail.program.errors import PackError
from handrail.program.model import Confidence, Frozen, Text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$")]


class PulseQuestion(Frozen):
    """One question as the firm reads it in its results; the crew reads it in its own language."""

    id: Key
    about: Text


class PulseWords(Frozen):
    """Everything a worker reads, in one language. `answers` and `questions` by the ids of the set.

    `code` is a language tag (BCP 47) and `name` the language's name in itself. `checked_on` is the day somebody who
    speaks it read it; without one it is a translation nobody has checked, and pages say so.
    """

    code: Tag
    name: Text
    english_name: Text
    direction: Literal["ltr", "rtl"] = "ltr"
    source: Text
    confidence: Confidence
    checked_on: date | None = None
    heading: Text
    who_reads: Text
    questions: dict[str, Text]
    answers: dict[str, Text]
    sentence: Text
    sentence_hint: Text
    button: Text
    missing: Text
    cookie: Text
    again: Text
    thanks: Text
    thanks_after: Text
    closed: Text


class PulseSet(Frozen):
    """Three questions, what may be answered to each, and the languages they are asked in. `to` is the last day."""

    id: Text
    from_: date = Field(alias="from")
    to: date | None = None
    source: Text
    confidence: Confidence
    confirmed_on: date
    answers: tuple[Key, ...] = Field(min_length=2)
    question: tuple[PulseQuestion, ...] = Field(min_length=3, max_length=3)
    language: tuple[PulseWords, ...] = Field(min_length=1)

    def in_force(self, on: date) -> bool:
        """True from `from_` to `to`, both days included."""
        return self.from_ <= on and (self.to is None or on <= self.to)

    def words(self, code: str) -> PulseWords:
        """The words of a language; the first language of the set where it has no such."""
        return next((one for one in self.language if one.code == code), self.language[0])


class PulseFile(Frozen):
    """`pulse.toml`: what the pulse can and cannot prove, and its dated sets of questions."""

    proves: Text
    proves_not: Text
    source: Text
    confidence: Confidence
    set: tuple[PulseSet, ...] = Field(min_length=1)

    def on(self, day: date) -> PulseSet:
        """The set asked on a day; `PackError` where there is none."""
        found = next((one for one in reversed(self.set) if one.in_force(day)), None)
        if found is None:
            raise PackError(
                "pulse.toml",
                "set",
                f"no set of questions is in force on {day.isoformat()}",
                "Add one with its from day",
            )
        return found

    def by_id(self, set_id: str) -> PulseSet:
        """The set of that id, in force or not; `PackError` where there is none."""
        found = next((one for one in self.set if one.id == set_id), None)
        if found is None:
            raise PackError("pulse.toml", f"set {set_id}", "there is no such set", "Keep old sets: results name them")
        return found


def whole(file: str, pulse: PulseFile) -> PulseFile:
    """The file, once each language is known to say each question and each answer; else `PackError`."""
    seen: set[str] = set()
    for one in pulse.set:
        if one.id in seen:
            raise PackError(file, f"set {one.id}", "stands twice", "Give each set an id of its own")
        seen.add(one.id)
        codes: set[str] = set()
        for words in one.language:
            where = f"set {one.id} > language {words.code}"
            if words.code in codes:
                raise PackError(file, where, "stands twice", "Keep one of the two")
            codes.add(words.code)
            _same(file, f"{where} > questions", words.questions, [question.id for question in one.question])
            _same(file, f"{where} > answers", words.answers, one.answers)
    return pulse


def _same(file: str, where: str, said: dict[str, str], wanted: list[str] | tuple[str, ...]) -> None:
    for key in wanted:
        if key not in said:
            raise PackError(file, f"{where} > {key}", "is missing", "Add it in this language")
    for key in said:
        if key not in wanted:
            raise PackError(file, f"{where} > {key}", "is not of this set", f"Use {', '.join(wanted)}")
