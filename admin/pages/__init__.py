"""The console: pages for staff, made on the server, that work on a small phone and without scripts."""
