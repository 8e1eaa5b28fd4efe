"""Use cases of the training room."""
