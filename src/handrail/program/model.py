"""The shapes of program data: what a pack's files may hold and what they become once loaded.

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
RateStatus = Literal["official", "association", "press", "inferred", "demonstration"]

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


# ---- partners, courses, words, sources, rates -----------------------------------------------------------------------


class Contact(Frozen):
    """How to reach an organisation. Never a person."""

    email: str = ""
    phone: str = ""
    web: str = ""
    place: str = ""


class Fee(Frozen):
    """A fee in dollars and what it is charged for; `who` says to whom it applies."""

    code: Text
    name: Text
    amount: Annotated[Decimal, Field(ge=0)]
    per: Literal["calendar_year", "submission", "person", "certificate"]
    who: str = ""
    note: str = ""


class PartnerFile(Frozen):
    """`partners/<id>.toml`: a Certifying Partner and what it does differently."""

    id: Text
    name: Text
    short_name: Text
    sector: Text
    industries: tuple[str, ...]
    serves_secor: bool
    demonstration: bool
    contact: Contact = Contact()
    nouns: dict[str, str] = {}
    fees: tuple[Fee, ...] = ()
    courses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    overrides: dict[str, tuple[DatedValue, ...]] = {}


class Partner(PartnerFile):
    """A loaded Certifying Partner. `file` is relative to the pack folder."""

    file: str

    @property
    def count_adds(self) -> tuple[str, ...]:
        """Relations it counts besides the program's own rule, as its newest value says (dated: ask the pack)."""
        values = self.overrides.get("size.counts.added_relations", ())
        newest = values[-1].value if values else ()
        return tuple(str(item) for item in newest) if isinstance(newest, tuple) else ()

    @property
    def growth_rule(self) -> str:
        """Its own growth rule as its newest value says, empty when it follows the program (dated: ask the pack)."""
        values = self.overrides.get("size.growth_rule", ())
        return str(values[-1].value) if values else ""


class DirectoryEntry(Frozen):
    """A real Certifying Partner as public pages describe it: facts to start from, to be checked with the partner."""

    id: Text
    name: Text
    short_name: Text
    sector: Text
    industries: tuple[str, ...]
    serves_secor: Literal["yes", "not_confirmed"]
    note: str = ""
    source: Text
    confidence: Confidence
    confirmed_on: date


class DirectoryFile(Frozen):
    """`directory.toml`."""

    about: Text
    check_with: Text
    partner: tuple[DirectoryEntry, ...]


class Course(Frozen):
    """A course that counts in the program. `refreshes`: it also resets the trained person's clock."""

    id: Text
    name: Text
    what_for: Text
    days: Annotated[Decimal, Field(gt=0)]
    role: Literal["building", "refresher", "industry", "first_aid", "representative"]
    refreshes: bool = False
    source: Text
    confidence: Confidence
    note: str = ""


class CoursesFile(Frozen):
    """`courses.toml`."""

    course: tuple[Course, ...]


class RecordKind(Frozen):
    """A kind of safety record or document that proves something. `usual` is common practice, never a rule."""

    id: Text
    name: Text
    owner_words: Text
    pile: Pile
    usual: str = ""
    legal: str = ""


class RecordKindsFile(Frozen):
    """`record_kinds.toml`."""

    record_kind: tuple[RecordKind, ...]


class Word(Frozen):
    """A term for two audiences: the firm, and the reviewers, the office and WCB."""

    owner: Text
    formal: Text


class DatedWord(Frozen):
    """A name that changed over time; `to` is its last day."""

    from_: date = Field(alias="from")
    to: date | None = None
    text: Text
    source: Text


class TermsFile(Frozen):
    """`terms.toml`."""

    term: dict[str, Word]
    dated: dict[str, tuple[DatedWord, ...]] = {}


class Step(Frozen):
    """Who does a step of the program and which document it ends with."""

    id: Text
    title: Text
    actor: Literal["employer", "partner", "office", "wcb"]
    document: str = ""


class ProgramFile(Frozen):
    """`program.toml`."""

    id: Text
    name: Text
    short_name: Text
    jurisdiction: Text
    time_zone: Text
    authority: Text
    note: Text
    rate_authorities: tuple[str, ...]
    editions: tuple[str, ...] = Field(min_length=1)
    confirmed_on: date
    step: tuple[Step, ...]


class Source(Frozen):
    """Where facts were read. `age` says how old the page is, in our own words."""

    code: Text
    site: Text
    title: Text
    age: str = ""


class RateRow(Frozen):
    """A row of `rates/<authority>-<year>.csv`: dollars for each 100 dollars of insurable earnings."""

    industry_code: Text
    name: Text
    rate: Annotated[Decimal, Field(ge=0)]
    status: RateStatus
    source: Text
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A premium rate in dollars for each 100 dollars of insurable earnings."""

    authority: str
    year: int
    industry_code: str
    name: str
    rate: Decimal
    status: RateStatus
    source: str
    note: str
    file: str
