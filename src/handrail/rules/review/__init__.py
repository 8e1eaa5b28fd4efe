"""The Certifying Partner's review of a submitted audit."""
