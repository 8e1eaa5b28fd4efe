"""Use cases of the corrective_action room."""
