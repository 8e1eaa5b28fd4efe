"""The form of a record, made from what its kind asks: it reads what was typed, the services judge it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.program import RecordField, RecordKind
from handrail.rules.days import add_months, in_words
from handrail.services.errors import Invalid, Refused
from handrail.services.moment import Moment
from handrail.services.record.keeping import Defect, RecordSent, Signed
from handrail.services.record.reading import Start

DEFECT_ROWS = 3
LONG, ONE_LINE, PLACE = 4000, 200, 160
ASKED_FROM = 24
"""Months back from which a day is asked about before it is saved: a slip of the year is likelier than a record so old."""
SIGNED, PRESENT, ABSENT = "signed", "present", "absent"


class RecordForm(forms.Form):
    """What a record of one kind asks. Fields of the kind are named `f_<id>`, people `p_<key>`, things found `d_<row>_...`."""

    use_required_attribute = False
    happened_on = forms.DateField(label=gettext_lazy("Which day was it?"))
    happened_at = forms.TimeField(
        label=gettext_lazy("What time was it?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    site_id = forms.ChoiceField(label=gettext_lazy("Which job?"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Or where was it?"),
        help_text=gettext_lazy("An address, a shop, a truck: as you would say it."),
        required=False,
        max_length=PLACE,
    )
    paper_of = forms.CharField(
        label=gettext_lazy("Whose form is it?"),
        help_text=gettext_lazy(
            "Such as the general contractor. Then a photo of the sheet, its day and who signed are enough."
        ),
        required=False,
        max_length=PLACE,
    )
    others = forms.CharField(
        label=gettext_lazy("Somebody who is not on the list"),
        help_text=gettext_lazy("One name a line."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kind: RecordKind, start: Start, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.start = kind, start
        self.doubted: date | None = None
        self.fields["title"] = forms.CharField(
            label=kind.title_asks or _("What is it about?"),
            max_length=ONE_LINE,
            required=False,
            widget=forms.TextInput(attrs={"list": "topics"} if kind.topics else {}),
        )
        sites = [(str(site.pk), site.name) for site in start.sites]
        site = self.fields["site_id"]
        assert isinstance(site, forms.ChoiceField)
        site.choices = [("", _("None of these")), *sites]
        if start.places:
            self.fields["place"].widget.attrs["list"] = "places"
        for asked in kind.fields:
            self.fields[f"f_{asked.id}"] = _field_of(asked)
        for person in start.crew:
            self.fields[f"p_{person.pk}"] = forms.ChoiceField(
                label=person.name, required=False, choices=_parts(), widget=forms.Select
            )
        for row in range(DEFECT_ROWS if kind.finds else 0):
            self._defect_row(row)

    def _defect_row(self, row: int) -> None:
        said = {"n": row + 1}
        self.fields[f"d_{row}_what"] = forms.CharField(
            label=_("%(n)s. What has to be put right?") % said, required=False, max_length=ONE_LINE * 2
        )
        self.fields[f"d_{row}_who"] = forms.CharField(label=_("Who does it?"), required=False, max_length=120)
        self.fields[f"d_{row}_due"] = forms.DateField(label=_("By which day?"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not found.get("title") and not found.get("paper_of") and "title" not in self.errors:
            self.add_error("title", _("Say in a few words what it is about."))
        day = found.get("happened_on")
        for _what, _who, due in self.found:
            if day and found.get(due.name) and found[due.name] < day:
                said = _("That is before the day it was found, %(day)s. Give a later day, or leave it empty.")
                self.add_error(due.name, said % {"day": in_words(day)})
        return found

    def asks_about_day(self, today: date, was: date | None = None) -> bool:
        """Whether the day, another than it `was`, lies so far back that it may be a slip; then the page asks, once a day typed."""
        day = self.cleaned_data.get("happened_on")
        if day is None or day == was or day >= add_months(today, -ASKED_FROM):
            return False
        if self.data.get("day_is_right") == day.isoformat():
            return False
        said = _("Is that day right? %(day)s is more than two years ago. Change it, or say below that it is right.")
        self.add_error("happened_on", said % {"day": in_words(day)})
        self.doubted = day
        return True

    def as_asked(self) -> RecordForm:
        """The form as a page shows it: what the kind demands is not called optional, though a paper of others may do without."""
        if self.is_bound:
            self.is_valid()  # judged once, before it looks as if nothing could stay empty
        for one in self.kind.fields:
            self.fields[f"f_{one.id}"].required = one.required
        self.fields["title"].required = True
        return self

    # ---- groups for the page

    @property
    def asked(self) -> list[BoundField]:
        return [self[f"f_{one.id}"] for one in self.kind.fields]

    @property
    def needed(self) -> list[BoundField]:
        """What the kind demands, for whoever types from a filled sheet."""
        return [self[f"f_{one.id}"] for one in self.kind.fields if one.required]

    @property
    def beyond(self) -> list[BoundField]:
        """What the picture of the sheet says well enough by itself."""
        return [self[f"f_{one.id}"] for one in self.kind.fields if not one.required]

    @property
    def beyond_open(self) -> bool:
        return self.open_group(["happened_at", *(bound.name for bound in self.beyond)])

    @property
    def crew(self) -> list[BoundField]:
        """Each of the crew, those who were there last time first."""
        before = self.start.last_crew
        return [self[f"p_{one.pk}"] for one in sorted(self.start.crew, key=lambda one: one.pk not in before)]

    @property
    def found(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        rows = range(DEFECT_ROWS if self.kind.finds else 0)
        return [(self[f"d_{row}_what"], self[f"d_{row}_who"], self[f"d_{row}_due"]) for row in rows]

    def open_group(self, names: Iterable[str]) -> bool:
        """Whether any of these fields holds something or has to be mended, so that its group is not folded away."""
        return any(name in self.errors or self[name].value() not in (None, "", []) for name in names)

    @property
    def paper_open(self) -> bool:
        return self.open_group(["paper_of"])

    @property
    def found_open(self) -> bool:
        return self.open_group([bound.name for row in self.found for bound in row])

    @property
    def people_open(self) -> bool:
        return self.kind.signed_by == "crew" or self.open_group(["others", *(bound.name for bound in self.crew)])

    @property
    def time_open(self) -> bool:
        return self.open_group(["happened_at"])

    # ---- what was typed

    def sent(
        self,
        record_id: UUID,
        captured_at: datetime,
        *,
        about: UUID | None = None,
        was: RecordSent | None = None,
        follows: int = 0,
    ) -> RecordSent:
        """The record that was typed. `was` is what stood before: its signatures, as given then, and what it found stay on it."""
        typed = self.cleaned_data
        site = typed["site_id"]
        return RecordSent(
            id=record_id,
            kind=self.kind.id,
            happened_on=typed["happened_on"],
            captured_at=captured_at,
            happened_at=typed["happened_at"],
            site_id=UUID(site) if site else None,
            place=typed["place"],
            title=typed["title"],
            fields={one.id: _plain(typed[f"f_{one.id}"]) for one in self.kind.fields},
            paper_of=typed["paper_of"],
            about=about,
            defects=(was.defects if was else ()) + tuple(self._defects(record_id, follows)),
            people=tuple(self._people(was)),
            follows=follows,
        )

    def sent_again(self, was: RecordSent, captured_at: datetime) -> RecordSent:
        """The same form for a new record sent once more, with other words perhaps: a change of what it made before."""
        stood = {one.id: one.what for one in was.defects}
        sent = self.sent(was.id, captured_at, about=was.about, was=replace(was, defects=()))
        new = []
        for row, typed in enumerate(sent.defects):
            if typed.id not in stood:
                new.append(typed)
            elif stood[typed.id] != typed.what.strip():  # what was found first stays, as in every change
                new.append(replace(typed, id=uuid5(was.id, f"found {was.follows} {row} {typed.what}")))
        return replace(sent, defects=(*was.defects, *new), follows=was.follows)

    def _defects(self, record_id: UUID, follows: int) -> Iterable[Defect]:
        for row in range(DEFECT_ROWS if self.kind.finds else 0):
            what = self.cleaned_data[f"d_{row}_what"].strip()
            if what:
                who, due = self.cleaned_data[f"d_{row}_who"], self.cleaned_data[f"d_{row}_due"]
                # The same form sent twice raises the same fix.
                yield Defect(uuid5(record_id, f"found {follows} {row}"), what, who, due)

    def _people(self, was: RecordSent | None) -> Iterable[Signed]:
        before = {one.person_id: one for one in was.people} if was else {}
        for person in self.start.crew:
            part, earlier = self.cleaned_data[f"p_{person.pk}"], before.pop(person.pk, None)
            if part and earlier is not None and earlier.part == part:
                yield earlier  # with its signature, which stays given to the words it was given to
            elif part:
                yield Signed(person.pk, person.name, part)
        listed = {name.strip() for name in self.cleaned_data["others"].splitlines() if name.strip()}
        for one in was.people if was else ():
            if one.person_id is None and one.name in listed:
                listed.discard(one.name)
                yield one
            elif one.person_id in before and one.person_id is not None:
                yield one  # somebody who is gone since
        yield from (Signed(None, name, PRESENT) for name in sorted(listed))

    def put_errors(self, error: Invalid | Refused) -> None:
        """The sentences of a refusal on their fields; what concerns none of them stands above the form."""
        errors = error.errors if isinstance(error, Invalid) else {error.field or "": error.sentence}
        for name, sentence in errors.items():
            ours = name.replace("fields.", "f_", 1)
            ours = {"defects": "d_0_what", "people": "others"}.get(ours, ours)
            self.add_error(ours if ours in self.fields else None, sentence)


def _parts() -> list[tuple[str, str]]:
    return [
        ("", _("Not said")),
        (SIGNED, _("There, signed on the paper")),
        (PRESENT, _("There")),
        (ABSENT, _("Not there")),
    ]


def _field_of(asked: RecordField) -> forms.Field:
    """The field for one thing asked. Nothing is demanded here: the service knows what a paper of others may leave out."""
    said: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": False}
    match asked.kind:
        case "line" | "text":
            widget = forms.TextInput() if asked.kind == "line" else forms.Textarea(attrs={"rows": 3})
            return forms.CharField(max_length=ONE_LINE if asked.kind == "line" else LONG, widget=widget, **said)
        case "checks":
            options = [(option, option) for option in asked.options]
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **said)
        case "choice" | "yes_no":
            options = [(option, option) for option in asked.options] or [("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **said)
        case "number":
            return forms.DecimalField(min_value=0, max_value=999_999_999, decimal_places=2, **said)
        case "day":
            return forms.DateField(**said)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | list) else str(value)


def initial_new(start: Start, moment: Moment) -> dict[str, Any]:
    """What a new form holds before anything is typed: today, and last time's job. Who was there is said anew each time."""
    found: dict[str, Any] = {"happened_on": moment.day}
    if start.last is not None:
        found["site_id"] = str(start.last.site_id or "")
        found["place"] = start.last.place
    return found


def initial_of(sent: RecordSent, start: Start) -> dict[str, Any]:
    """What a form holds that changes a record."""
    found: dict[str, Any] = {
        "happened_on": sent.happened_on,
        "happened_at": sent.happened_at,
        "site_id": str(sent.site_id or ""),
        "place": sent.place,
        "title": sent.title,
        "paper_of": sent.paper_of,
        "others": "\n".join(one.name for one in sent.people if one.person_id is None),
    }
    for name, value in sent.fields.items():
        found[f"f_{name}"] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    crew = {person.pk for person in start.crew}
    return found | {f"p_{one.person_id}": one.part for one in sent.people if one.person_id in crew}


class RemoveForm(forms.Form):
    use_required_attribute = False
    why = forms.CharField(
        label=gettext_lazy("Why does it go?"),
        help_text=gettext_lazy(
            "Such as: kept twice, wrong day. It is not deleted; it leaves the list with your reason."
        ),
        max_length=200,
    )
