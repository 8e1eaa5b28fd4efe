"""Use cases of the evidence room."""
