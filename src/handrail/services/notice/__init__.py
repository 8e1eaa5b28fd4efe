"""Use cases of the notice room."""
