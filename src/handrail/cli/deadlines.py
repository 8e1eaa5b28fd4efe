"""`handrail deadlines FILE`: every day that follows from what happened."""

from __future__ import annotations

import argparse

from handrail.cli.asked import asked, print_json
from handrail.cli.reading import naming, read_json
from handrail.rules.days import in_words
from handrail.rules.deadlines import DeadlineItem, deadlines, parse_events


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="events as JSON; - reads standard input")


def run(args: argparse.Namespace) -> int:
    given = read_json(args.file)
    what = asked(args, given)
    terms = what.pack.parameter("certificate.terms", on=what.on, partner=what.partner).value
    with naming(args.file):
        events = parse_events(given.get("events"), terms if isinstance(terms, tuple) else ())
        items = deadlines(events, what.on, what.pack, what.partner)
    later = sum(event.on > what.on for event in events)
    if args.json:
        print_json({"as_of": what.on.isoformat(), "items": [item.as_json() for item in items], "left_out": later})
        return 0
    print(f"As of {in_words(what.on)}:" if items else f"Nothing is due as of {in_words(what.on)}.")
    for item in items:
        _print(item)
    if later:
        print(f"{later} later event{' has' if later == 1 else 's have'} not happened yet; left out.")
    return 0


def _print(item: DeadlineItem) -> None:
    print(f"  {item.due}  {item.state.value:<8} {item.sentence}")
    print(f"{'':22}rule of {item.rule_of}, {item.confidence} [{item.source}]")
