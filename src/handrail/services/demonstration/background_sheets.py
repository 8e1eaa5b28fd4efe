"""What stands on a paper of a background firm: a page of its binder, or a form that was filled in on several days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from handrail.program import Question, load_pack
from handrail.services.demonstration.background_words import put_in, said, words_of
from handrail.services.demonstration.first_audit import story
from handrail.services.demonstration.papers.sheet import Block, bullets, fields, form, hand, says, section, signed

if TYPE_CHECKING:
    from handrail.services.demonstration.background_firm import Made
    from handrail.services.demonstration.background_profiles import Profile

HEAD: Final = ("Day", "Who", "What was done, and what was found")
APART: Final = 35  # days between two lines of a form; five lines still lie within the firm's year
FRIDAY: Final = 4
AS_WRITTEN: Final = "%b %d, %Y"


def own(made: Made) -> dict[str, dict[str, Any]]:
    """The papers of a firm that its reviewer cites, by question; none of most firms."""
    return story("own_papers").get(made.name, {})


def own_day(made: Made, questions: list[str]) -> date | None:
    """The last day written on the cited papers of these questions."""
    lines = [line for one in questions for page in own(made).get(one, {}).get("pages", ()) for line in page]
    return max((_written(line) for line in lines), default=None)


def _written(line: Sequence[str]) -> date:
    return datetime.strptime(line[0], AS_WRITTEN).date()  # noqa: DTZ007 -- a day and no moment


def at_work(day: date) -> date:
    """The day, or the Friday before it where nobody works."""
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0))


def sheets(made: Made, chosen: Profile, question: Question, kind: str, day: date) -> list[list[Block]]:
    """The pages of the paper for one question, its last line written on `day`."""
    cited = own(made).get(question.id)
    if cited is not None:
        pages = [[tuple(line) for line in page] for page in cited["pages"]]
        return [_form(made, question, kind, page, _written(page[-1])) for page in pages]
    told = story("papers")[question.id]
    words = words_of(made)
    if "days" in told:
        count = len(told["days"])
        return [
            _form(
                made,
                question,
                kind,
                [
                    (
                        says(at_work(day - timedelta(days=APART * (count - 1 - place)))),
                        *(put_in(text, words) for text in line),
                    )
                    for place, line in enumerate(told["days"])
                ],
                day,
            )
        ]
    lines = [put_in(text, words) for text in told["page"]]
    if question.criteria:
        # A line for each of the criteria the firm claims.
        lines = lines[: int(chosen.points[question.id])]
    return [[*_top(made, question, kind, day), bullets(*lines), signed(day, made.owner.name)]]


def _form(made: Made, question: Question, kind: str, lines: list[tuple[str, ...]], day: date) -> list[Block]:
    return [
        *_top(made, question, kind, day),
        form(HEAD, *lines),
        hand(said(made, question.id)),
        signed(day, made.owner.name),
    ]


def _top(made: Made, question: Question, kind: str, day: date) -> list[Block]:
    names = load_pack().record_kinds
    title = names[kind].name if kind in names and kind != "policy_document" else question.title
    return [section(title), fields(Firm=made.name, Day=says(day), For=question.title)]
