"""One SMS per event: what is told to whom, that it left once, and whether it arrived."""
