"""Rows to the frozen facts that rules take: one way, one seam."""
