"""The Certifying Partners a firm may choose from on this installation, and how its application stands."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.program import Partner as PartnerFile
from handrail.program import load_pack
from handrail.rules.headcount import Headcount
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.headcount.counting import counts_of, with_spells
from handrail.services.moment import Moment
from handrail.services.partner.choosing import current_application
from handrail.store.models import Application, Employer, Partner, Person


@dataclass(frozen=True, slots=True)
class Offer:
    """A partner that serves small employers, what its file says, and the firm's head-count under its own rule."""

    partner: Partner
    file: PartnerFile
    count: Headcount


@dataclass(frozen=True, slots=True)
class Choice:
    """The firm, its newest application, and (while none is open) those to choose from."""

    firm: Employer
    application: Application | None
    file: PartnerFile | None
    offers: tuple[Offer, ...]

    @property
    def accepted(self) -> bool:
        return self.application is not None and self.application.state == Application.State.ACCEPTED

    @property
    def waiting(self) -> bool:
        return self.application is not None and self.application.state == Application.State.APPLIED

    @property
    def refused(self) -> bool:
        return self.application is not None and self.application.state == Application.State.REFUSED


def choice(actor: Actor, moment: Moment) -> Choice:
    """The partners of the actor's own firm: the chosen one, or the offers."""
    firm = own(actor, Action.PARTNER_APPLY)
    pack = load_pack(firm.pack)
    newest = current_application(firm.pk)
    file = pack.partners.get(newest.partner.program_id) if newest else None
    found = Choice(firm, newest, file, ())
    if found.accepted or found.waiting:
        return found
    people = list(with_spells(Person.objects.filter(employer=firm)))
    rows = Partner.objects.select_related("organisation").order_by("organisation__name")
    offers = tuple(
        Offer(row, pack.partners[row.program_id], counts_of(people, firm, moment.day, row.program_id))
        for row in rows
        if row.program_id in pack.partners and pack.partners[row.program_id].serves_secor
    )
    return Choice(firm, newest, file, offers)
