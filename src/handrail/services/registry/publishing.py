"""What the issuer publishes: its keys, the signed status list of the day, and the register as open data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from handrail.integrations import keys
from handrail.integrations.credential import STATUS_LIST_TYPE, sign_jws
from handrail.rules.certificate.standing import StatusChange
from handrail.services.moment import Moment
from handrail.services.outbox import enqueue
from handrail.services.registry.telling import Told, told
from handrail.store.models import Certificate

PUBLISH: Final = "publish_standings"
KEYS_FILE: Final = keys.PUBLISHED
STATUS_LIST_FILE: Final = "status-list.jws"
_BATCH: Final = 1000
_COLUMNS: Final = (
    "number",
    "legal_name",
    "program",
    "issued",
    "expires",
    "last_valid_day",
    "standing",
    "certifying_partner",
)
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def public_keys() -> dict[str, Any]:
    """The issuer's public keys, past ones kept."""
    return keys.published()


def status_list(moment: Moment) -> str:
    """The signed list of every certificate's standing on the day, as last published or made now."""
    kept = keys.read_published(STATUS_LIST_FILE)
    if kept is not None and _as_of(kept) == moment.day:
        return kept.decode("ascii")
    return _signed_list(moment)


def publish_soon(moment: Moment) -> None:
    """Queue a new status list after a change: one for all changes of the same minute, since it reads every certificate."""
    enqueue(moment, PUBLISH, {}, key=f"{PUBLISH}:{moment.now:%Y-%m-%dT%H:%M}")


def publish(moment: Moment) -> None:
    """Lay the keys and the day's status list where a check with no network finds them; daily, and after every change."""
    keys.write_published(KEYS_FILE, json.dumps(keys.published(), indent=2).encode())
    keys.write_published(STATUS_LIST_FILE, _signed_list(moment).encode("ascii"))


def _signed_list(moment: Moment) -> str:
    entries: dict[str, Any] = {}
    for certificate, shown in _signed(moment.day):
        entry: dict[str, Any] = {"standing": shown.standing.standing.value}
        if shown.history:
            entry["history"] = [_change(change) for change in shown.history]
        if shown.ending is not None:
            entry["last_valid_day"] = shown.last_valid.isoformat() if shown.last_valid else None
        entries[certificate.number] = entry
    payload = {
        "type": STATUS_LIST_TYPE,
        "issuer": keys.ISSUER,
        "as_of": moment.day.isoformat(),
        "certificates": entries,
    }
    return sign_jws(payload, keys.code_key())


def _change(change: StatusChange) -> dict[str, str]:
    return {"on": change.on.isoformat(), "status": change.status.value, "sentence": change.sentence}


def _signed(day: date) -> Iterator[tuple[Certificate, Told]]:
    """Every certificate that carries both signatures, with its standing on a day, a thousand at a time."""
    rows = (
        Certificate.objects.filter(signed_by_both_at__isnull=False)
        .select_related("partner__organisation", "audit")
        .order_by("year", "serial")
    )
    batch: list[Certificate] = []
    for row in rows.iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _with_standing(batch, day)
            batch = []
    yield from _with_standing(batch, day)


def _with_standing(batch: list[Certificate], day: date) -> Iterator[tuple[Certificate, Told]]:
    found = told(batch, day, day)
    for row in batch:
        yield row, found[row.pk]


def _as_of(kept: bytes) -> date | None:
    import base64

    try:
        payload = kept.split(b".")[1]
        raw = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
        return date.fromisoformat(json.loads(raw)["as_of"])
    except (ValueError, IndexError, KeyError):
        return None


def safe_cell(text: str) -> str:
    """A cell no spreadsheet runs as a formula: an apostrophe goes before anything that begins like one."""
    return f"'{text}" if text.startswith(_FORMULA) or text[:1].isspace() else text


def open_data(moment: Moment) -> Iterator[str]:
    """The register as CSV, line by line: public fields only."""
    from handrail.program import load_pack

    yield csv_line(_COLUMNS)
    for certificate, shown in _signed(moment.day):
        yield csv_line(
            (
                certificate.number,
                certificate.legal_name,
                load_pack(certificate.audit.pack).program.short_name,
                certificate.issued_on.isoformat(),
                shown.standing.expires.isoformat(),
                shown.last_valid.isoformat() if shown.last_valid else "",
                shown.standing.standing.value,
                certificate.partner.organisation.name,
            )
        )


def csv_line(cells: tuple[str | int | Decimal | None, ...]) -> str:
    """A line of CSV. Texts are kept from running as formulas; what is given as a number stays one, minus sign and all."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(
        [safe_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return line.getvalue()
