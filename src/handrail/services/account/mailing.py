"""Letters about an account itself (confirm, reset, changed): queued like every other letter."""

from __future__ import annotations

from handrail.services.moment import Moment
from handrail.services.outbox import enqueue


def post(moment: Moment, to: str, subject: str, text: str) -> None:
    """Queue one letter to one address; a slow mail server never holds up, or gives away, a sign-in page."""
    enqueue(moment, "mail", {"to": to, "employer": "", "partner": "", "subject": subject, "text": text})
