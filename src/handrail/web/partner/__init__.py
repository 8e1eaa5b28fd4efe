"""Pages of the partner audience."""
