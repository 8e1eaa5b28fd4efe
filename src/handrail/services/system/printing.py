"""The written system as one PDF with contents: the text set, the pages of files laid in where they can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from handrail.integrations.files import file_store
from handrail.integrations.typesetting import typeset
from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.errors import Refused
from handrail.services.headcount.counting import counts
from handrail.services.moment import Moment
from handrail.services.system.manual import Part, manual_of
from handrail.store.models import Employer, Evidence

MOST_PAGES = 200
"""Pages of files laid into one manual; what goes beyond is named and not laid in, so that printing stays quick."""
_LAID_IN = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


@dataclass
class _Files:
    """The files laid beside the template, and how many of their pages are used."""

    content: dict[str, bytes] = field(default_factory=dict)
    pages: int = 0

    def lay_in(self, file: Evidence, first: int, last: int) -> str | None:
        """The name of the laid-in file; None where its kind cannot be printed or it would be too long."""
        suffix = _LAID_IN.get(file.media_type)
        if suffix is None or self.pages + last - first + 1 > MOST_PAGES:
            return None
        name = f"{file.sha256}{suffix}"
        if name not in self.content:
            try:
                self.content[name] = file_store().read(file.stored)
            except FileNotFoundError:
                return None
        self.pages += last - first + 1
        return name


def printed(actor: Actor, moment: Moment) -> bytes:
    """The actor's own manual as a tagged PDF. Refused while nothing is written."""
    firm = own(actor, Action.SYSTEM_READ)
    found = manual_of(firm, counts(firm, moment.day).representative_required)
    written = [part for part in found.parts if part.written]
    if not written:
        raise Refused("manual_empty", _("Nothing is written yet. Write the first section; then print."))
    files = _Files()
    data = {
        "firm": firm.legal_name or firm.name,
        "trade": firm.trade_name if firm.trade_name and firm.trade_name != firm.legal_name else "",
        "title": _("Health and safety manual"),
        "contents": _("Contents"),
        "printed": _("Printed on %(day)s") % {"day": in_words(moment.day)},
        "watermark": _("DEMONSTRATION") if moment.demonstration else "",
        "missing": [part.section.title for part in found.needed if not part.written],
        "missing_words": _("Not written yet"),
        "sections": [_set(part, files) for part in written],
    }
    # The page of another PDF can be laid in only outside the accessibility mode; the document stays tagged either way.
    laid_in = any(name.endswith(".pdf") for name in files.content)
    return typeset("manual", data, at=moment.now, files=files.content, standards=() if laid_in else ("ua-1",))


def printed_part(firm: Employer, part: Part, moment: Moment) -> bytes:
    """One written section of a firm as a PDF that begins with the section, for whoever the firm gives it to; the caller
    saw to that."""
    files = _Files()
    data = {
        "firm": firm.legal_name or firm.name,
        "trade": firm.trade_name if firm.trade_name and firm.trade_name != firm.legal_name else "",
        "title": part.section.title,
        "single": True,
        "contents": "",
        "printed": _("Printed on %(day)s") % {"day": in_words(moment.day)},
        "watermark": _("DEMONSTRATION") if moment.demonstration else "",
        "missing": [],
        "missing_words": "",
        "sections": [{**_set(part, files), "serves": ""}],
    }
    laid_in = any(name.endswith(".pdf") for name in files.content)
    return typeset("manual", data, at=moment.now, files=files.content, standards=() if laid_in else ("ua-1",))


def _set(part: Part, files: _Files) -> dict[str, Any]:
    row = part.row
    assert row is not None  # only written parts are set
    if row.signed_on:
        signed = _("Signed by %(name)s on %(day)s") % {"name": row.signed_name, "day": in_words(row.signed_on)}
    else:
        signed = _("Not signed yet")
    laid = _pages(row.evidence, row.first_page, row.last_page, files) if row.evidence else {}
    return {
        "title": row.title,
        "blocks": blocks(row.body),
        "serves": _("Serves: %(questions)s")
        % {"questions": ", ".join(f"{one.id} {one.title}" for one in part.questions)},
        "signed": signed,
        "review": _("Looked over again by %(day)s") % {"day": in_words(row.review_on)} if row.review_on else "",
        **laid,
    }


def _pages(file: Evidence, first: int | None, last: int | None, files: _Files) -> dict[str, Any]:
    begin, end = first or 1, last or file.pages or 1
    name = files.lay_in(file, begin, end)
    shown = file.label or file.name
    where = _("%(name)s, pages %(first)s to %(last)s") % {"name": shown, "first": begin, "last": end}
    if begin == end:
        where = _("%(name)s, page %(first)s") % {"name": shown, "first": begin} if first else shown
    if name is None:
        note = _("This section stands in a file of its own: %(where)s. Print it and put it here.") % {"where": where}
        return {"note": note, "pages": []}
    paged = file.media_type == "application/pdf"
    pages = [
        {
            "file": name,
            "page": page if paged else 0,
            "alt": _("Page %(page)s of %(name)s") % {"page": page, "name": shown},
        }
        for page in range(begin, end + 1)
    ]
    return {"note": _("From %(where)s") % {"where": where}, "pages": pages if paged else pages[:1]}


def blocks(text: str) -> list[dict[str, Any]]:
    """Plain text as paragraphs and lists: a blank line parts them, a line that begins with a dash is a list's."""
    found: list[dict[str, Any]] = []
    for chunk in text.replace("\r\n", "\n").split("\n\n"):
        for line in (line.strip() for line in chunk.split("\n") if line.strip()):
            item = line[0] in "-*•" and line[1:2] == " "
            kind = "list" if item else "text"
            words = line[1:].strip() if item else line
            if found and found[-1]["kind"] == kind and not found[-1].get("closed"):
                found[-1]["lines"].append(words)
            else:
                found.append({"kind": kind, "lines": [words]})
        if found:
            found[-1]["closed"] = True
    return [{"kind": one["kind"], "lines": one["lines"]} for one in found]
