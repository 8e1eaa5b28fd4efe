"""Two of everything: two Certifying Partners, each with its firms, every free text a canary that names its side.

A canary looks like `CNRY-A-Person-name`. What anybody may know (legal names, partners' names, numbers, accounts) carries none,
so a canary of the other side on a page is a leak, wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model

from handrail.integrations.files import file_store
from handrail.rules.permissions import Kind, Role
from handrail.services.account import devices
from handrail.services.account.inviting import digest as digest_of_token
from handrail.services.actor import Actor
from handrail.services.certificate import cosigning, issuing, sealing
from handrail.services.record import concerns
from handrail.services.record.keeping import sent_of
from handrail.services.record.sent import body_of
from handrail.services.review import deciding, noting, opening, second, settling, ties
from handrail.services.review.deciding import Decision
from handrail.services.review.settling import Proposal
from handrail.store.models import (
    ActionLine,
    Answer,
    AnswerEvidence,
    Appeal,
    Application,
    Audit,
    CallNote,
    Certificate,
    CertificateStatus,
    ConcernReply,
    CourseSession,
    DemonstrationDay,
    DeskClosed,
    Device,
    DevicePass,
    Employer,
    EmployerHold,
    Enrolment,
    Evidence,
    FirmTask,
    Interview,
    Invitation,
    Membership,
    NoWork,
    Organisation,
    OutboxItem,
    Partner,
    Person,
    PersonTask,
    PremiumBasis,
    PulseRound,
    QuickAsk,
    Record,
    RecordAnswer,
    RecordPerson,
    RecordPhoto,
    RecordPhotoBeside,
    RecordRevision,
    Review,
    ReviewedAnswer,
    ReviewerTie,
    SavedPhrase,
    SecondRead,
    SharedLink,
    Site,
    StartCall,
    SystemSection,
    Training,
    User,
    WcbAccount,
)
from tests import world
from tests.services.certificate.files import Desk, accepted_audit, certified, signed
from tests.services.review import twice
from tests.services.review.files import EDITION, READ, SENT, gathered, prove, read_all, sent

TEAM = (Role.OWNER, Role.CONSULTANT, Role.CREW)
DESK = (Role.REVIEWER, Role.TRAINER, Role.PARTNER_ADMIN)
TODAY = date(2026, 6, 1)
TALK = next(question.id for question in EDITION.questions if question.pile == "talk")
PDF = b"%PDF-1.4\n%% {canary}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# Free text by model: what a person types and only his side may read.
CANARIES: dict[type[Model], tuple[str, ...]] = {
    Employer: ("trade_name", "wanted_by", "this_week", "operations", "address", "phone", "contact_email"),
    Site: ("name", "address"),
    Person: ("name", "position"),
    Training: ("title", "certificate_number"),
    FirmTask: ("words", "ticket"),
    SystemSection: ("body", "signed_name"),
    Evidence: ("name", "label", "site"),
    Answer: ("note", "own_knowledge", "carried_why"),
    Interview: ("words",),
    NoWork: ("note",),
    Record: ("title", "place", "kept_by_name", "changed_by_name"),
    RecordPerson: ("name",),
    RecordPhotoBeside: ("caption", "by_name"),
    ActionLine: ("what", "who", "done_note"),
    Application: ("message", "reason"),
    CourseSession: ("place",),
    DeskClosed: ("why",),
    StartCall: ("words",),
    EmployerHold: ("reason",),
    ReviewedAnswer: ("reason",),
    User: ("name",),
    Invitation: ("email",),
    Device: ("name",),
    DevicePass: ("name",),
    SharedLink: ("label",),
    ConcernReply: ("reply",),
    QuickAsk: ("text", "reply"),
    CallNote: ("spoke_with", "text"),
    SavedPhrase: ("text",),
    RecordAnswer: ("why", "by_name"),
}


def canary(letter: str, model: type[Model], field_name: str) -> str:
    text = f"CNRY-{letter}-{model.__name__}-{field_name}"
    return f"{text.lower()}@example.com" if "email" in field_name else text


def mark(letter: str, *rows: Model) -> None:
    """Put this side's canaries into every free text of these rows."""
    for row in rows:
        names = CANARIES[type(row)]
        for name in names:
            longest = getattr(row._meta.get_field(name), "max_length", None)
            setattr(row, name, canary(letter, type(row), name)[: longest or None])
        row.save(update_fields=names)


@dataclass
class Side:
    """One half of the town: a partner's desk, a firm with its team, and every kind of object by the name of its key."""

    letter: str
    partner: Partner
    firm: Employer
    team: dict[Role, Actor] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)


@dataclass
class Town:
    a: Side
    b: Side
    desks: dict[Role, Actor]
    nobody: Actor

    def actor(self, role: Role) -> Actor:
        """This role as the town's A side has it; office, WCB and operator are of neither side."""
        return self.desks.get(role) or self.a.team[role]


def build() -> Town:
    DemonstrationDay.objects.create(pk=1, day=TODAY)
    office = world.member(world.organisation(Kind.OFFICE, "Partnerships office"), Role.OFFICE, "office@example.com")
    desks = {
        Role.OFFICE: office,
        Role.WCB: world.member(world.organisation(Kind.WCB, "WCB"), Role.WCB, "wcb@example.com"),
        Role.OPERATOR: world.member(world.organisation(Kind.OPERATOR, "Operator"), Role.OPERATOR, "op@example.com"),
    }
    loose = world.user("nobody@example.com", "No Body")
    nobody = Actor(user_id=loose.pk, name="No Body", email=loose.email)
    a = side("A", "demo-construction", office)
    b = side("B", "demo-anyindustry", office)
    failed = OutboxItem.objects.create(
        kind="mail", payload={"text": "CNRY-B-OutboxItem-payload"}, queued_at=world.moment().now,
        due_at=world.moment().now, failed_at=world.moment().now, error="no such host", attempts=6,
    )  # fmt: skip
    a.things["item_id"] = b.things["item_id"] = failed.pk
    return Town(a, b, desks, nobody)


def side(letter: str, program_id: str, office: Actor) -> Side:
    partner = world.partner(program_id, f"Partner {letter} Association")
    firm = crewed(letter, f"Roofing {letter} Ltd.", partner)
    made = Side(letter, partner, firm)
    for roles, organisation in ((TEAM, firm.organisation), (DESK, partner.organisation)):
        for role in roles:
            made.team[role] = world.member(organisation, role, f"{role.value}-{letter.lower()}@example.com")
    mark(letter, *User.objects.filter(memberships__organisation__in=[firm.organisation_id, partner.pk]))
    made.team = {role: _renamed(actor) for role, actor in made.team.items()}
    _firm(made)
    _papers(made)
    _records(made)
    _days_off(made)
    _certified(made, office)
    _returned(made)
    _neighbours(made, office)
    _read_twice(made)
    _tied(made)
    _partner(made)
    _to_call(made, office)
    _account(made)
    _phones(made)
    _links(made)
    return made


def _renamed(actor: Actor) -> Actor:
    row = User.objects.get(pk=actor.user_id)
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    assert actor.role is not None
    return world.seated(row, organisation, actor.role)


def crewed(letter: str, name: str, partner: Partner) -> Employer:
    firm = world.employer(name, pir_registered_on=date(2025, 1, 1))
    for number in range(5):
        world.person(firm, f"Worker {number}")
    world.accepted(firm, partner)
    mark(letter, firm, *firm.people.all(), *firm.applications.all())
    return firm


def _firm(made: Side) -> None:
    firm, letter, things = made.firm, made.letter, made.things
    account = WcbAccount.objects.get(employer=firm)
    account.account = f"{letter}-0001"
    account.save()
    spare = WcbAccount.objects.create(employer=firm, account=f"{letter}-0002", industry_code="DEMO-ROOF")
    site = Site.objects.create(employer=firm, name="Site", from_day=date(2026, 1, 1))
    person = firm.people.order_by("pk").last()
    assert person is not None
    training = Training.objects.create(
        person=person, course="building", taken_on=date(2025, 2, 3), partner=made.partner, confirmed_on=date(2025, 2, 4)
    )
    ticket = Training.objects.create(person=person, title="Fall protection", taken_on=date(2025, 5, 5))
    basis = PremiumBasis.objects.create(
        employer=firm, account=account, year=2026, rate="4.0300", worker_earnings=["61234.56"],
        statement_amount="13579.11" if letter == "A" else "24680.22",
    )  # fmt: skip
    section = SystemSection.objects.create(
        employer=firm, key="policy", title="Policy", position=1, updated_at=world.moment().now
    )
    task = FirmTask.objects.create(employer=firm, words="Own", ticket="Own", from_day=date(2026, 1, 1))
    mark(letter, site, training, ticket, section, task)
    PersonTask.objects.create(person=person, own=task, from_day=date(2026, 1, 1))
    things |= {
        "account_id": account.pk,
        "spare_account": spare.pk,
        "site_id": site.pk,
        "person_id": person.pk,
        "person": person.pk,
        "spell_id": person.spells.get().pk,
        "training_id": ticket.pk,
        "own_task": task.pk,
        "year": basis.year,
        "key": section.key,
        "employer": firm.pk,
    }
    hold = EmployerHold.objects.create(employer=firm, since=TODAY - timedelta(days=30), until=TODAY - timedelta(days=3))
    mark(letter, hold)


def piece(made: Side, name: str) -> Evidence:
    """A stored PDF whose very bytes carry the side's canary."""
    data = PDF.replace(b"{canary}", f"CNRY-{made.letter}-bytes-{name}".encode())
    stored = file_store().put(data, suffix=".pdf")
    row = Evidence.objects.create(
        employer=made.firm, name=name, media_type="application/pdf", size=stored.size, pages=1, stored=stored.key,
        sha256=stored.sha256, original_sha256=stored.sha256, received_at=world.moment(SENT).now,
    )  # fmt: skip
    mark(made.letter, row)
    return row


def _papers(made: Side) -> None:
    made.things |= {"loose": piece(made, "loose").pk, "evidence": piece(made, "laid").pk}


def _records(made: Side) -> None:
    """A talk that crew kept, with somebody on it, and another text that waits beside it."""
    letter, noon = made.letter, world.moment(TODAY)
    said = f"CNRY-{letter}-Record-said"
    row = Record.objects.create(
        employer=made.firm, kind="toolbox_talk", happened_on=TODAY, captured_at=noon.now, received_at=noon.now,
        fields={"said": said}, kept_by_id=made.team[Role.CREW].user_id, sha256="0" * 64, changed_at=noon.now,
    )  # fmt: skip
    there = RecordPerson.objects.create(record=row, person_id=made.things["person"], part="present")
    mark(letter, row, there)
    body = {**body_of(sent_of(row)), "title": f"CNRY-{letter}-Record-waiting"}
    RecordRevision.objects.create(record=row, version=0, body=body, sha256="1" * 64, superseded=False, at=noon.now)
    picture = RecordPhoto.objects.create(
        employer=made.firm, record_id=row.pk, evidence_id=jpeg(made, "record"), added_at=noon.now
    )
    made.things |= {"record": row.pk, "record_kind": "toolbox_talk", "record_photo": picture.pk}
    beside = RecordPhotoBeside.objects.create(
        id=uuid4(), employer=made.firm, record=row, evidence_id=jpeg(made, "beside"), at=noon.now
    )
    mark(letter, beside)
    made.things |= {"question_about": "name", "picture_beside": beside.pk}
    mark(letter, RecordAnswer.objects.create(record=row, about="name", asked="0" * 64, at=noon.now))


def _days_off(made: Side) -> None:
    """Stretches without work: one to change, one that lasts, one to take off."""
    spans = {"no_work": (2025, 2, 1), "no_work_lasting": (2026, 5, 20), "no_work_spare": (2025, 4, 1)}
    for name, (year, month, day) in spans.items():
        first = date(year, month, day)
        last = None if name == "no_work_lasting" else first + timedelta(days=9)
        row = NoWork.objects.create(employer=made.firm, from_day=first, to_day=last, reason="layoff")
        mark(made.letter, row)
        made.things[name] = row.pk
    made.things["settled_day"] = "2025-02-04"
    # A talk inside the days of the returned audit: proof that may be confirmed.
    then = world.moment(date(2026, 2, 16)).now
    talk = Record.objects.create(
        employer=made.firm,
        kind="toolbox_talk",
        happened_on=then.date(),
        captured_at=then,
        received_at=then,
        sha256="2" * 64,
    )
    mark(made.letter, talk)
    made.things["offered"] = "5.6"


def _lay(made: Side, audit: Audit) -> AnswerEvidence:
    answer = Answer.objects.get(audit=audit, question="1.1")
    return AnswerEvidence.objects.create(
        answer=answer, evidence_id=made.things["evidence"], first_page=1, added_at=world.moment(SENT).now
    )


def _decided(made: Side, firm: Employer, how: str, **fields: Any) -> Review:
    """A first round, read and decided by the side's reviewer."""
    reviewer = made.team[Role.REVIEWER]
    audit = gathered(made.partner, firm, **fields)
    mark(made.letter, *audit.answers.all())
    if firm == made.firm:
        _lay(made, audit)
    review = opening.open_round(reviewer, world.moment(READ), sent(audit).pk)
    read_all(reviewer, review, {"1.1": 5})
    review.refresh_from_db()
    given = Decision(f"CNRY-{made.letter}-Review-summary", quality="90")
    if how == "return":
        _note(made, review)
        deciding.return_round(reviewer, world.moment(READ), review.pk, given, version=review.version)
    else:
        deciding.accept(reviewer, world.moment(READ), review.pk, given, version=review.version)
    review.refresh_from_db()
    return review


def _note(made: Side, review: Review) -> UUID:
    note = noting.write_note(
        made.team[Role.REVIEWER], world.moment(READ), review.pk, "1.1", kind="must_fix",
        text=f"CNRY-{made.letter}-ReviewNote-text",
    )  # fmt: skip
    return note.pk


def _certified(made: Side, office: Actor) -> None:
    """The firm's own certificate, with both signatures and its sealed document."""
    review = _decided(made, made.firm, "accept")
    certificate = issuing.sign(office, world.moment(date(2026, 4, 28)), review.audit_id)
    cosigning.cosign(made.team[Role.PARTNER_ADMIN], world.moment(date(2026, 4, 29)), certificate.pk)
    sealing.seal(world.moment(date(2026, 4, 29)), certificate.pk)
    line = ActionLine.objects.filter(audit=review.audit).first()
    assert line is not None
    mark(made.letter, line)
    CertificateStatus.objects.create(
        certificate=certificate, status="suspended", effective_on=date(2026, 5, 1), reason="Anybody reads this.",
        recorded_at=world.moment().now,
    )  # fmt: skip
    CertificateStatus.objects.create(
        certificate=certificate, status="reinstated", effective_on=date(2026, 5, 8), reason="Anybody reads this.",
        recorded_at=world.moment().now,
    )  # fmt: skip
    made.things |= {
        "decided_audit": review.audit_id,
        "decided_review": review.pk,
        "certificate": certificate.pk,
        "number": certificate.number,
        "line": line.pk,
    }


def _returned(made: Side) -> None:
    """The yearly audit after: sent once, returned with a note, being corrected, with a text not sent yet."""
    review = _decided(made, made.firm, "return", maintains_id=made.things["certificate"])
    audit = review.audit
    audit.refresh_from_db()
    Answer.objects.filter(audit=audit, question="1.2").update(note=f"CNRY-{made.letter}-Unsent-note")
    talk = Interview.objects.create(
        audit=audit, person_id=made.things["person"], question=TALK, result="knew", held_at=world.moment().now
    )
    mark(made.letter, talk)
    laid = AnswerEvidence.objects.get(answer__audit=audit)
    made.things |= {
        "audit": audit.pk,
        "laid": laid.pk,
        "note": review.notes.get().pk,
        "review_note": review.notes.get().pk,
        "returned_review": review.pk,
        "own_ask": _ask(made, review, f"own-ask-{made.letter}").pk,
        "question": "1.1",
        "round": 1,
    }


def _beside(made: Side, review: Review) -> None:
    """What stands beside a file that is read: a quick ask still open, a call, and a phrase of the desk."""
    by, now = made.team[Role.REVIEWER].user_id, world.moment().now
    asked = _ask(made, review, f"ask-{made.letter}")
    call = CallNote.objects.create(
        review=review, spoke_with="", text="", called_on=READ, written_at=now, written_by_id=by
    )
    phrase = SavedPhrase.objects.create(partner=made.partner, question="1.1", text="", written_by_id=by, written_at=now)
    mark(made.letter, call, phrase)
    made.things |= {"ask_token": f"ask-{made.letter}", "quick_ask": asked.pk, "phrase": phrase.pk}


def _ask(made: Side, review: Review, token: str) -> QuickAsk:
    now = world.moment().now
    row = QuickAsk.objects.create(
        review=review, question="1.1", text="", token_sha256=digest_of_token(token), asked_at=now,
        asked_by_id=made.team[Role.REVIEWER].user_id, answer_by=now + timedelta(days=2),
    )  # fmt: skip
    mark(made.letter, row)
    return row


def _neighbours(made: Side, office: Actor) -> None:
    """Other firms of the same partner: one file being read, one waiting, one to sign, one to co-sign."""
    reviewer = made.team[Role.REVIEWER]
    reading, waiting, applying = (
        crewed(made.letter, f"Neighbour {kind} {made.letter} Ltd.", made.partner) for kind in ("Read", "Wait", "New")
    )
    audit = gathered(made.partner, reading)
    mark(made.letter, *audit.answers.all())
    review = opening.open_round(reviewer, world.moment(READ), sent(audit).pk)
    note = _note(made, review)
    _beside(made, review)
    idle = sent(gathered(made.partner, waiting))
    desk = Desk(made.partner, made.team[Role.PARTNER_ADMIN], office)
    to_sign = accepted_audit(desk, crewed(made.letter, f"Neighbour Sign {made.letter} Ltd.", made.partner))
    to_cosign = signed(desk, crewed(made.letter, f"Neighbour Cosign {made.letter} Ltd.", made.partner))
    applying.applications.update(state="applied", decided_on=None, reason="")
    made.things |= {
        "review": review.pk,
        "reading_note": note,
        "waiting_review": idle.pk,
        "to_sign": to_sign.pk,
        "to_cosign": to_cosign.pk,
        "application_id": applying.applications.get().pk,
        "own_application": made.firm.applications.get().pk,
    }


def _tied(made: Side) -> None:
    """What the reviewer said of two firms: one tie by itself, one whose waiver waits for a second person."""
    reviewer, letter = made.team[Role.REVIEWER], made.letter

    def tied(what: str) -> ReviewerTie:
        firm = crewed(letter, f"Neighbour {what} {letter} Ltd.", made.partner)
        return ties.say(
            reviewer, world.moment(READ), firm=firm.organisation.name, kind="consulted", last_on=None,
            words=f"CNRY-{letter}-ReviewerTie-words",
        )  # fmt: skip

    waiver = ties.ask(reviewer, world.moment(READ), tied("Waived").pk, reason=f"CNRY-{letter}-TieWaiver-reason")
    made.things |= {"tie": tied("Tied").pk, "waiver": waiver.pk}


def _read_twice(made: Side) -> None:
    """Files that a colleague read first: one drawn, one the reviewer reads again, one where both differ; and an appeal."""
    reviewer, letter = made.team[Role.REVIEWER], made.letter
    colleague = world.member(made.partner.organisation, Role.REVIEWER, f"first-{letter.lower()}@example.com")

    def again(what: str) -> SecondRead:
        firm = crewed(letter, f"Neighbour {what} {letter} Ltd.", made.partner)
        return twice.drawn(twice.decided(colleague, made.partner, firm=firm))

    drawn, reading = again("Drawn"), second.open_second(reviewer, world.moment(READ), again("Again").pk)
    done = second.open_second(reviewer, world.moment(READ), again("Both").pk)
    twice.judged(done, {"8.3": 2})
    second.finish(reviewer, world.moment(READ), done.pk)
    words = f"CNRY-{letter}-Settlement-words"
    settling.propose(colleague, world.moment(READ), done.pk, "8.3", Proposal("4", words=words, is_example=True))
    returned = Review.objects.get(pk=made.things["returned_review"])
    appeal = Appeal.objects.create(
        review=returned, audit=returned.audit, text=f"CNRY-{letter}-Appeal-text", made_on=READ,
        made_by_id=made.team[Role.OWNER].user_id, answer_by=READ + timedelta(days=21),
    )  # fmt: skip
    made.things |= {
        "drawn_second": drawn.pk,
        "reading_second": reading.pk,
        "done_second": done.pk,
        "differing": "8.3",
        "appeal": appeal.pk,
    }


def _partner(made: Side) -> None:
    course = "building"
    coming = CourseSession.objects.create(
        partner=made.partner, course=course, held_on=TODAY + timedelta(days=30), place="", seats=12
    )
    mark(made.letter, coming)
    seat = Enrolment.objects.create(session=coming, person_id=made.things["person"], booked_on=TODAY)
    made.things |= {"session_id": coming.pk, "enrolment_id": seat.pk}
    closed = DeskClosed.objects.create(partner=made.partner, day=TODAY + timedelta(days=30))
    mark(made.letter, closed)
    made.things["closed_day"] = closed.pk


def _to_call(made: Side, office: Actor) -> None:
    """A certified firm that has not begun what falls due this year, called once."""
    desk = Desk(made.partner, made.team[Role.PARTNER_ADMIN], office)
    idle = crewed(made.letter, f"Neighbour Idle {made.letter} Ltd.", made.partner)
    certified(desk, idle)
    Certificate.objects.filter(employer=idle).update(issued_on=date(2025, 8, 20), expires_on=date(2028, 8, 20))
    call = StartCall.objects.create(
        partner=made.partner, employer=idle, due_on=date(2026, 8, 20), outcome="no_answer",
        called_at=world.moment(TODAY).now, called_on=TODAY, called_by_id=made.team[Role.REVIEWER].user_id,
    )  # fmt: skip
    mark(made.letter, call)
    made.things["to_call"] = idle.pk


def _account(made: Side) -> None:
    """A colleague to remove and an invitation to take back, for the firm and for the desk."""
    letter, things = made.letter, made.things
    for role, actor in made.team.items():
        things[f"seat_{role.value}"] = Membership.objects.get(user=actor.user_id).pk
    things |= {"no_such_token": "no-such-token", "no_such_user": "zzz"}
    for what, organisation, role in (
        ("firm", made.firm.organisation, Role.CREW),
        ("desk", made.partner.organisation, Role.TRAINER),
    ):
        colleague = world.member(organisation, role, f"colleague-{what}-{letter.lower()}@example.com")
        mark(letter, User.objects.get(pk=colleague.user_id))
        things[f"{what}_membership"] = Membership.objects.get(user=colleague.user_id).pk
        token = f"token-{what}-{letter}"
        row = Invitation.objects.create(
            organisation=organisation, email="x@example.com", role=role.value, token_sha256=digest_of_token(token),
            invited_by_id=colleague.user_id, invited_at=world.moment().now, expires_at=world.moment().now + timedelta(days=10),
        )  # fmt: skip
        mark(letter, row)
        things[f"{what}_invitation"] = row.pk
        things["token"] = token


def _links(made: Side) -> None:
    """What the firm gave away: to a client and to its crew, and what came back through the code on the truck door."""
    token = f"shared-{made.letter}"
    row = SharedLink.objects.create(
        employer=made.firm, purpose="client", token_sha256=digest_of_token(token),
        holds=["letter", "tickets", "account", "policy", "plan"], made_at=world.moment().now,
        made_by_id=made.team[Role.OWNER].user_id, ends_on=TODAY + timedelta(days=14),
    )  # fmt: skip
    mark(made.letter, row)
    made.things |= {"link": row.pk, "shared_token": token, "shared_part": "policy"}
    hung = SharedLink.objects.create(
        employer=made.firm, purpose="crew", token_sha256=digest_of_token(f"crew-{made.letter}"),
        made_at=world.moment().now, made_by_id=made.team[Role.OWNER].user_id,
    )  # fmt: skip
    mark(made.letter, hung)
    SharedLink.objects.create(
        employer=made.firm, purpose="feed", token_sha256=digest_of_token(f"feed-{made.letter}"),
        made_at=world.moment().now, made_by_id=made.team[Role.OWNER].user_id,
    )  # fmt: skip
    asked = PulseRound.objects.create(
        employer=made.firm, quarter=date(2026, 4, 1), questions="first", crew=6, opened_on=TODAY - timedelta(days=9),
        opened_by_id=made.team[Role.OWNER].user_id, last_day=TODAY + timedelta(days=20), answered=6,
        sums={"speak": {"yes": 4, "no": 2}}, sentences=[f"CNRY-{made.letter}-PulseRound-sentences"],
    )  # fmt: skip
    made.things["pulse_round"] = asked.pk
    made.things["blank_kind"] = "inspection"
    made.things["feed_token"] = f"feed-{made.letter}"
    said = UUID(int=0xC0 + ord(made.letter))
    code = concerns.say(world.moment(), f"crew-{made.letter}", concern_id=said, title="The ladder wobbles")
    reply = ConcernReply.objects.get(record=said)
    reply.told_at = world.moment().now
    reply.save()
    mark(made.letter, reply)
    fix = ActionLine.objects.get(record=said)
    fix.done_on, fix.evidence_id = TODAY, jpeg(made)
    fix.save()
    mark(made.letter, fix)
    made.things |= {
        "crew_token": f"crew-{made.letter}",
        "concern_code": code,
        "concern_record": said,
        "concern_photo": 0,
    }


def jpeg(made: Side, of: str = "photo") -> UUID:
    """A stored picture of how something was put right, or of something else."""
    data = f"CNRY-{made.letter}-bytes-{of}".encode()
    stored = file_store().put(data, suffix=".jpg")
    row = Evidence.objects.create(
        employer=made.firm, name="", media_type="image/jpeg", size=stored.size, stored=stored.key,
        sha256=stored.sha256, original_sha256=stored.sha256, received_at=world.moment(SENT).now,
    )  # fmt: skip
    mark(made.letter, row)
    return row.pk


def _phones(made: Side) -> None:
    """A phone that is in, and a code that is shown."""
    owner = made.team[Role.OWNER]
    device, _token = devices.pair(world.moment(), devices.show_pass(owner, world.moment(), name="Truck")[1])
    shown, code = devices.show_pass(owner, world.moment(TODAY, 23, 59), name="Spare")
    DevicePass.objects.filter(pk=shown.pk).update(expires_at=world.moment(TODAY + timedelta(days=1)).now)
    shown.refresh_from_db()
    mark(made.letter, device, *DevicePass.objects.filter(employer=made.firm))
    # No picture has this number yet, on either side: pictures are told apart by who sends them.
    made.things |= {"device_id": device.pk, "code": code, "photo_id": UUID(int=7)}


__all__ = ["CANARIES", "DESK", "EDITION", "TEAM", "TODAY", "Side", "Town", "build", "canary", "prove"]
