"""Who needs which ticket: what counts for it, how it stands on a day, and what is never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.program import load_pack
from handrail.rules.training.needs import Card, Kind, Need, NeedState, Task, kinds_of, needs, tally, title_key, unclear

PACK, DAY = load_pack(), date(2026, 6, 1)
FALL = Kind("fall", "Fall protection", titles=frozenset({"fall protection"}))
AID = Kind("aid", "First aid", courses=frozenset({"first-aid-standard"}), titles=frozenset({"first aid"}))
HEIGHTS = Task("heights", "Works at heights", ("fall",), "OHS Code Part 9", "OHS-CODE")
ROOFS = Task("roofs", "Cleans roofs", ("fall", "aid"))
KINDS, TASKS = (FALL, AID), (HEIGHTS, ROOFS)


def card(title: str = "Fall protection", until: date | None = None, **more: object) -> Card:
    return Card(**{"person": "luis", "title": title, "taken_on": date(2024, 5, 1), "expires_on": until, **more})  # type: ignore[arg-type]


def of(*cards: Card, does: tuple[str, ...] = ("heights",), said: dict[str, frozenset[str]] | None = None) -> list[Need]:
    return list(needs({"luis": does}, TASKS, KINDS, cards, meanings=said or {}, day=DAY, pack=PACK))


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (-1, NeedState.ENDED),
        (0, NeedState.ENDS_NOW),
        (30, NeedState.ENDS_NOW),
        (31, NeedState.ENDS_SOON),
        (90, NeedState.ENDS_SOON),
        (91, NeedState.HELD),
    ],
)
def test_it_stands_as_its_last_day_says(left: int, state: NeedState) -> None:
    assert [one.state for one in of(card(until=DAY + timedelta(days=left)))] == [state]


def test_without_a_card_it_is_missing_and_says_who_asks() -> None:
    (one,) = of()
    assert (one.state, one.card) == (NeedState.MISSING, None)
    assert [(reason.code, reason.sentence) for reason in one.reasons] == [
        ("missing", "No ticket on record counts as Fall protection."),
        ("law_asks", "Works at heights: Fall protection (OHS Code Part 9)."),
    ]
    assert [one.reasons[1].code for one in of(does=("roofs",))] == ["own_list_asks", "own_list_asks"]


def test_a_card_without_a_last_day_is_held_and_says_so() -> None:
    (one,) = of(card())
    assert one.state is NeedState.HELD
    assert "no last day is written on it" in one.reasons[0].sentence


def test_no_tasks_need_nothing_and_unknown_ones_ask_for_nothing() -> None:
    assert of(card(), does=()) == of(card(), does=("gone",)) == []


def test_two_tasks_that_ask_for_the_same_ticket_are_one_need() -> None:
    fall, aid = of(does=("heights", "roofs"))
    assert ([task.key for task in fall.tasks], fall.kind, aid.kind) == (["heights", "roofs"], FALL, AID)


def test_a_title_counts_only_as_it_is_listed_until_the_owner_says_more() -> None:
    rescue = card("Fall protection and rescue")
    assert of(rescue)[0].state is NeedState.MISSING
    assert of(card("  FALL   protection "))[0].state is NeedState.HELD
    said = {title_key(rescue.title): frozenset({"fall"})}
    assert of(rescue, said=said)[0].card == rescue
    assert unclear([rescue, card()], KINDS, {}) == (rescue,)
    assert unclear([rescue], KINDS, said) == ()
    assert unclear([card("Building a system", course="building")], KINDS, {}) == ()


def test_the_owners_no_wins_over_the_list_but_not_over_the_course() -> None:
    none: dict[str, frozenset[str]] = {"fall protection": frozenset(), "anything": frozenset()}
    assert of(card(), said=none)[0].state is NeedState.MISSING
    assert kinds_of(card("Anything", course="first-aid-standard"), KINDS, none) == (AID,)


def test_what_lasts_longest_counts_and_what_is_taken_later_does_not_yet() -> None:
    old, new = card(until=DAY - timedelta(days=3)), card(until=DAY + timedelta(days=400))
    assert of(new, old)[0].card == of(old, new)[0].card == new
    assert of(card(taken_on=DAY + timedelta(days=1)))[0].state is NeedState.MISSING
    assert of(card(person="amir"))[0].state is NeedState.MISSING


def test_the_tally_counts_every_need_once() -> None:
    found = of(card(until=DAY + timedelta(days=9)), card("First aid", DAY - timedelta(days=9)), does=("roofs",))
    told = tally([*found, *of(does=("roofs",))], DAY, PACK)
    assert (told.missing, told.ended, told.ending, told.held, told.asked) == (2, 1, 1, 0, 4)
    assert told.until == date(2026, 8, 30)


@given(
    st.lists(st.tuples(st.sampled_from(["Fall protection", "First aid", "x"]), st.integers(-900, 900)), max_size=6),
    st.permutations(["heights", "roofs"]),
)
def test_the_order_of_cards_and_tasks_changes_nothing(cards: list[tuple[str, int]], does: list[str]) -> None:
    held = [card(title, DAY + timedelta(days=days)) for title, days in cards]
    forward, back = of(*held, does=tuple(does)), of(*reversed(held), does=tuple(reversed(does)))
    assert [(one.kind, one.state) for one in forward] == [(one.kind, one.state) for one in back]
