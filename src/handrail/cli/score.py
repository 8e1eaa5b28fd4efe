"""`handrail score FILE`: the score of an audit and whether it passes both gates."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handrail.cli.reading import read_json
from handrail.program import Pack, load_pack
from handrail.rules.audit.facts import Sheet, parse_sheet
from handrail.rules.audit.score import Score, score
from handrail.rules.reason import BadInput

DEFAULT_PACK = "ca-ab"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the audit as JSON; - reads standard input")


def run(args: argparse.Namespace) -> int:
    """Print the score. 0 passed, 1 not passed."""
    sheet, pack = read_sheet(args)
    result = score(sheet, pack)
    print(json.dumps(result.as_json(), ensure_ascii=False, indent=2) if args.json else as_text(result))
    return 0 if result.passed else 1


def read_sheet(args: argparse.Namespace) -> tuple[Sheet, Pack]:
    """The audit of the file a person named, and the pack that judges it; errors name the file and the field."""
    given = read_json(args.file)
    name = "standard input" if args.file == "-" else args.file
    try:
        pack = load_pack(_pack_name(args.pack, given))
        return parse_sheet(given, pack, as_of=args.as_of, partner=args.partner, today=_today(pack)), pack
    except BadInput as error:
        raise BadInput(f"{name}: {error.where}", error.what, error.mend) from None


def _pack_name(asked: str, given: dict[str, Any]) -> str:
    """A pack asked for on the command line wins over the file's own."""
    own = given.get("pack", asked)
    if not isinstance(own, str) or not own.strip():
        raise BadInput("pack", "must be the name of a program pack.", f'Write "pack": "{DEFAULT_PACK}".')
    return asked if asked != DEFAULT_PACK else own


def _today(pack: Pack) -> date:
    return datetime.now(ZoneInfo(pack.program.time_zone)).date()


def as_text(result: Score) -> str:
    """The score for a person to read."""
    share = "nothing to score" if result.percent is None else f"{result.percent} %"
    lines = [
        f"{'Passes' if result.passed else 'Does not pass'}: {result.awarded} of {result.available} points, {share}",
        f"Edition {result.edition}, rules of {result.as_of}",
        "",
    ]
    width = max(len(element.title) for element in result.elements)
    for element in result.elements:
        share = "does not apply" if element.percent is None else f"{element.percent:>6} %"
        mark = "   below the element mark" if element.passed is False else ""
        points = f"{element.awarded!s:>6} of {element.available!s:>6}"
        lines.append(f"  {element.id:>3}  {element.title:<{width}}  {points}  {share}{mark}")
    lines += ["", *(f"- {reason.sentence}" for reason in result.reasons)]
    if result.unanswered:
        lines.append(f"  Not answered: {', '.join(result.unanswered)}")
    return "\n".join(lines)
