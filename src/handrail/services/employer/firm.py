"""Who the firm is to WCB, where it works, and how to reach it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.program import PackError, load_pack
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.once import create_once
from handrail.services.employer.own import differing, own
from handrail.services.errors import Absent, Conflict, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Employer, PremiumBasis, Site, WcbAccount


@dataclass(frozen=True, slots=True)
class FirmFields:
    """What the owner types of the firm itself."""

    legal_name: str = ""
    trade_name: str = ""
    operations: str = ""
    address: str = ""
    phone: str = ""
    contact_email: str = ""
    records_from: date | None = None
    pir_registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """The firm with its accounts and sites; sites still open come first."""

    employer: Employer
    accounts: tuple[WcbAccount, ...]
    sites: tuple[Site, ...]


def firm(actor: Actor) -> Firm:
    """The actor's own firm. Three statements."""
    row = own(actor, Action.EMPLOYER_READ)
    return Firm(row, tuple(accounts_of(row)), tuple(row.sites.order_by(F("to_day").desc(nulls_first=True), "name")))


def both_names(employer: Employer) -> str:
    """The legal name, and the trade name beside it where that is another one: a numbered company's papers carry both."""
    return side_by_side(employer.legal_name or employer.name, employer.trade_name)


def side_by_side(legal: str, trade: str) -> str:
    """A legal name and a trade name in one line; the legal one alone where the other says nothing more."""
    if not (legal and trade) or legal.casefold().startswith(trade.casefold()):
        return legal or trade
    return _("%(legal)s, working as %(trade)s") % {"legal": legal, "trade": trade}


def accounts_of(employer: Employer) -> QuerySet[WcbAccount]:
    """The firm's accounts in a steady order."""
    return employer.accounts.order_by("account", "industry_code")


@transaction.atomic
def change(actor: Actor, moment: Moment, *, version: int, fields: FirmFields) -> None:
    """Save the firm's particulars, if nobody saved in between. Raises Invalid, or Conflict with both texts."""
    row = own(actor, Action.EMPLOYER_WRITE)
    _check_days(moment, fields)
    mine = asdict(fields)
    if not Employer.objects.filter(pk=row.pk, version=version).update(version=F("version") + 1, **mine):
        yours, theirs = differing(mine, {name: getattr(row, name) for name in mine})
        sentence = _(
            "Somebody saved the firm's particulars while you were typing. Yours were not saved; both stand below."
        )
        raise Conflict(sentence, yours=yours, theirs=theirs, version=row.version)
    changed = ",".join(name for name in mine if getattr(row, name) != mine[name])
    journal.note(
        actor, moment, Action.EMPLOYER_WRITE.value, ("employer", row.pk), chain=row.pk, what="changed", fields=changed
    )


def _check_days(moment: Moment, fields: FirmFields) -> None:
    wrong: dict[str, str] = {}
    if fields.records_from and fields.records_from > moment.day:
        wrong["records_from"] = _("This day is still to come. Write the day of the first record you kept.")
    if fields.pir_registered_on and fields.pir_registered_on > moment.day:
        wrong["pir_registered_on"] = _(
            "This day is still to come. Write the day WCB registered you, or leave it empty."
        )
    if wrong:
        raise Invalid(wrong)


# --- accounts


@transaction.atomic
def add_account(actor: Actor, moment: Moment, *, account: str, industry_code: str, industry: str = "") -> WcbAccount:
    """Put a WCB account with its industry code on the firm; one account may stand in several industries."""
    row = own(actor, Action.EMPLOYER_WRITE)
    values = _account(row, account, industry_code, industry)
    try:
        with transaction.atomic():
            made = WcbAccount.objects.create(employer=row, **values)
    except IntegrityError:
        raise Refused(
            "account_twice", _("This account stands here with this industry code already."), "account"
        ) from None
    _note_account(actor, moment, made, "account_added")
    return made


@transaction.atomic
def change_account(
    actor: Actor,
    moment: Moment,
    account_id: UUID | str,
    *,
    was: tuple[str, str],
    account: str,
    industry_code: str,
    industry: str = "",
) -> None:
    """Correct an account or its code; `was` is what stood there when the form was opened."""
    row = own(actor, Action.EMPLOYER_WRITE)
    stands = _own_account(row, account_id)
    values = _account(row, account, industry_code, industry)
    taken = WcbAccount.objects.filter(employer=row, account=values["account"], industry_code=values["industry_code"])
    if taken.exclude(pk=stands.pk).exists():
        raise Refused("account_twice", _("This account stands here with this industry code already."), "account")
    unchanged = WcbAccount.objects.filter(pk=stands.pk, account=was[0], industry_code=was[1])
    if not unchanged.update(**values):
        theirs = {"account": stands.account, "industry_code": stands.industry_code, "industry": stands.industry}
        yours, saved = differing(values, theirs)
        raise Conflict(_("Somebody changed this account while you were typing. Both stand below."), yours, saved)
    _note_account(actor, moment, stands, "account_changed")


@transaction.atomic
def remove_account(actor: Actor, moment: Moment, account_id: UUID | str) -> None:
    """Take an account off that was typed by mistake. Refused where payroll was typed for it."""
    stands = _own_account(own(actor, Action.EMPLOYER_WRITE), account_id)
    if PremiumBasis.objects.filter(account=stands).exists():
        sentence = _("Payroll is typed for this account, so it stays. Change its number or code instead.")
        raise Refused("account_in_use", sentence)
    _note_account(actor, moment, stands, "account_removed")
    stands.delete()


def _own_account(employer: Employer, account_id: UUID | str) -> WcbAccount:
    return access.one(WcbAccount.objects.filter(employer=employer), str(account_id), _("account"))


def _account(employer: Employer, account: str, industry_code: str, industry: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    number, code = "".join(account.split()), "".join(industry_code.split()).upper()
    if not number or len(number) > 20:
        wrong["account"] = _("Write the account number from a letter of WCB, without the name.")
    if not code or len(code) > 20:
        wrong["industry_code"] = _("Write the industry code from WCB's rate notice.")
    if wrong:
        raise Invalid(wrong)
    return {
        "account": number,
        "industry_code": code,
        "industry": industry.strip()[:120] or _known_industry(employer, code),
    }


def _known_industry(employer: Employer, code: str) -> str:
    """The name the pack's newest rate sheet gives a code, where it has it."""
    try:
        rate = load_pack(employer.pack).last_known_rate(code, date.max.year)
    except PackError:
        return ""
    return rate.name if rate else ""


def _note_account(actor: Actor, moment: Moment, account: WcbAccount, what: str) -> None:
    journal.note(
        actor, moment, Action.EMPLOYER_WRITE.value, ("account", account.pk), chain=account.employer_id, what=what
    )


# --- sites


@transaction.atomic
def add_site(
    actor: Actor, moment: Moment, *, name: str, address: str = "", from_day: date | None = None, key: UUID | None = None
) -> Site:
    """A job, shop or yard where the firm works; the same `key` adds it once."""
    row = own(actor, Action.EMPLOYER_WRITE)
    clean = " ".join(name.split())[:120]
    if not clean:
        raise Invalid({"name": _("Write what you call this place.")})
    columns = {"name": clean, "address": address.strip()[:300], "from_day": from_day}
    made, new = create_once(Site, key, {"employer": row}, columns)
    if not new:
        return made
    journal.note(actor, moment, Action.EMPLOYER_WRITE.value, ("site", made.pk), chain=row.pk, what="site_added")
    return made


@transaction.atomic
def end_site(actor: Actor, moment: Moment, site_id: UUID | str, *, last_day: date) -> None:
    """The last day of work at a place; it stays on record."""
    row = own(actor, Action.EMPLOYER_WRITE)
    site = row.sites.filter(pk=site_id).first()
    if site is None:
        raise Absent(_("place"))
    if site.from_day and last_day < site.from_day:
        raise Invalid({"last_day": _("The last day is before the first one. Correct it.")})
    if not Site.objects.filter(Q(pk=site.pk), to_day__isnull=True).update(to_day=last_day):
        raise WrongState(_("Work at this place has already ended."), "ended")
    journal.note(actor, moment, Action.EMPLOYER_WRITE.value, ("site", site.pk), chain=row.pk, what="site_ended")
