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


def kinds(actor: Actor) -> tuple[RecordKind, ...]:
    """The kinds of record that are kept on a form, in the order of the pack."""
    firm = own(actor, Action.RECORD_ADD)
    return tuple(kind for kind in load_pack(firm.pack).record_kinds.values() if kind.kept)


def blank(actor: Actor, moment: Moment, kind_id: str) -> bytes:
    """The blank form of one kind as a PDF, with the names of who is here under the signatures. Absent for a kind not kept."""
    kind = next((one for one in kinds(actor) if one.id == kind_id), None)
    if kind is None:
        raise Absent(_("form"))
    firm = own(actor, Action.RECORD_ADD)
    names = _names(firm, moment) if kind.signed_by == "crew" else []
    rows = min(max(len(names) + 2, FEWEST_ROWS), MOST_ROWS) if kind.signed_by == "crew" else 1
    data: dict[str, Any] = {
        "firm": both_names(firm),
        "title": kind.owner_words,
        "usual": kind.usual,
        "foot": _("Photograph the filled sheet, keep the paper until the picture is in."),
        "code_says": _("Code that opens this form on a phone"),
        "top": [_("Day and time"), _("Where")],
        "title_asks": kind.title_asks or _("What it is about"),
        "fields": [_field(field) for field in kind.fields],
        "finds_title": _("Found, to put right"),
        "finds": [_("What"), _("Who"), _("By when")] if kind.finds else [],
        "signs_title": _("Who was there") if kind.signed_by == "crew" else _("Who kept it"),
        "signs": [_("Name"), _("Signature")] if kind.signed_by != "nobody" else [],
        "rows": rows,
        "names": [*names[:rows], *[""] * (rows - len(names[:rows]))],
    }
    # The code opens the kind's form on any phone that is let in: the picture and the few fields that matter go there.
    code = qr_svg(f"{settings.BASE_URL}/records/new/{kind.id}")
    return typeset("blank_form", data, at=moment.now, files={"code.svg": code})


def _field(field: RecordField) -> dict[str, Any]:
    options = list(field.options)
    if field.kind == "yes_no":
        options = [_("Yes"), _("No")]
    return {"label": field.label, "hint": field.hint, "options": options, "lines": _LINES.get(field.kind, 1)}


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
