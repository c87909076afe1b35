"""The benchmarks: what we cost beside the same work done bare, in one run, as ratios."""
