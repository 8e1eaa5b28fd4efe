"""Files that were read twice, what their readers settled, and firms that appealed: a year of it at one partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.rules.review.agreement import LOOKED_AT_TOGETHER, compare
from handrail.rules.review.lifecycle import DECIDED
from handrail.services.actor import Actor
from handrail.services.demonstration.background_rows import person_of
from handrail.services.demonstration.cast import Cast, on, seat
from handrail.services.review import appealing, second, settling
from handrail.services.review.comparing import readings
from handrail.services.review.settling import Proposal, mark_of
from handrail.store.models import (
    AnswerEvidence,
    Membership,
    Review,
    ReviewedAnswer,
    SecondAnswer,
    SecondRead,
    Settlement,
    User,
)

FILES: Final = 16  # read twice over the year
LAST_YEAR: Final = 400
OFTEN, SELDOM = 0.5, 0.04  # how often the second reader differs where points were lost, and where none were
SAID = "Both read the question again: what is dated and signed counts, what is only told does not."
EXAMPLES_SETTLED: Final = 2  # second readings whose first difference became an example
# What two readers settled for one question; where none is written, what holds for any.
EXAMPLES: Final[Mapping[str, str]] = {
    "2.3": "A task that ranks high on the firm's own list and has no assessment takes points off, however good the others are.",
    "2.5": "Initials beside a day show that a sheet was looked at again. A new date on the same words does not.",
    "2.6": "Sheets of the same three hazards in the same words on every day earn part of the points, and a note asks for the days on "
    "which the weather changed the plan.",
    "3.3": "A sign-off counts for the page it names. A sheet of names with no page and no day earns half.",
    "3.5": "The firm is held to its own rule: a check each month in season is meant, and each missing month takes its part off.",
    "5.3": "A ticket that ran out before the proof days counts as none, and a new one sent later counts with a reason written beside.",
    "5.4": "Being watched at one task shows one task. Somebody who does four is counted for the one, and a note asks for the others.",
    "5.6": "Talks count over the months that were worked. A gap in winter takes nothing off where the firm says it stood still.",
    "6.2": "A clearance letter counts from its own day on. One dated after the sub began earns part of the points.",
    "7.2": "Checks are counted against the firm's own schedule, and a check of the shop is none of a job.",
    "7.3": "A fix counts with who, by when and done when. A finding that comes back in the next check was not fixed.",
    "8.3": "Reading the plan aloud is training. A drill is something done, with the time it took and what will change.",
    "8.6": "A card needs both sides and a last valid day that can be read. A full kit does not make up for it.",
    "9.3": '"Be more careful" is no cause. Points are for what let it happen: the place, the tool, the hurry.',
    "10.1": "Numbers without a sentence on what they mean earn half.",
}
ANY_EXAMPLE: Final = (
    "What is dated and names a person counts; what the answer only tells does not, and a note asks for it."
)
APPEAL = (
    "On {question} the sheet we sent has more than one day on it, one under the other, and the last line was not counted. "
    "We write them on one sheet and not on three."
)
EARLIER = "We think that the walk around the shop should count as a site inspection, because we have no other place."
ANSWER = (
    "The walk around the shop was looked at again. It names no person and no day, so it does not show who found what, and "
    "the question asks for that. The points stand. A sheet with a day and a name would count the next time."
)


def fill(cast: Cast, day: date) -> None:
    """Second readings of the construction partner's first rounds up to `day`, and two appeals, one of them open."""
    desk = cast.construction
    if len(desk.reviewers) < 2:
        return
    rounds = _rounds(desk.partner.pk, day)
    for row in _last_two(rounds, desk.reviewers):
        SecondRead.objects.create(review=row, drawn_at=on(_decided(row) + timedelta(days=1), 8).now)
    begun = _begun(rounds, desk.reviewers, day)
    chosen = _spread([row for row in rounds if row.pk != begun and _decided(row) < day - timedelta(days=20)], FILES)
    done = [_read(row, desk.reviewers, day, number) for number, row in enumerate(chosen)]
    for number, one in enumerate(reversed(done)):
        _settle(one, desk.reviewers, number)
    _appeals(desk.admin, rounds, day)


def _rounds(partner: UUID, day: date) -> list[Review]:
    """The decided first rounds of firms nobody signs in for, the earliest first."""
    rows = Review.objects.filter(
        audit__partner=partner,
        audit__round=1,  # whoever read a later round of a file reads none of it a second time
        round=1,
        state__in=DECIDED,
        decided_on__range=(day - timedelta(days=LAST_YEAR), day - timedelta(days=2)),
        audit__employer__organisation__memberships__isnull=True,
    )
    return list(rows.select_related("audit", "reviewer").order_by("decided_on", "audit__employer__legal_name"))


def _decided(row: Review) -> date:
    assert row.decided_on is not None
    return row.decided_on


def _spread(rows: Sequence[Review], count: int) -> list[Review]:
    step = max(1, len(rows) // count)
    return list(rows[::step][:count])


def _last_two(rows: Sequence[Review], readers: Sequence[Actor]) -> list[Review]:
    """The latest round of each reader: drawn, and nobody reads it again yet."""
    found = []
    for reader in readers[:2]:
        mine = [row for row in rows if row.reviewer_id == reader.user_id]
        found += mine[-1:]
    return found


def _read(row: Review, readers: Sequence[Actor], day: date, number: int) -> SecondRead:
    """Drawn on the day of the decision, read a week later by the one who was not the first."""
    reader = readers[0] if row.reviewer_id != readers[0].user_id else readers[1]
    drawn = SecondRead.objects.filter(review=row).first() or SecondRead.objects.create(
        review=row, drawn_at=on(_decided(row), 15).now
    )
    later = min(_decided(row) + timedelta(days=7), day - timedelta(days=1))
    opened = second.open_second(reader, on(later, 9), drawn.pk)
    dice = Random(f"second reading {number}")  # noqa: S311
    first = {one.question: one for one in ReviewedAnswer.objects.filter(review=row)}
    edition = load_pack(row.audit.pack).edition(row.audit.edition)
    rows = list(SecondAnswer.objects.filter(second_read=opened))
    for one in rows:
        before = first[one.question]
        full = int(edition.question(one.question).points)
        one.points, one.not_applicable = _given(before.points, full, dice), before.not_applicable
        if before.not_applicable:
            one.points = None
        one.version = 2
    SecondAnswer.objects.bulk_update(rows, ["points", "not_applicable", "version"])
    return second.finish(reader, on(later, 14), opened.pk)


def _begun(rounds: Sequence[Review], readers: Sequence[Actor], day: date) -> UUID | None:
    """One second reading is under way: opened yesterday, the first elements judged; gives its round."""
    drawn = set(SecondRead.objects.values_list("review", flat=True))
    row = next((one for one in reversed(rounds) if one.pk not in drawn), None)
    if row is None:
        return None
    reader = readers[0] if row.reviewer_id != readers[0].user_id else readers[1]
    made = SecondRead.objects.create(review=row, drawn_at=on(_decided(row), 15).now)
    opened = second.open_second(reader, on(day - timedelta(days=1), 9), made.pk)
    first = {one.question: one for one in ReviewedAnswer.objects.filter(review=row)}
    rows = [
        one for one in SecondAnswer.objects.filter(second_read=opened) if one.question.startswith(("1.", "2.", "3."))
    ]
    for one in rows:
        one.points, one.not_applicable, one.version = first[one.question].points, first[one.question].not_applicable, 2
    SecondAnswer.objects.bulk_update(rows, ["points", "not_applicable", "version"])
    return row.pk


def _given(before: Decimal | None, full: int, dice: Random) -> Decimal:
    """The second reader's points: as the first's, or a little beside them."""
    if before is None:
        return Decimal(full)
    if dice.random() >= (OFTEN if before < full else SELDOM):
        return before
    aside = before + dice.choice((-2, -1, 1, 2, 3))
    return min(max(aside, Decimal(0)), Decimal(full))


def _settle(row: SecondRead, readers: Sequence[Actor], number: int) -> None:
    """The latest stays open with one proposal in it, two hold an example, the others were settled at the time."""
    if row.state != SecondRead.State.DONE:
        return
    first = next(one for one in readers if one.user_id == row.review.reviewer_id)
    other = next(one for one in readers if one.user_id == row.reader_id)
    assert row.done_on is not None
    at = on(row.done_on + timedelta(days=2), 10)
    differing = compare(readings([row])[0]).differences[:LOOKED_AT_TOGETHER]
    open_one, example = number == 0, 1 <= number <= EXAMPLES_SETTLED
    for place, one in enumerate(differing):
        given = [each.points for each in (one.first, one.second) if each.points is not None]
        points = f"{min(given).normalize():f}" if given else ""
        words = EXAMPLES.get(one.question, ANY_EXAMPLE) if place == 0 and (example or open_one) else SAID
        if open_one and place == 0:
            settling.propose(other, at, row.pk, one.question, Proposal(points, not points, words, is_example=True))
        elif example:
            proposal = Proposal(points, not points, words, is_example=place == 0)
            made = settling.propose(first, at, row.pk, one.question, proposal)
            settling.agree(other, on(row.done_on + timedelta(days=3)), row.pk, one.question, seen=mark_of(made))
        elif not open_one:
            Settlement.objects.create(
                partner_id=row.review.audit.partner_id, second_read=row, question=one.question, points=one.first.points,
                words=SAID, proposed_by_id=person_of(first), proposed_at=at.now, agreed_by_id=other.user_id, agreed_at=at.now,
            )  # fmt: skip
    if not open_one and not example:
        SecondRead.objects.filter(pk=row.pk).update(state=SecondRead.State.SETTLED, settled_at=at.now)


# ---- appeals --------------------------------------------------------------------------------------------------------


def _appeals(admin: Actor, rounds: Sequence[Review], day: date) -> None:
    drawn = set(SecondRead.objects.values_list("review", flat=True))
    refused = [row for row in rounds if row.state == "not_accepted" and _decided(row) < day - timedelta(days=60)]
    back = [row for row in rounds if row.audit.state == "returned" and _decided(row) < day - timedelta(days=8)]
    back = [row for row in back if _decided(row) >= day - timedelta(days=25) and row.pk not in drawn]
    if refused:
        row = refused[-1]
        made = appealing.make(
            _owner(row, "Vic Nadeau"), on(_decided(row) + timedelta(days=9), 19), row.pk, EARLIER
        )  # fmt: skip
        answered = on(made.made_on + timedelta(days=13), 10)
        appealing.answer(admin, answered, made.pk, "upheld", ANSWER, version=made.version)
    if back:
        row = back[-1]
        text = APPEAL.format(question=_shown(row))
        appealing.make(_owner(row, "Rae Kozak"), on(_decided(row) + timedelta(days=6), 20), row.pk, text)


def _shown(row: Review) -> str:
    """A question that must be fixed and beside which a paper lies; the first that must be fixed where none does."""
    noted = list(row.notes.filter(kind="must_fix").order_by("pk").values_list("question", flat=True))
    papers = AnswerEvidence.objects.filter(answer__audit=row.audit_id, answer__question__in=noted)
    proven = set(papers.values_list("answer__question", flat=True))
    return next((one for one in noted if one in proven), noted[0] if noted else "8.3")


def _owner(row: Review, name: str) -> Actor:
    """Somebody who signs in for the firm; from now on the firm is left to its people."""
    at = on(_decided(row) - timedelta(days=30), 9)
    email = f"owner@{name.rsplit(maxsplit=1)[-1].lower()}.example"
    user = User(email=email, name=name, joined_at=at.now)
    user.set_unusable_password()
    user.save(force_insert=True)
    organisation = row.audit.employer_id
    Membership.objects.create(user=user, organisation_id=organisation, role=Role.OWNER.value, since=at.now)
    return seat(user, organisation)
