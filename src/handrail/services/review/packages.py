"""Reading the frozen packages a firm sent: what it claims on each question, and what changed between two rounds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from handrail.rules.audit.submission import Section
from handrail.store.models import Submission


@dataclass(frozen=True, slots=True)
class ProofSent:
    """One piece of proof as it was sent: where it opens, and the day it is about."""

    id: str
    label: str
    media_type: str
    happened_on: date | None
    first_page: int | None
    last_page: int | None
    sha256: str
    blur: float | None

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Claim:
    """What the firm says to one question in one round."""

    question: str
    takes_part: bool
    points: Decimal | None
    not_applicable: str
    carried: bool
    carried_why: str
    note: str
    own_knowledge: str
    criteria_met: tuple[int, ...]
    proofs: tuple[ProofSent, ...]
    talks: Mapping[str, int] | None
    changed_in_round: int

    def says_the_same_as(self, other: Claim) -> bool:
        """Whether nothing a reviewer judges differs."""
        return replace(self, changed_in_round=0) == replace(other, changed_in_round=0)

    def proofs_after(self, day: date) -> tuple[ProofSent, ...]:
        """Proof about a day after gathering ended."""
        return tuple(proof for proof in self.proofs if proof.happened_on is not None and proof.happened_on > day)


@dataclass(frozen=True, slots=True)
class MonthSent:
    """One month of a question's strip as it was sent; `mark` as in rules.record.coverage."""

    month: date
    mark: str
    records: int
    worked_days: int


@dataclass(frozen=True, slots=True)
class YearSent:
    """What the firm's kept records proved of a question on the day it was sent."""

    state: str
    needed: int
    found: int
    unit: str
    missing: tuple[str, ...]
    months: tuple[MonthSent, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """One round as it was sent. `year` is by question, for those that kept records prove."""

    round: int
    sha256: str
    gathering_to: date | None
    records_from: date | None
    claims: Mapping[str, Claim]
    cover: Mapping[str, Any]
    people: Mapping[str, Any]
    assessor: Mapping[str, Any]
    claimed_percent: str
    account_name: str
    policies: tuple[Section, ...]
    year: Mapping[str, YearSent]

    @property
    def industry_code(self) -> str:
        """The industry of the first account the cover named when it was sent; empty where it named none."""
        accounts = self.cover.get("accounts") or [{}]
        return str(accounts[0].get("industry_code") or "")


def read(submission: Submission) -> Package:
    """The package of a submission; the same frozen text is read once."""
    return _read(submission.pk, submission.sha256, submission.package, submission.round)


@lru_cache(maxsize=32)
def _read(key: UUID, sha256: str, text: str, round_: int) -> Package:
    raw = json.loads(text)
    days = raw.get("days", {})
    questions = [question for element in raw["elements"] for question in element["questions"]]
    return Package(
        round=round_,  # a file read anew after an appeal stands in a later round than the one it was sent in
        sha256=sha256,
        gathering_to=_day(days.get("gathering_to")),
        records_from=_day(days.get("records_from")),
        claims={question["id"]: _claim(question) for question in questions},
        cover=raw.get("cover", {}),
        people=raw.get("people", {}),
        assessor=raw.get("assessor", {}),
        claimed_percent=raw["score"]["percent"] or "",
        account_name=raw.get("account_name", ""),
        policies=tuple(_policy(one) for one in raw.get("policies", ())),
        year={question: _year(one) for question, one in raw.get("year", {}).items()},
    )


def _policy(raw: Mapping[str, Any]) -> Section:
    return Section(raw["title"], _day(raw["signed_on"]), raw["signed_name"], _day(raw["review_on"]))


def _year(raw: Mapping[str, Any]) -> YearSent:
    months = tuple(
        MonthSent(date.fromisoformat(one["month"]), one["mark"], one["records"], one["worked_days"])
        for one in raw["months"]
    )
    return YearSent(raw["state"], raw["needed"], raw["found"], raw["unit"], tuple(raw["missing"]), months)


def _claim(question: Mapping[str, Any]) -> Claim:
    answer = question["answer"]
    return Claim(
        question=question["id"],
        takes_part=question["takes_part"],
        points=None if answer["points"] is None else Decimal(answer["points"]),
        not_applicable=answer["not_applicable"],
        carried=answer["carried"],
        carried_why=answer["carried_why"],
        note=answer["note"],
        own_knowledge=answer["own_knowledge"],
        criteria_met=tuple(answer["criteria_met"]),
        proofs=tuple(_proof(piece) for piece in question["evidence"]),
        talks=question["talks"],
        changed_in_round=answer["changed_in_round"],
    )


def _proof(piece: Mapping[str, Any]) -> ProofSent:
    return ProofSent(
        id=piece["id"],
        label=piece["label"] or piece["name"],
        media_type=piece["media_type"],
        happened_on=_day(piece["happened_on"]) or _day(piece["taken_on"]),
        first_page=piece["first_page"],
        last_page=piece["last_page"],
        sha256=piece["sha256"],
        blur=float(piece["blur"]) if piece.get("blur") else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def changed(new: Package, old: Package | None) -> frozenset[str]:
    """The questions a later round answers differently, or to whose notes the firm replied; all of them in the first."""
    if old is None:
        return frozenset(new.claims)
    return frozenset(
        question
        for question, claim in new.claims.items()
        if claim.changed_in_round == new.round
        or question not in old.claims
        or not claim.says_the_same_as(old.claims[question])
    )
