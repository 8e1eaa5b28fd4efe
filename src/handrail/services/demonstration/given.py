"""What Prairie Crest gives away and hears: a link for a client, two concerns from the truck door, and its own reminders."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from handrail.services.corrective_action import mending
from handrail.services.demonstration.firm import Calendar, Firm
from handrail.services.employer import sharing
from handrail.services.moment import Moment
from handrail.services.notice import reminding
from handrail.services.notice.reminding import ByMail, Wanted
from handrail.services.record import concerns

ANSWERED: Final = UUID("018f6b5c-0000-7000-8000-000000000001")
WAITING: Final = UUID("018f6b5c-0000-7000-8000-000000000002")


def put_in(firm: Firm, calendar: Calendar) -> None:
    """In the spring of 2026: the crew says two things, one is put right, and a client asks for papers."""
    token: list[str] = []
    add = calendar.add
    add(date(2026, 5, 4), 7, lambda at: token.append(sharing.give_crew(firm.owner, at, label="First-aid kit").token))
    add(date(2026, 5, 6), 10, partial(_say, token, ANSWERED, "A rail of the long ladder is cracked", "Near the top."))
    add(date(2026, 5, 8), 18, partial(_answered, firm))
    add(date(2026, 5, 11), 19, partial(_reminded, firm))
    add(date(2026, 5, 22), 15, partial(_sent, firm))
    add(date(2026, 5, 29), 16, partial(_say, token, WAITING, "No shade and no water at the last two jobs", ""))


def _say(token: list[str], key: UUID, title: str, text: str, at: Moment) -> None:
    concerns.say(at, token[0], concern_id=key, title=title, text=text)


def _answered(firm: Firm, at: Moment) -> None:
    for fix in concerns.one(firm.owner, ANSWERED).fixes:
        mending.close(
            firm.owner,
            at,
            fix.pk,
            version=fix.version,
            done_on=at.day,
            done_note="Old ladder cut up, new one on the rack.",
        )
    concerns.answer(
        firm.owner, at, ANSWERED,
        reply="You were right. The ladder is gone and a new one is on the rack.",
        told="The long ladder was replaced on 8 May. Say so when you see one like it.",
    )  # fmt: skip


def _reminded(firm: Firm, at: Moment) -> None:
    reminding.change(
        firm.owner, at, version=0, wanted=Wanted("403-555-0164", weekday=6, hour=19, by_mail=ByMail.WEEKLY.value)
    )


def _sent(firm: Firm, at: Moment) -> None:
    ends_on = sharing.ends(at.day).offered
    sharing.give(firm.owner, at, label="Larkspur Builders (made up)", holds=sharing.HOLDS, ends_on=ends_on)
