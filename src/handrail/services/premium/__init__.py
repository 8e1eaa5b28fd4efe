"""Use cases of the premium room."""
