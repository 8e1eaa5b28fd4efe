"""Two firms somebody signs in for after sending: one has its audit back and appeals, the other waits and is asked one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from handrail.program import load_pack
from handrail.rules.days import add_months
from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.demonstration import background, cast
from handrail.services.demonstration.background_audits import Audits
from handrail.services.demonstration.background_rows import Course
from handrail.services.demonstration.cast import Cast, on
from handrail.services.demonstration.papers.scenes import card
from handrail.services.installation.importing import Batch, last_serials
from handrail.services.review import (
    appealing,
    asked,
    asking,
    calling,
    deciding,
    noting,
    opening,
    phrases,
    pointing,
    receiving,
)
from handrail.services.review.deciding import Decision
from handrail.services.review.pointing import Judgement
from handrail.services.system import manual
from handrail.store.models import Audit, Organisation, Review, ReviewedAnswer


@dataclass(frozen=True, slots=True)
class Sender:
    """A firm that has sent its audit: what it is called, its trade, its owner, and how many days ago it sent."""

    number: int
    name: str
    trade: tuple[str, str, str]
    owner: str
    email: str
    people: int
    sent: int


# Their account numbers lie below those of the background, which lives on by itself.
TALLGRASS: Final = Sender(
    -1, "Tallgrass Roofing Ltd.", ("Roofing", "DEMO-ROOF", "Roofing"), "Noreen Baptiste", "owner@tallgrass.example", 6, 30
)  # fmt: skip
SNOWBERRY: Final = Sender(
    -2, "Snowberry Plumbing Ltd.", ("Plumbing", "DEMO-GEN", "General trades"), "Teodor Vance", "owner@snowberry.example", 4, 9
)  # fmt: skip

# The written system as a small firm types it; the rest stands on one page in the binder.
SECTIONS: Final[Mapping[str, str]] = {
    "": "One page in the green binder, read with the crew in spring. A copy is in each truck.",
    "policy": "Nobody gets hurt for a job of ours. Whoever sees it is not safe stops it, and is thanked for it.",
    "emergency": "Call 911, say the address off the morning sheet, send somebody to the road. Kit and extinguisher are behind "
    "the seat. Then call the owner.",
    "incidents": "Everything the same day, small things too: to the lead hand, who tells the owner.",
}

# What the reviewer gave, why, and the note the firm reads.
TAKEN_OFF: Final[Mapping[str, tuple[str, str, str]]] = {
    "2.3": (
        "10",
        "Three of the five tasks that rank high have an assessment.",
        "Hot tar and the skylights rank high on your own list and have no assessment. Please write both with the people who "
        "do the work, and date them.",
    ),
    "5.3": (
        "9",
        "One fall protection ticket, that of Tess Voss, ran out on 11 March, a month before the proof days.",
        "One fall protection ticket ran out before your proof days. Please send the new card, both sides.",
    ),
    "7.2": (
        "8",
        "Checks for May, July and September; the page for 7.1 says each month from May to October.",
        "Your schedule says a check each month in season, and three of six are here. Please send the others. If they were "
        "not done, say so: the points stay as they are and nothing else happens.",
    ),
    "8.3": (
        "0",
        "The sheet of 14 August is a talk about the plan. Nobody did anything.",
        "Talking the plan through is training. Please hold a drill for somebody hanging in the rope, time it, and write down "
        "what you would change.",
    ),
}  # fmt: skip
LOOKS_GOOD: Final = "The morning sheets are the best I have read this spring: short, and different every day."
RETURNED: Final = """\
You run a careful crew, and the morning sheets show it. The points are there; four things are not: two assessments, a ticket in \
date, the missing checks, and a real drill. I cannot accept it without them, so it comes back once. Two of them are an \
afternoon's work, and you may phone me about the drill before you start on it."""
ASKED: Final = "The card of your second first aider, both sides? The photo in 8.6 is cut off at the top."
ASKED_LATE: Final = "Which of the two subs was on the school roof in June? A word is enough."
ANSWERED: Final = "Here it is. It was in the glove box."
CALLED: Final = (
    "Phoned about the checks. June and August were not done because the school roof ran late; the July sheet is from the "
    "shop and not from a roof. Said that it is fine to leave the points as they are."
)
APPEAL: Final = (
    "On 7.2 you count three checks. There are four: the one of 20 October is on the back of the September sheet, page 2 of "
    "the checks we sent. October is in our season, it was warm until the 28th."
)
ONE_THING: Final = (
    "The clearance letter for the excavator who dug the service line in April: is there one from before 8 April?"
)
PHONED: Final = (
    "The crew is in Hinton until Friday and has a signal in the evening only. Will send what is asked from there."
)


def fill(people: Cast, day: date) -> None:
    """Both firms as they stand on `day`, at the construction partner."""
    desk = people.construction
    first, other = desk.reviewers[0], desk.reviewers[-1]
    _sent_back(first, *_send(people, TALLGRASS, day), day)
    owner, review = _send(people, SNOWBERRY, day)
    opening.open_round(other, on(day - timedelta(days=4), 9), review.pk)
    called = day - timedelta(days=3)
    calling.note_call(other, on(called, 11), review.pk, spoke_with=owner.name, text=PHONED, called_on=called)
    asking.ask(other, on(day - timedelta(days=1), 20), review.pk, "6.2", text=ONE_THING)


def _send(people: Cast, one: Sender, day: date) -> tuple[Actor, Review]:
    """The firm with everything it did before sending, written like the background; from then on through the services."""
    batch = Batch()
    since, sent = day - timedelta(days=500), day - timedelta(days=one.sent)
    made = background.firm(
        batch, one.number, desk=people.construction, stage="submitted", since=since, day=day,
        dice=Random(one.name), called=(one.name, one.trade, one.owner, one.people),  # noqa: S311
    )  # fmt: skip
    background.joined(batch, made)
    audits = Audits(batch, people, last_serials())
    days = Course(sent - timedelta(days=22), sent - timedelta(days=14), sent, sent, sent)
    audit = audits.audit(made, days, "submitted")
    audits.sent(made, audit, audits.profile(made, weak=False), days, proven=True)
    batch.write()
    owner = cast.member(on(since, 10), Organisation.objects.get(pk=made.key), Role.OWNER, one.email)
    _written(owner, one.owner, day - timedelta(days=70))
    row = Audit.objects.select_related("partner__organisation", "employer__organisation").get(pk=audit.pk)
    return owner, receiving.receive(owner, on(sent, 19), row)


def _written(owner: Actor, name: str, day: date) -> None:
    """The written system: typed in short, as it hangs in the truck, and signed."""
    for section in load_pack().manual.section:
        body = SECTIONS.get(section.key, SECTIONS[""])
        row = manual.write(owner, on(day, 19), section.key, version=0, fields=manual.SectionFields(body=body))
        manual.sign(
            owner, on(day, 20), section.key, version=row.version, name=name, on=day, review_on=add_months(day, 12)
        )  # fmt: skip


def _sent_back(reader: Actor, owner: Actor, review: Review, day: date) -> None:
    """Read within a week, with two small asks and a call; returned with four notes; the owner appeals one of them."""

    def ago(days: int) -> date:
        return day - timedelta(days=days)

    opening.open_round(reader, on(ago(13), 9), review.pk)
    asking.ask(reader, on(ago(13), 14), review.pk, "6.2", text=ASKED_LATE)
    small = asking.ask(reader, on(ago(11), 10), review.pk, "8.6", text=ASKED)
    photo = card(
        one_seed := "Tallgrass first aid",
        date(2025, 4, 2),
        "Gus Hollis",
        "Standard first aid",
        one_seed[-3:],
        "April 2028",
    )
    asked.answer_own(owner, on(ago(11), 20), small.pk, words=ANSWERED, files=[("first-aid-card.jpg", photo)])
    calling.note_call(
        reader, on(ago(9), 15), review.pk, spoke_with=owner.name, text=CALLED, called_on=ago(9), question_id="7.2"
    )  # fmt: skip
    _judge(reader, review, ago(8))
    notes = [
        noting.write_note(reader, on(ago(8), 11), review.pk, question, kind="must_fix", text=text)
        for question, (_points, _why, text) in TAKEN_OFF.items()
    ]
    noting.write_note(reader, on(ago(8), 11), review.pk, "2.6", kind="information", text=LOOKS_GOOD)
    for note, for_any in ((notes[1], False), (notes[2], False), (notes[3], True)):
        phrases.save_from_note(reader, on(ago(8), 12), review.pk, note.pk, for_any=for_any)
    review.refresh_from_db()
    deciding.return_round(reader, on(ago(7), 16), review.pk, Decision(RETURNED), version=review.version)
    appealing.make(owner, on(ago(4), 19), review.pk, APPEAL)


def _judge(reader: Actor, review: Review, day: date) -> None:
    """What the firm claimed, but for what was taken off."""
    claims = dict(review.audit.answers.values_list("question", "points"))
    rows = list(ReviewedAnswer.objects.filter(review=review))
    for row in rows:
        row.points, row.not_applicable = claims.get(row.question), row.question == "6.3"
        row.given_by_id = reader.user_id
    ReviewedAnswer.objects.bulk_update(rows, ["points", "not_applicable", "given_by"])
    versions = {row.question: row.version for row in rows}
    for question, (points, why, _text) in TAKEN_OFF.items():
        given = Judgement(str(min(Decimal(points), claims[question] or Decimal(0))), reason=why)
        pointing.set_points(reader, on(day, 10), review.pk, question, given, version=versions[question])
