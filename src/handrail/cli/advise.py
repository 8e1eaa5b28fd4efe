"""`handrail advise FILE`: the fewest points, on the fewest questions, that would make an audit pass."""

from __future__ import annotations

import argparse
import re
from decimal import Decimal

from handrail.cli.asked import print_json
from handrail.cli.score import read_sheet
from handrail.rules.audit.advice import Advice, advise
from handrail.rules.reason import BadInput

_KINDS = {"P": "policy", "R": "records", "K": "knowledge", "C": "condition"}
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the audit as JSON; - reads standard input")
    parser.add_argument("--to", default="pass", metavar="PERCENT", help="pass (default), or a percentage to reach")


def run(args: argparse.Namespace) -> int:
    """Print the advice. 0 if the target can be reached by whole points, else 1."""
    target = _target(args.to)
    sheet, pack = read_sheet(args)
    advice = advise(sheet, pack, target)
    if args.json:
        print_json(advice.as_json())
    else:
        print(as_text(advice))
    return 0 if advice.reachable else 1


def _target(text: str) -> Decimal | None:
    if text == "pass":
        return None
    if not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        raise BadInput("--to", f"'{text}' is not a percentage.", "Give pass or a number from 0 to 100.")
    return Decimal(text)


def as_text(advice: Advice) -> str:
    """The advice for a person to read."""
    lines = [f"Now: {_percent(advice.now.percent)}, {'passes' if advice.now.passed else 'does not pass'}"]
    if advice.hard_fails:
        lines.append(f"Below the element mark: {', '.join(advice.hard_fails)}")
    if not advice.reachable:
        lines += ["", f"Out of reach by whole points; the best they lead to is {_percent(advice.reaches.percent)}:"]
    elif not advice.steps:
        lines += ["", "Nothing is needed."]
    else:
        count, points = len(advice.steps), advice.points_needed
        noun, measure = ("question" if count == 1 else "questions"), ("point" if points == 1 else "points")
        lines += ["", f"{points} {measure} on {count} {noun} lead to {_percent(advice.reaches.percent)}:"]
    for step in advice.steps:
        lines.append(f"  {step.question:>5}  {step.from_!s:>5} -> {step.to!s:<5}  +{step.gain:<3} {_KINDS[step.kind]}")
    return "\n".join(lines)


def _percent(percent: Decimal | None) -> str:
    return "nothing to score" if percent is None else f"{percent} %"
