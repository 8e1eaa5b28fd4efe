"""The yearly audit: scoring, advice, carry-over, completeness, windows, routes and its lifecycle."""
