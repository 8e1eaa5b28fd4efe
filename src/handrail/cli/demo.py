"""`handrail demo`: load the demonstration into an empty database."""

from __future__ import annotations

import argparse
import time

from handrail.cli.booting import boot
from handrail.rules.reason import BadInput

MOST = 200_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--employers", type=int, default=300, metavar="N", help="background firms beside the named ones (default 300)"
    )


def run(args: argparse.Namespace) -> int:
    if not 0 <= args.employers <= MOST:
        raise BadInput("--employers", f"{args.employers} is not a number of firms.", f"Use a number from 0 to {MOST}.")
    boot()
    from django.core.management import call_command

    from handrail.services.demonstration import loading
    from handrail.services.errors import Refused

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    began = time.monotonic()
    try:
        loading.load(say=lambda line: print(line, flush=True), employers=args.employers)
    except Refused as error:
        raise BadInput("database", error.sentence, "") from None
    print(f"loaded in {time.monotonic() - began:.1f} s")
    for line in loading.sign_ins():
        print(line)
    return 0
