"""What background firms and their reviewers write: several ways for each question, in the words of a trade.

The same firm says the same thing of the same question each time, so that its answers, its package and its later rounds agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from handrail.services.demonstration.first_audit import story

if TYPE_CHECKING:
    from handrail.services.demonstration.background_firm import Made


def said(made: Made, question: str) -> str:
    """What the firm writes beside a question."""
    own = story("own_papers").get(made.name, {}).get(question)
    if own is not None:
        return str(own["note"])
    told: dict[str, Any] = story("small_firms")
    # What only some firms say has a common wording, and what the crew was asked one of several.
    common = story("answers").get(question, {}).get("note")
    ways = told.get(question, {}).get("notes") or ([common] if common else told["asked"]["notes"])
    return put_in(_one(ways, f"{made.account} {question}"), words_of(made))


def put_in(text: str, words: Mapping[str, str]) -> str:
    """The text with these words in it, each sentence with its capital."""
    return re.sub(r"(?:^|(?<=[.?] ))[a-z]", lambda letter: letter[0].upper(), text.format(**words))


def words_of(made: Made) -> dict[str, str]:
    """The words that are put into what a firm writes: its people, its jobs, its tools."""
    trade: dict[str, str] = story("small_firms")["trade"][made.code]
    return {"owner": made.owner.name, "lead": "the lead hand", "rep": "our representative", **trade}


def to_fix(question: str, seed: str) -> str:
    """A reviewer's note on a question that lost points."""
    told: dict[str, Any] = story("small_firms")
    return _one(told["fix"].get(question) or told["fix_any"]["notes"], seed)


def reply(seed: str) -> str:
    """What the firm answers to such a note."""
    told: dict[str, Any] = story("small_firms")
    return _one(told["fix_any"]["replies"], seed)


def summary(state: str, seed: str) -> str:
    """What the reviewer writes over a decision."""
    told: dict[str, Any] = story("small_firms")
    return _one(told["summary"].get(state, [""]), seed)


def _one(ways: Sequence[str], seed: str) -> str:
    return ways[crc32(seed.encode()) % len(ways)]
