"""`handrail docs`: write the pages of the documentation that the code itself knows."""

from __future__ import annotations

import argparse
from pathlib import Path

from handrail.rules import permissions
from handrail.rules.audit.lifecycle import AUDIT
from handrail.rules.review.lifecycle import ROUND

HEAD = "<!-- Written by ./run docs from {source}; change it there. -->\n\n"


def pages() -> dict[str, str]:
    """Path under docs/ to text, for each generated page."""
    ties = "\n\n".join((permissions.__doc__ or "").split("\n\n")[1:])
    return {
        "permissions.md": HEAD.format(source="rules/permissions.py")
        + "# Who may do what\n\n"
        + f"{ties}\n"
        + permissions.as_markdown(),
        "lifecycles.md": HEAD.format(source="rules/audit/lifecycle.py and rules/review/lifecycle.py")
        + "# Lifecycles\n\nAn audit and a review round move only by these tables.\n\n## Audit\n\n"
        + f"{AUDIT.as_markdown()}\n\n## Review round\n\n{ROUND.as_markdown()}\n",
    }


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default="docs", help="where to write them (default docs)")
    parser.add_argument("--check", action="store_true", help="only say whether they are current")


def run(args: argparse.Namespace) -> int:
    stale = []
    for name, text in pages().items():
        path = Path(args.folder, name)
        page = text.rstrip("\n") + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == page:
            continue
        stale.append(name)
        if not args.check:
            path.write_text(page, encoding="utf-8")
    if stale:
        print(("stale: " if args.check else "wrote ") + ", ".join(stale))
    return 1 if stale and args.check else 0
