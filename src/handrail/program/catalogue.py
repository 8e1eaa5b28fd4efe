"""The program itself and what stands around its instruments: partners, courses, record kinds, words, sources, rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handrail.program.model import Confidence, DatedValue, Frozen, Pile, Text

RateStatus = Literal["official", "association", "press", "inferred", "demonstration"]


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


class ContactPoint(Frozen):
    """A public phone or page of an authority, as a source gives it. `attested_old`: only an old page names it."""

    id: Text
    kind: Literal["phone", "web"]
    name: Text
    value: Text
    note: str = ""
    from_: date = Field(alias="from")
    to: date | None = None
    source: Text
    confidence: Confidence
    confirmed_on: date

    def in_force(self, on: date) -> bool:
        """True from `from_` to `to`, both days included."""
        return self.from_ <= on and (self.to is None or on <= self.to)


class DirectoryFile(Frozen):
    """`directory.toml`."""

    about: Text
    check_with: Text
    contact: tuple[ContactPoint, ...] = ()
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


class RecordField(Frozen):
    """One thing a kind of record asks. `choice` takes one of its options, `checks` any number of them."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Text
    kind: Literal["line", "text", "choice", "checks", "yes_no", "number", "day"]
    options: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""


class RecordKind(Frozen):
    """A kind of safety record or document that proves something. `usual` is common practice, never a rule.

    `kept`: it is kept as a record with fields of its own (others are papers only). `signed_by`: who signs it.
    `finds`: it may find things to fix. `restricted`: only owner and consultant read it. `field`: offered on the phone.
    `usual_every`: the interval offered when a firm states its own; common practice too.
    """

    id: Text
    name: Text
    owner_words: Text
    pile: Pile
    usual: str = ""
    usual_every: Literal["", "day", "week", "month", "quarter", "year"] = ""
    legal: str = ""
    kept: bool = False
    field: bool = False
    signed_by: Literal["nobody", "keeper", "crew"] = "nobody"
    finds: bool = False
    restricted: bool = False
    title_asks: str = ""
    topics: tuple[str, ...] = ()
    fields: tuple[RecordField, ...] = ()


class RecordKindsFile(Frozen):
    """`record_kinds.toml`."""

    record_kind: tuple[RecordKind, ...]


class Reportable(Frozen):
    """One event that must be reported at once, by phone."""

    id: Text
    sentence: Text
    source: Text


class ReportingFile(Frozen):
    """`reporting.toml`: whom to call for help, what must be reported at once and to whom, the potentially-serious test, the scene rules."""

    emergency: Text
    call: Text
    phones: tuple[Text, ...]
    reportable: tuple[Reportable, ...]
    potentially_serious: Text
    potentially_serious_then: Text
    scene: tuple[Text, ...]
    source: Text
    confidence: Confidence


class Section(Frozen):
    """A section of the written system: what to write, and the policy questions it serves.

    `only_with`: needed only by a firm that must have a health and safety representative. `signed`: a policy, which
    reviewers look at for a name and a day.
    """

    key: Text
    title: Text
    ask: Text
    questions: tuple[str, ...]
    only_with: Literal["representative"] | None = None
    signed: bool = False


class SectionsFile(Frozen):
    """`system_sections.toml`: the sections in the order of the printed manual, for the questions of one edition."""

    edition: Text
    section: tuple[Section, ...]


class TicketKind(Frozen):
    """A kind of ticket a task may ask for. `courses` and `titles` are those that are this ticket beyond doubt."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
    name: Text
    courses: tuple[str, ...] = ()
    titles: tuple[Text, ...] = ()


class WorkTask(Frozen):
    """What somebody does, and the kinds of ticket it asks for, from its first to its last day.

    `law` names the part of the law that asks for the training; empty where it is Handrail's own list only.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
    words: Text
    hint: str = ""
    tickets: tuple[str, ...] = Field(min_length=1)
    from_: date = Field(alias="from")
    to: date | None = None
    law: str = ""
    source: Text
    confidence: Confidence
    note: str = ""


class TaskSuggestion(Frozen):
    """Tasks that firms often do whose industry has a word that begins so; offered, never set."""

    industry: tuple[Text, ...] = Field(min_length=1)
    tasks: tuple[str, ...] = Field(min_length=1)


class TasksFile(Frozen):
    """`tasks.toml`: kinds of ticket, the tasks that ask for them, and what an industry often does."""

    own_list: Text
    ticket: tuple[TicketKind, ...]
    task: tuple[WorkTask, ...]
    suggestion: tuple[TaskSuggestion, ...] = ()


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


class Claim(Frozen):
    """What is said of the program's worth, and by whom; one that speaks against it stands here too."""

    id: Text
    text: Text
    source: Text
    confidence: Confidence
    confirmed_on: date


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
    claim: tuple[Claim, ...] = ()


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
