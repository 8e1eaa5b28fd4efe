"""Jobs: a door for the clock; it owns retry, lease and the periodic tick."""
