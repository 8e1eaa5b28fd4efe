"""The head-count of a firm on a day, and whether it is small enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.days import add_months, in_words
from handrail.rules.headcount.growth import HeldCertificate, MoveToCor, first_free_day, move_to_cor
from handrail.rules.headcount.people import PersonCount, Spell, counting_rule, in_plural, who_counts
from handrail.rules.headcount.series import Step, count_on, peak_in, runs_over, steps_of
from handrail.rules.reason import Reason

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter


@dataclass(frozen=True, slots=True)
class Headcount:
    """Both counts on a day, the highest count of the look-back, and what follows from them."""

    as_of: date
    count: int
    peak: int
    peak_on: date
    look_back_from: date
    limit: int
    eligible: bool
    eligible_again_on: date | None
    regularly_employed: int
    representative_required: bool
    move_to_cor: MoveToCor | None
    who: tuple[PersonCount, ...]
    reasons: tuple[Reason, ...]


def headcount(
    people: Iterable[Spell],
    as_of: date,
    pack: Pack,
    partner: str | None = None,
    certificate: HeldCertificate | None = None,
) -> Headcount:
    """Count a firm on `as_of` under the rules in force that day, the partner's own ones where it has them.

    Spells count as written, future ones too. The look-back is the twelve months (`size.window_months`) that end on
    `as_of`, both ends included. Raises PackError if the pack holds no rule for the day.
    """
    spells = tuple(people)
    rule = counting_rule(pack, as_of, partner)
    limit = pack.parameter("size.max", on=as_of, partner=partner)
    window = pack.parameter("size.window_months", on=as_of, partner=partner)
    most, months = int(str(limit.value)), int(str(window.value))
    first = add_months(as_of, -months)
    steps = steps_of(spells, rule.counts)
    count, peak, over = count_on(steps, as_of), peak_in(steps, first, as_of), runs_over(steps, most)
    eligible = peak.count <= most
    again = None if eligible else first_free_day(over, as_of, months)
    employed = len({spell.person for spell in spells if spell.regularly_employed and spell.holds(as_of)})
    required, representative = _representative(employed, pack, as_of, partner)
    move, growth = move_to_cor(over, certificate, as_of, pack, partner) if certificate else (None, ())
    counted = Reason("counted", f"{_people(count)} on {in_words(as_of)}: {_who_rule(rule.added)}", rule.source)
    return Headcount(
        as_of=as_of,
        count=count,
        peak=peak.count,
        peak_on=peak.day,
        look_back_from=first,
        limit=most,
        eligible=eligible,
        eligible_again_on=again,
        regularly_employed=employed,
        representative_required=required,
        move_to_cor=move,
        who=who_counts(spells, as_of, rule),
        reasons=(
            counted,
            Reason("peak", _peak_sentence(peak, first, as_of), window.source),
            *_size_reasons(eligible, peak, limit, again),
            *growth,
            representative,
        ),
    )


def _people(count: int) -> str:
    return "1 person counts" if count == 1 else f"{count} people count"


def _who_rule(added: frozenset[str]) -> str:
    also = (
        f" This Certifying Partner also counts {' and '.join(in_plural(one) for one in sorted(added))}, covered or not."
        if added
        else ""
    )
    return (
        "owners always, anyone else who is covered by the firm's WCB account, "
        f"and never suppliers, inspectors or rental deliveries.{also}"
    )


def _peak_sentence(peak: Step, first: date, as_of: date) -> str:
    return (
        f"The highest count between {in_words(first)} and {in_words(as_of)}, both included, was {peak.count}, "
        f"first on {in_words(peak.day)}."
    )


def _size_reasons(eligible: bool, peak: Step, limit: Parameter, again: date | None) -> tuple[Reason, ...]:
    """Whether the look-back is within the limit; past it also from when it is again, as the list stands."""
    if eligible:
        said = f"At most {limit.value} people in the look-back: a small employer."
        return (Reason("within_limit", said, limit.source),)
    if again is None:
        later = (
            "By the days on your list you stay past the limit: too few people have a last day. "
            "Write the last day of whoever leaves, and the day you count as small again stands here."
        )
    else:
        later = f"If nothing else changes, you count as a small employer again from {in_words(again)}."
    said = f"{peak.count} people are more than the {limit.value} of a small employer."
    return Reason("over_limit", said, limit.source), Reason("small_again", later, limit.source)


def _representative(employed: int, pack: Pack, as_of: date, partner: str | None) -> tuple[bool, Reason]:
    """Whether the law asks for a health and safety representative: another count, of regularly employed workers."""
    known = [one for one in pack.history("hsr.threshold_low", partner) if one.from_ <= as_of]
    if not known:
        said = f"The program data knows no duty to name a health and safety representative on {in_words(as_of)}."
        return False, Reason("representative_unknown", said)
    low = pack.parameter("hsr.threshold_low", on=as_of, partner=partner)
    high = pack.parameter("hsr.threshold_high", on=as_of, partner=partner)
    fewest, most = int(str(low.value)), int(str(high.value))
    regular = f"{employed} regularly employed"
    if employed < fewest:
        said = f"{regular}: no health and safety representative is asked for yet; the law asks for one from {fewest}."
    elif employed <= most:
        said = f"{regular}: the law asks for one health and safety representative from {fewest} to {most}."
    else:
        said = f"{regular}: above {most} the law asks for a committee in place of a representative."
    return fewest <= employed <= most, Reason("representative", said, low.source)
