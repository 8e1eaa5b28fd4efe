"""Parameters and instruments: what their files may hold and what they become once loaded.

Everything is frozen. Models named `...File` describe a file as it is written; the others are what rules and pages read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handrail.program.errors import PackError

Confidence = Literal["attested", "attested_old", "private", "inferred", "design", "unknown"]
"""How sure a value is: stated by its source; stated by an old page; stated by a private page only; inferred from
stated facts; Handrail's own design value; or stated nowhere (a working value that waits for an answer)."""

Scale = Literal["all_or_nothing", "range", "criteria", "share"]
Verification = Literal["D", "I", "O"]
Kind = Literal["P", "R", "K", "C"]
Pile = Literal["binder", "paperwork", "talk", "walk"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Points = Annotated[int | Decimal, Field(gt=0)]
Value = bool | int | Decimal | str | tuple[int | Decimal | str, ...]

PILE_OF_KIND: dict[Kind, Pile] = {"P": "binder", "R": "paperwork", "K": "talk", "C": "walk"}


class Frozen(BaseModel):
    """Base of every shape: immutable, and an unknown key is an error rather than a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


# ---- parameters -----------------------------------------------------------------------------------------------------


class DatedValue(Frozen):
    """One value of a parameter and the days it holds; `to` is its last day, absent while it is still in force."""

    from_: date = Field(alias="from")
    to: date | None = None
    value: Value
    source: Text
    confidence: Confidence
    confirmed_on: date
    note: str = ""

    def in_force(self, on: date) -> bool:
        """True from `from_` to `to`, both days included."""
        return self.from_ <= on and (self.to is None or on <= self.to)


class ParameterEntry(Frozen):
    """A parameter as its file gives it: what it is, its unit and its dated values, oldest first."""

    title: Text
    unit: Text
    values: tuple[DatedValue, ...] = Field(min_length=1)


class ParametersFile(Frozen):
    """`parameters/<subject>.toml`."""

    subject: Text
    parameter: dict[str, ParameterEntry]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in force on a day, with where it comes from. `file` is relative to the pack folder."""

    key: str
    value: Value
    from_: date
    to: date | None
    source: str
    confidence: Confidence
    confirmed_on: date
    file: str
    title: str
    unit: str
    note: str = ""


# ---- the instrument -------------------------------------------------------------------------------------------------


class ProofRecipe(Frozen):
    """What proves a question: kinds of records, how many at least, counted per what, and how they should be spread."""

    record_kinds: tuple[str, ...] = ()
    minimum: int = Field(default=1, ge=0)
    per: Literal["window", "quarter", "worker", "site", "hire"] = "window"
    spread: str = ""
    note: str = ""


class QuestionEntry(Frozen):
    """A question as an element's file gives it."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)+$")]
    title: Text
    asked: Text
    why: Text
    good_proof: Text
    common_mistake: Text
    crew_words: str = ""
    walk_order: int | None = None
    points: Points
    scale: Scale
    criteria: tuple[str, ...] = ()
    verify: tuple[Verification, ...] = Field(min_length=1)
    kind: Kind
    carry_over: bool = False
    proof: ProofRecipe = ProofRecipe()
    drops_out_when: tuple[str, ...] = ()
    may_be_not_applicable_when_false: tuple[str, ...] = ()
    legal: str = ""


class Question(QuestionEntry):
    """A question of a loaded edition. `may_be_not_applicable_when_false`: all the facts it lists must be false."""

    element: str

    @property
    def pile(self) -> Pile:
        """The sitting in which a firm gathers it: binder, paperwork, talk or walk."""
        return PILE_OF_KIND[self.kind]


class ElementFile(Frozen):
    """`editions/<id>/<element>.toml`."""

    id: Annotated[str, StringConstraints(min_length=1)]
    title: Text
    about: Text
    questions: tuple[QuestionEntry, ...] = Field(min_length=1)


class EditionTotals(Frozen):
    """The totals an edition declares of itself; `check_pack` holds the questions to them."""

    questions: int
    points: Points
    questions_by_kind: dict[Kind, int]
    points_by_verification: dict[str, int | Decimal]


class EditionFile(Frozen):
    """`editions/<id>/edition.toml`."""

    id: Text
    title: Text
    note: Text
    from_: date = Field(alias="from")
    to: date | None = None
    source: Text
    elements: tuple[str, ...] = Field(min_length=1, description="file names of the elements, in order, without .toml")
    facts: tuple[str, ...] = Field(description="facts about a firm that questions of this edition may name")
    totals: EditionTotals


@dataclass(frozen=True, eq=False)
class Element:
    """An element of an edition with its questions in order."""

    id: str
    title: str
    about: str
    questions: tuple[Question, ...]

    @cached_property
    def available(self) -> int | Decimal:
        """Points of all its questions."""
        return sum((q.points for q in self.questions), 0)


@dataclass(frozen=True, eq=False)
class Edition:
    """One audit instrument. `note` says whose it is and must stand wherever the instrument is shown."""

    id: str
    title: str
    note: str
    pack: str
    elements: tuple[Element, ...]
    from_: date
    to: date | None
    facts: tuple[str, ...]
    totals: EditionTotals
    digest: str
    file: str

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the instrument's order."""
        return tuple(q for element in self.elements for q in element.questions)

    @cached_property
    def available(self) -> int | Decimal:
        """Points of all questions."""
        return sum((q.points for q in self.questions), 0)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """Questions by id."""
        return {q.id: q for q in self.questions}

    def question(self, question_id: str) -> Question:
        """The question of that id; `PackError` if the edition has none."""
        try:
            return self.by_id[question_id]
        except KeyError:
            raise PackError(
                self.file,
                f"question {question_id}",
                f"edition {self.id} has no such question",
                f"Use one of {self.questions[0].id} to {self.questions[-1].id}",
            ) from None

    def element(self, element_id: str) -> Element:
        """The element of that id; `PackError` if the edition has none."""
        for element in self.elements:
            if element.id == element_id:
                return element
        raise PackError(
            self.file,
            f"element {element_id}",
            f"edition {self.id} has no such element",
            f"Use one of {', '.join(e.id for e in self.elements)}",
        )
