"""Pages of the review audience."""
