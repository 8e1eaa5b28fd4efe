"""The same firm, people and browsers as in the owner's room."""

from tests.web.owner.conftest import crew, day, enter, firm, foreigner, owner, reviewer

__all__ = ["crew", "day", "enter", "firm", "foreigner", "owner", "reviewer"]
