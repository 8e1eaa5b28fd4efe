"""Use cases of the system room."""
