"""Use cases of the headcount room."""
