"""The day by which a firm hears: read from the desk's own past when a round arrives, written once, and never moved.

A round's place is behind all that wait, first rounds and later ones alike. Desks do not keep to that order; by how much the
day must be later for it is read from what became of the desk's past files (`rules/review/hindsight.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from handrail.program import Parameter, load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import add_days, monday_of
from handrail.rules.review.arriving import nearest_rank
from handrail.rules.review.forecast import SATURDAY, WEEKS_AHEAD, Forecast, Kept, Week, forecast, kept, weeks_of
from handrail.rules.review.hindsight import with_hindsight
from handrail.rules.review.waits import with_waits
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.store.models import Audit, DeskClosed, DeskWeek, Partner, Review

LOOK_BACK: Final = timedelta(days=3 * 366)  # how much of a desk's past its forecast is drawn from
LATER_ROUND: Final = "later round"


@dataclass(frozen=True, slots=True)
class Desk:
    """A partner's desk on a day: its weeks that are over, the files that wait, who will read, and when it is closed.

    `kinds` says beside each file of what kind it is: what a first round is for, or that it is a later one. `readers` are by
    a week's Monday, each week as the last one spoken of; None where nobody ever said.
    """

    day: date
    files: tuple[tuple[date, date | None], ...]
    kinds: tuple[str, ...]
    past: tuple[Week, ...]
    waiting: int
    readers: Mapping[date, int] | None
    closed: frozenset[date]

    @property
    def next_open(self) -> date:
        """The first day after this one on which the desk reads."""
        day = self.day + timedelta(days=1)
        while day.weekday() >= SATURDAY or day in self.closed:
            day += timedelta(days=1)
        return day

    def forecast(self, probability: float, *, also: int = 0, kind: str | None = None) -> Forecast:
        """The days of the files that wait, of `also` more behind them, and of one that would arrive now.

        Each is what the desk's pace and the waits of files in like queues come to, moved by how far that missed for past
        files, those of one `kind` where it is given and known well enough.
        """
        return self.moved(self.reckoned(probability, also=also), kind)

    def reckoned(self, probability: float, *, also: int = 0) -> Forecast:
        """The same before it is moved: what the pace and the waits come to, which no kind of file changes."""
        found = forecast(
            self.past,
            self.waiting + also,
            self.day,
            probability=probability,
            readers=self.readers,
            closed=self.closed,
        )
        return with_waits(found, self.files, readers=self.readers, closed=self.closed)

    def moved(self, found: Forecast, kind: str | None = None) -> Forecast:
        """What was reckoned, moved by how far that missed for past files, of one `kind` where it is given."""
        return with_hindsight(
            found, self.files, self.past, readers=self.readers, closed=self.closed, kinds=self.kinds, kind=kind
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a firm is told of the time its audit takes.

    `promised_on` with how often such a day is kept (`of_ten`, "9 of 10") and how many of those given so far were; or,
    without a promise, the partner's usual time as what it is: the days between `usual_from` and `usual_to`, and the rule.
    """

    received_on: date
    promised_on: date | None
    often: tuple[int, int] | None
    so_far: Kept
    usual_from: date
    usual_to: date
    usual: Parameter
    day: date

    @property
    def late(self) -> bool:
        """Whether the promised day is over and nothing was decided."""
        return self.promised_on is not None and self.promised_on < self.day


def desk_of(partner_id: UUID, day: date) -> Desk:
    """The desk of a partner as it stands on a day, with what came and was decided on it by now; three statements."""
    files, kinds = _files(partner_id, day)
    readers = _readers(partner_id, day)
    closed = frozenset(DeskClosed.objects.filter(partner=partner_id).values_list("day", flat=True))
    return Desk(
        day=day,
        files=files,
        kinds=kinds,
        past=weeks_of(files, day, readers=readers, closed=closed),
        waiting=sum(decided is None for _, decided in files),
        readers=readers,
        closed=closed,
    )


def _files(partner_id: UUID, day: date) -> tuple[tuple[tuple[date, date | None], ...], tuple[str, ...]]:
    """The days each round was received and decided, as they were known on the day, and its kind. What was taken back is left out."""
    rows = (
        Review.objects.filter(audit__partner=partner_id, received_on__gte=day - LOOK_BACK, received_on__lte=day)
        .exclude(state="withdrawn")
        .order_by("received_on", "id")
        .values_list("received_on", "decided_on", "audit__purpose", "round")
    )
    files, kinds = [], []
    for received, decided, purpose, turn in rows:
        files.append((received, decided if decided and decided <= day else None))
        kinds.append(kind_of(purpose, turn))
    return tuple(files), tuple(kinds)


def kind_of(purpose: str, turn: int) -> str:
    """Of what kind a round is to its desk: a first one by what the audit is for, a later one as such."""
    return purpose if turn == 1 else LATER_ROUND


def _readers(partner_id: UUID, day: date) -> dict[date, int] | None:
    """How many read in each week to the end of the forecast; before the first spoken of, as in the first with anybody."""
    said = dict(DeskWeek.objects.filter(partner=partner_id).order_by("monday").values_list("monday", "readers"))
    if not said:
        return None
    this = monday_of(day)
    week, number = min(*said, monday_of(day - LOOK_BACK)), next((one for one in said.values() if one), 1)
    found = {}
    while week <= this + timedelta(weeks=WEEKS_AHEAD):
        number = said.get(week, number)
        found[week] = number
        week += timedelta(days=7)
    return found


def percent_of(partner: Partner, day: date) -> int:
    """How often a promised day is to be kept, of a hundred: the program's value or the partner's own."""
    return whole_number(load_pack(), "review.promise_percent", day, partner.program_id)


def promise(actor: Actor, moment: Moment, review: Review) -> None:
    """Give a round that has just been received its day; nothing where the desk is too young to give one.

    What is given once stays: a round that has its day keeps it, whatever the desk plans later. Five statements.
    """
    if review.promised_on is not None:
        return
    partner = review.audit.partner
    percent = percent_of(partner, moment.day)
    desk = desk_of(partner.pk, moment.day)
    # The round itself is the last of those that wait.
    place = max(desk.waiting - 1, 0)
    found = desk.forecast(percent / 100, kind=kind_of(review.audit.purpose, review.round))
    day = found.promised[place] if place < len(found.promised) else None
    if day is None:
        return
    # Whatever hour the firm sends at: nobody is told of the same day.
    day = max(day, desk.next_open)
    share = (Decimal(percent) / 100).quantize(Decimal("0.01"), ROUND_DOWN)
    done = Review.objects.filter(pk=review.pk, promised_on=None).update(promised_on=day, promised_at=share)
    if not done:
        return
    review.promised_on, review.promised_at = day, share
    journal.note(
        actor, moment, "review.promise", ("review", review.pk), chain=review.audit.employer_id, day=day.isoformat(), percent=percent
    )  # fmt: skip


def promises_over(partner_id: UUID, day: date) -> QuerySet[Review]:
    """The rounds whose promised day is over, but for those the firm took back."""
    return Review.objects.filter(audit__partner=partner_id, promised_on__lt=day).exclude(state="withdrawn")


def kept_so_far(partner_id: UUID, day: date) -> Kept:
    """Of the promised days of a partner that are over, how many were kept."""
    return pairs_kept(promises_over(partner_id, day), day)


def pairs_kept(rows: QuerySet[Review], day: date) -> Kept:
    """Of these rounds that have a promised day, how many were decided by it."""
    pairs = rows.values_list("promised_on", "decided_on")
    return kept(((promised, decided) for promised, decided in pairs if promised is not None), day)


def spare(partner_id: UUID, day: date) -> int | None:
    """The middle number of days between decision and promised day, of those over; negative is late. None of none."""
    pairs = promises_over(partner_id, day).values_list("promised_on", "decided_on")
    days = sorted((promised - (decided or day)).days for promised, decided in pairs if promised is not None)
    return nearest_rank(days, 50) if days else None


@dataclass(frozen=True, slots=True)
class Aim:
    """The days between which a partner means to answer a file, whatever day the firm was told, and the rule they come from."""

    low: date
    high: date
    rule: Parameter


def aim_of(partner: Partner, received_on: date, *, pack: str | None = None) -> Aim:
    """A partner's own aim for a file received on a day; the pack in force where none is named."""
    rules = load_pack(pack) if pack else load_pack()
    low, high = (
        rules.parameter(f"review.target_days_{end}", on=received_on, partner=partner.program_id)
        for end in ("low", "high")
    )
    return Aim(add_days(received_on, int(str(low.value))), add_days(received_on, int(str(high.value))), high)


def told(audit: Audit, day: date) -> Told | None:
    """What the firm reads while its audit waits at the partner; None while it does not. Two statements."""
    if audit.state != "submitted":
        return None
    review = Review.objects.filter(audit=audit, round=audit.round, state__in=("waiting", "reading")).first()
    if review is None:
        return None
    partner = audit.partner
    aim = aim_of(partner, review.received_on, pack=audit.pack)
    return Told(
        received_on=review.received_on,
        promised_on=review.promised_on,
        often=in_tens(int(review.promised_at * 100)) if review.promised_at is not None else None,
        so_far=kept_so_far(partner.pk, day),
        usual_from=aim.low,
        usual_to=aim.high,
        usual=aim.rule,
        day=day,
    )


def in_tens(percent: int) -> tuple[int, int]:
    """90 as 9 of 10, 85 as 85 of 100."""
    return (percent // 10, 10) if percent % 10 == 0 else (percent, 100)
