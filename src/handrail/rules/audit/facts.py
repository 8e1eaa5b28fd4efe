"""What scoring looks at: the firm's facts, one answer a question, and the sheet that holds them; and how a sheet is read.

Points are kept as whole hundredths (`Answer.hundredths`), so sums and comparisons are exact and fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from handrail.program import Edition, Pack, PackError, Question
from handrail.rules.days import parse_day
from handrail.rules.reason import BadInput

HUNDRED: Final = 100
_CENT: Final = Decimal("0.01")


class Purpose(StrEnum):
    """What an audit is for. A renewal is a certification again."""

    CERTIFICATION = "certification"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so at the firm. A question may be claimed not applicable only where its facts are false."""

    regularly_employed: int = 10
    owner_only: bool = False
    field_work: bool = True
    active_site: bool = True
    ppe: bool = True
    equipment: bool = True
    contractors: bool = True
    visitors: bool = True
    public_exposure: bool = True
    deficiencies_found: bool = True
    drill_gaps_found: bool = True
    incidents_in_window: bool = True

    def holds(self, name: str) -> bool:
        """Whether a yes-or-no fact holds; one that is not known here is taken to hold, so it excuses nothing."""
        return bool(getattr(self, name, True))


# Under what facts a question drops out by itself. The size stands in the condition's own name, which editions use.
DROPS_OUT: Final[Mapping[str, Callable[[Facts], bool]]] = MappingProxyType(
    {
        "owner_only": lambda facts: facts.owner_only,
        "under_five_regularly_employed": lambda facts: facts.regularly_employed < 5,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Exactly one of points, a claim that the question does not apply (with its reason), or carried from the certification."""

    hundredths: int | None = None
    not_applicable: str | None = None
    carried: bool = False

    def __post_init__(self) -> None:
        if (self.hundredths is not None) + (self.not_applicable is not None) + self.carried != 1:
            raise ValueError("an answer is exactly one of points, not applicable or carried")

    @classmethod
    def of(cls, points: int | Decimal) -> Answer:
        """An answer of so many points, at most two decimals."""
        return cls(hundredths=to_hundredths(points))

    @property
    def points(self) -> Decimal | None:
        return None if self.hundredths is None else from_hundredths(self.hundredths)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One audit as scoring sees it. `as_of` is the day whose rules judge it: the start of its data gathering."""

    edition: Edition
    purpose: Purpose
    as_of: date
    facts: Facts = Facts()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    partner: str | None = None


def to_hundredths(points: int | Decimal) -> int:
    """Points as whole hundredths; ValueError beyond two decimals."""
    scaled = points * HUNDRED
    whole = int(scaled)
    if whole != scaled:
        raise ValueError("more than two decimals")
    return whole


def from_hundredths(hundredths: int) -> Decimal:
    """Points as a plain decimal without trailing zeros: 385, 7.5."""
    whole, rest = divmod(hundredths, HUNDRED)
    if rest == 0:
        return Decimal(whole)
    points = Decimal(hundredths).scaleb(-2)
    return points if rest % 10 else points.quantize(Decimal("0.1"))


def as_number(points: Decimal) -> int | float:
    """Points for JSON: a whole number where they are whole."""
    return int(points) if points == points.to_integral_value() else float(points)


def dropped_out(question: Question, facts: Facts) -> bool:
    """Whether a question drops out of the audit by itself under these facts (REF-10: size and owner-only rules)."""
    for condition in question.drops_out_when:
        holds = DROPS_OUT.get(condition)
        if holds is None:
            raise BadInput(
                f"question {question.id}", f"drops out on '{condition}', which is not known.", "Correct the edition."
            )
        if holds(facts):
            return True
    return False


def claim_refused(question: Question, facts: Facts) -> str | None:
    """Why a question may not be claimed not applicable, or None if it may: all the facts it names must be false."""
    needed = question.may_be_not_applicable_when_false
    if not needed:
        return "can never be claimed not applicable."
    true = [name for name in needed if facts.holds(name)]
    return f"cannot be claimed not applicable while {' and '.join(true)} is true." if true else None


def carry_refused(question: Question, purpose: Purpose) -> str | None:
    """Why a question may not be carried, or None if it may: policy questions (kind P) in a maintenance audit."""
    if purpose is not Purpose.MAINTENANCE:
        return "can be carried only in a maintenance audit."
    return None if question.kind == "P" else "cannot be carried: only policy questions (kind P) can."


# ---- reading a sheet ------------------------------------------------------------------------------------------------

_TOP: Final = ("pack", "edition", "purpose", "as_of", "partner", "facts", "answers")
_ANSWER: Final = ("points", "not_applicable", "carried")
_FACTS: Final = tuple(item.name for item in fields(Facts))


def parse_sheet(
    given: Mapping[str, Any],
    pack: Pack,
    *,
    as_of: date | None = None,
    partner: str | None = None,
    today: date | None = None,
) -> Sheet:
    """The sheet a file or a request describes; `as_of` and `partner`, where given, win over its own.

    Without any `as_of` the rules of `today` hold. Raises BadInput naming the field or question and the mend.
    """
    _only(given, _TOP, "the audit")
    edition = _edition(given.get("edition"), pack)
    day = as_of or (parse_day(given["as_of"], "as_of") if "as_of" in given else today)
    if day is None:
        raise BadInput("as_of", "is missing.", 'Add the first day of gathering, for example "as_of": "2026-03-09".')
    facts = parse_facts(given.get("facts", {}))
    purpose = _purpose(given.get("purpose"))
    answers = given.get("answers", {})
    if not isinstance(answers, Mapping):
        raise BadInput(
            "answers", "must be an object of answers by question.", 'Write "answers": {"1.1": {"points": 10}}.'
        )
    read = {identity: _answer(edition, identity, answer, purpose, facts) for identity, answer in answers.items()}
    return Sheet(edition, purpose, day, facts, read, _partner(partner or given.get("partner"), pack))


def parse_facts(given: object) -> Facts:
    """The facts of a mapping; those left out keep their defaults. Raises BadInput naming the fact."""
    if not isinstance(given, Mapping):
        raise BadInput("facts", "must be an object.", 'Write "facts": {"visitors": false}.')
    _only(given, _FACTS, "facts")
    for name, value in given.items():
        if name == "regularly_employed":
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise BadInput(f"facts.{name}", "must be a whole number, 0 or more.", 'Write "regularly_employed": 5.')
        elif not isinstance(value, bool):
            raise BadInput(f"facts.{name}", "must be true or false.", f'Write "{name}": true or "{name}": false.')
    return Facts(**given)


def parse_points(given: object, question: Question) -> int:
    """Points of a question as hundredths: a number between 0 and the question's points, at most two decimals."""
    where = f"question {question.id}"
    mend = f"Give a number from 0 to {question.points}, at most two decimals."
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise BadInput(where, f"points {_shown(given)} is not a number.", mend)
    # A float comes only from callers that parsed JSON the usual way; its shortest writing is what was typed.
    exact = given if isinstance(given, int) else Decimal(repr(given)) if isinstance(given, float) else given
    if isinstance(exact, Decimal) and not exact.is_finite():
        raise BadInput(where, "points must be a plain number.", mend)
    # The range comes first: scaling a number of a thousand digits would round it.
    if not 0 <= exact <= question.points:
        raise BadInput(where, f"points {_shown(given)} is outside 0 to {question.points}.", mend)
    if isinstance(exact, Decimal) and exact != exact.quantize(_CENT):
        raise BadInput(where, f"points {_shown(given)} has more than two decimals.", mend)
    return to_hundredths(exact)


def _answer(edition: Edition, identity: object, given: object, purpose: Purpose, facts: Facts) -> Answer:
    question = edition.by_id.get(identity) if isinstance(identity, str) else None
    if question is None:
        raise BadInput(
            f"question {_shown(identity)}", f"does not stand in edition {edition.id}.", "Correct or remove its id."
        )
    where = f"question {question.id}"
    if not isinstance(given, Mapping):
        raise BadInput(where, "the answer must be an object.", 'Write {"points": 5}.')
    _only(given, _ANSWER, where)
    if len(given) != 1:
        raise BadInput(where, f"has {len(given)} of points, not_applicable and carried.", "Give exactly one of them.")
    answer = _one(question, given)
    if not dropped_out(question, facts):
        refused = None
        if answer.not_applicable is not None:
            refused = claim_refused(question, facts)
        elif answer.carried:
            refused = carry_refused(question, purpose)
        if refused:
            raise BadInput(where, refused, "Give points for it, or correct the facts.")
    return answer


def _one(question: Question, given: Mapping[str, Any]) -> Answer:
    where = f"question {question.id}"
    if "points" in given:
        return Answer(hundredths=parse_points(given["points"], question))
    if "not_applicable" in given:
        reason = given["not_applicable"]
        if not isinstance(reason, str) or not reason.strip():
            raise BadInput(where, "is claimed not applicable without a reason.", "Say in words why it does not apply.")
        return Answer(not_applicable=reason)
    if given["carried"] is not True:
        raise BadInput(where, "carried can only be true.", 'Write {"carried": true}, or give points.')
    return Answer(carried=True)


def _edition(given: object, pack: Pack) -> Edition:
    known = ", ".join(pack.editions)
    if not isinstance(given, str):
        raise BadInput("edition", "is missing or not text.", f"Name one of: {known}.")
    try:
        return pack.edition(given)
    except PackError:
        raise BadInput("edition", f"pack {pack.id} has no edition {_shown(given)}.", f"Name one of: {known}.") from None


def _partner(given: object, pack: Pack) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or given not in pack.partners:
        known = ", ".join(sorted(pack.partners)) or "none"
        raise BadInput("partner", f"pack {pack.id} has no partner {_shown(given)}.", f"Name one of: {known}.")
    return given


def _purpose(given: object) -> Purpose:
    if isinstance(given, str) and given in set(Purpose):
        return Purpose(given)
    problem = "is missing." if given is None else f"{_shown(given)} is not a purpose."
    raise BadInput("purpose", problem, f"Write one of: {', '.join(Purpose)}.")


def _only(given: Mapping[Any, Any], allowed: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in allowed:
            raise BadInput(where, f"has {_shown(key)}, which is not known.", f"Use only: {', '.join(allowed)}.")


def _shown(value: object) -> str:
    if isinstance(value, str):
        text = repr(value)
    else:
        # As JSON writes it, which is what the person typed.
        text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
