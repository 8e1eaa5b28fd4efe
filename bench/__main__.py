"""`python -m bench`: everything in a folder of its own that goes away again. `--audits N` for another size."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.cases import Figure

DAY = date(2026, 6, 1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="benchmarks that print ratios")
    parser.add_argument(
        "--audits", type=int, default=10_000, help="how many audits the large run holds (default 10000)"
    )
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="handrail-bench-"))
    # Stopped from outside, it still takes its folder (up to a gigabyte) with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["HANDRAIL_VAR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    try:
        return _run(args.audits)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(audits: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import override_settings

    from bench import cases, phone, records, review
    from bench.measuring import cpu, yardstick

    print(f"yardstick: SHA-256 of 64 MB takes {yardstick():.3f} s of CPU here")
    migrating = cpu(lambda: call_command("migrate", verbosity=0, interactive=False))
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    _show(cases.Figure("migrations from empty", f"{migrating:.1f} s", "within 20 s", migrating <= 20))
    _show(cases.scoring())
    _show(records.recipes())
    for figure in review.promises():
        _show(figure)
    with override_settings(
        ALLOWED_HOSTS=["testserver", "127.0.0.1"], ROOT_URLCONF="bench.bare", SECURE_SSL_REDIRECT=False
    ):
        _sized(audits)
    _start_to_answer()
    second = _start_to_answer()
    _show(cases.Figure("second start, to the first answer", f"{second:.1f} s", "within 5 s", second <= 5))
    _show(records.years())
    if (loaded := phone.first_load()) is not None:
        _show(loaded)
    return 0


def _sized(audits: int) -> None:
    """The same cases with few audits in the tables and with many."""
    from bench import cases
    from handrail.services.audit import starting
    from handrail.services.demonstration import background, cast, other_firms
    from handrail.store.models import Audit, Certificate, DemonstrationDay

    DemonstrationDay.objects.create(pk=1, day=DAY)
    people = cast.set_up()
    fresh = other_firms.foothill(people)
    fresh.join_partner(cast.on(DAY, 8), cast.on(DAY, 9), "bench")
    audit = starting.start(fresh.owner, cast.on(DAY, 10))
    filled = 0
    for wanted in (10, audits):
        began = time.monotonic()
        while (held := Audit.objects.count()) < wanted:
            more = max(4, min(1000, int((wanted - held) / 1.35)))
            background.fill(people, more, DAY, first=filled)
            filled += more
        print(f"\nwith {Audit.objects.count():,} audits in the tables (filled in {time.monotonic() - began:.0f} s)")
        for figure in cases.pages(audit):
            _show(figure)
        _show(cases.issuing(Certificate.objects.filter(signed_by_both_at__isnull=False).latest("issued_on")))


def _start_to_answer() -> float:
    """From the command to the first answer, over the filled tables."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "-m", "handrail", "serve", "--migrate", "--demo-when-empty", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.monotonic() - began < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
    finally:
        server.terminate()
        server.wait(timeout=15)
    return float("inf")


def _show(figure: Figure) -> None:
    mark = "" if figure.met else "  <- over"
    print(f"  {figure.what:<72} {figure.measured:<52} aim: {figure.aim}{mark}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
