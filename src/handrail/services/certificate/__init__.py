"""Use cases of the certificate room."""
