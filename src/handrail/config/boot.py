"""What must be true before Django loads: Alberta's clock from the pinned data, and a sound SQLite build.

- CPython prefers the host's time zone files over the `tzdata` wheel, and hosts older than the summer of 2026 still
  think Alberta changes its clocks. So the wheel is forced, for Python and for libc.
- SQLite before 3.51.3 can corrupt a write-ahead log when two connections write and checkpoint at once, which is what
  a web process and a worker do. The `pysqlite3` wheel carries a fixed build; it takes the place of `sqlite3`.
"""

from __future__ import annotations

import os
import sys
import time
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

SQLITE_FIXED = (3, 51, 3)


class NotSafeToStart(RuntimeError):
    """This machine would silently harm data or deadlines; the sentence says what to do."""


def use_packaged_time_zones() -> None:
    """Force the tzdata wheel and check that it knows Alberta keeps UTC-6 from November 2026."""
    zoneinfo.reset_tzpath(to=[])
    ZoneInfo.clear_cache()
    folder = resources.files("tzdata") / "zoneinfo"
    os.environ["TZDIR"] = str(folder)
    os.environ.setdefault("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    winter = datetime(2026, 12, 31, 12, tzinfo=UTC).astimezone(ZoneInfo("America/Edmonton"))
    if winter.utcoffset() != timedelta(hours=-6):
        raise NotSafeToStart(
            "The time zone data is too old: it does not know that Alberta keeps UTC-6 since November 2026. "
            "Install tzdata 2026.6 or newer (./run setup does)."
        )


def use_fixed_sqlite() -> None:
    """Put the packaged SQLite in place of the standard library's, and refuse an affected build."""
    try:
        import pysqlite3
    except ImportError:
        import sqlite3 as chosen
    else:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
        chosen = pysqlite3
    found = tuple(int(part) for part in chosen.sqlite_version.split("."))
    if found < SQLITE_FIXED:
        raise NotSafeToStart(
            f"SQLite {chosen.sqlite_version} can corrupt its write-ahead log under two writers. "
            "Install the pysqlite3 package (./run setup does), which carries a fixed build."
        )


def prepare() -> None:
    """Do both; settings call this on their first line."""
    use_packaged_time_zones()
    use_fixed_sqlite()
