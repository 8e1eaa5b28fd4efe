"""The people of the desk are at hand in every test of this room."""

from tests.services.review.people import actor, admin, first, other, partner

__all__ = ["actor", "admin", "first", "other", "partner"]
