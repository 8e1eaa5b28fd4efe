"""What the list before sending looks at: the sheet, and everything around it that a Certifying Partner asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handrail.rules.audit.facts import Sheet


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of proof on a question. `made_on` is the day it was made, None if nobody said.

    `digest` tells files apart, `blur` is 0 (sharp) to 1 of a picture, None where nobody looked. `used_before` says, one
    each, which earlier audits the very same file was sent with.
    """

    label: str = ""
    made_on: date | None = None
    digest: str = ""
    blur: float | None = None
    used_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the written system that is signed: who signed it when, and the day it is to be looked at again."""

    title: str
    signed_on: date | None = None
    signed_name: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """What stands behind an answer. `talks`: workers asked; `own_knowledge`: the note rests on what the assessor knows."""

    note: str = ""
    proofs: tuple[Proof, ...] = ()
    talks: int = 0
    own_knowledge: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of a submission; the legal name is the one registered with WCB, `account_name` the one the firm keeps there."""

    legal_name: str = ""
    representative: str = ""
    accounts: tuple[str, ...] = ()
    industry_codes: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    operations: str = ""
    people_now: int | None = None
    people_peak: int | None = None
    account_name: str = ""


@dataclass(frozen=True, slots=True)
class Assessor:
    """Who assessed: the first training, the last refresher and which course it was, and how to reach them."""

    name: str = ""
    contact: str = ""
    trained_on: date | None = None
    refreshed_on: date | None = None
    refresher_course: str = ""


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """An audit about to be sent, or sent. `trained_people`: people on staff whose training is current on the day.

    `sent_on` is the day it was first sent, where it was: a correction is no later for being a correction.
    `policies` are the sections that are signed; `not_kept`, by question, says what the year's records lack, one sentence each.
    """

    sheet: Sheet
    support: Mapping[str, Support] = field(default_factory=dict)
    cover: Cover = Cover()
    assessor: Assessor = Assessor()
    gathering_from: date | None = None
    gathering_to: date | None = None
    records_from: date | None = None
    sent_on: date | None = None
    policies: tuple[Section, ...] = ()
    not_kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trained_people: int = 0
    ethics_signed: bool = False
    declaration_signed: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or doubtful.

    `blocking` gaps must be closed before sending; the others are told. `go` is where it is mended: `question:8.3`,
    `cover:representative`, `assessor`, `dates`, `training`, `ethics`, `declaration`, `records_from` or `score`.
    """

    code: str
    blocking: bool
    sentence: str
    go: str
    question: str | None = None
    field: str | None = None
