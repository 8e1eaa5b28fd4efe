"""`handrail open KIND NAME EMAIL`: the first keeper of a partner, the office, WCB or the operator gets an invitation."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from handrail.cli.booting import boot


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="partner, office, wcb or operator")
    parser.add_argument("name", metavar="NAME", help="the organisation's name")
    parser.add_argument("email", metavar="EMAIL", help="who keeps it; an invitation goes there")
    parser.add_argument("--program", default="", metavar="ID", help="a partner's file in the program pack")


def run(args: argparse.Namespace) -> int:
    boot()
    from handrail.services import moment
    from handrail.services.account import opening

    invitation = opening.open_organisation(
        moment.present(datetime.now(UTC)), args.kind, args.name, args.email, args.program
    )
    print(f"An invitation to {invitation.organisation.name} waits for {invitation.email}; the worker mails it.")
    return 0
