"""How background firms live on when the demonstration's day moves: each does on its days what life does.

Every day to come is a function of the firm and of what happened before, so it does not matter by which moves the day
gets there. A firm somebody signs in for, or one the office holds, is left to its people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from django.db.models import Max, Model, Q, QuerySet

from handrail.services.demonstration import background, cast
from handrail.services.demonstration.background_firm import Made
from handrail.services.demonstration.cast import Cast, Desk
from handrail.services.demonstration.life import Life, Living
from handrail.services.demonstration.plans import next_step
from handrail.services.installation.importing import Batch, last_serials
from handrail.store.models import (
    Application,
    Audit,
    Certificate,
    Employer,
    EmployerHold,
    Person,
    Review,
    Training,
    WcbAccount,
)

FIRMS_AT_ONCE = 400
# New firms a day for each firm that is here, and the most of one day.
BORN, BORN_AT_MOST = 0.0005, 2
NUMBERED = "DEMO-0"
RowT = TypeVar("RowT", bound=Model)


def live(old: date, new: date) -> int:
    """Do what background firms do on the days between `old` and `new`; gives how many rows that wrote."""
    people = cast.recall() if new - old > timedelta(days=1) else None
    if people is None:
        return 0
    keys = list(_background(new).order_by("pk").values_list("pk", flat=True))
    serials, rows = last_serials(), 0
    for first in range(0, len(keys), FIRMS_AT_ONCE):
        batch = Batch()
        batch.follow(keys[first : first + FIRMS_AT_ONCE])
        life = Life(batch, people, serials)
        for one in _read(keys[first : first + FIRMS_AT_ONCE], people, old):
            _through(life, one, old, new)
        rows += batch.write()
    return rows + _born(people, serials, len(keys), old, new)


def _background(day: date) -> QuerySet[Employer]:
    held = EmployerHold.objects.filter(Q(until__isnull=True) | Q(until__gte=day)).values("employer")
    return Employer.objects.filter(
        organisation__memberships__isnull=True, accounts__account__startswith=NUMBERED
    ).exclude(pk__in=held)


def _through(life: Life, one: Living, old: date, new: date) -> None:
    """Step after step until the day; each takes the firm's own clock on, so that its journal stays in order."""
    today = old
    while (step := next_step(one, today)) is not None and step.day < new:
        today = step.day
        step.act(life, one, today)


def _born(people: Cast, serials: dict[int, int], there: int, old: date, new: date) -> int:
    """New firms that sign up on the way."""
    number, batch = _next_number(), Batch()
    life = Life(batch, people, serials)
    for ago in range(1, (new - old).days):
        day = old + timedelta(days=ago)
        dice = Random(f"born {day}")  # noqa: S311
        share = there * BORN
        for _ in range(min(int(share) + (dice.random() < share % 1), BORN_AT_MOST)):
            desk = dice.choice(people.desks)
            made = background.firm(batch, number, desk=desk, stage="fresh", since=day, day=new, dice=dice)
            _through(life, Living(made), day, new)
            number += 1
    return batch.write()


def _next_number() -> int:
    mine = WcbAccount.objects.filter(employer__organisation__memberships__isnull=True, account__regex=r"^DEMO-\d{6}$")
    last = mine.aggregate(last=Max("account"))["last"]
    return int(last.removeprefix("DEMO-")) - background.FIRST_NUMBER + 1 if last else 0


# ---- reading ------------------------------------------------------------------------------------------------------


def _read(keys: list[UUID], people: Cast, day: date) -> Iterator[Living]:
    accounts = _last(WcbAccount.objects.filter(employer__in=keys).order_by("pk"), _employer)
    applications = _last(Application.objects.filter(employer__in=keys, state__in=["applied", "accepted"]), _employer)
    audits = _last(Audit.objects.filter(employer__in=keys).order_by("gathering_started_on", "started_at"), _employer)
    reviews = _last(
        Review.objects.filter(audit__in=[row.pk for row in audits.values()]).order_by("round"), lambda row: row.audit_id
    )
    certificates: dict[UUID, list[Certificate]] = {}
    for row in (
        Certificate.objects.filter(employer__in=keys)
        .select_related("audit", "partner")
        .prefetch_related("history")
        .order_by("issued_on", "pk")
    ):
        certificates.setdefault(row.employer_id, []).append(row)
    staff: dict[UUID, list[Person]] = {}
    for person in Person.objects.filter(employer__in=keys).filter(
        Q(spells__to_day__isnull=True) | Q(spells__to_day__gte=day), spells__from_day__lte=day
    ):
        staff.setdefault(person.employer_id, []).append(person)
    trained = _last(
        Training.objects.filter(person__employer__in=keys, expires_on=None)
        .select_related("person")
        .order_by("taken_on"),
        lambda row: row.person.employer_id,
    )
    met: dict[UUID, list[date]] = {}
    upkeep = Audit.objects.filter(maintains__employer__in=keys, submitted_on__isnull=False).exclude(state="withdrawn")
    for certificate_id, sent in upkeep.values_list("maintains", "submitted_on"):
        if sent is not None:
            met.setdefault(certificate_id, []).append(sent)
    for firm in Employer.objects.filter(pk__in=keys).order_by("pk"):
        application, account, crew = applications.get(firm.pk), accounts[firm.pk], staff.get(firm.pk)
        owner = next((one for one in crew or () if one.position == "Owner"), None)
        if owner is None or crew is None:
            continue
        desk = _desk(people, application, account.account)
        made = Made(
            firm.pk, firm.legal_name, account.account, account.industry_code, account.industry, desk, owner,
            len(crew), len(crew) - 1, firm.records_from or day, day, Random(account.account),  # noqa: S311
        )  # fmt: skip
        audit, held = audits.get(firm.pk), certificates.get(firm.pk, [])
        yield Living(
            made,
            application,
            audit,
            reviews.get(audit.pk) if audit else None,
            held,
            trained[firm.pk].taken_on if firm.pk in trained else None,
            met.get(held[-1].pk, []) if held else [],
        )


def _desk(people: Cast, application: Application | None, account: str) -> Desk:
    """The partner the firm is with; else the one it will choose."""
    if application is not None:
        return next(desk for desk in people.desks if desk.partner.pk == application.partner_id)
    return Random(account).choice(people.desks)  # noqa: S311


def _employer(row: WcbAccount | Application | Audit) -> UUID:
    found: UUID = row.employer_id
    return found


def _last(rows: QuerySet[RowT], key: Callable[[RowT], UUID]) -> dict[UUID, RowT]:
    return {key(row): row for row in rows}
