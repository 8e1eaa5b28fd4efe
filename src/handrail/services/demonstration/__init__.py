"""Use cases of the demonstration room."""
