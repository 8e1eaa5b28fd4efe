"""What every room of the suite may ask for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


class AtOnce:
    """Runs work in real threads, each with its own connection to one database file, all let go together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def one(self, work: Callable[[], T]) -> T:
        """In a thread of its own, for preparing and for looking at what came of it."""
        return self.all([work])[0]

    def all(self, works: Sequence[Callable[[], T]]) -> list[T]:
        """What each gave, in order; an exception is given back, not raised, unless there is only one."""
        barrier = Barrier(len(works))

        def run(work: Callable[[], T]) -> Any:
            try:
                barrier.wait(timeout=20)
                return work()
            except Exception as error:
                if len(works) == 1:
                    raise
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(run, works))


@pytest.fixture(scope="session")
def empty_database_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The migrated, empty database as a file: two connections to memory are not what production has."""
    path = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return path


@pytest.fixture
def at_once(empty_database_file: Path, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[AtOnce]:
    """For races: an empty database file of this test's own, with the settings of production (WAL, FULL, IMMEDIATE).

    Only what runs inside `at_once` sees it. The test is marked `django_db`, without which no database is made at all.
    """
    path = tmp_path / "race.sqlite3"
    shutil.copy(empty_database_file, path)
    settings = connections.databases["default"]
    before = settings["NAME"]
    with django_db_blocker.unblock():
        settings["NAME"] = str(path)
        try:
            yield AtOnce(tmp_path)
        finally:
            settings["NAME"] = before
