"""The work that waits, the work that nobody could do, and what arrived and nobody could read."""
