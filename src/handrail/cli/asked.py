"""What the common options ask for: the pack, the partner and the day whose rules are in force."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from handrail.cli.reading import naming
from handrail.program import Pack, load_pack
from handrail.rules.days import parse_day
from handrail.rules.reason import BadInput, Reason

DEFAULT_PACK = "ca-ab"


@dataclass(frozen=True, slots=True)
class Asked:
    """The pack, the partner (checked to be one of the pack's) and the day."""

    pack: Pack
    partner: str | None
    on: date


def asked(args: argparse.Namespace, given: Mapping[str, object] | None = None) -> Asked:
    """What the options and the file (`pack`, `partner`, `as_of`) ask for together; an option wins over the file.

    Without a day from either it is today in the program's own time zone.
    """
    pack_name, partner, on = args.pack, args.partner, args.as_of
    if given is not None:
        with naming(args.file):
            pack_name = pack_name if pack_name != DEFAULT_PACK else _text(given, "pack") or DEFAULT_PACK
            if partner is None:
                partner = _known(_text(given, "partner"), load_pack(pack_name), "partner")
            if on is None and given.get("as_of") is not None:
                on = parse_day(given["as_of"], "as_of")
    pack = load_pack(pack_name)
    _known(partner, pack, "--partner")
    return Asked(pack, partner, on or datetime.now(UTC).astimezone(ZoneInfo(pack.program.time_zone)).date())


def _known(partner: str | None, pack: Pack, where: str) -> str | None:
    if partner is not None and partner not in pack.partners:
        known = ", ".join(sorted(pack.partners)) or "none"
        raise BadInput(where, f'"{partner}": no such Certifying Partner in {pack.id}.', f"Use one of: {known}.")
    return partner


def _text(given: Mapping[str, object], key: str) -> str | None:
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise BadInput(key, f'"{value}" is not a name.', "Write it as text, or leave it out.")
    return value


def print_json(shape: object) -> None:
    print(json.dumps(shape, indent=2, ensure_ascii=False))


def print_reasons(reasons: Iterable[Reason]) -> None:
    """Each reason as a line, with the source of its rule."""
    for reason in reasons:
        print(f"  - {reason.sentence}" + (f" [{reason.source}]" if reason.source else ""))
