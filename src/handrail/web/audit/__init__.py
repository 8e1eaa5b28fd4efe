"""Pages of the audit audience."""
