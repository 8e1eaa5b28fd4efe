"""Pages of the owner audience."""
