"""Use cases of the employer room."""
