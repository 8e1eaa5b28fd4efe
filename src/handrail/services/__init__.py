"""The only writers and the guarded readers: one room per concept, one file per use case."""
