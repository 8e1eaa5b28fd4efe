"""`handrail score FILE`: the score of an audit and whether it passes both gates."""

from __future__ import annotations

import argparse

from handrail.cli.asked import asked, print_json
from handrail.cli.reading import naming, read_json
from handrail.program import Pack
from handrail.rules.audit.facts import Sheet, parse_sheet
from handrail.rules.audit.score import Score, score


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the audit as JSON; - reads standard input")


def run(args: argparse.Namespace) -> int:
    """Print the score. 0 passed, 1 not passed."""
    sheet, pack = read_sheet(args)
    result = score(sheet, pack)
    if args.json:
        print_json(result.as_json())
    else:
        print(as_text(result))
    return 0 if result.passed else 1


def read_sheet(args: argparse.Namespace) -> tuple[Sheet, Pack]:
    """The audit of the file a person named, and the pack that judges it; errors name the file and the field."""
    given = read_json(args.file)
    what = asked(args, given)
    with naming(args.file):
        return parse_sheet(given, what.pack, as_of=what.on, partner=what.partner), what.pack


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
