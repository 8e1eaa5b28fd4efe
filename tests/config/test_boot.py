"""What must be true before anything starts: the packaged clock, a sound SQLite, and refusal in one line otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from handrail.config import boot

ROOT = Path(__file__).resolve().parents[2]
REPLACED = {"TZ", "TZDIR", "PYTHONTZPATH", "DJANGO_SETTINGS_MODULE"}
WHEEL = Path(str(resources.files("tzdata"))) / "zoneinfo"
TELL_THE_TIME = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "handrail.config.settings"
import django; django.setup()
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo
from django.utils import timezone
from handrail.services import moment
last = datetime(2027, 1, 1, 5, 59, 59, tzinfo=UTC)
print(moment.at(last).day, moment.on(date(2026, 12, 31), 23, 59).now, timezone.localtime(last).isoformat())
"""


def stale(folder: Path) -> Path:
    """Time zone files that still think Alberta changes its clocks: Denver's rule, which is what Alberta's was."""
    america = folder / "America"
    america.mkdir(parents=True)
    shutil.copy(WHEEL / "America" / "Denver", america / "Edmonton")
    return folder


def started(code: list[str], var: Path, **env: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in REPLACED}
    return subprocess.run(
        [sys.executable, *code],
        env={**inherited, "HANDRAIL_VAR": str(var), "PYTHONPATH": str(ROOT / "src"), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=var,
    )


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Edmonton"])
def test_the_hosts_clock_rules_change_nothing(tmp_path: Path, zone: str) -> None:
    """The same instants under any TZ and with a host whose time zone files are old."""
    old = stale(tmp_path / "host")
    control = "from zoneinfo import ZoneInfo; from datetime import *; print(datetime(2026,12,31,12,tzinfo=ZoneInfo('America/Edmonton')).utcoffset())"
    assert "17:00:00" in started(["-c", control], tmp_path, PYTHONTZPATH=str(old)).stdout, "the stale host is not stale"
    told = started(["-c", TELL_THE_TIME], tmp_path, PYTHONTZPATH=str(old), TZ=zone)
    assert told.stderr == ""
    assert told.stdout.split() == [
        "2026-12-31", "2027-01-01", "05:59:00+00:00", "2026-12-31T23:59:59-06:00",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_stale_time_zone_package_is_refused_in_one_line(tmp_path: Path) -> None:
    package = tmp_path / "old" / "tzdata"
    stale(package / "zoneinfo")
    for folder in (package, package / "zoneinfo", package / "zoneinfo" / "America"):
        (folder / "__init__.py").touch()
    path = os.pathsep.join([str(tmp_path / "old"), str(ROOT / "src")])
    told = started(["-m", "handrail", "doctor"], tmp_path, PYTHONPATH=path)
    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1
    assert "Alberta keeps UTC-6" in told.stderr and "tzdata 2026.6" in told.stderr


@pytest.mark.slow
def test_an_affected_sqlite_is_refused_in_one_line(tmp_path: Path) -> None:
    package = tmp_path / "old" / "pysqlite3"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from sqlite3 import *\nfrom . import dbapi2\nsqlite_version = '3.51.2'\n")
    (package / "dbapi2.py").write_text("from sqlite3.dbapi2 import *\n")
    path = os.pathsep.join([str(tmp_path / "old"), str(ROOT / "src")])
    told = started(["-m", "handrail", "doctor"], tmp_path, PYTHONPATH=path)
    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1
    assert "SQLite 3.51.2" in told.stderr and "pysqlite3" in told.stderr


def test_a_clock_that_still_falls_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def __new__(cls, key: str) -> ZoneInfo:  # type: ignore[misc]
            return ZoneInfo("America/Denver")

        @staticmethod
        def clear_cache() -> None:
            """Nothing is kept."""

    monkeypatch.setattr(boot, "ZoneInfo", Old)
    with pytest.raises(boot.NotSafeToStart, match="UTC-6"):
        boot.use_packaged_time_zones()


@pytest.mark.parametrize(
    ("version", "safe"),
    [("3.40.1", False), ("3.51.2", False), ("3.9.99", False), ("3.51.3", True), ("3.53.4", True), ("4.0.0", True)],
)
def test_which_sqlite_is_safe(monkeypatch: pytest.MonkeyPatch, version: str, safe: bool) -> None:
    module, dbapi = ModuleType("pysqlite3"), ModuleType("pysqlite3.dbapi2")
    module.sqlite_version, module.dbapi2 = version, dbapi  # type: ignore[attr-defined]
    for name, value in (("pysqlite3", module), ("pysqlite3.dbapi2", dbapi)):
        monkeypatch.setitem(sys.modules, name, value)
    for name in ("sqlite3", "sqlite3.dbapi2"):
        monkeypatch.setitem(sys.modules, name, sys.modules[name])
    if safe:
        boot.use_fixed_sqlite()
        assert sys.modules["sqlite3"] is module
    else:
        with pytest.raises(boot.NotSafeToStart, match=version):
            boot.use_fixed_sqlite()


def test_this_process_runs_on_the_packaged_files() -> None:
    assert zoneinfo.TZPATH == ()
    assert os.environ["TZDIR"] == str(WHEEL)
    import sqlite3

    assert tuple(int(part) for part in sqlite3.sqlite_version.split(".")) >= boot.SQLITE_FIXED


@pytest.mark.django_db
def test_the_database_is_durable_and_holds_its_foreign_keys() -> None:
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,), "2 is FULL"
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_an_instant_of_the_process_is_utc() -> None:
    """libc follows the same files, so a log line and a row agree."""
    assert datetime.fromtimestamp(0, tz=UTC).isoformat() == "1970-01-01T00:00:00+00:00"
