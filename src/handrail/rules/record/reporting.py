"""What an incident asks of the firm at once: whom to call, what not to touch, whether it is investigated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from handrail.rules.reason import Reason

if TYPE_CHECKING:
    from handrail.program import ReportingFile

_EVENT: Final = "event"
_SERIOUS: Final = "serious"
_YES: Final = (True, "yes", "true")


@dataclass(frozen=True, slots=True)
class Reporting:
    """What follows from what was written down.

    `at_once`: the reason why it is reported now, with `call` and `phones`; None where nothing named applies.
    `afterwards`: it could have been serious, so it is investigated and then reported. `scene`: what may not be touched,
    whenever somebody has to be called. `asks`: the test to put, where nobody answered it.
    """

    at_once: Reason | None = None
    call: str = ""
    phones: tuple[str, ...] = ()
    scene: tuple[str, ...] = ()
    afterwards: Reason | None = None
    asks: str = ""


def reporting(fields: Mapping[str, Any], rules: ReportingFile) -> Reporting:
    """What the fields of an incident or close call ask for by the pack's own list (OHS Act s.33 in Alberta)."""
    named = next((one for one in rules.reportable if one.id == fields.get(_EVENT)), None)
    serious = fields.get(_SERIOUS)
    afterwards = None
    if named is not None or serious in _YES:
        afterwards = Reason("potentially_serious", rules.potentially_serious_then.strip(), rules.source)
    asks = rules.potentially_serious.strip() if serious in (None, "") and named is None else ""
    if named is None:
        return Reporting(afterwards=afterwards, asks=asks)
    return Reporting(
        at_once=Reason("report_at_once", named.sentence, named.source),
        call=rules.call,
        phones=rules.phones,
        scene=rules.scene,
        afterwards=afterwards,
    )
