"""What an audit says of the firm: the facts the questions hang on, the days, the cover and who assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.submission import Assessor
from handrail.rules.permissions import Action
from handrail.rules.training import PersonTraining
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit.reading import one_audit, require_editable
from handrail.services.audit.sizing import Size, size_of
from handrail.services.errors import Conflict, Invalid
from handrail.services.moment import Moment
from handrail.services.training.currency import Trained, trained
from handrail.store.facts.audit import ASKED
from handrail.store.models import Audit, Site, Training, WcbAccount

TEXTS: Final = (
    "legal_name",
    "trade_name",
    "address",
    "phone",
    "contact_email",
    "representative",
    "operations",
    "shift_work",
    "assessor_contact",
)
COUNTS: Final = ("people_now", "people_peak", "managers", "supervisors", "workers", "contractors", "representatives")
LENGTH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything around the questions as it stands on a day: cover, size, who is trained, who assessed."""

    cover: dict[str, Any]
    size: Size
    trained: Trained
    assessor: Assessor

    @property
    def trained_now(self) -> tuple[PersonTraining, ...]:
        return tuple(one for one in self.trained.here if one.current)


def asked_of(audit: Audit) -> tuple[str, ...]:
    """The facts the audit's edition asks about, in its order, without those that follow from the list of people."""
    return tuple(name for name in load_pack(audit.pack).edition(audit.edition).facts if name in ASKED)


def counted_on(audit: Audit, day: date) -> date:
    """The day the firm's people are counted on: the last day of gathering, today until it has ended."""
    return min(audit.gathering_ended_on or day, day)


def setting_of(audit: Audit, day: date) -> Setting:
    """The cover as saved, filled up from what the firm has told already; eight statements."""
    partner = audit.partner.program_id
    size = size_of(audit.employer, counted_on(audit, day), partner)
    known = trained(audit.employer, day, partner)
    return Setting(_cover(audit, size), size, known, _assessor(audit, known))


def _cover(audit: Audit, size: Size) -> dict[str, Any]:
    """Nobody types anything twice: what the firm's own pages know stands here until the owner says otherwise."""
    firm = audit.employer
    given = {
        "legal_name": firm.legal_name,
        "trade_name": firm.trade_name,
        "address": firm.address,
        "phone": firm.phone,
        "contact_email": firm.contact_email,
        "operations": firm.operations,
        "representative": "",
        "shift_work": "",
        "assessor_contact": firm.contact_email or firm.phone,
        "people_now": size.headcount.count,
        "people_peak": size.headcount.peak,
        **audit.cover,
    }
    if "accounts" not in audit.cover:
        rows = WcbAccount.objects.filter(employer=firm).order_by("account", "industry_code")
        given["accounts"] = [{"account": row.account, "industry_code": row.industry_code} for row in rows]
    if "sites" not in audit.cover:
        given["sites"] = list(Site.objects.filter(employer=firm).order_by("name").values_list("name", flat=True))
    return given


def _assessor(audit: Audit, known: Trained) -> Assessor:
    contact = str(audit.cover.get("assessor_contact", ""))
    if audit.assessor is None:
        return Assessor(contact=contact)
    found = next((one for one in known.known if one.person == str(audit.assessor_id)), None)
    if found is None:
        return Assessor(name=audit.assessor.name, contact=contact)
    refreshed = found.last_on if found.last_on != found.trained_on else None
    course = ""
    if refreshed is not None:
        row = Training.objects.filter(person=audit.assessor_id, taken_on=refreshed).first()
        course = row.title if row else ""
    return Assessor(audit.assessor.name, contact, found.trained_on, refreshed, course)


@transaction.atomic
def save_facts(actor: Actor, moment: Moment, audit_id: UUID | str, *, version: int, facts: Mapping[str, bool]) -> Audit:
    """Keep what does and does not happen at the firm; what follows from its list of people is counted anew.

    An answer that no longer may say "does not apply" counts as not answered from then on, and the list before sending
    says so. Raises Invalid for a fact that is none.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    unknown = set(facts) - set(ASKED)
    if unknown:
        raise Invalid({name: _("This is not one of the questions asked here.") for name in sorted(unknown)})
    size = size_of(audit.employer, counted_on(audit, moment.day), audit.partner.program_id)
    _write(actor, moment, audit, version, facts={**audit.facts, **facts, **size.facts()})
    return audit


@transaction.atomic
def save_days(
    actor: Actor,
    moment: Moment,
    audit_id: UUID | str,
    *,
    version: int,
    gathering_ended_on: date | None,
    records_from: date | None,
) -> Audit:
    """Keep the last day of gathering proof and the day the firm's records begin.

    Raises Invalid for a last day before the first or still to come, and for records that begin after it.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    errors = {}
    if gathering_ended_on is not None and gathering_ended_on < audit.gathering_started_on:
        errors["gathering_ended_on"] = _("The last day lies before the first one.")
    elif gathering_ended_on is not None and gathering_ended_on > moment.day:
        errors["gathering_ended_on"] = _("That day has not come yet. Fill it in when you have all your proof.")
    if records_from is not None and records_from > (gathering_ended_on or moment.day):
        errors["records_from"] = _("Your records cannot begin after your days to gather proof.")
    if errors:
        raise Invalid(errors)
    _write(actor, moment, audit, version, gathering_ended_on=gathering_ended_on, records_from=records_from)
    return audit


@transaction.atomic
def save_cover(
    actor: Actor,
    moment: Moment,
    audit_id: UUID | str,
    *,
    version: int,
    cover: Mapping[str, Any],
    assessor_id: UUID | str | None,
) -> Audit:
    """Keep the cover and who assessed. `cover`: the TEXTS, the COUNTS (whole numbers or None), `sites` and `accounts`.

    What the list before sending misses is not refused here: a cover may be saved half filled.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    allowed = {*TEXTS, *COUNTS, "sites", "accounts"}
    errors = {name: _("This does not belong on the cover.") for name in cover if name not in allowed}
    errors |= {
        name: _("Use at most %(most)s characters.") % {"most": LENGTH}
        for name in TEXTS
        if len(str(cover.get(name, ""))) > LENGTH
    }
    if errors:
        raise Invalid(errors)
    person = None
    if assessor_id:
        person = access.one(access.people(actor, Action.PEOPLE_READ), assessor_id, "person")
    _write(actor, moment, audit, version, cover=dict(cover), assessor=person)
    return audit


def _write(actor: Actor, moment: Moment, audit: Audit, version: int, **columns: Any) -> None:
    """Compare-and-set on the version the page was made from. The very same values again change nothing."""
    if all(getattr(audit, name) == value for name, value in columns.items()):
        return
    written = Audit.objects.filter(pk=audit.pk, version=version).update(version=F("version") + 1, **columns)
    if not written:
        audit.refresh_from_db()  # the row at hand may be what the other one replaced
        raise Conflict(
            _(
                "Somebody else changed this page while you had it open. What you typed is below; keeping it replaces theirs."
            ),
            yours={name: _shown(value) for name, value in columns.items()},
            theirs={name: _shown(getattr(audit, name)) for name in columns},
            version=audit.version,
        )
    for name, value in columns.items():
        setattr(audit, name, value)
    audit.version = version + 1
    journal.note(actor, moment, "audit.describe", ("audit", audit.pk), chain=audit.employer_id, what=",".join(columns))


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_shown(part)}" for name, part in value.items() if part not in ("", None))
    return "" if value is None else str(value)


def people_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Key and name of the firm's people, for naming who assessed or who is asked."""
    rows = access.people(actor, Action.PEOPLE_READ).order_by("name")
    return [(str(row.pk), row.name) for row in rows]


def noun(audit: Audit, key: str) -> str:
    """The partner's own word for a thing, else the program's word for a firm."""
    return load_pack(audit.pack).term(key, audit.partner.program_id)
