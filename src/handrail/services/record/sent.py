"""What is sent of a record, as frozen values, as the JSON a phone sends, and as the body whose digest tells it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import rfc8785
from django.utils.translation import gettext as _

from handrail.services.errors import Invalid
from handrail.services.moment import zone

PARTS = ("signed", "present", "absent")


@dataclass(frozen=True, slots=True)
class Defect:
    """Something found to put right. Its id becomes the fix's, so that sending twice raises it once."""

    id: UUID
    what: str
    who: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody on a record. `strokes`: lists of points x, y between 0 and 1000; none is a tick or a paper's signature."""

    person_id: UUID | None
    name: str
    part: str = "present"
    strokes: list[Any] = field(default_factory=list)
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordSent:
    """A record as it was captured. `follows` is the version it was made from; 0 for a new one."""

    id: UUID
    kind: str
    happened_on: date
    captured_at: datetime
    happened_at: time | None = None
    site_id: UUID | None = None
    place: str = ""
    title: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    paper_of: str = ""
    about: UUID | None = None
    defects: tuple[Defect, ...] = ()
    people: tuple[Signed, ...] = ()
    follows: int = 0


def body_of(sent: RecordSent) -> dict[str, Any]:
    """The record as plain JSON values, without `follows`: what it says, not what it was made from.

    People and things found stand in an order of their own, so that the same record is the same body however it is listed.
    """
    return {
        "id": str(sent.id),
        "kind": sent.kind,
        "happened_on": sent.happened_on.isoformat(),
        "happened_at": sent.happened_at.isoformat() if sent.happened_at else None,
        "captured_at": sent.captured_at.isoformat(),
        "site_id": str(sent.site_id) if sent.site_id else None,
        "place": sent.place,
        "title": sent.title,
        "fields": sent.fields,
        "paper_of": sent.paper_of,
        "about": str(sent.about) if sent.about else None,
        "defects": [
            {
                "id": str(one.id),
                "what": one.what,
                "who": one.who,
                "due_on": one.due_on.isoformat() if one.due_on else None,
            }
            for one in sorted(sent.defects, key=lambda one: str(one.id))
        ],
        "people": [
            {
                "person_id": str(one.person_id) if one.person_id else None,
                "name": one.name,
                "part": one.part,
                "strokes": one.strokes,
                "signed_at": one.signed_at.isoformat() if one.signed_at else None,
            }
            for one in sorted(sent.people, key=lambda one: (one.name, str(one.person_id), one.part))
        ],
    }


def digest(body: dict[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON (RFC 8785) of a body."""
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def words_of(title: str, fields: dict[str, Any], happened_on: str) -> str:
    """The digest of what somebody signs: what it was about, what was answered, and the day (ISO) it is of."""
    return digest({"title": title, "fields": fields, "happened_on": happened_on})


class _Reader:
    """Reads JSON values one by one and gathers what is wrong with them under the names that were sent."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def wrong(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, sentence)

    def text(self, body: dict[str, Any], name: str, where: str = "") -> str:
        value = body.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(where or name, _("Give this as text."))
            return ""
        return value

    def key(self, body: dict[str, Any], name: str, where: str = "") -> UUID | None:
        value = body.get(name)
        if value is None or value == "":
            return None
        try:
            return UUID(value)
        except (ValueError, TypeError, AttributeError):
            self.wrong(where or name, _("This number is not complete. Choose it again."))
            return None

    def day(self, body: dict[str, Any], name: str, where: str = "") -> date | None:
        value = body.get(name)
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError):
            self.wrong(where or name, _("Give the day as year, month and day, such as 2026-04-24."))
            return None

    def instant(self, body: dict[str, Any], name: str, where: str = "") -> datetime | None:
        value = body.get(name)
        if value is None or value == "":
            return None
        try:
            found = datetime.fromisoformat(value)
        except (ValueError, TypeError):
            self.wrong(where or name, _("Give the day and time as 2026-04-24T06:50:00-06:00."))
            return None
        return found if found.tzinfo else found.replace(tzinfo=zone())

    def clock(self, body: dict[str, Any], name: str) -> time | None:
        value = body.get(name)
        if value is None or value == "":
            return None
        try:
            return time.fromisoformat(value).replace(tzinfo=None, microsecond=0)
        except (ValueError, TypeError):
            self.wrong(name, _("Give the time as hours and minutes, such as 06:50."))
            return None

    def rows(self, body: dict[str, Any], name: str) -> list[dict[str, Any]]:
        value = body.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(name, _("Give this as a list."))
            return []
        return value

    def defects(self, body: dict[str, Any]) -> tuple[Defect, ...]:
        found = []
        for one in self.rows(body, "defects"):
            key = self.key(one, "id", "defects")
            if key is None:
                self.wrong("defects", _("Each thing found needs its own number."))
                continue
            what, who = self.text(one, "what", "defects"), self.text(one, "who", "defects")
            found.append(Defect(key, what, who, self.day(one, "due_on", "defects")))
        return tuple(found)

    def people(self, body: dict[str, Any]) -> tuple[Signed, ...]:
        found = []
        for one in self.rows(body, "people"):
            strokes = one.get("strokes") or []
            if not isinstance(strokes, list):
                self.wrong("people", _("A signature could not be read. Sign once more."))
                strokes = []
            found.append(
                Signed(
                    self.key(one, "person_id", "people"),
                    self.text(one, "name", "people"),
                    self.text(one, "part", "people") or "present",
                    strokes,
                    self.instant(one, "signed_at", "people"),
                )
            )
        return tuple(found)


def read_json(body: Any) -> RecordSent:
    """The record that JSON holds, by the names of `RecordSent`. Raises Invalid naming each value that cannot be read.

    What the values mean (whether the kind exists, the day has come, the site is the firm's) `keep` looks into.
    """
    if not isinstance(body, dict):
        raise Invalid({"record": _("This is no record. Open it again and send it once more.")})
    read = _Reader()
    key, happened_on, captured_at = (
        read.key(body, "id"),
        read.day(body, "happened_on"),
        read.instant(body, "captured_at"),
    )
    if key is None:
        read.wrong("id", _("The record has no number of its own."))
    if happened_on is None:
        read.wrong("happened_on", _("Give the day it happened."))
    if captured_at is None:
        read.wrong("captured_at", _("The time of capture is missing."))
    fields, follows = body.get("fields") or {}, body.get("follows") or 0
    if not isinstance(fields, dict):
        read.wrong("fields", _("The answers could not be read."))
    if isinstance(follows, bool) or not isinstance(follows, int) or not 0 <= follows < 100_000:
        read.wrong("follows", _("The version could not be read."))
    kind, site_id, about = read.text(body, "kind"), read.key(body, "site_id"), read.key(body, "about")
    happened_at, place, title = read.clock(body, "happened_at"), read.text(body, "place"), read.text(body, "title")
    paper_of, defects, people = read.text(body, "paper_of"), read.defects(body), read.people(body)
    if read.errors or key is None or happened_on is None or captured_at is None:
        raise Invalid(read.errors)
    return RecordSent(
        id=key,
        kind=kind,
        happened_on=happened_on,
        captured_at=captured_at,
        happened_at=happened_at,
        site_id=site_id,
        place=place,
        title=title,
        fields=fields,
        paper_of=paper_of,
        about=about,
        defects=defects,
        people=people,
        follows=follows,
    )
