"""The construction desk's queue as it is worked with: files handed out, one being read, and what ties its reviewers to firms."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final

from handrail.services.demonstration.cast import Cast, on
from handrail.services.demonstration.plans import MOST_PEOPLE
from handrail.services.review import assigning, calls, opening, ties
from handrail.store.models import Employer, Person, Review

MIND: Final = (
    "They want the certificate for a bid in July. Look at the hazard assessments before anything else, and phone before you "
    "return it.",
    "They claim both drills of element 8 in full. Look whether the second one is there, and who took part.",
    "",
)
WHY: Final = (
    "I went through one form with the owner at a trade fair in February, a quarter of an hour, and never saw the rest. "
    "Two of us read here, and the other one has files open and one more handed out."
)
# What calls came to, the words written down, and in how many days to call again.
CALLED: Final = (
    ("begins", "Starts on Monday. Wants the list of what to photograph; sent it.", None),
    ("no_answer", "Rang out twice, left word on the machine.", 0),
    (
        "trained_left",
        "Who took the course works up north until fall, and nobody else has it. Told them of the course in Red Deer.",
        9,
    ),
    ("no_bid", "Nobody they work for asks for it now. Will think about it until July.", None),
    (
        "cost",
        "Slow spring, and the course costs a day. Told them what the refund came to last year; they did not know.",
        None,
    ),
    ("no_answer", "", 1),
)
GROWN: Final = ("over_ten", "More than ten of them since spring. Sent the page on the regular certificate.", None)


def fill(cast: Cast, day: date) -> None:
    """Some of what waits on `day` is handed out, one file is opened; one tie stands, and one waits to be let pass."""
    desk = cast.construction
    files = _waiting(cast)
    if len(desk.reviewers) < 2 or len(files) < 6:
        return
    first, second = desk.reviewers[:2]
    morning = on(day, 7)
    advised, related, opened, *rest = files
    tie = ties.say(
        first,
        morning,
        firm=advised.audit.employer.organisation.name,
        kind="consulted",
        last_on=day - timedelta(days=100),
        words="One hazard form, at a trade fair.",
    )
    ties.ask(first, morning, tie.pk, reason=WHY)
    name = related.audit.employer.organisation.name
    ties.say(second, morning, firm=name, kind="related", last_on=None, words="A cousin runs it.")
    opening.open_round(second, on(day, 7, 30), opened.pk)
    for file, words, reader in zip(rest, MIND, (first, first, second), strict=False):
        assigning.assign(desk.admin, morning, file.pk, to=reader.user_id, instructions=words, version=file.version)


def call(cast: Cast, day: date) -> None:
    """The administrator has phoned some firms that have not begun, and wrote down what came of it."""
    admin = cast.construction.admin
    begun = on(day - timedelta(days=len(CALLED) + 3), 10)
    lines = calls.call_list(admin, begun, only="uncalled").lines
    grown = [line for line in lines if _grown(line.firm)]
    others = [line for line in lines if line not in grown and not line.firm.organisation.memberships.exists()]
    told = [*zip(others, CALLED, strict=False), *((line, GROWN) for line in grown[:1])]
    for place, (line, (outcome, words, again)) in enumerate(told):
        calls.record_call(
            admin, on(begun.day + timedelta(days=place), 10), line.firm.pk, outcome=outcome, words=words,
            again_on=day + timedelta(days=again) if again is not None else None,
        )  # fmt: skip


def _grown(firm: Employer) -> bool:
    """Whether more than ten people work for the firm; that of a firm somebody signs in for is told by its sign-in."""
    return Person.objects.filter(employer=firm, spells__to_day=None).distinct().count() > MOST_PEOPLE


def _waiting(cast: Cast) -> list[Review]:
    """The waiting files of firms nobody signs in for and whose name no other firm of the partner has, the newest first."""
    rows = Review.objects.filter(
        audit__partner=cast.construction.partner,
        audit__state="submitted",
        state="waiting",
        audit__employer__organisation__memberships__isnull=True,
        audit__employer__applications__state="accepted",
        audit__employer__applications__partner=cast.construction.partner,
    ).select_related("audit__employer__organisation")
    found = list(rows.order_by("-received_on", "id"))
    named = Counter(row.audit.employer.organisation.name for row in found)
    return [row for row in found if named[row.audit.employer.organisation.name] == 1]
