"""The call list: firms due before long that have not begun, the fewest days left first, and what calls came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import add_days, in_words
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Invalid, WrongState
from handrail.services.moment import Moment
from handrail.services.review.dues import Due, dues
from handrail.services.review.planning import partner_of
from handrail.store.models import Employer, Partner, StartCall

A_PAGE: Final = 25
WORDS_MAX: Final = 2000
OUTCOMES: Final = tuple(StartCall.Outcome.values)


@dataclass(frozen=True, slots=True)
class ToCall:
    """A firm that has not begun: its due day, the days left to it, and the last call about that day."""

    firm: Employer
    due: Due
    days_left: int
    last: StartCall | None


@dataclass(frozen=True, slots=True)
class LastCall:
    """The last call about a firm's due day: its key, what it came to, and the day of the next one."""

    call: UUID
    outcome: str
    again_on: date | None

    def waits_on(self, day: date) -> bool:
        """Whether the day of the next call has come."""
        return self.again_on is not None and self.again_on <= day


@dataclass(frozen=True, slots=True)
class CallList:
    """One page of the list: the firms whose due day lies between today and `until`, whatever the calendar year.

    `from_month` is the month from which one calls, `calling` whether it has come; `cannot_wait` are the firms due before
    it comes; `again` those whose day of the next call has come.
    """

    page: Page[Due]
    lines: tuple[ToCall, ...]
    until: date
    begins: date
    calling: bool
    cannot_wait: int
    outcomes: tuple[tuple[str, int], ...]
    uncalled: int
    again: int


def call_list(actor: Actor, moment: Moment, number: int | str | None = 1, *, only: str = "") -> CallList:
    """A page of the firms to call, of all, of those nobody called (`only` "uncalled") or to call again (`again`); seven statements however many firms there are."""
    access.require(actor, Action.DESK_CALL)
    partner = partner_of(actor)
    open_dues = _not_begun(partner, moment)
    until = _until(partner, moment.day)
    last = _last_calls(partner, moment.day, until)
    uncalled = [one for one in open_dues if one.key not in last]
    again = [one for one in open_dues if one.key in last and last[one.key].waits_on(moment.day)]
    page = Paginator({"uncalled": uncalled, "again": again}.get(only, open_dues), A_PAGE).get_page(number)
    firms = access.employers(actor, Action.DESK_CALL).select_related("organisation")
    known = {firm.pk: firm for firm in firms.filter(pk__in=[one.employer for one in page.object_list])}
    keys = [last[one.key].call for one in page.object_list if one.key in last]
    calls = {call.pk: call for call in StartCall.objects.filter(pk__in=keys).select_related("called_by")}
    lines = tuple(
        ToCall(
            firm=known[one.employer],
            due=one,
            days_left=one.days_left(moment.day),
            last=calls.get(last[one.key].call) if one.key in last else None,
        )
        for one in page.object_list
        if one.employer in known
    )
    said = Counter(last[one.key].outcome for one in open_dues if one.key in last)
    begins = _season(partner, moment.day)
    return CallList(
        page=page,
        lines=lines,
        until=until,
        begins=begins,
        calling=moment.day >= begins,
        cannot_wait=sum(one.due < begins for one in open_dues),
        outcomes=tuple((outcome, said[outcome]) for outcome in OUTCOMES if said[outcome]),
        uncalled=len(uncalled),
        again=len(again),
    )


def _season(partner: Partner, day: date) -> date:
    """When the season of calls that runs began, or the next one begins. It lasts as long as the list looks ahead."""
    starts = [date(year, from_month(partner, day), 1) for year in (day.year - 1, day.year, day.year + 1)]
    return next(start for start in starts if day < start or day < _until(partner, start))


def from_month(partner: Partner, day: date) -> int:
    """The month from which firms that have not begun are called: the program's value or the partner's own."""
    return whole_number(load_pack(), "review.call_from_month", day, partner.program_id)


def to_call(actor: Actor, moment: Moment, employer_id: UUID | str) -> ToCall:
    """One firm of the list; Absent for another partner's, WrongState for one that nobody needs to call."""
    firm = access.one(access.employers(actor, Action.DESK_CALL).select_related("organisation"), employer_id, "firm")
    partner = partner_of(actor)
    due = next((one for one in _not_begun(partner, moment) if one.employer == firm.pk), None)
    if due is None:
        raise WrongState(_("This firm has begun, or nothing of it is due before long. There is nothing to call about."))
    calls = StartCall.objects.filter(partner=partner, employer=firm, due_on=due.due)
    last = calls.order_by("-called_at", "-id").first()
    return ToCall(firm, due, due.days_left(moment.day), last)


def calls_of(actor: Actor, employer_id: UUID) -> list[StartCall]:
    """Every call with a firm by the actor's partner, the newest first."""
    access.require(actor, Action.DESK_CALL)
    rows = StartCall.objects.filter(partner=actor.organisation_id, employer=employer_id)
    return list(rows.select_related("called_by").order_by("-called_at", "-id"))


@transaction.atomic
def record_call(
    actor: Actor,
    moment: Moment,
    employer_id: UUID | str,
    *,
    outcome: str,
    words: str = "",
    again_on: date | None = None,
) -> StartCall:
    """Write down what a call came to, and the day of the next one. Two who write at once are both kept, in order.

    The last one stands as the reason should the due day pass with nothing sent. Raises Invalid for an outcome that does
    not exist, for "other" without words, for words that are too long, and for a next day that is not between tomorrow and
    the due day; WrongState for a firm that has begun meanwhile. The same call pressed twice is one.
    """
    firm = access.one(access.employers(actor, Action.DESK_CALL), employer_id, "firm")
    Employer.objects.select_for_update().get(pk=firm.pk)  # so that one pressed twice at once is one
    found = to_call(actor, moment, firm.pk)
    words = words.strip()
    if wrong := _wrong(moment, found.due.due, outcome, words, again_on):
        raise Invalid(wrong)
    assert actor.user_id is not None  # whoever calls is signed in
    last, said = found.last, (outcome, words, again_on, moment.day, actor.user_id)
    if last and (last.outcome, last.words, last.again_on, last.called_on, last.called_by_id) == said:
        return last
    row = StartCall.objects.create(
        partner_id=actor.organisation_id,
        employer=found.firm,
        due_on=found.due.due,
        outcome=outcome,
        words=words,
        again_on=again_on,
        called_at=moment.now,
        called_on=moment.day,
        called_by_id=actor.user_id,
    )
    journal.note(
        actor, moment, "desk.call", ("call", row.pk), chain=found.firm.pk, outcome=outcome, due=found.due.due.isoformat()
    )  # fmt: skip
    return row


def _wrong(moment: Moment, due: date, outcome: str, words: str, again_on: date | None) -> dict[str, str]:
    """What is wrong with a call, by field."""
    wrong = {}
    if outcome not in OUTCOMES:
        wrong["outcome"] = _("Choose what the call came to.")
    elif outcome == StartCall.Outcome.OTHER and not words:
        wrong["words"] = _("Say in a few words what it is.")
    if len(words) > WORDS_MAX:
        wrong["words"] = _("Say it in at most %(most)s letters.") % {"most": WORDS_MAX}
    if again_on is not None and again_on <= moment.day:
        wrong["again_on"] = _("Give a day from tomorrow on, or none.")
    elif again_on is not None and again_on > due:
        wrong["again_on"] = _("Give a day no later than %(day)s, the day that is at stake, or none.") % {
            "day": in_words(due)
        }
    return wrong


def reasons_of(partner: Partner, year: int) -> dict[tuple[UUID, date], str]:
    """What the last call that reached somebody came to, by due day of a year: the reason, where that day passed unmet.

    A later call that nobody answered takes no reason away; where nobody ever answered, that is what is known.
    """
    rows = StartCall.objects.filter(partner=partner, due_on__range=(date(year, 1, 1), date(year, 12, 31)))
    told: dict[tuple[UUID, date], str] = {}
    for firm, due, outcome in rows.order_by("called_at", "id").values_list("employer", "due_on", "outcome"):
        if outcome != StartCall.Outcome.NO_ANSWER or (firm, due) not in told:
            told[firm, due] = outcome
    return told


def _until(partner: Partner, day: date) -> date:
    """The last due day that puts a firm on the list: so many days ahead, the program's value or the partner's own."""
    return add_days(day, whole_number(load_pack(), "review.call_ahead_days", day, partner.program_id))


def _not_begun(partner: Partner, moment: Moment) -> list[Due]:
    """In the order of their due days, as `dues` has them."""
    until = _until(partner, moment.day)
    return [one for one in dues(partner, moment) if not one.begun and moment.day <= one.due <= until]


def _last_calls(partner: Partner, first: date, last: date) -> dict[tuple[UUID, date], LastCall]:
    """The last call about each firm's due day from `first` to `last`."""
    rows = StartCall.objects.filter(partner=partner, due_on__range=(first, last)).order_by("called_at", "id")
    found = rows.values_list("employer", "due_on", "pk", "outcome", "again_on")
    return {(firm, due): LastCall(key, outcome, again_on) for firm, due, key, outcome, again_on in found}
