"""What a background firm does next, and when: a function of the firm and of what happened to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from handrail.rules.days import add_months
from handrail.services.demonstration.life import Life, Living, ending

# What a firm that is late does comes within so many days.
SOON = 12
# Who has let a certificate go, or never started, comes back within so many.
SOME_DAY = 400
REFRESH_MONTHS = 36
MOST_PEOPLE = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What a firm does on a day."""

    day: date
    act: Callable[[Life, Living, date], None]


def next_step(one: Living, today: date) -> Step | None:
    """The nearest step after `today`."""
    steps = [step for step in (_own(one, today), _refresher(one, today)) if step is not None]
    return min(steps, key=lambda step: step.day, default=None)


def _own(one: Living, today: date) -> Step | None:
    if one.application is None:
        return Step(_when(one, today, one.made.since, (2, 40), "apply"), Life.apply)
    if one.application.state == "applied":
        return Step(_when(one, today, one.application.applied_on, (4, 24), "decide"), Life.take_in)
    if one.trained is None:
        decided = one.application.decided_on or one.application.applied_on
        return Step(_when(one, today, decided, (5, 40), "course"), Life.train)
    if one.audit is not None and one.audit.state in _UNDER_WAY:
        return _UNDER_WAY[one.audit.state](one, today)
    return _begin(one, today, one.trained)


def _refresher(one: Living, today: date) -> Step | None:
    if one.trained is None or not _chance(one, 0.95, one.trained):
        return None
    due = add_months(one.trained, REFRESH_MONTHS)
    return Step(_when(one, today, due, (-90, -5), "refresher"), Life.refresh)


# ---- an audit under way ---------------------------------------------------------------------------------------------


def _gathering(one: Living, today: date) -> Step:
    assert one.audit is not None
    day = _when(one, today, one.audit.gathering_started_on, (8, 30), "send")
    due = one.audit.due_on
    # Whoever is late for his yearly audit sends it on its last days.
    if due is not None and today < due <= day:
        day = max(due - timedelta(days=1), today + timedelta(days=1))
    return Step(day, Life.send)


def _submitted(one: Living, today: date) -> Step | None:
    review = one.review
    if review is None or review.state not in {"waiting", "reading"} or one.begun_by_hand():
        return None
    if review.state == "waiting":
        return Step(_when(one, today, review.received_on, (2, 9), "open"), Life.open)
    return Step(_when(one, today, review.received_on, (10, 27), "decide"), Life.decide)


def _returned(one: Living, today: date) -> Step | None:
    if one.review is None or one.review.decided_on is None or not _chance(one, 0.95, one.review.decided_on):
        return None
    return Step(_when(one, today, one.review.decided_on, (4, 13), "answer"), Life.send_again)


def _accepted(one: Living, today: date) -> Step | None:
    if one.review is None or one.review.decided_on is None:
        return None
    return Step(_when(one, today, one.review.decided_on, (2, 5), "sign"), Life.sign)


def _signed(one: Living, today: date) -> Step | None:
    if one.certificate is None or one.audit is None or one.certificate.audit_id != one.audit.pk:
        return None
    since = one.review.decided_on if one.review and one.review.decided_on else today
    return Step(_when(one, today, since, (6, 10), "cosign"), Life.cosign)


_UNDER_WAY: dict[str, Callable[[Living, date], Step | None]] = {
    "gathering": _gathering,
    "submitted": _submitted,
    "returned": _returned,
    "accepted": _accepted,
    "signed": _signed,
}


# ---- the next audit -------------------------------------------------------------------------------------------------


def _begin(one: Living, today: date, trained: date) -> Step | None:
    if one.made.people > MOST_PEOPLE:  # a regular COR audit is next, which lives elsewhere
        return None
    held = one.certificate
    if held is None or held.signed_by_both_at is None:
        since = max(trained, one.audit.closed_on or one.audit.gathering_started_on) if one.audit else trained
        return _some_day(one, today, since, (40, 160), 0.65)
    ended = min(ending(held) or held.expires_on, held.expires_on)
    if ended <= today:
        return _anew(one, today, ended)
    running = one.running(today)
    if running is None or running.missed is not None:
        return None
    due = one.due(today)
    return _yearly(one, today, due) if due is not None else _again(one, today, held.expires_on)


def _anew(one: Living, today: date, ended: date) -> Step | None:
    """Some come back after a pause."""
    closed = one.audit.closed_on if one.audit is not None else None
    since = max(ended, closed or ended)
    return _some_day(one, today, since, (90, 500), 0.35)


def _some_day(one: Living, today: date, since: date, between: tuple[int, int], share: float) -> Step | None:
    """A certification that nothing presses for; not every firm comes to it."""
    if not _chance(one, share, since):
        return None
    return Step(_when(one, today, since, between, "some day", late=SOME_DAY), Life.begin)


def _again(one: Living, today: date, expires: date) -> Step | None:
    """Most start the next certification in time."""
    day = _when(one, today, expires, (-110, -75), "again")
    return Step(day, Life.begin) if day < expires and _chance(one, 0.88, expires) else None


def _yearly(one: Living, today: date, due: date) -> Step | None:
    """About nine of ten do their yearly audit in time."""
    if not _chance(one, 0.9, due):
        return None
    day = _when(one, today, due, (-75, -45), "yearly")
    return Step(day, Life.maintain) if day < due - timedelta(days=2) else None


# ---- days ------------------------------------------------------------------------------------------------------------


def _chance(one: Living, share: float, *about: object) -> bool:
    return Random(f"{one.made.account} {about}").random() < share  # noqa: S311


def _when(one: Living, today: date, since: date, between: tuple[int, int], what: str, *, late: int = SOON) -> date:
    """A day of the firm's own between two distances from `since`; where that is past, within the next `late` days."""
    dice = Random(f"{one.made.account} {what} {since}")  # noqa: S311
    day = since + timedelta(days=dice.randint(*between))
    if day > today:
        return day
    turn = dice.randrange(late)
    return today + timedelta(days=1 + (turn - today.toordinal() - 1) % late)
