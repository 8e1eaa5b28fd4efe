"""Pages of the wcb audience."""
