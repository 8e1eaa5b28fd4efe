"""`handrail premium FILE`: what the certificate is worth in one year's premium."""

from __future__ import annotations

import argparse

from handrail.cli.asked import asked, print_json, print_reasons
from handrail.cli.reading import naming, read_json
from handrail.rules.premium import Premium, parse_premium, premium


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="one firm's year as JSON; - reads standard input")


def run(args: argparse.Namespace) -> int:
    given = read_json(args.file)
    # The rules of a performance year are those in force at its end: the common day option does not apply.
    pack = asked(args, given).pack
    with naming(args.file):
        answer = premium(parse_premium(given), pack)
    if args.json:
        print_json(_shape(answer))
    else:
        _print(answer)
    return 0


def _shape(answer: Premium) -> dict[str, object]:
    return {
        "year": answer.year,
        "accounts": [
            {
                "account": one.account,
                "industry_code": one.industry_code,
                "rate": str(one.rate),
                "rate_source": one.rate_source,
                "rate_status": one.rate_status,
                "earnings_counted": str(one.earnings_counted),
                "premium": str(one.premium),
            }
            for one in answer.accounts
        ],
        "industry_premium": str(answer.industry_premium),
        "percent_low": str(answer.percent_low),
        "percent_high": str(answer.percent_high),
        "refund_low": str(answer.refund_low),
        "refund_high": str(answer.refund_high),
        "measures": [
            {
                "code": one.code,
                "percent": str(one.percent),
                "chosen": one.chosen,
                "sentence": one.sentence,
                "source": one.source,
                "confidence": one.confidence,
            }
            for one in answer.measures
        ],
        "gate": answer.gate.value,
        "reasons": [reason.as_json() for reason in answer.reasons],
        "confidence": answer.confidence,
    }


def _print(answer: Premium) -> None:
    print(f"{answer.year}: refund {answer.refund_low} to {answer.refund_high} dollars, paid the next year.")
    print(
        f"  {answer.percent_low} % to {answer.percent_high} % of the industry-rated premium {answer.industry_premium}."
    )
    print(f"  Gate: {answer.gate.value}. Confidence: {answer.confidence}.")
    if any(one.rate_status == "demonstration" for one in answer.accounts):
        print("  DEMONSTRATION: a rate here is made up; it is not WCB's.")
    for one in answer.accounts:
        print(f"  {one.account} ({one.industry_code}): {one.earnings_counted} at {one.rate}, premium {one.premium}.")
        print(f"    rate: {one.rate_source}")
    print()
    print_reasons(answer.reasons)
