"""Who of a firm needs which ticket for the tasks they do, how each stands, and which cards nobody has placed yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.rules.training import needs as rule
from handrail.rules.training.needs import Card, Kind, Need, NeedState, Tally, Task, title_key
from handrail.services.account.acting import person_of
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.services.registry.publishing import csv_line
from handrail.services.training.tickets import people_here, tickets_of
from handrail.store.models import Employer, FirmTask, Person, PersonTask, TicketMeaning

CSV_COLUMNS: Final = ("name", "position", "tasks", "ticket", "state", "card", "taken", "last_day", "as_of")


@dataclass(frozen=True, slots=True)
class Work:
    """The tasks there are at a firm on a day, the pack's and its own, and the kinds of ticket they ask for."""

    tasks: tuple[Task, ...]
    kinds: tuple[Kind, ...]

    @property
    def task_keys(self) -> frozenset[str]:
        """Keys of all tasks: the pack's id, or the key of a firm's own."""
        return frozenset(task.key for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line: the tasks they do and a need, or nothing, for each column. `said`: somebody said which tasks."""

    person: Person
    said: bool
    tasks: tuple[Task, ...]
    cells: tuple[Need | None, ...]

    @property
    def needs(self) -> tuple[Need, ...]:
        """The tickets this person needs, in the order of the columns."""
        return tuple(cell for cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Needs:
    """Everybody who is with the firm on the day by every kind of ticket that somebody here needs.

    `unclear` holds one card for each title that nobody has placed yet.
    """

    firm: Employer
    day: date
    columns: tuple[Kind, ...]
    lines: tuple[Line, ...]
    tally: Tally
    unclear: tuple[Card, ...]

    @property
    def unsaid(self) -> tuple[Person, ...]:
        """Those of whom nobody has said yet which tasks they do."""
        return tuple(line.person for line in self.lines if not line.said)


def page(actor: Actor, moment: Moment) -> Needs:
    """The needs of the actor's own firm. Nine statements however many people."""
    return needs_of(own(actor, Action.PEOPLE_READ), moment.day)


def tally_here(actor: Actor, moment: Moment) -> Tally | None:
    """How the needed tickets of the actor's own firm stand together; None where nobody was said to do any task."""
    firm = own(actor, Action.PEOPLE_READ)
    if not PersonTask.objects.filter(_holds(moment.day), person__employer=firm).exists():
        return None
    return needs_of(firm, moment.day).tally


def mine(actor: Actor, moment: Moment) -> tuple[tuple[str, Need], ...]:
    """What the signed-in person's own work asks for and they do not hold: the firm's name and the need.

    Only where they are with the firm on the day. Forbidden for a stranger, who is sent to sign in.
    """
    user = person_of(actor)
    rows = Person.objects.filter(user=user, tasks_said_on__isnull=False).select_related("employer__organisation")
    return tuple(
        (row.employer.name, need)
        for row in rows
        for line in needs_of(row.employer, moment.day).lines
        if line.person.pk == row.pk
        for need in line.needs
        if need.state in {NeedState.MISSING, NeedState.ENDED}
    )


def needs_of(firm: Employer, day: date) -> Needs:
    """The needs of everybody who is with a firm on a day."""
    pack, here = load_pack(firm.pack), people_here(firm, day)
    work = work_of(firm, day)
    doing = tasks_of(here, day)
    cards = cards_of(firm, day, here)
    said = meanings_of(firm)
    found = rule.needs(
        {str(person.pk): doing.get(str(person.pk), ()) for person in here},
        work.tasks, work.kinds, cards, meanings=said, day=day, pack=pack,
    )  # fmt: skip
    needed = {need.kind.key for need in found}
    columns = tuple(kind for kind in work.kinds if kind.key in needed)
    by_cell = {(need.person, need.kind.key): need for need in found}
    lines = tuple(
        Line(
            person,
            person.tasks_said_on is not None and person.tasks_said_on <= day,
            tuple(task for task in work.tasks if task.key in doing.get(str(person.pk), ())),
            tuple(by_cell.get((str(person.pk), kind.key)) for kind in columns),
        )
        for person in here
    )
    # Only the card of somebody who misses a ticket can be the one that is looked for.
    missing = {need.person for need in found if need.card is None}
    open_cards = rule.unclear([card for card in cards if card.person in missing], work.kinds, said)
    return Needs(firm, day, columns, lines, rule.tally(found, day, pack), open_cards)


def work_of(firm: Employer, day: date) -> Work:
    """The tasks in force at a firm on a day: the pack's in its order, then its own by their words. One statement."""
    pack = load_pack(firm.pack)
    kinds = {
        one.id: Kind(one.id, one.name, frozenset(one.courses), frozenset(title_key(title) for title in one.titles))
        for one in pack.ticket_kinds().values()
    }
    tasks = [Task(one.id, one.words, one.tickets, one.law, one.source) for one in pack.tasks(day)]
    by_title = {title: kind.key for kind in kinds.values() for title in {*kind.titles, title_key(kind.name)}}
    rows = FirmTask.objects.filter(_holds(day), employer=firm).order_by("words", "pk")
    for row in rows:
        title = title_key(row.ticket)
        key = by_title.get(title) or f"own:{title}"
        kinds.setdefault(key, Kind(key, row.ticket, titles=frozenset({title})))
        tasks.append(Task(str(row.pk), row.words, (key,)))
    return Work(tuple(tasks), tuple(kinds.values()))


def tasks_of(people: Iterable[Person], day: date) -> dict[str, tuple[str, ...]]:
    """The keys of the tasks that each of these people does on a day. One statement."""
    found: dict[str, tuple[str, ...]] = {}
    rows = PersonTask.objects.filter(_holds(day), person__in=list(people)).order_by("person", "from_day", "pk")
    for row in rows:
        found[str(row.person_id)] = (*found.get(str(row.person_id), ()), row.task or str(row.own_id))
    return found


def cards_of(firm: Employer, day: date, people: Iterable[Person]) -> tuple[Card, ...]:
    """The tickets these people hold, as the rule takes them. Two statements."""
    rows = tickets_of(firm, day, {person.pk for person in people})
    return tuple(Card(str(one.person_id), one.title, one.taken_on, one.expires_on, one.course) for one in rows)


def meanings_of(firm: Employer) -> Mapping[str, frozenset[str]]:
    """What the owner said that cards count for, by title. One statement."""
    rows = TicketMeaning.objects.filter(employer=firm)
    return {row.title: frozenset(str(kind) for kind in row.kinds) for row in rows}


def csv_of(actor: Actor, moment: Moment) -> str:
    """The needs as a file for a spreadsheet: one line for each ticket a person needs, one for whoever needs none."""
    found = page(actor, moment)
    lines = [csv_line(CSV_COLUMNS)]
    for line in found.lines:
        tasks = "; ".join(task.words for task in line.tasks)
        who = (line.person.name, line.person.position, tasks)
        if not line.needs:
            lines.append(csv_line((*who, "", "", "", "", "", found.day.isoformat())))
        for need in line.needs:
            card = need.card
            held = (
                card.title if card else "",
                card.taken_on.isoformat() if card else "",
                card.expires_on.isoformat() if card and card.expires_on else "",
            )
            lines.append(csv_line((*who, need.kind.name, need.state.value, *held, found.day.isoformat())))
    return "".join(lines)


def _holds(day: date) -> Q:
    return Q(from_day__lte=day) & (Q(to_day__isnull=True) | Q(to_day__gte=day))
