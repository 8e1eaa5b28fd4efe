"""Measuring two things in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], object]
# What opens, closes or marks a transaction reads and writes nothing.
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(frozen=True, slots=True)
class Pair:
    """CPU seconds of ours and of what it stands beside; the least and the middle of several runs."""

    ours: float
    beside: float
    ours_middle: float
    beside_middle: float

    @property
    def ratio(self) -> float:
        return self.ours / self.beside if self.beside else float("inf")

    @property
    def ratio_middle(self) -> float:
        return self.ours_middle / self.beside_middle if self.beside_middle else float("inf")


def cpu(work: Work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def paired(ours: Work, beside: Work, runs: int = 25, warm: int = 3) -> Pair:
    """Both in turns, `runs` times each, after a few that do not count."""
    for _ in range(warm):
        ours()
        beside()
    mine, theirs = [], []
    for number in range(runs):
        first, second = (ours, beside) if number % 2 else (beside, ours)
        a, b = cpu(first), cpu(second)
        mine.append(a if number % 2 else b)
        theirs.append(b if number % 2 else a)
    return Pair(min(mine), min(theirs), median(mine), median(theirs))


def statements(work: Work) -> int:
    """How many SQL statements a piece of work makes, transaction control left out."""
    work()
    with CaptureQueriesContext(connection) as seen:
        work()
    return sum(not query["sql"].startswith(CONTROL) for query in seen.captured_queries)


def yardstick() -> float:
    """CPU seconds of SHA-256 over 64 MB here: what absolute times are to be read beside."""
    data = bytes(64 * 1024 * 1024)
    return min(cpu(lambda: hashlib.sha256(data).digest()) for _ in range(3))
