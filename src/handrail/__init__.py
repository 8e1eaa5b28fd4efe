"""Handrail: the Small Employer Certificate of Recognition, for everyone in it."""
