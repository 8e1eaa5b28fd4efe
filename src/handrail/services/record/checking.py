"""Whether what was sent of a record can stand: its kind's own fields, its days, its sizes, and whose people and sites it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from handrail.program import RecordField, RecordKind, load_pack
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Invalid
from handrail.services.evidence.keeping import plain
from handrail.services.moment import Moment, zone
from handrail.services.record.sent import PARTS, Defect, RecordSent, Signed
from handrail.store.models import Person, Record, Site

TITLE, PLACE, NAME, LINE, TEXT = 200, 160, 120, 200, 4000  # characters, as the tables and a sheet of paper hold
MOST_DEFECTS, MOST_PEOPLE, MOST_POINTS = 20, 60, 3000
EARLIEST_DAY, YEARS = date(1950, 1, 1), (1900, 2999)
Errors = dict[str, str]


def kind_of(kind: str) -> RecordKind | None:
    """The kind with this id, if records of it are kept."""
    found = load_pack().record_kinds.get(kind)
    return found if found is not None and found.kept else None


def several_lines(text: str) -> str:
    """Text of several lines without control characters and without marks that turn the writing around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(plain(line.replace("\t", " ")) for line in lines).strip()


def checked(actor: Actor, moment: Moment, sent: RecordSent) -> RecordSent:
    """The actor's record with its texts cleaned and its values in their own types; Invalid naming every field that is wrong.

    A field of the kind is named `fields.<its id>`.
    """
    access.require(actor, Action.RECORD_ADD)
    employer_id = actor.organisation_id
    assert employer_id is not None  # require() saw to it
    errors: Errors = {}
    kind = kind_of(sent.kind)
    if kind is None:
        raise Invalid({"kind": _("Choose one of the kinds of record in the list.")})
    _days(errors, moment, sent)
    title, place = _line(errors, "title", sent.title, TITLE), _line(errors, "place", sent.place, PLACE)
    paper_of = _line(errors, "paper_of", sent.paper_of, PLACE)
    fields = _fields(errors, kind, sent.fields, all_of_them=not paper_of)
    defects, people = _defects(errors, sent.defects), _people(errors, employer_id, sent.people)
    _owned(errors, actor, sent)
    if errors:
        raise Invalid(errors)
    return replace(
        sent,
        title=title,
        place=place,
        paper_of=paper_of,
        fields=fields,
        defects=defects,
        people=people,
        captured_at=_utc(sent.captured_at),
    )


def _utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone())).astimezone(UTC)


def _days(errors: Errors, moment: Moment, sent: RecordSent) -> None:
    if sent.happened_on > moment.day:
        errors["happened_on"] = _("That day has not come yet. Give the day it happened.")
    elif sent.happened_on < EARLIEST_DAY:
        errors["happened_on"] = _("Give the year in full, such as 2026.")
    clocks = [sent.captured_at, *(one.signed_at for one in sent.people if one.signed_at)]
    if not all(YEARS[0] <= clock.year <= YEARS[1] for clock in clocks):
        errors["captured_at"] = _("The clock of this phone gives no year. Set it and send the record once more.")


def _line(errors: Errors, name: str, text: str, most: int) -> str:
    found = plain(text)
    if len(found) > most:
        errors[name] = _("This is too long: %(most)s characters at most.") % {"most": most}
    return found


def _fields(errors: Errors, kind: RecordKind, given: dict[str, Any], *, all_of_them: bool) -> dict[str, Any]:
    """The answers by field id, empty ones left out. Somebody else's paper says it all itself, so nothing is demanded."""
    known = {field.id: field for field in kind.fields}
    for name in given:
        if name not in known:
            errors["fields"] = _("This form has changed. Open it again.")
    found: dict[str, Any] = {}
    for name, field in known.items():
        try:
            value = _answer(field, given.get(name))
        except ValueError as problem:
            errors[f"fields.{name}"] = str(problem)
            continue
        if value not in (None, "", []):
            found[name] = value
        elif field.required and all_of_them:
            errors[f"fields.{name}"] = _missing(field)
    return found


def _missing(field: RecordField) -> str:
    if field.kind == "checks":
        return _("Tick at least one.")
    return _("Choose one.") if field.kind in {"choice", "yes_no"} else _("Write a few words here.")


def _answer(field: RecordField, value: Any) -> Any:
    """The answer in its own type: text, a list of options, True or False, a number, an ISO day. ValueError says why not."""
    if value is None or value in ("", []):
        return None
    match field.kind:
        case "line" | "text":
            return _written(field, value)
        case "choice" | "checks":
            return _chosen(field, value)
        case "yes_no":
            return _yes_or_no(value)
        case "number":
            return _number(value)
        case "day":
            return _day(value)


def _chosen(field: RecordField, value: Any) -> str | list[str]:
    if field.kind == "choice":
        if not isinstance(value, str) or value not in field.options:
            raise ValueError(_("Choose one from the list."))
        return value
    if not isinstance(value, list) or any(one not in field.options for one in value):
        raise ValueError(_("Choose from the list."))
    return [option for option in field.options if option in value]


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value not in {"yes", "no"}:
        raise ValueError(_("Choose yes or no."))
    return value == "yes"


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(_("Give the day as year, month and day, such as 2026-04-24.")) from None


def _written(field: RecordField, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("Give this as text."))
    text, most = (several_lines(value), TEXT) if field.kind == "text" else (plain(value), LINE)
    if len(text) > most:
        raise ValueError(_("This is too long: %(most)s characters at most.") % {"most": most})
    return text


def _number(value: Any) -> int | float:
    said = _("Give a number of 0 or more, such as 7 or 7.5.")
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 20:
        raise ValueError(said)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(said) from None
    if not number.is_finite() or not 0 <= number < 1_000_000_000:
        raise ValueError(said)
    return int(number) if number == number.to_integral_value() else float(round(number, 2))


def _defects(errors: Errors, given: tuple[Defect, ...]) -> tuple[Defect, ...]:
    if len(given) > MOST_DEFECTS or len({one.id for one in given}) < len(given):
        errors["defects"] = _("Give at most %(most)s things found, each once.") % {"most": MOST_DEFECTS}
        return ()
    found = []
    for one in given:
        what, who = several_lines(one.what), plain(one.who)
        if not what:
            errors["defects"] = _("Say of each thing found what has to be put right.")
        elif len(what) > LINE * 2 or len(who) > NAME:
            errors["defects"] = _("Say it in one line of at most %(most)s characters.") % {"most": LINE * 2}
        elif one.due_on is not None and one.due_on < EARLIEST_DAY:
            errors["defects"] = _("Give the year in full, such as 2026.")
        found.append(replace(one, what=what, who=who))
    return tuple(found)


def _people(errors: Errors, employer_id: UUID, given: tuple[Signed, ...]) -> tuple[Signed, ...]:
    if len(given) > MOST_PEOPLE:
        errors["people"] = _("A record holds at most %(most)s people.") % {"most": MOST_PEOPLE}
        return ()
    keys = [one.person_id for one in given if one.person_id]
    names = dict(Person.objects.filter(employer=employer_id, pk__in=keys).values_list("pk", "name")) if keys else {}
    if len(names) < len(set(keys)):
        errors["people"] = _("Somebody on this record is not on your list of people. Choose again.")
    elif len(set(keys)) < len(keys):
        errors["people"] = _("Somebody stands twice on this record.")
    found = []
    for one in given:
        name = plain(one.name) or (names.get(one.person_id, "") if one.person_id else "")
        if not name or len(name) > NAME:
            errors.setdefault("people", _("Give everybody a name of at most %(most)s characters.") % {"most": NAME})
        if one.part not in PARTS:
            errors.setdefault("people", _("Say of everybody: signed, there, or not there."))
        try:
            strokes = _strokes(one.strokes)
        except (TypeError, ValueError):
            errors.setdefault("people", _("A signature could not be read. Sign once more."))
            strokes = []
        if strokes and one.part != "signed":
            strokes = []  # nobody signs who is not said to have signed
        signed_at = _utc(one.signed_at) if one.signed_at and YEARS[0] <= one.signed_at.year <= YEARS[1] else None
        found.append(replace(one, name=name, strokes=strokes, signed_at=signed_at))
    return tuple(found)


def _strokes(given: list[Any]) -> list[list[list[int]]]:
    """Strokes as lists of points of whole numbers; a stroke may come as pairs or as one row of numbers."""
    found, points = [], 0
    for stroke in given:
        if not isinstance(stroke, list):
            raise ValueError(stroke)
        flat = (
            stroke
            if all(not isinstance(one, list) for one in stroke)
            else [one for pair in stroke for one in _pair(pair)]
        )
        if len(flat) % 2 or any(isinstance(one, bool) or not isinstance(one, int | float) for one in flat):
            raise ValueError(stroke)
        if any(not 0 <= one <= 1000 for one in flat):
            raise ValueError(stroke)
        points += len(flat) // 2
        if points > MOST_POINTS:
            raise ValueError(points)
        numbers = [round(one) for one in flat]
        if numbers:
            found.append([list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)])
    return found


def _pair(pair: Any) -> list[Any]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError(pair)
    return pair


def _owned(errors: Errors, actor: Actor, sent: RecordSent) -> None:
    """Another firm's site or record looks as if it were not there, and so does a record the actor may not read."""
    if sent.site_id and not Site.objects.filter(pk=sent.site_id, employer=actor.organisation_id).exists():
        errors["site_id"] = _("This job is not on your list. Choose again, or write where it was.")
    if sent.about == sent.id:
        errors["about"] = _("A record cannot follow itself. Choose another one.")
    elif sent.about and not _follows(actor, sent, sent.about):
        errors["about"] = _("The record that this one follows is not here yet. Send that one first.")


def _follows(actor: Actor, sent: RecordSent, about: UUID) -> bool:
    """Whether the record it follows is the actor's to read, or stands on this one already, though it was removed since."""
    if access.records(actor, Action.RECORD_ADD).filter(pk=about).exists():
        return True
    return Record.objects.filter(pk=sent.id, employer=actor.organisation_id, about=about).exists()
