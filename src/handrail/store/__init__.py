"""Tables and queries: plain rows with constraints, one noun a file; no workflow, no save() override, no signals."""
