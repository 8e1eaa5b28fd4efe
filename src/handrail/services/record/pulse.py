"""The worker pulse: three questions a quarter through the code on the truck door, added up so that nobody is given away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from handrail.program import PulseSet, PulseWords, load_pack
from handrail.rules.days import in_words, quarter
from handrail.rules.permissions import Action
from handrail.rules.record import pulse as rule
from handrail.services import access, journal
from handrail.services.account.acting import person_of
from handrail.services.actor import Actor
from handrail.services.employer import sharing
from handrail.services.employer.own import own
from handrail.services.errors import Invalid, Refused, WrongState
from handrail.services.evidence.keeping import plain
from handrail.services.moment import Moment
from handrail.store.models import Application, Employer, Person, PulsePhone, PulseRound, SharedLink

SENTENCE_LENGTH: Final = 200
MOST_ANSWERS: Final = 40
"""Answers one round takes: more than any crew has, and fewer than a prank needs."""
ANSWERED, CLOSED = "answered", "closed"


# ---- the worker's side --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the code leads to: the firm, its open round with its questions, and whether this phone has answered it."""

    firm: str
    row: PulseRound | None
    questions: PulseSet
    answered: bool


def languages(moment: Moment, link: SharedLink) -> tuple[PulseWords, ...]:
    """The languages in which the firm behind a crew's code asks its questions today; none where it asks nothing."""
    row = _open(link.employer_id, moment)
    return load_pack().pulse.by_id(row.questions).language if row else ()


def asked(moment: Moment, token: str, mark: str = "") -> Asked:
    """The questions behind a code on the truck door, for the phone with this mark. Absent for a code that opens nothing."""
    link = sharing.found(moment, token, sharing.Purpose.CREW)
    row = _open(link.employer_id, moment)
    pulse = load_pack().pulse
    questions = pulse.by_id(row.questions) if row else pulse.on(moment.day)
    done = row is not None and mark != "" and _phones(row, mark).exists()
    return Asked(link.employer.name, row, questions, done)


@transaction.atomic
def answer(
    moment: Moment, token: str, *, mark: str, answers: Mapping[str, str], sentence: str = "", language: str = ""
) -> None:
    """Add one phone's answers to the sums of the open round; they are kept nowhere else and nothing is noted of them.

    `mark` is the phone's own random text, `language` the one its errors are said in. Invalid where an answer is missing
    or the sentence too long; WrongState where the phone has answered ("answered") or nothing is asked ("closed").
    """
    link = sharing.found(moment, token, sharing.Purpose.CREW)
    found = _open(link.employer_id, moment)
    if found is None:
        raise WrongState(load_pack().pulse.on(moment.day).words(language).closed, CLOSED)
    # Looked at anew once it is ours alone: it may have been closed in between, and its figures shown.
    row = PulseRound.objects.select_for_update().filter(pk=found.pk, closed_on=None).first()
    if row is None:
        raise WrongState(load_pack().pulse.on(moment.day).words(language).closed, CLOSED)
    questions = load_pack().pulse.by_id(row.questions)
    words = questions.words(language)
    if _phones(row, mark).exists():
        raise WrongState(words.thanks, ANSWERED)
    said = plain(" ".join(sentence.split()))
    wrong = _wrong(answers, said, questions, words)
    if wrong:
        raise Invalid(wrong)
    if row.answered >= MOST_ANSWERS:
        raise WrongState(words.closed, CLOSED)
    PulsePhone.objects.create(round=row, mark_sha256=_mark(row, mark))
    given = {question.id: {answers[question.id]: 1} for question in questions.question}
    row.sums = rule.added([row.sums, given], given, questions.answers)
    row.answered += 1
    row.crew = max(row.crew, _crew(row.employer_id, moment.day))
    if said:
        row.sentences = sorted([*row.sentences, said])
    row.save(update_fields=["sums", "answered", "crew", "sentences"])


def _wrong(answers: Mapping[str, str], said: str, questions: PulseSet, words: PulseWords) -> dict[str, str]:
    asked = [question.id for question in questions.question]
    wrong = {key: words.missing for key in asked if answers.get(key) not in questions.answers}
    if len(said) > SENTENCE_LENGTH:
        wrong["sentence"] = words.again
    return wrong


def _open(employer: UUID, moment: Moment) -> PulseRound | None:
    rows = PulseRound.objects.filter(
        employer=employer, quarter=quarter(moment.day), closed_on=None, last_day__gte=moment.day
    )
    return rows.first()


def _phones(row: PulseRound, mark: str) -> QuerySet[PulsePhone]:
    return PulsePhone.objects.filter(round=row, mark_sha256=_mark(row, mark))


def _mark(row: PulseRound, mark: str) -> str:
    """What is kept of a phone's mark: another text for each round, so that two rounds cannot be laid side by side."""
    return salted_hmac("handrail.pulse", f"{row.pk}:{mark}", algorithm="sha256").hexdigest()


def _crew(employer: UUID, day: date) -> int:
    people = Person.objects.filter(employer=employer, spells__relation__in=rule.CREW, spells__from_day__lte=day)
    return people.filter(Q(spells__to_day=None) | Q(spells__to_day__gte=day)).distinct().count()


# ---- the owner's side ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """What opening a round today means. `refused` says why it cannot be opened, empty where it can."""

    last_day: date
    crew: int
    least: int
    codes: int
    questions: PulseSet
    refused: str


@dataclass(frozen=True, slots=True)
class Result:
    """One round as its firm sees it: what is shown of it and why, `lines` of the shown group in `firms` firms.

    `answered` is how many of the firm's own crew answered, None while answers still come. `sentences` are the own crew's.
    """

    row: PulseRound
    showing: rule.Showing
    questions: PulseSet
    least: int
    answered: int | None
    firms: int = 0
    lines: tuple[rule.Told, ...] = ()
    sentences: tuple[str, ...] = ()


def rounds(actor: Actor) -> QuerySet[PulseRound]:
    """The firm's own rounds, newest first."""
    access.require(actor, Action.RECORD_READ_RESTRICTED)
    rows = PulseRound.objects.filter(employer=actor.organisation_id)
    return rows.select_related("partner__organisation").order_by("-quarter")


def offer(actor: Actor, moment: Moment) -> Offer:
    """What a round opened today would be, or why there can be none."""
    firm = own(actor, Action.SHARE)
    pack = load_pack()
    crew = _crew(firm.pk, moment.day)
    codes = sharing.links(actor, sharing.Purpose.CREW).filter(removed_at=None).count()
    refused = _refusal(firm, moment, crew)
    return Offer(
        last_day=rule.last_day(moment.day, pack),
        crew=crew,
        least=rule.minimum(quarter(moment.day), pack),
        codes=codes,
        questions=pack.pulse.on(moment.day),
        refused=refused.sentence if refused else "",
    )


def _refusal(firm: Employer, moment: Moment, crew: int) -> Refused | None:
    if PulseRound.objects.filter(employer=firm, quarter=quarter(moment.day)).exists():
        said = _(
            "You asked this quarter already. You can ask again from %(day)s: asked more often, "
            "one person who came or went could be told by what changed."
        )
        following = rule.quarter_end(moment.day) + timedelta(days=1)
        return Refused("once_a_quarter", said % {"day": in_words(following)})
    if not crew:
        said = _("Nobody but owners stands on your list of people. Put your crew on it first.")
        return Refused("no_crew", said)
    return None


@transaction.atomic
def open_round(actor: Actor, moment: Moment) -> PulseRound:
    """Ask the firm's crew from today on. Refused where it was asked this quarter, or where the firm has no crew."""
    firm = own(actor, Action.SHARE)
    Employer.objects.select_for_update().get(pk=firm.pk)
    pack, crew = load_pack(), _crew(firm.pk, moment.day)
    refused = _refusal(firm, moment, crew)
    if refused:
        raise refused
    chosen = Application.objects.filter(employer=firm, state=Application.State.ACCEPTED).first()
    questions = pack.pulse.on(quarter(moment.day))
    row = PulseRound.objects.create(
        employer=firm,
        partner_id=chosen.partner_id if chosen else None,
        quarter=quarter(moment.day),
        questions=questions.id,
        crew=crew,
        opened_on=moment.day,
        opened_by_id=person_of(actor),
        last_day=rule.last_day(moment.day, pack),
    )
    journal.note(actor, moment, "pulse.open", ("pulse", row.pk), chain=firm.pk, until=row.last_day.isoformat())
    return row


@transaction.atomic
def close(actor: Actor, moment: Moment, round_id: UUID | str) -> PulseRound:
    """Take no more answers from now on. Absent for a foreign round; WrongState for one that is over."""
    firm = own(actor, Action.SHARE)
    row = access.one(PulseRound.objects.filter(employer=firm), round_id, _("round of questions"))
    if row.last_day < moment.day:
        raise WrongState(_("It took its last answers already."), CLOSED)
    if not PulseRound.objects.filter(pk=row.pk, closed_on=None).update(closed_on=moment.day):
        raise WrongState(_("It is closed already."), CLOSED)
    journal.note(actor, moment, "pulse.close", ("pulse", row.pk), chain=firm.pk)
    forget(moment)
    row.refresh_from_db()
    return row


def forget(moment: Moment) -> None:
    """Drop what rounds that are over need no more: the phones' marks, and sentences that nobody will ever be shown."""
    over = PulseRound.objects.filter(Q(last_day__lt=moment.day) | Q(closed_on__isnull=False))
    PulsePhone.objects.filter(round__in=over).delete()
    pack = load_pack()
    for row in over.exclude(sentences=[]):
        if not rule.alone(_fact(row), rule.minimum(row.quarter, pack)):
            PulseRound.objects.filter(pk=row.pk).update(sentences=[])


def result(actor: Actor, moment: Moment, round_id: UUID | str) -> Result:
    """One round of the actor's own firm as it may be shown today, or Absent."""
    row = access.one(rounds(actor), round_id, _("round of questions"))
    pack = load_pack()
    least, questions = rule.minimum(row.quarter, pack), pack.pulse.by_id(row.questions)
    mine = _fact(row)
    others = PulseRound.objects.filter(quarter=row.quarter).defer("sums", "sentences")
    shown = rule.showing(mine, [_fact(one) for one in others], moment.day, least)
    answered = None if mine.takes_answers(moment.day) else row.answered
    if shown.group is None:
        return Result(row, shown, questions, least, answered)
    held = PulseRound.objects.filter(pk__in=shown.group.rounds).values_list("sums", flat=True)
    sums = rule.added(held, [question.id for question in questions.question], questions.answers)
    alone = shown.group.scope is rule.Scope.OWN
    return Result(
        row=row,
        showing=shown,
        questions=questions,
        least=least,
        answered=answered,
        firms=len(shown.group.rounds),
        lines=rule.told(sums),
        sentences=rule.mixed(row.sentences, str(row.pk)) if alone else (),
    )


def _fact(row: PulseRound) -> rule.Round:
    return rule.Round(
        id=row.pk,
        partner=row.partner_id,
        quarter=row.quarter,
        crew=row.crew,
        answered=row.answered,
        last_day=row.last_day,
        closed=row.closed_on is not None,
    )
