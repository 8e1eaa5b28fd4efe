"""The crews' answers to three questions: one firm with enough to stand alone, three small ones of one quarter together."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Final

from handrail.program import load_pack
from handrail.services.demonstration.firm import Calendar, Firm
from handrail.services.employer import sharing
from handrail.services.moment import Moment
from handrail.services.record import pulse

# Each phone: days after opening, the answers to the three questions in their order, and a sentence or none.
Told = tuple[int, str, str]
PRAIRIE_CREST: Final = (
    date(2026, 4, 20),
    "Door of the white truck",
    (
        (0, "yes yes yes", ""),
        (0, "yes sometimes yes", "The new rope is good. The old harness should go in the bin."),
        (1, "sometimes yes yes", ""),
        (3, "yes no yes", "On two-storey jobs the bundles still go up by hand."),
        (8, "sometimes sometimes yes", ""),
        (15, "yes yes sometimes", "There is not always time for the morning sheet."),
    ),
)
AUTUMN: Final = date(2025, 10, 14)
FOOTHILL: Final = (
    AUTUMN,
    "Lid of the gang box",
    ((0, "yes sometimes yes", ""), (2, "yes no sometimes", "The auger scares me."), (2, "sometimes yes yes", "")),
)
REDPOLL: Final = (
    AUTUMN,
    "Van 2",
    ((0, "yes yes no", ""), (1, "no sometimes sometimes", ""), (4, "yes yes yes", ""), (9, "sometimes no no", "")),
)
SANDHILL: Final = (
    AUTUMN,
    "Cab of the hoe",
    ((0, "yes yes yes", ""), (0, "yes sometimes sometimes", ""), (6, "no yes yes", "")),
)


def put_in(firm: Firm, calendar: Calendar, told: tuple[date, str, tuple[Told, ...]]) -> None:
    """The owner hangs a code and asks; the phones answer on their days."""
    opened, place, phones = told
    token: list[str] = []

    def ask(at: Moment) -> None:
        token.append(sharing.give_crew(firm.owner, at, label=place).token)
        pulse.open_round(firm.owner, at)

    calendar.add(opened, 6, ask)
    for number, (after, answers, sentence) in enumerate(phones):
        say = partial(_answer, token, number, answers, sentence)
        calendar.add(opened + timedelta(days=after), 12, say, number)


def _answer(token: list[str], number: int, answers: str, sentence: str, at: Moment) -> None:
    keys = [question.id for question in load_pack().pulse.on(at.day).question]
    given = dict(zip(keys, answers.split(), strict=True))
    pulse.answer(at, token[0], mark=f"phone {number}", answers=given, sentence=sentence)
