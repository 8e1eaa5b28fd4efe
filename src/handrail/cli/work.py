"""`handrail work`: run the worker until it is told to stop."""

from __future__ import annotations

import argparse
import importlib
import signal
import threading

from handrail.cli.booting import boot


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")


def run(args: argparse.Namespace) -> int:
    boot()
    # The doors are strangers to each other; the command line only starts this one, as a process would.
    worker = importlib.import_module("handrail.jobs.worker")
    if args.once:
        tried = worker.once()
        print(f"{tried} side effects tried")
        return 0
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    worker.run(stop)
    return 0
