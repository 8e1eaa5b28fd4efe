"""Which service function does which kind of side effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from handrail.services.certificate import sealing
from handrail.services.moment import Moment
from handrail.services.notice import daily, reminding, sending
from handrail.services.registry import publishing

HANDLERS: dict[str, Callable[[Moment, dict[str, Any]], object]] = {
    "mail": sending.send,
    reminding.REMIND: reminding.remind,
    reminding.TEXT: reminding.send_text,
    "seal_certificate": lambda moment, payload: sealing.seal(moment, UUID(payload["certificate"])),
    publishing.PUBLISH: lambda moment, payload: publishing.publish(moment),
    "daily": lambda moment, payload: daily.run(moment),
}
