"""`handrail doctor`: is this installation in order? One line a finding, with its mend."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from handrail.cli.booting import boot
from handrail.program import check_pack, load_pack


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: argparse.Namespace) -> int:
    boot()
    from handrail.services import moment
    from handrail.services.installation import health

    now = datetime.now(UTC)
    try:
        present = moment.present(now)
    except Exception:  # a database that is not there yet is one of the findings, not a crash
        present = moment.at(now)
    findings = health.everything(present, now)
    pack = load_pack(args.pack)
    faults = check_pack(pack.folder)
    findings.append(
        health.Finding(
            "pack",
            not faults,
            f"Program pack {args.pack}: " + (f"{len(faults)} faults." if faults else "in order."),
            f"See them with: handrail program check {pack.folder}",
        )
    )
    good = all(finding.good for finding in findings)
    if args.json:
        print(json.dumps({"good": good, "findings": [finding.as_json() for finding in findings]}, indent=2))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding.good else 'MEND'}  {finding.code:<11} {finding.sentence}")
            if not finding.good and finding.mend:
                print(f"      {'':<11} {finding.mend}")
    return 0 if good else 1
