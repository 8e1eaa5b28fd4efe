"""Benchmarks: ratios measured side by side in one run, on this machine, with the aim beside each figure."""
