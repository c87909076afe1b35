"""The books: journal entries that balance or cannot exist, and what can be read from them."""
