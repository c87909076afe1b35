"""How Imarisha runs: the only place that knows everybody."""
