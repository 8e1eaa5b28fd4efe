"""Use cases of the oversight room."""
