"""`handrail program check [DIR]` and `handrail program show KEY`: the program's data and whether it conforms."""

from __future__ import annotations

import argparse
from decimal import Decimal

from handrail.cli.asked import asked, print_json
from handrail.cli.main import a_day
from handrail.program import Parameter, check_pack


def configure(parser: argparse.ArgumentParser) -> None:
    choices = parser.add_subparsers(dest="action", metavar="check|show", required=True)
    check = choices.add_parser("check", help="hold a pack to the standard's own conformance rules")
    check.add_argument("folder", metavar="DIR", nargs="?", help="a pack's folder (default: the pack of --pack)")
    show = choices.add_parser("show", help="one value in force, with its source")
    show.add_argument("key", metavar="KEY", help="such as audit.submit.max_days")
    for one in (check, show):
        _repeat_common(one)


def _repeat_common(parser: argparse.ArgumentParser) -> None:
    """The common options may stand after check or show too; unsaid here, what was said before them stays."""
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer as JSON")
    parser.add_argument("--pack", default=argparse.SUPPRESS, help="program pack, by name or folder")
    parser.add_argument("--partner", default=argparse.SUPPRESS, help="apply this Certifying Partner's own rules")
    parser.add_argument("--as-of", type=a_day, default=argparse.SUPPRESS, metavar="DAY", help="the rules of this day")


def run(args: argparse.Namespace) -> int:
    return _check(args) if args.action == "check" else _show(args)


def _check(args: argparse.Namespace) -> int:
    name = args.folder or args.pack
    findings = check_pack(name)
    faults = [one for one in findings if one.level == "fault"]
    if args.json:
        rows = [
            {"level": one.level, "file": one.file, "key": one.key, "what": one.what, "mend": one.mend}
            for one in findings
        ]
        print_json({"pack": str(name), "conforms": not faults, "findings": rows})
    else:
        for one in findings:
            print(f"{one.level}: {one.file}: {one.key}: {one.what}. {one.mend}.")
        print(
            f"{name}: " + ("conforms." if not faults else "1 fault." if len(faults) == 1 else f"{len(faults)} faults.")
        )
    return 1 if faults else 0


def _show(args: argparse.Namespace) -> int:
    what = asked(args)
    found = what.pack.parameter(args.key, on=what.on, partner=what.partner)
    if args.json:
        print_json(_shape(found))
        return 0
    until = f"to {found.to}" if found.to else "and still in force"
    print(f"{found.key} = {_plain(found.value)} ({found.unit})")
    print(f"  {found.title}")
    print(f"  from {found.from_} {until}; {found.confidence}; sources {found.source}; {found.file}")
    if found.note:
        print(f"  {found.note}")
    return 0


def _shape(found: Parameter) -> dict[str, object]:
    return {
        "key": found.key,
        "value": _plain(found.value),
        "from": found.from_.isoformat(),
        "to": found.to.isoformat() if found.to else None,
        "source": found.source,
        "confidence": found.confidence,
        "file": found.file,
        "title": found.title,
        "unit": found.unit,
        "note": found.note,
    }


def _plain(value: object) -> object:
    """A value as JSON carries it: decimals as text, never as floats."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
