"""`handrail SUBCOMMAND`: finds the subcommand's module, hands it the arguments, keeps the promised exit codes."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from handrail.program import PackError
from handrail.rules.days import parse_day
from handrail.rules.reason import BadInput

# Subcommand -> what it is for. Its module is handrail.cli.<name>, loaded only when it is asked for.
SUBCOMMANDS = {
    "score": "score an audit and say whether it passes both gates",
    "advise": "the cheapest points that would make an audit pass",
    "headcount": "who counts to ten, on a day and in the look-back",
    "deadlines": "every day that follows from what happened",
    "premium": "what the certificate is worth in one year's premium",
    "verify": "check a certificate: the sealed PDF or the text of its code",
    "program": "check a program pack, or show one of its values",
    "demo": "load the demonstration into an empty database",
    "serve": "serve the web on PORT (default 8000)",
    "work": "run the worker: mail, documents, reminders",
    "open": "open a partner, the office, WCB or the operator: its first keeper gets an invitation",
    "doctor": "say whether this installation is in order",
    "migrations": "regenerate the one generated migration (developers)",
    "docs": "write the generated pages of the documentation (developers)",
}


def a_day(text: str) -> date:
    try:
        return parse_day(text, "--as-of")
    except BadInput as error:
        raise argparse.ArgumentTypeError(f"{error.what} {error.mend}") from None


class Parser(argparse.ArgumentParser):
    """Refuses wrong usage in one line, as the promised exit codes say."""

    def error(self, message: str) -> NoReturn:
        raise SystemExit(
            refuse(f"{self.prog.removeprefix('handrail ')}: {message.rstrip('.')}. See: {self.prog} --help")
        )


def parser_for(name: str) -> argparse.ArgumentParser:
    """The parser of one subcommand: its own arguments and the common ones."""
    module = importlib.import_module(f"handrail.cli.{name}")
    parser = Parser(prog=f"handrail {name}", description=SUBCOMMANDS[name])
    module.configure(parser)
    common = parser.add_argument_group("common")
    common.add_argument("--json", action="store_true", help="answer as JSON")
    common.add_argument("--pack", default="ca-ab", help="program pack, by name or folder (default ca-ab)")
    common.add_argument("--partner", default=None, help="apply this Certifying Partner's own rules")
    common.add_argument("--as-of", type=a_day, default=None, metavar="DAY", help="the rules in force on this day")
    parser.set_defaults(run=module.run)
    return parser


def overview() -> str:
    rows = "\n".join(f"  {name:<12} {purpose}" for name, purpose in SUBCOMMANDS.items())
    return f"usage: handrail SUBCOMMAND ... [--json]\n\n{rows}\n\nhandrail SUBCOMMAND --help says more."


def refuse(sentence: str) -> int:
    print("handrail: " + " ".join(sentence.split()), file=sys.stderr)
    return 2


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. 0 done (or yes), 1 a clean no, 2 bad input in one line on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What was read may hold characters that cannot be written here; they are shown escaped, as JSON does.
        sys.stdout.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in {"help", "-h", "--help"}:
        print(overview())
        return 0 if given else 2
    if given[0] not in SUBCOMMANDS:
        return refuse(f"there is no subcommand '{given[0]}'. Try one of: {', '.join(SUBCOMMANDS)}.")
    return _guarded(*given)


def _guarded(name: str, *rest: str) -> int:
    """Run the subcommand; whatever a person can mend becomes one line."""
    try:
        args = parser_for(name).parse_args(rest)
        code: int = args.run(args)
    except (BadInput, PackError) as error:
        return refuse(str(error))
    except BrokenPipeError:
        # The reader of our output went away (for example `| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return refuse(f"{error.filename or 'a file'}: {error.strerror or error}. Check the path and try again.")
    except KeyboardInterrupt:
        return 130
    return code
