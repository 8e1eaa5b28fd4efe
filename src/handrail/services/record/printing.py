"""Chosen records typeset into one piece of proof: as they were kept, both clocks, signatures as they were written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.integrations import pictures
from handrail.integrations.files import file_store
from handrail.integrations.typesetting import typeset
from handrail.program import RecordKind, load_pack
from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.employer.firm import both_names
from handrail.services.employer.own import own
from handrail.services.errors import Absent, Refused
from handrail.services.evidence.keeping import LABEL_LENGTH, keep
from handrail.services.moment import Moment, zone
from handrail.services.record.reading import changed_words, is_late, late_days, signed_before
from handrail.store.models import ActionLine, Evidence, Record, RecordInProof, RecordPerson, RecordPhoto, Training

MOST = 60
"""Records in one piece of proof: more than any question asks for, and few enough to be read."""
PHOTO_SIDE = 1000  # pixels; a photo is half a page wide
PHOTOS_OF_ONE = 6
PAGES_OF_PAPER = 4
ROOM = 2 / 3
"""The share of the largest file taken that pictures may fill; what finds no room stays with its record, and is counted."""
_PDF = "application/pdf"
# In a record only the owner and consultant read, these fields may hold who it was.
_NAMING = frozenset({"name", "name_on_it", "by", "took_part", "reported_to"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records and tickets that go into one piece, oldest first, and whether names of restricted ones are shown."""

    records: tuple[Record, ...]
    tickets: tuple[Training, ...]
    names: bool = False


@dataclass
class _Laid:
    """Files laid beside the template."""

    content: dict[str, bytes] = field(default_factory=dict)

    def take(self, name: str, data: bytes) -> bool:
        """Lay one in, if there is room for it."""
        held = sum(len(one) for one in self.content.values())
        if held + len(data) > settings.UPLOAD_MAX_BYTES * ROOM:
            return False
        self.content[name] = data
        return True

    @property
    def has_pages(self) -> bool:
        return any(name.endswith(".pdf") for name in self.content)


def chosen(actor: Actor, ids: Iterable[UUID | str], *, names: bool = False) -> Chosen:
    """The firm's own records and tickets with these keys. Raises Absent where one is not among them, Refused for none."""
    firm = own(actor, Action.RECORD_READ)
    try:
        wanted = {UUID(str(key)) for key in ids}
    except ValueError:
        raise Absent("record") from None
    rows = access.records(actor, Action.RECORD_READ).filter(pk__in=wanted).select_related("site", "employer")
    records = tuple(rows.order_by("happened_on", "captured_at", "pk"))
    rest = wanted - {row.pk for row in records}
    tickets = tuple(
        Training.objects.filter(pk__in=rest, person__employer=firm)
        .select_related("person")
        .order_by("person__name", "taken_on", "pk")
    )
    if rest - {row.pk for row in tickets}:
        raise Absent("record")
    if not wanted:
        raise Refused("none_chosen", _("Choose at least one record."), "records")
    if len(wanted) > MOST:
        raise Refused("too_many", _("Choose at most %(most)s records for one question.") % {"most": MOST}, "records")
    return Chosen(records, tickets, names)


def bundle(actor: Actor, moment: Moment, these: Chosen, *, about: str = "") -> Evidence:
    """One PDF of the chosen records, stored as proof of the firm; the same records, unchanged, give the same piece.

    `about` says in one line why these, such as the seed they were drawn by, and which was swapped and why.
    """
    access.require(actor, Action.EVIDENCE_ADD)
    firm = own(actor, Action.RECORD_READ)
    laid = _Laid()
    data = document(these, both_names(firm), laid, about=about, demonstration=moment.demonstration)
    at = max((row.received_at for row in these.records), default=datetime.combine(moment.day, time(), tzinfo=UTC))
    pdf = typeset("records", data, at=at, files=laid.content, standards=() if laid.has_pages else ("ua-1",))
    kinds = {row.kind for row in these.records} | ({"training_certificate"} if these.tickets else set())
    with transaction.atomic():
        piece = keep(
            actor,
            moment,
            f"{data['title']}.pdf",
            pdf,
            label=data["title"],
            kind=next(iter(kinds)) if len(kinds) == 1 else "",
            happened_on=max((row.happened_on for row in these.records), default=None),
        )
        RecordInProof.objects.bulk_create(
            (RecordInProof(evidence=piece, record=row) for row in these.records), ignore_conflicts=True
        )
    return piece


def title_of(these: Chosen) -> str:
    """What the piece is called: '31 × Talk, 2 June 2025 to 2 March 2026'."""
    kinds = load_pack().record_kinds
    counted = Counter(row.kind for row in these.records)
    if these.tickets:
        counted["training_certificate"] += len(these.tickets)
    what = ", ".join(f"{many} × {kinds[kind].owner_words}" for kind, many in counted.most_common())
    days = [row.happened_on for row in these.records] or [row.taken_on for row in these.tickets]
    first, last = min(days), max(days)
    span = (
        _short(first) if first == last else _("%(first)s to %(last)s") % {"first": _short(first), "last": _short(last)}
    )
    return f"{what}, {span}"[:LABEL_LENGTH]


def document(these: Chosen, firm: str, laid: _Laid, *, about: str = "", demonstration: bool = False) -> dict[str, Any]:
    """The chosen records in the words of the printed sheets; their pictures are laid into `laid`."""
    kinds = load_pack().record_kinds
    people, photos, fixes = _belongings(these.records)
    hidden = [row for row in these.records if kinds[row.kind].restricted and not these.names]
    note = (
        _("Who was there, signatures and pictures are left out of these records; the text stands as it was written.")
        if hidden
        else ""
    )
    return {
        "title": title_of(these),
        "firm": firm,
        "about": about,
        "note": note,
        "watermark": _("DEMONSTRATION") if demonstration else "",
        "list_columns": [_("Day"), _("What"), _("Where"), ""],
        "list": [
            [_short(row.happened_on), _what(row, kinds), _where(row), _mark(row, people[row.pk])]
            for row in these.records
        ],
        "tickets_heading": _("Tickets"),
        "ticket_columns": [_("Who"), _("Ticket"), _("Taken"), _("Good until")],
        "tickets": [
            [
                row.person.name,
                row.title or _course(row),
                _short(row.taken_on),
                _short(row.expires_on) if row.expires_on else "",
            ]
            for row in these.tickets
        ],
        "people_columns": [_("Name"), "", _("Signature")],
        "fixes_heading": _("What was found, and what became of it"),
        "fix_columns": [_("What"), _("Who"), _("By"), _("Done")],
        "records": [
            _sheet(row, (people[row.pk], photos[row.pk], fixes[row.pk]), laid, bare=row in hidden)
            for row in these.records
        ],
    }


def _belongings(
    records: Sequence[Record],
) -> tuple[dict[UUID, list[RecordPerson]], dict[UUID, list[RecordPhoto]], dict[UUID, list[ActionLine]]]:
    """Everybody on the records, their pictures and their fixes, by record; three statements."""
    keys = [row.pk for row in records]
    people: dict[UUID, list[RecordPerson]] = defaultdict(list)
    photos: dict[UUID, list[RecordPhoto]] = defaultdict(list)
    fixes: dict[UUID, list[ActionLine]] = defaultdict(list)
    for person in RecordPerson.objects.filter(record__in=keys).order_by("name", "pk"):
        people[person.record_id].append(person)
    held = RecordPhoto.objects.filter(record_id__in=keys, evidence__removed_at__isnull=True).select_related("evidence")
    mine = {row.pk: row.employer_id for row in records}
    for photo in held.order_by("added_at", "pk"):
        if photo.employer_id == mine[photo.record_id]:
            photos[photo.record_id].append(photo)
    for fix in ActionLine.objects.filter(record__in=keys).order_by("raised_on", "pk"):
        fixes[fix.record_id].append(fix)  # type: ignore[index]  # it has a record, being found by one
    return people, photos, fixes


def _sheet(
    row: Record, belongings: tuple[list[RecordPerson], list[RecordPhoto], list[ActionLine]], laid: _Laid, *, bare: bool
) -> dict[str, Any]:
    people, photos, fixes = belongings
    kind = load_pack().record_kinds[row.kind]
    left_out = []
    if bare and people:
        left_out.append(
            ngettext("%(n)s person is named in the record.", "%(n)s people are named in the record.", len(people))
            % {"n": len(people)}
        )
    shown, rest = ([], len(photos)) if bare else _photos(photos, laid)
    if rest:
        left_out.append(
            ngettext(
                "%(n)s more picture is kept with the record.", "%(n)s more pictures are kept with the record.", rest
            )
            % {"n": rest}
        )
    return {
        "heading": f"{_what(row, {kind.id: kind})}, {in_words(row.happened_on)}",
        "late": _late(row),
        "changed": changed_words(row, people, named=not bare),
        "head": _head(row, kind, bare),
        "fields": [
            [one.label, _value(row.fields[one.id])]
            for one in kind.fields
            if row.fields.get(one.id) not in (None, "", []) and not (bare and one.id in _NAMING)
        ],
        "people": [] if bare else [_person(row, one) for one in people],
        "fixes": [
            [
                fix.what,
                "" if bare else fix.who,
                _short(fix.due_on) if fix.due_on else "",
                _short(fix.done_on) if fix.done_on else _("open"),
            ]
            for fix in fixes
        ],
        "photos": shown,
        "left_out": left_out,
    }


def _head(row: Record, kind: RecordKind, bare: bool) -> list[list[str]]:
    happened = in_words(row.happened_on) + (f", {row.happened_at:%H:%M}" if row.happened_at else "")
    lines = [
        [_("Happened"), happened],
        [_("Written down"), _clock(row.captured_at)],
        [_("Arrived"), _clock(row.received_at)],
    ]
    if _where(row):
        lines.append([_("Where"), _where(row)])
    if row.paper_of:
        lines.append([_("On the paper of"), row.paper_of])
    if row.title and not bare:
        lines.append([kind.title_asks or _("About"), row.title])
    if not bare:
        lines.append([_("Kept by"), row.kept_by_name])
    return lines


def _person(row: Record, one: RecordPerson) -> dict[str, Any]:
    parts = {"signed": _("was there and signed"), "present": _("was there"), "absent": _("not there that day")}
    part = str(parts.get(one.part, one.part))
    if one.part == "signed" and one.signed_at:
        part = f"{part}, {localtime(one.signed_at, zone()):%H:%M}"
    if signed_before(row, one):
        part = _("%(part)s, to the words before the change") % {"part": part}
    strokes = [_points(stroke) for stroke in one.strokes]
    strokes = [stroke for stroke in strokes if stroke]
    high = max((point[1] for stroke in strokes for point in stroke), default=0)
    hand = _("ticked, or on the paper itself") if one.part == "signed" and not strokes else ""
    return {"name": one.name, "part": part, "strokes": strokes, "high": high, "hand": hand}


def _points(stroke: list[Any]) -> list[list[int]]:
    """A stroke as pairs, whether it is kept as pairs or as one row of numbers."""
    if stroke and isinstance(stroke[0], list):
        return [[int(x), int(y)] for x, y in stroke]
    return [[int(x), int(y)] for x, y in zip(stroke[::2], stroke[1::2], strict=False)]


def _photos(photos: list[RecordPhoto], laid: _Laid) -> tuple[list[dict[str, Any]], int]:
    """The pictures that are laid in, small enough for a sheet, and how many were left."""
    shown: list[dict[str, Any]] = []
    rest = 0
    parts = {"before": _("before"), "after": _("after"), "paper": _("the paper")}
    for photo in photos:
        name = _lay(photo.evidence, laid) if len(shown) < PHOTOS_OF_ONE else None
        if name is None:
            rest += 1
            continue
        taken = photo.evidence.taken_on
        said = (
            photo.caption,
            parts.get(photo.part, ""),
            _("taken on %(day)s") % {"day": _short(taken)} if taken else "",
        )
        caption = " · ".join(one for one in said if one)
        pages = min(photo.evidence.pages or 1, PAGES_OF_PAPER) if photo.evidence.media_type == _PDF else 0
        numbers = range(1, pages + 1) if pages else (0,)
        shown += [
            {"file": name, "page": page, "caption": caption, "alt": photo.caption or _("Picture of the record")}
            for page in numbers
        ]
    return shown, rest


def _lay(file: Evidence, laid: _Laid) -> str | None:
    suffix = {_PDF: ".pdf", "image/jpeg": ".jpg"}.get(file.media_type)
    if suffix is None:
        return None
    name = f"{file.sha256}{suffix}"
    if name not in laid.content:
        try:
            data = file_store().read(file.stored)
            if not laid.take(name, data if suffix == ".pdf" else pictures.smaller(data, PHOTO_SIDE)):
                return None
        except (FileNotFoundError, pictures.BadPicture):
            return None
    return name


def _what(row: Record, kinds: Any) -> str:
    kind = kinds[row.kind]
    return kind.owner_words if kind.restricted or not row.title else f"{kind.owner_words}: {row.title}"


def _where(row: Record) -> str:
    return row.site.name if row.site else row.place


def _mark(row: Record, people: list[RecordPerson]) -> str:
    said = [_("late entry")] if is_late(row) else []
    if any(signed_before(row, one) for one in people):
        said.append(_("changed after it was signed"))
    elif row.changed_at is not None:
        said.append(_("changed"))
    return ", ".join(said)


def _late(row: Record) -> str:
    if not is_late(row):
        return ""
    late = late_days(row)
    said = ngettext(
        "Late entry: it was written down %(n)s day after.", "Late entry: it was written down %(n)s days after.", late
    )
    return said % {"n": late}


def _clock(at: datetime) -> str:
    local = localtime(at, zone())
    return f"{in_words(local.date())}, {local:%H:%M}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    try:
        return in_words(date.fromisoformat(value)) if isinstance(value, str) and len(value) == 10 else str(value)
    except ValueError:
        return str(value)


def _short(day: date) -> str:
    return in_words(day).split(" ", 1)[1]


def _course(row: Training) -> str:
    course = load_pack().courses.get(row.course)
    return course.name if course else row.course
