"""Use cases of the partner room."""
