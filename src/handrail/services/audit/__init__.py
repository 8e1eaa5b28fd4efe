"""Use cases of the audit room."""
