"""The first page of the day: what waits for somebody, and how the institution is doing. Each feature counts its own."""
