"""Shares that stay, deposits that secure loans, and ordinary savings that come and go."""
