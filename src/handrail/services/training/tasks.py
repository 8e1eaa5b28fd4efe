"""Saying which tasks a person does, the firm's own tasks, and what a card counts for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from handrail.program import WorkTask, load_pack
from handrail.rules.permissions import Action
from handrail.rules.training.needs import Kind, Task, kinds_of, title_key
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.once import create_once
from handrail.services.employer.own import own
from handrail.services.errors import Conflict, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.training.needs import Work, cards_of, meanings_of, tasks_of, work_of
from handrail.services.training.tickets import people_here
from handrail.store.models import Employer, FirmTask, Person, PersonTask, TicketMeaning, WcbAccount


@dataclass(frozen=True, slots=True)
class Choice:
    """One task that may be ticked for a person. `program` is the pack's own entry; None for a task of the firm.

    `often`: firms of this industry often do it, which suggests it and says no more.
    """

    task: Task
    tickets: tuple[str, ...]
    program: WorkTask | None
    ticked: bool
    often: bool


@dataclass(frozen=True, slots=True)
class PersonTasks:
    """The tasks one person may be said to do. `said`: somebody said it before."""

    person: Person
    choices: tuple[Choice, ...]
    industry: str
    own_list: str

    @property
    def said(self) -> bool:
        return self.person.tasks_said_on is not None


@dataclass(frozen=True, slots=True)
class Title:
    """One title that cards here bear: who holds it, what it counts for today, and whether the owner said so."""

    title: str
    holders: tuple[str, ...]
    kinds: tuple[Kind, ...]
    said: bool


def person_tasks(actor: Actor, moment: Moment, person_id: UUID | str) -> PersonTasks:
    """What a person does, for its form. Wrong state once the person has left."""
    firm = own(actor, Action.PEOPLE_READ)
    person = access.one(access.people(actor, Action.PEOPLE_READ), str(person_id), _("person"))
    _still_here(moment, person)
    does = tasks_of([person], moment.day).get(str(person.pk), ())
    industry, often = _often(firm, moment)
    choices = tuple(
        Choice(task, tickets, program, task.key in does, task.key in often)
        for task, tickets, program in _known(firm, moment)
    )
    return PersonTasks(person, choices, industry, load_pack(firm.pack).work.own_list)


def all_tasks(actor: Actor, moment: Moment) -> tuple[Choice, ...]:
    """Every task there is at the actor's own firm, the firm's own last."""
    firm = own(actor, Action.PEOPLE_READ)
    _industry, often = _often(firm, moment)
    return tuple(
        Choice(task, tickets, program, False, task.key in often) for task, tickets, program in _known(firm, moment)
    )


def _known(firm: Employer, moment: Moment) -> list[tuple[Task, tuple[str, ...], WorkTask | None]]:
    work = work_of(firm, moment.day)
    names = {kind.key: kind.name for kind in work.kinds}
    program = {one.id: one for one in load_pack(firm.pack).tasks(moment.day)}
    return [(task, tuple(names[key] for key in task.kinds), program.get(task.key)) for task in work.tasks]


def _often(firm: Employer, moment: Moment) -> tuple[str, frozenset[str]]:
    """The firm's industry as its accounts name it, and the tasks its kind of firm often does."""
    names = WcbAccount.objects.filter(employer=firm).exclude(industry="").values_list("industry", flat=True)
    industry = ", ".join(sorted(set(names)))
    return industry, frozenset(load_pack(firm.pack).tasks_often_done(industry.replace(",", " "), moment.day))


@transaction.atomic
def set_tasks(
    actor: Actor, moment: Moment, person_id: UUID | str, *, version: int, tasks: Collection[str]
) -> tuple[str, ...]:
    """Say which tasks a person does from today on; gives their keys. None is an answer too.

    Conflict when somebody changed the person in between; wrong state once the person has left.
    """
    firm = own(actor, Action.TRAINING_WRITE)
    person = access.one(access.people(actor, Action.TRAINING_WRITE), str(person_id), _("person"))
    _still_here(moment, person)
    work, wanted = work_of(firm, moment.day), frozenset(tasks)
    if not wanted <= work.task_keys:
        raise Invalid({"tasks": _("One of these tasks is not on the list any more. Tick them again.")})
    rows = {row.task or str(row.own_id): row for row in PersonTask.objects.filter(person=person, to_day__isnull=True)}
    if not Person.objects.filter(pk=person.pk, version=version).update(
        version=F("version") + 1, tasks_said_on=moment.day
    ):
        sentence = _("Somebody changed this person while you had the page open. Your ticks were not saved.")
        yours, theirs = {"tasks": _words(work, wanted)}, {"tasks": _words(work, rows)}
        raise Conflict(sentence, yours=yours, theirs=theirs, version=person.version)
    program = {one.id for one in load_pack(firm.pack).tasks(moment.day)}
    for key in sorted(wanted - set(rows)):
        is_own = key not in program
        PersonTask.objects.create(
            person=person, task="" if is_own else key, own_id=key if is_own else None, from_day=moment.day
        )
    _end([row for key, row in rows.items() if key not in wanted], moment)
    journal.note(
        actor, moment, Action.TRAINING_WRITE.value, ("person", person.pk), chain=firm.pk,
        what="tasks_said", count=len(wanted),
    )  # fmt: skip
    return tuple(task.key for task in work.tasks if task.key in wanted)


def _still_here(moment: Moment, person: Person) -> None:
    """Whoever starts later may be told ahead; whoever left is asked nothing."""
    if not person.spells.filter(Q(to_day__isnull=True) | Q(to_day__gte=moment.day)).exists():
        raise WrongState(_("%(name)s has left the firm, so no tasks are asked.") % {"name": person.name}, "left")


def _words(work: Work, keys: Collection[str]) -> str:
    return ", ".join(task.words for task in work.tasks if task.key in keys) or _("none")


def _end(rows: Collection[PersonTask] | Collection[FirmTask], moment: Moment) -> None:
    """End these the day before today; what began today never was."""
    for row in rows:
        if row.from_day >= moment.day:
            row.delete()
        else:
            row.to_day = moment.day - timedelta(days=1)
            row.save(update_fields=["to_day"])


@transaction.atomic
def add_task(actor: Actor, moment: Moment, *, words: str, ticket: str, key: UUID | None = None) -> FirmTask:
    """Add a task of the firm's own with the ticket it wants for it; the same `key` adds it once."""
    firm = own(actor, Action.TRAINING_WRITE)
    words, ticket = " ".join(words.split())[:120], " ".join(ticket.split())[:160]
    wrong: dict[str, str] = {}
    if not words:
        wrong["words"] = _("Write what somebody does, such as: climbs towers.")
    if not ticket:
        wrong["ticket"] = _("Write what the ticket for it is called.")
    if wrong:
        raise Invalid(wrong)
    made = FirmTask.objects.filter(pk=key, employer=firm).first() if key else None
    if made is not None:
        return made
    if any(title_key(task.words) == title_key(words) for task in work_of(firm, moment.day).tasks):
        raise Refused("task_known", _("This task stands in the list already."), "words")
    row, new = create_once(
        FirmTask, key, {"employer": firm}, {"words": words, "ticket": ticket, "from_day": moment.day}
    )
    if new:
        journal.note(
            actor, moment, Action.TRAINING_WRITE.value, ("firm_task", row.pk), chain=firm.pk, what="task_added"
        )
    return row


@transaction.atomic
def end_task(actor: Actor, moment: Moment, task_id: UUID | str) -> None:
    """Take a task of the firm's own off its list from today on; who did it does not need its ticket any more."""
    firm = own(actor, Action.TRAINING_WRITE)
    row = access.one(FirmTask.objects.filter(employer=firm, to_day__isnull=True), str(task_id), _("task"))
    _end(list(PersonTask.objects.filter(own=row, to_day__isnull=True)), moment)
    journal.note(actor, moment, Action.TRAINING_WRITE.value, ("firm_task", row.pk), chain=firm.pk, what="task_ended")
    _end([row], moment)


def titles(actor: Actor, moment: Moment) -> tuple[Title, ...]:
    """Every title that cards of the people here bear, and what it counts for; the ones nobody placed come first."""
    firm = own(actor, Action.PEOPLE_READ)
    return _titles(firm, moment)


def _titles(firm: Employer, moment: Moment) -> tuple[Title, ...]:
    here = people_here(firm, moment.day)
    names = {str(person.pk): person.name for person in here}
    work, said = work_of(firm, moment.day), meanings_of(firm)
    found: dict[str, Title] = {}
    for card in cards_of(firm, moment.day, here):
        key = title_key(card.title)
        known = found.get(key)
        holders = (*(known.holders if known else ()), names[card.person])
        counts = kinds_of(card, work.kinds, said)
        kinds = counts if known is None else tuple(dict.fromkeys((*known.kinds, *counts)))
        found[key] = Title(known.title if known else card.title, holders, kinds, key in said)
    return tuple(sorted(found.values(), key=lambda one: (bool(one.kinds) or one.said, title_key(one.title))))


@transaction.atomic
def say_meaning(actor: Actor, moment: Moment, *, title: str, kinds: Collection[str]) -> TicketMeaning:
    """Say what every card with this title counts for; none is an answer too. Said again, the last word stands."""
    firm = own(actor, Action.TRAINING_WRITE)
    wanted, key = frozenset(kinds), title_key(title)
    if key not in {title_key(one.title) for one in _titles(firm, moment)}:
        raise Refused("no_such_card", _("Nobody here holds a card called so. Choose one of the list."), "title")
    known = {kind.key for kind in work_of(firm, moment.day).kinds}
    if not wanted <= known:
        raise Invalid({"kinds": _("One of these tickets is not on the list any more. Tick them again.")})
    row, _new = TicketMeaning.objects.update_or_create(
        employer=firm, title=key, defaults={"kinds": sorted(wanted), "said_on": moment.day}
    )
    journal.note(
        actor, moment, Action.TRAINING_WRITE.value, ("ticket_meaning", row.pk), chain=firm.pk,
        what="card_placed", count=len(wanted),
    )  # fmt: skip
    return row
