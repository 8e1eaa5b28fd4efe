"""The papers of the made-up firms: small real files, the same on every load."""
