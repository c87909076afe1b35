"""Our books beside a provider's own statement: what both know, what only one of them does, and what differs."""
