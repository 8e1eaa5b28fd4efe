"""Blank forms to print: the fields of a kind as lines, who signs, and a code that leads back to the kind's own form."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from handrail.integrations.qr import qr_svg
from handrail.integrations.typesetting import typeset
from handrail.program import RecordField, RecordKind, load_pack
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.employer.firm import both_names
from handrail.services.employer.own import own
from handrail.services.errors import Absent
from handrail.services.headcount.counting import with_spells
from handrail.services.moment import Moment
from handrail.store.models import Employer, Person

_LINES: Final = {"text": 3, "line": 1}
FEWEST_ROWS, MOST_ROWS = 4, 14
LETTER, A4 = "letter", "a4"
_PAPER: Final = {LETTER: "us-letter", A4: "a4"}
"""The sheets a form is made for, under their names here and in the typesetter."""


def kinds(actor: Actor) -> tuple[RecordKind, ...]:
    """The kinds of record that are kept on a form: those of the field first, else in the order of the pack."""
    firm = own(actor, Action.RECORD_ADD)
    kept = [kind for kind in load_pack(firm.pack).record_kinds.values() if kind.kept]
    return tuple(sorted(kept, key=lambda kind: not kind.field))


def blank(actor: Actor, moment: Moment, kind_id: str, paper: str = LETTER) -> bytes:
    """The blank form of one kind as a PDF, with the names of who is here under the signatures. Absent for a kind not kept."""
    kind = next((one for one in kinds(actor) if one.id == kind_id), None)
    if kind is None:
        raise Absent(_("form"))
    return _set(actor, moment, (kind,), kind.owner_words, paper)


def all_blank(actor: Actor, moment: Moment, paper: str = LETTER) -> bytes:
    """Every blank form as one PDF, each beginning on a sheet of its own, those of the field first."""
    return _set(actor, moment, kinds(actor), _("Blank forms"), paper)


def _set(actor: Actor, moment: Moment, asked: tuple[RecordKind, ...], title: str, paper: str) -> bytes:
    """The forms on the paper; a paper that is not known is letter."""
    firm = own(actor, Action.RECORD_ADD)
    names = _names(firm, moment)
    data: dict[str, Any] = {
        "firm": both_names(firm),
        "paper": _PAPER.get(paper, _PAPER[LETTER]),
        "title": title,
        "foot": _("Photograph the filled sheet. Keep the paper until the picture is in."),
        "code_says": _("Code that opens this form on a phone"),
        "code_does": _("Scan to send it in"),
        "top": [_("Day and time"), _("Where")],
        "finds_title": _("Found, to put right"),
        "finds": [_("What"), _("Who"), _("By when")],
        "signs": [_("Name"), _("Signature")],
        "forms": [_form(kind, names) for kind in asked],
    }
    # The code opens the kind's form on any phone that is let in: the picture and the few fields that matter go there.
    codes = {f"code-{kind.id}.svg": qr_svg(f"{settings.BASE_URL}/records/new/{kind.id}?paper=1") for kind in asked}
    return typeset("blank_form", data, at=moment.now, files=codes)


def _form(kind: RecordKind, names: list[str]) -> dict[str, Any]:
    crew = kind.signed_by == "crew"
    rows = min(max(len(names) + 2, FEWEST_ROWS), MOST_ROWS) if crew else 1
    listed = names[:rows] if crew else []
    return {
        "id": kind.id,
        "title": kind.owner_words,
        "usual": kind.usual,
        "title_asks": kind.title_asks or _("What it is about"),
        "fields": [_field(field) for field in kind.fields],
        "finds": kind.finds,
        "signs": kind.signed_by != "nobody",
        "signs_title": _("Who was there") if crew else _("Who kept it"),
        "names": [*listed, *[""] * (rows - len(listed))],
    }


def _field(field: RecordField) -> dict[str, Any]:
    options = list(field.options)
    if field.kind == "yes_no":
        options = [_("Yes"), _("No")]
    lines = _LINES.get(field.kind, 1)
    return {"label": field.label, "hint": field.hint, "options": options, "lines": lines, "long": lines > 1}


def _names(firm: Employer, moment: Moment) -> list[str]:
    people = with_spells(Person.objects.filter(employer=firm)).order_by("name", "pk")
    return [
        person.name
        for person in people
        if any(
            one.from_day <= moment.day and (one.to_day is None or moment.day <= one.to_day)
            for one in person.spells.all()
        )
    ]
