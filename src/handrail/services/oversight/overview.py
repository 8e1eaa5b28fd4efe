"""What the office sees of the whole program: who holds, who is due, who lapsed, partner by partner. Counted in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.core.paginator import Page
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from handrail.rules.certificate.standing import StandingOnDay, Status
from handrail.rules.days import add_days, add_months
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.registry.paging import counted_page
from handrail.services.registry.telling import told
from handrail.store.models import Audit, Certificate, CertificateStatus, EmployerHold, WcbAccount

PAGE_SIZE: Final = 20
# How far ahead an expiry counts as due.
DUE_DAYS: Final = 90
_ENDED: Final = (Status.WITHDRAWN.value, Status.CANCELLED.value, Status.SUPERSEDED.value)
View = Literal["all", "holding", "due", "lapsed", "held"]
VIEWS: Final[tuple[View, ...]] = ("all", "holding", "due", "lapsed", "held")


@dataclass(frozen=True, slots=True)
class PartnerCount:
    name: str
    program_id: str
    holding: int
    due: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of the day: certificates in force, ending within the due days, lapsed within a year, files to sign."""

    holding: int
    due: int
    lapsed: int
    held: int
    to_sign: int
    to_cosign: int
    partners: tuple[PartnerCount, ...]


@dataclass(frozen=True, slots=True)
class ListedCertificate:
    """`last_valid` is the last day it was or will be worth something, as known today; None if there is none."""

    certificate: Certificate
    standing: StandingOnDay
    last_valid: date | None


def _ended(day: date) -> Exists:
    changes = CertificateStatus.objects.filter(certificate=OuterRef("pk"), status__in=_ENDED, effective_on__lte=day)
    return Exists(changes)


def has_account(text: str) -> Q:
    """Certificates of firms with an account that begins with the text."""
    accounts = WcbAccount.objects.filter(employer=OuterRef("employer"), account__istartswith=text)
    return Q(Exists(accounts))


def _signed(actor: Actor, action: Action, day: date) -> QuerySet[Certificate]:
    return access.certificates(actor, action).filter(signed_by_both_at__isnull=False).annotate(ended=_ended(day))


def _holding(day: date) -> Q:
    return Q(ended=False, issued_on__lte=day, expires_on__gte=day)


def _due(day: date) -> Q:
    return _holding(day) & Q(expires_on__lte=add_days(day, DUE_DAYS))


def _lapsed(day: date) -> Q:
    """Expired within the last year and not replaced."""
    return Q(ended=False, expires_on__lt=day, expires_on__gte=add_months(day, -12))


def overview(actor: Actor, moment: Moment) -> Overview:
    """The counts of the day; three statements."""
    day = moment.day
    rows = (
        _signed(actor, Action.OVERSIGHT_READ, day)
        .values(name=F("partner__organisation__name"), program_id=F("partner__program_id"))
        .annotate(
            holding=Count("pk", filter=_holding(day)),
            due=Count("pk", filter=_due(day)),
            lapsed=Count("pk", filter=_lapsed(day)),
        )
        .order_by("name")
    )
    partners = tuple(PartnerCount(**row) for row in rows)
    held = EmployerHold.objects.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day).count()
    waiting = Audit.objects.aggregate(
        to_sign=Count("pk", filter=Q(state="accepted")), to_cosign=Count("pk", filter=Q(state="signed"))
    )
    return Overview(
        sum(one.holding for one in partners),
        sum(one.due for one in partners),
        sum(one.lapsed for one in partners),
        held,
        waiting["to_sign"],
        waiting["to_cosign"],
        partners,
    )


def listing(
    actor: Actor, moment: Moment, *, view: View = "all", text: str = "", number: int = 1
) -> tuple[Page[Certificate], list[ListedCertificate]]:
    """A page of certificates, found by name, number or account; two statements."""
    day = moment.day
    rows = _signed(actor, Action.OVERSIGHT_READ, day).select_related("partner__organisation", "employer")
    wanted = {
        "holding": _holding(day),
        "due": _due(day),
        "lapsed": _lapsed(day),
        "held": Q(
            Exists(
                EmployerHold.objects.filter(
                    Q(until__isnull=True) | Q(until__gt=day), employer=OuterRef("employer"), since__lte=day
                )
            )
        ),
    }.get(view)
    if wanted is not None:
        rows = rows.filter(wanted)
    if text.strip():
        asked = text.strip()[:200]
        rows = rows.filter(Q(legal_name__icontains=asked) | Q(number__istartswith=asked) | has_account(asked))
    order = ("expires_on", "id") if view in {"due", "lapsed"} else ("legal_name", "-issued_on", "id")
    page = counted_page(rows.order_by(*order), number, PAGE_SIZE)
    found = told(page.object_list, day, day)
    return page, [ListedCertificate(row, found[row.pk].standing, found[row.pk].last_valid) for row in page.object_list]
