"""What a rule says for itself, and how it refuses bad input."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision: a stable code, a sentence for a person, and the source of the rule."""

    code: str
    sentence: str
    source: str = ""

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "sentence": self.sentence, "source": self.source}


class BadInput(ValueError):
    """Input that a rule cannot take: where it stands, what is wrong, and what to do about it."""

    def __init__(self, where: str, what: str, mend: str = "") -> None:
        self.where, self.what, self.mend = where, what, mend
        super().__init__(f"{where}: {what}" + (f" {mend}" if mend else ""))
