"""`handrail serve`: the web on one port, with the worker beside it when asked."""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from handrail.cli.booting import boot
from handrail.rules.reason import BadInput


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=None, help="port (default PORT, else 8000)")
    parser.add_argument("--workers", type=int, default=1, help="web processes (default 1)")
    parser.add_argument("--threads", type=int, default=8, help="threads a process (default 8)")
    parser.add_argument("--migrate", action="store_true", help="bring the tables up to date first")
    parser.add_argument("--demo-when-empty", action="store_true", help="load the demonstration into an empty database")
    parser.add_argument("--with-worker", action="store_true", help="run the worker beside the web")


def port_of(args: argparse.Namespace) -> int:
    text = str(args.port or os.environ.get("PORT", "8000"))
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadInput("PORT", f"'{text}' is not a port.", "Use a number from 1 to 65535.")
    return int(text)


def must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInput(
                f"{host}:{port}", f"is taken ({error.strerror}).", "Stop what runs there, or choose another: PORT=8001"
            ) from None


def run(args: argparse.Namespace) -> int:
    port = port_of(args)
    must_be_free(args.host, port)
    os.environ["PORT"] = str(port)
    boot()
    from django.db import connections

    prepare(args)
    connections.close_all()
    worker = subprocess.Popen([sys.executable, "-m", "handrail", "work"]) if args.with_worker else None
    try:
        serve(args, port)
    finally:
        if worker is not None and worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(timeout=10)
            except subprocess.TimeoutExpired:
                worker.kill()
    return 0


def prepare(args: argparse.Namespace) -> None:
    """Tables, cache, static files and, for an empty database when asked, the demonstration."""
    from django.core.management import call_command
    from django.db import connections

    from handrail.services.demonstration import loading
    from handrail.services.installation import health

    if args.migrate:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    for finding in health.database():
        if not finding.good:
            raise BadInput("database", finding.sentence, finding.mend)
    collect_static()
    if args.demo_when_empty and loading.is_empty():
        print("loading the demonstration ...", flush=True)
        # In a process of its own: typesetting starts threads, and a web process forked after that would wait for them
        # for ever. It prints the sign-ins itself.
        connections.close_all()
        if subprocess.run([sys.executable, "-m", "handrail", "demo"], check=False).returncode:
            raise BadInput("the demonstration", "could not be loaded; what it said stands above.", "Start again.")
        return
    for line in loading.sign_ins():
        print(line, flush=True)


def collect_static() -> None:
    """Hash and compress the static files into the data folder, only when one of them has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == seen.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(seen.hexdigest(), encoding="utf-8")


def serve(args: argparse.Namespace, port: int) -> None:
    """Gunicorn in this process: it forks its workers and stops them on Ctrl-C."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for key, value in {
                "bind": f"{args.host}:{port}",
                "workers": args.workers,
                "worker_class": "gthread",
                "threads": args.threads,
                "loglevel": "warning",
                "graceful_timeout": 5,
                "control_socket_disable": True,
            }.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> Any:
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    print(f"Handrail is at http://{args.host}:{port} (Ctrl-C stops it)", flush=True)
    Server().run()
