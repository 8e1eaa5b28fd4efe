"""What a use case may raise; every door knows how to say each of these to a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.rules.permissions import Action


class ServiceError(Exception):
    """Anything a use case refuses on purpose. `sentence` is for a person."""

    sentence: str

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class Absent(ServiceError):
    """Not there, or not this actor's to see: the two look the same."""

    def __init__(self, what: str = "page") -> None:
        super().__init__(f"There is no such {what}.")


class Forbidden(ServiceError):
    """The actor's role may not do this at all, to anything. `action` is what it may not, where the matrix says so."""

    def __init__(self, sentence: str, action: Action | None = None) -> None:
        self.action = action
        super().__init__(sentence)


class Tied(Forbidden):
    """A tie to the firm keeps the actor from a file that their role may otherwise see; the sentence says which."""


class Refused(ServiceError):
    """A rule says no: a stable code, a sentence, and the field it concerns, if one."""

    def __init__(self, code: str, sentence: str, field: str | None = None) -> None:
        self.code, self.field = code, field
        super().__init__(sentence)


class Invalid(ServiceError):
    """Several fields are wrong at once: field name to sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class WrongState(ServiceError):
    """The thing has moved on; the sentence says where it stands now."""

    def __init__(self, sentence: str, state: str = "") -> None:
        self.state = state
        super().__init__(sentence)


@dataclass(eq=False)
class Conflict(ServiceError):
    """Somebody else saved first. Both texts are carried, so that nothing typed is lost."""

    sentence: str
    yours: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    version: int = 0
    by: str = ""

    def __post_init__(self) -> None:
        super().__init__(self.sentence)
