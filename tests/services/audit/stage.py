"""A firm in the middle of an audit, made through the services."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pikepdf
from PIL import Image

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.audit.answering import Given, save
from handrail.services.audit.describing import save_cover, save_days, save_facts
from handrail.services.audit.proving import lay_bunch
from handrail.services.audit.reading import edition_of, one_audit
from handrail.services.audit.starting import start
from handrail.services.evidence.keeping import keep
from handrail.store.models import Answer, Audit, Employer, Evidence, Partner, Person, Training
from tests import world

BEGAN = date(2026, 3, 9)
ENDED = date(2026, 3, 20)
SENT = date(2026, 4, 7)


def pdf(pages: int = 3, title: str = "Manual") -> bytes:
    """A small PDF; another title gives other bytes."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    made.docinfo["/Title"] = title
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def photo(colour: str = "navy", size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Stage:
    employer: Employer
    partner: Partner
    owner: Actor
    consultant: Actor
    crew: Actor
    reviewer: Actor
    dana: Person

    def audit(self, began: date = BEGAN) -> Audit:
        return start(self.owner, world.moment(began), gathering_started_on=began)

    def reread(self, audit: Audit) -> Audit:
        return one_audit(self.owner, audit.pk)

    def manual(self, day: date = BEGAN) -> Evidence:
        return keep(self.owner, world.moment(day), "Manual.pdf", pdf(40), label="Safety manual", kind="policy_document")

    def complete(self, audit: Audit, ended: date = ENDED) -> Audit:
        """Every question answered in full, with a note and proof; cover, facts and days filled in."""
        moment = world.moment(ended)
        manual = self.manual()
        for row in Answer.objects.filter(audit=audit):
            question = edition_of(audit).question(row.question)
            save(
                self.owner,
                moment,
                audit.pk,
                row.question,
                version=row.version,
                given=Given(
                    points=Decimal(question.points),
                    criteria=tuple(range(1, len(question.criteria) + 1)),
                    note=f"How we do {question.title.lower()}.",
                    own_knowledge="I do it myself." if question.scale == "share" else "",
                ),
            )
        lay_bunch(self.owner, moment, audit.pk, [one.id for one in edition_of(audit).questions], [manual.pk])
        save_facts(self.owner, moment, audit.pk, version=self.reread(audit).version, facts={"visitors": True})
        save_days(
            self.owner,
            moment,
            audit.pk,
            version=self.reread(audit).version,
            gathering_ended_on=ended,
            records_from=date(2025, 3, 3),
        )
        save_cover(
            self.owner,
            moment,
            audit.pk,
            version=self.reread(audit).version,
            cover={
                "legal_name": "Prairie Test Roofing Ltd.",
                "representative": "Dana Owner",
                "operations": "Roofs",
                "accounts": [{"account": "TEST-0001", "industry_code": "DEMO-ROOF"}],
                "sites": ["Red Deer shop"],
                "people_now": 6,
                "people_peak": 6,
                "assessor_contact": "dana@example.com",
            },
            assessor_id=self.dana.pk,
        )
        return self.reread(audit)


def stage(name: str = "Prairie Test Roofing Ltd.", workers: int = 5, partner: Partner | None = None) -> Stage:
    """A firm with a trained owner, some workers and an accepted partner."""
    employer = world.employer(name)
    for number in range(workers):
        world.person(employer, f"Worker {number}")
    chosen = partner or world.partner()
    world.accepted(employer, chosen)
    dana = Person.objects.get(employer=employer, name="Dana Owner")
    Training.objects.create(person=dana, course="building", title="Building course", taken_on=date(2025, 2, 11))
    organisation = employer.organisation
    return Stage(
        employer=employer,
        partner=chosen,
        owner=world.member(organisation, Role.OWNER),
        consultant=world.member(organisation, Role.CONSULTANT),
        crew=world.member(organisation, Role.CREW),
        reviewer=world.member(chosen.organisation, Role.REVIEWER, f"reviewer-{employer.pk}@example.com"),
        dana=dana,
    )
