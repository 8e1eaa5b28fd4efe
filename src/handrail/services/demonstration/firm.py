"""What every named firm does in its replay: founded, counted, trained, written down, and its proof kept as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.demonstration import cast
from handrail.services.demonstration.cast import Desk, on
from handrail.services.demonstration.papers.manual import page_of
from handrail.services.demonstration.papers.sheet import Piece
from handrail.services.employer import firm as particulars
from handrail.services.employer import starting
from handrail.services.evidence import keeping
from handrail.services.headcount import people
from handrail.services.moment import Moment
from handrail.services.partner import choosing, courses
from handrail.services.system import manual
from handrail.services.training import recording, tasks
from handrail.store.models import Evidence, Person

# Key of a section of the written system -> the page of the firm's manual.
PAGES: Mapping[str, str] = {
    "policy": "Health and safety policy",
    "responsibilities": "Who is responsible for what",
    "jobs": "Jobs and tasks",
    "hazards": "How we assess hazards",
    "procedures": "Safe work practices",
    "gear": "Protective gear",
    "equipment": "Tools, trucks and their care",
    "rules": "Company rules",
    "violence-harassment": "Violence and harassment plan",
    "representative": "The health and safety representative",
    "training": "Tickets by position",
    "others": "Subcontractors, visitors and suppliers",
    "inspections": "Inspections",
    "emergency": "Emergency response plan",
    "incidents": "Reporting and investigating",
    "records": "Records",
}
Step = Callable[[Moment], object]


@dataclass
class Calendar:
    """Things that happen on their days: put in any order, played in order of time."""

    steps: list[tuple[Moment, Step]] = field(default_factory=list)

    def add(self, day: date, hour: int, step: Step, minute: int = 0) -> None:
        self.steps.append((on(day, hour, minute), step))

    def play(self) -> None:
        for moment, step in sorted(self.steps, key=lambda one: one[0].now):
            step(moment)


@dataclass
class Firm:
    """One named firm while it is replayed: its owner's seat, its crew's, its people and its proof by code."""

    owner: Actor
    desk: Desk
    crew: Actor | None = None
    consultant: Actor | None = None
    people: dict[str, Person] = field(default_factory=dict)
    proof: dict[str, Evidence] = field(default_factory=dict)

    @property
    def key(self) -> UUID:
        assert self.owner.organisation_id is not None
        return self.owner.organisation_id

    def tell(self, moment: Moment, **fields: object) -> None:
        """Fill in the firm's particulars."""
        row = particulars.firm(self.owner).employer
        names = particulars.FirmFields.__dataclass_fields__
        now = {name: getattr(row, name) for name in names}
        particulars.change(
            self.owner, moment, version=row.version, fields=particulars.FirmFields(**{**now, **fields})
        )  # fmt: skip

    def hire(
        self,
        moment: Moment,
        name: str,
        relation: str = "worker",
        since: date | None = None,
        to: date | None = None,
        *,
        position: str = "",
        covered: bool = True,
        regularly: bool = True,
    ) -> Person:
        spell = people.SpellFields(relation, since or moment.day, to, covered, regularly)
        row = people.add(self.owner, moment, name=name, position=position, spell=spell)
        self.people[name] = row
        return row

    def join_partner(self, applied: Moment, accepted: Moment, message: str) -> None:
        row = choosing.apply(self.owner, applied, self.desk.partner.pk, message)
        choosing.decide(self.desk.admin, accepted, row.pk, accept=True)

    def take_course(self, booked: Moment, day: date, name: str, course: str, place: str) -> None:
        """Book a seat, sit in it, and be told to have been there by the trainer."""
        session = courses.open_session(self.desk.admin, booked, course=course, held_on=day, place=place, seats=12)
        seat = recording.enrol(self.owner, booked, session.pk, person_id=self.people[name].pk)
        courses.mark_attended(self.desk.trainer, on(day, 16), session.pk, {seat.pk})

    def ticket(
        self, moment: Moment, name: str, title: str, *, taken: date, until: date | None, course: str = ""
    ) -> None:
        recording.record(
            self.owner,
            moment,
            person_id=self.people[name].pk,
            course=course,
            title=title,
            taken_on=taken,
            expires_on=until,
        )

    def does(self, moment: Moment, name: str, *keys: str) -> None:
        """Say which tasks somebody does, by the pack's ids."""
        person = Person.objects.get(pk=self.people[name].pk)
        tasks.set_tasks(self.owner, moment, person.pk, version=person.version, tasks=keys)

    def keep(self, piece: Piece) -> Step:
        """Put one piece of proof into the shoebox on its day."""

        def step(moment: Moment) -> None:
            actor = self.crew if piece.by_crew and self.crew is not None else self.owner
            self.proof[piece.code] = keeping.keep(
                actor,
                moment,
                piece.name,
                piece.make(),
                label=piece.label,
                kind=piece.kind,
                happened_on=piece.day if piece.kind else None,
                site=piece.site,
            )

        return step

    def write_system(self, moment: Moment, signed_by: str, review_on: date, keys: Iterable[str] | None = None) -> None:
        """Point each section of the written system at its page of the manual, and sign it."""
        wanted = set(PAGES if keys is None else keys)
        for section in load_pack().manual.section:
            if section.key not in wanted:
                continue
            page = page_of(PAGES[section.key])
            row = manual.write(
                self.owner,
                moment,
                section.key,
                version=0,
                fields=manual.SectionFields(evidence_id=self.proof["MANUAL"].pk, first_page=page, last_page=page),
            )
            manual.sign(
                self.owner, moment, section.key, version=row.version, name=signed_by, on=moment.day, review_on=review_on
            )

    def sign_again(self, moment: Moment, signed_by: str, review_on: date) -> None:
        """The yearly look over the written system: it stands and is signed anew."""
        for part in manual.manual(self.owner, moment).parts:
            if part.row is not None:
                manual.sign(
                    self.owner,
                    moment,
                    part.section.key,
                    version=part.row.version,
                    name=signed_by,
                    on=moment.day,
                    review_on=review_on,
                )


def found(moment: Moment, email: str, name: str, desk: Desk, wishes: starting.Wishes) -> Firm:
    """Somebody signs up and names his firm."""
    user = cast.person(moment, email)
    employer = starting.keep(cast.without_seat(user), moment, name, wishes)
    return Firm(cast.seat(user, employer.pk), desk)


def bring_in(firm: Firm, moment: Moment, email: str, role: Role) -> Actor:
    """Invite somebody to the firm; he opens the link."""
    return cast.invite(firm.owner, moment, email, role)
