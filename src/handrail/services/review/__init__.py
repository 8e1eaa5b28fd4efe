"""Use cases of the review room."""
