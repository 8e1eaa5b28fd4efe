"""Links a firm gives away: to a client, to its crew, to a calendar. Only the token's digest is kept, and each can be taken back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handrail.integrations.qr import qr_svg
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.account.acting import person_of
from handrail.services.account.inviting import digest
from handrail.services.actor import Actor
from handrail.services.employer.once import create_once
from handrail.services.employer.own import own
from handrail.services.errors import Absent, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.models import SharedLink, Site

Purpose = SharedLink.Purpose
LETTER, TICKETS, ACCOUNT, POLICY, PLAN = "letter", "tickets", "account", "policy", "plan"
HOLDS: Final = (LETTER, TICKETS, ACCOUNT, POLICY, PLAN)
"""What a link to a client can show, in the order of its page."""
DAYS_OPEN: Final = 14
MOST_DAYS: Final = 90
"""A link to a client ends by itself: this many days after it was made at the latest."""
OPEN_AT_ONCE: Final = 60


@dataclass(frozen=True, slots=True)
class Given:
    """A link just made. `token` is its secret part: shown now and never again, because only its digest is kept."""

    row: SharedLink
    token: str


@dataclass(frozen=True, slots=True)
class Ends:
    """The first and last day a link to a client may be given, and the one offered."""

    offered: date
    last: date


def ends(day: date) -> Ends:
    """Until which day a link made on `day` may open."""
    return Ends(day + timedelta(days=DAYS_OPEN), day + timedelta(days=MOST_DAYS))


def give(
    actor: Actor,
    moment: Moment,
    *,
    label: str,
    holds: Iterable[str],
    ends_on: date | None,
    key: UUID | None = None,
) -> Given:
    """A link for a client: for whom, what it shows and the last day it opens.

    Invalid where one of these is missing or too far off. WrongState for a form sent twice: its link was shown already.
    """
    wrong: dict[str, str] = {}
    chosen = [one for one in HOLDS if one in set(holds)]
    who = " ".join(label.split())[:160]
    if not who:
        wrong["label"] = _("Write for whom it is, so that you know later which link to take back.")
    if not chosen:
        wrong["holds"] = _("Choose at least one thing to send.")
    if ends_on is None or ends_on < moment.day:
        wrong["ends_on"] = _("Give the last day it works, today or later.")
    elif ends_on > ends(moment.day).last:
        wrong["ends_on"] = _("A link works for %(days)s days at most. Choose an earlier day.") % {"days": MOST_DAYS}
    access.require(actor, Action.SHARE)
    if wrong:
        raise Invalid(wrong)
    return _made(actor, moment, Purpose.CLIENT, label=who, holds=chosen, ends_on=ends_on, key=key)


def give_crew(
    actor: Actor, moment: Moment, *, label: str, site_id: UUID | str | None = None, key: UUID | None = None
) -> Given:
    """A code for the truck door, the first-aid kit or the hard hat: today's talk and a place to say what worries one.

    Invalid without the place it hangs at, Absent for a foreign job.
    """
    access.require(actor, Action.SHARE)
    where = " ".join(label.split())[:160]
    if not where:
        raise Invalid({"label": _("Write where it will hang, such as: door of the white truck.")})
    sites = Site.objects.filter(employer=actor.organisation_id)
    site = access.one(sites, site_id, _("job")) if site_id else None
    return _made(actor, moment, Purpose.CREW, label=where, site=site, key=key)


def open_sites(actor: Actor, moment: Moment) -> QuerySet[Site]:
    """The firm's jobs that are not over on the day, for a code that hangs at one of them."""
    access.require(actor, Action.SHARE)
    rows = Site.objects.filter(Q(to_day__isnull=True) | Q(to_day__gte=moment.day), employer=actor.organisation_id)
    return rows.order_by("name", "pk")


def give_feed(actor: Actor, moment: Moment, *, label: str = "", key: UUID | None = None) -> Given:
    """A private calendar address of every day that is due."""
    return _made(actor, moment, Purpose.FEED, label=" ".join(label.split())[:160], key=key)


@transaction.atomic
def _made(
    actor: Actor,
    moment: Moment,
    purpose: SharedLink.Purpose,
    *,
    label: str,
    holds: list[str] | None = None,
    ends_on: date | None = None,
    site: Site | None = None,
    key: UUID | None = None,
) -> Given:
    firm = own(actor, Action.SHARE)
    if _open(SharedLink.objects.filter(employer=firm), moment.day).count() >= OPEN_AT_ONCE:
        said = _("%(n)s links are open. Take some back before you make another.") % {"n": OPEN_AT_ONCE}
        raise Refused("too_many_links", said)
    token = secrets.token_urlsafe(24)
    columns = {
        "label": label,
        "token_sha256": digest(token),
        "holds": holds or [],
        "site": site,
        "made_at": moment.now,
        "made_by_id": person_of(actor),
        "ends_on": ends_on,
    }
    row, new = create_once(SharedLink, key, {"employer": firm, "purpose": purpose}, columns)
    if not new:
        raise WrongState(
            _(
                "This link was made already and is shown only once. If you did not copy it, take it back and make another."
            )
        )
    journal.note(
        actor, moment, Action.SHARE.value, ("link", row.pk), chain=firm.pk,
        what="given", purpose=purpose.value, holds=" ".join(holds or []),
        until=ends_on.isoformat() if ends_on else None,
    )  # fmt: skip
    return Given(row, token)


def _open(rows: QuerySet[SharedLink], day: date) -> QuerySet[SharedLink]:
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), removed_at__isnull=True)


def links(actor: Actor, purpose: SharedLink.Purpose) -> QuerySet[SharedLink]:
    """The firm's links of one purpose, newest first, ended ones too, so that the owner sees who had what."""
    access.require(actor, Action.SHARE)
    rows = SharedLink.objects.filter(employer=actor.organisation_id, purpose=purpose)
    return rows.select_related("site", "made_by").order_by("-made_at", "-pk")


@transaction.atomic
def take_back(actor: Actor, moment: Moment, link_id: UUID | str) -> SharedLink:
    """From now on the link opens nothing. Absent for a foreign one; taking it back again changes nothing."""
    firm = own(actor, Action.SHARE)
    row = access.one(SharedLink.objects.filter(employer=firm), link_id, _("link"))
    if SharedLink.objects.filter(pk=row.pk, removed_at__isnull=True).update(removed_at=moment.now):
        journal.note(
            actor, moment, Action.SHARE.value, ("link", row.pk), chain=firm.pk,
            what="taken_back", purpose=row.purpose,
        )  # fmt: skip
    row.refresh_from_db()
    return row


def code_svg(address: str) -> str:
    """The address as a code to scan: an SVG drawing that grows to the space it is given."""
    return re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', qr_svg(address).decode(), count=1)


def found(moment: Moment, token: str, purpose: SharedLink.Purpose) -> SharedLink:
    """The link of this token while it opens. Unknown, ended and taken back all look the same: Absent."""
    rows = SharedLink.objects.filter(token_sha256=digest(token), purpose=purpose)
    row = _open(rows, moment.day).select_related("employer__organisation", "site").first()
    if row is None:
        raise Absent
    return row
