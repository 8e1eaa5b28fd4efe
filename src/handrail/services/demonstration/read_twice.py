"""Files that were read twice, what their readers settled, and firms that appealed: a year of it at one partner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.rules.review.agreement import LOOKED_AT_TOGETHER, compare
from handrail.services.actor import Actor
from handrail.services.demonstration.background_rows import person_of
from handrail.services.demonstration.cast import Cast, on, seat
from handrail.services.review import appealing, second, settling
from handrail.services.review.comparing import readings
from handrail.services.review.settling import Proposal, mark_of
from handrail.store.models import Membership, Review, ReviewedAnswer, SecondAnswer, SecondRead, Settlement, User

FILES: Final = 16  # read twice over the year
LAST_YEAR: Final = 400
OFTEN, SELDOM = 0.5, 0.04  # how often the second reader differs where points were lost, and where none were
SAID = "Both read the question again: what is dated and signed counts, what is only told does not."
EXAMPLES: Final = (
    "The records name a person and a day for every quarter but one. That one quarter is what the points leave out; a note "
    "asks for it.",
    "A form filled in by the same hand for every day of a month shows that somebody wrote, not that it was done each day. "
    "It earns part of the points, and a note asks who was there.",
)
APPEAL = (
    "Element 8 lost points because no second drill was found. It is on the last page of the file we sent, under the one "
    "from spring: the two were scanned together."
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
        state__in=("returned", "accepted", "not_accepted"),
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
    open_one, example = number == 0, 1 <= number <= len(EXAMPLES)
    for place, one in enumerate(differing):
        given = [each.points for each in (one.first, one.second) if each.points is not None]
        points = f"{min(given).normalize():f}" if given else ""
        words = EXAMPLES[number - 1] if example and place == 0 else SAID
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
        appealing.make(_owner(row, "Rae Kozak"), on(_decided(row) + timedelta(days=6), 20), row.pk, APPEAL)


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
