"""`handrail headcount FILE`: who counts to ten, on a day and in the look-back."""

from __future__ import annotations

import argparse
from datetime import date

from handrail.cli.asked import asked, print_json, print_reasons
from handrail.cli.reading import name_of, read_text
from handrail.rules.days import in_words, parse_day
from handrail.rules.headcount import Headcount, headcount, held_certificate, parse_people


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="people as CSV, one row a spell; - reads standard input")
    parser.add_argument("--certificate-issued", metavar="DAY", help="first day of the SECOR the firm holds")
    parser.add_argument("--certificate-expires", metavar="DAY", help="its last valid day")
    parser.add_argument("--next-audit-due", metavar="DAY", help="the day its next audit is due")


def run(args: argparse.Namespace) -> int:
    what = asked(args)
    people = parse_people(read_text(args.file), name_of(args.file))
    held = held_certificate(
        _day(args.certificate_issued, "--certificate-issued"),
        _day(args.certificate_expires, "--certificate-expires"),
        _day(args.next_audit_due, "--next-audit-due"),
        int(str(what.pack.parameter("certificate.term.full_months", on=what.on, partner=what.partner).value)),
    )
    answer = headcount(people, what.on, what.pack, what.partner, held)
    if args.json:
        print_json(_shape(answer))
    else:
        _print(answer)
    return 0 if answer.eligible else 1


def _day(text: str | None, option: str) -> date | None:
    return None if text is None else parse_day(text, option)


def _shape(answer: Headcount) -> dict[str, object]:
    move = answer.move_to_cor
    return {
        "as_of": answer.as_of.isoformat(),
        "count": answer.count,
        "peak": answer.peak,
        "peak_on": answer.peak_on.isoformat(),
        "look_back_from": answer.look_back_from.isoformat(),
        "limit": answer.limit,
        "eligible": answer.eligible,
        "eligible_again_on": answer.eligible_again_on.isoformat() if answer.eligible_again_on else None,
        "regularly_employed": answer.regularly_employed,
        "representative_required": answer.representative_required,
        "move_to_cor": {"since": move.since.isoformat(), "at_audit_due": move.at_audit_due.isoformat()}
        if move
        else None,
        "who": [{"person": one.name, "counts": one.counts, "why": one.why} for one in answer.who],
        "reasons": [reason.as_json() for reason in answer.reasons],
    }


def _print(answer: Headcount) -> None:
    verdict = "within the limit" if answer.eligible else "over the limit"
    print(
        f"{answer.count} on {in_words(answer.as_of)}, at most {answer.peak} in the look-back: {verdict} of {answer.limit}."
    )
    print()
    for one in answer.who:
        print(f"  {'+' if one.counts else ' '} {one.name}: {one.why}")
    print()
    print_reasons(answer.reasons)
