"""Files, mail, PDF and seal: each behind a small Protocol, with a local version."""
