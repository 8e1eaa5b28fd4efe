"""The certificate: its term, its number and its standing on a day."""
