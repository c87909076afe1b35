"""Short messages: one segment of 160 septets, sent at most once, answered when the provider feels like it."""
