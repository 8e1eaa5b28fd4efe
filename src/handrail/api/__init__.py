"""The API: a door for programs."""
