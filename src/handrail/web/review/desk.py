"""The queue."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.rules.permissions import Role
from handrail.services.review import queue as queues
from handrail.services.review.queue import ORDERS, PILES, WHOSE, Asked, Line, Order, Pile, Queue, Whose
from handrail.web.figures import day
from handrail.web.office.paging import page_number
from handrail.web.requests import Request
from handrail.web.review.words import Day, audit_mark, audit_word, day_left, purpose_word

REASONS_SHOWN = 2
# Said in a column of their own, or beside the firm's name.
SAID_ELSEWHERE = frozenset({"over_target", "promise_past", "promise_near", "later_round", "first_audit", "read_anew"})


@require_safe
def queue(request: Request) -> HttpResponse:
    """Files here, with the firm, or decided; by the clock or by what stands out; everybody's, mine or nobody's."""
    asked = _asked(request)
    found, reviewer = queues.queue(request.actor, request.moment, asked=asked), request.actor.role is Role.REVIEWER
    context = {
        "asked": asked,
        "heading": _heading(asked, found, reviewer),
        "piles": _choices(asked, "pile", _piles()),
        "orders": _choices(asked, "order", _orders()) if asked.pile == "here" else [],
        "whose": _whose(asked, found, reviewer) if asked.pile != "decided" else [],
        "lead": _lead(asked, found, reviewer),
        "caption": _caption(asked),
        "columns": _columns(asked.pile),
        "found": found,
        "elsewhere": _elsewhere(asked, found),
        "page": found.page,
        "rows": [_row(line, asked.pile, request.moment.day) for line in found.lines],
        "keys": [
            ("j ↓", _("next file")),
            ("k ↑", _("file before")),
            ("Enter", _("open the file")),
            ("/", _("find a firm")),
        ],
    }
    return render(request, "review/queue.html", context)


def _asked(request: Request) -> Asked:
    """What the address asks for; anything it does not know is as if it were not said."""
    given = request.GET
    pile: Pile = next((one for one in PILES if one == given.get("pile")), "here")
    order: Order = next((one for one in ORDERS if one == given.get("order")), "clock")
    whose: Whose = next((one for one in WHOSE if one == given.get("whose")), "all")
    return Asked(pile, page_number(request), order, whose, given.get("find", "").strip()[:100])


def _piles() -> dict[str, str]:
    return {"here": _("With us"), "firm": _("With the firm"), "decided": _("Decided")}


def _orders() -> dict[str, str]:
    return {"clock": _("By the clock"), "risk": _("By what stands out")}


def _elsewhere(asked: Asked, found: Queue) -> list[dict[str, str]]:
    """Links to the piles that hold a firm of the name looked for, where what is shown holds none."""
    return [
        {"label": word, "url": f"?{urlencode({'pile': pile, 'find': asked.find})}"}
        for pile, word in _piles().items()
        if pile in found.elsewhere
    ]


def _choices(asked: Asked, name: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Links that change one thing of what is asked and keep the rest; the page begins anew."""
    now = {"pile": asked.pile, "order": asked.order, "whose": asked.whose, "find": asked.find}
    if name == "pile":
        now |= {"order": "clock", "whose": "all"}
    usual = {"pile": "here", "order": "clock", "whose": "all", "find": ""}
    made = []
    for key, label in labels.items():
        wanted = {one: value for one, value in {**now, name: key}.items() if value != usual[one]}
        current = getattr(asked, name) == key
        made.append({"label": label, "url": f"?{urlencode(wanted)}", "current": current})
    return made


def _whose(asked: Asked, found: Queue, is_reviewer: bool) -> list[dict[str, Any]]:
    said = {"all": _("All"), "mine": _("Yours"), "nobody": _("Nobody's yet")}
    if not is_reviewer:
        said.pop("mine")
    if asked.pile == "firm":
        said.pop("nobody")
    return _choices(asked, "whose", {key: f"{word} ({found.counts[key]})" for key, word in said.items()})  # type: ignore[index]


def _caption(asked: Asked) -> str:
    if asked.pile == "here":
        return _("What stands out most first") if asked.order == "risk" else _("The longest waiting first")
    return _("The next to be due first") if asked.pile == "firm" else _("The latest first")


def _columns(pile: Pile) -> list[str]:
    """The headings between the firm and the reviewer."""
    match pile:
        case "here":
            return [_("What stands out"), _("Our aim"), _("The firm was told")]
        case "firm":
            return [_("The firm answers by")]
        case _:
            return [_("Outcome"), _("Decided")]


def _lead(asked: Asked, found: Queue, reviewer: bool) -> str:
    """How the files here divide, where not all of them are the reviewer's to take."""
    here = found.counts["all"]
    elsewhere = here - found.open_to - found.kept_from
    if asked.pile != "here" or asked.whose != "all" or asked.find or not reviewer or here == found.open_to:
        return ""
    said = [ngettext("%(n)s file is here in all.", "%(n)s files are here in all.", here) % {"n": here}]
    if elsewhere:
        said.append(
            ngettext("%(n)s is in a colleague's hands.", "%(n)s are in colleagues' hands.", elsewhere)
            % {"n": elsewhere}
        )
    if found.kept_from:
        said.append(
            ngettext(
                "%(n)s you may not take: you are tied to the firm.",
                "%(n)s you may not take: you are tied to the firms.",
                found.kept_from,
            )
            % {"n": found.kept_from}
        )
    return " ".join(said)


def _heading(asked: Asked, found: Queue, reviewer: bool) -> str:
    count = found.page.paginator.count
    if asked.find and not count:
        said = _("“%(find)s” is not among these files") if found.elsewhere else _("No file found for “%(find)s”")
        return said % {"find": asked.find}
    if asked.find:
        said = ngettext("%(n)s file found for “%(find)s”", "%(n)s files found for “%(find)s”", count)
        return said % {"n": count, "find": asked.find}
    if asked.whose == "mine":
        return ngettext("%(n)s file is yours", "%(n)s files are yours", count) % {"n": count}
    if asked.whose == "nobody":
        return ngettext("%(n)s file is nobody's yet", "%(n)s files are nobody's yet", count) % {"n": count}
    if asked.pile == "here" and reviewer:
        count = found.open_to
    if not count:
        return {
            "here": _("No file waits for you") if reviewer else _("No file waits"),
            "firm": _("No file is with its firm"),
            "decided": _("Nothing decided yet"),
        }[asked.pile]
    match asked.pile:
        case "here" if reviewer:
            said = ngettext("%(n)s file waits for you", "%(n)s files wait for you", count)
        case "here":
            said = ngettext("%(n)s file is here", "%(n)s files are here", count)
        case "firm":
            said = ngettext("%(n)s file is with the firm", "%(n)s files are with their firms", count)
        case _:
            said = ngettext("%(n)s file decided", "%(n)s files decided", count)
    return said % {"n": count}


def _row(line: Line, pile: Pile, today: date) -> dict[str, Any]:
    said = [one.sentence for one in line.reasons if one.code not in SAID_ELSEWHERE]
    what = [_("%(purpose)s, round %(round)s") % {"purpose": purpose_word(line.purpose), "round": line.round}]
    if pile == "here" and line.facts.first_audit:
        what.append(_("first audit"))
    return {
        "line": line,
        "what": ", ".join(what),
        "visit": _("site to be seen by %(day)s") % {"day": day(line.visit_by, "short")} if line.visit_by else "",
        "visit_mark": "bad" if line.visit_by and line.visit_by < today else "half",
        "anew": _("Read anew after an appeal") if line.facts.read_anew and pile == "here" else "",
        "days": _days(line, pile, today),
        "reader": _reader(line),
        "reasons": said[:REASONS_SHOWN],
        "more": ngettext("%(n)s more", "%(n)s more", len(said) - REASONS_SHOWN) % {"n": len(said) - REASONS_SHOWN},
        "more_reasons": said[REASONS_SHOWN:],
    }


def _days(line: Line, pile: Pile, today: date) -> list[tuple[str, Day]]:
    """The days of a file, each under its heading."""
    headings = _columns(pile)
    if pile == "decided":
        outcome = Day("", audit_word(line.audit_state), audit_mark(line.audit_state))
        return list(zip(headings, [outcome, Day(day(line.by, "short"), "", "")], strict=True))
    none = Day("", _("no day"), "none")
    told, near = line.by, False
    days = []
    if pile == "here":
        days.append(day_left(line.by, today, near=line.clock == "due") if line.by else none)
        told, near = line.promised_on, any(one.code == "promise_near" for one in line.reasons)
    days.append(day_left(told, today, near=near) if told else none)
    return list(zip(headings[-len(days) :], days, strict=True))


def _reader(line: Line) -> str:
    if line.own_firm:
        return _("not you: you belong to this firm or are tied to it")
    if line.state == "reading":
        return _("you are reading it") if line.mine else _("%(who)s is reading it") % {"who": line.reader}
    if line.state == "waiting" and line.assigned:
        return _("given to you") if line.mine else _("given to %(who)s") % {"who": line.assigned}
    return line.reader or _("nobody yet")
